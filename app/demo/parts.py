"""Who comes on which day, when, to whom and how far: the plan of the days that the staff act."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.demo.history import why_of
from app.demo.hours import DemoDay, working_days
from app.demo.lists import chance_for
from app.demo.patients import DemoPatient
from app.visits.model import VisitState

S = VisitState
COLUMNS = ("okafor", "lind", "haley")
STAFF = "staff"
PAST_DAYS, COMING_DAYS = 5, 10  # working days: the last five, and those of the next fourteen days
_NOT_SEEN = (S.NO_SHOW, S.LEFT_WITHOUT_BEING_SEEN, S.CANCELLED_BY_PATIENT, S.CANCELLED_BY_PRACTICE)
_WHOLE = 34.0  # minutes from the door to the door, for those who are done
_EARLIEST = 105.0  # minutes before now at which the first of the day came


@dataclass(frozen=True)
class Part:
    """One person on one day. `arrived` None: has not come. `since`: when the last state began.

    `left` is when the visit ended for those who are done or left; `walk_in` ones are not booked before.
    """

    patient: DemoPatient
    column: str
    kind: str
    reason: str
    code: str
    plan: str
    day: date
    starts_at: datetime
    minutes: int
    state: VisitState
    arrived: datetime | None = None
    since: datetime | None = None
    confirmed: bool = True
    walk_in: bool = False


def _why(patient: DemoPatient, day: date, chance: random.Random) -> dict[str, Any]:
    row: Mapping[str, Any] = why_of(patient, day, chance)
    return {
        "kind": row.get("type", "Follow-up"),
        "reason": chance.choice(row["reasons"]),
        "code": row["code"],
        "plan": chance.choice(row["plan"]),
    }


# -- today --------------------------------------------------------------------------------------------------


def today_parts(day: DemoDay, patients: Sequence[DemoPatient], seed: str) -> list[Part]:
    """Return the demo day: the cast, and others until the board looks like a day half done."""
    chance = chance_for(seed, "today")
    cast = [one for one in patients if one.today]
    others = iter([one for one in patients if not one.today and not one.new and one.age(day.day) >= 2])
    return [
        *_expected(day, cast, others, chance),
        *(_in_progress(day, one) for one in cast if one.today["state"] != "expected"),
        *_done(day, others, chance),
        *_not_seen(day, others, chance),
    ]


def _scale(day: DemoDay) -> float:
    """Return how much shorter than usual the day so far was: just after midnight it was short."""
    return min(1.0, day.minutes_before / _EARLIEST)


def _ago(day: DemoDay, minutes: float) -> datetime:
    return day.now - timedelta(minutes=minutes * _scale(day))


def _start_for(day: DemoDay, arrived: datetime) -> datetime:
    return day.within(arrived + timedelta(minutes=6))


def _in_progress(day: DemoDay, patient: DemoPatient) -> Part:
    told = patient.today
    arrived = _ago(day, told["here"])
    return Part(
        patient=patient,
        column=told["with"],
        kind=told["type"],
        reason=told["reason"],
        code=told.get("code", ""),
        plan="Seen and talked over; see the orders of today.",
        day=day.day,
        starts_at=_start_for(day, arrived),
        minutes=20,
        state=S(told["state"]),
        arrived=arrived,
        since=_ago(day, told["since"]) if "since" in told else None,
    )


def _expected(
    day: DemoDay, cast: Sequence[DemoPatient], others: Iterator[DemoPatient], chance: random.Random
) -> list[Part]:
    coming = [one for one in cast if one.today["state"] == "expected"]
    strangers = [next(others) for _ in range(6)]
    slots = day.slots_after()
    count = len(coming) + len(strangers) - 1
    places = [slots[min(round(number * len(slots) * 0.9 / count), len(slots) - 1)] for number in range(count)]
    parts = [_expected_cast(day, one, at) for one, at in zip(coming, places, strict=False)]
    for number, one in enumerate(strangers):
        late = number == 0
        at = day.within(_ago(day, 19)) if late else places[len(coming) + number - 1]
        why = _why(one, day.day, chance)
        column = COLUMNS[number % len(COLUMNS)]
        sure = number % 3 != 1
        parts.append(
            Part(
                patient=one,
                column=column,
                day=day.day,
                starts_at=at,
                minutes=20,
                state=S.EXPECTED,
                confirmed=sure,
                **why,
            )
        )
    return parts


def _expected_cast(day: DemoDay, patient: DemoPatient, at: datetime) -> Part:
    told = patient.today
    return Part(
        patient=patient,
        column=told["with"],
        kind=told["type"],
        reason=told["reason"],
        code="",
        plan="",
        day=day.day,
        starts_at=at,
        minutes=30,
        state=S.EXPECTED,
        confirmed=told.get("confirmed", False),
    )


def _done(day: DemoDay, others: Iterator[DemoPatient], chance: random.Random) -> list[Part]:
    """Those who were here: spread from the opening until those who are here now came."""
    count, parts = 11, []
    room = max(day.minutes_before / max(_scale(day), 0.01), _EARLIEST) - 50
    for number in range(count):
        arrived = _ago(day, 50 + room * (count - 1 - number) / (count - 1))
        one = next(others)
        staff, walk_in = number % 5 == 3, number == 6
        why = _shot(chance) if staff else _why(one, day.day, chance)
        parts.append(
            Part(
                patient=one,
                column=STAFF if staff else COLUMNS[number % len(COLUMNS)],
                day=day.day,
                starts_at=arrived if walk_in else _start_for(day, arrived),
                minutes=15 if staff else 20,
                state=S.DONE,
                arrived=arrived,
                since=arrived + timedelta(minutes=_WHOLE * _scale(day)),
                walk_in=walk_in,
                **why,
            )
        )
    return parts


def _shot(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(("Shot visit", "Blood pressure check"))
    reason = {"Shot visit": "Flu vaccine", "Blood pressure check": "Blood pressure check"}[kind]
    return {"kind": kind, "reason": reason, "code": "", "plan": ""}


def _not_seen(day: DemoDay, others: Iterator[DemoPatient], chance: random.Random) -> list[Part]:
    parts = []
    for number, state in enumerate((*_NOT_SEEN, S.ENTERED_IN_ERROR)):
        one, came = next(others), state not in (S.NO_SHOW, S.CANCELLED_BY_PATIENT)
        walk_in = state is S.ENTERED_IN_ERROR
        arrived, ended = _ago(day, 76 - 7 * number), _ago(day, 40 - 7 * number)
        parts.append(
            Part(
                patient=one,
                column=COLUMNS[number % len(COLUMNS)],
                day=day.day,
                starts_at=arrived if walk_in else min(_start_for(day, arrived), day.within(ended)),
                minutes=20,
                state=state,
                arrived=arrived if came else None,
                since=ended,
                walk_in=walk_in,
                **_why(one, day.day, chance),
            )
        )
    return parts


# -- the days around it -------------------------------------------------------------------------------------


def past_parts(
    today: date, zone: ZoneInfo, patients: Sequence[DemoPatient], seed: str, scale: float
) -> list[Part]:
    """Return the last five working days: everybody done, but for one on each who did not come."""
    chance, parts = chance_for(seed, "last days"), []
    for day in working_days(today, -1, PAST_DAYS):
        for one, column, at in _a_day(day, zone, patients, chance, scale):
            missed = column == COLUMNS[1] and at.hour == 10 and at.minute == 0
            arrived = at + timedelta(minutes=chance.randint(-9, 6))
            why = _shot(chance) if column == STAFF else _why(one, day, chance)
            parts.append(
                Part(
                    patient=one,
                    column=column,
                    day=day,
                    starts_at=at,
                    minutes=15 if column == STAFF else 30,
                    state=S.NO_SHOW if missed else S.DONE,
                    arrived=None if missed else arrived,
                    since=at + timedelta(minutes=25) if missed else arrived + timedelta(minutes=_WHOLE),
                    **why,
                )
            )
    return parts


def coming_parts(
    today: date, zone: ZoneInfo, patients: Sequence[DemoPatient], seed: str, scale: float
) -> list[Part]:
    """Return what is booked in the next fourteen days."""
    chance, parts = chance_for(seed, "next days"), []
    for day in working_days(today, 1, COMING_DAYS):
        for one, column, at in _a_day(day, zone, patients, chance, scale):
            why = _shot(chance) if column == STAFF else _why(one, day, chance)
            near = (day - today).days < 4
            parts.append(
                Part(
                    patient=one,
                    column=column,
                    day=day,
                    starts_at=at,
                    minutes=15 if column == STAFF else 30,
                    state=S.EXPECTED,
                    confirmed=near and chance.random() < 0.6,
                    **why,
                )
            )
    return parts


def _a_day(
    day: date, zone: ZoneInfo, patients: Sequence[DemoPatient], chance: random.Random, scale: float
) -> list[tuple[DemoPatient, str, datetime]]:
    """Return who has which time of a usual day; nobody twice."""
    known = [one for one in patients if not one.new and not one.today and one.age(day) >= 2]
    times = [time(8, 30), time(10, 0), time(11, 0), time(14, 30)]
    wanted = [(column, at) for column in COLUMNS for at in times[: max(round(4 * scale), 1)]]
    wanted += [(STAFF, at) for at in (time(9, 0), time(14, 0))][: max(round(2 * scale), 1)]
    people = chance.sample(known, len(wanted))
    places = [datetime.combine(day, at, tzinfo=zone) for _, at in wanted]
    return [(one, column, at) for one, (column, _), at in zip(people, wanted, places, strict=True)]
