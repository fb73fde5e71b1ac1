"""A patient's problems."""

import sqlalchemy as sa

from app.chart.problems.model import Problem, ProblemStatus
from app.chart.problems.views import ProblemView
from app.core.acts import Permission, query
from app.core.ids import Id
from app.store.work import Reading

_ORDER = {"active": 0, "unknown": 1, "inactive": 2, "resolved": 3}


@query(Permission.SEE_CHART, recorded=True)
def problems(reading: Reading, patient_id: Id) -> tuple[ProblemView, ...]:
    """Return all problems that stand: active ones first, in the order entered."""
    reading.saw(patient_id)
    return problem_list(reading, patient_id)


def problem_list(reading: Reading, patient_id: Id, *, active_only: bool = False) -> tuple[ProblemView, ...]:
    """Return the list for views of the chart; the caller tells whose chart is shown."""
    asked = sa.select(Problem).where(Problem.patient_id == patient_id, Problem.entered_in_error.is_(None))
    if active_only:
        asked = asked.where(Problem.status == ProblemStatus.ACTIVE)
    rows = reading.session.scalars(asked.order_by(Problem.position, Problem.id))
    return tuple(sorted((_view(row) for row in rows), key=lambda one: _ORDER[one.status]))


def _view(row: Problem) -> ProblemView:
    return ProblemView(
        id=row.id,
        version=row.version,
        problem=row.text,
        code=row.code,
        icd10=row.icd10,
        category=row.category,
        status=row.status.value,
        severity=row.severity,
        onset=row.onset,
        onset_text=row.onset_text,
        abated=row.abated,
        note=row.note,
        source=row.source,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by_name,
        private_from_guardian=row.private_from_guardian,
    )
