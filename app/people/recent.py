"""The patients whom a person is likely to look for next: those just opened, and those here these days."""

from datetime import timedelta

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.finding import patient_lines
from app.people.model import Patient
from app.people.queries import VISIT
from app.people.views import PatientLine
from app.store.audit import AuditRow
from app.store.work import Reading

LOOKED_BACK = 20_000  # rows of the record; a busy person's week
DAYS_BACK = 7


@query(Permission.SEE_PATIENTS)
def opened_lately(reading: Reading, most: int = 10) -> tuple[PatientLine, ...]:
    """Return the patients whom the person who asks has opened or changed last, the latest first."""
    newest = sa.select(sa.func.coalesce(sa.func.max(AuditRow.sequence), 0)).scalar_subquery()
    latest = sa.func.max(AuditRow.sequence)
    asked = (
        sa.select(AuditRow.patient_id)
        .where(AuditRow.actor_id == reading.actor.person_id, AuditRow.patient_id.is_not(None))
        .where(AuditRow.sequence > newest - LOOKED_BACK)
        .group_by(AuditRow.patient_id)
        .order_by(latest.desc())
    )
    return patient_lines(reading, _live(reading, list(reading.session.scalars(asked.limit(2 * most))), most))


@query(Permission.SEE_PATIENTS)
def here_lately(reading: Reading, most: int = 20) -> tuple[PatientLine, ...]:
    """Return the patients with a visit in the last days, today's first."""
    days = VISIT.c.day.between(reading.today - timedelta(days=DAYS_BACK), reading.today)
    asked = (
        sa.select(VISIT.c.patient_id)
        .where(days, VISIT.c.state != "entered_in_error")
        .group_by(VISIT.c.patient_id)
        .order_by(sa.func.max(VISIT.c.day).desc(), VISIT.c.patient_id.desc())
    )
    return patient_lines(reading, _live(reading, list(reading.session.scalars(asked.limit(2 * most))), most))


def _live(reading: Reading, ids: list[Id | None], most: int) -> list[Id]:
    """Leave out charts that were merged or entered in error; keep the order."""
    asked = sa.select(Patient.id).where(
        Patient.id.in_(ids), Patient.merged_into.is_(None), Patient.entered_in_error.is_(None)
    )
    live = set(reading.session.scalars(asked))
    return [one for one in ids if one in live][:most]
