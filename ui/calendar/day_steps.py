"""‹ Today ›: one box with the day before, today, and the day after; Left and Right step through days."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme


class Step(QAbstractButton):
    """One part of the box: words, or an arrow."""

    def __init__(self, name: str, icon: str = "") -> None:
        super().__init__()
        self.icon_name, self.marked = icon, False
        self.setText(name)
        self.setAccessibleName(name)
        if icon:
            self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        words = theme().metrics(tokens.BODY, QFont.Weight.DemiBold).horizontalAdvance(self.text())
        width = theme().px(30) if self.icon_name else round(words) + theme().px(24)
        return QSize(width, theme().px(tokens.BUTTON_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the box: they step through days."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        with QPainter(self) as painter:
            if self.icon_name:
                side = theme().px(15)
                middle = self.rect().center()
                box = QRectF(middle.x() + 0.5 - side / 2, middle.y() + 0.5 - side / 2, side, side)
                draw_icon(painter, self.icon_name, box, colors.ink)
                return
            weight = QFont.Weight.DemiBold if self.marked else QFont.Weight.Normal
            painter.setFont(theme().font(tokens.BODY, weight))
            painter.setPen(QColor(colors.on_soft if self.marked else colors.ink))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class DaySteps(QWidget):
    """The box. `stepped` gives -1 or 1, `today_wanted` the wish for today."""

    stepped = Signal(int)
    today_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before = Step(self.tr("The day before"), "chevron-left")
        self.today = Step(self.tr("Today"))
        self.after = Step(self.tr("The day after"), "chevron-right")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in self._parts():
            box.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Day"))
        self.before.clicked.connect(partial(self._step, -1))
        self.after.clicked.connect(partial(self._step, 1))
        self.today.clicked.connect(lambda: self.today_wanted.emit())

    def _parts(self) -> tuple[Step, Step, Step]:
        return self.before, self.today, self.after

    def mark_today(self, marked: bool) -> None:
        """Show that the day in sight is today."""
        self.today.marked = marked
        self.today.setAccessibleDescription(self.tr("shown now") if marked else "")
        self.update()
        self.today.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._step(by)

    def _step(self, by: int, _checked: bool = False) -> None:
        self.stepped.emit(by)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, radius = theme().colors, theme().px(tokens.RADIUS)
        whole = QRectF(self.rect())
        middle = QRectF(self.today.geometry())
        with QPainter(self) as painter:
            draw_box(painter, whole, radius, colors.surface)
            if self.today.marked:
                painter.fillRect(middle, QColor(colors.accent_soft))
            painter.setPen(QPen(QColor(colors.line)))
            for x in (middle.left(), middle.right()):
                painter.drawLine(round(x), 1, round(x), self.height() - 1)
            focused = any(part.hasFocus() for part in self._parts())
            line = colors.accent if focused else colors.strong_line
            draw_box(painter, whole, radius, None, line, 2.0 if focused else 1.0)
