"""Cards: the white boxes that screens are made of, and the strip of figures above a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLayout, QSizePolicy, QWidget

from ui.common.flow import Flow
from ui.common.layout import Column, Grid, Row, rule, scrolled
from ui.common.plain_text import Label
from ui.theme import tokens
from ui.theme.theme import restyle, theme


class Card(QFrame):
    """A white box with a hairline border. `body` is its column; `flush` lets a table reach the border."""

    def __init__(
        self, title: str = "", *, flush: bool = False, space: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        margins = (1, 1, 1, 1) if flush else (16, 14, 16, 16)
        self.body = Column(self, space=space, margins=margins)
        self.head = Row(space=12)
        self.title = Label(title, "strong")
        if title:
            self.setAccessibleName(title)
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            self.body.addLayout(self.head)

    def add(self, *items: QWidget | QLayout) -> None:
        """Put widgets or layouts below what is there."""
        for item in items:
            if isinstance(item, QWidget):
                self.body.addWidget(item)
            else:
                self.body.addLayout(item)

    def set_attention(self, attention: bool) -> None:
        """Give the card a warning border (look-alike patients, a held import)."""
        self.setProperty("attention", attention)
        restyle(self)


_CELL_SIDE, _CELL_WIDTH = 14, 126  # what is beside a figure; the least width of one among others
_SLIM = 280  # how wide a panel is where the window is small beside the text


class SidePanel(QFrame):
    """The panel beside a list: `body` scrolls where it is too tall, `footer` with the one next act stays."""

    def __init__(
        self, *, width: int = tokens.PANEL_WIDTH, least: int = _SLIM, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._width, self._least = width, least
        inside = QWidget()
        self.body = Column(inside, space=0, margins=(16, 14, 16, 8))
        self.footer = Column(space=12, margins=(16, 8, 16, 16))
        column = Column(self, space=0, margins=(1, 1, 1, 1))
        self.area = scrolled(inside)
        column.addWidget(self.area, 1)
        column.addLayout(self.footer)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        """Keep the design's width; where the window is small beside the text, the list gets more of it."""
        window = self.window().width() if self.window() is not self else 0
        tight = ((880, self._least), (1000, _SLIM))
        width = next((width for below, width in tight if 0 < window < theme().px(below)), self._width)
        self.setFixedWidth(theme().px(min(self._width, width)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rescale()

    def add(self, *items: QWidget | QLayout) -> None:
        """Put widgets or layouts below what is there."""
        for item in items:
            if isinstance(item, QWidget):
                self.body.addWidget(item)
            else:
                self.body.addLayout(item)

    def space(self, size: int) -> None:
        """Leave a gap of design pixels."""
        self.body.addSpacing(theme().px(size))


@dataclass(frozen=True)
class Metric:
    """One figure: what it counts, and the value in words ("4 of 6", "8 min", "Not tracked")."""

    label: str
    value: str
    tone: str = "ink"


class MetricStrip(QFrame):
    """Figures beside each other in one card. A figure exists only when the feature behind it does.

    Where the strip is narrow beside the text, they stand in two columns or in one, and break into lines.
    """

    def __init__(self, metrics: Sequence[Metric] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._grid = Grid(self, space=0)
        self._cells: list[tuple[Label, Label]] = []
        self._boxes: list[QWidget] = []
        self._columns = 0
        self.set_metrics(metrics)

    def set_metrics(self, metrics: Sequence[Metric]) -> None:
        """Show these figures; the number of them is settled by the first call."""
        if len(metrics) != len(self._cells):
            self._build(len(metrics))
        for metric, (label, value) in zip(metrics, self._cells, strict=True):
            label.setText(metric.label)
            value.setText(metric.value)
            value.set_tone(metric.tone)
            value.setAccessibleName(f"{metric.label}: {metric.value}")
        self._fold()

    def _build(self, count: int) -> None:
        self._clear(lambda _widget: True)
        self._cells, self._boxes, self._columns = [], [], 0
        for _number in range(count):
            cell = QWidget(self)
            column = Column(cell, space=3, margins=(_CELL_SIDE, 11, _CELL_SIDE, 12))
            pair = (Label("", "body", "second", wrap=True), Label("", "figure", wrap=True))
            for part in pair:
                column.addWidget(part)
            column.addStretch(1)
            self._cells.append(pair)
            self._boxes.append(cell)

    def _clear(self, goes: Callable[[QWidget], bool]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and goes(widget):
                widget.hide()
                widget.deleteLater()

    def _fold(self) -> None:
        """Take as many columns as there is room for the longest word of any figure."""
        count = len(self._cells)
        fits = max(1, self.width() // max(theme().px(_CELL_WIDTH), self._least_width()))
        columns = next((one for one in range(min(count, fits), 0, -1) if count % one == 0), 1)
        if count and columns != self._columns:
            self._columns = columns
            self._place(columns)

    def _place(self, columns: int) -> None:
        cells = self._boxes
        self._clear(lambda widget: widget not in cells)
        for column in range(2 * len(cells)):
            self._grid.setColumnStretch(column, int(column < 2 * columns and column % 2 == 0))
        for number, cell in enumerate(cells):
            line, column = divmod(number, columns)
            if column:
                self._grid.addWidget(rule(vertical=True), 2 * line, 2 * column - 1)
            elif line:
                self._grid.addWidget(rule(), 2 * line - 1, 0, 1, 2 * columns - 1)
            self._grid.addWidget(cell, 2 * line, 2 * column)

    def _least_width(self) -> int:
        """Return how wide one cell must be, so that no word of any is cut."""
        words = [
            (word, QFontMetricsF(part.font()))
            for pair in self._cells
            for part in pair
            for word in part.text().split()
        ]
        widest = max((metrics.horizontalAdvance(word) for word, metrics in words), default=0)
        return ceil(widest) + 2 * theme().px(_CELL_SIDE) + 3

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size asks for other columns."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fold()


class PageHead(QWidget):
    """The line above a screen: its title, what belongs beside it, and the buttons at the right.

    Buttons that do not fit beside the title stand below it, all of them, in as many lines as they need.
    """

    def __init__(self, title: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = Column(self, space=8)
        self.row = Row(space=12)
        self._below = Flow(space=12)
        column.addLayout(self.row)
        column.addLayout(self._below)
        self.title = Label(title, "title")
        self.detail = Label(detail, "body", "second", elide=True)
        self.row.addWidget(self.title)
        self.row.addWidget(self.detail, 100)
        self.row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add_beside_title(self, widget: QWidget) -> None:
        """Put a widget between title and detail (a segmented control)."""
        self.row.insertWidget(self.row.indexOf(self.detail), widget)

    def add_button(self, button: QWidget) -> None:
        """Put a button at the right end."""
        self.row.addWidget(button)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self.heightForWidth(self.width())) if self._below.count() else hint

    def minimumSizeHint(self) -> QSize:
        """Return the size with each button below the other one: no window grows for the sake of a head."""
        buttons = [*_buttons_of(self.row), *_buttons_of(self._below)]
        widths = (one.sizeHint().width() for one in (self.title, *buttons))
        return QSize(max(widths), self.sizeHint().height())

    def _fold(self) -> None:
        """Put the buttons below the title where they would be cut beside it, and back once there is room."""
        above, below = _widgets_of(self.row), _widgets_of(self._below)
        shown = [one for one in above + below if one is not self.detail and not _is_put_away(one)]
        need = sum(one.sizeHint().width() for one in shown) + theme().px(12) * len(shown)
        goes = need > self.width()
        from_, to = (self.row, self._below) if goes else (self._below, self.row)
        moved = _buttons_of(from_)
        for one in moved:
            from_.removeWidget(one)
            to.addWidget(one)
        if moved:
            self._below.invalidate()
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
        if self._below.count() and event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """A button came into sight, or says something longer: see whether it still fits."""
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._fold()
        return super().event(event)


def _is_put_away(widget: QWidget) -> bool:
    """Tell whether somebody hid it: before its parent is shown, each widget is hidden and wants its room."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _buttons_of(layout: QLayout) -> list[QAbstractButton]:
    return [one for one in _widgets_of(layout) if isinstance(one, QAbstractButton)]


def _widgets_of(layout: QLayout) -> list[QWidget]:
    items = (layout.itemAt(number) for number in range(layout.count()))
    return [widget for item in items if item is not None and (widget := item.widget()) is not None]


class SectionTitle(Label):
    """A small bold heading within a card."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, "section", "second", parent=parent)


class PairRow(QWidget):
    """A word at the left and its value at the right ("Copay today", "$25.00")."""

    def __init__(
        self, word: str, value: str = "", *, strong: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = Row(self, space=12)
        self.word = Label(word, "heading" if strong else "body", "ink" if strong else "second", wrap=True)
        self.value = Label(value, "heading" if strong else "body", tabular=True)
        row.addWidget(self.word, 1)
        row.addWidget(self.value, 0, Qt.AlignmentFlag.AlignVCenter)


class EmptyState(QWidget):
    """What an empty screen says: what will appear here, and the first act."""

    def __init__(self, text: str, act: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = Column(self, space=12, margins=(24, 24, 24, 24))
        column.addStretch(1)
        self.words = Label(text, "body", "second", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.words)
        if act is not None:
            column.addWidget(act, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
