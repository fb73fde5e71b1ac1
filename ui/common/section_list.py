"""The sections of a place at its left, in groups: arrow keys move, Enter and a press open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from ui.common.card import SectionTitle
from ui.common.layout import Column
from ui.theme import tokens
from ui.theme.paint import draw_box
from ui.theme.theme import theme

_ROOMY = 1000  # design pixels of a window in which the list may be wider
_MOST = 1.35  # times its width


@dataclass(frozen=True)
class SectionGroup:
    """Sections as (id, word) under a title; "" for a place that has one group only."""

    title: str
    sections: Sequence[tuple[str, str]]


class SectionButton(QAbstractButton):
    """One section: its word, and at the right what it counts."""

    def __init__(self, which: str, word: str, width: int) -> None:
        super().__init__()
        self.word, self._width = word, width
        self.count = ""
        self.setCheckable(True)
        self.setAccessibleName(word)
        self.setObjectName(f"section_{which}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        theme().changed.connect(self.updateGeometry)

    def set_count(self, count: str) -> None:
        self.count = count
        self.setAccessibleName(f"{self.word} {count}".strip())
        self.update()

    def wanted_width(self) -> int:
        """Return how wide the list must be for the word, and its count, in one line."""
        metrics = theme().metrics(tokens.BODY, QFont.Weight.DemiBold)
        return ceil(metrics.horizontalAdvance(self.word)) + self._beside_word() + theme().px(16) + 2

    def room_width(self) -> float:
        """Return how wide a line of the word may be."""
        return self.width() - self._beside_word()

    def lines(self) -> list[str]:
        """Return the word as the lines in which it stands where the list is narrow beside the text."""
        metrics = theme().metrics(tokens.BODY, QFont.Weight.DemiBold)
        lines: list[str] = []
        for word in self.word.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and metrics.horizontalAdvance(longer) <= self.room_width():
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _beside_word(self) -> int:
        pad = theme().px(10)
        used = theme().metrics(tokens.BODY).horizontalAdvance(self.count) + pad if self.count else 0
        return 2 * pad + ceil(used)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._width - 16), max(theme().px(33), self._words_height() + theme().px(12)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(60), self._words_height() + theme().px(5))

    def _words_height(self) -> int:
        return ceil(len(self.lines()) * theme().metrics(tokens.BODY, QFont.Weight.DemiBold).lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # the lines are others now

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the list, and let Enter open as Space does."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        chosen = self.isChecked()
        weight = QFont.Weight.DemiBold if chosen else QFont.Weight.Normal
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            ground = colors.accent_soft if chosen else (colors.sunken if self.underMouse() else None)
            edge = colors.accent if self.hasFocus() else None
            draw_box(painter, rect, theme().px(tokens.RADIUS), ground, edge, 1.5)
            pad = theme().px(10)
            metrics = theme().metrics(tokens.BODY)
            used = metrics.horizontalAdvance(self.count) + pad if self.count else 0
            room = rect.adjusted(pad, 0, -pad - used, 0)
            painter.setFont(theme().font(tokens.BODY, weight))
            painter.setPen(QColor(colors.on_soft if chosen else colors.second))
            elided = theme().metrics(tokens.BODY, weight)
            said = (elided.elidedText(one, Qt.TextElideMode.ElideRight, room.width()) for one in self.lines())
            painter.drawText(
                room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "\n".join(said)
            )
            painter.setFont(theme().font(tokens.BODY))
            painter.setPen(QColor(colors.second if chosen else colors.third))
            end = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(rect.adjusted(0, 0, -pad, 0), end, self.count)


class SectionList(QFrame):
    """The list, `width` design pixels wide; `chosen` tells the id of a section that a person opened.

    It is wider where a word of it needs that and the window has the room; else the word takes two lines.
    """

    chosen = Signal(str)

    def __init__(
        self, label: str, groups: Sequence[SectionGroup], *, width: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._width = width
        self.setProperty("kind", "card")
        self.setAccessibleName(label)
        self.buttons: dict[str, SectionButton] = {}
        column = Column(self, space=0, margins=(8, 10, 8, 10))
        for group in groups:
            if group.sections:
                self._add_group(column, group)
        column.addStretch(1)
        self.rescale()
        theme().changed.connect(self.rescale)

    def _add_group(self, column: Column, group: SectionGroup) -> None:
        if group.title:
            heading = SectionTitle(group.title)
            heading.setContentsMargins(10, 4, 0, 6)
            column.addWidget(heading)
        for which, word in group.sections:
            button = SectionButton(which, word, self._width)
            button.clicked.connect(lambda _on=False, which=which: self.chosen.emit(which))
            self.buttons[which] = button
            column.addWidget(button)
        column.addSpacing(8)

    def rescale(self) -> None:
        """Keep the design's width, or what the longest word needs where the window is large enough."""
        width = theme().px(self._width)
        if self.window().width() >= theme().px(_ROOMY):
            widest = max((one.wanted_width() for one in self.buttons.values()), default=0)
            width = max(width, min(widest, round(width * _MOST)))
        self.setFixedWidth(width)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rescale()

    def set_current(self, which: str) -> None:
        """Mark a section as the one in sight."""
        for name, button in self.buttons.items():
            button.setChecked(name == which)
            policy = Qt.FocusPolicy.StrongFocus if name == which else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        self.setFocusProxy(self.buttons[which])

    def set_count(self, which: str, count: str) -> None:
        """Show what a section counts."""
        self.buttons[which].set_count(count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the section above or below, and open it."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        names = list(self.buttons)
        now = next((place for place, name in enumerate(names) if self.buttons[name].isChecked()), 0)
        if step is None or not 0 <= now + step < len(names):
            super().keyPressEvent(event)
            return
        self.chosen.emit(names[now + step])
        self.buttons[names[now + step]].setFocus()
