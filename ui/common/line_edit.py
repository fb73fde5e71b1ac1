"""The one-line input that fields are made of: a unit or hint is drawn at its right end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.theme import restyle, theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


# On Linux a line edit takes these for itself: it would erase the line, or move the cursor, in place of the
# act whose button shows the key.
_LEFT_TO_ACTS = (Qt.Key.Key_U, Qt.Key.Key_E)
_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class LineEdit(QLineEdit):
    """One line of text; `suffix` is drawn in grey at the right ("mmHg"), `icon` at the left."""

    def __init__(self, suffix: str = "", *, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suffix, self._icon = suffix, icon
        self.rescale()
        theme().changed.connect(self.rescale)

    @property
    def suffix(self) -> str:
        return self._suffix

    def set_suffix(self, suffix: str) -> None:
        """Change the unit or hint at the right end."""
        if suffix != self._suffix:
            self._suffix = suffix
            self.setAccessibleDescription(suffix)
            self.rescale()
            self.update()

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+U and Ctrl+E to the acts of the screen; where there are none, nothing is erased."""
        if event.type() in _KEYS and isinstance(event, QKeyEvent) and _is_left_to_acts(event):
            event.ignore()
            return False
        return super().event(event)

    def set_state(self, state: str) -> None:
        """Mark the input: "" plain, "attention" (look at this), "error" (cannot be taken)."""
        if state != (self.property("state") or ""):
            self.setProperty("state", state)
            restyle(self)

    def rescale(self) -> None:
        """Leave room for icon and suffix; a suffix never takes more than half of the input."""
        left = theme().px(24) if self._icon else 0
        self.setTextMargins(left, 0, self._suffix_width(), 0)

    def _suffix_width(self) -> int:
        if not self._suffix:
            return 0
        width = round(theme().metrics().horizontalAdvance(self._suffix)) + theme().px(6)
        return min(width, max(self.width() // 2, theme().px(30)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rescale()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not (self._suffix or self._icon):
            return
        with QPainter(self) as painter:
            side, edge = theme().px(16), theme().px(10)
            if self._icon:
                top = (self.height() - side) / 2
                draw_icon(painter, self._icon, QRectF(edge, top, side, side), theme().colors.third)
            if self._suffix:
                painter.setFont(theme().font(tokens.BODY))
                painter.setPen(QColor(theme().colors.third))
                room = QRectF(self.rect()).adjusted(0, 0, -edge, 0)
                room.setLeft(room.right() - self._suffix_width())
                elide = Qt.TextElideMode.ElideRight
                painter.drawText(
                    room, _RIGHT, theme().metrics().elidedText(self._suffix, elide, room.width())
                )


def _is_left_to_acts(event: QKeyEvent) -> bool:
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in _LEFT_TO_ACTS
