"""A drug against the chart: the allergies that stand and the medicines that are taken."""

import sqlalchemy as sa

from app.chart.allergies.queries import active_allergies
from app.chart.medications.actions import moieties_of
from app.chart.medications.model import Medication, MedicationStatus
from app.core.coding import Code
from app.core.findings import Finding
from app.core.ids import Id
from app.orders.checks import Known, allergy_findings, duplicate_findings
from app.store.work import Reading


def drug_findings(
    reading: Reading,
    patient_id: Id,
    drug: str,
    code: Code | None,
    *,
    duplicates: bool = True,
    but_not: Id | None = None,
) -> list[Finding]:
    """Return the soft stops for a drug; `but_not` leaves the medicine out that the drug renews."""
    moieties = moieties_of(drug, code)
    allergies = (Known(str(one.id), one.substance) for one in active_allergies(reading, patient_id))
    found = allergy_findings(drug, moieties, allergies)
    if duplicates:
        found += duplicate_findings(drug, moieties, _taken(reading, patient_id, but_not))
    return found


def _taken(reading: Reading, patient_id: Id, but_not: Id | None) -> list[Known]:
    rows = reading.session.execute(
        sa.select(Medication.id, Medication.text, Medication.moieties).where(
            Medication.patient_id == patient_id,
            Medication.status == MedicationStatus.ACTIVE,
            Medication.entered_in_error.is_(None),
        )
    )
    return [Known(str(row.id), row.text, tuple(row.moieties)) for row in rows if row.id != but_not]
