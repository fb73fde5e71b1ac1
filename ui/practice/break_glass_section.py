"""Emergency access: who opened a sensitive chart in an emergency and why, and the review by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.people.break_glass.actions import ReviewBreakGlass, review_break_glass
from app.people.break_glass.queries import break_glass_uses
from app.people.break_glass.views import BreakGlassUse, EmergencyEnd, ReviewOutcome
from ui.common.card import Card, EmptyState, PageHead
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.fields import SegmentedField, TextField
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.segmented import Segmented
from ui.common.words import at_the_practice, date_words, fill, time_words
from ui.practice.editor import Editor, Sent
from ui.practice.words import words
from ui.theme.tokens import Tone

_OUTCOMES = {
    ReviewOutcome.JUSTIFIED: ("Justified", Tone.ACCENT, "circle-check"),
    ReviewOutcome.NOT_JUSTIFIED: ("Not justified", Tone.DANGER, "triangle-alert"),
    ReviewOutcome.TO_FOLLOW_UP: ("To follow up", Tone.WARNING, "triangle-alert"),
}
WAITING, REVIEWED = "waiting", "reviewed"


def when_words(moment: datetime) -> str:
    """Return "March 2, 2026, 9:05 AM" by the practice's clock."""
    there = at_the_practice(moment)
    return f"{date_words(there.date())}, {time_words(there)}"


def end_words(one: BreakGlassUse) -> str:
    """Return when and how an opening ended."""
    if one.ended_at is None:
        return words("Still open")
    how = {
        EmergencyEnd.BY_HAND: words("{time}, by hand"),
        EmergencyEnd.ANOTHER_SIGN_IN: words("{time}, at another sign-in"),
        None: words("{time}, time was over"),
    }
    return fill(how[one.ended], {"time": time_words(at_the_practice(one.ended_at))})


def state_chip(one: BreakGlassUse) -> ChipText:
    """Return how the review stands, in a word with its sign."""
    if one.outcome is not None:
        word, tone, icon = _OUTCOMES[one.outcome]
        return ChipText(words(word), tone, icon)
    return ChipText(words("Waits for a review"), Tone.WARNING, "circle-dashed")


def uses_model(parent: QWidget | None = None) -> RecordTableModel[BreakGlassUse]:
    """Return the model of the emergency openings."""
    columns: list[TableColumn[BreakGlassUse]] = [
        TableColumn("begun", words("Opened"), lambda one: when_words(one.begun_at), width=190),
        TableColumn("ended", words("Ended"), end_words, width=170),
        TableColumn("person", words("By"), lambda one: one.person, width=120),
        TableColumn("patient", words("Chart"), lambda one: f"{one.patient} ({one.mrn})", width=170),
        TableColumn("looks", words("Looks"), lambda one: str(one.looks), width=60, numeric=True),
        TableColumn("reason", words("Why"), lambda one: one.reason, width=180, stretch=1),
        TableColumn(
            "state",
            words("Review"),
            lambda one: state_chip(one).text,
            chips=lambda one: (state_chip(one),),
            width=170,
            whole=True,
        ),
    ]
    return RecordTableModel(columns, key=lambda one: one.id, parent=parent)


class ReviewEditor(Editor):
    """What somebody else than the person who opened the chart finds."""

    def __init__(self, desk: Desk, use: BreakGlassUse) -> None:
        super().__init__(desk, words("Review"), words("Save the review"))
        self.use = use
        told = fill(
            words("{person} opened the chart of {patient}."), {"person": use.person, "patient": use.patient}
        )
        self.add(Label(told, wrap=True))
        self.add(Label(use.reason, "strong", wrap=True))
        looks = fill(words("{count} looks into the chart are in the record."), {"count": use.looks})
        self.add(Label(looks, "label", "second", wrap=True))
        choices = [(str(one), words(word)) for one, (word, _tone, _icon) in _OUTCOMES.items()]
        self.outcome = self.field(SegmentedField("outcome", words("What you found"), choices))
        self.note = self.field(TextField("note", words("Note"), most=300))
        self.ready()

    def sent(self, values: dict[str, Any]) -> Sent | None:
        outcome = values["outcome"]
        if outcome is None:
            self.outcome.set_error(words("Choose what you found."))
            return None
        command = ReviewBreakGlass(
            use_id=self.use.id,
            version=self.use.version,
            outcome=ReviewOutcome(outcome),
            note=values["note"] or "",
        )
        return Sent(review_break_glass, command, words("The review is kept."))


class BreakGlassSection(QWidget):
    """The openings that wait for a review, or those that had one; the review beside the list."""

    said = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.editor: ReviewEditor | None = None
        self.head = PageHead(words("Emergency access"), "")
        choices = [(WAITING, words("Waiting")), (REVIEWED, words("Reviewed"))]
        self.which = Segmented(choices, WAITING, label=words("Which openings"))
        self.head.add_button(self.which)
        self.model = uses_model(self)
        self.table = RecordTable(self.model, name="emergencies", label=words("Emergency access"))
        self.empty = EmptyState("")
        card = Card(flush=True)
        card.add(self.table, self.empty)
        self._row = Row(space=12)
        self._row.addWidget(card, 1)
        column = Column(self, space=12)
        column.addWidget(self.head)
        column.addLayout(self._row, 1)
        self.which.changed.connect(lambda _which: self.refresh())
        self.table.opened.connect(self.review)

    def refresh(self) -> None:
        """Ask anew."""
        reviewed = self.which.value() == REVIEWED
        self.desk.ask(break_glass_uses, reviewed=reviewed, done=self._show, owner=self)

    def _show(self, uses: Sequence[BreakGlassUse]) -> None:
        self.model.set_records(uses)
        self.table.setVisible(bool(uses))
        self.empty.setVisible(not uses)
        none = words("No emergency opening waits for a review.")
        never = words("Openings will stand here once they were reviewed.")
        self.empty.words.setText(never if self.which.value() == REVIEWED else none)

    def review(self, use: BreakGlassUse) -> None:
        """Open the review of one opening beside the list."""
        self.close_editor()
        self.editor = ReviewEditor(self.desk, use)
        self._bind(self.editor, self._reviewed)
        self._row.addWidget(self.editor)
        self.editor.show()
        self.editor.outcome.setFocus()

    def _bind(self, editor: ReviewEditor, done: Callable[[], object]) -> None:
        editor.finished.connect(done)
        editor.left.connect(self.close_editor)
        editor.newer_wanted.connect(self._reviewed)
        editor.said.connect(self.said)

    def _reviewed(self) -> None:
        self.close_editor()
        self.refresh()

    def close_editor(self) -> None:
        """Take the review away."""
        editor, self.editor = self.editor, None
        if editor is not None:
            self._row.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
            self.table.setFocus()

    def focus_list(self) -> None:
        self.table.setFocus()

    def list_in_sight(self) -> None:
        """Nothing is added by the keys of a list here."""
