"""Questions to the calendar: a day, a patient's appointments, and free times asked for in words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.findings import Message
from app.core.ids import Id
from app.people.model import Patient
from app.practice.model import Provider, ProviderKind, Room, VisitType
from app.practice.policy import policy
from app.schedule.asking import Named, Vocabulary, read_question
from app.schedule.calendar import (
    applies_on,
    appointment_views,
    block_view,
    blocked_on,
    blocks_between,
    days_from,
    practice_hours,
    taken_between,
    view_of,
)
from app.schedule.elsewhere import around_closed, is_closed_then, later, nearest_first
from app.schedule.finding import Calendar, Column, offers
from app.schedule.model import LIVE, Appointment, AppointmentState
from app.schedule.rules import Span, gaps, hours_of, lanes, open_spans
from app.schedule.seated import rooms_of_visits, states_of_visits
from app.schedule.views import (
    WHOLE_DAY,
    AppointmentLine,
    AppointmentView,
    BlockView,
    DaySchedule,
    FoundTimes,
    Offer,
    Opening,
    PatientAppointments,
    ScheduleColumn,
    ScheduleEntry,
    TimeQuestion,
)
from app.schedule.wall_time import minute_of, wall_minute
from app.store.work import Reading

BY_PROVIDER = "provider"
BY_ROOM = "room"
_NOT_TOLD = (AppointmentState.ENTERED_IN_ERROR, AppointmentState.RESCHEDULED)
_DEFAULT_MINUTES = 30  # where neither words nor a type of visit say how long


@query(Permission.SEE_SCHEDULE)
def appointment(reading: Reading, appointment_id: Id) -> AppointmentView:
    """Return one appointment: all that a card or a form about it says. Raises NotFound."""
    return view_of(reading, appointment_id)


@query(Permission.SEE_SCHEDULE)
def upcoming_appointments(reading: Reading, patient_id: Id) -> tuple[AppointmentView, ...]:
    """Return the appointments of a patient that are still to come, the next one first."""
    return appointment_views(
        reading,
        Appointment.patient_id == patient_id,
        Appointment.state.in_(LIVE),
        Appointment.visit_begun.is_(False),
        Appointment.day >= reading.today,
    )


@query(Permission.SEE_SCHEDULE)
def appointments_of(reading: Reading, patient_id: Id) -> tuple[AppointmentView, ...]:
    """Return every appointment of a patient, also those moved and cancelled, by time."""
    return appointment_views(reading, Appointment.patient_id == patient_id)


@query(Permission.SEE_SCHEDULE)
def patient_appointments(reading: Reading, patient_id: Id) -> PatientAppointments:
    """Return a patient's appointments for the question "when is mine?": those to come, then the others.

    Bookings taken back as a slip and those moved to another time are left out.
    """
    found = [one for one in appointments_of(reading, patient_id) if one.state not in _NOT_TOLD]
    states = states_of_visits(reading, patient_id)
    lines = [AppointmentLine(one, states.get(one.id, "") if one.visit_begun else "") for one in found]
    coming = tuple(one for one in lines if _is_to_come(one.view, reading.today))
    return PatientAppointments(coming, tuple(one for one in reversed(lines) if one not in coming))


def _is_to_come(view: AppointmentView, today: date) -> bool:
    return view.state in LIVE and not view.visit_begun and view.day >= today


# -- a day -------------------------------------------------------------------------------------------------


@query(Permission.SEE_SCHEDULE)
def day_schedule(reading: Reading, day: date, by: str = BY_PROVIDER) -> DaySchedule:
    """Return a day of the calendar in columns of providers (`by="provider"`) or rooms (`by="room"`).

    By room, an appointment whose visit has begun stands where the patient is or was.

    A column that is no longer active is shown on days on which it has appointments.
    """
    hours = hours_of(practice_hours(reading), day)
    rows = _in_their_rooms(reading, day, _entries(reading, day)) if by == BY_ROOM else _entries(reading, day)
    blocks = [block for block in blocks_between(reading, day, day) if applies_on(block, day)]
    columns = _rooms(reading, rows) if by == BY_ROOM else _providers(reading, rows)
    key = "room_id" if by == BY_ROOM else "provider_id"
    from_minute = _first_open_minute(reading, day)
    made = [
        _column(
            column_id,
            name,
            [row for row in rows if row[key] == column_id],
            [block_view(block) for block in blocks if by == BY_PROVIDER and block.provider_id == column_id],
            [(max(start, from_minute), end) for start, end in hours if end > from_minute],
        )
        for column_id, name in columns
    ]
    return DaySchedule(day, by, tuple(hours), tuple(made))


def _first_open_minute(reading: Reading, day: date) -> int:
    if day < reading.today:
        return WHOLE_DAY
    return wall_minute(reading.now, reading.zone) if day == reading.today else 0


def _entries(reading: Reading, day: date) -> Sequence[Any]:
    shown = [
        getattr(Appointment, name)
        for name in ScheduleEntry.__dataclass_fields__
        if hasattr(Appointment, name)
    ]
    return (
        reading.session.execute(
            sa.select(
                *shown,
                Appointment.id.label("appointment_id"),
                Appointment.provider_id,
                Appointment.room_id,
                Patient.last_name.label("patient_last_name"),
                Patient.first_name.label("patient_first_name"),
                Patient.birth_date,
                Patient.sex,
                Patient.mrn,
                VisitType.name.label("visit_type"),
                VisitType.colour,
                Provider.short_name.label("provider_short"),
                sa.func.coalesce(Room.name, "").label("room"),
            )
            .join(Patient, Patient.id == Appointment.patient_id)
            .join(VisitType, VisitType.id == Appointment.visit_type_id)
            .join(Provider, Provider.id == Appointment.provider_id)
            .outerjoin(Room, Room.id == Appointment.room_id)
            .where(Appointment.day == day, Appointment.state.in_(LIVE))
            .order_by(Appointment.wall_start, Appointment.fold, Appointment.minutes.desc(), Appointment.id)
        )
        .mappings()
        .all()
    )


def _in_their_rooms(reading: Reading, day: date, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Let an appointment stand in the room in which its visit is or was; before that, in the one agreed."""
    seated = rooms_of_visits(reading, day)
    names = {row.id: row.name for row in reading.session.execute(sa.select(Room.id, Room.name))}
    found = []
    for row in rows:
        room_id = seated.get(row["appointment_id"], row["room_id"])
        found.append({**row, "room_id": room_id, "room": names.get(room_id, "") if room_id else ""})
    return found


def _providers(reading: Reading, rows: Sequence[Any]) -> list[tuple[Id | None, str]]:
    used = {row["provider_id"] for row in rows}
    asked = sa.select(Provider.id, Provider.short_name, Provider.active).order_by(
        Provider.position, Provider.id
    )
    return [
        (row.id, row.short_name) for row in reading.session.execute(asked) if row.active or row.id in used
    ]


def _rooms(reading: Reading, rows: Sequence[Any]) -> list[tuple[Id | None, str]]:
    """The rooms in their order, then a column without a name for appointments that have no room yet."""
    used = {row["room_id"] for row in rows}
    asked = sa.select(Room.id, Room.name, Room.active).order_by(Room.position, Room.id)
    rooms: list[tuple[Id | None, str]] = [
        (row.id, row.name) for row in reading.session.execute(asked) if row.active or row.id in used
    ]
    return [*rooms, (None, "")] if None in used else rooms


def _column(
    column_id: Id | None,
    name: str,
    rows: Sequence[Any],
    blocks: Sequence[BlockView],
    open_from_now: Sequence[tuple[int, int]],
) -> ScheduleColumn:
    times = [(start := minute_of(row["wall_start"]), start + row["minutes"]) for row in rows]
    blocked = [(block.start_minute, block.start_minute + block.minutes) for block in blocks]
    free = gaps(open_from_now, [*times, *blocked]) if column_id is not None else []
    entries = [_entry(row, *placed) for row, placed in zip(rows, lanes(times), strict=True)]
    openings = tuple(Opening(start, end - start) for start, end in free)
    return ScheduleColumn(column_id, name, len(rows), tuple(entries), tuple(blocks), openings)


def _entry(row: Any, lane: int, lane_count: int) -> ScheduleEntry:
    facts = {name: row[name] for name in ScheduleEntry.__dataclass_fields__ if name in row}
    made = {"start_minute": minute_of(row["wall_start"]), "lane": lane, "lanes": lane_count}
    return ScheduleEntry(**{**facts, **made, "state": str(row["state"]), "sex": str(row["sex"])})


# -- free times --------------------------------------------------------------------------------------------


@query(Permission.SEE_SCHEDULE)
def ask_times(
    reading: Reading, text: str, *, patient_id: Id | None = None, visit_type_id: Id | None = None
) -> FoundTimes:
    """Return what words like "in 2 weeks, mornings" were understood to mean, and the first openings.

    `visit_type_id` is the type chosen in the form; a type named in the words goes before it.
    """
    table = policy(reading, "schedule")
    question = read_question(text, reading.today, _vocabulary(reading), table["search_days"])
    question = replace(question, patient_id=patient_id, visit_type_id=question.visit_type_id or visit_type_id)
    return find_times(reading, question)


@query(Permission.SEE_SCHEDULE)
def find_times(reading: Reading, question: TimeQuestion) -> FoundTimes:
    """Return free times for a question; when its days are full, those that follow are looked at too.

    Where the practice is closed at the time asked for, the nearest open times are offered instead.
    """
    table = policy(reading, "schedule")
    question = replace(question, first_day=max(question.first_day, reading.today))
    minutes = question.minutes or _length(reading, question.visit_type_id)
    columns = _columns(reading, question)

    def look(asked: TimeQuestion) -> list[Offer]:
        return offers(asked, minutes, columns, _calendar(reading, asked, table["step_minutes"]))

    hours, days = practice_hours(reading), table["search_days"]
    found, closed = look(question), is_closed_then(question, hours)
    widened = not found and not closed
    if widened:
        found = look(later(question, reading.today, days))
    elif not found:
        around = (look(one) for one in around_closed(question, hours, reading.today, days))
        found = nearest_first(question, next((some for some in around if some), []))
    return FoundTimes(question, _understood(reading, question, minutes), tuple(found), widened, closed)


def _length(reading: Reading, visit_type_id: Id | None) -> int:
    return _DEFAULT_MINUTES if visit_type_id is None else reading.get(VisitType, visit_type_id).minutes


def _vocabulary(reading: Reading) -> Vocabulary:
    providers = reading.session.execute(
        sa.select(Provider.id, Provider.name, Provider.short_name)
        .where(Provider.active)
        .order_by(Provider.position)
    )
    types = reading.session.execute(
        sa.select(VisitType.id, VisitType.name, VisitType.minutes)
        .where(VisitType.active)
        .order_by(VisitType.position)
    )
    return Vocabulary(
        [Named(row.id, f"{row.name} {row.short_name}") for row in providers],
        [Named(row.id, row.name, row.minutes) for row in types],
    )


def _columns(reading: Reading, question: TimeQuestion) -> list[Column]:
    """Return whose time to offer: the one who was named, else the clinicians, the patient's own first."""
    asked = sa.select(Provider.id, Provider.short_name, Provider.kind).where(Provider.active)
    rows = reading.session.execute(asked.order_by(Provider.position, Provider.id)).all()
    if question.provider_id is not None:
        return [Column(row.id, row.short_name) for row in rows if row.id == question.provider_id]
    usual = _usual_provider(reading, question.patient_id)
    clinicians = [row for row in rows if row.kind is not ProviderKind.STAFF]
    return [Column(row.id, row.short_name) for row in sorted(clinicians, key=lambda row: row.id != usual)]


def _usual_provider(reading: Reading, patient_id: Id | None) -> Id | None:
    """Return the patient's PCP here, else the clinician of the last appointment."""
    if patient_id is None:
        return None
    own = reading.get(Patient, patient_id).pcp_provider_id
    last = (
        sa.select(Appointment.provider_id)
        .where(Appointment.patient_id == patient_id, Appointment.state.in_(LIVE))
        .order_by(Appointment.starts_at.desc())
        .limit(1)
    )
    return own or reading.session.scalar(last)


def _calendar(reading: Reading, question: TimeQuestion, step: int) -> Calendar:
    first, last = question.first_day, question.last_day
    hours = practice_hours(reading)
    busy: defaultdict[tuple[Id, date], list[Span]] = defaultdict(list)
    for taken in taken_between(reading, first, last):
        busy[taken.provider_id, taken.span.start.astimezone(reading.zone).date()].append(taken.span)
    days = days_from(first, last)
    for block in blocks_between(reading, first, last):
        for day in days:
            if applies_on(block, day):
                busy[block.provider_id, day].append(blocked_on(block, day, reading.zone).span)
    open_times = {day: open_spans(hours, day, reading.zone) for day in days}
    return Calendar(reading.zone, reading.now, step, busy, open_times)


def _understood(reading: Reading, question: TimeQuestion, minutes: int) -> tuple[Message, ...]:
    return tuple(_said(reading, question, minutes))


def _said(reading: Reading, question: TimeQuestion, minutes: int) -> Iterable[Message]:
    """Say a question back, part by part, so that a person sees what the words were taken for."""
    if question.first_day == question.last_day:
        yield Message("schedule.understood.day", {"day": question.first_day})
    else:
        yield Message("schedule.understood.days", {"first": question.first_day, "last": question.last_day})
    for weekday in question.weekdays:
        yield Message("schedule.understood.weekday", {"weekday": weekday})
    if (question.from_minute, question.to_minute) != (0, WHOLE_DAY):
        times = {"from": question.from_minute, "to": question.to_minute}
        yield Message("schedule.understood.times", times)
    if question.near_minute is not None:
        yield Message("schedule.understood.near", {"minute": question.near_minute})
    if question.provider_id is not None:
        name = reading.get(Provider, question.provider_id).short_name
        yield Message("schedule.understood.provider", {"provider": name})
    if question.visit_type_id is not None:
        name = reading.get(VisitType, question.visit_type_id).name
        yield Message("schedule.understood.visit_type", {"visit_type": name})
    yield Message("schedule.understood.minutes", {"minutes": minutes})
    if question.reason:
        yield Message("schedule.understood.reason", {"reason": question.reason})
