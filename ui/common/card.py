"""Cards: the white boxes that screens are made of, and the strip of figures above a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QWidget

from ui.common.layout import Column, Row, rule, scrolled
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
    """Figures beside each other in one card. A figure exists only when the feature behind it does."""

    def __init__(self, metrics: Sequence[Metric] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = Row(self, space=0)
        self._cells: list[tuple[Label, Label]] = []
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

    def _build(self, count: int) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._cells = []
        for number in range(count):
            if number:
                self._row.addWidget(rule(vertical=True))
            cell = QWidget()
            column = Column(cell, space=3, margins=(14, 11, 14, 12))
            pair = (Label("", "body", "second"), Label("", "figure"))
            for part in pair:
                column.addWidget(part)
            self._cells.append(pair)
            self._row.addWidget(cell, 1)


class PageHead(QWidget):
    """The line above a screen: its title, what belongs beside it, and the buttons at the right."""

    def __init__(self, title: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = Row(self, space=12)
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
