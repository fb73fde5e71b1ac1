"""Why a practice cannot be opened or written: the stable causes that `Unavailable` carries.

The command line turns them into exit codes and the window into a reason and a way on.
"""

from __future__ import annotations

import errno
from enum import StrEnum

from app.core.errors import Unavailable
from app.core.findings import Message


class Cause(StrEnum):
    """One known trouble of the files of a practice; the text for it has the id `unavailable.<cause>`."""

    FILE_MISSING = "file_missing"
    FILE_IS_FOLDER = "file_is_folder"
    FILE_EMPTY = "file_empty"
    FILE_TRUNCATED = "file_truncated"
    FILE_PLAIN = "file_plain"
    FILE_FOREIGN = "file_foreign"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EXISTS = "file_exists"
    FOLDER_MISSING = "folder_missing"
    FOLDER_FAR = "folder_far"
    FOLDER_SYNCED = "folder_synced"
    IN_USE = "in_use"
    NOT_WRITABLE = "not_writable"
    DISK_FULL = "disk_full"
    WRITE_FAILED = "write_failed"
    KEYS_MISSING = "keys_missing"
    KEYS_DAMAGED = "keys_damaged"
    KEYS_CHANGED = "keys_changed"
    KEYS_OLDER = "keys_older"
    SLOT_DAMAGED = "slot_damaged"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a cause
    WRONG_CODE = "wrong_code"
    CODE_WAITS = "code_waits"
    CODE_EXPIRED = "code_expired"
    SECOND_STEP_DUE = "second_step_due"
    SECOND_STEP_WRONG = "second_step_wrong"
    WRONG_RECOVERY_KEY = "wrong_recovery_key"
    NO_RECOVERY_KEY = "no_recovery_key"
    NO_OWNER = "no_owner"
    NEWER = "newer"
    KEY_WIPED = "key_wiped"
    WRONGLY_KEYED = "wrongly_keyed"
    DATABASE_DAMAGED = "database_damaged"
    NO_LONGER_ACTIVE = "no_longer_active"
    WAIT = "wait"


DAMAGE = frozenset(
    {
        Cause.FILE_EMPTY,
        Cause.FILE_TRUNCATED,
        Cause.KEYS_DAMAGED,
        Cause.KEYS_CHANGED,
        Cause.KEYS_OLDER,
        Cause.SLOT_DAMAGED,
        Cause.DATABASE_DAMAGED,
    }
)
"""The causes that mean something is broken or was changed, and not merely that the door stays shut."""

_BY_ERRNO = {
    errno.ENOSPC: Cause.DISK_FULL,
    errno.EDQUOT: Cause.DISK_FULL,
    errno.EACCES: Cause.NOT_WRITABLE,
    errno.EPERM: Cause.NOT_WRITABLE,
    errno.EROFS: Cause.NOT_WRITABLE,
    errno.ENOENT: Cause.FOLDER_MISSING,
    errno.ENOTDIR: Cause.FOLDER_MISSING,
}


def trouble(cause: Cause, file_name: str = "", **params: str | int) -> Unavailable:
    """Return the error for `cause`; `file_name` is the name of a file, never a path or a person."""
    named: dict[str, str | int] = {"file": file_name, **params} if file_name else dict(params)
    return Unavailable(cause.value, Message(f"unavailable.{cause.value}", named))


def write_trouble(error: OSError, file_name: str) -> Unavailable:
    """Return what a failed write means to the practice: disk full, not allowed, or failed."""
    return trouble(_BY_ERRNO.get(error.errno or 0, Cause.WRITE_FAILED), file_name)
