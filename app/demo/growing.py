"""How large children are at an age, so that a made-up child grows along its curve."""

from __future__ import annotations

from datetime import date

from app.codes import growth

GROWN = 18  # years


def usual_size(born: date, sex: str, on: date) -> tuple[float, float]:
    """Return the median weight (kg) and height (cm) of a child of this age (WHO, CDC)."""
    months = max((on - born).days, 0) / growth.DAYS_PER_MONTH
    chart, child = growth.chart_for(months), growth.Sex(sex)
    weight = growth.lms(chart, growth.Measure.WEIGHT, child, months)
    length = growth.lms(chart, growth.Measure.LENGTH, child, months)
    return (weight.m if weight else 60.0, length.m if length else 165.0)
