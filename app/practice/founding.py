"""The first act in a new file: the practice says who and where it is."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.acts import Command, Permission, Role, action
from app.practice import fields
from app.practice.creation import NewPractice, make_practice_defaults
from app.practice.model import Provider, ProviderKind
from app.practice.views import OpenHours
from app.store.work import Work

_KINDS = {Role.PHYSICIAN: ProviderKind.PHYSICIAN, Role.NP_PA: ProviderKind.NP_PA}


@dataclass(frozen=True, kw_only=True)
class FoundPractice(Command):
    """What a practice says of itself at the start; all of it can be changed later but the time zone.

    `hours` maps a weekday ("mon") to its stretches; None means the usual ones.
    """

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
    owner_name: str = ""  # as on paper, where the founder is a clinician


def zone_of(name: str) -> ZoneInfo:
    """Return a zone by its name ("America/New_York"). Raises RuleViolated for one that is not known."""
    return ZoneInfo(fields.zone("zone", name))


@action(Permission.CHANGE_PRACTICE)
def found_practice(work: Work, command: FoundPractice) -> None:
    """Write the practice's own facts and its defaults; a clinician who founds it can be booked at once."""
    make_practice_defaults(
        work,
        NewPractice(
            name=command.name,
            zone=command.zone,
            street=command.street,
            city=command.city,
            state=command.state,
            zip=command.zip,
            phone=command.phone,
            hours=command.hours,
            rooms=command.rooms,
            training=command.training,
        ),
    )
    kind = next((_KINDS[role] for role in sorted(work.actor.roles) if role in _KINDS), None)
    if kind is not None:
        name = command.owner_name or work.actor.name
        work.add(Provider(account_id=work.actor.person_id, kind=kind, name=name, short_name=work.actor.name))
