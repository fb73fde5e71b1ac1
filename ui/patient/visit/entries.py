"""Short lists of the chart: one entry a line with its acts, whole by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from ui.common.button import link
from ui.common.card import Card
from ui.common.chip import Chip, ChipText
from ui.common.layout import Column, Row, rule
from ui.common.plain_text import Label


@dataclass(frozen=True)
class EntryLine:
    """One entry: its words, grey words below, a state, and the acts that it offers as (id, words)."""

    id: Id | str
    text: str
    detail: str = ""
    chip: ChipText | None = None
    acts: tuple[tuple[str, str], ...] = ()


class EntryRow(QWidget):
    """One line of a list."""

    acted = Signal(str)

    def __init__(self, line: EntryLine) -> None:
        super().__init__()
        self.line = line
        self.setAccessibleName(", ".join(part for part in (line.text, line.detail) if part))
        row = Row(self, space=10, margins=(0, 4, 0, 4))
        if line.chip is not None:
            row.addWidget(Chip(line.chip), 0, Qt.AlignmentFlag.AlignVCenter)
        texts = Column(space=2)
        texts.addWidget(Label(line.text, wrap=True))
        if line.detail:
            texts.addWidget(Label(line.detail, "label", "second", wrap=True))
        row.addLayout(texts, 1)
        for act, words in line.acts:
            button = link(words, name=f"{act}_{line.id}")
            button.setAccessibleName(f"{words}: {line.text}")
            button.clicked.connect(lambda _checked=False, which=act: self.acted.emit(which))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


class EntryList(QWidget):
    """Lines below each other; `acted` tells (entry's id, act)."""

    acted = Signal(object, str)

    def __init__(self, empty: str = "") -> None:
        super().__init__()
        self._column = Column(self, space=0)
        self._empty = empty
        self.lines: tuple[EntryLine, ...] | None = None
        self.rows: list[EntryRow] = []

    def show_lines(self, lines: Sequence[EntryLine]) -> None:
        """Show these; nothing is rebuilt while they are the same."""
        if tuple(lines) == self.lines:
            return
        self.lines = tuple(lines)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = [self._row(line) for line in self.lines]
        for number, row in enumerate(self.rows):
            if number:
                self._column.addWidget(rule())
            self._column.addWidget(row)
        if not self.rows and self._empty:
            self._column.addWidget(Label(self._empty, "body", "third", wrap=True))

    def _row(self, line: EntryLine) -> EntryRow:
        row = EntryRow(line)
        row.acted.connect(lambda act, which=line.id: self.acted.emit(which, act))
        return row


class ListCard(Card):
    """A card with a title, a line about who went through it, a list, and room for what is added."""

    def __init__(self, title: str, empty: str) -> None:
        super().__init__(title, space=8)
        self.about = Label("", "label", "third", wrap=True)
        self.list = EntryList(empty)
        self.below = Column(space=8)
        self.add(self.about, self.list, self.below)
