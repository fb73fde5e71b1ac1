"""Looking into a database for a backup: a still picture of the open one, and the whole of a copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Cancelled
from app.core.findings import Finding, Message, Severity
from app.core.progress import Progress
from app.store.backup_manifest import DatabaseFacts
from app.store.engine import connect

_STEPS_BETWEEN_LOOKS = 200_000  # of SQLite's machine: a few milliseconds
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
_MONEY = (
    "SELECT name FROM pragma_table_info(?)"
    " WHERE name = 'cents' OR name LIKE '%\\_cents' ESCAPE '\\' ORDER BY cid"
)
_HEAD = "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1"


@contextmanager
def still_picture(file: Path, key_hex: str, progress: Progress) -> Iterator[Any]:
    """Give a connection that sees the database as it is now, whatever is written to it meanwhile.

    Nobody waits for it: writers go on in the log, which is folded into the file when this has ended. Raises
    Cancelled, also in the middle of a long question.
    """
    with _stoppable(connect(file, key_hex, mode="rw"), progress) as connection:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()  # from here on it stands still
        yield connection


@contextmanager
def unchanging(file: Path, key_hex: str, progress: Progress) -> Iterator[Any]:
    """Give a connection to a database that nobody writes, leaving no file beside it. Raises Cancelled."""
    with _stoppable(connect(file, key_hex, mode="ro&immutable=1"), progress) as connection:
        yield connection


@contextmanager
def _stoppable(connection: Any, progress: Progress) -> Iterator[Any]:
    connection.set_progress_handler(lambda: int(progress.cancelled), _STEPS_BETWEEN_LOOKS)
    try:
        connection.execute("PRAGMA temp_store=2")
        yield connection
    except sqlcipher.OperationalError as error:
        if progress.cancelled:
            raise Cancelled from error
        raise
    finally:
        connection.close()


def facts_of(connection: Any) -> DatabaseFacts:
    """Count what a database holds."""
    rows: dict[str, int] = {}
    money: dict[str, tuple[int, int]] = {}
    for (table,) in connection.execute(_TABLES).fetchall():
        columns = [name for (name,) in connection.execute(_MONEY, (table,)).fetchall()]
        sums = [f'coalesce(sum("{one}"), 0), coalesce(sum(abs("{one}")), 0)' for one in columns]
        counted = f'SELECT {", ".join(["count(*)", *sums])} FROM "{table}"'  # noqa: S608 - names from the file
        rows[table], *values = connection.execute(counted).fetchone()
        pairs = zip(values[::2], values[1::2], strict=True)
        money |= {f"{table}.{one}": pair for one, pair in zip(columns, pairs, strict=True)}
    head = connection.execute(_HEAD).fetchone() or (0, b"")
    return DatabaseFacts(rows, money, head[0], head[1])


def disagreements(found: DatabaseFacts, expected: DatabaseFacts) -> list[Finding]:
    """Return in what a copy differs from its source, by table, column, or the head of the audit."""
    names = {
        name for name in {*found.rows, *expected.rows} if found.rows.get(name) != expected.rows.get(name)
    }
    names |= {
        name for name in {*found.money, *expected.money} if found.money.get(name) != expected.money.get(name)
    }
    if (found.sequence, found.hash) != (expected.sequence, expected.hash):
        names.add("audit")
    return [_wrong(Message("backup.differs", {"what": name})) for name in sorted(names)]


def check_database(file: Path, key_hex: str, expected: DatabaseFacts, progress: Progress) -> list[Finding]:
    """Open a copy anew, read every page of it, and return what is wrong; empty if it is whole and agrees.

    Raises Cancelled.
    """
    try:
        with unchanging(file, key_hex, progress) as connection:
            return [*_damage(connection, progress), *disagreements(facts_of(connection), expected)]
    except sqlcipher.DatabaseError:
        return [_wrong(Message("backup.cannot_open", {"file": file.name}))]


def _damage(connection: Any, progress: Progress) -> Iterator[Finding]:
    for (detail,) in connection.execute("PRAGMA cipher_integrity_check"):
        yield _wrong(Message("file.page_damaged", {"detail": str(detail)}))
    progress.check()
    for (detail,) in connection.execute("PRAGMA integrity_check"):
        if detail != "ok":
            yield _wrong(Message("file.inconsistent", {"detail": str(detail)}))
    progress.check()
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield _wrong(Message("file.reference_broken", {"table": str(row[0])}))


def _wrong(message: Message) -> Finding:
    return Finding(message, Severity.HARD_STOP)
