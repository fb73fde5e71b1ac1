"""How large a made-up person is, and what is measured on them on a day: values as an assistant types them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.chart.vitals.measures import Measure
from app.chart.vitals.views import VitalEntry
from app.demo.growing import GROWN, usual_size
from app.demo.patients import DemoPatient

_POUND, _INCH = 0.45359237, 2.54


def size_on(patient: DemoPatient, on: date, today: date, chance: random.Random) -> tuple[float, float]:
    """Return weight (kg) and height (cm) on a day: a child's along its curve, a grown person's wandering."""
    if patient.age(today) >= GROWN:
        ago = (today - on).days / 365
        drift = (patient.number % 7 - 3) * 0.8 * ago
        return (max(patient.kg + drift + chance.uniform(-0.6, 0.6), 38.0), patient.cm)
    then, now = (usual_size(patient.born, patient.who.sex, day) for day in (on, today))
    wobble = chance.uniform(0.985, 1.015)
    return (patient.kg * then[0] / now[0] * wobble, patient.cm * then[1] / now[1])


def vitals_on(
    patient: DemoPatient,
    on: date,
    today: date,
    chance: random.Random,
    passing: Mapping[str, Any] | None = None,
    *,
    with_height: bool = False,
) -> tuple[VitalEntry, ...]:
    """Return one set of vital signs as typed; `passing` is the illness that the person comes with."""
    kg, cm = size_on(patient, on, today, chance)
    age, ill = patient.age(on), passing or {}
    fahrenheit = round(98.1 + chance.uniform(-0.5, 0.6) + ill.get("temperature", 0.0) * 1.8, 1)
    entries = [
        _entry(Measure.TEMPERATURE, f"{fahrenheit}", "[degF]", method="oral" if age >= 6 else "temporal"),
        _entry(Measure.PULSE, str(_pulse(age) + chance.randint(-8, 8) + (8 if fahrenheit > 100.3 else 0))),
        _entry(Measure.RESPIRATIONS, str(_respirations(age) + chance.randint(-2, 2)), "/min"),
        _entry(Measure.SPO2, str(chance.choice((96, 97, 98, 98, 99))), "%", details={"oxygen": "air"}),
        _weight(kg, age),
    ]
    if age >= 3:
        entries.insert(0, _pressure(patient, on, today, chance))
    if with_height or age < GROWN:
        entries.append(_entry(Measure.HEIGHT, f"{cm / _INCH:.1f}", "[in_i]"))
    return tuple(entries)


def _pressure(patient: DemoPatient, on: date, today: date, chance: random.Random) -> VitalEntry:
    if patient.age(on) < GROWN:
        systolic, diastolic = 84 + 2 * patient.age(on), 52 + patient.age(on)
    else:
        ago = (today - on).days / 365  # treatment has helped: it was higher before
        lasting = sum(one.get("systolic", 0) for one in patient.illnesses)
        systolic = patient.bp[0] + round(lasting * min(ago, 1.2) * 0.6)
        diastolic = patient.bp[1] + round(lasting * min(ago, 1.2) * 0.25)
    text = f"{systolic + chance.randint(-5, 5)}/{diastolic + chance.randint(-4, 4)}"
    details = {"position": "sitting", "cuff": "adult" if patient.age(on) >= 13 else "child"}
    return _entry(Measure.BLOOD_PRESSURE, text, site="left arm", details=details)


def _pulse(age: int) -> int:
    return 140 if age < 1 else 112 if age < 3 else 96 if age < 6 else 84 if age < 12 else 74


def _respirations(age: int) -> int:
    return 38 if age < 1 else 26 if age < 3 else 22 if age < 6 else 18 if age < 12 else 15


def _weight(kg: float, age: int) -> VitalEntry:
    if age < 2:
        return _entry(Measure.WEIGHT, f"{kg:.2f}", "kg", details={"clothed": "no"})
    return _entry(Measure.WEIGHT, f"{kg / _POUND:.1f}", "[lb_av]", details={"clothed": "yes"})


def _entry(measure: Measure, text: str, unit: str = "", **more: Any) -> VitalEntry:
    usual = {Measure.PULSE: "/min"}.get(measure, "")
    return VitalEntry(measure=measure, text=text, unit=unit or usual, **more)
