"""A patient's allergies."""

from collections.abc import Collection

import sqlalchemy as sa

from app.chart.allergies.model import Allergy, AllergyReview, AllergyStatus, Certainty
from app.chart.allergies.views import AllergyKnowledge, AllergyList, AllergyView, Withheld
from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.sensitive import sensitive_among
from app.store.work import Reading


@query(Permission.SEE_CHART, recorded=True)
def allergies(reading: Reading, patient_id: Id) -> AllergyList:
    """Return all that stand, active ones first, and whether anybody asked."""
    reading.saw(patient_id)
    return allergy_list(reading, patient_id)


def allergy_list(reading: Reading, patient_id: Id) -> AllergyList:
    """Return the list for views of the chart; the caller tells whose chart is shown."""
    rows = reading.session.scalars(
        sa.select(Allergy).where(Allergy.patient_id == patient_id, Allergy.entered_in_error.is_(None))
    ).all()
    entries = sorted((_view(row) for row in rows), key=lambda one: (not counts(one), one.substance.lower()))
    statement = reading.session.scalars(
        sa.select(AllergyReview)
        .where(
            AllergyReview.patient_id == patient_id,
            AllergyReview.no_known_allergies,
            AllergyReview.withdrawn_at.is_(None),
        )
        .order_by(AllergyReview.at.desc())
        .limit(1)
    ).first()
    if any(counts(one) for one in entries):
        return AllergyList(AllergyKnowledge.LISTED, tuple(entries), None, "")
    if statement is not None:
        return AllergyList(AllergyKnowledge.NONE_KNOWN, tuple(entries), statement.at, statement.by_name)
    return AllergyList(AllergyKnowledge.NOT_ASKED, tuple(entries), None, "")


def counts(one: AllergyView) -> bool:
    """Say whether an allergy stands today: active or of unknown state, and not refuted."""
    return one.status in ("active", "unknown") and one.certainty != Certainty.REFUTED


def active_allergies(reading: Reading, patient_id: Id) -> tuple[AllergyView, ...]:
    """Return what stands today, for the banner and for the checks of orders."""
    return tuple(one for one in allergy_list(reading, patient_id).entries if counts(one))


@query(Permission.SEE_PATIENTS)
def banner_allergies(reading: Reading, patient_ids: Collection[Id]) -> dict[Id, tuple[str, ...] | Withheld]:
    """Return the substances that stand for each patient, for banners and labels: all staff see them.

    A patient who was never asked is missing; one with no known allergies has an empty tuple. Of a sensitive
    chart that does not open to the actor neither is said: it is `Withheld.NOT_SHOWN` whatever stands in it.
    """
    closed = {one for one in sensitive_among(reading, patient_ids) if not reading.may_open(one)}
    shown = _listed_allergies(reading, [one for one in patient_ids if one not in closed])
    return {**shown, **dict.fromkeys(closed, Withheld.NOT_SHOWN)}


def _listed_allergies(reading: Reading, patient_ids: Collection[Id]) -> dict[Id, tuple[str, ...]]:
    found: dict[Id, tuple[str, ...]] = {}
    asked = sa.select(AllergyReview.patient_id).where(
        AllergyReview.patient_id.in_(tuple(patient_ids)),
        AllergyReview.no_known_allergies,
        AllergyReview.withdrawn_at.is_(None),
    )
    found |= dict.fromkeys(reading.session.scalars(asked), ())
    rows = reading.session.execute(
        sa.select(Allergy.patient_id, Allergy.text, Allergy.reaction)
        .where(Allergy.patient_id.in_(tuple(patient_ids)), Allergy.entered_in_error.is_(None))
        .where(Allergy.status.in_((AllergyStatus.ACTIVE, AllergyStatus.UNKNOWN)))
        .where(Allergy.certainty != Certainty.REFUTED)
        .order_by(Allergy.text)
    )
    for row in rows:
        words = f"{row.text}: {row.reaction}" if row.reaction else row.text
        found[row.patient_id] = (*found.get(row.patient_id, ()), words)
    return found


def _view(row: Allergy) -> AllergyView:
    return AllergyView(
        id=row.id,
        version=row.version,
        substance=row.text,
        code=row.code,
        kind=row.kind.value,
        is_class=row.is_class,
        reaction=row.reaction,
        severity=row.severity.value,
        certainty=row.certainty.value,
        status=row.status.value,
        intolerance=row.intolerance,
        onset=row.onset,
        note=row.note,
        source=row.source,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by_name,
        private_from_guardian=row.private_from_guardian,
    )
