"""Vitals of the visit: the strip, the sets taken so far, and the trends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.chart.alerts.actions import Tell, tell
from app.chart.vitals.actions import RecordVitals, Replaced, record_vitals
from app.chart.vitals.queries import check_vitals, last_vitals, visit_vitals
from app.chart.vitals.views import Measure, RecordedVitals, VisitVitals, VitalsCheck, VitalsSetView
from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import new_id
from app.visits.queries import row_of_visit
from app.visits.views import VisitRow
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.desk import Ticket
from ui.common.draft_keeper import DraftKeeper
from ui.common.layout import Column
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.vital_words import part_words
from ui.patient.visit.correction_panel import CorrectionPanel
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.sets_card import SetsCard, chips_of_visit
from ui.patient.visit.trends_card import TrendsCard
from ui.patient.visit.visit_words import said, words
from ui.patient.visit.vital_field import VitalField
from ui.patient.visit.vitals_shown import bring_into_sight
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
        self._begun_anew = False  # a further set was begun beside those on record
        self._repeat_after = False  # F7 while something waits: it is saved before the next set begins
        self._sent: dict[Measure, str] | None = None  # what is being saved, until the record is shown again
        self._saved_number = 0
        self._about_field: VitalField | None = None
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
        self.strip.discard_wanted.connect(self.discard)
        self.strip.typed.connect(self._answer_is_open_again)
        self.strip.form.restoring.connect(self._meet_draft)
        self.keeper.brought_back.connect(self._show_draft)
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
        self.strip.changed.connect(self._offer_save)
        self._offer_save()

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
        first, self.vitals = self.vitals is None, vitals
        self.sets.show_sets(vitals)
        self.strip.show_also(chips_of_visit(self.at, vitals))
        if self._sent is not None and self._saved_number:
            self._show_saved(vitals)
        elif first and self.strip.waiting() and vitals.sets:
            self._begin_anew(self.strip.typed_texts())  # typed before the sets came: a reading of its own
        elif not self.strip.waiting() and not self._begun_anew:
            self._show_set(vitals.sets[-1] if vitals.sets else None)
        if first:
            self.keeper.bring_back()

    def _show_saved(self, vitals: VisitVitals) -> None:
        """Show the set that was just recorded; what was typed meanwhile stays, and counts as typed."""
        saved = next((one for one in vitals.sets if one.number == self._saved_number), None)
        if saved is None:
            return  # an answer from before the save; the next one has it
        sent, self._sent = self._sent or {}, None
        later = {
            measure: text
            for measure, text in self.strip.typed_texts().items()
            if sent.get(measure, "") != text
        }
        self._saved_number, self._begun_anew = 0, False
        self._show_set(saved)
        if self._repeat_after:
            self._begin_anew(later)
        else:
            self.strip.put_back(later)
            self._offer_save()

    def _show_set(self, one: VitalsSetView | None) -> None:
        self.shown_set = one
        about = (
            said("{time} · {name}", time=self.at.time_words(one.taken_at), name=one.taken_by) if one else ""
        )
        if one is not None and self.vitals is not None and len(self.vitals.sets) > 1:
            about = said("Set {number} · {about}", number=one.number, about=about)
        self.strip.show_set(one, about)
        self._offer_save()
        if one is not None:
            self.check()

    def _offer_save(self) -> None:
        """One button saves: while a question stands, its own does."""
        may = self.at.may(Permission.ROOM_PATIENT) and self.stop is None
        self.strip.offer_save(may, way_back=self._begun_anew)

    def _meet_draft(self, draft: Mapping[str, Any]) -> None:
        """Show the set that a draft was typed over, in the units in which it was typed."""
        metric = bool(draft.get("metric", self.strip.form.metric))
        self.strip.use_units(metric=metric)
        self._use_units("si" if metric else "us")
        sets = self.vitals.sets if self.vitals is not None else ()
        number = draft.get("set", sets[-1].number if sets else 0)
        there = next((one for one in sets if one.number == number), None)
        if there is None and sets:
            self._begin_anew()
        else:
            self._show_set(there)

    def _show_draft(self, _at: object) -> None:
        """What came back is typed and not saved: its errors stand beside it, and its button is there."""
        self.strip.put_back(self.strip.typed_texts())
        self.strip.show_problems()
        self._offer_save()
        self.check()

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
            check_vitals,
            self.at.patient_id,
            entries,
            self.at.visit_id,
            done=self._show_check,
            owner=self,
        )

    def _show_check(self, check: VitalsCheck) -> None:
        self.strip.show_check(check)
        if self.stop is not None:
            QTimer.singleShot(0, self.stop, lambda: bring_into_sight(self.stop))  # hints moved it down

    # -- acts ----------------------------------------------------------------------------------------------

    def repeat(self) -> None:
        """Begin another set of the same visit: empty fields, the cursor in the first.

        What is typed is saved before; where a question about it stands, it is laid aside and can be undone.
        """
        if self._sent is not None:
            self._repeat_after = True
        elif self.stop is not None:
            self.discard(begin=True)
        elif self.strip.waiting():
            self._repeat_after = True
            self.save()
        else:
            self._begin_anew()

    def _begin_anew(self, texts: Mapping[Measure, str] | None = None) -> None:
        self._command_id = new_id()
        self._repeat_after = False
        self.shown_set = None
        self._begun_anew = bool(self.vitals is not None and self.vitals.sets)
        self.strip.show_set(None, words("Repeat set"))
        self.strip.put_back(texts or {})
        self.strip.begin()
        self._offer_save()

    def discard(self, *, begin: bool = False) -> None:
        """Lay aside what is typed and show the record again, or with `begin` an empty set; Undo brings it."""
        texts, number = self.strip.typed_texts(), self.strip.form.set_number
        metric = self.strip.form.metric
        self.close_panel()
        self._begun_anew = False
        if begin:
            self._begin_anew()
        else:
            sets = self.vitals.sets if self.vitals is not None else ()
            self._show_set(sets[-1] if sets else None)
            self.strip.begin()
        if texts:
            draft = {
                "set": number,
                "metric": metric,
                "values": {one.value: text for one, text in texts.items()},
            }
            unsaved = ", ".join(f"{part_words(one.value)} {text}".strip() for one, text in texts.items())
            text = said("Not saved: {values}.", values=unsaved)
            self.said.emit(Said(text, Tone.WARNING, undo=lambda: self._undo_discard(draft)))

    def _undo_discard(self, draft: Mapping[str, Any]) -> None:
        self.close_panel()
        self._begun_anew = False
        self.strip.form.restore(draft)
        self._show_draft(None)

    def save(self) -> None:
        """Record what is new; what was typed in place of a recorded value corrects it, with a reason."""
        if not self.at.may(Permission.ROOM_PATIENT) or self._sent is not None:
            return
        if self.stop is not None:
            self.stop.setFocus()
            return
        unreadable = self.strip.show_problems()
        if unreadable is not None:
            self._repeat_after = False
            self._go_to(unreadable)
        elif wrong := self.strip.corrected():
            self._ask_why(wrong)
        elif self.strip.waiting() or self.shown_set is None:
            self._record()

    def _record(self, replaced: tuple[Replaced, ...] = (), reason: str = "") -> None:
        self._sent, self._saved_number = self.strip.typed_texts(), 0
        command = RecordVitals(
            command_id=self._command_id,
            visit_id=self.at.visit_id,
            entries=self.strip.new_entries(),
            set_number=self.shown_set.number if self.shown_set is not None else 0,
            replaced=replaced,
            replaced_reason=reason,
        )
        do_with_reason(
            self.desk,
            record_vitals,
            command,
            with_reason=self._with_reason,
            show=self._show_findings,
            close=self._go_back,
            act=words("Save vitals"),
            owner=self,
            done=self._recorded,
            failed=self._refused,
        )

    def _with_reason(self, command: RecordVitals, why: str) -> RecordVitals:
        self._sent = self.strip.typed_texts()
        return replace(command, acknowledged_reason=why)

    def _refused(self, error: Exception) -> bool:
        """Nothing was kept; what is typed stays, and the refusal stands beside its field."""
        self._sent, self._repeat_after = None, False
        return self.strip.form.show_error(error)

    def _recorded(self, result: RecordedVitals) -> None:
        self._command_id = new_id()
        self._saved_number = result.number
        self.keeper.finish()
        self.refresh()
        if result.critical:
            self.say(words("Vitals saved. A critical value: the clinician is being alerted."), Tone.DANGER)
        else:
            self.say(words("Vitals saved."))

    # -- questions -----------------------------------------------------------------------------------------

    def _ask_why(self, wrong: tuple[VitalField, ...]) -> None:
        """Ask why recorded values are replaced: one act takes them back and records the right ones."""
        panel = CorrectionPanel(
            ", ".join(f"{part_words(one.spec.measure.value)} {one.recorded_text}" for one in wrong)
        )
        found = [one.recorded for one in wrong if one.recorded is not None]
        replaced = tuple(Replaced(observation_id=one.id, version=one.version) for one in found)

        def correct(why: str) -> None:
            self._go_back()
            self._record(replaced, why)

        panel.accepted.connect(correct)
        panel.left.connect(self._leave_question)
        self._about_field = wrong[0]
        self.show_panel(panel)
        self._offer_save()

    def show_panel(self, panel: QWidget) -> None:
        """Put a question into the strip, and into sight once it has its place there."""
        super().show_panel(panel)
        QTimer.singleShot(0, panel, lambda: bring_into_sight(panel))

    def _show_findings(self, panel: AcknowledgePanel) -> None:
        """Nothing is kept yet: show what to look at, and remember the field that it is about."""
        self._sent = None
        names = [finding.field for finding in panel.findings]
        self._about_field = next((one for one in self.strip.fields.values() if one.name in names), None)
        panel.left.connect(self._forget_repeat)
        self.show_stop(panel)
        self._offer_save()

    def _leave_question(self) -> None:
        self._forget_repeat()
        self._go_back()

    def _forget_repeat(self) -> None:
        self._repeat_after = False

    def _go_back(self) -> None:
        """Take the question away and put the cursor into the field that it was about."""
        self.close_panel()
        self._offer_save()
        if self._about_field is not None:
            self._go_to(self._about_field)

    def _go_to(self, field: VitalField) -> None:
        field.line.setFocus(Qt.FocusReason.OtherFocusReason)
        field.line.selectAll()

    def _answer_is_open_again(self) -> None:
        """A value was changed: what was asked about the value before no longer holds."""
        if self.stop is not None:
            self._repeat_after = False
            self.close_panel()
            self._offer_save()

    def tell(self) -> None:
        """Tell the clinician what the chips say; it waits on the board until it is taken."""
        command = Tell(visit_id=self.at.visit_id, words=self.strip.chip_words())
        self.do(
            tell, command, lambda _told: self.say(words("The clinician is told: a chip stands on the row."))
        )
