"""Vital signs and their units as people read them: on the board, in the visit, in an alert."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.findings import Message, Param
from ui.common.chip import ChipText
from ui.common.wording import tr
from ui.common.words import fill
from ui.common.words import unit_words as unit_words
from ui.theme.tokens import Tone

CONTEXT = "vitals"


def words(text: str) -> str:
    """Return a text about vital signs in the staff's language."""
    return tr(CONTEXT, text)


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


def flag_chip(message: Message, *, short: bool = False) -> ChipText | None:
    """Return the chip of a finding of vital signs; None for what stands beside its field instead.

    A pressure is said whole ("190/124"): one of its numbers alone says too little. `short` leaves out the
    unit of a pressure and the side, for a row of the board.
    """
    params = message.params
    if message.id == "vitals.sepsis":
        return ChipText(_sepsis(message), _tone(str(params.get("level"))), "thermometer")
    if message.id in ("vitals.abnormal", "vitals.critical"):
        level = message.id.removeprefix("vitals.")
        return ChipText(_value_words(params, short), _tone(level), "triangle-alert")
    return None


def _value_words(params: Mapping[str, Param], short: bool) -> str:
    """Return "BP 178/98 mmHg, high", or short "BP 178/98"; every other value keeps its unit."""
    part, unit = str(params["part"]), str(params["unit"])
    if part in ("systolic", "diastolic"):
        value = str(params.get("pressure") or params["value"])
        text = f"{words('BP')} {value if short else with_unit(value, unit)}"
    else:
        text = f"{part_words(part)} {with_unit(str(params['value']), unit)}"
    side = words("high") if params.get("side") == "high" else words("low")
    return text if short else f"{text}, {side}"


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
            found.append(_said("pressure {value}", value=value))
        else:
            found.append(f"{part_words(part).lower()} {value}")
    text = ", ".join(found)
    return _said("{signs}: sepsis?", signs=text[:1].upper() + text[1:])


def _said(text: str, /, **params: Param) -> str:
    return fill(words(text), params)
