"""The backups of an open practice: one at a time, stopped before the practice is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.core.errors import Unavailable
from app.core.findings import Finding
from app.core.progress import Progress
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_copying import Copied
from app.store.backup_keeping import Rotation, remove_old
from app.store.backup_making import BackupMade, Origin, make_backup
from app.store.backup_place import BackupPlace, require_target, require_writable
from app.store.backup_proving import prove_copy
from app.store.backup_rehearsing import Rehearsed, rehearse
from app.store.backup_target import target_findings
from app.store.backup_verifying import verify_backup


class Backups:
    """Makes backups of one open practice. Safe to call from any thread but the one that closes it.

    Whatever reads or writes backups is done one at a time; a second one is refused (backup running).
    """

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._source_free = threading.Event()
        self._source_free.set()
        self._closed = False
        self._running: Progress | None = None

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        return self._one.locked()

    def make(
        self, origin: Origin, target: Path, made_at: datetime, rotation: Rotation, progress: Progress
    ) -> BackupMade:
        """Make a backup of `origin` in the folder `target`, verify it, and remove what need not be kept.

        `origin.store_key` is a copy for this call alone and wiped at its end. Slow: never on the GUI thread.

        Raises Unavailable: backup target missing, backup into itself, backup running, and as `make_backup`;
        and Cancelled, also when the practice is closed meanwhile.
        """
        with origin.store_key, self._alone(progress) as source_done:
            require_target(target, origin.paths)
            require_writable(target, origin.practice_id)
            warnings = target_findings(target, origin.paths)
            place = BackupPlace.within(target, origin.practice_id)
            with place.held():
                made = make_backup(origin, place, made_at, progress, source_done=source_done)
                removed = remove_old(place, made.folder, rotation, origin.store_key, progress)
        problems = (*made.problems, *removed.findings)
        return replace(made, removed=removed.names, problems=problems, warnings=warnings)

    def prove(
        self,
        origin: Origin,
        target: Path,
        copied: Copied,
        in_record: Callable[[int, bytes], bool],
        progress: Progress,
    ) -> BackupMade:
        """Make the byte copy that was made while the practice was locked a verified backup.

        One that fails is removed: it is no backup. Raises as `make`, and backup not found where the copy is
        not there any more.
        """
        with origin.store_key, self._alone(progress):
            require_target(target, origin.paths)
            place = BackupPlace.within(target, origin.practice_id)
            there = next((one for one in place.copies() if one.folder.name == copied.name), None)
            if there is None:
                raise backup_trouble(BackupCause.NOT_FOUND, copied.name)
            with place.held():
                try:
                    made = prove_copy(origin, place, copied, in_record, progress)
                    for one in place.copies():  # an earlier one, which a later lock took the place of
                        if one.made_at <= copied.made_at:
                            with suppress(OSError):
                                place.take_away(one)
                    return made
                except Unavailable as refused:
                    if refused.cause == BackupCause.NOT_VERIFIED:
                        with suppress(OSError):
                            place.take_away(there)
                    raise

    def verify(self, origin: Origin, backup: Path, progress: Progress) -> list[Finding]:
        """Read a backup whole and return what is wrong with it. Raises Cancelled and Unavailable."""
        with origin.store_key, self._alone(progress):
            return verify_backup(backup, origin.store_key, progress)

    def rehearse(self, origin: Origin, backup: Path, progress: Progress) -> Rehearsed:
        """Restore a backup into a folder of its own, look at it, and remove it (`rehearse`)."""
        with origin.store_key, self._alone(progress):
            return rehearse(backup, origin.store_key, origin.paths, progress)

    @contextmanager
    def _alone(self, progress: Progress) -> Iterator[Callable[[], None]]:
        """Be the only one; give what says that the practice's own file is not needed any more."""
        if not self._one.acquire(blocking=False):
            raise backup_trouble(BackupCause.RUNNING)
        try:
            self._running = progress
            self._source_free.clear()
            if self._closed:
                progress.cancel()
            progress.check()
            yield self._source_free.set
        finally:
            self._source_free.set()
            self._one.release()

    def close(self) -> None:
        """Stop a backup that runs, and wait until it has let go of the practice's file."""
        self._closed = True
        if self._running is not None:
            self._running.cancel()
        self._source_free.wait()
