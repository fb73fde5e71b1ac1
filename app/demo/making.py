"""Making the demo practice: founded, staffed, given a past, and played up to the present moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.billing.charges.actions import AdoptExampleFees, adopt_example_fees
from app.core.clock import SetClock
from app.core.progress import Progress
from app.demo.actions import LoadHistory, load_history
from app.demo.closing import close_at_night
from app.demo.hours import DemoDay, demo_day, week_of, working_days
from app.demo.lists import chance_for, listed
from app.demo.parts import PAST_DAYS, STAFF, Part, coming_parts, past_parts, today_parts
from app.demo.patients import DemoPatient, make_patients
from app.demo.people import DemoPerson, as_account, as_owner, demo_people, owner_of, team_of
from app.demo.registering import register_new
from app.demo.stage import Stage
from app.demo.visiting import Visiting
from app.documents.views import RecoverySheet
from app.practice.actions import SaveProvider, save_provider
from app.practice.founding import FoundPractice
from app.practice.model import Provider, ProviderKind, VisitType
from app.practice_file import KdfCost, Practice, Setting, create_practice
from app.store.kdf import FLOOR
from app.store.work import Reading, Work

FILE_NAME = "riverside.daybook"
SEED = "riverside 1"
PATIENTS = 420
_FIRST_EVENING = timedelta(hours=18, minutes=30)
_KINDS = {"physician": ProviderKind.PHYSICIAN, "np_pa": ProviderKind.NP_PA}


@dataclass(frozen=True)
class DemoPractice:
    """A demo practice in a file, who can sign in to it, and the day for which it was made."""

    file: Path
    people: tuple[DemoPerson, ...]
    owner: DemoPerson
    day: date


def make_demo(
    folder: Path,
    today: date,
    setting: Setting,
    *,
    scale: float = 1.0,
    seed: str = SEED,
    progress: Progress | None = None,
    cost: KdfCost = FLOOR,
) -> DemoPractice:
    """Make a demo practice in an empty folder, its day half done at the setting's present moment.

    `today` names the day where the clock shows another one: then the day stands as it does at 9:46 AM.
    `scale` makes it smaller for tests. Raises Unavailable (a file is there already), Cancelled.
    """
    day = _day(today, setting)
    people = demo_people()
    clock = SetClock(day.midnight - timedelta(days=8) + _FIRST_EVENING)
    own = Setting(clock, setting.bus, setting.workstation, setting.state_folder)
    practice = _found(folder / FILE_NAME, day, people, own, cost)
    try:
        patients = make_patients(day.day, max(round(PATIENTS * scale), 90), seed)
        practice.run(load_history, LoadHistory(today=day.day, patients=len(patients), seed=seed))
        _play(practice, clock, day, patients, scale, seed, progress or Progress())
    finally:
        practice.close()
    return DemoPractice(folder / FILE_NAME, people, owner_of(people), day.day)


def _day(today: date, setting: Setting) -> DemoDay:
    zone = ZoneInfo(listed("staff")["zone"])
    now = setting.clock.now()
    if now.astimezone(zone).date() != today:
        now = datetime(today.year, today.month, today.day, 9, 46, tzinfo=zone)
    return demo_day(now, zone)


# -- founding -----------------------------------------------------------------------------------------------


def _found(
    file: Path, day: DemoDay, people: tuple[DemoPerson, ...], setting: Setting, cost: KdfCost
) -> Practice:
    owner, sheets = owner_of(people), list[RecoverySheet]()
    staff = listed("staff")
    founding = FoundPractice(
        name=staff["practice"],
        zone=staff["zone"],
        hours=week_of(day),
        training=True,
        **{name: staff[name] for name in ("street", "city", "state", "zip", "phone")},
    )
    practice = create_practice(
        file, founding, as_owner(owner), owner.password, sheets.append, setting=setting, cost=cost
    )
    try:
        practice.recovery.confirm(_asked_groups(practice, sheets[0]))
        _add_people(practice, [one for one in people if one is not owner], cost)
        practice.run(adopt_example_fees, AdoptExampleFees(valid_from=day.day - timedelta(days=700)))
    except BaseException:
        practice.close()
        raise
    return practice


def _asked_groups(practice: Practice, sheet: RecoverySheet) -> tuple[str, ...]:
    """Return what the sheet says where it is asked; nobody will ever need it."""
    return tuple(sheet.lines[place.line - 1].groups[place.group - 1] for place in practice.recovery.places)


def _add_people(practice: Practice, people: list[DemoPerson], cost: KdfCost) -> None:
    for position, person in enumerate(people, 1):
        account = practice.staff.add(as_account(person), person.password, cost)
        kind = next((_KINDS[role] for role in person.roles if role in _KINDS), None)
        if kind is not None:
            column = SaveProvider(
                account_id=account.id,
                kind=kind,
                name=person.name,
                short_name=person.short_name,
                position=position,
            )
            practice.run(save_provider, column)


# -- playing ------------------------------------------------------------------------------------------------


def _play(
    practice: Practice,
    clock: SetClock,
    day: DemoDay,
    patients: tuple[DemoPatient, ...],
    scale: float,
    seed: str,
    progress: Progress,
) -> None:
    stage = _stage(practice, clock, day, progress)
    first = clock.now() + timedelta(minutes=1)
    register_new(stage, patients, first)
    parts = [
        *past_parts(day.day, day.zone, patients, seed, scale),
        *today_parts(day, patients, seed),
        *coming_parts(day.day, day.zone, patients, seed, scale),
    ]
    _put_on(stage, day, parts, first + timedelta(minutes=10), seed)
    for past in working_days(day.day, -1, PAST_DAYS):
        close_at_night(stage, past, day.zone)
    stage.play()
    clock.set(max(day.now, clock.now()))


def _stage(practice: Practice, clock: SetClock, day: DemoDay, progress: Progress) -> Stage:
    with Work(practice.actor, practice.around) as work:
        team = team_of(work)
        logins = {account.id: login for login, account in team.accounts.items()}
        return Stage(
            practice.around,
            clock,
            team,
            {
                logins.get(one.account_id, STAFF) if one.account_id else STAFF: one.id
                for one in _all(work, Provider)
            },
            {one.name: one.id for one in _all(work, VisitType)},
            until=day.now,
            progress=progress,
        )


def _all(reading: Reading, kind: Any) -> Any:
    return reading.session.scalars(sa.select(kind))


def _put_on(stage: Stage, day: DemoDay, parts: list[Part], first: datetime, seed: str) -> None:
    """Let each part be booked some days before it, in the desk's hours, and then be played."""
    chance = chance_for(seed, "booked")
    for number, part in enumerate(sorted(parts, key=lambda one: one.starts_at)):
        visiting = Visiting(stage, part, number, day.day)
        latest = min(part.starts_at - timedelta(hours=20), day.now - timedelta(hours=14))
        span = max((latest - first).total_seconds(), 0)
        visiting.book(first + timedelta(seconds=span * chance.random()))
        visiting.come()
