"""How long finding people takes among many: `python -m tests.bench.bench_people [PATIENTS]`.

Makes an encrypted practice of made-up people (100,000, with three visits each, if not told otherwise) in a
temporary folder and prints median and 95th percentile of each question in milliseconds.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.people.actions import RegisterPatient, register_patient
from app.people.findable import make_many_findable, with_name_keys
from app.people.finding import find_patients, possible_duplicates
from app.people.model import Patient, Sex
from app.people.queries import patient_banner
from app.people.views import Demographics, DuplicateQuestion
from app.store.work import Reading
from app.visits.model import Visit, VisitState
from tests.support.bare import BarePractice

TODAY = date(2026, 3, 2)
LAST = """
    Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez
    Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris
    Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill
    Flores Green Adams Nelson Baker Hall
""".split()  # noqa: SIM905
FIRST = """
    James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard
    Susan Joseph Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty
    Anthony Margaret Mark Sandra Donald Ashley Steven Kimberly Paul Emily Andrew Donna Joshua
    Michelle Kenneth Carol Kevin Amanda Maria Jose
""".split()  # noqa: SIM905
ENDINGS = ["", "", "", "s", "son", "er", "man", "ez", "ton", "berg", "well", "ford", "ski", "wood"]
CHUNK = 5_000


def made_up(number: int, chance: random.Random) -> dict[str, Any]:
    """One made-up person; half of the surnames are common ones, the others have an ending of their own."""
    last = chance.choice(LAST) + chance.choice(ENDINGS) if number % 2 else chance.choice(LAST)
    if number % 12 == 0:
        last += f"-{chance.choice(LAST)}"
    return {
        "id": new_id(),
        "mrn": f"{number:06d}",
        "last_name": last,
        "first_name": chance.choice(FIRST),
        "middle_name": chance.choice("ABCDEFGHIJKLM"),
        "former_names": [],
        "birth_date": TODAY - timedelta(days=chance.randrange(1, 36_000)),
        "sex": Sex.FEMALE if number % 2 else Sex.MALE,
        "street": f"{chance.randrange(1, 999)} {chance.choice(LAST)} Street",
        "zip": f"454{chance.randrange(100):02d}",
        "mobile": f"+1{chance.randrange(201, 989)}55501{chance.randrange(100):02d}",
    }


def visits(rows: list[dict[str, Any]], now: Any, chance: random.Random) -> list[dict[str, Any]]:
    """Three finished visits for each of these patients, over three years."""
    return [
        {
            "patient_id": row["id"],
            "day": TODAY - timedelta(days=chance.randrange(1, 1_000)),
            "starts_at": now,
            "state": VisitState.DONE,
            "state_since": now,
        }
        for row in rows
        for _ in range(3)
    ]


def fill(practice: BarePractice, patients: int) -> list[dict[str, Any]]:
    """Load the practice; return one in fifty of the patients, to ask about."""
    chance, now, some = random.Random(7), practice.clock.now(), []

    def load(work: Any) -> None:
        for start in range(1, patients + 1, CHUNK):
            numbers = range(start, min(start + CHUNK, patients + 1))
            rows = with_name_keys({**made_up(n, chance), "registered_at": now} for n in numbers)
            work.load(Patient, rows)
            make_many_findable(work, rows)
            work.load(Visit, visits(rows, now, chance))
            some.extend(rows[::50])

    practice.within(load)
    return some


def typed(row: dict[str, Any], chance: random.Random) -> str:
    """What a person at the desk may type for this patient."""
    last, first, born = row["last_name"].lower(), row["first_name"].lower(), row["birth_date"]
    ways = [
        last[:3],
        last,
        f"{last[:3]} {first[:2]}",
        f"{last[:3]} {first[:2]} {born:%y}",
        f"{first} {last}",
        f"{last} {born:%m/%d/%Y}",
        f"{born:%m%d%Y}",
        row["mobile"][-4:],
        row["mobile"][2:],
        row["mrn"],
        first[:2],
    ]
    return chance.choice(ways)


def timed(practice: BarePractice, name: str, asks: list[Callable[[Reading], Any]]) -> None:
    """Ask on one warm connection, each question in a session of its own, as the reader thread does."""
    engine, spent = practice.around.database.reader, []
    for ask in [*asks[:20], *asks]:
        with Session(engine) as session:
            reading = Reading(session, practice.actor, practice.around)
            begin = time.perf_counter()
            ask(reading)
            spent.append((time.perf_counter() - begin) * 1_000)
    cuts = quantiles(spent[20:], n=100)
    print(f"{name:40} median {cuts[49]:7.2f} ms   95th {cuts[94]:7.2f} ms   worst {max(spent[20:]):7.2f} ms")


def questions(some: list[dict[str, Any]]) -> dict[str, list[Callable[[Reading], Any]]]:
    """The questions of the bench by name."""
    chance = random.Random(11)
    rows = [chance.choice(some) for _ in range(300)]
    forms = [
        DuplicateQuestion(
            last_name=row["last_name"],
            first_name=row["first_name"],
            birth_date=row["birth_date"] if number % 2 else None,
            phones=(row["mobile"],),
            street=row["street"],
            zip=row["zip"],
        )
        for number, row in enumerate(rows)
    ]
    texts = [typed(row, chance) for row in rows]
    broad = [chance.choice(LAST)[:2].lower() for _ in range(100)]
    return {
        "find_patients, as typed": [lambda r, t=t: find_patients(r, t) for t in texts],  # type: ignore[misc]
        "find_patients, two letters": [lambda r, t=t: find_patients(r, t) for t in broad],  # type: ignore[misc]
        "possible_duplicates": [lambda r, q=q: possible_duplicates(r, q) for q in forms],  # type: ignore[misc]
        "patient_banner": [lambda r, i=row["id"]: patient_banner(r, i) for row in rows],  # type: ignore[misc]
    }


def registering(practice: BarePractice) -> None:
    """Time twenty registrations, audited and committed."""
    spent = []
    for number in range(20):
        form = Demographics(
            last_name=f"{LAST[-number]}quist", first_name=FIRST[number], birth_date=date(1950 + number, 2, 20)
        )
        begin = time.perf_counter()
        practice.run(register_patient, RegisterPatient(demographics=form))
        spent.append((time.perf_counter() - begin) * 1_000)
    cuts = quantiles(spent, n=100)
    print(f"{'register_patient, committed':40} median {cuts[49]:7.2f} ms   95th {cuts[94]:7.2f} ms")


def main(patients: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        practice = BarePractice(Path(folder))
        begin = time.perf_counter()
        some = fill(practice, patients)
        size = (Path(folder) / "bare.daybook").stat().st_size / 1e6
        print(f"{patients} patients loaded in {time.perf_counter() - begin:.0f} s, {size:.0f} MB")
        for name, asks in questions(some).items():
            timed(practice, name, asks)
        registering(practice)
        practice.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
