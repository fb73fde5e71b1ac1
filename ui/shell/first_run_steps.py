"""The pieces of the first-run assistant: the list of steps at the left, and what every page of it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.form import Form
from ui.common.layout import Column
from ui.common.plain_text import Label
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme

ROW = 36


class StepList(QWidget):
    """The steps by name: what is done has a tick, where one is stands out. It tells, it is not pressed."""

    def __init__(self, steps: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps, self._at = tuple(steps), 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.show_step(0)

    def show_step(self, at: int) -> None:
        """Stand at a step."""
        self._at = at
        where = self.tr("Step {at} of {all}: {name}").replace("{at}", str(at + 1))
        where = where.replace("{all}", str(len(self._steps))).replace("{name}", self._steps[at])
        self.setAccessibleName(where)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = theme().metrics(tokens.BODY, QFont.Weight.DemiBold)
        width = max(metrics.horizontalAdvance(step) for step in self._steps)
        return QSize(round(width) + theme().px(42), theme().px(ROW) * len(self._steps))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            for number, step in enumerate(self._steps):
                self._draw(painter, number, step)

    def _draw(self, painter: QPainter, number: int, step: str) -> None:
        colors, px = theme().colors, theme().px
        side, top = px(22), number * px(ROW)
        disc = QRectF(0, top + (px(ROW) - side) / 2, side, side)
        here, done = number == self._at, number < self._at
        ground = colors.accent if here else colors.accent_soft if done else None
        draw_box(painter, disc, side / 2, ground, None if here or done else colors.strong_line)
        ink = colors.on_accent if here else colors.on_soft if done else colors.second
        if done:
            draw_icon(painter, "check", disc.adjusted(px(5), px(5), -px(5), -px(5)), ink)
        else:
            painter.setFont(theme().font(tokens.SMALL, QFont.Weight.DemiBold))
            painter.setPen(QColor(ink))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number + 1))
        weight = QFont.Weight.DemiBold if here else QFont.Weight.Normal
        painter.setFont(theme().font(tokens.BODY, weight))
        painter.setPen(QColor(colors.ink if here else colors.second))
        words = QRectF(px(34), top, self.width() - px(34), px(ROW))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, step)


class FirstRunPage(QWidget):
    """One page: its step, what it asks and why. `may_go_on` tells whether Next can be pressed."""

    may_go_on = Signal(bool)

    def __init__(self, step: str, title: str, why: str, *, act: str = "") -> None:
        super().__init__()
        self.step, self.act = step, act
        self.setAccessibleName(title)
        self.form = Form(self)
        self.body = Column(self, space=14)
        self.body.addWidget(Label(title, "title", wrap=True))
        self.why = Label(why, "body", "second", wrap=True)
        self.body.addWidget(self.why)

    @property
    def ready(self) -> bool:
        """Whether Next may be pressed (what stands in the fields is checked when it is)."""
        return True

    def arrive(self) -> None:
        """The page comes into sight."""

    def leave(self) -> bool:
        """Check what was entered; False after saying beside each field what is wrong."""
        return self.form.collect() is not None
