"""The record does not agree with its anchors: told above the work while it holds, judged by the owner."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.findings import Finding
from ui.common.button import secondary
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.theme.icons import draw_icon
from ui.theme.theme import theme


class AlarmBar(QWidget):
    """Stays below the top bar until the history is accepted. `look_wanted` is the owner's button."""

    look_wanted = Signal()

    def __init__(self, alarms: Sequence[Finding], *, owner: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        what = words_for(alarms[0].message)
        do = "" if owner else self.tr("Tell the owner of the practice.")
        self.words = Label(f"{what} {do}".strip(), "strong", "danger", wrap=True)
        self.setAccessibleName(self.words.text())
        self.button = secondary(self.tr("Look at it"), name="look_at_history")
        self.button.clicked.connect(self.look_wanted)
        row = Row(self, space=12, margins=(44, 7, 16, 7))
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.button.setVisible(owner)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme().colors.danger_soft))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme().colors.danger))
            side = theme().px(16)
            place = QRectF(theme().px(18), (self.height() - side) / 2, side, side)
            draw_icon(painter, "triangle-alert", place, theme().colors.danger)
