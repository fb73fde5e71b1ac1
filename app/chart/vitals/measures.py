"""What the vitals strip measures: its parts, their LOINC codes, the unit each is kept in and may be typed in.

LOINC as US Core Vital Signs has it; units are UCUM. A blood pressure is one measure of two parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.codes import laboratory
from app.core.coding import LOINC, Code

VITALS_PANEL = "85353-1"
BP_PANEL = "85354-9"


class Measure(StrEnum):
    """A field of the strip."""

    BLOOD_PRESSURE = "blood_pressure"
    PULSE = "pulse"
    RESPIRATIONS = "respirations"
    TEMPERATURE = "temperature"
    SPO2 = "spo2"
    OXYGEN_FLOW = "oxygen_flow"
    WEIGHT = "weight"
    HEIGHT = "height"
    HEAD = "head"
    PAIN = "pain"
    WAIST = "waist"
    PEAK_FLOW = "peak_flow"
    GLUCOSE = "glucose"


class Part(StrEnum):
    """One number. The names are those of the policy table `vitals`."""

    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    PULSE = "pulse"
    RESPIRATIONS = "respirations"
    TEMPERATURE = "temperature"
    SPO2 = "spo2"
    OXYGEN_FLOW = "oxygen_flow"
    WEIGHT = "weight"
    HEIGHT = "height"
    HEAD = "head"
    PAIN = "pain"
    WAIST = "waist"
    PEAK_FLOW = "peak_flow"
    GLUCOSE = "glucose"
    BMI = "bmi"


@dataclass(frozen=True)
class Spec:
    """A part's LOINC code, canonical unit first among the units it may be typed in, and places shown."""

    loinc: str
    units: tuple[str, ...]
    places: int = 0

    @property
    def unit(self) -> str:
        return self.units[0]


_LENGTHS = ("cm", "[in_i]", "m", "[ft_i]")
SPECS: dict[Part, Spec] = {
    Part.SYSTOLIC: Spec("8480-6", ("mm[Hg]",)),
    Part.DIASTOLIC: Spec("8462-4", ("mm[Hg]",)),
    Part.PULSE: Spec("8867-4", ("/min",)),
    Part.RESPIRATIONS: Spec("9279-1", ("/min",)),
    Part.TEMPERATURE: Spec("8310-5", ("Cel", "[degF]"), 1),
    Part.SPO2: Spec("59408-5", ("%",)),
    Part.OXYGEN_FLOW: Spec("3151-8", ("L/min",), 1),
    Part.WEIGHT: Spec("29463-7", ("kg", "[lb_av]", "g", "[oz_av]"), 1),
    Part.HEIGHT: Spec("8302-2", _LENGTHS, 1),
    Part.HEAD: Spec("9843-4", _LENGTHS, 1),
    Part.PAIN: Spec("72514-3", ("{score}",)),
    Part.WAIST: Spec("8280-0", _LENGTHS, 1),
    Part.PEAK_FLOW: Spec("33452-4", ("L/min",)),
    Part.GLUCOSE: Spec("41653-7", ("mg/dL",)),
    Part.BMI: Spec("39156-5", ("kg/m2",), 1),
}
PART_OF_LOINC = {spec.loinc: part for part, spec in SPECS.items()}


def parts_of(measure: Measure) -> tuple[Part, ...]:
    """Return the parts of a measure: two for a blood pressure, else one of the same name."""
    if measure is Measure.BLOOD_PRESSURE:
        return (Part.SYSTOLIC, Part.DIASTOLIC)
    return (Part(measure.value),)


def coding(loinc: str, words: str) -> Code:
    """Return the LOINC code to store, in the list's words, or in ours where the list lacks it."""
    found = laboratory.find(loinc)
    return found.coding() if found else Code(LOINC, loinc, words)
