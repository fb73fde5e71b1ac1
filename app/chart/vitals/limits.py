"""The practice's limits of vital signs, from the policy table `vitals`, for one patient's age and state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.chart.vitals.measures import Part
from app.core.dates import age_in_months, age_in_years


@dataclass(frozen=True)
class ChildPressures:
    """The 95th percentiles (mm[Hg]) for a child's sex, age and height (AAP 2017)."""

    systolic: Decimal
    diastolic: Decimal


@dataclass(frozen=True)
class About:
    """What the limits need to know of the patient on the day.

    `pregnant` holds to six weeks after birth. `targets` are the patient's own flags ("at least this").
    """

    age_days: int
    age_months: int
    age_years: int
    sex: str = "U"
    pregnant: bool = False
    child_pressures: ChildPressures | None = None
    targets: Mapping[Part, Decimal] | None = None

    @property
    def adult(self) -> bool:
        return self.age_years >= 18


def about(birth: date, on: date, **known: Any) -> About:
    """Return what is known of a patient born on a day."""
    return About((on - birth).days, age_in_months(birth, on), age_in_years(birth, on), **known)


@dataclass(frozen=True)
class Limit:
    """One limit: a value is outside where any of these is true. None is no limit."""

    below: Decimal | None = None
    at_most: Decimal | None = None
    above: Decimal | None = None
    at_least: Decimal | None = None

    def low(self, value: Decimal) -> bool:
        return (self.below is not None and value < self.below) or (
            self.at_most is not None and value <= self.at_most
        )

    def high(self, value: Decimal) -> bool:
        return (self.above is not None and value > self.above) or (
            self.at_least is not None and value >= self.at_least
        )

    def outside(self, value: Decimal) -> bool:
        return self.low(value) or self.high(value)


NO_LIMIT = Limit()


@dataclass(frozen=True)
class Limits:
    """All limits of one part for one patient."""

    implausible: Limit = NO_LIMIT
    abnormal: Limit = NO_LIMIT
    critical: Limit = NO_LIMIT


def limits_of(policy: Mapping[str, Any], part: Part, who: About) -> Limits:
    """Return the limits of a part for a patient: by age, in pregnancy, by the patient's own target."""
    table = policy.get(part.value, {})
    band = band_for(table.get("bands", {}), who)
    row = table["pregnant"] if who.pregnant and who.age_years >= 10 and "pregnant" in table else band
    limits = Limits(
        implausible=limit(band_for(table.get("implausible", {}), who), who),
        abnormal=limit(row.get("abnormal", {}), who),
        critical=limit(row.get("critical", {}), who),
    )
    if row.get("child_table") and who.child_pressures is not None:
        limits = _of_child(limits, getattr(who.child_pressures, part.value))
    target = (who.targets or {}).get(part)
    return limits if target is None else _with_target(limits, target)


def _of_child(limits: Limits, percentile_95: Decimal) -> Limits:
    """AAP 2017: stage 1 from the 95th percentile; 30 mm[Hg] above it is an emergency."""
    return Limits(
        limits.implausible,
        Limit(below=limits.abnormal.below, at_least=percentile_95),
        Limit(below=limits.critical.below, above=percentile_95 + 30),
    )


def _with_target(limits: Limits, target: Decimal) -> Limits:
    abnormal = Limit(limits.abnormal.below, limits.abnormal.at_most, None, target)
    return Limits(limits.implausible, abnormal, limits.critical)


def band_for(bands: Mapping[str, Any], who: About) -> Mapping[str, Any]:
    """Return the row whose ages hold the patient's, or an empty one."""
    return next((row for row in bands.values() if _holds(row, who)), {})


def _holds(row: Mapping[str, Any], who: About) -> bool:
    return _reached(row["from"], who) and not ("to" in row and _reached(row["to"], who))


def _reached(age: str, who: About) -> bool:
    number, unit = age.split()
    return {"d": who.age_days, "mo": who.age_months, "a": who.age_years}[unit] >= int(number)


def limit(row: Mapping[str, Any], who: About) -> Limit:
    """Return a row of the table as a limit. `per_year` raises `below` with each year of age."""
    names = ("below", "at_most", "above", "at_least")
    below, at_most, above, at_least = (number(row.get(name)) for name in names)
    if below is not None and "per_year" in row:
        below += int(row["per_year"]) * min(who.age_years, int(row["years_at_most"]))
    return Limit(below, at_most, above, at_least)


def number(value: Any) -> Decimal | None:
    """Return a number of the table exactly as it is written there."""
    return None if value is None else Decimal(str(value))
