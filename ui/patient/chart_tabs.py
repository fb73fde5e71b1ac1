"""The strip over the Patients place: all patients, a new one, and the open charts, each with its colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy

from ui.common.layout import Row
from ui.common.plain_text import plain_tip
from ui.common.words import fill
from ui.patient.patient_words import words
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme

LIST, NEW = "list", "new"
WIDEST = 260


class ChartTab(QAbstractButton):
    """One tab; that of a chart has a bar in its colour and a cross to close it."""

    closed = Signal()

    def __init__(self, word: str, edge: str = "") -> None:
        super().__init__()
        self.word, self.edge = word, edge
        self.setCheckable(True)
        self.setAccessibleName(fill(words("Chart of {name}"), {"name": word}) if edge else word)
        self.setToolTip(plain_tip(word))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def _weight(self) -> QFont.Weight:
        return QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal

    def sizeHint(self) -> QSize:
        width = theme().metrics(tokens.BODY, QFont.Weight.DemiBold).horizontalAdvance(self.word)
        width += theme().px(28 + (22 if self.edge else 0))
        return QSize(min(round(width), theme().px(WIDEST)), theme().px(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(60), theme().px(34))

    def _cross(self) -> QRectF:
        side = theme().px(14)
        return QRectF(self.width() - side - theme().px(10), (self.height() - side) / 2, side, side)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        reach = self._cross().adjusted(-6, -8, 8, 8)
        if self.edge and reach.contains(event.position()):
            self.closed.emit()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        color = getattr(colors, self.edge or "accent")
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            if self.isChecked() or self.edge:
                height = theme().px(3) if self.isChecked() else 1
                painter.fillRect(QRectF(0, rect.height() - height, rect.width(), height), QColor(color))
            if self.hasFocus():
                draw_box(painter, rect.adjusted(1, 1, -1, -4), theme().px(4), None, colors.accent, 1.5)
            painter.setFont(theme().font(tokens.BODY, self._weight()))
            painter.setPen(QColor(colors.ink if self.isChecked() else colors.second))
            right = theme().px(30) if self.edge else theme().px(12)
            room = rect.adjusted(theme().px(14), 0, -right, 0)
            shown = theme().metrics(tokens.BODY, self._weight())
            text = shown.elidedText(self.word, Qt.TextElideMode.ElideRight, room.width() + 2)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            if self.edge:
                draw_icon(painter, "x", self._cross(), colors.third)


class ChartTabs(QFrame):
    """Hidden while there is nothing but the list. `chosen` and `closed` tell a tab's id."""

    chosen = Signal(str)
    closed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setAccessibleName(words("Open charts"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.tabs: dict[str, ChartTab] = {}
        self._row = Row(self, space=4, margins=(8, 0, 8, 0))
        self._row.addStretch(1)
        self._shown: tuple[object, ...] = ()

    def show_tabs(self, charts: Sequence[tuple[str, str, str]], current: str, *, registering: bool) -> None:
        """Show a tab for each open chart (id, name, colour); nothing is rebuilt when they are the same."""
        if (tuple(charts), registering) != self._shown:
            self._shown = (tuple(charts), registering)
            self._build(charts, registering)
        self.setVisible(bool(charts) or registering)
        for which, tab in self.tabs.items():
            tab.setChecked(which == current)

    def _build(self, charts: Sequence[tuple[str, str, str]], registering: bool) -> None:
        for tab in self.tabs.values():
            self._row.removeWidget(tab)
            tab.hide()
            tab.deleteLater()
        self.tabs = {}
        wanted = [(LIST, words("All patients"), "")]
        wanted += [(NEW, words("New patient"), "")] if registering else []
        for which, word, edge in [*wanted, *charts]:
            tab = ChartTab(word, edge)
            tab.clicked.connect(lambda _on=False, name=which: self.chosen.emit(name))
            tab.closed.connect(lambda name=which: self.closed.emit(name))
            self.tabs[which] = tab
            self._row.insertWidget(self._row.count() - 1, tab)
