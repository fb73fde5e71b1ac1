"""Why a backup cannot be made, proved or restored: more causes that `Unavailable` carries."""

from __future__ import annotations

import errno
from enum import StrEnum

from app.core.errors import Unavailable
from app.core.findings import Message
from app.store.causes import write_trouble


class BackupCause(StrEnum):
    """One known trouble of a backup; the text for it has the id `unavailable.<cause>`."""

    TARGET_MISSING = "backup_target_missing"
    INTO_ITSELF = "backup_into_itself"
    RUNNING = "backup_running"
    NO_TARGET = "backup_no_target"
    NOT_CLOSED = "backup_not_closed"
    NO_ROOM = "backup_no_room"
    WRITE_PROTECTED = "backup_write_protected"
    NOT_VERIFIED = "backup_not_verified"
    NOT_FOUND = "backup_not_found"
    CHANGED = "backup_changed"
    FILE_MISSING = "backup_file_missing"
    FILE_DAMAGED = "backup_file_damaged"
    RESTORE_UNFINISHED = "restore_unfinished"


BACKUP_REFUSALS = frozenset(
    {
        BackupCause.INTO_ITSELF,
        BackupCause.RUNNING,
        BackupCause.NO_ROOM,
        BackupCause.NO_TARGET,
        BackupCause.WRITE_PROTECTED,
    }
)
"""The causes for which nothing is broken: the same call goes through elsewhere or later."""

BACKUP_DAMAGE = frozenset(
    {
        BackupCause.NOT_VERIFIED,
        BackupCause.CHANGED,
        BackupCause.FILE_MISSING,
        BackupCause.FILE_DAMAGED,
    }
)
"""The causes that mean that a backup, or the drive it lies on, is not to be trusted."""


def backup_trouble(cause: BackupCause, file_name: str = "", **params: str | int) -> Unavailable:
    """Return the error for `cause`; `file_name` is the name of a file or folder, never a person."""
    named: dict[str, str | int] = {"file": file_name, **params} if file_name else dict(params)
    return Unavailable(cause.value, Message(f"unavailable.{cause.value}", named))


def target_trouble(error: OSError, folder_name: str) -> Unavailable:
    """Return what a failed write to a target means: a drive write-protected, or as `write_trouble`."""
    if error.errno == errno.EROFS:
        return backup_trouble(BackupCause.WRITE_PROTECTED, folder_name)
    return write_trouble(error, folder_name)
