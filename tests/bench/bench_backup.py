"""How long a backup with verification and a restore take: a practice of about 1 GiB.

python -m tests.bench.bench_backup [MIB [PERCENT]]    PERCENT of it are the database, the rest attachments

Each at most 60 s for 1 GiB. While the backup runs, acts are done at the desk; the longest is told too.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import sqlalchemy as sa

from app.chart.observations.model import Observation, ValueKind
from app.core.acts import Role
from app.core.changes import ChangeBus
from app.core.clock import SystemClock
from app.core.ids import new_id
from app.core.progress import Progress
from app.people.findable import with_name_keys
from app.people.model import Patient
from app.practice.founding import FoundPractice
from app.practice_file import (
    Owner,
    Practice,
    RestoreWish,
    Setting,
    create_practice,
    open_practice,
    restore_practice,
)
from app.store.attachments import keep
from app.store.backup_verifying import verify_backup
from app.store.kdf import FLOOR
from tests.bench.bench_people import made_up

PASSWORD = "seven green kayaks"
CHUNK, PIECE = 20_000, 4 * 1024 * 1024
MOST_SECONDS = 60.0
"""For 1 GiB."""


def act(practice: Practice, content: bytes) -> None:
    """Do one act that keeps a file."""
    with practice.work() as work, work._one_act():
        keep(work, content, media_type="application/pdf", purpose="bench")
        work._record("bench.attach", new_id())


def fill(practice: Practice, database: int, attachments: int) -> None:
    """Fill the practice until the file and its attachments have these sizes in bytes."""
    for _ in range(attachments // PIECE):
        act(practice, os.urandom(PIECE))
    now = datetime(2026, 3, 2, tzinfo=UTC)
    made = ({**made_up(number, random.Random(number)), "registered_at": now} for number in range(2_000))
    patients = list(with_name_keys(made))
    load(practice, Patient, patients)
    chance = random.Random(1)
    while practice.paths.file.stat().st_size < database:
        rows = [
            {
                "patient_id": chance.choice(patients)["id"],
                "loinc": "8867-4",
                "category": "vital-signs",
                "value_kind": ValueKind.TEXT,
                "value_text": chance.randbytes(60).hex(),
                "effective_at": now,
                "recorded_at": now,
                "source": "bench",
            }
            for _ in range(CHUNK)
        ]
        load(practice, Observation, rows)
        practice.around.database.checkpoint()


def load(practice: Practice, kind: Any, rows: list[Any]) -> None:
    """Load rows in one act."""
    with practice.work() as work, work._one_act():
        work.load(kind, rows)
        work._record("bench.load", new_id())


class Ticker:
    """Stands for the thread of the window: wakes every 5 ms and keeps by how much it was late at most."""

    def __init__(self) -> None:
        self.late, self._stop = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._tick)
        self._thread.start()

    def _tick(self) -> None:
        while not self._stop.is_set():
            begun = time.perf_counter()
            time.sleep(0.005)
            self.late = max(self.late, time.perf_counter() - begun - 0.005)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()


class Desk:
    """Does a small act every 50 ms and keeps the longest."""

    def __init__(self, practice: Practice) -> None:
        self.longest, self.acts, self._stop = 0.0, 0, threading.Event()
        self._thread = threading.Thread(target=self._work, args=(practice,))
        self._thread.start()

    def _work(self, practice: Practice) -> None:
        while not self._stop.wait(0.05):
            begun = time.perf_counter()
            practice.record("bench", number=self.acts)
            self.longest = max(self.longest, time.perf_counter() - begun)
            self.acts += 1

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()


def measure(folder: Path, size: int, percent: int) -> list[str]:
    """Make a practice of `size` bytes, back it up twice, verify and restore; return the lines to print."""
    setting = Setting(SystemClock(), ChangeBus(), "bench PC", folder / "state")
    file, drive, other = folder / "own" / "bench.daybook", folder / "drive", folder / "other"
    for one in (file.parent, drive, other):
        one.mkdir()
    owner = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day", also=(Role.PHYSICIAN,))
    founding = FoundPractice(name="Riverside", zone="America/New_York")
    create_practice(file, founding, owner, PASSWORD, lambda sheet: None, setting=setting, cost=FLOOR).close()
    practice = open_practice(file, "ruth", PASSWORD, setting)
    fill(practice, size * percent // 100, size * (100 - percent) // 100)
    lines = [f"{'practice':<44} {_bytes(file.parent) / 2**20:8.0f} MiB"]
    with practice.around.database.reader.connect() as connection:
        rows = connection.execute(sa.select(sa.func.count(Observation.id))).scalar_one()
    lines.append(f"{'values in it':<44} {rows:8}")
    for what in ("first backup, verified", "second backup, verified, files shared"):
        desk, ticker, begun = Desk(practice), Ticker(), time.perf_counter()
        made = practice.backups.make(drive)
        lines.append(_line(what, begun))
        ticker.stop()
        desk.stop()
        lines.append(f"{'  acts meanwhile, the longest':<44} {desk.longest * 1000:8.0f} ms of {desk.acts}")
        lines.append(f"{'  another thread waited at most':<44} {ticker.late * 1000:8.0f} ms")
    begun = time.perf_counter()
    found = verify_backup(made.folder, practice.file.key, Progress())
    lines.append(_line(f"verifying it again: {len(found)} findings", begun))
    practice.close()
    begun = time.perf_counter()
    restore_practice(RestoreWish(made.folder, other / "new.daybook", "ruth", PASSWORD), setting)
    lines.append(_line("restore, verified", begun))
    return lines


def _line(what: str, begun: float) -> str:
    spent = time.perf_counter() - begun
    kept = "kept" if spent <= MOST_SECONDS else "MISSED"
    return f"{what:<44} {spent:8.1f} s  at most {MOST_SECONDS:g}: {kept}"


def _bytes(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


if __name__ == "__main__":
    mebibytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    share = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as scratch:
        for told in measure(Path(scratch), mebibytes * 2**20, share):
            print(told, flush=True)
