"""What a practice's own table of limits must hold before it is saved: a slip there would silence an alert."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from app.chart.vitals.limits import number
from app.chart.vitals.measures import Part
from app.core.findings import Finding, Message, Severity

_AGE = re.compile(r"^\d{1,5} (d|mo|a)$")
_DAYS = {"d": 1, "mo": 31, "a": 366}  # only to tell an age before another from one after it
_MOVES = tuple(
    f"{asks}{side}{share}"
    for asks in ("", "asks_")
    for side in ("rise", "drop")
    for share in ("", "_percent")
)
_WORDS = ("below", "at_most", "above", "at_least", "per_year", "years_at_most")


def table_faults(content: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong: an age that cannot be read or ends before it begins, a limit that is no number.

    A critical limit lies outside the abnormal one on the same side.
    """
    found = []
    for part in Part:
        for path, row in _rows(part.value, content.get(part.value, {})):
            found += _ages(path, row)
            found += _numbers(path, row)
            found += _graver(path, row)
    return found


def _rows(part: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for section in ("implausible", "bands", "change"):
        for name, row in table.get(section, {}).items():
            yield f"{part}.{section}.{name}", row
    if "pregnant" in table:
        yield f"{part}.pregnant", {"from": "10 a", **table["pregnant"]}


def _fault(path: str, why: str) -> Finding:
    return Finding(Message(f"vitals.table_{why}", {"row": path}), Severity.HARD_STOP, path)


def _ages(path: str, row: Mapping[str, Any]) -> list[Finding]:
    ages = [str(row.get("from", "")), *([str(row["to"])] if "to" in row else [])]
    if not all(_AGE.match(age) for age in ages):
        return [_fault(path, "age")]
    begins, *ends = (int(age.split()[0]) * _DAYS[age.split()[1]] for age in ages)
    return [_fault(path, "ages_order")] if ends and ends[0] <= begins else []


def _numbers(path: str, row: Mapping[str, Any]) -> list[Finding]:
    limits = [row] if ".implausible." in path else [row.get("abnormal", {}), row.get("critical", {})]
    given = [one[word] for one in limits for word in _WORDS if word in one]
    given += [row[word] for word in _MOVES if word in row]
    wrong = any(isinstance(value, bool) or not isinstance(value, int | float) for value in given)
    if ".change." in path and not isinstance(row.get("within_days"), int):
        wrong = True
    return [_fault(path, "number")] if wrong else []


def _graver(path: str, row: Mapping[str, Any]) -> list[Finding]:
    abnormal, critical = row.get("abnormal", {}), row.get("critical", {})
    high = (_first(abnormal, "at_least", "above"), _first(critical, "at_least", "above"))
    low = (_first(critical, "at_most", "below"), _first(abnormal, "at_most", "below"))
    turned = any(a is not None and b is not None and a > b for a, b in (high, low))
    return [_fault(path, "critical_within")] if turned else []


def _first(limits: Mapping[str, Any], *words: str) -> Decimal | None:
    values = [limits[word] for word in words if isinstance(limits.get(word), int | float)]
    return number(values[0]) if values else None
