"""The text of a note: ".macro" and Tab becomes its text, where it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
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
        return super().eventFilter(watched, event)

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
        """Put the cursor at the end of the first line that has text below a heading, else at the end."""
        cursor = self.area.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.area.setTextCursor(cursor)
        self.area.setFocus()
