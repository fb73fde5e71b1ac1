"""Race and ethnicity as OMB and CDC count them."""

from __future__ import annotations

from app.codes import systems
from app.codes.lists import Listed, entries

_UNKNOWN = "null"


def races(*, detailed: bool = False) -> tuple[Listed, ...]:
    """Return the OMB race categories, or with `detailed` the finer ones."""
    return _of_kind("race-detail" if detailed else "race")


def ethnicities(*, detailed: bool = False) -> tuple[Listed, ...]:
    """Return Hispanic or Latino and not, or with `detailed` the finer ones."""
    return _of_kind("ethnicity-detail" if detailed else "ethnicity")


def unknowns() -> tuple[Listed, ...]:
    """Return "asked but no answer" and "unknown" (HL7 null flavors)."""
    return tuple(
        Listed(systems.NULL_FLAVOR, one.code, one.name, one.extra, one.release) for one in _of_kind(_UNKNOWN)
    )


def _of_kind(kind: str) -> tuple[Listed, ...]:
    return tuple(one for one in entries("race_ethnicity", systems.RACE_ETHNICITY) if one.extra == (kind,))
