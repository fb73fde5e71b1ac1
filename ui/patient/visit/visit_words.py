"""Vital signs, states and units in the words of the visit."""

from __future__ import annotations

from decimal import Decimal

from app.chart.vitals.views import Measure, Part, VitalsSetView, VitalValue
from app.core.findings import Param
from app.core.quantities import Quantity, convert, number_text, rounded
from ui.common.vital_words import part_words, with_unit
from ui.common.wording import tr
from ui.common.words import fill

CONTEXT = "visit"


def words(text: str, count: int = -1) -> str:
    """Return a text of the visit in the staff's language."""
    return tr(CONTEXT, text, count)


def said(text: str, /, **params: Param) -> str:
    """Return a text of the visit with its parameters."""
    return fill(words(text), params)


def spoken_name(name: str) -> str:
    """Return "Susan Lee" of "Lee, Susan"."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name


def shown(value: Decimal, canonical: str, unit: str, places: int = 1) -> str:
    """Return a canonical value in another unit, rounded for the eye."""
    return number_text(rounded(convert(Quantity(value, canonical), unit).value, places))


def value_words(value: VitalValue) -> str:
    """Return one recorded value as entered, or why there is none."""
    if value.absent_reason:
        return said("not obtained: {reason}", reason=value.absent_reason)
    return with_unit(value.entered, value.entered_unit)


def set_words(one: VitalsSetView) -> str:
    """Return a whole set in one line: "BP 132/84 mmHg, pulse 104 /min"."""
    found = []
    upper, lower = one.of(Part.SYSTOLIC), one.of(Part.DIASTOLIC)
    if upper is not None:
        found.append(pressure_words(upper, lower))
    for value in one.values:
        if value.part in (Part.SYSTOLIC, Part.DIASTOLIC):
            continue
        found.append(f"{part_words(value.part)} {value_words(value)}")
    return ", ".join(found)


def pressure_words(upper: VitalValue, lower: VitalValue | None) -> str:
    """Return "BP 132/84 mmHg"; a palpated pressure has no lower number."""
    if upper.absent_reason:
        return f"{words('BP')} {value_words(upper)}"
    return said("BP {upper}/{lower} mmHg", upper=upper.entered, lower=lower.entered if lower else "p")


def hint_field(measure: str) -> str:
    """Return the field of the strip in which a finding stands."""
    return Measure.BLOOD_PRESSURE if measure in ("systolic", "diastolic") else measure
