"""Questions about visits: the lines of a day, the rooms, and the steps of one visit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.model import Patient
from app.practice.model import Provider, ProviderKind, Room, VisitType
from app.practice.queries import names_of
from app.schedule.model import LIVE, Appointment
from app.store.work import Reading
from app.visits import rules
from app.visits.model import Visit, VisitState, VisitStateChange
from app.visits.moving import changes_of, that_count
from app.visits.views import RoomCard, VisitRow, VisitStep

_ERROR = VisitState.ENTERED_IN_ERROR
_EXPECTED = str(VisitState.EXPECTED)
_NAMES = tuple(VisitRow.__dataclass_fields__)
_FirstTimes = Mapping[Id, tuple[datetime | None, datetime | None]]


class _Asked(NamedTuple):
    """The two selects that make lines."""

    lines: sa.Select[Any]
    first_times: sa.Select[Any]


@query(Permission.SEE_SCHEDULE)
def rows_of_day(reading: Reading, day: date) -> tuple[VisitRow, ...]:
    """Return a line for each appointment of a day that stands, with its visit, by time."""
    return _rows(reading, _OF_DAY, day)


@query(Permission.SEE_SCHEDULE)
def row_of_visit(reading: Reading, visit_id: Id) -> VisitRow | None:
    """Return the line of one visit; None for a visit without an appointment or entered in error."""
    appointment_id = reading.session.scalar(sa.select(Visit.appointment_id).where(Visit.id == visit_id))
    return None if appointment_id is None else _row_alone(reading, appointment_id)


@query(Permission.SEE_SCHEDULE)
def row_of_appointment(reading: Reading, appointment_id: Id) -> VisitRow | None:
    """Return the line of one appointment; None for one that does not stand."""
    return _row_alone(reading, appointment_id)


def _row_alone(reading: Reading, appointment_id: Id) -> VisitRow | None:
    found = _rows(reading, _OF_ONE, appointment_id)
    return found[0] if found else None


def _rows(reading: Reading, asked: _Asked, key: date | Id) -> tuple[VisitRow, ...]:
    """One select of columns for the lines and one for their first times: no record is loaded."""
    reading.session.flush()
    connection = reading.session.connection()
    times = {
        visit_id: (door, room) for visit_id, door, room in connection.execute(asked.first_times, {"key": key})
    }
    return tuple(_row(line, times) for line in connection.execute(asked.lines, {"key": key}))


def _lines() -> sa.Select[Any]:
    """The columns under the names of VisitRow; the room is the visit's, before it the one agreed.

    Words and flags are read as they are kept: making enums of them takes a third of the time of a board.
    """
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
        "sex": sa.type_coerce(Patient.sex, sa.Text()),
        "language": Patient.language,
        "interpreter_needed": sa.type_coerce(Patient.interpreter_needed, sa.Boolean()),
        "reason": sa.func.coalesce(Visit.reason, Appointment.reason),
        "visit_type_id": VisitType.id,
        "visit_type": VisitType.name,
        "colour": VisitType.colour,
        "needs_room": sa.type_coerce(VisitType.needs_room, sa.Boolean()),
        "preparation": VisitType.preparation,
        "provider_id": Provider.id,
        "provider_short": Provider.short_name,
        "with_staff": sa.type_coerce(Provider.kind == ProviderKind.STAFF, sa.Boolean()),
        "room_id": Room.id,
        "room": sa.func.coalesce(Room.name, ""),
        "starts_at": Appointment.starts_at,
        "wall_start": Appointment.wall_start,
        "state": sa.type_coerce(Visit.state, sa.Text()),
        "state_since": Visit.state_since,
        "appointment_state": sa.type_coerce(Appointment.state, sa.Text()),
        "walk_in": sa.type_coerce(Appointment.walk_in, sa.Boolean()),
        "mask_needed": sa.type_coerce(Visit.mask_needed, sa.Boolean()),
        "mask_given": sa.type_coerce(Visit.mask_given, sa.Boolean()),
        "handoff_note": sa.func.coalesce(Visit.handoff_note, ""),
        "payer_coverage_id": Visit.payer_coverage_id,
        "self_pay": sa.type_coerce(Visit.self_pay, sa.Boolean()),
        "checklist": Visit.checklist,
    }
    in_order = (columns[name].label(name) for name in _NAMES if name in columns)
    selected: sa.Select[Any] = sa.select(*in_order)
    return (
        selected.select_from(Appointment)
        .join(Patient, Patient.id == Appointment.patient_id)
        .join(VisitType, VisitType.id == Appointment.visit_type_id)
        .join(Provider, Provider.id == Appointment.provider_id)
        .outerjoin(Visit, sa.and_(Visit.appointment_id == Appointment.id, Visit.state != _ERROR))
        .outerjoin(Room, Room.id == room_id)
    )


def _row(line: Any, first_times: _FirstTimes) -> VisitRow:
    values = dict(zip(_NAMES, line, strict=False))  # first times come last and are not of the line
    values["state"] = values["state"] or _EXPECTED
    values["state_since"] = None if values["state"] == _EXPECTED else values["state_since"]
    for flag in ("mask_needed", "mask_given", "self_pay"):
        values[flag] = bool(values[flag])
    values["checklist"] = values["checklist"] or {}
    values["arrived_at"], values["roomed_at"] = first_times.get(values["visit_id"], (None, None))
    return VisitRow(**values)


def _first_times() -> sa.Select[Any]:
    """When each visit came through the door and into a room, without steps taken back."""
    change, undoing = aliased(VisitStateChange), aliased(VisitStateChange)
    # Within the case and not in WHERE: there it would lead the planner to read all steps there ever were.
    counts = sa.and_(
        change.undoes.is_(None), ~sa.select(undoing.id).where(undoing.undoes == change.id).exists()
    )
    arrived = sa.case((sa.and_(change.state == VisitState.ARRIVED, counts), change.at))
    roomed = sa.case((sa.and_(change.state.in_(rules.IN_ROOM), counts), change.at))
    columns: tuple[Any, ...] = (change.visit_id, sa.func.min(arrived), sa.func.min(roomed))
    return (
        sa.select(*columns)
        .select_from(Appointment)
        .join(Visit, Visit.appointment_id == Appointment.id)
        .join(change, change.visit_id == Visit.id)
        .group_by(change.visit_id)
    )


def _asked(column: Any) -> _Asked:
    """Both selects for the appointments with a value in a column, made once."""
    fits = column == sa.bindparam("key", type_=column.type)
    stands = sa.or_(Appointment.state.in_(LIVE), Visit.state != VisitState.EXPECTED)
    order = (Appointment.starts_at, Patient.last_name, Appointment.id)
    return _Asked(_lines().where(fits, stands).order_by(*order), _first_times().where(fits))


_OF_DAY, _OF_ONE = _asked(Appointment.day), _asked(Appointment.id)


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
def visit_in_house(reading: Reading, patient_id: Id) -> Id | None:
    """Return the visit for which a patient is here today (the latest, if there are two): between the door
    and the end of checkout. None when the patient is not here.
    """
    return reading.session.scalar(
        sa.select(Visit.id)
        .where(
            Visit.patient_id == patient_id,
            Visit.day == reading.today,
            Visit.state.in_(sorted(rules.IN_HOUSE)),
        )
        .order_by(Visit.starts_at.desc(), Visit.id.desc())
        .limit(1)
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
