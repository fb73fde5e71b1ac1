"""The practice's policy: tables of thresholds, limits and lists that it may change without a new release.

Each table ships as resources/policy/NAME.toml with its source; a practice's own rows (`PolicyTable`) are laid
over it from a day on. What a practice did not say stays as shipped, so that a table that grows with a release
needs no change to the practice's file.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from math import isfinite
from typing import Any

import sqlalchemy as sa

from app.core.errors import NotFound
from app.core.findings import Finding, Message, Severity
from app.core.resources import resource
from app.practice.model import PolicyTable
from app.store.work import Reading

Check = Callable[[Mapping[str, Any]], Sequence[Finding]]
"""A room's rule about its table: content as it will be → findings."""


def policy_names() -> tuple[str, ...]:
    """Return the names of all shipped tables."""
    return tuple(sorted(file.stem for file in resource("policy").glob("*.toml")))


@cache
def _shipped(name: str) -> dict[str, Any]:
    if name not in policy_names():
        raise NotFound("policy_table", name)
    return tomllib.loads(resource("policy", f"{name}.toml").read_text(encoding="utf-8"))


def shipped_policy(name: str) -> dict[str, Any]:
    """Return a table as it shipped, a copy of the caller's own. Raises NotFound."""
    return deepcopy(_shipped(name))


def policy(reading: Reading, name: str, on: date | None = None) -> dict[str, Any]:
    """Return a table as in force on a day (by default today): as shipped, under the practice's own values.

    Raises NotFound for a name that no shipped table has.
    """
    shipped = shipped_policy(name)
    own = reading.session.scalars(
        sa.select(PolicyTable.content)
        .where(PolicyTable.name == name, PolicyTable.valid_from <= (on or reading.today))
        .order_by(PolicyTable.valid_from.desc())
        .limit(1)
    ).first()
    return laid_over(shipped, own) if own else shipped


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `below` with the values of `above`: maps are merged, everything else is replaced."""
    both = dict(below)
    for name, value in above.items():
        under = both.get(name)
        nested = isinstance(under, Mapping) and isinstance(value, Mapping)
        both[name] = laid_over(under, value) if nested else value  # type: ignore[arg-type]
    return both


def policy_faults(name: str, own: Mapping[str, Any], checks: Mapping[str, Check]) -> list[Finding]:
    """Return what is wrong with a practice's own values of a table; the shape first, then the room's rule.

    `checks` are the rules of all rooms by table, whichever of them have been used so far.

    A name at the top that the shipped table lacks is a slip of the pen that would silently do nothing. No
    number of any table is negative, and one that ships above zero (a step, a number of days) stays above it.
    """
    shipped = shipped_policy(name)
    faults = [_unknown(key) for key in own if key not in shipped]
    faults += _misshapen("", shipped, own)
    if faults or name not in checks:
        return faults
    return list(checks[name](laid_over(shipped, own)))


def _unknown(key: str) -> Finding:
    return Finding(Message("practice.policy_unknown", {"name": key}), Severity.HARD_STOP, key)


def _misshapen(path: str, shipped: Mapping[str, Any], own: Mapping[str, Any]) -> list[Finding]:
    faults: list[Finding] = []
    for key, value in own.items():
        here, under = f"{path}{key}", shipped.get(key)
        if isinstance(under, Mapping) and isinstance(value, Mapping):
            faults += _misshapen(f"{here}.", under, value)
        elif under is not None and not _same_shape(under, value):
            faults.append(Finding(Message("practice.policy_shape", {"name": here}), Severity.HARD_STOP, here))
        elif under is not None and _is_number(under) and (value < 0 or (under > 0 and value == 0)):
            faults.append(Finding(Message("practice.policy_sign", {"name": here}), Severity.HARD_STOP, here))
    return faults


def _same_shape(shipped: Any, own: Any) -> bool:
    if _is_number(shipped):
        return _is_number(own) and isfinite(own)
    return isinstance(own, type(shipped))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
