"""The order of right-to-left text on a line (Unicode Standard Annex 9), by levels, apart from shaping.

Pieces that come from data are isolates: each finds its own direction and counts as one neutral sign outside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# A number with separators (telephone, range, date) or with its unit reads from left to right wherever it is.
_NUMBER = re.compile(
    r"[(+]?\d[\d().,:/ +-]*[-)/][\d().,:/ +-]*\d(?:\u00a0[A-Za-z%°/]+)?|\d[\d.,]*\u00a0[A-Za-z%°/]+"
)
_PLACE_HOLDER = "\ufffc"
_JOINERS = "\u200c\u200d"


def may_run_right_to_left(text: str) -> bool:
    """Return whether any character of the text belongs to a right-to-left script."""
    return _RIGHT_TO_LEFT.search(text) is not None


def begins_right_to_left(text: str) -> bool:
    """Return whether the first letter that has a direction runs from right to left (rules P2, P3)."""
    from bidi.algorithm import get_base_level

    return may_run_right_to_left(text) and bool(get_base_level(text))


def levels_of(text: str, isolates: Sequence[int], right_to_left: bool) -> list[int]:
    """Return the embedding level of each character: even from left to right, odd from right to left.

    `isolates` gives each character's isolate, 0 outside; equal neighbours belong together.
    """
    base = 1 if right_to_left else 0
    if not right_to_left and not may_run_right_to_left(text):
        return [0] * len(text)
    outside = _outside(text, isolates)
    outer = iter(_resolve(outside, base))
    levels: list[int] = []
    at = 0
    while at < len(text):
        level = next(outer)
        end = at + 1
        if isolates[at]:
            while end < len(text) and isolates[end] == isolates[at]:
                end += 1
            levels.extend(_inside(text[at:end], level))
        else:
            levels.append(level)
        at = end
    return levels


def _outside(text: str, isolates: Sequence[int]) -> str:
    """Return the text with each isolate as one neutral sign."""
    shown: list[str] = []
    before = 0
    for character, isolate in zip(text, isolates, strict=True):
        if not isolate:
            shown.append(character)
        elif isolate != before:
            shown.append(_PLACE_HOLDER)
        before = isolate
    return "".join(shown)


def _inside(text: str, outer: int) -> list[int]:
    from bidi.algorithm import get_base_level

    own = int(get_base_level(text))
    lift = outer + (outer + own) % 2 - own
    return [level + lift for level in _resolve(text, own)]


def _resolve(text: str, base: int) -> list[int]:
    from bidi import algorithm

    seen = [character for character in text if character not in _JOINERS and character != "\n"]
    plain = _NUMBER.sub(lambda number: "1" * len(number[0]), "".join(seen))
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, ("L", "R")[base]
    algorithm.get_embedding_levels(plain, storage)
    algorithm.explicit_embed_and_overrides(storage, False)
    algorithm.resolve_weak_types(storage, False)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    resolved = iter(int(character["level"]) for character in storage["chars"])
    levels: list[int] = []
    for character in text:
        if character in _JOINERS or character == "\n":
            levels.append(levels[-1] if levels else base)
        else:
            levels.append(next(resolved, base))
    return levels


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the indexes of the pieces of a line from left to right (rule L2)."""
    order = list(range(len(levels)))
    highest = max(levels, default=0)
    for level in range(highest, 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = order[at:end][::-1]
            at = max(end, at + 1)
    return order
