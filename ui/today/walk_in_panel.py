"""A walk-in: who, with whom, for what; one Enter makes appointment and visit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id, new_id
from app.frontdesk.actions import WalkIn
from app.frontdesk.views import Answers, Identifier, Sign
from app.people.finding import find_patients
from app.people.views import PatientLine
from app.practice.queries import providers, visit_types
from app.practice.views import ProviderView, VisitTypeView
from app.schedule.kinds import usual_visit_type
from ui.common.button import primary, secondary
from ui.common.card import SectionTitle, SidePanel
from ui.common.desk import Desk
from ui.common.fields import CheckField, ChoiceField, TextField
from ui.common.form import Form
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.search_field import Choice, Deliver, SearchField
from ui.common.search_record import SearchRecord

NEW = "new"


class WalkInPanel(SidePanel):
    """Takes a walk-in. `wanted` gives the command, `register_wanted` what was typed of a new name."""

    wanted = Signal(object)
    register_wanted = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("walk_in")
        self.setAccessibleName(self.tr("Walk-in"))
        self.desk, self.searches = desk, SearchRecord(desk, self)
        self._command_id = new_id()
        self._sent = self._registering = False
        self._kind_chosen = self._submit_when_known = False
        self._question = self._answered = 0
        self.keys = KeyList(self, self.tr("Walk-in"))
        self.form = Form(self)
        self._build()

    def _build(self) -> None:
        self.patient = self.form.add(
            SearchField("patient_id", self.tr("Patient"), self._find, placeholder=self.tr("Name, birth date"))
        )
        self.reason = self.form.add(TextField("reason", self.tr("Reason, in the patient's words")))
        self.kind = self.form.add(ChoiceField("visit_type_id", self.tr("Kind of visit"), []))
        self.provider = self.form.add(ChoiceField("provider_id", self.tr("With"), []))
        self.signs = [
            (Sign.FEVER, CheckField("fever", self.tr("Fever"))),
            (Sign.COUGH, CheckField("cough", self.tr("Cough"))),
            (Sign.RASH, CheckField("rash", self.tr("Rash"))),
        ]
        self.add(SectionTitle(self.tr("Walk-in")))
        for field in (self.patient, self.reason, self.kind, self.provider):
            self.add(field)
            self.space(8)
        signs = Row(space=12)
        for _, sign in self.signs:
            signs.addWidget(sign)
        signs.addStretch(1)
        self.add(signs)
        self.body.addStretch(1)
        self.go = primary(self.tr("Identity checked, arrive"), tall=True, name="walk_in_now")
        self.new = secondary(self.tr("New patient"), name="walk_in_new")
        self.back = secondary(self.tr("Not now"), name="walk_in_later")
        self.footer.addWidget(self.go)
        buttons = Row(space=12)
        buttons.addWidget(self.new, 1)
        buttons.addWidget(self.back, 1)
        self.footer.addLayout(buttons)
        self.go.clicked.connect(self.submit)
        self.new.clicked.connect(lambda: self._register(self.patient.line.text()))
        self.patient.chosen.connect(self._patient_chosen)
        self.reason.edited.connect(self._ask_kind)
        self.kind.edited.connect(self._choose_kind)
        self.back.clicked.connect(self.left)
        self.keys.add("Ctrl+Return", self.tr("Identity checked, arrive"), self.submit, button=self.go)
        self.keys.add("Esc", self.tr("Leave the walk-in"), self.left.emit)

    def open(self, patient: Choice | None = None) -> None:
        """Begin a new walk-in, or go on with the one for which a patient was just registered."""
        back = self._registering and patient is not None
        self._registering = self._sent = self._submit_when_known = False
        self.patient.set_value(patient)
        if not back:
            self._command_id, self._kind_chosen = new_id(), False
            self.reason.set_value("")
            for _, field in self.signs:
                field.set_value(False)
        self.form.clear_errors()
        self.desk.ask(providers, done=self._show_providers, owner=self)
        self.desk.ask(visit_types, done=self._show_kinds, owner=self)

    def start(self) -> None:
        """Give the focus to the patient."""
        self.area.verticalScrollBar().setValue(0)
        target = self.reason if self.patient.choice is not None else self.patient
        target.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Send the walk-in; what is missing is said beside its field."""
        if self.patient.choice is None:
            self.patient.set_error(self.tr("Choose the patient, or register a new one."))
            self.patient.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._answered != self._question:
            self._submit_when_known = True
            return
        provider, kind = self.provider.value(), self.kind.value()
        if provider is None or kind is None:
            missing = self.provider if provider is None else self.kind
            missing.set_error(self.tr("Choose one from the list."))
            return
        if self._sent:
            return
        self._sent = True
        self.wanted.emit(
            WalkIn(
                command_id=self._command_id,
                patient_id=Id(str(self.patient.value())),
                provider_id=Id(provider),
                visit_type_id=Id(kind),
                reason=self.reason.value() or "",
                answers=Answers(
                    identified_by=(Identifier.NAME, Identifier.BIRTH_DATE),
                    screened=True,
                    signs=tuple(sign for sign, field in self.signs if field.value()),
                ),
            )
        )

    def refused(self) -> None:
        """The walk-in was not made: it can be sent again."""
        self._sent = False

    def _find(self, text: str, deliver: Deliver) -> None:
        def found(lines: tuple[PatientLine, ...]) -> None:
            self.searches.found(text, len(lines))
            new = self.tr("New patient: {name}").replace("{name}", text)
            deliver([patient_choice(line) for line in lines] or [Choice(NEW, new)])

        self.desk.ask(find_patients, text, done=found, owner=self)

    def _patient_chosen(self, choice: Choice) -> None:
        if choice.id == NEW:
            self._register(choice.text.partition(": ")[2])
        else:
            self.searches.opened(Id(str(choice.id)))
            self.reason.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _register(self, typed: str) -> None:
        """Go on with registering; the reason and the rest wait here for the new patient."""
        self._registering = True
        self.patient.set_value(None)
        self.register_wanted.emit(typed.strip())

    # -- the kind of visit ----------------------------------------------------------------------------------

    def _choose_kind(self) -> None:
        self._kind_chosen = True

    def _ask_kind(self) -> None:
        """Let the reason choose the kind of visit, until a person does."""
        if self._kind_chosen:
            return
        self._question += 1
        answered = partial(self._show_usual, self._question)
        self.desk.ask(
            usual_visit_type, None, self.reason.line.text(), walk_in=True, done=answered, owner=self
        )

    def _show_usual(self, question: int, kind: Id | None) -> None:
        if question != self._question:
            return
        self._answered = question
        if kind is not None and not self._kind_chosen:
            self.kind.set_value(str(kind))
        if self._submit_when_known:
            self._submit_when_known = False
            self.submit()

    def _show_providers(self, found: Sequence[ProviderView]) -> None:
        self.provider.set_choices([(str(one.id), one.name) for one in found])
        if found and self.provider.value() is None:
            self.provider.set_value(str(found[0].id))

    def _show_kinds(self, found: Sequence[VisitTypeView]) -> None:
        self.kind.set_choices([(str(one.id), one.name) for one in found])
        self._ask_kind()


def patient_choice(line: PatientLine) -> Choice:
    """Return a patient as an answer of a search field."""
    born = line.birth_date
    shown = f"{born.month}/{born.day}/{born.year}" if born else ""
    alike = line.looks_like and QCoreApplication.translate("WalkInPanel", "same name")
    parts = (shown, line.sex, line.mrn, alike)
    return Choice(line.id, line.name, " · ".join(part for part in parts if part))
