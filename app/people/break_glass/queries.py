"""The emergency openings that wait for a review, and those that had one."""

from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.people.break_glass.model import BreakGlass
from app.people.break_glass.rules import ended_at
from app.people.break_glass.views import BreakGlassUse
from app.people.model import Patient
from app.people.names import list_name
from app.store.audit import AuditRow
from app.store.work import Reading

MOST = 200


@query(Permission.SEE_AUDIT)
def break_glass_uses(reading: Reading, *, reviewed: bool | None = False) -> tuple[BreakGlassUse, ...]:
    """Return emergency openings, the newest first: those that wait (`reviewed` False), that had one, or all.

    At most 200.
    """
    asked = sa.select(BreakGlass, Patient).join(Patient, Patient.id == BreakGlass.patient_id)
    if reviewed is not None:
        seen = BreakGlass.reviewed_at.is_not(None)
        asked = asked.where(seen if reviewed else ~seen)
    rows = reading.session.execute(asked.order_by(BreakGlass.begun_at.desc()).limit(MOST)).all()
    return tuple(_view(reading, use, patient) for use, patient in rows)


def _view(reading: Reading, use: BreakGlass, patient: Patient) -> BreakGlassUse:
    same: dict[str, Any] = {name: getattr(use, name) for name in _SAME}
    return BreakGlassUse(
        **same,
        patient=list_name(patient.last_name, patient.first_name, patient.middle_name, patient.suffix),
        mrn=patient.mrn,
        person=use.person_name,
        ended_at=ended_at(use, reading.now),
        looks=_looks(reading, use),
        mine=use.person_id == reading.actor.person_id,
        reviewed_by=use.reviewed_by_name,
    )


_SAME = (
    *("id", "version", "patient_id", "person_id", "reason", "begun_at", "until", "ended"),
    *("outcome", "reviewed_at", "review_note"),
)


def _looks(reading: Reading, use: BreakGlass) -> int:
    """Count the looks into this chart by this person while it was open."""
    until = ended_at(use, reading.now) or use.until
    counted = sa.select(sa.func.count()).where(
        AuditRow.event == "view",
        AuditRow.actor_id == use.person_id,
        AuditRow.patient_id == use.patient_id,
        AuditRow.at.between(use.begun_at, until),
    )
    return int(reading.session.scalar(counted) or 0)
