"""What the database file looks like from outside, before anything opens it as a database.

SQLite makes a new practice of a missing or empty file and rewrites a file that has a log, so opening
starts here: this reads and never writes. It runs before any connection to the file exists in this
process, as closing a plain handle drops the locks that SQLite holds on the same file.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass

from app.store.causes import Cause, trouble
from app.store.files import PracticePaths

PAGE_SIZE = 4096
"""Bytes of a page of the encrypted database."""

_PLAIN_DATABASE = b"SQLite format 3\x00"
_OTHER_PROGRAMS = (b"%PDF", b"PK\x03\x04", b"\x89PNG\r\n", b"\xff\xd8\xff", b"\x1f\x8b\x08", b"7z\xbc\xaf")
_LOG_HEADER = 32
_ENOUGH_TO_JUDGE = 64
_LEAST_VARIETY = 0.75


@dataclass(frozen=True)
class Header:
    """What was seen: the file's size in bytes, and whether SQLite left a log with content beside it."""

    size: int
    log: bool


def check_header(paths: PracticePaths) -> Header:
    """Refuse a file that cannot be a practice, leaving it byte for byte as it is.

    Raises Unavailable: missing, a folder, unreadable, empty, an unencrypted database, another
    program's file, truncated. A last page that is only partly there is let through while a log
    lies beside it: a power cut during a checkpoint leaves that, and the log still holds the page.

    Ciphertext tells nothing of what it is: a file that is no whole number of pages is a practice cut off
    only where keys or an anchor of one lie beside it; elsewhere it is some other file.
    """
    name = paths.file.name
    try:
        status = paths.file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise trouble(Cause.FILE_IS_FOLDER, name)
        with paths.file.open("rb") as stream:
            start = stream.read(PAGE_SIZE)
        log = paths.log.exists() and paths.log.stat().st_size > _LOG_HEADER
    except FileNotFoundError as error:
        raise trouble(Cause.FILE_MISSING, name) from error
    except OSError as error:
        raise trouble(Cause.FILE_UNREADABLE, name) from error
    cause = _cause(start, status.st_size, log)
    if cause is Cause.FILE_TRUNCATED and not _has_companions(paths):
        cause = Cause.FILE_FOREIGN
    if cause is not None:
        raise trouble(cause, name)
    return Header(status.st_size, log)


def _cause(start: bytes, size: int, log: bool) -> Cause | None:
    if not start:
        return Cause.FILE_EMPTY
    if start.startswith(_PLAIN_DATABASE):
        return Cause.FILE_PLAIN
    if start.startswith(_OTHER_PROGRAMS) or not _looks_encrypted(start):
        return Cause.FILE_FOREIGN
    if size < PAGE_SIZE or (size % PAGE_SIZE and not log):
        return Cause.FILE_TRUNCATED
    return None


def _has_companions(paths: PracticePaths) -> bool:
    return any(path.exists() for path in (paths.keys, paths.keys2, paths.anchor))


def _looks_encrypted(start: bytes) -> bool:
    """Tell whether the bytes have the variety of ciphertext: text, zeros and tables have far less.

    For n random bytes the expected number of distinct values is 256 (1 - (255/256)^n), with a spread of
    a few values; three quarters of it is more than six standard deviations below.
    """
    if len(start) < _ENOUGH_TO_JUDGE:
        return True
    expected: float = 256 * (1 - (255 / 256) ** len(start))
    return len(set(start)) >= _LEAST_VARIETY * expected
