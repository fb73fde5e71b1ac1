"""Medications: each gone through with the patient, added by name, stopped with a reason."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.chart.medications.actions import ReconcileMedications, TakenAs, reconcile_medications
from app.chart.medications.queries import medications
from app.chart.medications.views import MedicationKnowledge, MedicationList, MedicationView, Taking
from app.chart.review.views import Section
from app.core.changes import Kind
from app.core.ids import Id, new_id
from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.chip import ChipText
from ui.common.fields import SegmentedField, TextField
from ui.common.form import Form
from ui.common.layout import Column, Row, rule
from ui.common.plain_text import Label
from ui.patient.visit.chart_fields import WhenField
from ui.patient.visit.chart_panels import MedicationPanel, StopPanel, taking_choices
from ui.patient.visit.chart_words import medication_detail, medication_words, partial_words
from ui.patient.visit.entries import EntryLine, EntryList
from ui.patient.visit.history_section import ListSection
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words
from ui.theme.tokens import Tone


class TakenLine(QWidget):
    """One medicine in a reconciliation: how it is taken, and when last."""

    def __init__(self, at: VisitAt, one: MedicationView, form: Form) -> None:
        super().__init__()
        self.one = one
        # Nothing is chosen beforehand: each is asked about anew.
        self.taking = form.add(SegmentedField(f"taking_{one.id}", "", taking_choices()))
        self.taking.setAccessibleName(medication_words(one))
        self.note = form.add(TextField(f"note_{one.id}", "", placeholder=words("How differently")))
        self.last = form.add(WhenField(f"last_{one.id}", "", at.today))
        self.last.line.setPlaceholderText(words("Last taken"))
        self.note.set_value(one.taking_note)
        self.last.set_value(one.last_taken)
        column = Column(self, space=6, margins=(0, 6, 0, 6))
        column.addWidget(Label(medication_words(one), wrap=True))
        row = Row(space=8)
        row.addWidget(self.taking)
        row.addWidget(self.note, 1)
        row.addWidget(self.last, 1)
        column.addLayout(row)
        self.taking.edited.connect(self._show_note)
        self._show_note()

    def _show_note(self) -> None:
        self.note.setVisible(self.taking.value() == Taking.DIFFERENTLY)

    def taken(self) -> TakenAs | None:
        """Return how it is taken; None while nobody asked."""
        value = self.taking.value()
        if value is None:
            return None
        return TakenAs(
            self.one.id, self.one.version, Taking(value), self.note.value() or "", self.last.value()
        )


class MedicationsSection(ListSection):
    """The list, the reconciliation in place, and what was stopped before."""

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.MEDICATION, Kind.ORDER, Kind.HISTORY})

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Medications"), "visit_medications", parent)
        self.found: MedicationList | None = None
        self.column.addLayout(self._question_place)
        self.list = self.card(Section.MEDICATIONS, words("Nobody has asked yet."))
        self.none = link(words("Takes no medicines"), name="takes_none")
        self.begin_button = primary(words("Go through with the patient"), name="reconcile")
        self.list.head.insertWidget(self.list.head.count() - 1, self.none)
        self.list.below.addWidget(self.begin_button)
        self.form_card = Card(words("Going through the list"), space=4)
        self.form_card.hide()
        self.lines: list[TakenLine] = []
        self.past = Card(words("Past medicines"))
        self.past_list = EntryList()
        self.past.add(self.past_list)
        for card in (self.form_card, self.list, self.past):
            self.column.addWidget(card)
        self.column.addStretch(1)
        self.list.add_wanted.connect(lambda: self.open_panel(MedicationPanel(self.at)))
        self.list.list.acted.connect(self._acted)
        self.begin_button.clicked.connect(self.begin)
        self.none.clicked.connect(self.state_none)
        self.keys.add(
            "Ctrl+N", words("Add a medicine"), self.list.add_button.click, button=self.list.add_button
        )
        self.keys.add("Ctrl+Return", words("All gone through"), self.save)
        self.keys.add("F7", words("Go through with the patient"), self.begin, button=self.begin_button)

    def stop_place(self) -> Column:
        return self._question_place

    def refresh(self) -> None:
        self.desk.ask(medications, self.at.patient_id, done=self._show, owner=self)
        self.ask_states()

    def _show(self, found: MedicationList) -> None:
        self.found = found
        acts = (("change", words("Change")), ("stop", words("Stop"))) if self.may_record else ()
        self.list.list.show_lines([_line(one, acts) for one in found.active])
        if found.knowledge is MedicationKnowledge.TAKES_NONE:
            text = said("Takes no medicines: {name}", name=found.reconciled_by)
            self.list.list.show_lines([EntryLine(self.at.patient_id, text)])
        self.none.setVisible(self.may_record and not found.active)
        self.begin_button.setVisible(self.may_record and bool(found.active) and not self.lines)
        self.past.setVisible(bool(found.past))
        self.past_list.show_lines([_past_line(one) for one in found.past])

    def _acted(self, entry: Id, act: str) -> None:
        found = self.found.active if self.found else ()
        one = next((each for each in found if each.id == entry), None)
        if one is not None:
            self.open_panel(StopPanel(self.at, one) if act == "stop" else MedicationPanel(self.at, one))

    # -- going through the list ----------------------------------------------------------------------------

    def begin(self) -> None:
        """Show every active medicine with its choice; Ctrl+Return keeps that all were gone through."""
        if self.found is None or not self.found.active or self.lines:
            return
        form = Form(self)
        self.lines = [TakenLine(self.at, one, form) for one in self.found.active]
        for number, line in enumerate(self.lines):
            if number:
                self.form_card.add(rule())
            self.form_card.add(line)
        save = primary(words("All gone through"), name="save_reconciliation")
        row = Row()
        row.addStretch(1)
        row.addWidget(save)
        self.form_card.add(row)
        save.clicked.connect(self.save)
        self.form_card.show()
        self.list.hide()
        self.lines[0].taking.setFocus()

    def save(self) -> None:
        """Keep how each is taken. One that nobody asked about is named beside its line."""
        if not self.lines:
            return
        taken = [line.taken() for line in self.lines]
        missing = next((line for line, one in zip(self.lines, taken, strict=True) if one is None), None)
        if missing is not None:
            missing.taking.set_error(words("Ask about this one too."))
            missing.taking.setFocus()
            return
        command = ReconcileMedications(
            command_id=new_id(),
            patient_id=self.at.patient_id,
            visit_id=self.at.visit_id,
            lines=tuple(one for one in taken if one is not None),
        )
        self.do(reconcile_medications, command, lambda _done: self._gone_through())

    def _gone_through(self) -> None:
        self.lines = []
        before = self.form_card
        self.form_card = Card(words("Going through the list"), space=4)
        self.form_card.hide()
        self.column.replaceWidget(before, self.form_card)
        before.hide()
        before.deleteLater()
        self.list.show()
        self._after(words("Medications gone through."))

    def state_none(self) -> None:
        """Keep that the patient takes no medicines: said expressly, never by F6."""
        command = ReconcileMedications(
            command_id=new_id(), patient_id=self.at.patient_id, visit_id=self.at.visit_id, takes_none=True
        )
        self.do(reconcile_medications, command, lambda _done: self._after(words("Takes no medicines: kept.")))


def _line(one: MedicationView, acts: tuple[tuple[str, str], ...]) -> EntryLine:
    odd = {
        "not_taking": ChipText(words("Not taking"), Tone.WARNING),
        "differently": ChipText(words("Differently"), Tone.WARNING),
    }
    return EntryLine(one.id, medication_words(one), medication_detail(one), odd.get(one.taking), acts)


def _past_line(one: MedicationView) -> EntryLine:
    ended = partial_words(one.ended)
    detail = " · ".join(part for part in (ended, one.stop_reason) if part)
    return EntryLine(one.id, medication_words(one), detail)
