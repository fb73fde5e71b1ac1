"""Retiring a PC: a verified backup elsewhere, then everything goes that this PC holds of the practice.

The files are encrypted, so that what opens them is what must go: both key files are written over and removed
first. On a solid-state drive the old content may still lie in cells that nobody can name, and an undelete may
find it: it opens only with a password or the sheet of that time. The manual says so.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.progress import Progress
from app.open_practice.backing_up import BackingUp
from app.open_practice.open_file import OpenFile
from app.security.os_keyring import remove_slots
from app.store.anchor_file import anchor_paths
from app.store.backup_making import BackupMade
from app.store.files import PracticeLock, PracticePaths, sync_folder

_ACT = "practice.retire_pc"


@dataclass(frozen=True)
class Retired:
    """What went: where the backup lies, and the names of files that could not be removed."""

    backup: BackupMade
    left: tuple[str, ...]


class Retiring:
    """Retires this PC for the practice that is open, which is closed afterwards."""

    def __init__(self, file: OpenFile, lock: PracticeLock, backups: BackingUp) -> None:
        self._file, self._lock, self._backups = file, lock, backups

    def require(self, typed_name: str) -> None:
        """Refuse whoever is no owner, or did not type the name of the practice.

        Raises NotPermitted and RuleViolated.
        """
        self._file.require_second_step()
        self._file.require_owner(_ACT)
        if " ".join(typed_name.split()).casefold() != self._file.practice_name.casefold():
            raise RuleViolated("practice_name", Message("retire.name_differs"))

    def require_place(self, target: Path, *, files: bool) -> None:
        """Refuse a place for the backup that goes with this PC, for it would be the only copy.

        Slow on a drive that sleeps. The drive of this PC is the one that holds what it remembers of
        practices; with `files`, that of the practice counts too. Raises RuleViolated.
        """
        file = self._file
        remembered = anchor_paths(file.paths, file.practice_id, file.setting.state_folder)[1:]
        going = [*remembered, *([file.paths.file] if files else [])]
        if drive_of(target) in {drive_of(one.parent) for one in going} - {None}:
            raise RuleViolated("target", Message("retire.same_drive", {"folder": target.name or str(target)}))

    def retire(
        self,
        typed_name: str,
        password: str,
        target: Path,
        *,
        files: bool,
        progress: Progress | None = None,
    ) -> Retired:
        """Back up to `target`, close the practice, and remove what this PC holds of it.

        With `files`, the practice's own files go too: keys first. Without, they stay and open as before.

        Raises NotPermitted, RuleViolated, Unavailable (wrong password, no backup) and Cancelled: then nothing
        was removed. What cannot be removed afterwards is told by name.
        """
        self.require(typed_name)
        self.require_place(target, files=files)
        file, paths = self._file, self._file.paths
        file.ring.prove(file.actor.person_id, password, file.setting.clock.now)
        file.record("pc_retired", files=files)  # before the backup, so that the backup's record has it
        made = self._backups.make(target, progress)
        self._close()
        places = anchor_paths(paths, file.practice_id, file.setting.state_folder)
        doomed = [*places[1:]]
        left = [*_erase(doomed), *remove_slots(file.practice_id, file.setting.state_folder)]
        if files:
            left += erase_practice(paths)
        self._lock.close()
        if files:
            left += _erase([paths.lock])
        return Retired(made, tuple(left))

    def _close(self) -> None:
        file = self._file
        self._backups.close()
        file.anchors.close()
        file.database.close()
        file.key.wipe()


def drive_of(folder: Path) -> str | None:
    """Return what names the drive of a folder, partitions of one disk alike where the system tells them."""
    whole = folder.expanduser().resolve()
    while not whole.exists() and whole != whole.parent:
        whole = whole.parent
    try:
        number = whole.stat().st_dev
    except OSError:
        return None
    if not hasattr(os, "major"):  # Windows: each letter has its own number
        return str(number)
    part = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    if (part / "partition").exists():
        return part.resolve().parent.name
    return part.resolve().name if part.exists() else str(number)


def erase_practice(paths: PracticePaths) -> list[str]:
    """Remove the files of a practice, its keys first and written over; return what could not be removed."""
    left = []
    for keys in (paths.keys, paths.keys2):
        with suppress(OSError):
            _write_over(keys)
        left += _erase([keys])
    shm = paths.file.with_name(f"{paths.file.name}-shm")
    left += _erase([paths.file, paths.log, shm, paths.anchor, paths.attempts])
    shutil.rmtree(paths.attachments, ignore_errors=True)
    if paths.attachments.exists():
        left.append(paths.attachments.name)
    with suppress(OSError):
        sync_folder(paths.file.parent)
    return left


def _write_over(path: Path) -> None:
    """Put random bytes where the content was, on the disk, before the name goes."""
    size = path.stat().st_size
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        os.write(handle, secrets.token_bytes(size))
        os.fsync(handle)
    finally:
        os.close(handle)


def _erase(doomed: list[Path]) -> list[str]:
    left = []
    for path in doomed:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            left.append(path.name)
    return left
