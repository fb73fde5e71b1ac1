"""Reading what was typed into the strip: "120/80", "98.6", "5'4\"", "8 lb 6 oz", "37.2 C".

A unit typed beside the number counts before the unit of the field; a unit that cannot be read, or of another
kind, is refused, never guessed. The number is kept as typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from app.chart.vitals.measures import SPECS, Measure, Part, parts_of
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.quantities import Quantity, convert

_NUMBER = r"\d{1,6}(?:[.,]\d{1,4})?"
_PRESSURE = re.compile(rf"^({_NUMBER})\s*[/\\]\s*({_NUMBER})\s*(?:mm ?hg)?$")
# Without the stroke only what can be nothing else: two whole numbers of two or three digits.
_SPACED = re.compile(r"^(\d{2,3})\s*[-\s]\s*(\d{2,3})\s*(?:mm ?hg)?$")
_PALPATED = re.compile(rf"^({_NUMBER})\s*/\s*(?:p|palp|palpated)$")
_ONE = re.compile(rf"^({_NUMBER})\s*(.*)$")
_TWO = re.compile(rf"^({_NUMBER})\s*([a-z'′]+\.?)\s*({_NUMBER})\s*([a-z\"″']*)\.?$")
_WORDS = {
    "kg": "kg", "kgs": "kg", "kilo": "kg", "kilos": "kg", "g": "g", "gm": "g",
    "lb": "[lb_av]", "lbs": "[lb_av]", "#": "[lb_av]", "pound": "[lb_av]", "pounds": "[lb_av]",
    "oz": "[oz_av]", "ounce": "[oz_av]", "ounces": "[oz_av]",
    "cm": "cm", "m": "m", "in": "[in_i]", "inch": "[in_i]", "inches": "[in_i]", '"': "[in_i]", "″": "[in_i]",
    "ft": "[ft_i]", "foot": "[ft_i]", "feet": "[ft_i]", "'": "[ft_i]", "′": "[ft_i]",
    "c": "Cel", "°c": "Cel", "cel": "Cel", "f": "[degF]", "°f": "[degF]",
    "%": "%", "/min": "/min", "bpm": "/min", "l": "L/min", "l/min": "L/min", "lpm": "L/min",
    "mg/dl": "mg/dL", "mmhg": "mm[Hg]", "mm hg": "mm[Hg]", "/10": "{score}", "of 10": "{score}",
}  # fmt: skip
_SMALLER = {"[ft_i]": ("[in_i]", 12), "[lb_av]": ("[oz_av]", 16)}


@dataclass(frozen=True)
class Typed:
    """One number read: as typed with its unit, and in the canonical unit (exact)."""

    part: Part
    entered: str
    entered_unit: str
    value: Decimal


def parse(measure: Measure, text: str, unit: str = "") -> tuple[Typed, ...]:
    """Return the parts of a typed value; `unit` is the UCUM unit of the field.

    Raises RuleViolated beside the measure: not a number, no or unreadable unit, unit of another kind.
    """
    typed = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if measure is Measure.BLOOD_PRESSURE:
        return _pressure(typed)
    part = parts_of(measure)[0]
    entered, named = _number_and_unit(measure, typed)
    return (_typed(part, entered, named or unit or _only_unit(part), measure),)


def _pressure(typed: str) -> tuple[Typed, ...]:
    """Return both parts, or the systolic alone of a palpated pressure ("90/p")."""
    if palpated := _PALPATED.match(typed):
        return (_typed(Part.SYSTOLIC, palpated.group(1), "mm[Hg]", Measure.BLOOD_PRESSURE),)
    found = _PRESSURE.match(typed) or _SPACED.match(typed)
    if not found:
        raise _refused(Measure.BLOOD_PRESSURE, "pressure_form")
    return tuple(
        _typed(part, number, "mm[Hg]", Measure.BLOOD_PRESSURE)
        for part, number in zip((Part.SYSTOLIC, Part.DIASTOLIC), found.groups(), strict=True)
    )


def _number_and_unit(measure: Measure, typed: str) -> tuple[str, str]:
    if compound := _TWO.match(typed):
        return _compound(measure, *compound.groups())
    found = _ONE.match(typed)
    if not found:
        raise _refused(measure, "number")
    return found.group(1), _unit(measure, found.group(2))


def _compound(measure: Measure, large: str, large_word: str, small: str, small_word: str) -> tuple[str, str]:
    """Return feet and inches as inches, pounds and ounces as ounces."""
    unit = _unit(measure, large_word)
    smaller, times = _SMALLER.get(unit, ("", 0))
    if not smaller or (small_word and _unit(measure, small_word) != smaller):
        raise _refused(measure, "unit")
    return str(Decimal(_point(large)) * times + Decimal(_point(small))), smaller


def _unit(measure: Measure, word: str) -> str:
    if word and word.rstrip(".") not in _WORDS:
        raise _refused(measure, "unit")
    return _WORDS[word.rstrip(".")] if word else ""


def _only_unit(part: Part) -> str:
    units = SPECS[part].units
    return units[0] if len(units) == 1 else ""


def _typed(part: Part, entered: str, unit: str, measure: Measure) -> Typed:
    if unit not in SPECS[part].units:
        raise _refused(measure, "unit")
    value = convert(Quantity(Decimal(_point(entered)), unit), SPECS[part].unit).value
    return Typed(part, _point(entered), unit, _impossible_refused(part, value, measure))


def _impossible_refused(part: Part, value: Decimal, measure: Measure) -> Decimal:
    """Refuse what the scale itself does not hold: a score of pain above 10, a saturation above 100 %."""
    most = {Part.PAIN: 10, Part.SPO2: 100}.get(part)
    if most is not None and value > most:
        raise _refused(measure, "beyond_scale", most)
    return value


def _point(number: str) -> str:
    return number.replace(",", ".")


def _refused(measure: Measure, why: str, most: int = 0) -> RuleViolated:
    return RuleViolated(measure.value, Message(f"vitals.{why}", {"most": most} if most else {}))
