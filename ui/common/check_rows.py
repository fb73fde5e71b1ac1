"""Checklists: what is done, what is still to do, and what needs attention, each with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.common.layout import Column
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme


class CheckState(StrEnum):
    """How a line of a checklist stands."""

    DONE = "done"
    TO_DO = "to_do"
    ATTENTION = "attention"


@dataclass(frozen=True)
class CheckLine:
    """One line: an id for the screen, the words, how it stands, and whether it can be pressed."""

    id: str
    text: str
    state: CheckState = CheckState.TO_DO
    strong: bool = False
    active: bool = False


class CheckRow(QAbstractButton):
    """One line of a checklist; it takes the focus and the Space key only when it is active."""

    def __init__(self, line: CheckLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if line.active else Qt.FocusPolicy.NoFocus)
        if line.active:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        states = {
            CheckState.DONE: self.tr("done"),
            CheckState.TO_DO: self.tr("to do"),
            CheckState.ATTENTION: self.tr("needs attention"),
        }
        self.setAccessibleName(f"{line.text}, {states[line.state]}")
        theme().changed.connect(self.updateGeometry)

    def _font(self) -> QFont:
        return theme().font(tokens.BODY, QFont.Weight.DemiBold if self.line.strong else QFont.Weight.Normal)

    def _text_left(self) -> int:
        return theme().px(26)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height with the words wrapped to this width."""
        room = QRectF(0, 0, max(width - self._text_left(), 40), 10_000)
        flags = Qt.TextFlag.TextWordWrap
        lines = QFontMetricsF(self._font()).boundingRect(room, flags, self.line.text)
        return max(round(lines.height()) + theme().px(21), theme().px(38))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), self.heightForWidth(max(self.width(), theme().px(200))))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(80), theme().px(38))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sign, the words and the hairline below."""
        colors = theme().colors
        icon, color = {
            CheckState.DONE: ("circle-check", colors.accent),
            CheckState.TO_DO: ("circle-dashed", colors.third),
            CheckState.ATTENTION: ("circle-dashed", colors.warning),
        }[self.line.state]
        with QPainter(self) as painter:
            painter.setPen(QPen(QColor(colors.line)))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
            side = theme().px(16)
            middle = self.height() / 2
            draw_icon(painter, icon, QRectF(0, middle - side / 2, side, side), color)
            painter.setFont(self._font())
            painter.setPen(QColor(colors.on_soft if self.line.active and self.underMouse() else colors.ink))
            words = QRectF(self._text_left(), 0, self.width() - self._text_left(), self.height() - 1)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, self.line.text)
            if self.hasFocus():
                draw_box(painter, QRectF(self.rect()), theme().px(4), None, colors.accent, 1.5)


class CheckList(QWidget):
    """Lines below each other. `activated` tells the id of an active line that was pressed."""

    activated = Signal(str)

    def __init__(self, lines: Sequence[CheckLine] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(self, space=0)
        self._lines: tuple[CheckLine, ...] = ()
        self.set_lines(lines)

    def set_lines(self, lines: Sequence[CheckLine]) -> None:
        """Show these lines; nothing is rebuilt when they are the same."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for line in self._lines:
            row = CheckRow(line)
            if line.active:
                row.clicked.connect(lambda _checked=False, which=line.id: self.activated.emit(which))
            self._column.addWidget(row)
