"""Vital signs as the strip gives them, and as screens and paper get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.chart.vitals.measures import Measure as Measure
from app.chart.vitals.measures import Part as Part
from app.core.findings import Finding
from app.core.ids import Id


@dataclass(frozen=True, kw_only=True)
class VitalEntry:
    """One field of the strip as typed. `unit` is the UCUM unit of the field; one typed with the number wins.

    `not_obtained` is the reason where nothing was measured. `details` may hold "position", "cuff", "rhythm",
    "oxygen" ("air" or the flow), "clothed", "device": plain words.
    """

    measure: Measure
    text: str = ""
    unit: str = ""
    method: str = ""
    site: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    not_obtained: str = ""


@dataclass(frozen=True)
class VitalsCheck:
    """What is to be said while typing: notes, soft stops and hard stops, each beside its field.

    `bmi` in kg/m2; `repeat_minutes` is when a high pressure should be taken again; `critical` will interrupt.
    """

    findings: tuple[Finding, ...]
    bmi: Decimal | None
    repeat_minutes: int | None
    critical: bool


@dataclass(frozen=True)
class RecordedVitals:
    """A set that was kept. `alert_id` is the alert that it raised, if any."""

    set_id: Id
    number: int
    bmi: Decimal | None
    flagged: bool
    critical: bool
    alert_id: Id | None
    repeat_due_at: datetime | None


@dataclass(frozen=True)
class VitalValue:
    """One number as recorded; `value` in `unit` (canonical UCUM), `entered` in `entered_unit` as typed.

    `flag` is "", "abnormal" or "critical"; `absent_reason` is set where nothing was obtained.
    """

    id: Id
    version: int
    part: Part
    value: Decimal | None
    unit: str
    entered: str
    entered_unit: str
    at: datetime | None
    flag: str = ""
    method: str = ""
    site: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    absent_reason: str = ""
    source: str = ""


@dataclass(frozen=True)
class VitalsSetView:
    """One set of a visit."""

    id: Id
    version: int
    number: int
    taken_at: datetime
    taken_by: str
    note: str
    values: tuple[VitalValue, ...]

    def of(self, part: Part) -> VitalValue | None:
        return next((one for one in self.values if one.part is part), None)


@dataclass(frozen=True)
class VisitVitals:
    """All sets of a visit; averages (mm[Hg]) where the pressure was taken more than once.

    `repeat_due_at` is set while a pressure waits to be taken again.
    """

    sets: tuple[VitalsSetView, ...]
    average_systolic: Decimal | None
    average_diastolic: Decimal | None
    repeat_due_at: datetime | None


@dataclass(frozen=True)
class TrendPoint:
    """One value of a trend, canonical, and as it was entered."""

    at: datetime
    value: Decimal
    entered: str
    entered_unit: str
    flag: str
    visit_id: Id | None


@dataclass(frozen=True)
class Trend:
    """The values of one part in time order, in `unit`; `target` is the patient's own limit, if one is set."""

    part: Part
    unit: str
    points: tuple[TrendPoint, ...]
    target: Decimal | None = None
