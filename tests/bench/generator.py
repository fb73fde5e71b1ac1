"""A large practice for the figures: 100,000 patients, 500,000 appointments, 300,000 visits, 2,000,000 values.

It lies in the user's cache folder, one for each size and schema, and is kept between runs. Each run gets a
day of its own with 220 visits, the day after the last one, so that a run never finds what another one did.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from platformdirs import user_cache_path

from app.chart.allergies.model import Allergy, AllergyKind, AllergyStatus, Certainty, Severity
from app.chart.medications.model import Medication, MedicationStatus
from app.chart.observations.model import Observation, ValueKind
from app.chart.problems.model import Problem, ProblemStatus
from app.chart.vitals.measures import SPECS, Part
from app.core.acts import Command, Permission, Role, action
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.ids import Id, new_id
from app.people.findable import make_many_findable, with_name_keys
from app.people.model import Coverage, EligibilityCheck, Patient, PayerKind, SignatureKind, SignatureOnFile
from app.practice.founding import FoundPractice
from app.practice.model import Location, Provider, VisitType
from app.practice_file import Owner, Practice, Setting, create_practice, open_practice
from app.schedule.model import Appointment, AppointmentState
from app.store.kdf import FLOOR
from app.store.work import Work
from app.visits.model import Visit, VisitState, VisitStateChange
from app.visits.rules import PATH
from tests.bench.bench_people import made_up
from tests.support.schema import schema

FULL = 100_000
APPOINTMENTS, VISITS, VALUES = 5, 3, 20  # of each patient
VISITS_TODAY, EXPECTED_TODAY = 220, 60
CHUNK = 2_500
LAST_DAY = date(2026, 3, 2)  # of the history
ZONE = ZoneInfo("America/New_York")
LOGIN, PASSWORD = "ruth", "seven green kayaks"
_OWNER = Owner(login=LOGIN, name="Ruth Day, MD", short_name="Dr. Day", also=(Role.PHYSICIAN,))
_MEASURED = (Part.SYSTOLIC, Part.DIASTOLIC, Part.PULSE, Part.TEMPERATURE, Part.SPO2, Part.WEIGHT, Part.HEIGHT)
Rows = defaultdict[Any, list[dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Load(Command):
    """Rows that are at hand; the command itself says which chunk of how many they are."""

    chunk: int
    rows: str


_WAITING: dict[str, Rows] = {}


@action(Permission.IMPORT)
def load_rows(work: Work, command: Load) -> None:
    """Load one chunk."""
    rows = _WAITING.pop(command.rows)
    for kind, made in rows.items():
        work.load(kind, made)
    if rows[Patient]:
        make_many_findable(work, rows[Patient])


def _load(practice: Practice, rows: Rows, chunk: int) -> None:
    name = str(new_id())
    _WAITING[name] = rows
    practice.run(load_rows, Load(chunk=chunk, rows=name))


@dataclass(frozen=True)
class Place:
    """What every row names."""

    location_id: Id
    provider_ids: Sequence[Id]
    visit_type_id: Id
    person_id: Id


@dataclass
class Large:
    """A large practice that is open on a day of its own; `some` are ids of patients to ask about."""

    practice: Practice
    clock: SetClock
    today: date
    patients: int
    some: Sequence[Mapping[str, Any]]
    expected: Sequence[Id]
    file: Path

    def close(self) -> None:
        self.practice.close()


# -- kept between runs --------------------------------------------------------------------------------------


def large_practice(
    patients: int = FULL, folder: Path | None = None, *, say: Callable[[str], None] = print
) -> Large:
    """Return the large practice, made if it is not there, with a fresh day in it."""
    place = (folder or user_cache_path("daybook-bench", appauthor=False)) / f"{patients}-{schema_mark()}"
    file = place / "large.daybook"
    if not (place / "whole").exists():
        for old in place.parent.glob(f"{patients}-*"):  # of another schema, or cut short
            shutil.rmtree(old, ignore_errors=True)
        place.mkdir(parents=True)
        started = time.perf_counter()
        _make(file, patients, say)
        (place / "whole").write_text(json.dumps({"patients": patients}), encoding="utf-8")
        spent, size = time.perf_counter() - started, file.stat().st_size / 1e6
        say(f"made {patients:,} patients in {spent:.0f} s, {size:,.0f} MB")
    return _opened(file, patients)


def schema_mark() -> str:
    """Return a mark of the tables as they are: another schema is another practice."""
    return hashlib.sha256("\n".join(schema()).encode()).hexdigest()[:12]


def setting(file: Path, clock: SetClock) -> Setting:
    return Setting(clock, ChangeBus(), "bench PC", file.parent / "state")


def _make(file: Path, patients: int, say: Callable[[str], None]) -> None:
    clock = SetClock(datetime.combine(LAST_DAY, datetime.min.time(), tzinfo=ZONE) + timedelta(hours=18))
    founding = FoundPractice(name="Bench Practice", zone=ZONE.key, training=True)
    practice = create_practice(
        file, founding, _OWNER, PASSWORD, lambda _: None, setting=setting(file, clock), cost=FLOOR
    )
    try:
        place, chance = _place(practice), random.Random(7)
        for chunk, start in enumerate(range(1, patients + 1, CHUNK)):
            _load(practice, _history(place, range(start, min(start + CHUNK, patients + 1)), chance), chunk)
            say(f"  {min(start + CHUNK - 1, patients):,} of {patients:,} patients")
    finally:
        practice.close()


def _place(practice: Practice) -> Place:
    with Work(practice.actor, practice.around) as work:
        return Place(
            work.session.scalars(sa.select(Location.id)).one(),
            work.session.scalars(sa.select(Provider.id).order_by(Provider.position)).all(),
            work.session.scalars(sa.select(VisitType.id).order_by(VisitType.position)).first() or new_id(),
            practice.actor.person_id,
        )


# -- rows ---------------------------------------------------------------------------------------------------


def _history(place: Place, numbers: range, chance: random.Random) -> Rows:
    rows: Rows = defaultdict(list)
    at = datetime.combine(LAST_DAY, datetime.min.time(), tzinfo=ZONE)
    people = with_name_keys({**made_up(number, chance), "registered_at": at} for number in numbers)
    rows[Patient] = people
    for one in people:
        booked = [
            _appointment(place, one["id"], LAST_DAY - timedelta(days=chance.randrange(1, 900)), chance)
            for _ in range(APPOINTMENTS)
        ]
        rows[Appointment] += booked
        visits = [_visit(row, VisitState.DONE) for row in booked[:VISITS]]
        rows[Visit] += visits
        rows[Coverage].append(_coverage(one["id"]))
        rows[Observation] += _values(one["id"], [visit["id"] for visit in visits], chance)
        for kind, row in _lists(one["id"], at).items():
            rows[kind].append(row)
    return rows


def _appointment(place: Place, patient_id: Id, day: date, chance: random.Random) -> dict[str, Any]:
    minute = chance.randrange(480, 1020, 15)
    start = datetime.combine(day, datetime.min.time(), tzinfo=ZONE) + timedelta(minutes=minute)
    return {
        "id": new_id(),
        "patient_id": patient_id,
        "provider_id": chance.choice(place.provider_ids),
        "visit_type_id": place.visit_type_id,
        "location_id": place.location_id,
        "day": day,
        "wall_start": f"{minute // 60:02}:{minute % 60:02}",
        "zone": ZONE.key,
        "minutes": 30,
        "starts_at": start,
        "state": AppointmentState.CONFIRMED,
        "reason": "Follow-up of blood pressure",
        "visit_begun": False,
        "booked_at": start,
        "booked_by": place.person_id,
    }


def _visit(booked: Mapping[str, Any], state: VisitState) -> dict[str, Any]:
    same = ("patient_id", "provider_id", "visit_type_id", "location_id", "day", "starts_at", "reason")
    since = booked["starts_at"] + timedelta(minutes=30)
    own = {"id": new_id(), "appointment_id": booked["id"], "state": state, "state_since": since}
    return {**{name: booked[name] for name in same}, **own}


def _coverage(patient_id: Id) -> dict[str, Any]:
    own = {"id": new_id(), "patient_id": patient_id, "rank": 1}
    return {**own, "kind": PayerKind.COMMERCIAL, "payer": "Great Lakes Mutual", "copay_cents": 2500}


def _values(patient_id: Id, visits: Sequence[Id], chance: random.Random) -> list[dict[str, Any]]:
    rows = []
    for number in range(VALUES):
        spec = SPECS[_MEASURED[number % len(_MEASURED)]]
        value = str(chance.randrange(60, 140))
        at = datetime.combine(LAST_DAY, datetime.min.time(), tzinfo=ZONE) - timedelta(
            hours=chance.randrange(1, 20_000)
        )
        rows.append(
            {
                "patient_id": patient_id,
                "visit_id": visits[number % len(visits)],
                "loinc": spec.loinc,
                "category": "vital-signs",
                "value_kind": ValueKind.QUANTITY,
                "value": Decimal(value),
                "unit": spec.unit,
                "entered_value": value,
                "entered_unit": spec.unit,
                "effective_at": at,
                "recorded_at": at,
                "source": "bench",
            }
        )
    return rows


def _lists(patient_id: Id, at: datetime) -> dict[Any, dict[str, Any]]:
    one = {"patient_id": patient_id, "recorded_at": at, "source": "bench"}
    drug = {"text": "lisinopril 10 mg", "moieties": ["lisinopril"], "status": MedicationStatus.ACTIVE}
    class_ = {"kind": AllergyKind.DRUG, "severity": Severity.MILD, "certainty": Certainty.CONFIRMED}
    return {
        Medication: {**one, **drug},
        Problem: {
            **one,
            "text": "Essential (primary) hypertension",
            "icd10": "I10",
            "status": ProblemStatus.ACTIVE,
        },
        Allergy: {**one, **class_, "text": "penicillins", "status": AllergyStatus.ACTIVE},
    }


# -- a day of its own ---------------------------------------------------------------------------------------


def _opened(file: Path, patients: int) -> Large:
    clock = SetClock(datetime.combine(LAST_DAY, datetime.min.time(), tzinfo=ZONE) + timedelta(hours=19))
    looking = open_practice(file, LOGIN, PASSWORD, setting(file, clock))
    with looking.around.database.reader.connect() as connection:
        last = connection.execute(sa.select(sa.func.max(Appointment.day))).scalar_one()
        columns = [
            Patient.id,
            Patient.mrn,
            Patient.last_name,
            Patient.first_name,
            Patient.birth_date,
            Patient.mobile,
        ]
        step = max(patients // 2_000, 1)
        wanted = [f"{number:06d}" for number in range(1, patients + 1, step)]
        some: list[Mapping[str, Any]] = []
        for start in range(0, len(wanted), 500):
            asked = sa.select(*columns).where(Patient.mrn.in_(wanted[start : start + 500]))
            some += [dict(row) for row in connection.execute(asked).mappings()]
    today = max(last, LAST_DAY) + timedelta(days=1)
    clock.set(datetime.combine(today, datetime.min.time(), tzinfo=ZONE) + timedelta(hours=13))
    expected = _fill_today(looking, today, some)
    return Large(looking, clock, today, patients, some, expected, file)


def _fill_today(practice: Practice, today: date, some: Sequence[Mapping[str, Any]]) -> list[Id]:
    """Put 220 visits into the day, in every state along the path; return the appointments still expected."""
    place, chance = _place(practice), random.Random(str(today))
    own = chance.sample(list(some), min(VISITS_TODAY, len(some)))
    booked = [_appointment(place, row["id"], today, chance) for row in own]
    here = booked[EXPECTED_TODAY:]
    for row in here:
        row["visit_begun"] = True
    visits = [_visit(row, chance.choice(PATH[1:])) for row in here]
    rows: Rows = defaultdict(list)
    rows[Appointment], rows[Visit] = booked, visits
    rows[VisitStateChange] = [change for visit in visits for change in _changes(place, visit)]
    rows[SignatureOnFile] = [
        {"patient_id": row["id"], "kind": kind, "signed_on": today}
        for row in own[::2]
        for kind in SignatureKind
    ]
    rows[Coverage] = [_coverage(row["id"]) for row in own[::5]]
    rows[EligibilityCheck] = [
        {
            "patient_id": row["patient_id"],
            "coverage_id": row["id"],
            "at": practice.around.clock.now() - timedelta(days=chance.randrange(60)),
            "method": "portal",
            "active": True,
        }
        for row in rows[Coverage]
    ]
    _load(practice, rows, -1)
    return [row["id"] for row in booked[:EXPECTED_TODAY]]


def _changes(place: Place, visit: Mapping[str, Any]) -> list[dict[str, Any]]:
    passed = PATH[1 : PATH.index(visit["state"]) + 1]
    return [
        {
            "patient_id": visit["patient_id"],
            "visit_id": visit["id"],
            "number": number,
            "state": state,
            "at": visit["starts_at"] + timedelta(minutes=5 * number),
            "by": place.person_id,
        }
        for number, state in enumerate(passed, 1)
    ]
