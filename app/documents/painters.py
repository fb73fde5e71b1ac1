"""How each kind of slice is painted: lines, pairs, bands of a table, tiles."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.flow import Paint
from app.documents.pen import LINE, SOFT, Pen
from app.documents.text import Line, Style


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: widths in points, and which ones hold figures set flush right."""

    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()
    space: float = 10


def base_line(top: float, style: Style) -> float:
    """Return the base line of a line whose band begins at `top`: capitals stand in its middle."""
    return top - style.pitch / 2 - 0.364 * style.size


def line_painter(line: Line, inset: float) -> Paint:
    """Paint one line, `inset` points from the left."""

    def paint(pen: Pen, left: float, top: float) -> None:
        line.paint(pen, left + inset + line.shift, base_line(top, line.style))

    return paint


def both(one: Paint, other: Paint | None) -> Paint:
    """Paint one and then the other in the same band."""

    def paint(pen: Pen, left: float, top: float) -> None:
        one(pen, left, top)
        if other is not None:
            other(pen, left, top)

    return paint


@dataclass(frozen=True, slots=True)
class PairOfStacks:
    """Two stacks of lines beside each other, the second flush right."""

    lefts: tuple[Line, ...]
    rights: tuple[Line, ...]
    width: float

    @property
    def height(self) -> float:
        """Return the height of the higher stack."""
        return max(sum(line.style.pitch for line in stack) for stack in (self.lefts, self.rights))

    @property
    def _shift(self) -> float:
        """Return how far the right stack moves down, so that both first lines share their middle."""
        if not self.lefts or not self.rights:
            return 0.0
        return max(0.0, (self.lefts[0].style.pitch - self.rights[0].style.pitch) / 2)

    def paint(self, pen: Pen, left: float, top: float) -> None:
        """Paint both stacks from the same top."""
        y = top
        for line in self.lefts:
            line.paint(pen, left, base_line(y, line.style))
            y -= line.style.pitch
        y = top - self._shift
        for line in self.rights:
            line.paint(pen, left + self.width - line.width, base_line(y, line.style))
            y -= line.style.pitch


@dataclass(frozen=True, slots=True)
class RowPart:
    """A part of a table row that stays whole: some lines of each cell, painted cell by cell.

    `before` is the room above the first line, `height` that of the part; `ruled` draws the line under it.
    """

    cells: tuple[tuple[Line, ...], ...]
    columns: Columns
    inset: float
    before: float
    pitch: float
    height: float
    ruled: bool

    def paint(self, pen: Pen, left: float, top: float) -> None:
        """Paint the cells one after the other, so that the text reads in that order."""
        x = left + self.inset
        for number, (lines, width) in enumerate(zip(self.cells, self.columns.widths, strict=True)):
            last = number == len(self.cells) - 1
            free = width - (0 if last else self.columns.space)
            for down, line in enumerate(lines):
                shift = free - line.width if number in self.columns.right else line.shift
                y = top - self.before - down * self.pitch
                line.paint(pen, x + shift, base_line(y, line.style))
            x += width
        if self.ruled:
            pen.rule(left + self.inset, top - self.height, sum(self.columns.widths), LINE)


@dataclass(frozen=True, slots=True)
class TileRow:
    """A row of soft boxes: lines of each, and the measures of the row in points."""

    boxes: tuple[tuple[Line, ...], ...]
    inset: float
    width: float
    gap: float
    padding: float
    height: float

    def paint(self, pen: Pen, left: float, top: float) -> None:
        """Paint the boxes and what stands in them."""
        for number, lines in enumerate(self.boxes):
            x = left + self.inset + number * (self.width + self.gap)
            pen.box(x, top - self.height, self.width, self.height, fill=SOFT, radius=5)
            y = top - self.padding / 2
            for line in lines:
                line.paint(pen, x + self.padding + line.shift, base_line(y, line.style))
                y -= line.style.pitch
