"""A patient's procedures."""

import sqlalchemy as sa

from app.chart.procedures.model import Procedure
from app.chart.procedures.views import ProcedureView
from app.core.acts import Permission, query
from app.core.ids import Id
from app.store.work import Reading


@query(Permission.SEE_CHART, recorded=True)
def procedures(reading: Reading, patient_id: Id) -> tuple[ProcedureView, ...]:
    """Return the procedures that stand, the newest first."""
    reading.saw(patient_id)
    rows = reading.session.scalars(
        sa.select(Procedure)
        .where(Procedure.patient_id == patient_id, Procedure.entered_in_error.is_(None))
        .order_by(Procedure.performed.desc(), Procedure.id.desc())
    )
    return tuple(
        ProcedureView(
            row.id,
            row.text,
            row.code,
            row.status,
            row.status_reason,
            row.performed,
            row.performed_text,
            row.performer,
            row.body_site,
            row.reason,
            row.outcome,
            row.note,
            row.source,
            row.private_from_guardian,
        )
        for row in rows
    )
