"""A practice file in numbers."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.billing.model import LedgerLine
from app.chart.allergies.model import Allergy
from app.chart.documents.model import Document
from app.chart.immunizations.model import Immunization
from app.chart.medications.model import Medication
from app.chart.notes.model import Note
from app.chart.observations.model import Observation
from app.chart.problems.model import Problem
from app.chart.procedures.model import Procedure
from app.core.acts import Permission, query
from app.people.model import Patient
from app.practice.model import Settings
from app.reports.views import PracticeInfo
from app.schedule.model import Appointment
from app.security.queries import verify
from app.store.migrations.runner import schema_of
from app.store.work import Reading
from app.visits.model import Visit

_COUNTED: Mapping[str, Any] = {
    "patients": sa.select(sa.func.count()).select_from(Patient),
    "appointments": sa.select(sa.func.count()).select_from(Appointment),
    "visits": sa.select(sa.func.count()).select_from(Visit),
    # a panel's parts are not counted beside the panel
    "observations": sa.select(sa.func.count()).where(Observation.parent_id.is_(None)),
    "medications": sa.select(sa.func.count()).select_from(Medication),
    "allergies": sa.select(sa.func.count()).select_from(Allergy),
    "conditions": sa.select(sa.func.count()).select_from(Problem),
    "immunizations": sa.select(sa.func.count()).select_from(Immunization),
    "procedures": sa.select(sa.func.count()).select_from(Procedure),
    "notes": sa.select(sa.func.count()).select_from(Note),
    "documents": sa.select(sa.func.count()).select_from(Document),
}


@query(Permission.VERIFY)
def practice_info(reading: Reading) -> PracticeInfo:
    """Return what a practice holds, in numbers, with the proof of its record."""
    session = reading.session
    proved = verify(reading)
    return PracticeInfo(
        schema=schema_of(session.connection()),
        practice=session.scalars(sa.select(Settings.name)).one(),
        rows={name: session.execute(counted).scalar_one() for name, counted in _COUNTED.items()},
        debits_cents=_sum(reading, LedgerLine.cents > 0),
        credits_cents=-_sum(reading, LedgerLine.cents < 0),
        audit_rows=proved.rows,
        audit_head=proved.head,
        verified=proved.verified,
    )


def _sum(reading: Reading, which: Any) -> int:
    summed = sa.select(sa.func.coalesce(sa.func.sum(LedgerLine.cents), 0)).where(which)
    total: int = reading.session.execute(summed).scalar_one()
    return total
