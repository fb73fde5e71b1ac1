"""Booking: who, what kind of visit, when in plain words, and the first openings to take."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import RuleViolated
from app.core.ids import Id, new_id
from app.people.finding import find_patients
from app.people.views import PatientLine
from app.schedule.actions import BookAppointment
from app.schedule.kinds import usual_visit_type
from app.schedule.queries import ask_times
from app.schedule.views import FoundTimes, TimeQuestion
from ui.calendar.fold_field import FoldField
from ui.calendar.lists import Lists
from ui.calendar.openings import Openings, Slot, slot_of
from ui.calendar.side_panel import DayPanel, enter_presses
from ui.calendar.slot_field import SlotField
from ui.calendar.understood import understood_words
from ui.calendar.words import clock_words, minute_of, minutes_words, short_day
from ui.common.button import primary
from ui.common.card import SectionTitle
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import CheckField, ChoiceField, TextField
from ui.common.form import Form
from ui.common.plain_text import Label
from ui.common.search_field import Choice, Deliver, SearchField
from ui.common.search_record import SearchRecord

REST_MS = 220


class BookPanel(DayPanel):
    """Takes a booking. `wanted` gives the command, `offers_changed` tells that other slots are in sight.

    `resumed(at)` tells that a booking is back which was cut off, as it stood at that instant.
    """

    wanted = Signal(object)
    offers_changed = Signal()
    resumed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", "book", parent)
        self.desk, self.searches = desk, SearchRecord(desk, self)
        self.lists = Lists()
        self._command_id = new_id()
        self._question = 0
        self._go_to_openings = False
        self._zone = ""
        self._begun = self._kind_chosen = False
        self.form = Form(self)
        self.held = self.form.add(SlotField(self))
        self._build_fields()
        self._build_footer()
        self.keeper = DraftKeeper(desk, self.form, "schedule.book")
        self.keeper.brought_back.connect(self._resume)
        self.left.connect(self.keeper.finish)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.look)

    @property
    def slot(self) -> Slot | None:
        """The time that was taken."""
        return self.held.slot

    def _build_fields(self) -> None:
        add = self.form.add
        placeholder = self.tr("Name, birth date")
        self.patient = add(SearchField("patient_id", self.tr("Patient"), self._find, placeholder=placeholder))
        self.kind = add(ChoiceField("visit_type_id", self.tr("Visit type"), []), also=("minutes",))
        self.when = add(
            TextField("wall_start", self.tr("When"), placeholder=self.tr("in 2 weeks, mornings")),
            also=("day",),
        )
        self.understood = Label("", "label", "second", wrap=True)
        self.openings = Openings()
        self.fold = FoldField()
        self.provider = add(
            ChoiceField("provider_id", self.tr("With"), [], none_words=self.tr("Whoever is free"))
        )
        self.room = add(ChoiceField("room_id", self.tr("Room"), [], none_words=self.tr("Any room")))
        self.reason = add(TextField("reason", self.tr("Reason")))
        self.title_of_openings = SectionTitle(self.tr("First openings"))
        for field in (self.patient, self.kind, self.when):
            self.add(field)
            self.space(10)
        self.add(self.understood)
        self.space(8)
        self.add(self.title_of_openings)
        self.space(8)
        self.add(self.openings, self.fold)
        self.space(12)
        for field in (self.provider, self.room, self.reason):
            self.add(field)
            self.space(10)
        self.print_card = CheckField("print_card", self.tr("Print the card"))
        self.add(self.print_card)
        self.body.addStretch(1)
        self.patient.chosen.connect(self._patient_chosen)
        self.kind.edited.connect(self._choose_kind)
        self.when.edited.connect(self._when_edited)
        self.when.line.returnPressed.connect(self._enter_in_when)
        self.openings.chosen.connect(self._take)

    def _build_footer(self) -> None:
        self.go = primary(self.tr("Book"), tall=True, name="book_now")
        self.go.clicked.connect(self.submit)
        enter_presses(self.go)
        self.footer.addWidget(self.go)
        self.keys.add("Ctrl+Return", self.tr("Book"), self.submit)

    def offer(self, lists: Lists, zone: str) -> None:
        """Offer these providers, rooms and kinds of visit."""
        first = not self.lists.visit_types
        self.lists, self._zone = lists, zone
        self.kind.set_choices(lists.visit_type_choices())
        self.provider.set_choices(lists.provider_choices())
        self.room.set_choices(lists.room_choices())
        if first:
            self._show_usual_kind()
            self.form.mark_clean()
            if self.isVisible():
                self.look()
            self.keeper.bring_back(lambda: not self._begun)

    def _resume(self, at: datetime) -> None:
        """Go on with a booking that a lock or a crash cut off."""
        slot = self.slot
        self._name_after(self.patient.choice)
        if slot is None:
            self.look()
        else:
            self._show_chosen(slot)
        self.resumed.emit(at)

    def _show_usual_kind(self) -> None:
        usual = self.lists.visit_types[0].id if self.lists.visit_types else None
        self.kind.set_value(str(usual) if usual else None)

    def open(self, patient: Choice | None = None, slot: Slot | None = None) -> None:
        """Begin a booking, for a patient where one is given, at a time where one was pointed at."""
        self._begun = True
        self._command_id = new_id()
        self._kind_chosen = False
        self.form.clear_errors()
        self.fold.ask(None, "")
        self._show_patient(patient)
        self._show_usual_kind()
        for field in (self.when, self.reason, self.provider, self.room):
            field.set_value(None)
        self._set_slot(None)
        if slot is None:
            self.look()
        else:
            self._show_chosen(slot)
        self._ask_kind()
        self.keeper.finish()

    def _choose_kind(self) -> None:
        self._kind_chosen = True
        self.look()

    def _ask_kind(self) -> None:
        """Let who comes choose the type of visit, until a person or the words for the time do."""
        chosen = self.patient.choice
        if chosen is None or self._kind_chosen:
            return

        def usual(kind: Id | None) -> None:
            same = self.patient.choice is not None and self.patient.choice.id == chosen.id
            if same and not self._kind_chosen and kind is not None and self.kind.value() != str(kind):
                untouched = not self.form.dirty
                self.kind.set_value(str(kind))
                if untouched:
                    self.form.mark_clean()
                if self.slot is None:
                    self.look()

        self.desk.ask(usual_visit_type, chosen.id, done=usual, owner=self)

    def _show_chosen(self, slot: Slot) -> None:
        self._question += 1
        self.understood.setText("")
        self.understood.hide()
        self._show_slots([slot], self.tr("Chosen time"))
        self.openings.mark(slot)
        self._set_slot(slot)

    def _show_patient(self, patient: Choice | None) -> None:
        self.patient.set_value(patient)
        self.patient.line.set_suffix(patient.detail.partition(" · ")[0] if patient is not None else "")
        self._name_after(patient)

    def _name_after(self, patient: Choice | None) -> None:
        self.print_card.set_value(patient is not None)
        known = self.tr("Book a follow-up") if patient is not None else self.tr("Book an appointment")
        self.heading.setText(known)
        self.setAccessibleName(known)

    def start(self, *, at_when: bool = False) -> None:
        """Give the focus to what comes first: the patient, or the time when the patient is known."""
        field = self.when if at_when or self.patient.choice is not None else self.patient
        if self.patient.choice is not None and self.slot is not None and not at_when:
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.give_focus(field.line)

    # -- finding a time -------------------------------------------------------------------------------------

    def look(self) -> None:
        """Ask for the first openings for what stands in the form."""
        self._rest.stop()
        self._question += 1
        question = self._question
        chosen = self.patient.choice

        def found(times: FoundTimes) -> None:
            if question == self._question:
                self._show_times(times)

        kind = self.kind.value()
        self.desk.ask(
            ask_times,
            self.when.text(),
            patient_id=chosen.id if chosen is not None else None,
            visit_type_id=Id(kind) if kind else None,
            done=found,
            owner=self,
        )

    def _when_edited(self) -> None:
        self._set_slot(None)
        self._rest.start()

    def _enter_in_when(self) -> None:
        """Enter goes on to the openings, as soon as those for these words are there."""
        self._go_to_openings = True
        self.look()

    def _show_times(self, times: FoundTimes) -> None:
        asked = times.question
        if asked.visit_type_id is not None and str(asked.visit_type_id) != self.kind.value():
            self._kind_chosen = True
            self.kind.set_value(str(asked.visit_type_id))
        self._say_unclear(asked)
        if asked.reason and not self.reason.text().strip():
            self.reason.set_value(asked.reason)
        self.understood.setText(understood_words(times))
        self.understood.show()
        self._show_slots([slot_of(offer) for offer in times.offers], self.tr("First openings"))
        if self._go_to_openings and not asked.unclear:
            self._go_to_openings = False
            self.openings.focus_first()
            self.area.ensureWidgetVisible(self.openings)

    def _say_unclear(self, asked: TimeQuestion) -> None:
        """Say which word was not understood; what was typed stays, to be put right."""
        if not asked.unclear:
            self.when.set_error("")
            return
        self._go_to_openings = False
        said = self.tr("“{word}” was not understood. Did you mean “{meant}”?")
        self.when.set_error(said.replace("{word}", asked.unclear).replace("{meant}", asked.meant))

    def _show_slots(self, slots: list[Slot], title: str) -> None:
        self.title_of_openings.setText(title)
        self.title_of_openings.setVisible(bool(slots))
        self.openings.show_slots(slots, chosen=self.slot)
        if self.slot not in slots:
            self._set_slot(None)
        self.offers_changed.emit()

    def _take(self, slot: Slot) -> None:
        self._set_slot(slot)
        self.held.edited.emit()
        self.when.set_error("")
        target = self.patient.line if self.patient.choice is None else self.go
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _set_slot(self, slot: Slot | None) -> None:
        self.held.slot = slot
        self.fold.ask(None, "")
        if slot is None:
            self.go.setText(self.tr("Book"))
            return
        at = f"{short_day(slot.day)}, {clock_words(minute_of(slot.wall_start))}"
        self.go.setText(self.tr("Book {time}").replace("{time}", at))
        if slot.provider_id is not None:
            self.provider.set_value(str(slot.provider_id))
        if slot.room_id is not None:
            self.room.set_value(str(slot.room_id))

    def offered(self) -> tuple[Slot, ...]:
        """Return the slots in sight, for the day to point out."""
        return self.openings.slots if self.isVisible() else ()

    def length_words(self) -> str:
        """Return the visit type and its length, as an offered opening says them."""
        kind = self.lists.visit_type(self.kind.value())
        return f"{kind.name.lower()} {minutes_words(kind.minutes)}" if kind is not None else ""

    # -- booking --------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Send the booking; what is missing is said beside its field."""
        self.form.clear_errors()
        command = self._command()
        if command is not None:
            self.wanted.emit(command)

    def _command(self) -> BookAppointment | None:
        slot, kind, provider = self.slot, self.kind.value(), self.provider.value()
        chosen = self.patient.choice
        if chosen is None:
            self._missing(self.patient, self.tr("Choose the patient from the list."))
        elif kind is None:
            self._missing(self.kind, self.tr("Choose one from the list."))
        elif slot is None:
            self._missing(self.when, self.tr("Take one of the openings, or type another time."))
        elif provider is None:
            self._missing(self.provider, self.tr("Choose with whom."))
        else:
            return self._booking(chosen.id, Id(provider), Id(kind), slot)
        return None

    def _booking(self, patient: Id, provider: Id, kind: Id, slot: Slot) -> BookAppointment:
        room = self.room.value()
        return BookAppointment(
            command_id=self._command_id,
            patient_id=patient,
            provider_id=provider,
            visit_type_id=kind,
            day=slot.day,
            wall_start=slot.wall_start,
            fold=self.fold.value() if slot.fold is None else slot.fold,
            minutes=slot.minutes,
            room_id=Id(room) if room else None,
            reason=self.reason.text().strip(),
        )

    def _missing(self, field: ChoiceField | TextField, words: str) -> None:
        field.set_error(words)
        self.give_focus(field)

    def refused(self, error: Exception) -> bool:
        """Say a refusal beside its field; a time that comes twice is asked about here."""
        if isinstance(error, RuleViolated) and error.field == "fold" and self.slot is not None:
            self.fold.ask(self.slot, self._zone)
            self.give_focus(self.fold)
            return True
        return self.form.show_error(error)

    # -- patients -------------------------------------------------------------------------------------------

    def _find(self, text: str, deliver: Deliver) -> None:
        def found(lines: tuple[PatientLine, ...]) -> None:
            self.searches.found(text, len(lines))
            deliver([patient_choice(line) for line in lines])

        self.desk.ask(find_patients, text, done=found, owner=self)

    def _patient_chosen(self, choice: Choice) -> None:
        self.patient.line.set_suffix(choice.detail.partition(" · ")[0])
        self.searches.opened(Id(str(choice.id)))
        self._ask_kind()
        if self.slot is None:
            self.look()
            self.when.line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.go.setFocus(Qt.FocusReason.TabFocusReason)


def patient_choice(line: PatientLine) -> Choice:
    """Return a patient as an answer of the search: age and sex first, which stay in sight once chosen."""
    age = "" if line.age is None else str(line.age.number)
    unit = {"day": " d", "week": " wk", "month": " mo"}.get(line.age.unit, "") if line.age else ""
    sex = "" if line.sex == "U" else str(line.sex)
    born = f"{line.birth_date.month}/{line.birth_date.day}/{line.birth_date.year}" if line.birth_date else ""
    parts = (f"{age}{unit} {sex}".strip(), born, line.mrn, line.looks_like and f"≠ {line.looks_like}")
    return Choice(line.id, line.name, " · ".join(part for part in parts if part))
