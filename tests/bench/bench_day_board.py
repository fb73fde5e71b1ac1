"""How long the Today board and the calendar take: `python -m tests.bench.bench_day_board [PATIENTS]`.

Makes an encrypted practice in a temporary folder (100,000 patients if not told otherwise, each with five
appointments, three visits and a coverage), puts 220 visits in all states into today, and prints median and
95th percentile in milliseconds. The last lines ask for the same rows in bare SQL, and time a check-in.
"""

import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.frontdesk.actions import CheckIn, check_in
from app.frontdesk.queries import day_board, visit_panel
from app.frontdesk.views import Answers, Identifier
from app.people.findable import with_name_keys
from app.people.model import Coverage, EligibilityCheck, Patient, PayerKind, SignatureKind, SignatureOnFile
from app.schedule.model import Appointment, AppointmentState
from app.schedule.queries import ask_times, day_schedule
from app.store.work import Reading
from app.visits.model import Visit, VisitState, VisitStateChange
from app.visits.queries import rows_of_day
from app.visits.rules import PATH
from tests.bench.bench_people import CHUNK, made_up
from tests.schedule.clinic import Clinic

TODAY = date(2026, 3, 2)
VISITS_TODAY = 220
EXPECTED_TODAY = 60


def _appointment(
    clinic: Clinic, patient_id: Any, day: date, minute: int, chance: random.Random
) -> dict[str, Any]:
    wall = f"{minute // 60:02}:{minute % 60:02}"
    start = datetime.combine(day, datetime.min.time(), tzinfo=clinic.around.zone) + timedelta(minutes=minute)
    return {
        "id": new_id(),
        "patient_id": patient_id,
        "provider_id": chance.choice([clinic.okafor.id, clinic.lind.id, clinic.staff.id]),
        "visit_type_id": clinic.follow_up.id,
        "location_id": clinic.place.id,
        "day": day,
        "wall_start": wall,
        "zone": clinic.around.zone.key,
        "minutes": 30,
        "starts_at": start,
        "state": AppointmentState.CONFIRMED,
        "reason": "Follow-up of blood pressure",
        "booked_at": start,
        "booked_by": clinic.actor.person_id,
    }


def _visit(clinic: Clinic, booked: dict[str, Any], state: VisitState) -> dict[str, Any]:
    same = ("patient_id", "provider_id", "visit_type_id", "location_id", "day", "starts_at", "reason")
    since = booked["starts_at"] + timedelta(minutes=30)
    return {
        **{name: booked[name] for name in same},
        "id": new_id(),
        "appointment_id": booked["id"],
        "state": state,
        "state_since": since,
    }


def _changes(clinic: Clinic, visit: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a visit along the path to its state."""
    passed = PATH[1 : PATH.index(visit["state"]) + 1]
    return [
        {
            "patient_id": visit["patient_id"],
            "visit_id": visit["id"],
            "number": number,
            "state": state,
            "at": visit["starts_at"] + timedelta(minutes=5 * number),
            "by": clinic.actor.person_id,
        }
        for number, state in enumerate(passed, 1)
    ]


def fill(clinic: Clinic, patients: int) -> list[dict[str, Any]]:
    """Load the history; return some of the patients."""
    chance, now, some = random.Random(7), clinic.clock.now(), []

    def load(work: Any) -> None:
        for start in range(1, patients + 1, CHUNK):
            numbers = range(start, min(start + CHUNK, patients + 1))
            rows = with_name_keys({**made_up(n, chance), "registered_at": now} for n in numbers)
            days = [[TODAY - timedelta(days=chance.randrange(1, 550)) for _ in range(5)] for _ in rows]
            booked = [
                [_appointment(clinic, row["id"], day, chance.randrange(480, 1020, 15), chance) for day in own]
                for row, own in zip(rows, days, strict=True)
            ]
            work.load(Patient, rows)
            work.load(Appointment, [one for own in booked for one in own])
            visits = [_visit(clinic, one, VisitState.DONE) for own in booked for one in own[:3]]
            work.load(Visit, visits)
            work.load(
                VisitStateChange, [change for visit in visits for change in _changes(clinic, visit)[:3]]
            )
            work.load(Coverage, [_coverage(row["id"]) for row in rows])
            some.extend(rows[:: max(1, patients // 1000)])

    clinic.within(load)
    return some


def _coverage(patient_id: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "patient_id": patient_id,
        "rank": 1,
        "kind": PayerKind.COMMERCIAL,
        "payer": "Acme",
    }


def fill_today(clinic: Clinic, some: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the day in: most in some state along the path, the rest still expected, papers on file."""
    chance = random.Random(5)
    own = chance.sample(some, VISITS_TODAY)
    booked = [_appointment(clinic, row["id"], TODAY, chance.randrange(480, 1020, 15), chance) for row in own]
    here = booked[EXPECTED_TODAY:]
    for one in here:
        one["visit_begun"] = True
    visits = [_visit(clinic, one, chance.choice(PATH[1:])) for one in here]
    covered = [_coverage(row["id"]) for row in own]
    checks = [
        {
            "patient_id": one["patient_id"],
            "coverage_id": one["id"],
            "at": clinic.clock.now() - timedelta(days=chance.randrange(60)),
            "method": "portal",
            "active": True,
        }
        for one in covered
    ]
    signed = [
        {"patient_id": row["id"], "kind": kind, "signed_on": TODAY}
        for row in own[::2]
        for kind in SignatureKind
    ]

    def load(work: Any) -> None:
        for kind, rows in (
            (Appointment, booked),
            (Visit, visits),
            (VisitStateChange, [change for visit in visits for change in _changes(clinic, visit)]),
            (Coverage, covered),
            (EligibilityCheck, checks),
            (SignatureOnFile, signed),
        ):
            work.load(kind, rows)

    clinic.within(load)
    return booked


def timed(clinic: Clinic, name: str, ask: Callable[[Reading], Any], times: int = 200) -> None:
    """Ask on one warm connection, each question in a session of its own, as the reader thread does."""
    spent = []
    for _ in range(times + 10):
        with Session(clinic.around.database.reader) as session:
            reading = Reading(session, clinic.actor, clinic.around)
            begin = time.perf_counter()
            ask(reading)
            spent.append((time.perf_counter() - begin) * 1_000)
    cuts = quantiles(spent[10:], n=100)
    print(f"{name:40} median {cuts[49]:7.2f} ms   95th {cuts[94]:7.2f} ms   worst {max(spent[10:]):7.2f} ms")


_BARE = """
    SELECT a.id, a.version, v.id, v.version, p.last_name, p.first_name, p.birth_date, p.sex, p.language,
           a.reason, t.name, d.short_name, r.name, a.wall_start, v.state, v.state_since, a.state, v.checklist,
           (SELECT min(c.at) FROM visit_state_change c WHERE c.visit_id = v.id AND c.state = 'arrived'),
           (SELECT min(c.at) FROM visit_state_change c WHERE c.visit_id = v.id AND c.state = 'rooming')
    FROM appointment a JOIN patient p ON p.id = a.patient_id JOIN visit_type t ON t.id = a.visit_type_id
    JOIN provider d ON d.id = a.provider_id LEFT JOIN visit v ON v.appointment_id = a.id
    LEFT JOIN room r ON r.id = v.room_id WHERE a.day = ? ORDER BY a.starts_at
"""


def bare(clinic: Clinic) -> Callable[[Reading], Any]:
    """The rows of the board on a bare cursor."""
    cursor: Any = clinic.around.database.reader.raw_connection().cursor()
    return lambda _reading: cursor.execute(_BARE, (TODAY.isoformat(),)).fetchall()


def checking_in(clinic: Clinic, expected: list[dict[str, Any]]) -> None:
    """Time check-ins, audited and committed."""
    answers = Answers(identified_by=(Identifier.NAME, Identifier.BIRTH_DATE), self_pay=True, screened=True)
    spent = []
    for booked in expected:
        command = CheckIn(appointment_id=booked["id"], version=1, answers=answers)
        begin = time.perf_counter()
        clinic.run(check_in, command)
        spent.append((time.perf_counter() - begin) * 1_000)
    cuts = quantiles(spent, n=100)
    print(f"{'check_in, audited and committed':40} median {cuts[49]:7.2f} ms   95th {cuts[94]:7.2f} ms")


def main(patients: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clinic = Clinic(Path(folder))
        clinic.clock.advance(timedelta(hours=4))
        begin = time.perf_counter()
        booked = fill_today(clinic, fill(clinic, patients))
        print(
            f"{patients} patients, {5 * patients} appointments loaded in {time.perf_counter() - begin:.0f} s"
        )
        gc.collect()
        gc.freeze()  # what was loaded is not swept again and again while questions are timed
        timed(clinic, "day_board, 220 visits", lambda r: day_board(r, TODAY))
        timed(clinic, "rows_of_day of these", lambda r: rows_of_day(r, TODAY))
        timed(clinic, "the same rows on a bare cursor", bare(clinic))
        timed(clinic, "visit_panel", lambda r: visit_panel(r, booked[0]["id"]))
        timed(clinic, "day_schedule, 220 appointments", lambda r: day_schedule(r, TODAY))
        timed(clinic, "ask_times, in 2 weeks, mornings", lambda r: ask_times(r, "in 2 weeks, mornings"))
        timed(clinic, "ask_times, first available", lambda r: ask_times(r, "first available"))
        checking_in(clinic, booked[:EXPECTED_TODAY])
        clinic.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
