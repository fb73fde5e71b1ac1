"""What a new practice begins with."""

from dataclasses import dataclass
from typing import Any

from app.core.ids import Id
from app.practice import fields, rules
from app.practice.model import (
    CopayKind,
    Location,
    Provider,
    ProviderKind,
    Room,
    RoomState,
    Settings,
    VisitType,
)
from app.practice.policy import shipped_policy
from app.practice.views import OpenHours
from app.store.work import Work


@dataclass(frozen=True)
class NewPractice:
    """What the first-run assistant asks. `hours` None means the usual ones, `rooms` None the usual number."""

    name: str
    zone: str
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    hours: dict[str, tuple[OpenHours, ...]] | None = None
    rooms: int | None = None
    training: bool = False


@dataclass(frozen=True)
class MadePractice:
    """The ids of what was made: settings, the first location, the column of the clinical staff."""

    settings_id: Id
    location_id: Id
    staff_provider_id: Id


@dataclass(frozen=True)
class UsualStart:
    """The shipped defaults as the first-run assistant shows them; `visit_types` are names with minutes."""

    rooms: int
    hours: tuple[OpenHours, ...]
    open_days: tuple[str, ...]
    visit_types: tuple[tuple[str, int], ...]
    staff_column: str


def usual_start() -> UsualStart:
    """Return what a practice begins with where nothing else is said."""
    usual = shipped_policy("new_practice")
    return UsualStart(
        rooms=usual["rooms"],
        hours=tuple(OpenHours(*one) for one in usual["hours"]),
        open_days=tuple(usual["open_days"]),
        visit_types=tuple((kind["name"], kind["minutes"]) for kind in usual["visit_types"]),
        staff_column=usual["staff_column"],
    )


def make_practice_defaults(work: Work, new: NewPractice) -> MadePractice:
    """Write settings, location, rooms, kinds of visit and the staff column of a new practice.

    Called once, within the act that creates it. Raises RuleViolated for a wrong name, zone, address or hours.
    """
    usual = shipped_policy("new_practice")
    settings = work.add(_settings(new, usual))
    location = work.add(Location(name=settings.name))
    work.session.flush()  # the rooms refer to it
    for number in range(1, fields.between("rooms", new.rooms or usual["rooms"], 1, 60) + 1):
        work.add(_room(work, location.id, usual["room_name"].format(number=number), number))
    for position, kind in enumerate(usual["visit_types"], 1):
        work.add(_visit_type(kind, position))
    column = usual["staff_column"]
    staff = work.add(Provider(kind=ProviderKind.STAFF, name=column, short_name=column, position=100))
    work.session.flush()
    return MadePractice(settings.id, location.id, staff.id)


def _settings(new: NewPractice, usual: dict[str, Any]) -> Settings:
    stretches = tuple(OpenHours(*one) for one in usual["hours"])
    hours = new.hours if new.hours is not None else dict.fromkeys(usual["open_days"], stretches)
    return Settings(
        name=fields.line("name", new.name, required=True),
        zone=fields.zone("zone", new.zone),
        street=fields.line("street", new.street),
        city=fields.line("city", new.city),
        state=fields.state("state", new.state),
        zip=fields.zip_code("zip", new.zip),
        phone=fields.phone("phone", new.phone),
        hours=rules.checked_hours(hours),
        training=new.training,
    )


def _room(work: Work, location: Id, name: str, position: int) -> Room:
    return Room(
        location_id=location, name=name, position=position, state=RoomState.READY, state_since=work.now
    )


def _visit_type(kind: dict[str, Any], position: int) -> VisitType:
    return VisitType(**{**kind, "copay_kind": CopayKind(kind["copay_kind"])}, position=position)
