"""How long the record of who did what takes at a million rows: `python -m tests.bench.bench_record [ROWS]`.

Fills an encrypted practice with the record of 20,000 made-up patients, asks each filter in each order as the
window does, reads a page, opens an act, writes both kinds of export, and prints median and worst.
"""

import itertools
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import ACTIONS, QUERIES, Actor, Role
from app.core.ids import Id, new_id
from app.people.findable import with_name_keys
from app.people.model import Patient
from app.reports.record.access import looks_at
from app.reports.record.acts import act_at
from app.reports.record.exporting import ExportFile, Format, export_text, head_text
from app.reports.record.finding import found
from app.reports.record.lines import lines_of
from app.reports.record.views import Happening, RecordAsked, RecordHead, SortBy
from app.security.actions import AddAccount, add_account
from app.store.audit import AuditRow, Entry, head_of
from app.store.engine import allowed_changes
from app.store.work import Reading
from tests.bench.bench_people import made_up
from tests.support.bare import BarePractice

PATIENTS = 20_000
STAFF = 14
BATCH = 10_000
STEP = 5_000
BUDGET_S = 2.0
PCS = ("front desk", "room 1", "room 2", "office")


def fill(practice: BarePractice, rows: int) -> tuple[list[Id], list[Id]]:
    """Write patients, staff and a record of so many rows; return the ids of both."""
    chance = random.Random(7)
    people = [new_id() for _ in range(STAFF)]
    for place, person in enumerate(people):
        practice.run(
            add_account,
            AddAccount(
                person_id=person,
                login=f"login{place}",
                name=f"{made_up(place, chance)['first_name']} {chr(65 + place)}.",
                short_name=f"P{place}",
                roles=(chance.choice((Role.PHYSICIAN, Role.MEDICAL_ASSISTANT, Role.FRONT_DESK)),),
            ),
        )
    made = with_name_keys(
        {**made_up(n, chance), "registered_at": practice.clock.now()} for n in range(1, PATIENTS + 1)
    )
    practice.within(lambda work: work.load(Patient, made))
    patients = [row["id"] for row in made]
    with (
        practice.around.database.writing,
        practice.around.database.writer.begin() as connection,
        allowed_changes(connection),
    ):
        head = head_of(connection)
        number, hashed = head.sequence, head.hash
        entries = story(practice, people, patients, chance)
        while number < rows:
            batch = []
            for entry in itertools.islice(entries, BATCH):
                number += 1
                row = entry.row(number, hashed)
                hashed = row["hash"]
                batch.append(row)
            connection.execute(sa.insert(AuditRow), batch)
    return people, patients


def story(
    practice: BarePractice, people: list[Id], patients: list[Id], chance: random.Random
) -> Iterator[Entry]:
    """Yield what is done, for ever: half of it looks, half acts with one to six changed records."""
    at = practice.clock.now() - timedelta(days=1_500)
    acts, looks = sorted(ACTIONS), sorted(name for name, one in QUERIES.items() if one.recorded)
    weights = [1 / (1 + place) for place in range(len(people))]
    while True:
        at += timedelta(seconds=chance.randrange(1, 200))
        person = chance.choices(people, weights)[0]
        actor = Actor(person, "", frozenset(), person, chance.choice(PCS))
        patient, act_id = chance.choice(patients[: chance.choice((200, len(patients)))]), new_id()
        common: dict[str, Any] = {"act_id": act_id, "at": at, "actor": actor, "patient_id": patient}
        if chance.random() < 0.5:
            yield Entry(event="view", act=chance.choice(looks), **common)
            continue
        act = chance.choice(acts)
        yield Entry(event="act", act=act, **common)
        for _each in range(chance.randrange(1, 6)):
            image = {"reason": "x" * chance.randrange(20, 300), "state": "arrived", "minutes": 30}
            yield Entry(event="record", act=act, record=("appointment", new_id()), after=image, **common)


def timed(practice: BarePractice, name: str, ask: Callable[[Reading], Any], times: int = 3) -> float:
    """Ask some times; print median and worst in seconds."""
    spent = []
    for _ in range(times):
        with Session(practice.around.database.reader) as session:
            reading = Reading(session, practice.actor, practice.around)
            begin = time.perf_counter()
            answer = ask(reading)
            spent.append(time.perf_counter() - begin)
    count = getattr(answer, "total", "")
    told = f"{count:,} lines" if count != "" else ""
    print(f"{name:44} median {sorted(spent)[times // 2]:6.3f} s   worst {max(spent):6.3f} s   {told}")
    return max(spent)


def questions(people: list[Id], patients: list[Id], practice: BarePractice) -> dict[str, RecordAsked]:
    """Return each way of narrowing, from everything to one patient."""
    day = practice.clock.now().date() - timedelta(days=400)
    return {
        "everything": RecordAsked(),
        "one patient": RecordAsked(patient_id=patients[5]),
        "the busiest person": RecordAsked(person_id=people[0]),
        "one year": RecordAsked(since=day - timedelta(days=365), until=day),
        "one day": RecordAsked(since=day, until=day),
        **{f"kind: {one}": RecordAsked(happening=one) for one in (Happening.LOOKED, Happening.CHANGED)},
        "kind: printed": RecordAsked(happening=Happening.PRINTED),
        "words: note": RecordAsked(text="note"),
        "person, kind, words": RecordAsked(person_id=people[1], happening=Happening.LOOKED, text="vitals"),
    }


def export(practice: BarePractice, folder: Path, form: Format) -> None:
    """Write a whole export as the window does: piece by piece."""
    begin = time.perf_counter()
    file = ExportFile(folder / f"record.{form}")
    with Session(practice.around.database.reader) as session:
        reading = Reading(session, practice.actor, practice.around)
        head = head_of(session.connection())
        told = RecordHead(head.sequence, head.hash.hex())
        whole = found(reading, RecordAsked(), SortBy.TIME, descending=True).numbers
    numbers: Any = range(1, told.number + 1) if form is Format.CHAIN else whole
    file.write(head_text(form, told, "bench"))
    for start in range(0, len(numbers), STEP):
        with Session(practice.around.database.reader) as session:
            reading = Reading(session, practice.actor, practice.around)
            file.write(export_text(reading, numbers[start : start + STEP], form))
    file.finish()
    size = file.path.stat().st_size / 1e6
    print(f"export {form}: {len(numbers):,} in {time.perf_counter() - begin:.1f} s, {size:.0f} MB")
    file.path.unlink()


def appending(practice: BarePractice, name: str) -> None:
    """Time acts of ten rows each, committed, at the end of the record."""
    spent = []
    for _ in range(120):
        command = AddAccount(
            person_id=new_id(),
            login=f"l{os.urandom(4).hex()}",
            name="N",
            short_name="N",
            roles=(Role.BILLER,),
        )
        begin = time.perf_counter()
        practice.run(add_account, command)
        spent.append((time.perf_counter() - begin) * 1_000)
    spent.sort()
    print(f"{name:44} median {spent[60]:6.2f} ms   95th {spent[114]:6.2f} ms")


def without_index(practice: BarePractice) -> None:
    """Take the index of the lines away, to see what it costs."""
    with practice.around.database.writing, practice.around.database.writer.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_audit_lines")


def main(rows: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        practice = BarePractice(Path(folder))
        begin = time.perf_counter()
        people, patients = fill(practice, rows)
        size = (Path(folder) / "bare.daybook").stat().st_size / 1e6
        print(f"{rows:,} rows written in {time.perf_counter() - begin:.0f} s, {size:.0f} MB")
        worst = {
            f"{name}, by {by}, {'down' if descending else 'up'}": timed(
                practice,
                f"{name}, by {by}{', down' if descending else ''}",
                lambda r, asked=asked, by=by, down=descending: found(r, asked, by, descending=down),
            )
            for name, asked in questions(people, patients, practice).items()
            for by in SortBy
            for descending in (False, True)
        }
        timed(practice, "a page of 200 lines", lambda r: lines_of(r, range(rows // 2, rows // 2 + 400)), 20)
        timed(practice, "one act in full", lambda r: act_at(r, rows // 2), 20)
        timed(practice, "who looked at one chart", lambda r: looks_at(r, patients[5]), 20)
        for form in Format:
            export(practice, Path(folder), form)
        appending(practice, "an act, committed, with the index")
        without_index(practice)
        appending(practice, "an act, committed, without it")
        slowest = max(worst, key=worst.__getitem__)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"slowest": slowest, "s": round(worst[slowest], 3), "peak MB": round(memory)}))
        practice.close()
    return 0 if max(worst.values()) < BUDGET_S else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
