"""Building blocks of a document: headings, paragraphs, lists, tables, tiles and framed advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from app.documents.flow import Frame, Slice
from app.documents.fonts import Weight
from app.documents.painters import Columns, PairOfStacks, RowPart, TileRow, both, line_painter
from app.documents.pen import DANGER, HEADING, LINE, SECOND, Colour, Pen
from app.documents.text import Line, Span, Style, Typesetter

Text = str | Sequence[Span]

BODY = Style(12, 17.5)
STRONG = replace(BODY, weight=Weight.BOLD)
SECONDARY = replace(BODY, colour=SECOND)
HEAD = Style(13.5, 19, Weight.BOLD, HEADING)
TITLE = Style(18, 24, Weight.BOLD)
TABLE_HEAD = Style(12, 17, Weight.SEMIBOLD, SECOND)
FIGURES = replace(BODY, tabular=True)
STRONG_FIGURES = replace(STRONG, tabular=True)
SMALL = Style(10, 14)
SMALL_STRONG = replace(SMALL, weight=Weight.SEMIBOLD)
SMALL_HEAD = Style(10, 14, Weight.SEMIBOLD, SECOND)
SMALL_FIGURES = replace(SMALL, tabular=True)

_PADDING = 4.0
_TALLEST_PAIR = 300.0
_ROWS_KEPT_WHOLE = 4
_ITEMS_KEPT_WHOLE = 6
_LINES_KEPT_WHOLE = 16


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, with its own style if it differs from the table's."""

    text: Text
    style: Style | None = None


class Sheet:
    """Collects the slices of a document in a column `width` points wide; `scale` enlarges all of it."""

    def __init__(self, width: float, typesetter: Typesetter, scale: float = 1) -> None:
        self.width, self.typesetter, self.scale = width, typesetter, scale
        self.slices: list[Slice] = []
        self._inset = 0.0
        self._frame: Frame | None = None

    def _add(self, piece: Slice) -> None:
        self.slices.append(replace(piece, frame=self._frame))

    @property
    def _room(self) -> float:
        return self.width - 2 * self._inset

    def _lines(self, text: Text, style: Style, width: float) -> list[Line]:
        return self.typesetter.lines(text, style.scaled(self.scale), width)

    def space(self, height: float, keep: bool = False) -> None:
        """Leave a gap, which vanishes at the top of a page."""
        self._add(Slice(height * self.scale, keep=keep, gap=True))

    def heading(self, text: str, style: Style = HEAD) -> None:
        """Set a heading, kept with what follows."""
        self.space(12, keep=True)
        self.paragraph(text, style, keep=True)
        self.space(3, keep=True)

    def paragraph(self, text: Text, style: Style = BODY, *, keep: bool = False, hang: float = 0) -> None:
        """Set a paragraph; its first two and last two lines stay together, all of them with `keep`."""
        lines = self._lines(text, style, self._room - hang)
        for number, line in enumerate(lines):
            together = number == 0 or number == len(lines) - 2
            held = keep or (together and number < len(lines) - 1)
            self._add(Slice(line.style.pitch, line_painter(line, self._inset + hang), held))

    def pair(
        self, left: Sequence[tuple[Text, Style]], right: Sequence[tuple[Text, Style]], keep: bool = True
    ) -> None:
        """Set two columns side by side, the right one flush right, as on the head of the first page."""
        half = self._room / 2 - 8
        rights = [line for text, style in right for line in self._lines(text, style, half)]
        rest = self._room - max((line.width for line in rights), default=0) - 16
        lefts = [line for text, style in left for line in self._lines(text, style, rest)]
        stacks = PairOfStacks(tuple(lefts), tuple(rights), self._room)
        if stacks.height <= _TALLEST_PAIR:
            self._add(Slice(stacks.height, stacks.paint, keep))
            return
        for line in lefts:
            self._add(Slice(line.style.pitch, line_painter(line, 0)))
        for line in rights:
            self._add(Slice(line.style.pitch, line_painter(line, self._room - line.width - line.shift)))

    def rule(self, colour: Colour = LINE, thickness: float = 0.75, keep: bool = False) -> None:
        """Draw a line over the whole width."""
        inset, room = self._inset, self._room

        def paint(pen: Pen, left: float, top: float) -> None:
            pen.rule(left + inset, top - thickness / 2, room, colour, thickness)

        self._add(Slice(thickness, paint, keep))

    def numbered(self, items: Sequence[Text]) -> None:
        """Set a numbered list."""
        self._list([f"{number}." for number in range(1, len(items) + 1)], items)

    def bullets(self, items: Sequence[Text]) -> None:
        """Set a list with points."""
        self._list(["\u2022"] * len(items), items)

    def _list(self, signs: Sequence[str], items: Sequence[Text]) -> None:
        """Set a list; a short one stays on one page."""
        first = len(self.slices)
        for sign, item in zip(signs, items, strict=True):
            self._item(sign, item)
        if 0 < len(items) <= _ITEMS_KEPT_WHOLE:
            self.slices[first:-1] = [replace(piece, keep=True) for piece in self.slices[first:-1]]

    def _item(self, sign: str, text: Text) -> None:
        hang = 17 * self.scale
        first = len(self.slices)
        self.paragraph(text, hang=hang)
        set_sign = self.typesetter.line(sign, BODY.scaled(self.scale))
        at = self._inset + hang - 5 * self.scale - set_sign.width
        if len(self.slices) > first:
            beside = self.slices[first]
            self.slices[first] = replace(beside, paint=both(line_painter(set_sign, at), beside.paint))
        self.space(2.5)

    def table(
        self,
        columns: Columns,
        head: Sequence[Text] | None,
        rows: Sequence[Sequence[Text | Cell]],
        *,
        style: Style = BODY,
        head_style: Style = TABLE_HEAD,
        padding: float = _PADDING,
    ) -> None:
        """Set a table; its head is repeated on each page, rows stay whole unless longer than a page."""
        top: tuple[Slice, ...] = ()
        if head is not None:
            top = tuple(replace(piece, keep=True) for piece in self._row(columns, head, head_style, (), 3))
            self.slices.extend(replace(piece, frame=self._frame) for piece in top)
        for number, row in enumerate(rows, 1):
            held = len(rows) <= _ROWS_KEPT_WHOLE and number < len(rows)
            for piece in self._row(columns, row, style, top, padding):
                self._add(replace(piece, keep=piece.keep or held))

    def _row(
        self,
        columns: Columns,
        cells: Sequence[Text | Cell],
        style: Style,
        repeat: tuple[Slice, ...],
        padding: float,
    ) -> Iterator[Slice]:
        padding *= self.scale
        widths = [width - columns.space for width in columns.widths[:-1]] + [columns.widths[-1]]
        cols = [self._cell(cell, style, width) for cell, width in zip(cells, widths, strict=True)]
        pitch = style.pitch * self.scale
        count = max(1, *(len(lines) for lines in cols))
        for start in range(0, count, _LINES_KEPT_WHOLE):
            end = min(count, start + _LINES_KEPT_WHOLE)
            before, after = (0.0 if start else padding), (padding if end == count else 0.0)
            height = (end - start) * pitch + before + after
            held = tuple(tuple(lines[start:end]) for lines in cols)
            part = RowPart(held, columns, self._inset, before, pitch, height, ruled=end == count)
            yield Slice(height, part.paint, keep=end < count, repeat=repeat)

    def _cell(self, cell: Text | Cell, style: Style, width: float) -> list[Line]:
        own = cell if isinstance(cell, Cell) else Cell(cell)
        return self._lines(own.text, own.style or style, width)

    def tiles(self, items: Sequence[tuple[str, str]], across: int = 4) -> None:
        """Set label and value in soft boxes, `across` to a row; a long value makes its row higher."""
        gap, padding = 7.0, 9.0
        width = (self._room - gap * (across - 1)) / across
        for start in range(0, len(items), across):
            boxes = tuple(
                tuple(
                    self._lines(label, BODY, width - 2 * padding)
                    + self._lines(value, STRONG, width - 2 * padding)
                )
                for label, value in items[start : start + across]
            )
            height = max(len(lines) for lines in boxes) * BODY.pitch * self.scale + padding
            row = TileRow(boxes, self._inset, width, gap, padding, height)
            if start:
                self.space(gap)
            self._add(Slice(height, row.paint))

    @contextmanager
    def framed(self, stroke: Colour | None = DANGER, fill: Colour | None = None) -> Iterator[None]:
        """Put what is added meanwhile in a box, which stays on one page if it can."""
        first = len(self.slices)
        self._frame = Frame(self._inset, self._room, stroke, fill)
        self._inset += 13
        self._add(Slice(9))
        yield
        if self.slices[-1].gap:
            self.slices.pop()
        self.slices[first:] = [replace(piece, keep=True) for piece in self.slices[first:]]
        self._add(Slice(9))
        self._inset -= 13
        self._frame = None
