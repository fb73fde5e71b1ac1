"""A patient's medicines."""

import sqlalchemy as sa

from app.chart.medications.model import Medication, MedicationReview, MedicationStatus
from app.chart.medications.views import MedicationKnowledge, MedicationList, MedicationView
from app.core.acts import Permission, query
from app.core.ids import Id
from app.store.work import Reading


@query(Permission.SEE_CHART, recorded=True)
def medications(reading: Reading, patient_id: Id) -> MedicationList:
    """Return the list: active medicines by name, then past ones, the last stopped first."""
    reading.saw(patient_id)
    return medication_list(reading, patient_id)


def medication_list(reading: Reading, patient_id: Id, *, past: bool = True) -> MedicationList:
    """Return the list for views of the chart; the caller tells whose chart is shown."""
    asked = sa.select(Medication).where(
        Medication.patient_id == patient_id, Medication.entered_in_error.is_(None)
    )
    if not past:
        asked = asked.where(Medication.status == MedicationStatus.ACTIVE)
    views = [_view(row) for row in reading.session.scalars(asked)]
    active = sorted((one for one in views if one.status == "active"), key=lambda one: one.drug.lower())
    over = sorted((one for one in views if one.status != "active"), key=_ended, reverse=True)
    review = reading.session.scalars(
        sa.select(MedicationReview)
        .where(MedicationReview.patient_id == patient_id)
        .order_by(MedicationReview.at.desc())
        .limit(1)
    ).first()
    none = review is not None and review.takes_none
    knowledge = (
        MedicationKnowledge.LISTED
        if active
        else MedicationKnowledge.TAKES_NONE
        if none
        else MedicationKnowledge.NOT_ASKED
    )
    return MedicationList(
        knowledge,
        tuple(active),
        tuple(over),
        review.at if review else None,
        review.by_name if review else "",
    )


def _ended(one: MedicationView) -> tuple[str, str]:
    known = one.ended or one.started
    return known.value if known else "", one.drug


def _view(row: Medication) -> MedicationView:
    return MedicationView(
        id=row.id,
        version=row.version,
        drug=row.text,
        code=row.code,
        moieties=tuple(row.moieties),
        strength=row.strength,
        sig=row.sig,
        as_needed=row.as_needed,
        reason=row.reason,
        prescriber=row.prescriber,
        status=row.status.value,
        reported=row.reported,
        started=row.started,
        ended=row.ended,
        stop_reason=row.stop_reason,
        taking=row.taking.value if row.taking else "",
        taking_note=row.taking_note,
        last_taken=row.last_taken,
        last_taken_text=row.last_taken_text,
        source=row.source,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by_name,
        private_from_guardian=row.private_from_guardian,
    )
