"""The rail at the left: the places of the program that this person may see, each with icon and word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from ui.common.layout import Column, Scrolled, scrolled
from ui.shell.entries import ScreenEntry
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_badge, draw_box
from ui.theme.theme import theme

ENTRY_HEIGHT = 55
COMPACT_HEIGHT = 46


class RailButton(QAbstractButton):
    """One place. The badge counts what waits there; none is shown for zero."""

    def __init__(self, entry: ScreenEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.count = 0
        self.setCheckable(True)
        self.setText(entry.word)
        self.setObjectName(f"rail_{entry.id}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.set_count(0)
        theme().changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        self.count = count
        waiting = self.tr("%n waiting", "", count)
        self.setAccessibleName(f"{self.entry.word}, {waiting}" if count else self.entry.word)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(tokens.RAIL_WIDTH - 13), theme().px(ENTRY_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(40), theme().px(COMPACT_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, px = theme().colors, theme().px
        active = self.isChecked()
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            if active or self.underMouse():
                ground = colors.accent_soft if active else colors.sunken
                draw_box(painter, rect, px(tokens.RADIUS), ground)
            if self.hasFocus():
                draw_box(painter, rect, px(tokens.RADIUS), None, colors.accent, 2)
            ink = colors.on_soft if active else colors.second
            side = px(20)
            top = (rect.height() - px(39)) / 2
            icon = QRectF(rect.center().x() - side / 2, top, side, side)
            draw_icon(painter, self.entry.icon, icon, ink)
            weight = QFont.Weight.DemiBold if active else QFont.Weight.Normal
            painter.setFont(theme().font(tokens.SMALL, weight))
            painter.setPen(QColor(ink))
            words = QRectF(0, top + px(22), rect.width(), px(18))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.entry.word)
            if self.count:
                text = str(self.count) if self.count < 100 else "99+"
                draw_badge(painter, icon.right() + px(12), top - px(3), text)


class Rail(QWidget):
    """The entries below each other; `chosen` tells the id of the one that was pressed."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[ScreenEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Places"))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, RailButton] = {}
        content = QWidget()
        column = Column(content, space=2, margins=(6, 8, 6, 8))
        for entry in entries:
            button = RailButton(entry)
            self.buttons[entry.id] = button
            self._group.addButton(button)
            button.clicked.connect(lambda _checked=False, which=entry.id: self.chosen.emit(which))
            column.addWidget(button)
        column.addStretch(1)
        outer = Column(self, space=0)
        self._area: Scrolled = scrolled(content)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._area)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.setFixedWidth(theme().px(tokens.RAIL_WIDTH))

    def set_current(self, screen: str) -> None:
        """Mark the place where the person is."""
        if screen in self.buttons:
            self.buttons[screen].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between entries with the arrow keys."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        buttons = list(self.buttons.values())
        focused = [number for number, button in enumerate(buttons) if button.hasFocus()]
        if step is None or not focused:
            super().keyPressEvent(event)
            return
        buttons[(focused[0] + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme().colors.surface))
            painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(theme().colors.line))
