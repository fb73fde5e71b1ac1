"""Prescriptions as the visit, the clinician's list and paper get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.coding import Code
from app.core.ids import Id
from app.orders.prescriptions.model import PrescriptionState as PrescriptionState
from app.orders.prescriptions.model import SentHow as SentHow


@dataclass(frozen=True)
class SavedPrescription:
    """A prescription as it was kept; `medication_id` once it stands on the medicine list."""

    id: Id
    version: int
    state: PrescriptionState
    medication_id: Id | None


@dataclass(frozen=True)
class PrescriptionView:
    """One prescription. `sent` is "", or how, to whom and under which reference."""

    id: Id
    version: int
    patient_id: Id
    visit_id: Id | None
    drug: str
    code: Code | None
    strength: str
    sig: str
    quantity: Decimal
    quantity_unit: str
    refills: int
    days_supply: int | None
    substitution_allowed: bool
    reason: str
    pharmacy: str
    state: PrescriptionState
    prepared_by: str
    prepared_at: datetime
    signed_by: str
    signed_at: datetime | None
    sent_how: SentHow | None
    sent_to: str
    sent_reference: str
    sent_at: datetime | None
    overridden: bool
    acknowledged_reason: str
    cancel_reason: str
    private_from_guardian: bool = False
