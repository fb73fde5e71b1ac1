"""Questions about visits: the lines of a day, the rooms, and the steps of one visit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.model import Patient
from app.practice.model import Provider, Room, VisitType
from app.practice.queries import names_of
from app.schedule.model import LIVE, Appointment
from app.store.work import Reading
from app.visits import rules
from app.visits.model import Visit, VisitState, VisitStateChange
from app.visits.moving import changes_of, that_count
from app.visits.views import RoomCard, VisitRow, VisitStep

_ERROR = VisitState.ENTERED_IN_ERROR
_FirstTimes = dict[Id, tuple[datetime | None, datetime | None]]


@query(Permission.SEE_SCHEDULE)
def rows_of_day(reading: Reading, day: date) -> tuple[VisitRow, ...]:
    """Return a line for each appointment of a day that stands, with its visit, by time."""
    return _rows(reading, Appointment.day == day)


@query(Permission.SEE_SCHEDULE)
def row_of_visit(reading: Reading, visit_id: Id) -> VisitRow | None:
    """Return the line of one visit; None for a visit without an appointment or entered in error."""
    appointment_id = sa.select(Visit.appointment_id).where(Visit.id == visit_id).scalar_subquery()
    found = _rows(reading, Appointment.id == appointment_id)
    return found[0] if found else None


@query(Permission.SEE_SCHEDULE)
def row_of_appointment(reading: Reading, appointment_id: Id) -> VisitRow | None:
    """Return the line of one appointment; None for one that does not stand."""
    found = _rows(reading, Appointment.id == appointment_id)
    return found[0] if found else None


def _rows(reading: Reading, where: sa.ColumnElement[bool]) -> tuple[VisitRow, ...]:
    """One select of columns for the lines and one for their first times: no record is loaded."""
    first_times = _first_times(reading, where)
    stands = sa.or_(Appointment.state.in_(LIVE), Visit.state != VisitState.EXPECTED)
    asked = _lines().where(where, stands)
    order = (Appointment.starts_at, Patient.last_name, Appointment.id)
    return tuple(
        _row(line, first_times) for line in reading.session.execute(asked.order_by(*order)).mappings()
    )


def _lines() -> sa.Select[Any]:
    """The columns under the names of VisitRow; the room is the visit's, before it the one agreed."""
    room_id = sa.func.coalesce(Visit.room_id, sa.case((Visit.id.is_(None), Appointment.room_id)))
    columns: dict[str, Any] = {
        "appointment_id": Appointment.id,
        "appointment_version": Appointment.version,
        "visit_id": Visit.id,
        "visit_version": sa.func.coalesce(Visit.version, 0),
        "patient_id": Patient.id,
        "last_name": Patient.last_name,
        "first_name": Patient.first_name,
        "preferred_name": Patient.preferred_name,
        "mrn": Patient.mrn,
        "birth_date": Patient.birth_date,
        "sex": Patient.sex,
        "language": Patient.language,
        "interpreter_needed": Patient.interpreter_needed,
        "reason": sa.func.coalesce(Visit.reason, Appointment.reason),
        "visit_type_id": VisitType.id,
        "visit_type": VisitType.name,
        "colour": VisitType.colour,
        "needs_room": VisitType.needs_room,
        "preparation": VisitType.preparation,
        "provider_id": Provider.id,
        "provider_short": Provider.short_name,
        "room_id": Room.id,
        "room": sa.func.coalesce(Room.name, ""),
        "starts_at": Appointment.starts_at,
        "wall_start": Appointment.wall_start,
        "state": Visit.state,
        "state_since": Visit.state_since,
        "appointment_state": Appointment.state,
        "walk_in": Appointment.walk_in,
        "mask_needed": sa.func.coalesce(Visit.mask_needed, sa.literal(False)),
        "mask_given": sa.func.coalesce(Visit.mask_given, sa.literal(False)),
        "handoff_note": sa.func.coalesce(Visit.handoff_note, ""),
        "payer_coverage_id": Visit.payer_coverage_id,
        "self_pay": sa.func.coalesce(Visit.self_pay, sa.literal(False)),
        "checklist": Visit.checklist,
    }
    selected: sa.Select[Any] = sa.select(*(column.label(name) for name, column in columns.items()))
    return (
        selected.select_from(Appointment)
        .join(Patient, Patient.id == Appointment.patient_id)
        .join(VisitType, VisitType.id == Appointment.visit_type_id)
        .join(Provider, Provider.id == Appointment.provider_id)
        .outerjoin(Visit, sa.and_(Visit.appointment_id == Appointment.id, Visit.state != _ERROR))
        .outerjoin(Room, Room.id == room_id)
    )


def _row(line: Any, first_times: _FirstTimes) -> VisitRow:
    values = dict(line)
    state = values["state"] or VisitState.EXPECTED
    values["state"], values["sex"] = str(state), str(values["sex"])
    values["appointment_state"] = str(values["appointment_state"])
    values["state_since"] = None if state is VisitState.EXPECTED else values["state_since"]
    for flag in ("mask_needed", "mask_given", "self_pay"):
        values[flag] = bool(values[flag])
    values["checklist"] = values["checklist"] or {}
    values["arrived_at"], values["roomed_at"] = first_times.get(values["visit_id"], (None, None))
    return VisitRow(**values)


def _first_times(reading: Reading, where: sa.ColumnElement[bool]) -> _FirstTimes:
    """Return when each visit came through the door and into a room, without steps taken back."""
    change, undoing = aliased(VisitStateChange), aliased(VisitStateChange)
    arrived = sa.case((change.state == VisitState.ARRIVED, change.at))
    roomed = sa.case((change.state.in_(rules.IN_ROOM), change.at))
    rows = reading.session.execute(
        sa.select(change.visit_id, sa.func.min(arrived), sa.func.min(roomed))
        .select_from(Appointment)
        .join(Visit, Visit.appointment_id == Appointment.id)
        .join(change, change.visit_id == Visit.id)
        .where(
            where,
            change.undoes.is_(None),
            ~sa.select(undoing.id).where(undoing.undoes == change.id).exists(),
        )
        .group_by(change.visit_id)
    )
    return {visit_id: (door, room) for visit_id, door, room in rows}


@query(Permission.SEE_SCHEDULE)
def room_board(reading: Reading) -> tuple[RoomCard, ...]:
    """Return the rooms in their order with their timers and who is in them."""
    inside = reading.session.execute(
        sa.select(Visit.room_id, Visit.id, Patient.last_name, Patient.first_name)
        .join(Patient, Patient.id == Visit.patient_id)
        .where(Visit.room_id.is_not(None), Visit.state.in_(rules.IN_ROOM))
        .order_by(Visit.state_since)
    ).all()
    rooms = reading.session.execute(
        sa.select(Room.id, Room.version, Room.name, Room.state, Room.state_since, Room.out_of_service_reason)
        .where(Room.active)
        .order_by(Room.position, Room.id)
    )
    return tuple(
        _room_card(reading, room, [one for one in inside if one.room_id == room.id]) for room in rooms
    )


def _room_card(reading: Reading, room: Any, inside: Sequence[Any]) -> RoomCard:
    return RoomCard(
        room_id=room.id,
        version=room.version,
        name=room.name,
        state=str(room.state),
        since=room.state_since,
        minutes=rules.minutes_between(room.state_since, reading.now),
        out_of_service_reason=room.out_of_service_reason,
        visit_ids=tuple(one.id for one in inside),
        patients=tuple(f"{one.last_name}, {one.first_name}" for one in inside),
    )


@query(Permission.SEE_SCHEDULE)
def visit_steps(reading: Reading, visit_id: Id) -> tuple[VisitStep, ...]:
    """Return every step of a visit, those taken back too, with the states that each passed over."""
    changes = changes_of(reading, visit_id)
    counting = that_count(changes)
    before = dict(zip((change.id for change in counting), [None, *counting], strict=False))
    names = names_of(reading, {change.by for change in changes})
    rooms = {row.id: row.name for row in reading.session.execute(sa.select(Room.id, Room.name))}
    steps = []
    for change in changes:
        earlier = before.get(change.id)
        passed = rules.skipped(earlier.state if earlier else VisitState.EXPECTED, change.state)
        counts = change.id in before
        steps.append(
            VisitStep(
                number=change.number,
                state=str(change.state),
                at=change.at,
                by=names.get(change.by, ""),
                room=rooms.get(change.room_id, "") if change.room_id else "",
                reason=change.reason,
                skipped=tuple(str(state) for state in passed) if counts else (),
                undone=not counts,
            )
        )
    return tuple(steps)
