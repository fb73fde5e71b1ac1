"""A small practice with files of records, and a drive for its backups."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.core.acts import Role
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.ids import new_id
from app.core.progress import Progress
from app.practice.founding import FoundPractice
from app.practice_file import (
    BackupMade,
    Owner,
    Practice,
    Restored,
    RestoreWish,
    Setting,
    create_practice,
    open_practice,
    restore_practice,
)
from app.security.actions import AddAccount
from app.store.attachments import keep
from app.store.backup_verifying import verify_backup
from app.store.kdf import FLOOR

PASSWORD = "seven green kayaks"
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
FILES = (b"a letter" * 20, b"a photo" * 30_000, b"")


@dataclass
class House:
    """The practice's folder, the drive, and a folder on another PC."""

    top: Path
    setting: Setting
    clock: SetClock

    @classmethod
    def build(cls, top: Path) -> House:
        """Make a house of its own for one test, a copy of one that was made once."""
        shutil.copytree(_model(), top, dirs_exist_ok=True)
        return cls.at(top)

    @classmethod
    def at(cls, top: Path) -> House:
        """Return the house that stands there."""
        clock = SetClock(NOW)
        return cls(top, Setting(clock, ChangeBus(), "test PC", top / "state"), clock)

    @property
    def file(self) -> Path:
        return self.top / "practice" / "riverside.daybook"

    @property
    def drive(self) -> Path:
        return self.top / "drive"

    @property
    def elsewhere(self) -> Path:
        return self.top / "other_pc" / "clinic.daybook"

    def open(self, file: Path | None = None, login: str = "ruth") -> Practice:
        return open_practice(file or self.file, login, PASSWORD, self.setting)

    def back_up(self, practice: Practice, progress: Progress | None = None) -> BackupMade:
        """Make a backup a minute after the last one."""
        self.clock.advance(timedelta(minutes=1))
        return practice.backups.make(self.drive, progress)

    def restore(
        self, backup: Path, to: Path | None = None, *, progress: Progress | None = None, **more: Any
    ) -> Restored:
        """Restore as Ruth, to the other PC; `more` are fields of the wish."""
        told = {"login": "ruth", "password": PASSWORD, **more}
        wish = RestoreWish(backup=backup, to=to or self.elsewhere, **told)
        return restore_practice(wish, self.setting, progress)


@cache
def _model() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="daybook-house-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    house = House.at(folder)
    for one in (house.file.parent, house.drive, house.elsewhere.parent):
        one.mkdir()
    owner = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day", also=(Role.PHYSICIAN,))
    founding = FoundPractice(name="Riverside Family Practice", zone="America/New_York")
    made = create_practice(
        house.file, founding, owner, PASSWORD, lambda sheet: None, setting=house.setting, cost=FLOOR
    )
    for content in FILES:
        attach(made, content)
    made.close()
    return folder


def attach(practice: Practice, content: bytes) -> str:
    """Keep a file in the practice and return its name on the disk."""
    with practice.work() as work, work._one_act():
        kept = keep(work, content, media_type="text/plain", purpose="test")
        work._record("test.attach", new_id())
    return kept.file_name


def add_nurse(practice: Practice) -> None:
    command = AddAccount(
        person_id=new_id(), login="nan", name="Nan Ray, RN", short_name="Nan R.", roles=(Role.RN,)
    )
    practice.staff.add(command, PASSWORD, FLOOR)


def wrong(practice: Practice, backup: Path) -> list[str]:
    """What is wrong with a backup, as message ids."""
    return [one.message.id for one in verify_backup(backup, practice.file.key, Progress())]


def content_of(folder: Path) -> dict[str, str]:
    """Every file below a folder by its path, with its hash; locks left out."""
    files = [one for one in sorted(folder.rglob("*")) if one.is_file() and one.suffix != ".lock"]
    return {one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def dated(house: House) -> list[Path]:
    """The backups on the drive, the oldest first."""
    found = house.drive.glob("daybook-backups-*/2*")
    return sorted(one for one in found if one.is_dir() and one.suffix != ".copied")


def leftovers(folder: Path) -> list[str]:
    """Files and folders under a temporary name."""
    return sorted(one.name for one in folder.rglob(".*"))


def flip(file: Path, at: int) -> None:
    """Change one bit of a file."""
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(bytes(content))
