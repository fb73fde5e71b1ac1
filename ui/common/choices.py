"""The drop-down list that fields of choice are made of."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from ui.theme.icons import draw_icon
from ui.theme.theme import theme

_STILL_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class Choices(QComboBox):
    """A drop-down list drawn as the other inputs are. Typed letters jump to an entry and are no shortcuts."""

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
