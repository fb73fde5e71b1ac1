"""Vital signs, states and units in the words of the visit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.chart.vitals.views import Measure, Part, VitalsSetView, VitalValue
from app.core.findings import Message, Param
from app.core.quantities import Quantity, convert, number_text, rounded
from ui.common.chip import ChipText
from ui.common.wording import tr
from ui.common.words import fill
from ui.theme.tokens import Tone

CONTEXT = "visit"

UNIT_WORDS: Mapping[str, str] = {
    "mm[Hg]": "mmHg", "/min": "/min", "Cel": "°C", "[degF]": "°F", "%": "%", "L/min": "L/min", "kg": "kg",
    "g": "g", "[lb_av]": "lb", "[oz_av]": "oz", "cm": "cm", "m": "m", "[in_i]": "in", "[ft_i]": "ft",
    "{score}": "of 10", "mg/dL": "mg/dL", "kg/m2": "kg/m2", "mL": "mL", "mg": "mg", "ug": "µg",
}  # fmt: skip


def words(text: str, count: int = -1) -> str:
    """Return a text of the visit in the staff's language."""
    return tr(CONTEXT, text, count)


def said(text: str, /, **params: Param) -> str:
    """Return a text of the visit with its parameters."""
    return fill(words(text), params)


def unit_words(unit: str) -> str:
    """Return a UCUM unit as people write it."""
    return UNIT_WORDS.get(unit, unit)


def part_words(part: str) -> str:
    """Return the name of a vital sign."""
    names = {
        "blood_pressure": words("Blood pressure"),
        "systolic": words("Systolic"),
        "diastolic": words("Diastolic"),
        "pulse": words("Pulse"),
        "respirations": words("Respirations"),
        "temperature": words("Temperature"),
        "spo2": words("SpO2"),
        "oxygen_flow": words("Oxygen"),
        "weight": words("Weight"),
        "height": words("Height"),
        "head": words("Head"),
        "pain": words("Pain"),
        "waist": words("Waist"),
        "peak_flow": words("Peak flow"),
        "glucose": words("Glucose"),
        "bmi": words("BMI"),
    }
    return names.get(part, part)


def with_unit(value: str, unit: str) -> str:
    """Return "98.6 °F", "94 %"; a value is never without its unit."""
    return f"{value} {unit_words(unit)}".strip()


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


def flag_chip(message: Message, pressure: str = "") -> ChipText | None:
    """Return the chip of a finding of vital signs; None for what stands beside its field instead.

    `pressure` is the whole blood pressure ("190/124"): one of its numbers alone says too little.
    """
    params = message.params
    if message.id == "vitals.sepsis":
        return ChipText(_sepsis(message), _tone(str(params.get("level"))), "thermometer")
    if message.id in ("vitals.abnormal", "vitals.critical"):
        part = str(params["part"])
        name = words("BP") if part in ("systolic", "diastolic") else part_words(part)
        side = words("high") if params.get("side") == "high" else words("low")
        whole = part in ("systolic", "diastolic") and "/" in pressure
        value = pressure.replace(" ", "") if whole else str(params["value"])
        text = f"{name} {with_unit(value, str(params['unit']))}, {side}"
        return ChipText(text, _tone(message.id.removeprefix("vitals.")), "triangle-alert")
    return None


def _tone(level: str) -> Tone:
    return Tone.DANGER if level == "critical" else Tone.WARNING


def _sepsis(message: Message) -> str:
    """Return "Fever, pulse 104, respirations 22: sepsis?"; one question and not four chips."""
    found = []
    signs = str(message.params.get("signs", "")).split(",")
    for part in sorted(signs, key=lambda one: one != "temperature"):
        value = str(message.params.get(part, ""))
        if part == "temperature":
            found.append(words("fever"))
        elif part == "systolic":
            found.append(said("pressure {value}", value=value))
        else:
            found.append(f"{part_words(part).lower()} {value}")
    text = ", ".join(found)
    return said("{signs}: sepsis?", signs=text[:1].upper() + text[1:])


def hint_field(measure: str) -> str:
    """Return the field of the strip in which a finding stands."""
    return Measure.BLOOD_PRESSURE if measure in ("systolic", "diastolic") else measure
