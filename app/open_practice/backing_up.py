"""Backups of an open practice, as its staff make them."""

from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Unavailable
from app.core.progress import Progress
from app.open_practice.open_file import OpenFile
from app.practice.backups.queries import kept_backups
from app.store.backup import Backups
from app.store.backup_making import BackupMade, Origin


class BackingUp:
    """Makes backups; the record has each, or why there is none."""

    def __init__(self, file: OpenFile, program: str) -> None:
        self._file, self._program, self._backups = file, program, Backups()

    def make(self, target: Path, progress: Progress | None = None) -> BackupMade:
        """Make a verified backup in a folder or on a drive; the record has it, or why there is none.

        Raises Unavailable and Cancelled (`Backups.make`). Slow: never on the GUI thread.
        """
        file = self._file
        origin = Origin.of(file.paths, file.key.copy(), file.ring.slots, self._program)
        now, zone = file.setting.clock.now(), file.around.zone
        with Session(file.database.reader) as session:
            keep = kept_backups(file.reading(session))
        try:
            made = self._backups.make(origin, target, now, keep, zone, progress or Progress())
        except Unavailable as error:
            with suppress(sa.exc.SQLAlchemyError):  # why there is no backup is what the person must hear
                file.record("backup_failed", cause=error.cause)
            raise
        file.record("backup", **made.told)
        return made

    def close(self) -> None:
        """Break off a backup that is being made."""
        self._backups.close()
