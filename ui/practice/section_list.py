"""The sections of this place at its left: arrow keys move and open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from ui.common.layout import Column
from ui.practice.words import words
from ui.theme import tokens
from ui.theme.paint import draw_box
from ui.theme.theme import theme

WIDTH = 150


class SectionButton(QAbstractButton):
    """One section by its word."""

    def __init__(self, which: str, word: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setText(word.replace("&", "&&"))
        self.setAccessibleName(word)
        self.setObjectName(f"section_{which}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH - 16), theme().px(33))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the list, and let Enter open as Space does."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, chosen = theme().colors, self.isChecked()
        weight = QFont.Weight.DemiBold if chosen else QFont.Weight.Normal
        with QPainter(self) as painter:
            rect, pad = QRectF(self.rect()), theme().px(10)
            ground = colors.accent_soft if chosen else (colors.sunken if self.underMouse() else None)
            edge = colors.accent if self.hasFocus() else None
            draw_box(painter, rect, theme().px(tokens.RADIUS), ground, edge, 1.5)
            painter.setFont(theme().font(tokens.BODY, weight))
            painter.setPen(QColor(colors.on_soft if chosen else colors.second))
            metrics, room = theme().metrics(tokens.BODY, weight), rect.adjusted(pad, 0, -pad, 0)
            word = metrics.elidedText(self.accessibleName(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)


class SectionList(QFrame):
    """The list; `chosen` tells the id of the section that a person opened."""

    chosen = Signal(str)

    def __init__(self, sections: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(words("Parts of the practice"))
        self.buttons: dict[str, SectionButton] = {}
        column = Column(self, space=0, margins=(8, 10, 8, 10))
        for which, word in sections:
            button = SectionButton(which, word)
            button.clicked.connect(lambda _on=False, which=which: self.chosen.emit(which))
            self.buttons[which] = button
            column.addWidget(button)
        column.addStretch(1)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))

    def set_current(self, which: str) -> None:
        """Mark a section as the one in sight."""
        for name, button in self.buttons.items():
            button.setChecked(name == which)
            policy = Qt.FocusPolicy.StrongFocus if name == which else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        self.setFocusProxy(self.buttons[which])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the section above or below, and open it."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        names = list(self.buttons)
        now = next((place for place, name in enumerate(names) if self.buttons[name].isChecked()), 0)
        if step is None or not 0 <= now + step < len(names):
            super().keyPressEvent(event)
            return
        self.chosen.emit(names[now + step])
        self.buttons[names[now + step]].setFocus()
