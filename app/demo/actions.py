"""Loading the history of the demo practice: one act, allowed in a training practice only."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.billing.charges.fees import fees
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.demo.chart_rows import Person
from app.demo.history import Surround, history_rows, in_order
from app.demo.patients import make_patients
from app.demo.people import AWAY, Team, team_of
from app.people.findable import make_many_findable
from app.people.model import Patient
from app.practice.model import Location, Provider, Room, VisitType
from app.practice.policy import policy
from app.practice.queries import settings_record
from app.store.sequences import next_number
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class LoadHistory(Command):
    """Eighteen months of made-up visits before a day. The same seed and day draw the same people."""

    today: date
    patients: int
    seed: str


@dataclass(frozen=True)
class LoadedHistory:
    """How many rows of each table were loaded."""

    rows: dict[str, int]


@action(Permission.IMPORT)
def load_history(work: Work, command: LoadHistory) -> LoadedHistory:
    """Load made-up people and their past.

    Raises RuleViolated outside a training practice, and in one that has patients already.
    """
    if not settings_record(work).training:
        raise RuleViolated("", Message("demo.only_for_training"))
    if work.session.scalar(sa.select(Patient.id).limit(1)) is not None:
        raise RuleViolated("", Message("demo.has_patients"))
    people = make_patients(command.today, command.patients, command.seed)
    rows, receipts = history_rows(_surround(work, command.today), people, command.seed)
    counts = {}
    for kind, loaded in in_order(rows):
        work.load(kind, loaded)
        counts[kind.__tablename__] = len(loaded)
    make_many_findable(work, rows[Patient])
    if receipts:
        next_number(work, "receipt", first=receipts)
    work.detail(source="made up", patients=len(rows[Patient]), seed=command.seed)
    return LoadedHistory(counts)


def _surround(work: Work, today: date) -> Surround:
    team = team_of(work)
    types = {one.name: one for one in work.session.scalars(sa.select(VisitType))}
    rooms = work.session.scalars(sa.select(Room.id).order_by(Room.position)).all()
    return Surround(
        today=today,
        zone=work.zone,
        clinicians=_clinicians(work, team),
        assistants=[_person(team, login) for login in team.assistants],
        desk=_person(team, team.desk),
        biller=_person(team, team.biller),
        location_id=work.session.scalars(sa.select(Location.id).limit(1)).one(),
        rooms=rooms,
        types=types,
        fees=fees(work, today),
        limits=policy(work, "vitals"),
        float_cents=settings_record(work).drawer_float_cents,
    )


def _person(team: Team, login: str) -> Person:
    account = team.accounts[login]
    return Person(account.id, account.short_name)


def _clinicians(work: Work, team: Team) -> list[Person]:
    asked = sa.select(Provider).where(Provider.account_id.is_not(None)).order_by(Provider.position)
    names = {account.id: account.short_name for account in team.accounts.values()}
    return [
        Person(one.account_id, names.get(one.account_id, AWAY), one.id)
        for one in work.session.scalars(asked)
        if one.account_id is not None
    ]
