"""Medicines as the rooming screen and paper get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.chart.medications.model import Taking as Taking
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id


class MedicationKnowledge(StrEnum):
    """What is known: never asked is not the same as none."""

    NOT_ASKED = "not_asked"
    TAKES_NONE = "takes_none"
    LISTED = "listed"


@dataclass(frozen=True)
class MedicationView:
    """One medicine. `taking` is "", "taking", "not_taking" or "differently", with the patient's words."""

    id: Id
    version: int
    drug: str
    code: Code | None
    moieties: tuple[str, ...]
    strength: str
    sig: str
    as_needed: bool
    reason: str
    prescriber: str
    status: str
    reported: bool
    started: PartialDate | None
    ended: PartialDate | None
    stop_reason: str
    taking: str
    taking_note: str
    last_taken: PartialDate | None
    last_taken_text: str
    source: str
    recorded_at: datetime
    recorded_by: str
    private_from_guardian: bool = False


@dataclass(frozen=True)
class MedicationList:
    """A patient's medicines: active ones first; when they were last gone through, and by whom."""

    knowledge: MedicationKnowledge
    active: tuple[MedicationView, ...]
    past: tuple[MedicationView, ...]
    reconciled_at: datetime | None
    reconciled_by: str
