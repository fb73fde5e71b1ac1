"""The records of the calendar as the schedule's own acts and questions need them; screens ask `queries`."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.errors import NotFound
from app.core.ids import Id
from app.people.model import Patient
from app.practice.model import Location, Provider, Room, Settings, VisitType
from app.schedule.model import LIVE, Appointment, Block
from app.schedule.rules import Blocked, Span, Taken, block_applies
from app.schedule.views import AppointmentView, BlockView
from app.schedule.wall_time import minute_of, nearest_instant
from app.store.work import Reading

_Earlier = aliased(Appointment)


def practice_hours(reading: Reading) -> dict[str, Any]:
    """Return the open times by weekday; a practice that set none is never open."""
    return reading.session.scalar(sa.select(Settings.hours)) or {}


def taken_between(reading: Reading, first: date, last: date) -> list[Taken]:
    """Return the appointments that hold a time on some days, both included."""
    rows = reading.session.execute(
        sa.select(
            Appointment.id,
            Appointment.patient_id,
            Appointment.provider_id,
            Appointment.room_id,
            Appointment.starts_at,
            Appointment.minutes,
        ).where(Appointment.day.between(first, last), Appointment.state.in_(LIVE))
    )
    return [Taken(*row[:4], Span.of(row.starts_at, row.minutes)) for row in rows]


def blocks_between(reading: Reading, first: date, last: date) -> Sequence[Block]:
    """Return the blocks that may touch some days: those on one of them, and all that come each week."""
    return reading.session.scalars(
        sa.select(Block)
        .where(
            Block.entered_in_error.is_(None),
            sa.or_(Block.day.between(first, last), Block.weekday.is_not(None)),
        )
        .order_by(Block.wall_start, Block.id)
    ).all()


def applies_on(block: Block, day: date) -> bool:
    return block_applies(block.day, block.weekday, block.valid_from, block.valid_to, day)


def blocked_on(block: Block, day: date, zone: ZoneInfo) -> Blocked:
    """Return a block as the time that it takes on a day."""
    start = minute_of(block.wall_start)
    end = min(start + block.minutes, 24 * 60)
    return Blocked(block.kind, Span(nearest_instant(day, start, zone), nearest_instant(day, end, zone)))


def block_view(block: Block) -> BlockView:
    """Return a block as the calendar draws it."""
    return BlockView(
        block_id=block.id,
        version=block.version,
        provider_id=block.provider_id,
        kind=str(block.kind),
        note=block.note,
        start_minute=minute_of(block.wall_start),
        minutes=block.minutes,
        weekly=block.weekday is not None,
    )


def days_from(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def main_location(reading: Reading) -> Id:
    """Return the first office of the practice. Raises NotFound where there is none."""
    found = reading.session.scalar(sa.select(Location.id).order_by(Location.id).limit(1))
    if found is None:
        raise NotFound("location", "")
    return found


def _selected() -> sa.Select[Any]:
    shown = [
        getattr(Appointment, name)
        for name in AppointmentView.__dataclass_fields__
        if hasattr(Appointment, name)
    ]
    return (
        sa.select(
            *shown,
            Patient.last_name.label("patient_last_name"),
            Patient.first_name.label("patient_first_name"),
            Provider.name.label("provider"),
            Provider.short_name.label("provider_short"),
            VisitType.name.label("visit_type"),
            VisitType.name_es.label("visit_type_es"),
            VisitType.preparation,
            VisitType.colour,
            Location.name.label("location"),
            sa.func.coalesce(Room.name, "").label("room"),
            _Earlier.id.label("moved_from"),
        )
        .select_from(Appointment)
        .join(Patient, Patient.id == Appointment.patient_id)
        .join(Provider, Provider.id == Appointment.provider_id)
        .join(VisitType, VisitType.id == Appointment.visit_type_id)
        .join(Location, Location.id == Appointment.location_id)
        .outerjoin(Room, Room.id == Appointment.room_id)
        .outerjoin(
            _Earlier,
            sa.and_(_Earlier.moved_to == Appointment.id, _Earlier.id != Appointment.id),
        )
    )


def appointment_views(reading: Reading, *where: sa.ColumnElement[bool]) -> tuple[AppointmentView, ...]:
    """Return the appointments that fit, by time."""
    asked = _selected().where(*where).order_by(Appointment.starts_at, Appointment.id)
    return tuple(
        AppointmentView(**{**row, "state": str(row["state"])})
        for row in reading.session.execute(asked).mappings()
    )


def view_of(reading: Reading, appointment_id: Id) -> AppointmentView:
    """Return one appointment with the names around it. Raises NotFound."""
    found = appointment_views(reading, Appointment.id == appointment_id)
    if not found:
        raise NotFound(Appointment.__tablename__, appointment_id)
    return found[0]
