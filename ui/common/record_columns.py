"""How the columns of a record table share its width."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from ui.common.record_table_model import Column
from ui.theme.theme import theme

_LEAST = 44
_SNUG = 0.78
Columns = Sequence[Column[Any]]


@dataclass(frozen=True)
class Fit:
    """The widths in pixels of the columns that are shown; `narrowed`: even without those that give way, the
    columns wanted more than there is.
    """

    widths: Mapping[int, int]
    narrowed: bool


@dataclass(frozen=True)
class Measures:
    """What a column needs in pixels: at the very least, in rows of one line, and to show all it has."""

    least: int
    snug: int
    all: int


def fitted(
    columns: Columns, wanted: Mapping[int, int], room: int, measure: Callable[[int], Measures], keep: int = -1
) -> Fit:
    """Share the width: what may stretch gets what is left; with too little, the optional ones give way.

    `measure` is asked only of a table with columns that are to be whole. The column `keep`, which somebody
    just made wider, is not stretched.
    """
    if any(column.whole for column in columns):
        return _fitted_to_content(columns, wanted, room, {at: measure(at) for at in wanted}, keep)
    shown = dict(wanted)
    _drop_optional(columns, shown, room)
    over = sum(shown.values()) - room
    if over <= 0:
        _stretch(columns, shown, -over, keep)
        return Fit(shown, narrowed=False)
    return _narrowed(columns, shown, room, dict.fromkeys(shown, 0))


def _fitted_to_content(
    columns: Columns, wanted: Mapping[int, int], room: int, needs: Mapping[int, Measures], keep: int
) -> Fit:
    """Let whole columns be as narrow as what they show, and the others a little narrower than they wish."""
    shown = {
        at: max(needs[at].snug, min(width, needs[at].all)) if columns[at].whole and at != keep else width
        for at, width in wanted.items()
    }
    if sum(shown.values()) > room:
        least = {at: needs[at].snug or round(width * _SNUG) for at, width in wanted.items()}
        for whole in (True, False):
            group = [at for at in shown if columns[at].whole is whole and at != keep]
            _take(shown, sum(shown.values()) - room, group, least)
        _drop_optional(columns, shown, room)
    spare = room - sum(shown.values())
    if spare < 0:
        return _narrowed(columns, shown, room, {at: needs[at].least for at in shown})
    order = sorted(shown, key=lambda at: -columns[at].stretch)
    spare -= _give(shown, spare, [at for at in order if at != keep], needs)
    _stretch(columns, shown, spare, keep)
    return Fit(shown, narrowed=len(shown) < len(wanted))


def _drop_optional(columns: Columns, shown: dict[int, int], room: int) -> None:
    for at in [at for at in reversed(list(shown)) if columns[at].optional]:
        if sum(shown.values()) > room > 0:
            del shown[at]


def _take(shown: dict[int, int], over: int, group: Sequence[int], least: Mapping[int, int]) -> None:
    """Take what is over from these columns, from each by what it can give."""
    give = {at: max(0, shown[at] - least[at]) for at in group}
    total = sum(give.values())
    for at in group if over > 0 and total else ():
        shown[at] -= ceil(give[at] * min(over, total) / total)


def _give(shown: dict[int, int], spare: int, order: Sequence[int], needs: Mapping[int, Measures]) -> int:
    """Give columns what they lack to show all, in this order; return how much was given."""
    given = 0
    for at in order:
        more = min(max(needs[at].all - shown[at], 0), spare - given)
        shown[at] += more
        given += more
    return given


def _narrowed(columns: Columns, shown: dict[int, int], room: int, floors: Mapping[int, int]) -> Fit:
    _narrow(columns, shown, sum(shown.values()) - room, floors)
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
