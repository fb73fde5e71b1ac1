"""Vital signs as asked for: while typing, of a visit, the last ones, and as trends."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.chart.observations.latest import latest, standing
from app.chart.observations.model import Observation
from app.chart.vitals.known import known_of, targets_of
from app.chart.vitals.measures import BP_PANEL, PART_OF_LOINC, SPECS, Part
from app.chart.vitals.model import VitalsSet
from app.chart.vitals.parsing import Typed, parse
from app.chart.vitals.rules import average, judge
from app.chart.vitals.views import (
    Trend,
    TrendPoint,
    VisitVitals,
    VitalEntry,
    VitalsCheck,
    VitalsSetView,
    VitalValue,
)
from app.core.acts import Permission, query
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.store.work import Reading
from app.visits.model import Visit

COLUMNS = (
    Observation.id,
    Observation.version,
    Observation.loinc,
    Observation.value,
    Observation.unit,
    Observation.entered_value,
    Observation.entered_unit,
    Observation.effective_at,
    Observation.flag,
    Observation.method,
    Observation.body_site,
    Observation.details,
    Observation.absent_reason,
    Observation.source,
)


@query(Permission.ROOM_PATIENT)
def check_vitals(
    reading: Reading, patient_id: Id, entries: Sequence[VitalEntry], visit_id: Id | None = None
) -> VitalsCheck:
    """Check what is typed so far, each field by itself: one that cannot be read does not silence the others.

    With `visit_id`, values are compared with those from before this visit.
    Shows no value of the chart, so that it is no look into it: the form that asks was one.
    """
    typed, refused = _read(entries)
    height = next((one.value for one in typed if one.part is Part.HEIGHT), None)
    judgement = judge(typed, known_of(reading, patient_id, height=height, visit_id=visit_id))
    findings = (*refused, *judgement.findings)
    return VitalsCheck(findings, judgement.bmi, judgement.repeat_minutes, judgement.critical)


def _read(entries: Sequence[VitalEntry]) -> tuple[list[Typed], list[Finding]]:
    typed: list[Typed] = []
    refused: list[Finding] = []
    for entry in entries:
        if not entry.text.strip():
            continue
        try:
            typed += parse(entry.measure, entry.text, entry.unit)
        except RuleViolated as refusal:
            refused.append(Finding(refusal.message, Severity.HARD_STOP, refusal.field))
    return typed, refused


def refusal_of(entry: VitalEntry) -> Message | None:
    """Return why what is typed cannot be read, or None; asks nothing of the practice, so that a field can."""
    _typed, refused = _read([entry])
    return refused[0].message if refused else None


def unit_read(entry: VitalEntry) -> str:
    """Return the UCUM unit in which what is typed is understood, "" where it cannot be read."""
    typed, _refused = _read([entry])
    return typed[0].entered_unit if typed else ""


@query(Permission.SEE_CHART, recorded=True)
def visit_vitals(reading: Reading, visit_id: Id) -> VisitVitals:
    """Return the sets of a visit, in order, with the averages of the pressure."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id)
    views = sets_of_visit(reading, visit_id)
    return VisitVitals(
        views,
        _average(views, Part.SYSTOLIC),
        _average(views, Part.DIASTOLIC),
        _repeat_due(_sets(reading, visit_id), views),
    )


def sets_of_visit(reading: Reading, visit_id: Id) -> tuple[VitalsSetView, ...]:
    """Return the sets of a visit in order, for the rooms of app."""
    sets = _sets(reading, visit_id)
    values = _values_of_sets(reading, [one.id for one in sets])
    return tuple(_set_view(one, values.get(one.id, [])) for one in sets)


def _sets(reading: Reading, visit_id: Id) -> Sequence[VitalsSet]:
    return reading.session.scalars(
        sa.select(VitalsSet)
        .where(VitalsSet.visit_id == visit_id, VitalsSet.entered_in_error.is_(None))
        .order_by(VitalsSet.number)
    ).all()


def _values_of_sets(reading: Reading, set_ids: Sequence[Id]) -> dict[Id, list[VitalValue]]:
    rows = reading.session.execute(
        sa.select(Observation.vitals_set_id, *COLUMNS)
        .where(Observation.vitals_set_id.in_(set_ids), standing())
        .order_by(Observation.id)
    )
    found: dict[Id, list[VitalValue]] = {}
    for row in rows:
        if row.loinc in PART_OF_LOINC or (row.loinc == BP_PANEL and row.absent_reason):
            found.setdefault(row.vitals_set_id, []).append(value_view(row))
    return found


def value_view(row: Any) -> VitalValue:
    """Return one row of `COLUMNS` as a view; a pressure that was not obtained stands as systolic."""
    return VitalValue(
        id=row.id,
        version=row.version,
        part=PART_OF_LOINC.get(row.loinc, Part.SYSTOLIC),
        value=row.value,
        unit=row.unit,
        entered=row.entered_value,
        entered_unit=row.entered_unit,
        at=row.effective_at,
        flag=row.flag or "",
        method=row.method,
        site=row.body_site,
        details=row.details,
        absent_reason=row.absent_reason,
        source=row.source,
    )


def _set_view(one: VitalsSet, values: Sequence[VitalValue]) -> VitalsSetView:
    return VitalsSetView(
        one.id, one.version, one.number, one.taken_at, one.taken_by_name, one.note, tuple(values)
    )


def _average(sets: Sequence[VitalsSetView], part: Part) -> Decimal | None:
    found = [value.value for one in sets if (value := one.of(part)) and value.value is not None]
    return average(found)


def _repeat_due(sets: Sequence[VitalsSet], views: Sequence[VitalsSetView]) -> datetime | None:
    """Return when the pressure is due again: what the last set with a pressure said."""
    taken = [
        one
        for one, view in zip(sets, views, strict=True)
        if (value := view.of(Part.SYSTOLIC)) and value.value is not None
    ]
    return taken[-1].repeat_due_at if taken else None


def latest_vitals(reading: Reading, patient_id: Id) -> tuple[VitalValue, ...]:
    """Return the newest value of each part, in the order of the strip, for views of this room."""
    rows = {row.loinc: row for row in latest(reading, patient_id, PART_OF_LOINC, COLUMNS)}
    return tuple(value_view(rows[spec.loinc]) for spec in SPECS.values() if spec.loinc in rows)


@query(Permission.SEE_CHART, recorded=True)
def last_vitals(reading: Reading, patient_id: Id) -> tuple[VitalValue, ...]:
    """Return the newest value of each part: what the strip shows as "last time"."""
    reading.saw(patient_id)
    return latest_vitals(reading, patient_id)


@query(Permission.SEE_CHART, recorded=True)
def vital_trends(reading: Reading, patient_id: Id, since: date | None = None) -> tuple[Trend, ...]:
    """Return each part's values in time order since a day (all, if None), for sparklines and the chart."""
    reading.saw(patient_id)
    asked = (
        sa.select(
            Observation.loinc,
            Observation.effective_at,
            Observation.value,
            Observation.entered_value,
            Observation.entered_unit,
            Observation.flag,
            Observation.visit_id,
        )
        .where(Observation.patient_id == patient_id, Observation.loinc.in_(tuple(PART_OF_LOINC)))
        .where(Observation.value.is_not(None), Observation.effective_at.is_not(None), standing())
        .order_by(Observation.effective_at)
    )
    if since is not None:
        asked = asked.where(Observation.effective_at >= datetime.combine(since, time(), reading.zone))
    points: dict[Part, list[TrendPoint]] = {}
    for row in reading.session.execute(asked):
        points.setdefault(PART_OF_LOINC[row.loinc], []).append(_point(row))
    targets = targets_of(reading, patient_id)
    return tuple(
        Trend(part, spec.unit, tuple(points[part]), targets.get(part))
        for part, spec in SPECS.items()
        if part in points
    )


def _point(row: Any) -> TrendPoint:
    return TrendPoint(
        row.effective_at,
        row.value,
        row.entered_value,
        row.entered_unit,
        row.flag or "",
        row.visit_id,
    )
