"""A table of policy as lines of name and value: taken apart, put together, read and written as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from app.core.money import money_text
from app.practice.views import PolicyVersion

Path = tuple[str, ...]
SOURCE = "source"


class Shape(Enum):
    """How a value is entered."""

    YES_NO = "yes_no"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"
    LINE = "line"
    TEXT = "text"
    LIST = "list"
    NUMBERS = "numbers"
    FIXED = "fixed"


@dataclass(frozen=True)
class PolicyValue:
    """One line: where it stands, its value, the shipped one (None: the practice added it), its source."""

    path: Path
    value: Any
    shipped: Any
    source: str = ""

    @property
    def own(self) -> bool:
        """Whether the practice says something else than what shipped."""
        return bool(self.value != self.shipped)


def values_of(
    content: Mapping[str, Any], shipped: Mapping[str, Any], path: Path = (), source: str = ""
) -> Iterator[PolicyValue]:
    """Yield every value of a table in the order of the shipped one; sources stand with what they explain."""
    source = str(content.get(SOURCE, source))
    for name, value in content.items():
        under = shipped.get(name)
        if name == SOURCE:
            continue
        if isinstance(value, Mapping):
            yield from values_of(value, under if isinstance(under, Mapping) else {}, (*path, name), source)
        else:
            yield PolicyValue((*path, name), value, under, source)


def shape_of(table: str, one: PolicyValue) -> Shape:
    """Return how a value is entered; what is no plain value or list (results of a test) is only shown."""
    value = one.value if one.shipped is None else one.shipped
    if isinstance(value, bool):
        return Shape.YES_NO
    if isinstance(value, int) and one.path[-1].endswith("_cents"):
        return Shape.MONEY
    if isinstance(value, int | float):
        # Limits of vital signs stand between whole numbers too; all others count something.
        return Shape.NUMBER if isinstance(value, float) or table == "vitals" else Shape.WHOLE
    if isinstance(value, str):
        return Shape.TEXT if "\n" in value or len(value) > 60 else Shape.LINE
    return _shape_of_list(value)


def _shape_of_list(value: Any) -> Shape:
    if not isinstance(value, list):
        return Shape.FIXED
    if all(isinstance(each, str) for each in value):
        return Shape.LIST
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in value)
    return Shape.NUMBERS if whole else Shape.FIXED


def read_number(text: str) -> int | float | None:
    """Return a number that a table can hold, None for anything else."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > 1_000_000_000:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def read_wholes(lines: Sequence[str]) -> list[int] | None:
    """Return the whole numbers of a list, None where a line is none."""
    plain = all(line.isascii() and line.isdigit() and len(line) < 10 for line in lines)
    return [int(line) for line in lines] if plain else None


def value_text(one: PolicyValue, value: Any) -> str:
    """Return a value as a list shows it, in one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and one.path[-1].endswith("_cents"):
        return money_text(value)
    if isinstance(value, list):
        plain = all(isinstance(each, str | int | float) for each in value)
        return ", ".join(str(each) for each in value) if plain else ", ".join(_named(each) for each in value)
    return " ".join(str(value).split())


def _named(entry: Any) -> str:
    return str(entry.get("name", "")) if isinstance(entry, Mapping) else str(entry)


def name_text(part: str) -> str:
    """Return a part of a path as words: "warn_after_minutes" is "Warn after minutes"."""
    spaced = part.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]


def with_value(own: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return the practice's own values with one more, or another."""
    made = deepcopy(dict(own))
    place = made
    for part in path[:-1]:
        place = place.setdefault(part, {})
    place[path[-1]] = value
    return made


def without(own: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return the practice's own values without one, and without the maps that it leaves empty."""
    made = deepcopy(dict(own))
    if len(path) == 1:
        made.pop(path[0], None)
    elif isinstance(made.get(path[0]), Mapping):
        made[path[0]] = without(made[path[0]], path[1:])
        if not made[path[0]]:
            del made[path[0]]
    return made


def own_on(versions: Sequence[PolicyVersion], day: date) -> Mapping[str, Any]:
    """Return the practice's own values in force on a day."""
    return next((one.content for one in reversed(versions) if one.valid_from <= day), {})
