"""The text of a note: ".macro" and Tab becomes its text, where it is typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QSizePolicy

from ui.common.fields import TextArea
from ui.patient.visit.visit_words import words
from ui.theme.theme import theme

_MACRO = re.compile(r"(?<![\w.])\.([a-z][a-z0-9]{1,30})$", re.IGNORECASE)
_LONGEST = 60_000


class NoteEditor(TextArea):
    """A large field of text. Tab after a known macro puts its text there; otherwise it goes on."""

    def __init__(self) -> None:
        self.macros: Mapping[str, str] = {}
        self.headings: frozenset[str] = frozenset()
        super().__init__("text", words("Text"), lines=16, most=_LONGEST)
        self.area.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def rescale(self) -> None:
        """Take the room that is there, at least twelve lines."""
        self.area.setMinimumHeight(round(theme().metrics().lineSpacing() * 12) + theme().px(18))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.area and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() == Qt.Key.Key_Tab and plain and self.expand():
                return True
            if (event.text().isprintable() and event.text()) or event.matches(QKeySequence.StandardKey.Paste):
                self.own_line()
        if watched is self.area and isinstance(event, QInputMethodEvent) and event.commitString():
            self.own_line()
        return super().eventFilter(watched, event)

    def put(self, text: str) -> None:
        """Put a text where the cursor stands."""
        self.own_line()
        self.area.insertPlainText(text)

    def own_line(self) -> None:
        """Make room before something is written: a heading stays a line of its own.

        Before a heading a line is begun for it; between two headings an empty line stays between them.
        """
        cursor = self.area.textCursor()
        here = cursor.block()
        before, after = here.previous().text() in self.headings, here.next().text() in self.headings
        at_heading = here.text() in self.headings and cursor.positionInBlock() == 0
        between = not here.text() and before and after
        if not cursor.hasSelection() and (at_heading or between):
            cursor.insertText("\n")
            cursor.movePosition(QTextCursor.MoveOperation.Left)
            self.area.setTextCursor(cursor)

    def expand(self) -> bool:
        """Replace the macro before the cursor; False where there is none that the practice knows."""
        cursor = self.area.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        found = _MACRO.search(before)
        text = self.macros.get(found.group(1).lower()) if found is not None else None
        if found is None or text is None:
            return False
        length = len(found.group(0))
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, length)
        cursor.insertText(text)
        self.area.setTextCursor(cursor)
        return True

    def begin(self) -> None:
        """Put the keyboard where one writes first."""
        self.place_cursor()
        self.area.setFocus()

    def place_cursor(self) -> None:
        """Put the cursor into the first empty place below a heading, else at the end."""
        cursor = self.area.textCursor()
        line = first_empty(self.area.toPlainText().split("\n"), self.headings)
        if line is None:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        else:
            cursor.setPosition(self.area.document().findBlockByNumber(line).position())
        self.area.setTextCursor(cursor)


def first_empty(lines: Sequence[str], headings: Collection[str]) -> int | None:
    """Return the number of the first empty line below a heading that has nothing below it, else None.

    A heading that says something after its colon ("Family history: see chart.") needs nothing below it.
    """
    for number, line in enumerate(lines):
        if line in headings and line.rstrip().endswith(":"):
            rest = takewhile(lambda one: one not in headings, lines[number + 1 :])
            body = list(rest)
            if body and not any(one.strip() for one in body):
                return number + 1
    return None
