"""What screens show of emergency openings."""

from dataclasses import dataclass
from datetime import datetime

from app.core.ids import Id
from app.people.break_glass.model import EmergencyEnd as EmergencyEnd
from app.people.break_glass.model import ReviewOutcome as ReviewOutcome


@dataclass(frozen=True)
class BreakGlassUse:
    """One emergency opening for the one who reviews it. `ended_at` None: it is open, until `until`."""

    id: Id
    version: int
    patient_id: Id
    patient: str
    mrn: str
    person_id: Id
    person: str
    reason: str
    begun_at: datetime
    until: datetime
    ended_at: datetime | None
    ended: EmergencyEnd | None
    looks: int
    mine: bool
    outcome: ReviewOutcome | None
    reviewed_at: datetime | None
    reviewed_by: str
    review_note: str
