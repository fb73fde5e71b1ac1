"""What the patient takes home in words: what was found, what to do, when to call. One line is one point."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id, new_id
from app.documents.actions import WriteInstructions, write_instructions
from app.documents.queries import home_instructions
from app.documents.texts_views import InstructionsView
from ui.common.button import primary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import TextArea
from ui.common.form import Form
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.plain_text import Label

FIELDS = ("found", "to_do", "call_911", "call_us")


class InstructionsCard(Card):
    """The editor of the words for home of one visit, for those who may write in the chart.

    `saved` gives the InstructionsView that was kept. Unfinished words are kept as a draft.
    """

    saved = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Words to take home"), space=10, parent=parent)
        self._desk = desk
        self._visit_id: Id | None = None
        self._kept = InstructionsView()
        self._command_id = new_id()
        self._keeper: DraftKeeper | None = None
        self.keys = KeyList(self, self.tr("Words to take home"))
        self.form = Form(self)
        self._build()

    def _build(self) -> None:
        hint = self.tr(
            "One line is one point on the paper. Write in the patient's language, as you would say it."
        )
        self.add(Label(hint, "label", "second", wrap=True))
        labels = {
            "found": (self.tr("What we found"), self.tr("You have the flu."), 2),
            "to_do": (
                self.tr("What to do at home"),
                self.tr("Rest. Drink enough that your urine is pale."),
                4,
            ),
            "call_911": (self.tr("Call 911 if"), self.tr("Empty prints the usual signs of danger."), 2),
            "call_us": (self.tr("Call us if"), self.tr("Empty prints the usual advice."), 2),
        }
        for name, (label, example, lines) in labels.items():
            self.add(self.form.add(TextArea(name, label, lines=lines, placeholder=example, most=4_000)))
        self.state = Label("", "label", "second")
        self.act = primary(self.tr("Keep the words"), name="keep_words")
        self.act.setEnabled(False)
        row = Row()
        row.addWidget(self.state, 1)
        row.addWidget(self.act)
        self.add(row)
        self.body.addStretch(1)
        self.act.clicked.connect(self.save)
        self.form.edited.connect(lambda: self.act.setEnabled(True))
        self.keys.add("Ctrl+S", self.tr("Keep the words to take home"), self.save, button=self.act)

    def open_visit(self, visit_id: Id) -> None:
        """Show the words of a visit, and what was typed there before and not kept yet."""
        self._visit_id = visit_id
        self._desk.ask(home_instructions, visit_id, done=partial(self._show, visit_id), owner=self)

    def _show(self, visit_id: Id, kept: InstructionsView) -> None:
        if visit_id != self._visit_id:
            return
        self._take(kept)
        self._keeper = DraftKeeper(self._desk, self.form, "documents.instructions", str(visit_id))
        self._keeper.kept.connect(self._tell_draft)
        self._keeper.brought_back.connect(self._tell_draft)
        self._keeper.bring_back()

    def _take(self, kept: InstructionsView) -> None:
        self._kept, self._command_id = kept, new_id()
        self.form.set_values({name: "\n".join(getattr(kept, name)) for name in FIELDS})
        by = self.tr("Written by {name}").replace("{name}", kept.written_by) if kept.written_by else ""
        self.state.setText(by)
        self.act.setEnabled(False)

    def _tell_draft(self, at: object) -> None:
        self.act.setEnabled(True)
        self.state.setText(self.tr("Not kept yet; what you typed is safe"))

    def save(self) -> None:
        """Keep the words; a refusal is said beside its field."""
        values = self.form.collect()
        if values is None or self._visit_id is None or not self.form.dirty:
            return
        lines = {name: _lines(values[name]) for name in FIELDS}
        command = WriteInstructions(
            command_id=self._command_id, visit_id=self._visit_id, version=self._kept.version, **lines
        )
        self._desk.do(write_instructions, command, done=self._saved, failed=self._refused, owner=self)

    def _saved(self, kept: InstructionsView) -> None:
        self._take(kept)
        if self._keeper is not None:
            self._keeper.finish()
        self.saved.emit(kept)

    def _refused(self, error: Exception) -> bool:
        self._command_id = new_id()
        return self.form.show_error(error)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
