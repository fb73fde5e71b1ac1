"""How a document falls into pages: slices that are never cut, some kept with the next, some repeated on top.

Lengths are in points. A slice is a full-width band; nothing is ever shortened: what does not fit goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from app.documents.pen import Colour, Pen

_BEYOND = 6.0

Paint = Callable[[Pen, float, float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A box around the slices that share it, closed and opened again where a page ends."""

    inset: float
    width: float
    stroke: Colour | None
    fill: Colour | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """One band: its height and how it is painted, given the left edge of the column and the band's top.

    `keep` holds it with the next one; `gap` vanishes at the top of a page; `repeat` is painted again on top
    of a page that begins with this slice.
    """

    height: float
    paint: Paint | None = None
    keep: bool = False
    gap: bool = False
    frame: Frame | None = None
    repeat: tuple[Slice, ...] = ()


class Placed(NamedTuple):
    """A slice and its distance from the top of the page's column."""

    slice: Slice
    top: float


def paginate(slices: Sequence[Slice], first: float, later: float) -> list[list[Placed]]:
    """Distribute slices over pages whose columns are `first` and then `later` points high."""
    pages: list[list[Placed]] = [[]]
    used = 0.0
    for chunk in _chunks(slices):
        height = sum(piece.height for piece in chunk)
        room = (first if len(pages) == 1 else later) - used
        if height > room and used > 0 and height <= later:
            pages.append([])
            used = 0.0
        for piece in chunk:
            room = (first if len(pages) == 1 else later) - used
            if piece.height > room + 0.01 and pages[-1]:
                pages.append([])
                used = 0.0
            if not pages[-1]:
                if piece.gap:
                    continue
                for repeated in piece.repeat:
                    pages[-1].append(Placed(repeated, used))
                    used += repeated.height
            pages[-1].append(Placed(piece, used))
            used += piece.height
    return pages


def _chunks(slices: Sequence[Slice]) -> Iterator[list[Slice]]:
    chunk: list[Slice] = []
    for piece in slices:
        chunk.append(piece)
        if not piece.keep:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def paint_page(pen: Pen, placed: Sequence[Placed], left: float, top: float) -> None:
    """Paint one page's slices with the column's upper left corner at (left, top)."""
    for frame, start, end in _frames(placed):
        pen.box(left + frame.inset, top - end, frame.width, end - start, fill=frame.fill, stroke=frame.stroke)
    for piece, distance in placed:
        if piece.paint is not None:
            piece.paint(pen, left, top - distance)


def _frames(placed: Sequence[Placed]) -> Iterator[tuple[Frame, float, float]]:
    """Yield each box with its top and bottom; where a page end broke it, it reaches beyond its text."""
    for frame, group in groupby(placed, key=lambda piece: piece.slice.frame):
        if frame is None:
            continue
        pieces = list(group)
        start, end = pieces[0].top, pieces[-1].top + pieces[-1].slice.height
        yield (
            frame,
            start if pieces[0].slice.paint is None else start - _BEYOND,
            end if pieces[-1].slice.paint is None else end + _BEYOND,
        )
