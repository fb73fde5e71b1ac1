"""The backups of an open practice: one at a time, stopped before the practice is closed."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from app.core.progress import Progress
from app.store.backup_keeping import Keep, remove_old
from app.store.backup_making import BackupMade, Origin, make_backup
from app.store.backup_place import BackupPlace, require_target
from app.store.backup_target import target_findings


class Backups:
    """Makes backups of one open practice. Safe to call from any thread but the one that closes it."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._source_free = threading.Event()
        self._source_free.set()
        self._closed = False
        self._running: Progress | None = None

    def make(
        self, origin: Origin, target: Path, made_at: datetime, keep: Keep, zone: tzinfo, progress: Progress
    ) -> BackupMade:
        """Make a backup of `origin` in the folder `target`, verify it, and remove what need not be kept.

        `origin.store_key` is a copy for this call alone and wiped at its end. Slow: never on the GUI thread.

        Raises Unavailable: backup target missing, backup into itself, backup running, and as `make_backup`;
        and Cancelled, also when the practice is closed meanwhile.
        """
        with self._one, origin.store_key:
            require_target(target, origin.paths)
            warnings = target_findings(target, origin.paths)
            place = BackupPlace.within(target, origin.practice_id)
            with place.held():
                made = self._made(origin, place, made_at, progress)
                removed = remove_old(place, made.folder, keep, zone, progress)
        problems = (*made.problems, *removed.findings)
        return replace(made, removed=removed.names, problems=problems, warnings=warnings)

    def _made(self, origin: Origin, place: BackupPlace, made_at: datetime, progress: Progress) -> BackupMade:
        self._running = progress
        self._source_free.clear()
        try:
            if self._closed:
                progress.cancel()
            progress.check()
            return make_backup(origin, place, made_at, progress, source_done=self._source_free.set)
        finally:
            self._source_free.set()

    def close(self) -> None:
        """Stop a backup that runs, and wait until it has let go of the practice's file."""
        self._closed = True
        if self._running is not None:
            self._running.cancel()
        self._source_free.wait()
