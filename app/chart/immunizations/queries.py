"""A patient's immunization record."""

import sqlalchemy as sa

from app.chart.immunizations.model import Immunization
from app.chart.immunizations.rules import counts
from app.chart.immunizations.views import ImmunizationView
from app.codes import vaccines
from app.core.acts import Permission, query
from app.core.ids import Id
from app.store.work import Reading


@query(Permission.SEE_CHART, recorded=True)
def immunizations(reading: Reading, patient_id: Id) -> tuple[ImmunizationView, ...]:
    """Return all doses that stand, by vaccine and then by day."""
    reading.saw(patient_id)
    rows = reading.session.scalars(
        sa.select(Immunization)
        .where(Immunization.patient_id == patient_id, Immunization.entered_in_error.is_(None))
        .order_by(Immunization.text, Immunization.occurred, Immunization.id)
    )
    return tuple(_view(row) for row in rows)


def _view(row: Immunization) -> ImmunizationView:
    vaccine = vaccines.find(row.cvx) if row.cvx else None
    return ImmunizationView(
        id=row.id,
        version=row.version,
        vaccine=row.text,
        code=row.code,
        status=row.status,
        status_reason=row.status_reason,
        occurred=row.occurred,
        occurred_text=row.occurred_text,
        origin=row.origin,
        counts=counts(row.status, row.origin, row.cvx, vaccine.groups if vaccine else ()),
        dose=row.dose,
        dose_unit=row.dose_unit,
        site=row.site,
        route=row.route,
        lot=row.lot,
        maker=row.maker,
        expires=row.expires,
        vis=tuple(row.vis),
        performer=row.performer,
        note=row.note,
        source=row.source,
        private_from_guardian=row.private_from_guardian,
    )
