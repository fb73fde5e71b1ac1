"""Rows, columns and grids whose gaps follow the text size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

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


_AROUND = 40  # design pixels kept in sight above and below what has the focus: its label, its error


class Scrolled(QScrollArea):
    """Scrolls its content up and down when it is too tall, never sideways; what has the focus is in sight."""

    def __init__(self, content: QWidget, width: int) -> None:
        super().__init__()
        self._width = width
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if not content.property("kind"):
            content.setProperty("kind", "scrolled")
        # As narrow as the area, whatever its content would like: else Tab would scroll it out of sight.
        content.setMinimumWidth(1)
        self.setWidget(content)
        self.rescale()
        theme().changed.connect(self.rescale)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what took the focus by key or by program; under the mouse nothing moves."""
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and not pressed and self.isVisible() and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, theme().px(_AROUND))

    def rescale(self) -> None:
        if self._width:
            self.setFixedWidth(theme().px(self._width))


def scrolled(content: QWidget, *, width: int = 0) -> Scrolled:
    """Return `content` in an area that scrolls; `width` fixes the area's width in design pixels."""
    return Scrolled(content, width)
