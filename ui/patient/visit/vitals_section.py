"""Vitals of the visit: the strip, the sets taken so far, and the trends."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.chart.alerts.actions import Tell, tell
from app.chart.vitals.actions import RecordVitals, WithdrawVital, record_vitals, withdraw_vital
from app.chart.vitals.queries import check_vitals, last_vitals, visit_vitals
from app.chart.vitals.views import RecordedVitals, VisitVitals, VitalsCheck, VitalsSetView, VitalValue
from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import new_id
from app.visits.queries import row_of_visit
from app.visits.views import VisitRow
from ui.common.card import Card
from ui.common.chip import ChipText
from ui.common.desk import Ticket
from ui.common.draft_keeper import DraftKeeper
from ui.common.layout import Column
from ui.common.navigation import Go
from ui.common.plain_text import Label
from ui.patient.visit.reason_panel import ReasonPanel
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.trends_card import TrendsCard
from ui.patient.visit.visit_words import said, set_words, words
from ui.patient.visit.vitals_strip import VitalsStrip
from ui.theme.tokens import Tone

REST_MS = 250


class VitalsSection(VisitSection):
    """Shows the newest set of the visit; "Repeat set" begins another one."""

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.OBSERVATION, Kind.VISIT, Kind.HISTORY})

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Vitals"), "visit_vitals", parent)
        self.strip = VitalsStrip()
        self.sets = SetsCard(at)
        self.trends = TrendsCard(at)
        self.column.addWidget(self.strip)
        self.column.addWidget(self.sets)
        self.column.addWidget(self.trends, 1)
        self.vitals: VisitVitals | None = None
        self.shown_set: VitalsSetView | None = None
        self._repeating = False
        self._command_id = new_id()
        self._checking: Ticket | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._check_typed)
        self.keeper = DraftKeeper(at.desk, self.strip.form, "visit.vitals", str(at.visit_id))
        self.setFocusProxy(self.strip)
        self._connect()

    def _connect(self) -> None:
        self.strip.changed.connect(self._rest.start)
        self.strip.units.changed.connect(self._use_units)
        self.strip.save_wanted.connect(self.save)
        self.strip.repeat_wanted.connect(self.repeat)
        self.strip.tell_wanted.connect(self.tell)
        self.keys.describe("Return", words("Save vitals"))
        self.keys.add("F7", words("Repeat set"), self.repeat, button=self.strip.repeat)
        self.keys.add("Ctrl+T", words("Tell the clinician"), self.tell, button=self.strip.tell)
        self.keys.add(
            "Ctrl+U", words("Not obtained"), self.strip.choose_reason, button=self.strip.not_obtained
        )
        self.keys.add(
            "Ctrl+E",
            words("More measures"),
            self.strip.more_button.click,
            button=self.strip.more_button,
        )
        may = self.at.may(Permission.ROOM_PATIENT)
        for button in (self.strip.tell, self.strip.repeat, self.strip.not_obtained):
            button.setEnabled(may)
        self.strip.changed.connect(lambda: self.strip.offer_save(may))
        self.strip.offer_save(may)

    def open_place(self, place: Go) -> None:
        """Begin at once: the cursor goes into the blood pressure."""
        self.strip.begin()

    def stop_place(self) -> Column:
        return self.strip.stops

    # -- showing -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.ask(last_vitals, self.at.patient_id, done=self.strip.show_last, owner=self)
        self.desk.ask(visit_vitals, self.at.visit_id, done=self._show, owner=self)
        self.desk.ask(row_of_visit, self.at.visit_id, done=self._show_clinician, owner=self)
        self.trends.refresh()

    def _show(self, vitals: VisitVitals) -> None:
        first = self.vitals is None
        self.vitals = vitals
        self.sets.show_sets(vitals)
        self.strip.show_also(self._also(vitals))
        if not self.strip.form.dirty and not self._repeating:
            self._show_set(vitals.sets[-1] if vitals.sets else None)
        if first:
            self.keeper.bring_back()

    def _show_set(self, one: VitalsSetView | None) -> None:
        self.shown_set = one
        about = (
            said("{time} · {name}", time=self.at.time_words(one.taken_at), name=one.taken_by) if one else ""
        )
        self.strip.show_set(one, about)
        self.strip.offer_save(self.at.may(Permission.ROOM_PATIENT))
        if one is not None:
            self.check()

    def _also(self, vitals: VisitVitals) -> tuple[ChipText, ...]:
        """Return chips about all sets: when the pressure is due again, and the averages."""
        chips = []
        if vitals.repeat_due_at is not None:
            due = self.at.time_words(vitals.repeat_due_at)
            chips.append(ChipText(said("Repeat BP at {time}", time=due), Tone.INFO))
        if vitals.average_systolic is not None and vitals.average_diastolic is not None:
            average = said(
                "average BP {upper}/{lower} mmHg",
                upper=vitals.average_systolic,
                lower=vitals.average_diastolic,
            )
            chips.append(ChipText(average))
        return tuple(chips)

    def _show_clinician(self, row: VisitRow | None) -> None:
        name = row.provider_short if row is not None else ""
        self.strip.tell.setText(said("Tell {name}", name=name) if name else words("Tell the clinician"))

    def _use_units(self, units: str) -> None:
        self.trends.in_metric = units == "si"
        self.trends.draw()

    # -- while typing --------------------------------------------------------------------------------------

    def _check_typed(self) -> None:
        if self.isVisible():
            self.check()

    def check(self) -> None:
        """Ask what the values say; only the newest answer counts."""
        self._rest.stop()
        if self._checking is not None:
            self._checking.cancel()
        entries = self.strip.entries()
        if not entries:
            self.strip.clear_check()
            return
        if not self.at.may(Permission.ROOM_PATIENT):
            return
        self._checking = self.desk.ask(
            check_vitals, self.at.patient_id, entries, done=self._show_check, owner=self
        )

    def _show_check(self, check: VitalsCheck) -> None:
        self.strip.show_check(check)

    # -- acts ----------------------------------------------------------------------------------------------

    def repeat(self) -> None:
        """Begin another set of the same visit: empty fields, the cursor in the first."""
        self._command_id = new_id()
        self.shown_set, self._repeating = None, True
        self.strip.show_set(None, words("Repeat set"))
        self.strip.begin()

    def save(self) -> None:
        """Record what is new; what was typed in place of a recorded value corrects it, with a reason."""
        if not self.at.may(Permission.ROOM_PATIENT) or self.stop is not None:
            return
        wrong = self.strip.corrected()
        if wrong:
            self._ask_why(wrong)
        elif self.strip.new_entries() or self.shown_set is None:
            self._record()

    def _record(self) -> None:
        command = RecordVitals(
            command_id=self._command_id,
            visit_id=self.at.visit_id,
            entries=self.strip.new_entries(),
            set_number=self.shown_set.number if self.shown_set is not None else 0,
        )
        self.do_asking(
            record_vitals,
            command,
            self._recorded,
            act=words("Save vitals"),
            with_reason=lambda again, why: replace(again, acknowledged_reason=why),
            form=self.strip.form,
        )

    def _recorded(self, result: RecordedVitals) -> None:
        self._command_id = new_id()
        self.keeper.finish()
        self.shown_set = self.shown_set or (
            self.vitals.sets[-1] if self.vitals and self.vitals.sets else None
        )
        self.vitals = None if self.vitals is None else replace(self.vitals, sets=())
        self.refresh()
        if result.critical:
            self.say(words("Vitals saved. A critical value: the clinician is being alerted."), Tone.DANGER)
        else:
            self.say(words("Vitals saved."))

    def _ask_why(self, wrong: tuple[VitalValue, ...]) -> None:
        """Take back what was wrong before the right values are recorded in the same set."""
        text = said("Corrects {values}. Why?", values=", ".join(one.entered for one in wrong))
        panel = ReasonPanel(text, words("Correct"), words("typed wrong"))
        panel.accepted.connect(lambda why: self._withdraw(list(wrong), why))
        panel.left.connect(self._leave)
        self.show_panel(panel)

    def _withdraw(self, wrong: list[VitalValue], why: str) -> None:
        self.close_panel()
        first, rest = wrong[0], wrong[1:]
        command = WithdrawVital(observation_id=first.id, version=first.version, reason=why)
        self.do(
            withdraw_vital,
            command,
            lambda _done: self._withdraw(rest, why) if rest else self._record_anew(),
        )

    def _record_anew(self) -> None:
        for field in self.strip.fields.values():
            if field.recorded is not None and not field.untouched:
                field.recorded = None
        if self.strip.new_entries():
            self._record()
        else:
            self.keeper.finish()
            self.refresh()

    def _leave(self) -> None:
        self.close_panel()
        self._show_set(self.shown_set)

    def tell(self) -> None:
        """Tell the clinician what the chips say; it waits on the board until it is taken."""
        command = Tell(visit_id=self.at.visit_id, words=self.strip.chip_words())
        self.do(
            tell, command, lambda _told: self.say(words("The clinician is told: a chip stands on the row."))
        )


class SetsCard(Card):
    """The sets taken before the one in the strip, one line each."""

    def __init__(self, at: VisitAt) -> None:
        super().__init__(words("Sets of this visit"), space=6)
        self._at = at
        self._lines = Column(space=6)
        self.add(self._lines)
        self.hide()

    def show_sets(self, vitals: VisitVitals) -> None:
        """Show all sets as soon as there is more than one."""
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in vitals.sets:
            head = said(
                "Set {number}, {time}, {name}:",
                number=one.number,
                time=self._at.time_words(one.taken_at),
                name=one.taken_by,
            )
            self._lines.addWidget(Label(f"{head} {set_words(one)}", "body", "second", wrap=True))
        self.setVisible(len(vitals.sets) > 1)
