"""Appointments and the times that are not for booking."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Correctable, Record, may_refer, refers, word


class AppointmentState(StrEnum):
    """What was agreed. What happened on the day is the visit's."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    CANCELLED_BY_PATIENT = "cancelled_by_patient"
    CANCELLED_BY_PRACTICE = "cancelled_by_practice"
    RESCHEDULED = "rescheduled"
    ENTERED_IN_ERROR = "entered_in_error"


LIVE = (AppointmentState.BOOKED, AppointmentState.CONFIRMED)  # those that hold their time


class Appointment(Record):
    """A booked time. The wall start, zone and fold are what was agreed; `starts_at` is derived from them.

    `fold` is 1 for the second of two equal wall times on the night the clock goes back. Moving one leaves it
    as rescheduled and makes another, so that a printed card and the count of moves stay true.
    """

    __tablename__ = "appointment"
    __change__ = Kind.APPOINTMENT
    __table_args__ = (
        sa.Index("ix_appointment_provider_day", "provider_id", "day"),
        sa.Index("ix_appointment_day", "day"),
    )

    patient_id: Mapped[Id] = refers("patient.id")
    provider_id: Mapped[Id] = mapped_column(sa.ForeignKey("provider.id"))
    visit_type_id: Mapped[Id] = mapped_column(sa.ForeignKey("visit_type.id"))
    location_id: Mapped[Id] = mapped_column(sa.ForeignKey("location.id"))
    room_id: Mapped[Id | None] = may_refer("room.id")
    day: Mapped[date]
    wall_start: Mapped[str]  # "09:15"
    zone: Mapped[str]
    fold: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int]
    starts_at: Mapped[datetime]
    state: Mapped[AppointmentState] = word(AppointmentState)
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    walk_in: Mapped[bool] = mapped_column(default=False)
    visit_begun: Mapped[bool] = mapped_column(default=False)  # came or did not come: the visit speaks now
    cancel_reason: Mapped[str] = mapped_column(default="")
    moved_to: Mapped[Id | None] = may_refer("appointment.id")
    overlap_reason: Mapped[str] = mapped_column(default="")
    booked_at: Mapped[datetime]
    booked_by: Mapped[Id]


class BlockKind(StrEnum):
    """Why a time is not for booking."""

    LUNCH = "lunch"
    CHARTING = "charting"
    MEETING = "meeting"
    AWAY = "away"


class Block(Correctable, Record):
    """A time of a provider that is not for booking: on one day, or each week on a weekday (0 is Monday).

    `valid_from` and `valid_to` (both included, None: without end) bound one that comes each week.
    """

    __tablename__ = "block"
    __change__ = Kind.APPOINTMENT

    provider_id: Mapped[Id] = refers("provider.id")
    kind: Mapped[BlockKind] = word(BlockKind)
    day: Mapped[date | None] = mapped_column(default=None)
    weekday: Mapped[int | None] = mapped_column(default=None)
    wall_start: Mapped[str]
    minutes: Mapped[int]
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
