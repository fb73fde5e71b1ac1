"""Power cut: a day is recorded call by call, cut off anywhere, and what the disk then may hold is opened."""

from __future__ import annotations

import os
import shutil
import time
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.core.acts import Command
from app.core.ids import Id
from tests.faults import disk_calls
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.disk_calls import DiskCalls
from tests.faults.examiner import Acknowledged, examine
from tests.faults.forking import read_all
from tests.faults.house import House
from tests.faults.lost_power import Call, Disk, calls_in, told_in
from tests.faults.telling import pipe, teller, told, work_through
from tests.faults.workflows import WORKFLOWS

_DAYS = 4
_PAUSE_SECONDS = 1.2  # so that the anchors are also written between acts, a second after one


@dataclass(frozen=True)
class Day:
    """A recorded day: the files before it, its calls, and its commands with their acts, in order."""

    before: Disk
    calls: list[Call]
    sent: list[tuple[str, Command]]


def prepare(ground: Ground) -> list[Day]:
    """Record days that do all eight workflows, each in an order of its own."""
    return [_recorded(ground, number) for number in range(_DAYS)]


def _recorded(ground: Ground, number: int) -> Day:
    house = ground.copy(f"day-{number}")
    before = Disk(house.folder)
    record = ground.folder / f"record-{number}"
    plan = [(name, number) for name in WORKFLOWS]
    Random(f"{ground.seed}/{number}").shuffle(plan)
    reader, writer = pipe()
    child = os.fork()
    if child == 0:
        _record(house, record, plan, writer)
    os.close(writer)
    said = read_all(reader, 60)
    os.close(reader)
    os.waitpid(child, 0)
    return Day(before, list(calls_in(record.read_bytes())), told(said).sent)


def _record(house: House, record: Path, plan: list[tuple[str, int]], writer: int) -> None:
    calls, done = DiskCalls(), [0]

    def committed(act: object) -> None:
        calls.mark(str(act))
        done[0] += 1
        if done[0] == len(plan) // 2:
            time.sleep(_PAUSE_SECONDS)

    calls.record(house.folder, record)
    work_through(house, plan, teller(writer), committed)
    calls.off()
    os._exit(0)


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    days: list[Day] = ground.prepared
    day = days[number % len(days)]
    end = chance.randrange(1, len(day.calls) + 1)
    house = House(ground.folder / "trial", ground.house.prepared, ground.house.key_hex)
    acknowledged = _cut(day, end, house, chance)
    found = examine(house, acknowledged)
    shutil.rmtree(house.folder, ignore_errors=True)
    told_of = min(len(acknowledged.done), 9)
    return Outcome(
        f"after {told_of} acts", [f"call {end}: {one.condition} {one.what}" for one in found.losses]
    )


def _cut(day: Day, end: int, house: House, chance: Random) -> Acknowledged:
    disk, done = deepcopy(day.before), list[Id]()
    for call in day.calls[:end]:
        disk.play(call)
        if (act := told_in(call)) is not None:
            done.append(act)
    shutil.rmtree(house.folder, ignore_errors=True)
    disk.image(house.folder, chance)
    _shared_memory(house, chance)
    cut = day.sent[len(done)] if len(done) < len(day.sent) else None
    return Acknowledged(done, cut)


def _shared_memory(house: House, chance: Random) -> None:
    """The index of the log is mapped and never synced: after a cut it is anything, or not there."""
    index = house.file.with_name(house.file.name + "-shm")
    index.unlink(missing_ok=True)
    if content := chance.choice((b"", bytes(32768), chance.randbytes(32768))):
        index.write_bytes(content)


ROW = Row(
    "power cut, unsynced writes dropped or torn",
    in_ci=60,
    at_night=2000,
    trial=trial,
    prepare=prepare,
    why_not=disk_calls.why_not,
    calls=True,
)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
