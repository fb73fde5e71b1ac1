"""What became of appointments: in which room their visit is or was, and how it stands."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from app.core.ids import Id
from app.store.base import DayColumn, IdColumn
from app.store.work import Reading

# Visits are a room above this one: only where somebody sat is asked of their tables.
_VISIT = sa.table(
    "visit",
    sa.column("id", IdColumn()),
    sa.column("appointment_id", IdColumn()),
    sa.column("patient_id", IdColumn()),
    sa.column("day", DayColumn()),
    sa.column("state", sa.Text),
)
_IN_ERROR = "entered_in_error"
_STEP = sa.table(
    "visit_state_change",
    sa.column("id", IdColumn()),
    sa.column("visit_id", IdColumn()),
    sa.column("number", sa.Integer),
    sa.column("room_id", IdColumn()),
    sa.column("undoes", IdColumn()),
)


def rooms_of_visits(reading: Reading, day: date) -> Mapping[Id, Id]:
    """Return, by appointment, the room in which its visit is, or was last; steps taken back do not count."""
    asked = (
        sa.select(_VISIT.c.appointment_id, _STEP.c.id, _STEP.c.room_id, _STEP.c.undoes)
        .join(_STEP, _STEP.c.visit_id == _VISIT.c.id)
        .where(_VISIT.c.day == day, _VISIT.c.appointment_id.is_not(None))
        .order_by(_STEP.c.visit_id, _STEP.c.number)
    )
    steps = reading.session.execute(asked).all()
    undone = {step.undoes for step in steps if step.undoes is not None}
    return {
        step.appointment_id: step.room_id
        for step in steps
        if step.room_id is not None and step.undoes is None and step.id not in undone
    }


def states_of_visits(reading: Reading, patient_id: Id) -> Mapping[Id, str]:
    """Return, by appointment, where each visit of a patient stands: a word of VisitState."""
    asked = (
        sa.select(_VISIT.c.appointment_id, _VISIT.c.state)
        .where(_VISIT.c.patient_id == patient_id, _VISIT.c.appointment_id.is_not(None))
        .where(_VISIT.c.state != _IN_ERROR)
        .order_by(_VISIT.c.id)
    )
    return {row.appointment_id: row.state for row in reading.session.execute(asked)}
