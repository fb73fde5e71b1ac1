"""Where the backups of a practice lie: one folder on the target, a dated folder in it for each backup.

    DIR/daybook-backups-9f3c9a2b/            the last eight digits of the practice's id
        2026-03-02T140000Z/                  one backup, by its moment in UTC; it has this name once verified
        attachments/ab/abcdef...             the encrypted files that the backups share
        2026-03-02T233000Z.copied/           a byte copy made while the practice was locked, not yet verified
        .unfinished-...                      what is being written or removed; cleared by the next backup

Attachments never change once written and have random names, so one copy of each serves all backups. They lie
in a folder that is shared, and are not linked: the drives that practices use often know no links.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import Unavailable
from app.core.ids import Id
from app.store.backup_causes import BackupCause, backup_trouble, target_trouble
from app.store.causes import Cause, write_trouble
from app.store.files import PracticeLock, PracticePaths, sync_folder

_PREFIX, _UNFINISHED, _COPIED = "daybook-backups-", ".unfinished-", ".copied"
_TRIAL = f"{_UNFINISHED}trial-"
_STAMP = "%Y-%m-%dT%H%M%SZ"
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{6}Z)(?:-(\d+))?")
_BEING_WRITTEN = re.compile(r"\.[0-9a-f]{32}\.[0-9a-f]{16}\.new")


@dataclass(frozen=True, order=True)
class Dated:
    """One backup by its moment (UTC, whole seconds) and its number within that second."""

    made_at: datetime
    number: int
    folder: Path


@dataclass(frozen=True)
class BackupPlace:
    """The folder that holds the backups of one practice."""

    folder: Path

    @classmethod
    def within(cls, target: Path, practice_id: Id) -> BackupPlace:
        """Return the place in a folder or drive that a person chose, which may be this very folder."""
        name = f"{_PREFIX}{practice_id.hex[-8:]}"
        whole = target.expanduser().resolve()
        return cls(whole if whole.name == name else whole / name)

    @property
    def attachments(self) -> Path:
        return self.folder / "attachments"

    def backups(self) -> list[Dated]:
        """Return the backups that lie there, the newest first."""
        if not self.folder.is_dir():
            return []
        found = [_dated(one) for one in self.folder.iterdir() if one.is_dir()]
        return sorted((one for one in found if one is not None), reverse=True)

    def copies(self) -> list[Dated]:
        """Return the byte copies that nobody has verified yet, the newest first."""
        if not self.folder.is_dir():
            return []
        named = [one for one in self.folder.iterdir() if one.name.endswith(_COPIED) and one.is_dir()]
        found = [_dated(one, one.name.removesuffix(_COPIED)) for one in named]
        return sorted((one for one in found if one is not None), reverse=True)

    def copy_name_for(self, made_at: datetime) -> Path:
        """Return the name of a byte copy."""
        return self.folder / f"{made_at.astimezone(UTC).strftime(_STAMP)}{_COPIED}"

    def name_for(self, made_at: datetime) -> Path:
        """Return the dated name of a new backup, behind those of the same second even where some are gone."""
        stamp = made_at.astimezone(UTC).strftime(_STAMP)
        numbers = [one.number for one in self.backups() if one.folder.name.startswith(stamp)]
        return self.folder / (f"{stamp}-{max(numbers) + 1}" if numbers else stamp)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder, keep other programs from it, and clear what a cut left. Raises Unavailable."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self.folder.parent)
        except OSError as error:
            raise write_trouble(error, self.folder.name) from error
        with _lock(self.folder):
            self.clear()
            yield

    def unfinished(self) -> Path:
        """Return a name for what is not, or no longer, a backup."""
        return self.folder / f"{_UNFINISHED}{secrets.token_hex(8)}"

    def clear(self) -> None:
        """Remove what was being written or removed when the program was cut off; the lock is held."""
        for one in self.folder.iterdir():
            if one.name.startswith(_UNFINISHED):
                shutil.rmtree(one, ignore_errors=True)
            if one.name.startswith(_TRIAL):
                with suppress(OSError):
                    one.unlink()
        for part in self.attachments.iterdir() if self.attachments.is_dir() else ():
            for one in part.iterdir() if part.is_dir() else ():
                if _BEING_WRITTEN.fullmatch(one.name):
                    with suppress(OSError):
                        one.unlink()

    def take_away(self, backup: Dated) -> None:
        """Remove a backup: first its name, so that a cut never leaves half a backup. Raises OSError."""
        doomed = self.unfinished()
        backup.folder.rename(doomed)
        sync_folder(self.folder)
        shutil.rmtree(doomed)


def places_below(folder: Path) -> list[BackupPlace]:
    """Return the places of backups in a folder or on a drive that a person chose: there, or one folder down.

    A place itself, and a dated folder in one, count as well. What cannot be read is passed over.
    """
    whole = folder.expanduser().resolve()
    for one in (whole, whole.parent):
        if one.name.startswith(_PREFIX):
            return [BackupPlace(one)]
    near = _folders_in(whole)
    found = [one for one in near if one.name.startswith(_PREFIX)]
    found += [one for each in near for one in _folders_in(each) if one.name.startswith(_PREFIX)]
    return [BackupPlace(one) for one in found]


def _folders_in(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(one for one in folder.iterdir() if not one.name.startswith(".") and one.is_dir())
    return []


def _dated(folder: Path, name: str = "") -> Dated | None:
    named = _DATED.fullmatch(name or folder.name)
    if named is None:
        return None
    try:
        made_at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Dated(made_at, int(named[2] or 1), folder)


def _lock(folder: Path) -> PracticeLock:
    try:
        return PracticeLock(PracticePaths(folder / "backups"))
    except Unavailable as error:
        if error.cause == Cause.IN_USE:
            raise backup_trouble(BackupCause.RUNNING, folder.name) from error
        raise


def require_target(target: Path, paths: PracticePaths) -> None:
    """Refuse a target that is no folder, or the folder of the practice itself.

    Raises Unavailable: backup target missing, backup into itself.
    """
    whole = target.expanduser().resolve()
    if not whole.is_dir():
        raise backup_trouble(BackupCause.TARGET_MISSING, target.name or str(target))
    own = paths.file.parent
    if whole == own or paths.attachments in (whole, *whole.parents):
        raise backup_trouble(BackupCause.INTO_ITSELF, whole.name or str(whole))


def require_writable(target: Path, practice_id: Id) -> None:
    """Write a small file where the backups would lie, and remove it.

    Raises Unavailable: backup write-protected, not writable, disk full, write failed.
    """
    place = BackupPlace.within(target, practice_id).folder
    folder = place if place.is_dir() else target.expanduser().resolve()
    trial = folder / f"{_TRIAL}{secrets.token_hex(8)}"
    try:
        try:
            _write_through(trial)
        finally:
            trial.unlink(missing_ok=True)
    except OSError as error:
        raise target_trouble(error, folder.name or str(folder)) from error


def _write_through(file: Path) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, b"Daybook tries whether it can write here.")
        os.fsync(handle)
    finally:
        os.close(handle)


def require_room(folder: Path, needed: int) -> None:
    """Refuse before anything is written where `needed` bytes and a little more are not free.

    Raises Unavailable: backup no room, with both in MB.
    """
    needed += needed // 50 + 8 * 1024 * 1024
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise write_trouble(error, folder.name) from error
    if free < needed:
        megabytes = {"needed_mb": -(-needed // 1_000_000), "free_mb": free // 1_000_000}
        raise backup_trouble(BackupCause.NO_ROOM, folder.name, **megabytes)
