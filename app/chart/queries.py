"""The chart at a glance: one answer for banner, summary and the side of the visit."""

import sqlalchemy as sa

from app.chart.alerts.model import Alert
from app.chart.allergies.queries import allergy_list
from app.chart.medications.queries import medication_list
from app.chart.notes.model import Note, NoteState
from app.chart.problems.queries import problem_list
from app.chart.views import ChartSummary, LastVisit
from app.chart.vitals.known import is_pregnant
from app.chart.vitals.queries import latest_vitals
from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.model import Patient
from app.practice.model import Provider
from app.store.work import Reading
from app.visits.model import Visit, VisitState

_SEEN = (VisitState.DONE, VisitState.READY_FOR_CHECKOUT)
_LINES = 400  # characters of a note that a summary shows


@query(Permission.SEE_CHART, recorded=True)
def chart_summary(reading: Reading, patient_id: Id) -> ChartSummary:
    """Return the summary of a chart; it enters the record as a look into it."""
    patient = reading.get(Patient, patient_id)
    reading.saw(patient.id)
    return ChartSummary(
        patient_id=patient.id,
        allergies=allergy_list(reading, patient.id),
        problems=problem_list(reading, patient.id, active_only=True),
        medications=medication_list(reading, patient.id, past=False),
        vitals=latest_vitals(reading, patient.id),
        last_visit=_last_visit(reading, patient.id),
        open_alerts=_open_alerts(reading, patient.id),
        pregnant=is_pregnant(reading, patient.id),
    )


def _last_visit(reading: Reading, patient_id: Id) -> LastVisit | None:
    row = reading.session.execute(
        sa.select(Visit.id, Visit.day, Visit.reason, sa.func.coalesce(Provider.short_name, "").label("who"))
        .outerjoin(Provider, Provider.id == Visit.provider_id)
        .where(Visit.patient_id == patient_id, Visit.day < reading.today, Visit.state.in_(_SEEN))
        .order_by(Visit.day.desc(), Visit.starts_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    note = reading.session.execute(
        sa.select(Note.text, Note.diagnoses)
        .where(Note.visit_id == row.id, Note.state != NoteState.UNSIGNED, Note.entered_in_error.is_(None))
        .order_by(Note.id)
        .limit(1)
    ).first()
    titles = tuple(title for _, title, _ in note.diagnoses) if note else ()
    return LastVisit(row.id, row.day, row.reason, row.who, note.text[:_LINES] if note else "", titles)


def _open_alerts(reading: Reading, patient_id: Id) -> int:
    asked = sa.select(sa.func.count()).where(
        Alert.patient_id == patient_id, Alert.acknowledged_at.is_(None), Alert.entered_in_error.is_(None)
    )
    return reading.session.scalar(asked) or 0
