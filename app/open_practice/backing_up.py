"""Backups of an open practice, as its staff make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Permission
from app.core.errors import Unavailable
from app.core.findings import Finding
from app.core.progress import Progress
from app.open_practice.open_file import OpenFile
from app.practice.backups.queries import kept_backups
from app.store.audit import AuditRow
from app.store.backup import Backups
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_copying import forget_copy, remembered
from app.store.backup_listing import ListedBackup, ListedState, TargetLook, listed, look_at_target
from app.store.backup_making import BackupMade, Origin
from app.store.backup_place import BackupPlace
from app.store.backup_rehearsing import Rehearsed, clear_rehearsal

if TYPE_CHECKING:
    from app.open_practice.downtime import PackMade

R = TypeVar("R")


class BackingUp:
    """Makes, lists and proves backups; the record has each, or why there is none.

    All of it is slow: never on the GUI thread. Each raises NotPermitted for a role that makes no backups.
    """

    def __init__(self, file: OpenFile, program: str) -> None:
        self._file, self._program, self._backups = file, program, Backups()
        clear_rehearsal(file.paths.file)

    @property
    def busy(self) -> bool:
        """Whether one is under way; another is refused meanwhile."""
        return self._backups.busy

    @property
    def has_copy(self) -> bool:
        """Whether this PC made a byte copy while the practice was locked that nobody has verified yet."""
        return remembered(self._file.practice_id, self._file.setting.state_folder) is not None

    def look_at(self, target: Path) -> TargetLook:
        """Judge a folder or drive for backups."""
        return look_at_target(target, self._file.paths)

    def listed(self, target: Path) -> tuple[ListedBackup, ...]:
        """Return the backups of this practice on the target, the newest first. Raises Unavailable."""
        if not target.expanduser().is_dir():
            raise backup_trouble(BackupCause.TARGET_MISSING, target.name or str(target))
        with self._file.key.copy() as key:
            return tuple(listed(BackupPlace.within(target, self._file.practice_id), key))

    def make(self, target: Path, progress: Progress | None = None) -> BackupMade:
        """Make a verified backup in a folder or on a drive; the record has it, or why there is none.

        Raises Unavailable and Cancelled (`Backups.make`).
        """
        file = self._file
        now, zone = file.setting.clock.now(), file.around.zone
        with Session(file.database.reader) as session:
            reading = file.reading(session)
            reading.require(Permission.BACK_UP, "practice.back_up")
            keep = kept_backups(reading)
        origin, doing = self._origin(), progress or Progress()
        made = self._told(lambda: self._backups.make(origin, target, now, keep, zone, doing), target)
        file.record("backup", **made.told)
        forget_copy(file.practice_id, file.setting.state_folder)
        return made

    def finish_copy(self, target: Path, progress: Progress | None = None) -> BackupMade | None:
        """Verify the byte copy that this PC made while the practice was locked; None where there is none.

        Raises Unavailable and Cancelled. One that is not as it was read is removed and never called verified.
        """
        file = self._file
        copied = remembered(file.practice_id, file.setting.state_folder)
        if copied is None:
            return None
        origin, doing = self._origin(), progress or Progress()
        try:
            made = self._told(
                lambda: self._backups.prove(origin, target, copied, self._in_record, doing), target
            )
        except Unavailable as refused:
            if refused.cause in (BackupCause.NOT_VERIFIED, BackupCause.NOT_FOUND):
                forget_copy(file.practice_id, file.setting.state_folder)
            raise
        forget_copy(file.practice_id, file.setting.state_folder)
        file.record("backup", copied_while_locked=True, **made.told)
        return made

    def verify(self, backup: Path, progress: Progress | None = None) -> Sequence[Finding]:
        """Read one backup whole; the record has what was found. Raises Cancelled and Unavailable."""
        found = self._backups.verify(self._origin(), backup, progress or Progress())
        findings = [one.message.id for one in found]
        self._file.record("backup_checked", folder=backup.name, findings=findings)
        return found

    def rehearse(self, target: Path, progress: Progress | None = None) -> Rehearsed:
        """Restore the newest backup into a private folder, prove it, and remove it; the record has the date.

        Raises Unavailable (`rehearse`; backup not found where the target has none) and Cancelled.
        """
        newest = next((one for one in self.listed(target) if one.state is not ListedState.COPIED), None)
        if newest is None:
            raise backup_trouble(BackupCause.NOT_FOUND, target.name or str(target))
        origin, doing = self._origin(), progress or Progress()
        proved = self._told(
            lambda: self._backups.rehearse(origin, newest.folder, doing), newest.folder, "rehearsal_failed"
        )
        facts = proved.manifest.facts
        self._file.record(
            "backup_rehearsed",
            folder=newest.folder.name,
            made_at=proved.manifest.made_at.isoformat(),
            rows=sum(facts.rows.values()),
            attachments=proved.attachments,
            sequence=facts.sequence,
            hash=facts.hash.hex(),
        )
        return proved

    def pack(self, folder: Path, progress: Progress | None = None) -> PackMade:
        """Write the downtime pack into a folder. See `write_pack`."""
        from app.open_practice.downtime import write_pack  # the documents' room is heavy to load

        return write_pack(self._file, folder, progress or Progress())

    def close(self) -> None:
        """Break off what is under way."""
        self._backups.close()

    def _origin(self) -> Origin:
        file = self._file
        return Origin.of(file.paths, file.key.copy(), file.ring.slots, self._program)

    def _told(self, act: Callable[[], R], where: Path, event: str = "backup_failed") -> R:
        """Do it; why it cannot be done enters the record, unless it waits for another one of this program."""
        try:
            return act()
        except Unavailable as error:
            if error.cause != BackupCause.RUNNING or error.message.params:
                with suppress(sa.exc.SQLAlchemyError):  # why there is no backup is what the person must hear
                    self._file.record(event, cause=error.cause, folder=where.name or str(where))
            raise

    def _in_record(self, sequence: int, found: bytes) -> bool:
        chosen = sa.select(AuditRow.hash).where(AuditRow.sequence == sequence)
        with self._file.database.reader.connect() as connection:
            return connection.execute(chosen).scalar_one_or_none() == found
