"""What the errors of the database's driver mean to a practice: trouble of the disk is told as such.

Anything else (a statement that is wrong, a constraint) stays what it is: our bug.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Unavailable
from app.store.causes import Cause, trouble

_READ_ONLY, _NOT_A_DATABASE = 8, 26
# Primary result codes of SQLite (sqlite.org/rescode.html); extended ones carry theirs in the low byte.
_CAUSES = {
    _READ_ONLY: Cause.NOT_WRITABLE,  # SQLITE_READONLY
    10: Cause.WRITE_FAILED,  # SQLITE_IOERR
    11: Cause.DATABASE_DAMAGED,  # SQLITE_CORRUPT
    13: Cause.DISK_FULL,  # SQLITE_FULL
    14: Cause.FILE_UNREADABLE,  # SQLITE_CANTOPEN, the log's too
    _NOT_A_DATABASE: Cause.DATABASE_DAMAGED,  # SQLITE_NOTADB, in a file that the key has opened
}
_READING = frozenset({266, 522})  # SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ


def known_trouble(error: BaseException | None, file: Path) -> Unavailable | None:
    """Return what an error of the driver means, or None where it is no trouble of the disk."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlcipher.Error) or not isinstance(code, int):
        return None
    cause = Cause.FILE_UNREADABLE if code in _READING else _CAUSES.get(code & 0xFF)
    return trouble(cause, file.name) if cause is not None else None


def tell_known_trouble(engine: sa.Engine, file: Path, *, writes: bool) -> None:
    """Let every statement, commit and opening of this engine raise Unavailable for trouble of the disk.

    An engine that only reads and is asked to write (not `writes`) is no trouble of the disk but our bug.
    """

    @event.listens_for(engine, "handle_error")
    def told(context: sa.ExceptionContext) -> None:
        found = known_trouble(context.original_exception, file)
        ours = getattr(context.original_exception, "sqlite_errorcode", 0) == _READ_ONLY and not writes
        if found is not None and not ours:
            raise found from context.original_exception


def fails_its_first_proof(found: Unavailable) -> bool:
    """Tell whether the very first page was refused: by another key, or damaged just there."""
    return getattr(found.__cause__, "sqlite_errorcode", None) == _NOT_A_DATABASE


@contextmanager
def known_troubles(file: Path) -> Iterator[None]:
    """Raise Unavailable for trouble of the disk within, where the driver is spoken to directly."""
    try:
        yield
    except sqlcipher.Error as error:
        found = known_trouble(error, file)
        if found is None:
            raise
        raise found from error
