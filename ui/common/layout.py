"""Rows, columns and grids whose gaps follow the text size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme.theme import theme

Margins = tuple[int, int, int, int]
NO_MARGINS: Margins = (0, 0, 0, 0)


def _fit(layout: QLayout, space: int, margins: Margins) -> None:
    left, top, right, bottom = (theme().px(size) for size in margins)
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(theme().px(space))


class Column(QVBoxLayout):
    """Widgets below each other; `space` and `margins` (left, top, right, bottom) in design pixels."""

    def __init__(
        self, parent: QWidget | None = None, *, space: int = 12, margins: Margins = NO_MARGINS
    ) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._sizes = (space, margins)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        _fit(self, *self._sizes)


class Row(QHBoxLayout):
    """Widgets beside each other; `space` and `margins` (left, top, right, bottom) in design pixels."""

    def __init__(
        self, parent: QWidget | None = None, *, space: int = 12, margins: Margins = NO_MARGINS
    ) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._sizes = (space, margins)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        _fit(self, *self._sizes)


class Grid(QGridLayout):
    """Fields in equal columns; `space` and `margins` in design pixels."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        columns: int = 0,
        space: int = 12,
        margins: Margins = NO_MARGINS,
    ) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._sizes = (space, margins)
        for column in range(columns):
            self.setColumnStretch(column, 1)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        _fit(self, *self._sizes)


def rule(*, vertical: bool = False) -> QFrame:
    """Return a hairline."""
    line = QFrame()
    line.setProperty("kind", "rule")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def scrolled(content: QWidget) -> QScrollArea:
    """Return `content` in an area that scrolls up and down when it is too tall, never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content.setProperty("kind", "scrolled")
    area.setWidget(content)
    return area
