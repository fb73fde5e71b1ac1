"""The practice itself: its settings, places, the people one can book, and the tables of its policy."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, json_list, json_map, may_refer, refers, word


class Settings(Record):
    """The practice's own facts: one row. `hours` maps a weekday to times: {"mon": [["08:00", "17:00"]]}."""

    __tablename__ = "practice_settings"
    __change__ = Kind.PRACTICE

    name: Mapped[str]
    street: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    npi: Mapped[str] = mapped_column(default="")
    tax_id: Mapped[str] = mapped_column(default="")
    zone: Mapped[str]
    hours: Mapped[dict[str, Any]] = json_map()
    lock_after_minutes: Mapped[int] = mapped_column(default=5)
    drawer_float_cents: Mapped[int] = mapped_column(default=15_000)
    training: Mapped[bool] = mapped_column(default=False)


class Location(Record):
    """An office of the practice. Rooms, appointments, visits and drawers carry one."""

    __tablename__ = "location"
    __change__ = Kind.PRACTICE

    name: Mapped[str]


class ProviderKind(StrEnum):
    """What can be booked: a clinician, or the column of the clinical staff (shots, blood pressure checks)."""

    PHYSICIAN = "physician"
    NP_PA = "np_pa"
    STAFF = "staff"


class Provider(Record):
    """A column of the calendar. `account_id` is the clinician's sign-in; the staff column has none."""

    __tablename__ = "provider"
    __change__ = Kind.PRACTICE

    account_id: Mapped[Id | None] = may_refer("account.id")
    kind: Mapped[ProviderKind] = word(ProviderKind)
    name: Mapped[str]
    short_name: Mapped[str]
    npi: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class RoomState(StrEnum):
    """Ready → Occupied → To clean → Ready; out of service with a reason."""

    READY = "ready"
    OCCUPIED = "occupied"
    TO_CLEAN = "to_clean"
    OUT_OF_SERVICE = "out_of_service"


class Room(Record):
    """An exam room. Who is in it is a fact of the visit, not of the room."""

    __tablename__ = "room"
    __change__ = Kind.ROOM

    location_id: Mapped[Id] = refers("location.id")
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[RoomState] = word(RoomState)
    state_since: Mapped[datetime]
    out_of_service_reason: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class CopayKind(StrEnum):
    """What a kind of visit means for what is due at the desk."""

    OFFICE = "office"
    PREVENTIVE = "preventive"
    POST_OP = "post_op"
    NONE = "none"


class VisitType(Record):
    """A kind of visit: how long, how it is drawn, what it needs, how its note begins."""

    __tablename__ = "visit_type"
    __change__ = Kind.PRACTICE

    name: Mapped[str]
    name_es: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    colour: Mapped[str] = mapped_column(default="accent")  # a token of the theme: accent, info, violet
    copay_kind: Mapped[CopayKind] = word(CopayKind)
    preparation: Mapped[str] = mapped_column(default="")
    note_template: Mapped[str] = mapped_column(default="")
    vitals: Mapped[list[str]] = json_list()  # the measures asked for, in the order of the strip
    needs_room: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class PolicyTable(Record):
    """A table of the practice's policy by name, in force from a day on; absent: the shipped default."""

    __tablename__ = "policy_table"
    __change__ = Kind.PRACTICE
    __table_args__ = (sa.UniqueConstraint("name", "valid_from"),)

    name: Mapped[str]
    valid_from: Mapped[date]
    content: Mapped[dict[str, Any]] = json_map()
