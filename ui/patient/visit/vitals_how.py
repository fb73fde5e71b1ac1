"""How a vital sign was taken: where the cuff sat, which thermometer, clothed or not."""

from __future__ import annotations

from collections.abc import Mapping

from app.chart.vitals.views import Measure
from ui.common.fields import ChoiceField
from ui.patient.visit.visit_words import words


def site_choices() -> list[tuple[str, str]]:
    """Return position and place of the cuff, joined by a bar, with their words."""
    return [
        ("sitting|left arm", words("Sitting, left arm")),
        ("sitting|right arm", words("Sitting, right arm")),
        ("lying|left arm", words("Lying, left arm")),
        ("lying|right arm", words("Lying, right arm")),
        ("standing|left arm", words("Standing, left arm")),
        ("standing|right arm", words("Standing, right arm")),
        ("sitting|thigh", words("Sitting, thigh")),
        ("lying|thigh", words("Lying, thigh")),
        ("sitting|wrist", words("Sitting, wrist")),
    ]


def how_fields() -> dict[str, ChoiceField]:
    """Return the choices that not every visit needs, by name."""
    thermometers = [
        ("oral", words("oral")),
        ("temporal", words("temporal")),
        ("tympanic", words("ear")),
        ("axillary", words("armpit")),
        ("rectal", words("rectal")),
    ]
    cuffs = [
        ("infant", words("Infant")),
        ("child", words("Child")),
        ("small adult", words("Small adult")),
        ("adult", words("Adult")),
        ("large adult", words("Large adult")),
        ("thigh", words("Thigh cuff")),
    ]
    rhythms = [("regular", words("Regular")), ("irregular", words("Irregular"))]
    clothes = [("clothed", words("Clothed")), ("unclothed", words("Without clothes"))]
    return {
        "thermometer": ChoiceField("thermometer", words("Thermometer"), thermometers, "oral"),
        "cuff": ChoiceField("cuff", words("Cuff"), cuffs),
        "rhythm": ChoiceField("rhythm", words("Rhythm"), rhythms),
        "clothed": ChoiceField("clothed", words("Weighed"), clothes),
    }


def details_of(measure: Measure, position: str, chosen: Mapping[str, str], flow: str) -> dict[str, str]:
    """Return what is kept beside the number of a measure; `flow` of oxygen in L/min, "" for room air."""
    more: Mapping[Measure, Mapping[str, str]] = {
        Measure.BLOOD_PRESSURE: {"position": position, "cuff": chosen["cuff"]},
        Measure.PULSE: {"rhythm": chosen["rhythm"]},
        Measure.SPO2: {"oxygen": flow or "air"},
        Measure.WEIGHT: {"clothed": chosen["clothed"]},
    }
    return {name: value for name, value in more.get(measure, {}).items() if value}
