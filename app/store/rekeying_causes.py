"""Why a practice cannot get a new store key: more causes that `Unavailable` carries."""

from __future__ import annotations

from enum import StrEnum

from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Unavailable
from app.core.findings import Message
from app.store.backup_causes import BackupCause
from app.store.causes import Cause, trouble


class RekeyCause(StrEnum):
    """One known trouble of changing the store key; the text for it has the id `unavailable.<cause>`."""

    NO_ROOM = "rekey_no_room"
    NOT_VERIFIED = "rekey_not_verified"
    UNFINISHED = "rekey_unfinished"
    HISTORY_IN_DOUBT = "rekey_history_in_doubt"


REKEY_REFUSALS = frozenset({RekeyCause.NO_ROOM, RekeyCause.HISTORY_IN_DOUBT})
"""The causes for which nothing is broken: the same call goes through later."""


def rekey_trouble(cause: RekeyCause, file_name: str = "", **params: str | int) -> Unavailable:
    """Return the error for `cause`; `file_name` is the name of a file, never a person."""
    named: dict[str, str | int] = {"file": file_name, **params} if file_name else dict(params)
    return Unavailable(cause.value, Message(f"unavailable.{cause.value}", named))


def no_room(error: Unavailable) -> Unavailable:
    """Return what a check for free space found, in words that say what the space is for."""
    if error.cause != BackupCause.NO_ROOM:
        return error
    return rekey_trouble(RekeyCause.NO_ROOM, **error.message.params)  # type: ignore[arg-type]


def copying_trouble(error: sqlcipher.Error, file_name: str) -> Unavailable:
    """Tell a full disk from a damaged page of the practice: SQLite's texts say which."""
    said = str(error)
    if "full" in said:
        return trouble(Cause.DISK_FULL, file_name)
    if "malformed" in said or "not a database" in said:
        return trouble(Cause.DATABASE_DAMAGED, file_name)
    return trouble(Cause.WRITE_FAILED, file_name)
