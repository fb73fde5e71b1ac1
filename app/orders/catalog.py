"""What can be ordered and under which standing orders: the policy table `orders` as values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.findings import Finding, Message, Severity
from app.orders.model import OrderKind

_AGE = re.compile(r"^\d{1,5} (d|mo|a)$")


@dataclass(frozen=True)
class ResultSpec:
    """One value that a test gives: chosen from a list, or a number with its unit (UCUM) and limits."""

    loinc: str
    name: str
    choices: tuple[str, ...] = ()
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    critical_below: Decimal | None = None
    critical_at_least: Decimal | None = None


@dataclass(frozen=True)
class DoseLimits:
    """The usual doses in one unit (UCUM), and what no dose exceeds."""

    unit: str
    usual_from: Decimal
    usual_to: Decimal
    never_above: Decimal


_NEVER_ABOVE = 10  # times the usual dose, where a practice's own item says no limit


@dataclass(frozen=True)
class Item:
    """Something that the office orders. Minutes are those from start to reading; None is no limit."""

    key: str
    name: str
    kind: OrderKind
    results: tuple[ResultSpec, ...] = ()
    charges: tuple[str, ...] = ()
    read_from_minutes: int | None = None
    read_to_minutes: int | None = None
    cvx: str = ""
    drug: str = ""
    dose: Decimal | None = None
    dose_unit: str = ""
    route: str = ""
    billing_unit: Decimal | None = None
    limits: DoseLimits | None = None


@dataclass(frozen=True)
class StandingOrder:
    """A standing order. `criteria` maps the name of each criterion to its words: all must be met.

    `from_age` and `to_age` ("3 a", "6 mo", "90 d"; "" is open) are checked by the program.
    """

    key: str
    number: str
    version: int
    name: str
    items: tuple[str, ...]
    criteria: Mapping[str, str]
    from_age: str
    to_age: str
    adopted_by: str


@dataclass(frozen=True)
class Catalog:
    """All items and standing orders in force on a day."""

    items: Mapping[str, Item]
    standing: Mapping[str, StandingOrder]
    watch_minutes: Mapping[str, int]
    doses: Mapping[str, DoseLimits]

    def limits_for(self, item: str, kind: OrderKind) -> DoseLimits | None:
        """Return the dose limits of an item, else those of all orders of its kind; None: not known."""
        found = self.items.get(item)
        return found.limits if found is not None and found.limits is not None else self.doses.get(kind.value)

    def standing_for(self, item: str) -> tuple[StandingOrder, ...]:
        """Return the standing orders that cover an item."""
        return tuple(one for one in self.standing.values() if item in one.items)


def catalog_of(table: Mapping[str, Any]) -> Catalog:
    """Return the policy table as values."""
    return Catalog(
        {key: _item(key, row) for key, row in table["items"].items()},
        {key: _standing(key, row) for key, row in table["standing"].items()},
        {
            OrderKind.VACCINE.value: int(table["times"]["watch_minutes_after_vaccine"]),
            OrderKind.INJECTION.value: int(table["times"]["watch_minutes_after_injection"]),
        },
        {kind: _limits(row, None) for kind, row in table.get("doses", {}).items()},
    )


def catalog_faults(table: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with a practice's own table: an item or standing order that cannot be read."""
    found = []
    readers: tuple[tuple[str, Callable[[str, Mapping[str, Any]], Any]], ...] = (
        ("items", _item),
        ("standing", _standing),
        ("doses", lambda _key, row: _limits(row, None)),
    )
    for section, read in readers:
        for key, row in table.get(section, {}).items():
            try:
                read(key, row)
            except (KeyError, ValueError, TypeError, InvalidOperation, AttributeError):
                message = Message("orders.table_row", {"row": f"{section}.{key}"})
                found.append(Finding(message, Severity.HARD_STOP, f"{section}.{key}"))
    known = set(table["items"])
    for key, row in table["standing"].items():
        unknown = [one for one in row.get("items", ()) if one not in known]
        ages = [row.get(name, "") for name in ("from", "to")]
        if unknown or not all(age == "" or _AGE.match(str(age)) for age in ages):
            message = Message("orders.table_row", {"row": f"standing.{key}"})
            found.append(Finding(message, Severity.HARD_STOP, f"standing.{key}"))
    return found


def _item(key: str, row: Mapping[str, Any]) -> Item:
    return Item(
        key=key,
        name=row["name"],
        kind=OrderKind(row["kind"]),
        results=tuple(_result(one) for one in row.get("results", ())),
        charges=tuple(row.get("charges", ())),
        read_from_minutes=row.get("read_from_minutes"),
        read_to_minutes=row.get("read_to_minutes"),
        cvx=row.get("cvx", ""),
        drug=row.get("drug", ""),
        dose=_number(row.get("dose")),
        dose_unit=row.get("dose_unit", ""),
        route=row.get("route", ""),
        billing_unit=_number(row.get("billing_unit")),
        limits=_limits(row, _number(row.get("dose"))) if row.get("dose") or row.get("usual_to") else None,
    )


def _limits(row: Mapping[str, Any], dose: Decimal | None) -> DoseLimits:
    """Return the limits of a row; one that names only its dose takes no other without asking."""
    low, high = _number(row.get("usual_from", dose)), _number(row.get("usual_to", dose))
    if low is None or high is None or not 0 < low <= high:
        raise ValueError("a dose needs its usual range")
    never = _number(row.get("never_above")) or high * _NEVER_ABOVE
    return DoseLimits(row["dose_unit"], low, high, never)


def _result(row: Mapping[str, Any]) -> ResultSpec:
    numbers = ("least", "most", "low", "high", "critical_below", "critical_at_least")
    return ResultSpec(
        row["loinc"],
        row["name"],
        tuple(row.get("choices", ())),
        row.get("unit", ""),
        *(_number(row.get(name)) for name in numbers),
    )


def _standing(key: str, row: Mapping[str, Any]) -> StandingOrder:
    return StandingOrder(
        key,
        str(row["number"]),
        int(row["version"]),
        row["name"],
        tuple(row["items"]),
        dict(row["criteria"]),
        row.get("from", ""),
        row.get("to", ""),
        row.get("adopted_by", ""),
    )


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
