"""Why an older practice cannot be brought up to date: more causes that `Unavailable` carries."""

from __future__ import annotations

from enum import StrEnum

from app.core.errors import Unavailable
from app.core.findings import Message
from app.store.backup_causes import BackupCause
from app.store.causes import Cause, trouble


class UpgradeCause(StrEnum):
    """One known trouble of an upgrade; the text for it has the id `unavailable.<cause>`."""

    NO_ROOM = "upgrade_no_room"
    NO_BACKUP = "upgrade_no_backup"
    NOT_WRITABLE = "upgrade_not_writable"
    FAILED = "upgrade_failed"


UPGRADE_REFUSALS = frozenset({UpgradeCause.NO_ROOM, UpgradeCause.NO_BACKUP, UpgradeCause.NOT_WRITABLE})
"""The causes for which nothing is broken: the same file opens once there is room, or another drive."""

_OF_BACKUP = {
    BackupCause.NO_ROOM.value: UpgradeCause.NO_ROOM,
    BackupCause.NOT_VERIFIED.value: UpgradeCause.NO_BACKUP,
    Cause.WRITE_FAILED.value: UpgradeCause.NO_BACKUP,
    Cause.NOT_WRITABLE.value: UpgradeCause.NOT_WRITABLE,
}


def no_backup(error: Unavailable) -> Unavailable:
    """Return why the backup before an upgrade cannot be made, in words that say what it is for."""
    cause = _OF_BACKUP.get(error.cause)
    if cause is None:  # the practice itself is damaged, the disk full: said in their own words
        return error
    return Unavailable(cause.value, Message(f"unavailable.{cause.value}", error.message.params))


def upgrade_trouble(cause: UpgradeCause | Cause, file_name: str) -> Unavailable:
    """Return the error for `cause`; `file_name` is the name of a file or folder."""
    return Unavailable(cause.value, Message(f"unavailable.{cause.value}", {"file": file_name}))


def step_trouble(error: Exception, file_name: str, failed: Cause | UpgradeCause) -> Unavailable | None:
    """Return what a step met that was rolled back: disk, rights, damage; `failed`. None: it is our bug.

    SQLite's texts say which; they hold nothing of the practice.
    """
    said = str(getattr(error, "orig", error))
    for words, cause in _SAID.items():
        if words in said:
            return trouble(cause, file_name)
    if "readonly" in said:
        return upgrade_trouble(UpgradeCause.NOT_WRITABLE, file_name)
    return upgrade_trouble(failed, file_name) if "I/O error" in said else None


_SAID = {
    "full": Cause.DISK_FULL,
    "malformed": Cause.DATABASE_DAMAGED,
    "not a database": Cause.DATABASE_DAMAGED,
}
