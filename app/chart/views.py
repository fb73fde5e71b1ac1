"""The chart at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.chart.allergies.views import AllergyList
from app.chart.medications.views import MedicationList
from app.chart.problems.views import ProblemView
from app.chart.vitals.views import VitalValue
from app.core.ids import Id


@dataclass(frozen=True)
class LastVisit:
    """The last visit before today: its reason, and the first lines of its signed note, if there is one."""

    id: Id
    day: date
    reason: str
    provider: str
    summary: str
    diagnoses: tuple[str, ...]


@dataclass(frozen=True)
class ChartSummary:
    """Allergies, active problems and medicines, the newest vital signs, the last visit, open alerts."""

    patient_id: Id
    allergies: AllergyList
    problems: tuple[ProblemView, ...]
    medications: MedicationList
    vitals: tuple[VitalValue, ...]
    last_visit: LastVisit | None
    open_alerts: int
    pregnant: bool
