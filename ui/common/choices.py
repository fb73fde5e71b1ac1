"""The drop-down list that fields of choice are made of."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ui.theme.icons import draw_icon
from ui.theme.theme import theme

TYPING_SECONDS = 1.5  # letters within this of each other belong to one word
_STILL_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class Choices(QComboBox):
    """A drop-down list drawn as the other inputs are.

    Typed letters jump to an entry and are no shortcuts: by how it begins ("left d"), or by the first letters
    of its words ("ld"). The wheel scrolls the page and never changes a choice.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed = ""
        self._typed_at = 0.0

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page; the open list has it for itself."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take letters, and a space within what is being typed; a first space opens the list."""
        text = event.text()
        plain = not event.modifiers() & ~_STILL_PLAIN and bool(text) and text.isprintable()
        if not plain or not self._type(text):
            super().keyPressEvent(event)

    def _type(self, letter: str) -> bool:
        now = monotonic()
        before = self._typed if now - self._typed_at < TYPING_SECONDS else ""
        if letter == " " and not before:
            return False
        self._typed, self._typed_at = before + letter.lower(), now
        row = self._row_for(self._typed)
        if row is None and set(self._typed) == {letter.lower()}:
            row = self._row_for(letter.lower(), after=self.currentIndex())  # the same letter: the next one
        if row is not None and row != self.currentIndex():
            self.setCurrentIndex(row)
            self.activated.emit(row)
        return True

    def _row_for(self, typed: str, after: int = -1) -> int | None:
        rows = [*range(after + 1, self.count()), *range(after + 1)]
        words: dict[int, str] = {row: self.itemText(row).lower() for row in rows if self.itemText(row)}
        starts = next((row for row, text in words.items() if text.startswith(typed)), None)
        if starts is not None:
            return starts
        return next((row for row, text in words.items() if _initials(text).startswith(typed)), None)

    def event(self, event: QEvent) -> bool:
        """Keep plain letters, as inputs of text do, so that choosing by typing never moves a visit."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~_STILL_PLAIN
            if plain and event.text() and event.text().isprintable():
                event.accept()
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            side = theme().px(16)
            left = self.width() - side - theme().px(8)
            rect = QRectF(left, (self.height() - side) / 2, side, side)
            draw_icon(painter, "chevron-down", rect, theme().colors.second)


def _initials(text: str) -> str:
    return "".join(word[0] for word in text.split())
