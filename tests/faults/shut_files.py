"""Read-only, or no permission: a file or folder of the practice, may not be read, or not be written.

The person is told so, nothing is changed, and once the rights are right again everything is there.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.faults.bit_flips import fresh
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.examiner import examine
from tests.faults.forking import read_all
from tests.faults.house import INBOX, House
from tests.faults.telling import Told, pipe, teller, told, work_through
from tests.faults.workflows import WORKFLOWS

_NOBODY = 65534
_PLACES: dict[str, Callable[[House], Path]] = {
    "file": lambda house: house.file,
    "keys": lambda house: house.paths.keys,
    "second keys": lambda house: house.paths.keys2,
    "anchor": lambda house: house.paths.anchor,
    "lock": lambda house: house.paths.lock,
    "folder": lambda house: house.file.parent,
    "attachments": lambda house: house.paths.attachments,
    "state": lambda house: house.state / "anchors",
}
_RIGHTS = {"read-only": 0o444, "no permission": 0o000}
_CASES = [(place, right) for right in _RIGHTS for place in _PLACES]
_KNOWN = frozenset({"not_writable", "file_unreadable", "write_failed", "attachment_damaged"})


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    name, right = _CASES[number % len(_CASES)]
    house = House(fresh(ground.folder / "trial"), ground.house.prepared, ground.house.key_hex)
    ground.house.copy(house.folder)
    place = _PLACES[name](house)
    allowed = stat.S_IMODE(place.stat().st_mode)
    _give_away(ground.folder, house.folder)
    place.chmod(_RIGHTS[right] | (0o111 if place.is_dir() and right == "read-only" else 0))
    said = _worked(house)
    place.chmod(allowed)
    found = examine(house, said.acknowledged)
    losses = [f"{one.condition} {one.what}" for one in found.losses] + said.crashes
    losses += [f"told as {one}" for one in said.refusals if one not in _KNOWN]
    kind = f"{right}: {said.refusals[0] if said.refusals else 'worked'}"
    return Outcome(kind, [f"{name} {right}: {one}" for one in losses])


def _give_away(around: Path, folder: Path) -> None:
    """Root may do everything, so the program of this trial runs as nobody, whose files these are."""
    if os.geteuid() == 0:
        around.chmod(0o755)
        for name in (tempfile.gettempdir(), os.environ[INBOX]):
            Path(name).chmod(0o777)
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, _NOBODY, _NOBODY)


def _worked(house: House) -> Told:
    reader, writer = pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)
        work_through(house, [(name, 0) for name in WORKFLOWS], teller(writer))
        os._exit(0)
    os.close(writer)
    said = told(read_all(reader, 60))
    os.close(reader)
    os.waitpid(child, 0)
    return said


ROW = Row("read-only; no permission", in_ci=16, at_night=20, trial=trial)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
