"""How the columns of a record table share its width."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.common.record_table_model import Column
from ui.theme.theme import theme

_LEAST = 44
Columns = Sequence[Column[Any]]


@dataclass(frozen=True)
class Fit:
    """The widths in pixels of the columns that are shown; `narrowed`: they wanted more than there is."""

    widths: Mapping[int, int]
    narrowed: bool


def fitted(
    columns: Columns, wanted: Mapping[int, int], room: int, floor: Callable[[int], int], keep: int = -1
) -> Fit:
    """Share the width: stretch what may, drop what is optional, then narrow the others.

    `floor` tells the least width of a column, asked only when there is too little room; the column `keep`,
    which somebody just made wider, is not stretched.
    """
    shown = dict(wanted)
    for at in [at for at in reversed(wanted) if columns[at].optional]:
        if sum(shown.values()) > room > 0:
            del shown[at]
    over = sum(shown.values()) - room
    if over <= 0:
        _stretch(columns, shown, -over, keep)
        return Fit(shown, narrowed=False)
    floors = {at: floor(at) for at in shown}
    _narrow(columns, shown, over, floors)
    rest = sum(shown.values()) - room
    if 0 < rest <= len(shown):
        # Rounding left a few pixels: not worth a scroll bar.
        shown[max(shown, key=lambda at: (not floors[at], shown[at]))] -= rest
    return Fit(shown, narrowed=True)


def _stretch(columns: Columns, shown: dict[int, int], spare: int, keep: int) -> None:
    shares = [at for at in shown if columns[at].stretch and at != keep] or list(shown)[-1:]
    total = sum(max(columns[at].stretch, 1) for at in shares)
    rest = spare
    for at in shares:
        part = spare * max(columns[at].stretch, 1) // total
        shown[at] += part
        rest -= part
    if shares:
        shown[shares[-1]] += rest


def _narrow(columns: Columns, shown: dict[int, int], over: int, floors: Mapping[int, int]) -> None:
    """Take first what a column does not need, then from those that stretch, then from the others."""
    whole = [at for at in shown if floors[at]]
    stretchy = [at for at in shown if columns[at].stretch and at not in whole]
    others = [at for at in shown if at not in whole and at not in stretchy]
    wanted = dict(shown)
    for group, share in ((whole, 0.0), (stretchy, 0.55), (others, 0.75), (stretchy, 0.4)):
        lower = {at: floors[at] or max(theme().px(_LEAST), round(wanted[at] * share)) for at in group}
        give = {at: max(0, shown[at] - lower[at]) for at in group}
        total = sum(give.values())
        taken = min(over, total)
        for at in group:
            shown[at] -= round(give[at] * taken / total) if total else 0
        over -= taken
