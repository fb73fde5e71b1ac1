"""What the strip shows of a set on record and of a finding, and where it shows it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QScrollArea, QWidget

from app.chart.vitals.views import Measure, Part, VitalsSetView, VitalValue
from ui.patient.visit.visit_words import shown, value_words
from ui.patient.visit.vital_field import reason_text


def level_of(message_id: str, level: str) -> str:
    """Return the level of a finding: its own, or that which its message names."""
    return level or message_id.removeprefix("vitals.")


def fields_of(params: Mapping[str, object], field: str) -> tuple[str, ...]:
    """Return the fields that a finding marks; the sepsis prompt marks each of its signs."""
    signs = str(params.get("signs", ""))
    if not signs:
        return (field,)
    return tuple("blood_pressure" if one in ("systolic", "diastolic") else one for one in signs.split(","))


def value_of(one: VitalsSetView | None, measure: Measure) -> VitalValue | None:
    """Return what a set holds of a measure; of a pressure its systolic."""
    if one is None:
        return None
    return one.of(Part.SYSTOLIC if measure is Measure.BLOOD_PRESSURE else Part(measure.value))


def text_of(one: VitalsSetView | None, measure: Measure, unit: str) -> str:
    """Return the text of a recorded value in a unit of the strip, or the reason why there is none."""
    value = value_of(one, measure)
    if one is None or value is None:
        return ""
    if value.absent_reason:
        return reason_text(value.absent_reason)
    if measure is Measure.BLOOD_PRESSURE:
        lower = one.of(Part.DIASTOLIC)
        return f"{value.entered}/{lower.entered if lower else 'p'}"
    return in_unit(value, unit)


def in_unit(value: VitalValue, unit: str) -> str:
    """Return a value as entered where it was entered in this unit, else converted for the eye."""
    if value.value is None:
        return value_words(value)
    if value.entered_unit == unit:
        return value.entered
    return shown(value.value, value.unit, unit)


def _area_around(widget: QWidget | None) -> QScrollArea | None:
    around = widget.parentWidget() if widget is not None else None
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around


def begin_of_page(widget: QWidget) -> None:
    """Scroll to the top of the page on which a widget stands."""
    around = _area_around(widget)
    if around is not None:
        around.verticalScrollBar().setValue(0)


def bring_into_sight(widget: QWidget | None) -> None:
    """Scroll so that the whole of a widget is seen, its beginning where it is taller than the area."""
    around = _area_around(widget)
    inside = around.widget() if isinstance(around, QScrollArea) else None
    if widget is not None and isinstance(around, QScrollArea) and inside is not None:
        top = widget.mapTo(inside, widget.rect().topLeft()).y()
        bar, page = around.verticalScrollBar(), around.viewport().height()
        bar.setValue(min(top, max(bar.value(), top + widget.height() - page)))
