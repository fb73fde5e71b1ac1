"""What is done to the practice: its facts, the columns of its calendar, rooms, kinds of visit, policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated, Stale
from app.core.findings import Message
from app.core.ids import Id
from app.practice import fields, rules
from app.practice.model import (
    CopayKind,
    PolicyTable,
    Provider,
    ProviderKind,
    Room,
    RoomState,
    Settings,
    VisitType,
)
from app.practice.policy import policy_faults
from app.practice.queries import (
    as_view,
    policy_version,
    policy_versions,
    room_view,
    settings_view,
    visit_type_view,
)
from app.practice.views import (
    OpenHours,
    PolicySaved,
    ProviderView,
    RoomView,
    SettingsView,
    VisitTypeView,
)
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class ChangeSettings(Command):
    """The whole form of settings; `hours` by weekday ("mon" to "sun"), a day not named is closed."""

    settings_id: Id
    version: int
    name: str
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    npi: str = ""
    tax_id: str = ""
    zone: str
    hours: Mapping[str, tuple[OpenHours, ...]] = field(default_factory=dict)
    lock_after_minutes: int = 5
    drawer_float_cents: int = 15_000


@action(Permission.CHANGE_PRACTICE)
def change_settings(work: Work, command: ChangeSettings) -> SettingsView:
    """Change the practice's own facts. A new time zone holds from the next opening of the file."""
    record = work.change(Settings, command.settings_id, command.version)
    record.name = fields.line("name", command.name, required=True)
    record.street = fields.line("street", command.street)
    record.city = fields.line("city", command.city)
    record.state = fields.state("state", command.state)
    record.zip = fields.zip_code("zip", command.zip)
    record.phone = fields.phone("phone", command.phone)
    record.npi = fields.npi("npi", command.npi)
    record.tax_id = rules.checked_tax_id(command.tax_id)
    record.zone = fields.zone("zone", command.zone)
    record.hours = rules.checked_hours(command.hours)
    record.lock_after_minutes = fields.between("lock_after_minutes", command.lock_after_minutes, 1, 15)
    record.drawer_float_cents = fields.between("drawer_float_cents", command.drawer_float_cents, 0, 500_000)
    work.session.flush()
    return settings_view(record)


@dataclass(frozen=True, kw_only=True)
class SaveProvider(Command):
    """A new column of the calendar (`provider_id` None), or one as it shall be."""

    provider_id: Id | None = None
    version: int = 0
    account_id: Id | None = None
    kind: ProviderKind
    name: str
    short_name: str
    npi: str = ""
    position: int = 0
    active: bool = True


@action(Permission.CHANGE_PRACTICE)
def save_provider(work: Work, command: SaveProvider) -> ProviderView:
    """Add or change a column of the calendar."""
    if command.kind is not ProviderKind.STAFF and command.account_id is None:
        raise RuleViolated("account_id", Message("practice.clinician_account"))
    record = _added_or_changed(work, Provider, command.provider_id, command.version)
    record.account_id, record.kind = command.account_id, command.kind
    record.name = fields.line("name", command.name, required=True)
    record.short_name = fields.line("short_name", command.short_name, most=40, required=True)
    record.npi = fields.npi("npi", command.npi)
    record.position, record.active = command.position, command.active
    return as_view(ProviderView, _kept(work, record))


def _added_or_changed(work: Work, kind: Any, record_id: Id | None, version: int) -> Any:
    return kind() if record_id is None else work.change(kind, record_id, version)


def _kept(work: Work, record: Any) -> Any:
    work.add(record)
    work.session.flush()
    return record


@dataclass(frozen=True, kw_only=True)
class SaveRoom(Command):
    """A new room (`room_id` None), or one as it shall be."""

    room_id: Id | None = None
    version: int = 0
    location_id: Id
    name: str
    position: int = 0
    active: bool = True


@action(Permission.CHANGE_PRACTICE)
def save_room(work: Work, command: SaveRoom) -> RoomView:
    """Add or change a room. A room with a patient in it cannot be closed."""
    record = _added_or_changed(work, Room, command.room_id, command.version)
    if command.room_id is None:
        record.state, record.state_since = RoomState.READY, work.now
    elif not command.active:
        rules.may_leave_service(record.state)
    record.location_id = command.location_id
    record.name = fields.line("name", command.name, most=30, required=True)
    _name_is_free(work, Room, record)
    record.position, record.active = command.position, command.active
    return room_view(_kept(work, record))


def _name_is_free(work: Work, kind: Any, record: Any) -> None:
    with work.session.no_autoflush:
        same = work.session.scalars(sa.select(kind).where(kind.name == record.name, kind.active))
        if any(one is not record for one in same):
            raise RuleViolated("name", Message("practice.name_taken"))


@dataclass(frozen=True, kw_only=True)
class BlockRoom(Command):
    """Take a room out of service, and say why."""

    room_id: Id
    version: int
    reason: str


@action(Permission.MOVE_VISIT)
def block_room(work: Work, command: BlockRoom) -> RoomView:
    """Take a room out of service until it is opened again; not while a patient is in it."""
    record = work.change(Room, command.room_id, command.version)
    rules.may_leave_service(record.state)
    reason = fields.free_line("reason", command.reason)
    if not reason:
        raise fields.refuse("reason", "required")
    record.state, record.state_since = RoomState.OUT_OF_SERVICE, work.now
    record.out_of_service_reason = reason
    return room_view(_kept(work, record))


@dataclass(frozen=True, kw_only=True)
class OpenRoom(Command):
    """Put a room back into service."""

    room_id: Id
    version: int


@action(Permission.MOVE_VISIT)
def open_room(work: Work, command: OpenRoom) -> RoomView:
    """Put a room that was out of service back: to be cleaned first, for nobody knows what was done in it."""
    record = work.change(Room, command.room_id, command.version)
    if record.state is not RoomState.OUT_OF_SERVICE:
        raise RuleViolated("", Message("practice.room_in_service"))
    record.state, record.state_since = RoomState.TO_CLEAN, work.now
    record.out_of_service_reason = ""
    return room_view(_kept(work, record))


@dataclass(frozen=True, kw_only=True)
class SaveVisitType(Command):
    """A new kind of visit (`visit_type_id` None), or one as it shall be."""

    visit_type_id: Id | None = None
    version: int = 0
    name: str
    name_es: str = ""
    minutes: int
    colour: str = "accent"
    copay_kind: CopayKind = CopayKind.OFFICE
    preparation: str = ""
    note_template: str = ""
    vitals: tuple[str, ...] = ()
    needs_room: bool = True
    position: int = 0
    active: bool = True


@action(Permission.CHANGE_PRACTICE)
def save_visit_type(work: Work, command: SaveVisitType) -> VisitTypeView:
    """Add or change a kind of visit; what is booked keeps its length."""
    record = _added_or_changed(work, VisitType, command.visit_type_id, command.version)
    record.name = fields.line("name", command.name, most=40, required=True)
    record.name_es = fields.line("name_es", command.name_es, most=60)
    _name_is_free(work, VisitType, record)
    record.minutes = rules.checked_minutes(command.minutes)
    record.colour, record.copay_kind = rules.checked_colour(command.colour), command.copay_kind
    record.preparation = fields.free_line("preparation", command.preparation, most=300)
    record.note_template, record.vitals = command.note_template, list(command.vitals)
    record.needs_room, record.position, record.active = command.needs_room, command.position, command.active
    return visit_type_view(_kept(work, record))


@dataclass(frozen=True, kw_only=True)
class SavePolicy(Command):
    """The practice's own values of a table of policy, from a day on; what is not named stays as shipped.

    `version` is that of the whole table as it was seen (`policy_version`): values that somebody else saved
    for another day count as well, for these were made of those in force on their day.
    """

    name: str
    version: int = 0
    valid_from: date
    content: Mapping[str, Any]


@action(Permission.CHANGE_PRACTICE)
def save_policy(work: Work, command: SavePolicy) -> PolicySaved:
    """Lay the practice's own values over a table. Days gone by keep the policy that they had.

    Raises NotFound for an unknown table, RuleViolated for the first value that its room refuses, and Stale if
    somebody saved the table since it was seen.
    """
    rules.not_in_the_past(command.valid_from, work.today)
    for fault in policy_faults(command.name, command.content, work.around.policy_checks()):
        raise RuleViolated(fault.field, fault.message)
    found = work.session.scalars(sa.select(PolicyTable).where(PolicyTable.name == command.name)).all()
    _not_saved_since(found, command)
    there = next((one for one in found if one.valid_from == command.valid_from), None)
    record = there or PolicyTable(name=command.name, valid_from=command.valid_from)
    record.content = dict(command.content)
    _kept(work, record)
    return PolicySaved(command.name, policy_version(policy_versions(work, command.name)))


def _not_saved_since(found: Sequence[PolicyTable], command: SavePolicy) -> None:
    version = sum(one.version for one in found)
    if version != command.version:
        latest = max(found, key=lambda one: one.id, default=None)
        raise Stale("policy_table", latest.id if latest else command.command_id, command.version, version)
