"""The first act in a new file: the practice says who and where it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.practice.model import Settings
from app.store.work import Work

_WEEK = ("mon", "tue", "wed", "thu", "fri")
USUAL_HOURS: Mapping[str, tuple[tuple[str, str], ...]] = dict.fromkeys(_WEEK, (("08:00", "17:00"),))


@dataclass(frozen=True, kw_only=True)
class FoundPractice(Command):
    """What a practice says of itself at the start; all of it can be changed later but the time zone."""

    name: str
    zone: str
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    hours: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: dict(USUAL_HOURS))
    training: bool = False


def zone_of(name: str) -> ZoneInfo:
    """Return a zone by its name ("America/New_York"). Raises RuleViolated for one that is not known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise RuleViolated("zone", Message("practice.zone_unknown")) from error


@action(Permission.CHANGE_PRACTICE)
def found_practice(work: Work, command: FoundPractice) -> None:
    """Write the practice's own facts."""
    zone_of(command.zone)
    work.add(
        Settings(
            name=command.name,
            zone=command.zone,
            street=command.street,
            city=command.city,
            state=command.state,
            zip=command.zip,
            phone=command.phone,
            hours={day: [list(span) for span in spans] for day, spans in command.hours.items()},
            training=command.training,
        )
    )
