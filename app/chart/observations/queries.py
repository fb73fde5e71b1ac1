"""Results and other observations of a patient."""

from collections.abc import Collection

import sqlalchemy as sa

from app.chart.observations.latest import standing
from app.chart.observations.model import Observation
from app.chart.observations.views import ObservationView
from app.core.acts import Permission, query
from app.core.ids import Id
from app.core.quantities import number_text
from app.store.work import Reading

RESULTS = ("laboratory", "imaging", "procedure", "exam", "")


@query(Permission.SEE_CHART, recorded=True)
def results(
    reading: Reading, patient_id: Id, categories: Collection[str] = RESULTS, limit: int = 500
) -> tuple[ObservationView, ...]:
    """Return observations of some categories, the newest first; vital signs have their own questions."""
    reading.saw(patient_id)
    rows = reading.session.scalars(
        sa.select(Observation)
        .where(Observation.patient_id == patient_id, Observation.category.in_(tuple(categories)), standing())
        .order_by(Observation.effective_at.desc(), Observation.id)
        .limit(limit)
    )
    return tuple(observation_view(row) for row in rows)


def observation_view(row: Observation) -> ObservationView:
    """Return one observation as a person reads it."""
    return ObservationView(
        id=row.id,
        parent_id=row.parent_id,
        name=row.text or (row.code.display if row.code else row.loinc),
        loinc=row.loinc,
        category=row.category,
        status=row.status,
        effective=row.effective,
        effective_at=row.effective_at,
        shown=row.entered_value
        or row.value_text
        or (number_text(row.value) if row.value is not None else ""),
        unit=row.entered_unit or row.unit,
        value=row.value,
        comparator=row.comparator,
        interpretation=row.interpretation,
        flag=row.flag.value if row.flag else "",
        reference=row.reference_text or _reference(row),
        absent_reason=row.absent_reason,
        performer=row.performer,
        source=row.source,
        private_from_guardian=row.private_from_guardian,
    )


def _reference(row: Observation) -> str:
    low = number_text(row.reference_low) if row.reference_low is not None else ""
    high = number_text(row.reference_high) if row.reference_high is not None else ""
    if low and high:
        return f"{low}-{high}"
    return f">= {low}" if low else f"<= {high}" if high else ""
