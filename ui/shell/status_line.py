"""The line at the bottom: what people otherwise worry about. An item is there only when its feature is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.common.button import Button, ButtonKind
from ui.common.layout import Row
from ui.shell.entries import StatusItem
from ui.theme import tokens
from ui.theme.paint import draw_box
from ui.theme.theme import theme


class StatusText(QWidget):
    """One item; it shrinks to an ellipsis where the window is narrow. `pressed`, where it can be."""

    pressed = Signal()

    def __init__(self, item: StatusItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.setObjectName(f"status_{item.id}")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.set_item(item)
        theme().changed.connect(self.updateGeometry)

    def set_item(self, item: StatusItem) -> None:
        self.item = item
        self.setAccessibleName(item.words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if item.acts else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if item.acts else Qt.CursorShape.ArrowCursor)
        self.updateGeometry()
        self.update()

    def _metrics(self) -> QFontMetricsF:
        return theme().metrics(tokens.SMALL)

    def _left(self) -> int:
        return theme().px(13) if self.item.dot else 0

    def sizeHint(self) -> QSize:
        width = self._metrics().horizontalAdvance(self.item.words) + self._left() + 2
        return QSize(round(width), theme().px(tokens.STATUS_HEIGHT - 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(60), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        color = getattr(theme().colors, self.item.tone)
        with QPainter(self) as painter:
            if self.hasFocus():
                draw_box(painter, QRectF(self.rect()), theme().px(3), None, theme().colors.accent, 1.5)
            if self.item.dot:
                side = theme().px(8)
                draw_box(painter, QRectF(0, (self.height() - side) / 2, side, side), side / 2, color)
            painter.setFont(theme().font(tokens.SMALL))
            painter.setPen(QColor(color))
            room = QRectF(self.rect()).adjusted(self._left(), 0, 0, 0)
            words = self._metrics().elidedText(self.item.words, Qt.TextElideMode.ElideRight, room.width() + 1)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.item.acts and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press what can be pressed."""
        if self.item.acts and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class KeysWord(Button):
    """The small word at the right end that opens the list of keys."""

    def sizeHint(self) -> QSize:
        metrics = theme().metrics(tokens.SMALL)
        width = metrics.horizontalAdvance(self.words) + theme().px(6)
        return QSize(round(width), theme().px(tokens.STATUS_HEIGHT - 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        with QPainter(self) as painter:
            if self.hasFocus():
                draw_box(painter, QRectF(self.rect()), theme().px(3), None, colors.accent, 1.5)
            painter.setFont(theme().font(tokens.SMALL))
            painter.setPen(QColor(colors.on_soft if self.underMouse() else colors.second))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.words)


class StatusLine(QWidget):
    """Shows status items, and "F1 shortcuts" at the right; `keys_wanted` when that is pressed."""

    keys_wanted = Signal()
    pressed = Signal(str)
    """The id of an item that was pressed."""

    def __init__(self, items: Sequence[StatusItem] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = Row(self, space=20, margins=(16, 1, 16, 0))
        self._items = QHBoxLayout()
        self._items.setSpacing(theme().px(20))
        self.texts: dict[str, StatusText] = {}
        self.keys_word = KeysWord(self.tr("F1 shortcuts"), ButtonKind.LINK, name="keys_help")
        self._row.addLayout(self._items)
        self._row.addStretch(1)
        self._row.addWidget(self.keys_word)
        self.keys_word.clicked.connect(self.keys_wanted)
        for item in items:
            self.set_item(item)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.setFixedHeight(theme().px(tokens.STATUS_HEIGHT))

    def set_item(self, item: StatusItem) -> None:
        """Show an item, or what it says now."""
        if item.id in self.texts:
            self.texts[item.id].set_item(item)
            return
        text = self.texts[item.id] = StatusText(item)
        text.pressed.connect(lambda: self.pressed.emit(item.id))
        self._items.addWidget(self.texts[item.id])

    def remove_item(self, item: str) -> None:
        """Take an item away."""
        if (text := self.texts.pop(item, None)) is not None:
            text.hide()
            text.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme().colors.surface))
            painter.fillRect(0, 0, self.width(), 1, QColor(theme().colors.line))
