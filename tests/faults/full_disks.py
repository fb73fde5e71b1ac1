"""Disk full: the practice lies on a small disk of its own, that fills up at some point of a day's work.

Each act is either kept or told as not done, for that reason; with room again everything goes on.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from random import Random

from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.examiner import examine
from tests.faults.forking import read_all
from tests.faults.house import House
from tests.faults.telling import Told, pipe, teller, told, work_through
from tests.faults.workflows import WORKFLOWS

_KIB = 1024
_MOST_ROOM_KIB = 900
_WORKFLOWS = 20


def why_not() -> str:
    """Say why no small disk can be mounted here."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not shutil.which("mount"):
        return "needs root on Linux, to mount a small disk"
    return "" if _may_mount() else "a disk cannot be mounted here"


def _may_mount() -> bool:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        mounted = _call("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder)
        return mounted and _call("umount", folder)


def _call(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    disk = ground.folder / "disk"
    disk.mkdir(exist_ok=True)
    used = sum(one.stat().st_size + 4096 for one in ground.house.folder.rglob("*")) // _KIB
    room = used + chance.randrange(8, _MOST_ROOM_KIB)
    if not _call("mount", "-t", "tmpfs", "-o", f"size={room}k", "tmpfs", str(disk)):
        return Outcome("no disk", ["no disk could be mounted"])
    try:
        return _tried(ground.house.copy(disk / "house"), disk.as_posix(), chance)
    finally:
        _call("umount", "-l", str(disk))


def _tried(house: House, disk: str, chance: Random) -> Outcome:
    said = _worked(house, chance)
    _call("mount", "-o", "remount,size=64m", disk)
    found = examine(house, said.acknowledged)
    losses = [f"{one.condition} {one.what}" for one in found.losses] + said.crashes
    acts = len(said.acknowledged.done) // 4 * 4
    when = f"after {acts} acts" if said.sent else "at the opening"
    wrong = [f"told as {one}" for one in said.refusals if one not in ("disk_full", "write_failed")]
    return Outcome(when if said.refusals else "had room", losses + wrong)


def _worked(house: House, chance: Random) -> Told:
    plan = [(name, each) for each in range(house.prepared) for name in WORKFLOWS]
    chance.shuffle(plan)
    reader, writer = pipe()
    child = os.fork()
    if child == 0:
        work_through(house, plan[:_WORKFLOWS], teller(writer))
        os._exit(0)
    os.close(writer)
    said = told(read_all(reader, 60))
    os.close(reader)
    os.waitpid(child, 0)
    return said


ROW = Row("disk full", in_ci=8, at_night=200, trial=trial, why_not=why_not, shard=100)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
