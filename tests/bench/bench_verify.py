"""How long it takes to prove a record of a million rows, and what the window notices of it.

python -m tests.bench.bench_verify [ROWS]

In short at most 10 s a million rows. A ticker stands for the thread of the window: it wakes every 5 ms and
tells by how much it was late; that may never be 50 ms. Memory is what the proof added at its highest.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy.orm import Session

from app.core.clock import SetClock
from app.core.ids import new_id
from app.core.progress import Progress
from app.frontdesk.policy_checks import policy_checks
from app.practice.model import Location, Room, RoomState
from app.security.proving import prove
from app.security.views import Verification
from app.store import audit
from app.store.audit import Entry
from app.store.base import plain_value
from app.store.engine import Database
from app.store.verify_chain import BRISK, QUIET, Pace
from app.store.work import Reading, Surroundings
from tests.bench.bench_backup import Ticker
from tests.support.bare import MONDAY, AllowAll, BarePractice

ROWS, AT_ONCE = 1_000_000, 5_000
MOST_SECONDS = 10.0
"""For a million rows, in short."""
MOST_LATE_SECONDS = 0.05


def fill(folder: Path, rows: int) -> tuple[Path, str]:
    """Make a practice with so many rows in its record: a third views, a third acts, a third records made."""
    made = BarePractice(folder)
    location = Location(id=new_id(), version=1, name="Main street")
    made.write(location)
    chance, patients = Random(1), [new_id() for _ in range(2_000)]
    database = made.around.database
    for _ in range(rows // AT_ONCE):
        rooms = [_room(location, number) for number in range(AT_ONCE // 3)]
        entries = [*_rows_of(made, rooms), *_looks(made, chance, patients, AT_ONCE - len(rooms))]
        with database.writing, database.writer.begin() as connection:
            cursor = connection.connection.cursor()
            marks = ", ".join("?" * 9)
            cursor.executemany(f"INSERT INTO room VALUES ({marks})", [_stored(one) for one in rooms])
            audit.append(connection, entries)
    file, key = database.file, database._key_hex
    made.close()
    return file, key


def _room(location: Location, number: int) -> Room:
    return Room(
        id=new_id(),
        version=1,
        location_id=location.id,
        name=f"Room {number}",
        position=number,
        state=RoomState.READY,
        state_since=MONDAY,
        out_of_service_reason="",
        active=True,
    )


_COLUMNS = (
    *("id", "version", "location_id", "name", "position", "state", "state_since"),
    *("out_of_service_reason", "active"),
)


def _stored(one: Room) -> list[Any]:
    values = [getattr(one, name) for name in _COLUMNS]
    return [value.bytes if hasattr(value, "bytes") else plain_value(value) for value in values]


def _rows_of(made: BarePractice, rooms: list[Room]) -> list[Entry]:
    return [
        Entry(
            event="record",
            act="practice.save_room",
            act_id=new_id(),
            at=MONDAY,
            actor=made.actor,
            record=("room", one.id),
            after={name: plain_value(getattr(one, name)) for name in _COLUMNS},
        )
        for one in rooms
    ]


def _looks(made: BarePractice, chance: Random, patients: list[Any], count: int) -> list[Entry]:
    acts = ("chart.chart_summary", "visits.check_in", "frontdesk.day_board", "billing.take_payment")
    return [
        Entry(
            event=chance.choice(("view", "act")),
            act=chance.choice(acts),
            act_id=new_id(),
            at=MONDAY,
            actor=made.actor,
            patient_id=chance.choice(patients),
        )
        for _ in range(count)
    ]


def measure(file: Path, key: str, full: bool, pace: Pace) -> tuple[float, float, float, Verification]:
    """Prove once; return seconds, those of the processor, how late the ticker was at most, the outcome."""
    database = Database(file, key)
    clock, zone = SetClock(MONDAY), ZoneInfo("America/New_York")
    around = Surroundings(database, file.parent, clock, zone, AllowAll(), policy_checks)
    ticker, begun, worked = Ticker(), time.perf_counter(), time.process_time()
    try:
        with Session(database.reader) as session:
            reading = Reading(session, BarePractice.person(), around)
            told = prove(reading, Progress(), full=full, pace=pace)
        spent = time.perf_counter() - begun, time.process_time() - worked
        return *spent, _stopped(ticker), told
    finally:
        _stopped(ticker)
        database.close()


def idle(seconds: float) -> float:
    """Return by how much the ticker is late at most while nothing is proved."""
    ticker = Ticker()
    time.sleep(seconds)
    return _stopped(ticker)


def _stopped(ticker: Ticker) -> float:
    ticker.stop()
    return ticker.late


def highest(work: Callable[[], Any]) -> float:
    """Return how many MiB of Python's own memory a piece of work took at its highest."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    failed = False
    with tempfile.TemporaryDirectory() as place:
        file, key = fill(Path(place), rows)
        gc.collect()
        gc.disable()  # as in the program, which collects where Qt's objects live
        print(f"{rows} rows, {file.stat().st_size / 2**20:.0f} MiB")
        print(f"{'nothing':<12}{idle(3.0) * 1000:38.1f} ms late: what else runs on this PC")
        for name, full, pace in (
            ("in short", False, BRISK),
            ("quietly", False, QUIET),
            ("in full", True, BRISK),
        ):
            seconds, worked, late, told = measure(file, key, full, pace)
            each = seconds / rows * 1_000_000
            print(
                f"{name:<12}{seconds:8.2f} s {each:8.2f} s a million ({worked:.2f} s of the processor)"
                f"   late {late * 1000:6.1f} ms"
            )
            failed |= not told.verified or told.rows < rows or late > MOST_LATE_SECONDS
            failed |= name == "in short" and each > MOST_SECONDS
        if rows <= 200_000:  # tracing slows it five times
            most = highest(lambda: measure(file, key, True, BRISK))
            print(f"memory      {most:8.1f} MiB at its highest, in full")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
