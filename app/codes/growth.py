"""Growth: z-scores and percentiles by the LMS method (Cole 1990; Cole and Green 1992).

z = ((value / M) ** L - 1) / (L * S), or ln(value / M) / S where L is 0. Results are floats: the tables give
four to six significant figures, and no stored value is made from them. Values go in as Decimal, as measured.
United States practice: WHO 2006 under 24 months, CDC 2000 from 24 months to 20 years
(CDC, MMWR 2010;59 RR-9).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import exp, expm1, log, log1p
from statistics import NormalDist

from app.codes import shelf

_NORMAL = NormalDist()
DAYS_PER_MONTH = 30.4375  # WHO's and CDC's month for tables by age
_ALMOST_ZERO = 1e-12


class Sex(StrEnum):
    """The sex whose table is used."""

    MALE = "M"
    FEMALE = "F"


class Measure(StrEnum):
    """What is measured, and against what; units kg, cm and kg/m2."""

    WEIGHT = "weight"
    LENGTH = "length"
    HEAD = "head"
    BMI = "bmi"
    WEIGHT_FOR_LENGTH = "weight_for_length"


class Chart(StrEnum):
    """Whose tables."""

    WHO = "growth_who2006"
    CDC = "growth_cdc2000"


_NAMES = {
    (Chart.WHO, Measure.WEIGHT): "weight_for_age",
    (Chart.WHO, Measure.LENGTH): "length_height_for_age",
    (Chart.WHO, Measure.HEAD): "head_circ_for_age",
    (Chart.WHO, Measure.BMI): "bmi_for_age",
    (Chart.WHO, Measure.WEIGHT_FOR_LENGTH): "weight_for_length",
    (Chart.CDC, Measure.WEIGHT): "weight_for_age_2_20",
    (Chart.CDC, Measure.LENGTH): "stature_for_age_2_20",
    (Chart.CDC, Measure.HEAD): "head_circ_for_age_0_36m",
    (Chart.CDC, Measure.BMI): "bmi_for_age_2_20",
    (Chart.CDC, Measure.WEIGHT_FOR_LENGTH): "weight_for_stature",
}


@dataclass(frozen=True)
class Lms:
    """The three parameters of a distribution at one place of a table."""

    l: float  # noqa: E741 - the field's own name
    m: float
    s: float

    def z_score(self, value: float) -> float:
        """Return how many standard deviations a value lies from the median; value above 0."""
        if abs(self.l) < _ALMOST_ZERO:
            return log(value / self.m) / self.s
        return expm1(self.l * log(value / self.m)) / (self.l * self.s)

    def value_at(self, z: float) -> float:
        """Return the value at a z-score, to draw a curve."""
        if abs(self.l) < _ALMOST_ZERO:
            return self.m * exp(self.s * z)
        return self.m * exp(log1p(self.l * self.s * z) / self.l)


@dataclass(frozen=True)
class Standing:
    """Where a child stands: z-score, percentile (0 to 100, not rounded), and the chart it was read from."""

    z: float
    percentile: float
    chart: Chart


@dataclass(frozen=True)
class _Curve:
    places: tuple[float, ...]
    points: tuple[Lms, ...]

    def at(self, x: float) -> Lms | None:
        """Return the parameters at x, between two rows in proportion; None outside the table."""
        after = bisect_left(self.places, x)
        if after == len(self.places) or (after == 0 and x < self.places[0]):
            return None
        if self.places[after] == x:
            return self.points[after]
        left, right = self.places[after - 1], self.places[after]
        part, low, high = (x - left) / (right - left), self.points[after - 1], self.points[after]
        return Lms(*(a + part * (b - a) for a, b in ((low.l, high.l), (low.m, high.m), (low.s, high.s))))


def chart_for(age_months: float) -> Chart:
    """Return the chart of United States practice for an age."""
    return Chart.WHO if age_months < 24 else Chart.CDC


def lms(chart: Chart, measure: Measure, sex: Sex, x: float) -> Lms | None:
    """Return the parameters at an age in months, or (weight for length) a length in cm; None outside."""
    curve = _curves(chart).get((_NAMES[chart, measure], sex))
    if curve is None:
        return None
    by_days = chart is Chart.WHO and measure is not Measure.WEIGHT_FOR_LENGTH
    return curve.at(round(x * DAYS_PER_MONTH, 6) if by_days else x)


def standing(measure: Measure, sex: Sex, age_months: float, value: Decimal) -> Standing | None:
    """Return z-score and percentile for a value (kg, cm, kg/m2) at an age; None where no chart applies.

    For a child born early, give the corrected age. For weight for length use `weight_for_length`.
    """
    if measure is Measure.WEIGHT_FOR_LENGTH:
        raise ValueError("weight for length goes by length, not by age")
    chart = chart_for(age_months)
    return _standing(lms(chart, measure, sex, age_months), value, chart)


def weight_for_length(sex: Sex, age_months: float, length_cm: Decimal, weight_kg: Decimal) -> Standing | None:
    """Return where a weight stands for this length (under 24 months) or stature; None outside the table."""
    chart = chart_for(age_months)
    return _standing(lms(chart, Measure.WEIGHT_FOR_LENGTH, sex, float(length_cm)), weight_kg, chart)


def percentile(z: float) -> float:
    """Return the percentile (0 to 100) of a z-score."""
    return 100 * _NORMAL.cdf(z)


def curve(chart: Chart, measure: Measure, sex: Sex, centile: float) -> list[tuple[float, float]]:
    """Return the points (x, value) of a percentile's curve; x is months, or cm for weight for length."""
    found = _curves(chart).get((_NAMES[chart, measure], sex))
    if found is None:
        return []
    z = _NORMAL.inv_cdf(centile / 100)
    by_days = chart is Chart.WHO and measure is not Measure.WEIGHT_FOR_LENGTH
    unit = DAYS_PER_MONTH if by_days else 1
    return [(x / unit, point.value_at(z)) for x, point in zip(found.places, found.points, strict=True)]


def _standing(at: Lms | None, value: Decimal, chart: Chart) -> Standing | None:
    if at is None or value <= 0:
        return None
    z = at.z_score(float(value))
    return Standing(z, percentile(z), chart)


def _curves(chart: Chart) -> dict[tuple[str, str], _Curve]:
    here = shelf.current()
    return here.made(("growth", chart), lambda: _read(here, chart))


def _read(here: shelf.Shelf, chart: Chart) -> dict[tuple[str, str], _Curve]:
    rows: dict[tuple[str, str], dict[float, Lms]] = {}
    for measure, sex, x, *parameters in here.table(chart).rows():
        rows.setdefault((measure, sex), {})[float(x)] = Lms(*map(float, parameters))
    return {
        key: _Curve(tuple(sorted(points)), tuple(points[x] for x in sorted(points)))
        for key, points in rows.items()
    }
