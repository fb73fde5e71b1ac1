"""Vital signs: usual ranges by age, and blood pressure of children by age and height.

Child blood pressure: NHLBI Fourth Report (2004), appendix B: mu = b0 + sum b_i (age - 10)^i + sum g_j Z^j,
where Z is the height's z-score; percentile = Phi((pressure - mu) / sd).
It applies from 1 to 17 years. AAP 2017
(normal-weight children) is a table of values; from 13 years that guideline uses fixed limits, as for adults.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import NormalDist

from app.codes import shelf
from app.codes.growth import Sex

_NORMAL = NormalDist()
_MONTHS = {"mo": Decimal(1), "a": Decimal(12)}
YOUNGEST, OLDEST = 1, 18


@dataclass(frozen=True)
class VitalRange:
    """Usual limits from an age in months (included) to another (not included); None is no limit."""

    measure: str
    from_months: Decimal
    to_months: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str
    source: str


class Pressure(StrEnum):
    """Which of the two pressures."""

    SYSTOLIC = "SBP"
    DIASTOLIC = "DBP"


class Guideline(StrEnum):
    """Whose table of children's pressures."""

    NHLBI_2004 = "nhlbi2004"
    AAP_2017 = "aap2017"


@dataclass(frozen=True)
class ChildPressure:
    """The pressure (mm[Hg]) at a percentile, for a sex, a full year of age and a height percentile."""

    percentile: int
    systolic: int
    diastolic: int


def range_for(measure: str, age_months: Decimal | int) -> VitalRange | None:
    """Return the usual range at an age, or None.

    Measures: heart_rate, resp_rate, temperature, spo2, sbp, dbp, bmi.
    """
    return next(
        (one for one in ranges() if one.measure == measure and one.from_months <= age_months < one.to_months),
        None,
    )


def ranges() -> tuple[VitalRange, ...]:
    """Return all ranges."""
    here = shelf.current()
    return here.made(("vital ranges",), lambda: tuple(map(_range, here.table("vital_ranges").rows())))


def pressure_percentile(
    pressure: Pressure, sex: Sex, age_years: Decimal, height_z: float, value: Decimal
) -> float | None:
    """Return the percentile (0 to 100) of a child's pressure in mm[Hg]; None outside 1 to 17 years."""
    if not YOUNGEST <= age_years < OLDEST:
        return None
    intercept, *powers, deviation = _coefficients()[sex, pressure]
    age = float(age_years) - 10
    expected = intercept
    expected += sum(factor * age**power for power, factor in enumerate(powers[:4], 1))
    expected += sum(factor * height_z**power for power, factor in enumerate(powers[4:], 1))
    return 100 * _NORMAL.cdf((float(value) - expected) / deviation)


def child_pressures(
    sex: Sex, age_years: int, height_percentile: float, guideline: Guideline = Guideline.AAP_2017
) -> tuple[ChildPressure, ...]:
    """Return the limits by percentile at the nearest height column of the table; () outside it."""
    table = _pressures()
    columns = table.get((guideline, sex, age_years))
    if columns is None:
        return ()
    return columns[min(columns, key=lambda column: (abs(column - height_percentile), column))]


def _range(row: tuple[str, ...]) -> VitalRange:
    measure, start, end, unit, low, high, ucum, source = row
    months = _MONTHS[unit]
    return VitalRange(
        measure, Decimal(start) * months, Decimal(end) * months, _limit(low), _limit(high), ucum, source
    )


def _limit(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _coefficients() -> dict[tuple[str, str], tuple[float, ...]]:
    here = shelf.current()
    return here.made(
        ("child bp",),
        lambda: {
            (row[0], row[1]): tuple(map(float, row[2:])) for row in here.table("child_bp_coefficients").rows()
        },
    )


_Columns = dict[int, tuple[ChildPressure, ...]]


def _pressures() -> dict[tuple[str, str, int], _Columns]:
    here = shelf.current()
    return here.made(("child bp table",), lambda: _read_pressures(here))


def _read_pressures(here: shelf.Shelf) -> dict[tuple[str, str, int], _Columns]:
    found: dict[tuple[str, str, int], _Columns] = {}
    for guideline, sex, age, percentile, height, systolic, diastolic in here.table("child_bp_table").rows():
        columns = found.setdefault((guideline, sex, int(age)), {})
        one = ChildPressure(int(percentile), int(systolic), int(diastolic))
        columns[int(height)] = (*columns.get(int(height), ()), one)
    return found
