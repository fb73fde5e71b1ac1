"""Prescriptions of a visit and of a patient, and the check of a drug while it is chosen."""

from typing import Any

import sqlalchemy as sa

from app.chart.medications.actions import moieties_of
from app.core.acts import Permission, query
from app.core.coding import Code
from app.core.ids import Id
from app.orders.prescriptions.checking import drug_findings
from app.orders.prescriptions.model import Prescription
from app.orders.prescriptions.views import PrescriptionView
from app.orders.views import DrugCheck
from app.store.work import Reading
from app.visits.model import Visit


@query(Permission.SEE_CHART, recorded=True)
def prescriptions_of_visit(reading: Reading, visit_id: Id) -> tuple[PrescriptionView, ...]:
    """Return the prescriptions of a visit in the order in which they were prepared."""
    reading.saw(reading.get(Visit, visit_id).patient_id)
    return _views(reading, Prescription.visit_id == visit_id)


@query(Permission.SEE_CHART, recorded=True)
def prescriptions_of_patient(reading: Reading, patient_id: Id) -> tuple[PrescriptionView, ...]:
    """Return all prescriptions of a patient, the newest first."""
    reading.saw(patient_id)
    return tuple(reversed(_views(reading, Prescription.patient_id == patient_id)))


@query(Permission.SEE_CHART, recorded=True)
def check_drug(reading: Reading, patient_id: Id, drug: str, code: Code | None = None) -> DrugCheck:
    """Return what stands against a drug: allergies by substance and class, duplicates."""
    reading.saw(patient_id)
    findings = drug_findings(reading, patient_id, drug, code)
    return DrugCheck(tuple(one.message for one in findings), moieties_of(drug, code))


def _views(reading: Reading, condition: Any) -> tuple[PrescriptionView, ...]:
    rows = reading.session.scalars(sa.select(Prescription).where(condition).order_by(Prescription.id))
    return tuple(_view(row) for row in rows)


def _view(row: Prescription) -> PrescriptionView:
    return PrescriptionView(
        id=row.id,
        version=row.version,
        patient_id=row.patient_id,
        visit_id=row.visit_id,
        drug=row.text,
        code=row.code,
        strength=row.strength,
        sig=row.sig,
        quantity=row.quantity,
        quantity_unit=row.quantity_unit,
        refills=row.refills,
        days_supply=row.days_supply,
        substitution_allowed=row.substitution_allowed,
        reason=row.reason,
        pharmacy=row.pharmacy,
        state=row.state,
        prepared_by=row.recorded_by_name,
        prepared_at=row.recorded_at,
        signed_by=row.signed_by_name,
        signed_at=row.signed_at,
        sent_how=row.sent_how,
        sent_to=row.sent_to,
        sent_reference=row.sent_reference,
        sent_at=row.sent_at,
        overridden=bool(row.findings),
        acknowledged_reason=row.acknowledged_reason,
        cancel_reason=row.cancel_reason,
        private_from_guardian=row.private_from_guardian,
    )
