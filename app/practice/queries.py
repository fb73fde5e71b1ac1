"""Questions about the practice itself: what it is, who works in it, where, when, and by which policy."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from app.core.acts import Permission, Role, query
from app.core.errors import NotFound
from app.core.ids import Id
from app.practice.model import Location, PolicyTable, Provider, Room, Settings, VisitType
from app.practice.policy import policy, policy_names, shipped_policy
from app.practice.rules import WEEKDAYS, hours_of
from app.practice.views import (
    LocationView,
    OpenHours,
    PolicyVersion,
    PolicyView,
    ProviderView,
    RoomView,
    SettingsView,
    StaffLine,
    VisitTypeView,
)
from app.security.model import Account
from app.store.work import Reading

V = TypeVar("V")


def as_view(view: type[V], record: Any, **other: Any) -> V:
    """Return a record as a view whose fields bear the same names; `other` are those that differ."""
    names = view.__dataclass_fields__  # type: ignore[attr-defined]
    return view(**{**{name: getattr(record, name) for name in names if name not in other}, **other})


def settings_record(reading: Reading) -> Settings:
    """Return the one row of settings, for the rooms of app. Raises NotFound before the practice is made."""
    found = reading.session.scalars(sa.select(Settings)).first()
    if found is None:
        raise NotFound("practice_settings", "")
    return found


def room_view(record: Room) -> RoomView:
    """Return a room as screens see it."""
    return as_view(RoomView, record)


def visit_type_view(record: VisitType) -> VisitTypeView:
    """Return a kind of visit as screens see it."""
    return as_view(VisitTypeView, record, vitals=tuple(record.vitals))


def settings_view(record: Settings) -> SettingsView:
    """Return the settings as screens see them."""
    return as_view(SettingsView, record, hours={day: hours_of(record.hours, day) for day in record.hours})


@query(Permission.SEE_PRACTICE)
def practice_settings(reading: Reading) -> SettingsView:
    """Return the practice's own facts."""
    return settings_view(settings_record(reading))


@query(Permission.SEE_PRACTICE)
def opening_hours(reading: Reading, day: date) -> tuple[OpenHours, ...]:
    """Return when the practice is open on a day, in wall time; nothing on a day when it is closed."""
    return hours_of(settings_record(reading).hours, WEEKDAYS[day.weekday()])


@query(Permission.SEE_PRACTICE)
def locations(reading: Reading) -> tuple[LocationView, ...]:
    """Return the offices of the practice, the first made first."""
    return tuple(
        as_view(LocationView, one)
        for one in reading.session.scalars(sa.select(Location).order_by(Location.id))
    )


@query(Permission.SEE_PRACTICE)
def providers(reading: Reading, *, inactive: bool = False) -> tuple[ProviderView, ...]:
    """Return the columns of the calendar in their order; `inactive` ones too where they are asked for."""
    asked = sa.select(Provider).order_by(Provider.position, Provider.id)
    asked = asked if inactive else asked.where(Provider.active)
    return tuple(as_view(ProviderView, one) for one in reading.session.scalars(asked))


@query(Permission.SEE_PRACTICE)
def my_provider(reading: Reading) -> ProviderView | None:
    """Return the calendar column of the person who asks, or None."""
    asked = sa.select(Provider).where(Provider.account_id == reading.actor.person_id, Provider.active)
    found = reading.session.scalars(asked).first()
    return None if found is None else as_view(ProviderView, found)


@query(Permission.SEE_PRACTICE)
def rooms(reading: Reading, *, inactive: bool = False) -> tuple[RoomView, ...]:
    """Return the exam rooms in their order."""
    asked = sa.select(Room).order_by(Room.position, Room.id)
    asked = asked if inactive else asked.where(Room.active)
    return tuple(room_view(one) for one in reading.session.scalars(asked))


@query(Permission.SEE_PRACTICE)
def visit_types(reading: Reading, *, inactive: bool = False) -> tuple[VisitTypeView, ...]:
    """Return the kinds of visit in their order."""
    asked = sa.select(VisitType).order_by(VisitType.position, VisitType.id)
    asked = asked if inactive else asked.where(VisitType.active)
    return tuple(visit_type_view(one) for one in reading.session.scalars(asked))


@query(Permission.SEE_PRACTICE)
def staff(reading: Reading, *, inactive: bool = False) -> tuple[StaffLine, ...]:
    """Return the people of the practice by name."""
    asked = sa.select(Account).order_by(Account.name)
    asked = asked if inactive else asked.where(Account.active)
    return tuple(
        as_view(StaffLine, one, roles=tuple(sorted(one.roles))) for one in reading.session.scalars(asked)
    )


@query(Permission.SEE_PRACTICE)
def staff_with_role(reading: Reading, *roles: Role) -> tuple[StaffLine, ...]:
    """Return the people who hold one of these roles ("who may sign this")."""
    return tuple(one for one in staff(reading) if set(one.roles) & set(roles))


@query(Permission.SEE_PRACTICE)
def policy_table(reading: Reading, name: str, on: date | None = None) -> PolicyView:
    """Return a table of policy as in force on a day, beside what shipped. Raises NotFound."""
    content, shipped = policy(reading, name, on), shipped_policy(name)
    since = reading.session.scalar(
        sa.select(sa.func.max(PolicyTable.valid_from)).where(
            PolicyTable.name == name, PolicyTable.valid_from <= (on or reading.today)
        )
    )
    return PolicyView(name, content, shipped, since)


@query(Permission.SEE_PRACTICE)
def policy_versions(reading: Reading, name: str) -> tuple[PolicyVersion, ...]:
    """Return the practice's own values of a table, each version from its day on, the earliest first."""
    asked = sa.select(PolicyTable).where(PolicyTable.name == name).order_by(PolicyTable.valid_from)
    return tuple(as_view(PolicyVersion, one) for one in reading.session.scalars(asked))


def policy_version(versions: Sequence[PolicyVersion]) -> int:
    """Return the version of a whole table, 0 as shipped: it rises with each save, for whichever day."""
    return sum(one.version for one in versions)


@query(Permission.SEE_PRACTICE)
def policy_tables(reading: Reading) -> tuple[str, ...]:
    """Return the names of all tables of policy."""
    return policy_names()


def names_of(reading: Reading, accounts: set[Id]) -> dict[Id, str]:
    """Return the short names of accounts, for the rooms of app that show who did something."""
    asked = sa.select(Account.id, Account.short_name).where(Account.id.in_(accounts))
    return {row.id: row.short_name for row in reading.session.execute(asked)}
