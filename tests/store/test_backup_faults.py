"""Whatever the drive or the PC does in the middle: no backup that is none, nothing lost here."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Unavailable
from app.store.causes import Cause
from tests.store.backup_house import FILES, House, attach, content_of, dated, leftovers, wrong

REPO = Path(__file__).resolve().parents[2]
CALLS = ("write", "fsync", "rename", "replace", "mkdir", "open")


class Failing:
    """Lets the Nth call of one kind under a folder fail, once or from then on."""

    def __init__(
        self, patch: pytest.MonkeyPatch, name: str, number: int, folder: Path, for_good: bool
    ) -> None:
        self.seen, self.number, self.folder, self.for_good = 0, number, str(folder), for_good
        real = getattr(os, name)

        def call(first: Any, *rest: Any, **more: Any) -> Any:
            if self._here(first):
                self.seen += 1
                if self.seen == number or (for_good and self.seen > number):
                    raise OSError(28 if name == "write" else 5, "made to fail")
            return real(first, *rest, **more)

        patch.setattr(os, name, call)

    def _here(self, first: Any) -> bool:
        try:
            place = str(Path(f"/proc/self/fd/{first}").readlink() if isinstance(first, int) else first)
        except OSError:
            return False
        return place.startswith(self.folder)


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="finds the file of a call by /proc")
def test_a_call_that_fails_leaves_no_backup_or_a_whole_one(tmp_path: Path, name: str, for_good: bool) -> None:
    """The Nth call fails, for every N until the backup needs no more of them."""
    house = House.build(tmp_path)
    practice = house.open()
    failed, number = 0, 0
    while True:
        number += 1
        shutil.rmtree(house.drive)
        house.drive.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            call = Failing(patch, name, number, house.drive, for_good)
            try:
                made = house.back_up(practice)
            except Unavailable:
                failed += 1
            else:
                assert wrong(practice, made.folder) == []
        if call.seen < number:
            break
        assert all(wrong(practice, one) == [] for one in dated(house))
        if not for_good:
            house.back_up(practice)
            assert leftovers(house.drive) == []
    assert failed >= 1
    assert attach(practice, b"the desk goes on")
    practice.close()


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="finds the file of a call by /proc")
def test_a_call_that_fails_leaves_the_practice_before_or_the_restored_one(tmp_path: Path, name: str) -> None:
    house = House.build(tmp_path)
    practice = house.open()
    backup = house.back_up(practice).folder
    attach(practice, b"after the backup")
    practice.close()
    model, number = tmp_path / "model", 0
    shutil.copytree(house.file.parent, model)
    while True:
        number += 1
        with pytest.MonkeyPatch.context() as patch:
            call = Failing(patch, name, number, house.file.parent, for_good=False)
            try:
                house.restore(backup, house.file, replace=True)
            except Unavailable:
                done = False
            else:
                done = True
        if call.seen < number:
            break
        opened = house.open()
        with opened.file.database.reader.connect() as connection:
            count = connection.exec_driver_sql("SELECT count(*) FROM attachment").scalar_one()
        assert count in ((len(FILES),) if done else (len(FILES), len(FILES) + 1))
        opened.close()
        shutil.rmtree(house.file.parent)
        shutil.copytree(model, house.file.parent)
    assert number > 1


LIMITED = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from app.core.errors import Unavailable
from tests.store.backup_house import House
house = House.at(Path(sys.argv[2]))
practice = house.open()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    practice.backups.make(house.drive)
    print("made")
except Unavailable as error:
    print(error.cause)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
practice.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files by setrlimit")
@pytest.mark.parametrize("most", [0, 300, 5_000, 100_000, 700_000, 1_300_000])
def test_a_drive_that_takes_no_more_leaves_no_backup(tmp_path: Path, most: int) -> None:
    """SQLite's own writes fail too: the system refuses to let any file grow beyond the limit."""
    house = House.build(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(REPO), str(tmp_path), str(most)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() in {Cause.WRITE_FAILED, Cause.DISK_FULL}, done.stderr
    assert dated(house) == [] and leftovers(house.drive) == []


@pytest.fixture
def small_drive(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a drive of some kilobytes; only root may."""
    folder = tmp_path / "small"
    folder.mkdir()

    def mount(kilobytes: int) -> Path:
        tried = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        )
        if tried.returncode:
            pytest.skip("no right to mount a small drive here")
        return folder

    yield mount
    subprocess.run(["umount", str(folder)], capture_output=True, check=False)


@pytest.mark.skipif(shutil.which("mount") is None, reason="no mount here")
@pytest.mark.parametrize("kilobytes", [64, 800, 1300, 1400])
def test_a_full_drive_is_said_and_left_empty(
    tmp_path: Path, small_drive: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch, kilobytes: int
) -> None:
    drive = small_drive(kilobytes)
    house = House.build(tmp_path)
    practice = house.open()
    monkeypatch.setattr("app.store.backup_making.require_room", lambda folder, needed: None)
    with pytest.raises(Unavailable) as refused:
        practice.backups.make(drive)
    assert refused.value.cause == Cause.DISK_FULL
    assert leftovers(drive) == []
    assert list(drive.glob("daybook-backups-*/2*")) == []
    assert attach(practice, b"the desk goes on")
    practice.close()


BACKING_UP = """
import sys
from datetime import timedelta
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.store.backup_house import House, attach
house = House.at(Path(sys.argv[2]))
house.clock.advance(timedelta(hours=int(sys.argv[3])))
practice = house.open()
print("begun", flush=True)
while True:
    attach(practice, b"one more")
    print(house.back_up(practice).folder, flush=True)
"""


def killed(program: str, top: Path, *arguments: str, after: float) -> list[str]:
    """Run a program, kill it so long after it has begun, and return what it had said."""
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(REPO), str(top), *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    time.sleep(after)
    child.kill()
    said = child.stdout.read().splitlines()
    child.stdout.close()
    child.wait()
    return said


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
def test_killed_in_the_middle_every_backup_that_was_told_is_whole(tmp_path: Path) -> None:
    house, chance = House.build(tmp_path), random.Random(1)
    told = 0
    for hours in range(8):
        said = killed(BACKING_UP, tmp_path, str(hours), after=chance.uniform(0.0, 0.6))
        told += len(said)
        practice = house.open()
        there = dated(house)
        assert all(wrong(practice, one) == [] for one in there)
        assert not said or Path(said[-1]) in there
        house.clock.advance(timedelta(hours=1, minutes=-1))
        house.back_up(practice)
        assert leftovers(house.drive) == []
        practice.close()
    assert told >= 1


RESTORING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.store.backup_house import House
house = House.at(Path(sys.argv[2]))
print("begun", flush=True)
while True:
    house.restore(Path(sys.argv[3]), house.file, replace=True)
    print("restored", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
def test_killed_while_restoring_the_practice_opens(tmp_path: Path) -> None:
    house, chance = House.build(tmp_path), random.Random(2)
    practice = house.open()
    backup = house.back_up(practice).folder
    practice.close()
    before = content_of(house.drive)
    for _ in range(8):
        killed(RESTORING, tmp_path, str(backup), after=chance.uniform(0.0, 0.4))
        opened = house.open()
        with opened.file.database.reader.connect() as connection:
            count = connection.exec_driver_sql("SELECT count(*) FROM attachment").scalar_one()
        assert count == len(FILES)
        opened.close()
    assert content_of(house.drive) == before
