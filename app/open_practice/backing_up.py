"""Backups of an open practice, as its staff make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Permission
from app.core.errors import Unavailable
from app.core.findings import Finding, Message
from app.core.progress import Progress
from app.open_practice.open_file import OpenFile
from app.open_practice.standing import standing_in
from app.practice.backups.queries import kept_backups, known_damage, last_proof_found
from app.store.audit import AuditRow
from app.store.backup import Backups
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_copying import forget_copy, remembered
from app.store.backup_keeping import Rotation
from app.store.backup_listing import ListedBackup, ListedState, TargetLook, listed, look_at_target
from app.store.backup_making import BackupMade, Origin
from app.store.backup_place import BackupPlace
from app.store.backup_rehearsing import Rehearsed, clear_rehearsal

if TYPE_CHECKING:
    from app.open_practice.downtime import PackMade

R = TypeVar("R")
_MOST_TOLD = 3
_SEEN_DAMAGED = frozenset(
    f"unavailable.{one}" for one in (BackupCause.FILE_MISSING, BackupCause.FILE_DAMAGED)
)
"""What a glance shows for certain; one of an earlier key of the practice is no damaged one."""


class BackingUp:
    """Makes, lists and proves backups; the record has each, or why there is none.

    All of it is slow: never on the GUI thread. Each raises NotPermitted for a role that makes no backups.
    """

    def __init__(self, file: OpenFile, program: str, alarmed: Callable[[], bool] = lambda: False) -> None:
        self._file, self._program, self._backups = file, program, Backups()
        self._history_alarmed = alarmed
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
        """Judge a folder or drive for backups, trying whether it can be written."""
        return look_at_target(target, self._file.paths, self._file.practice_id)

    def listed(self, target: Path) -> tuple[ListedBackup, ...]:
        """Return the backups of this practice on the target, the newest first. Raises Unavailable.

        One that a check or a rehearsal found damaged is damaged here too, until it was read whole again; one
        that is seen to be damaged now enters the record.
        """
        if not target.expanduser().is_dir():
            raise backup_trouble(BackupCause.TARGET_MISSING, target.name or str(target))
        with self._file.key.copy() as key:
            found = listed(BackupPlace.within(target, self._file.practice_id), key)
        damage = self._known_damage()
        for one in found if target.expanduser().is_dir() else ():
            if one.reason is not None and one.reason.id in _SEEN_DAMAGED and one.folder.name not in damage:
                with suppress(sa.exc.SQLAlchemyError):  # the list is what the person asked for
                    self._record_check(one.folder, [one.reason])
        return tuple(_with_damage(one, damage.get(one.folder.name)) for one in found)

    def _known_damage(self) -> Mapping[str, Message]:
        with Session(self._file.database.reader) as session:
            return known_damage(self._file.reading(session))

    def _record_check(self, backup: Path, found: Sequence[Message]) -> None:
        ids = [one.id for one in found]
        self._file.record("backup_checked", folder=backup.name, findings=ids, first=_told_first(found))

    def make(self, target: Path, progress: Progress | None = None) -> BackupMade:
        """Make a verified backup in a folder or on a drive; the record has it, or why there is none.

        While an alarm is open it is marked as made then, and no older one goes.

        Raises Unavailable and Cancelled (`Backups.make`).
        """
        file = self._file
        now, zone = file.setting.clock.now(), file.around.zone
        with Session(file.database.reader) as session:
            reading = file.reading(session)
            reading.require(Permission.BACK_UP, "practice.back_up")
            keep, broken = kept_backups(reading), frozenset(known_damage(reading))
        origin, doing = self._origin(), progress or Progress()
        rotation = Rotation(keep, zone, broken, frozen=origin.during_alarm)
        made = self._told(lambda: self._backups.make(origin, target, now, rotation, doing), target)
        file.record("backup", **made.told)
        forget_copy(file.practice_id, file.setting.state_folder)
        return _with_alarm(made)

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
        return _with_alarm(made)

    def verify(self, backup: Path, progress: Progress | None = None) -> Sequence[Finding]:
        """Read one backup whole; the record has what was found, and a damaged one counts no more.

        Raises Cancelled, and Unavailable where the drive is not there any more: nothing is known of it then.
        """
        found = self._backups.verify(self._origin(), backup, progress or Progress())
        _require_there(backup)
        self._record_check(backup, [one.message for one in found])
        return found

    def rehearse(self, target: Path, progress: Progress | None = None) -> Rehearsed:
        """Restore the newest backup into a private folder, prove it, and remove it; the record has the date.

        The newest is the one that is not known to be damaged, where there is one.
        Raises Unavailable (`rehearse`; backup not found where the target has none) and Cancelled.
        """
        there = [one for one in self.listed(target) if one.state is not ListedState.COPIED]
        if not there:
            raise backup_trouble(BackupCause.NOT_FOUND, target.name or str(target))
        newest = next((one for one in there if one.state is ListedState.VERIFIED), there[0])
        origin, doing = self._origin(), progress or Progress()
        proved = self._told(
            lambda: self._rehearsed(origin, newest.folder, doing), newest.folder, "rehearsal_failed"
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

    def _rehearsed(self, origin: Origin, backup: Path, progress: Progress) -> Rehearsed:
        try:
            return self._backups.rehearse(origin, backup, progress)
        except Unavailable:
            _require_there(backup)
            raise

    def pack(self, folder: Path, progress: Progress | None = None) -> PackMade:
        """Write the downtime pack into a folder. See `write_pack`."""
        from app.open_practice.downtime import write_pack  # the documents' room is heavy to load

        return write_pack(self._file, folder, progress or Progress())

    def close(self) -> None:
        """Break off what is under way."""
        self._backups.close()

    def _origin(self) -> Origin:
        file = self._file
        alarmed = self._alarmed()
        origin = Origin.of(file.paths, file.key.copy(), file.ring.slots, self._program)
        return replace(origin, during_alarm=alarmed)

    def _alarmed(self) -> bool:
        """Say whether the history is in doubt, or a proof of the record found something that still stands."""
        if self._history_alarmed():
            return True
        with Session(self._file.database.reader) as session:
            standing = standing_in(session.connection())
            return standing is not None or last_proof_found(self._file.reading(session))

    def _told(self, act: Callable[[], R], where: Path, event: str = "backup_failed") -> R:
        """Do it; why it cannot be done enters the record, unless it waits for another one of this program."""
        try:
            return act()
        except Unavailable as error:
            if error.cause != BackupCause.RUNNING or error.message.params:
                with suppress(sa.exc.SQLAlchemyError):  # why there is no backup is what the person must hear
                    first = _told_first([error.message])
                    folder = where.name or str(where)
                    self._file.record(event, cause=error.cause, folder=folder, first=first)
            raise

    def _in_record(self, sequence: int, found: bytes) -> bool:
        chosen = sa.select(AuditRow.hash).where(AuditRow.sequence == sequence)
        with self._file.database.reader.connect() as connection:
            return connection.execute(chosen).scalar_one_or_none() == found


def _with_alarm(made: BackupMade) -> BackupMade:
    """Say of a backup that was made during an alarm that it was, and what that means for the older ones."""
    if not made.manifest.during_alarm:
        return made
    return replace(made, problems=(Finding(Message("backup.made_during_alarm")), *made.problems))


def _require_there(backup: Path) -> None:
    """Tell a drive that was pulled out from a damaged backup. Raises Unavailable (backup target missing)."""
    if not backup.parent.is_dir():
        raise backup_trouble(BackupCause.TARGET_MISSING, backup.parent.name)


def _with_damage(one: ListedBackup, why: Message | None) -> ListedBackup:
    """Return a backup of the list as what the record knows of it."""
    if why is None or one.state is not ListedState.VERIFIED:
        return one
    return replace(one, state=ListedState.DAMAGED, reason=why)


def _told_first(found: Sequence[Message]) -> list[dict[str, Any]]:
    """Return what the record keeps of findings: their ids with names of files, never a patient's data."""
    return [{"finding": one.id, **one.params} for one in found[:_MOST_TOLD]]
