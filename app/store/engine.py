"""The encrypted database: two engines over one file, one that writes and one that can only read."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Cancelled, Unavailable
from app.store.causes import Cause, trouble
from app.store.driver_trouble import fails_its_first_proof, known_troubles, tell_known_trouble

PAGE_SIZE = 4096
_PRAGMAS = (
    "temp_store=2",  # 1 wrote plain text to a temp file
    "foreign_keys=ON",
    "cache_size=-64000",
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged commits at a power cut
    "secure_delete=ON",
    "recursive_triggers=ON",  # else REPLACE slips past the triggers that forbid deletion
)
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def connect(file: Path, key_hex: str, *, mode: str) -> Any:
    """Return a keyed connection to FILE in mode "ro", "ro&immutable=1", "rw" or "rwc".

    `key_hex` is 64 hexadecimal digits; anything else would silently be taken for a passphrase.
    """
    if len(key_hex) != 64 or not all(digit in "0123456789abcdef" for digit in key_hex):
        raise ValueError("the database key must be 32 bytes in hexadecimal")
    connection = sqlcipher.connect(
        f"file:{quote(str(file))}?mode={mode}", uri=True, check_same_thread=False, isolation_level=None
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
    return connection


def look_before_opening(file: Path, key_hex: str, look: Callable[[sa.Connection], None]) -> None:
    """Open read-only, changing neither file nor log, and let `look` refuse what it finds.

    The caller holds the practice's lock. Without a log the file is opened as one that cannot change, since
    SQLite would otherwise make an empty log beside it.

    Raises Unavailable (wrongly keyed, or what keeps the file from being read) and
    what `look` raises.
    """
    mode = "ro" if file.with_name(file.name + "-wal").exists() else "ro&immutable=1"
    engine = sa.create_engine(
        "sqlite://", module=sqlcipher, creator=lambda: connect(file, key_hex, mode=mode), poolclass=NullPool
    )
    tell_known_trouble(engine, file, writes=False)
    try:
        with engine.connect() as connection:
            _require_key(connection, file)
            look(connection)
    finally:
        engine.dispose()


def _require_key(connection: sa.Connection, file: Path) -> None:
    try:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    except Unavailable as found:
        if not fails_its_first_proof(found):
            raise
        raise trouble(Cause.WRONGLY_KEYED, file.name) from found


class Database:
    """The open database of a practice. Close it, and no handle and no key of it is left.

    What is asked or done afterwards, or while it closes, raises Unavailable (key wiped): it is locked.
    """

    def __init__(self, file: Path, key_hex: str, *, create: bool = False) -> None:
        self.file = file
        self._key_hex = key_hex
        self._handles: list[Any] = []
        self._stop = self._closing = False
        self.writing = threading.RLock()
        self.writer = self._engine(mode="rwc" if create else "rw", begin="BEGIN IMMEDIATE", size=1)
        self.reader = self._engine(mode="rw", begin="BEGIN", size=4)
        _guard(self.writer)
        event.listen(self.writer, "before_cursor_execute", self._refuse_when_stopped)
        event.listen(self.reader, "connect", _read_only)

    def _engine(self, *, mode: str, begin: str, size: int) -> sa.Engine:
        def creator() -> Any:
            key_hex = self._key_hex
            if not key_hex or (self._closing and engine is self.reader):
                raise trouble(Cause.KEY_WIPED)
            connection = connect(self.file, key_hex, mode=mode)
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            self._handles.append(connection)
            return connection

        engine = sa.create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=creator,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            hide_parameters=True,
        )
        event.listen(engine, "begin", lambda connection: self._begin(connection, begin))
        tell_known_trouble(engine, self.file, writes=begin != "BEGIN")
        return engine

    def _begin(self, connection: sa.Connection, begin: str) -> None:
        if connection.engine is self.writer:
            self._stop = False  # it was meant for the act before
        connection.exec_driver_sql(begin)

    def _refuse_when_stopped(self, *_: Any) -> None:
        if self._stop:
            raise Cancelled

    def interrupt(self) -> None:
        """Break off the act and the questions that are running; the act is rolled back whole.

        An act that is committing finishes: its commit is no statement that this reaches. Comes from any
        thread. The act ends in Cancelled at its next statement, or in the driver's error at the one in hand.
        """
        self._stop = True
        for handle in tuple(self._handles):
            with suppress(sqlcipher.ProgrammingError):  # that one was closed meanwhile
                handle.interrupt()

    def checkpoint(self) -> None:
        """Fold the log into the file and empty it: the end of a log is not authenticated.

        Raises Unavailable where the disk does not take it; nothing is lost then, the log keeps it.
        """
        with self.writing, known_troubles(self.file):
            connection = self.writer.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                cursor.close()  # an open statement would keep the handle, and the log, alive
            finally:
                connection.close()

    def close(self) -> None:
        """Checkpoint, close every handle and forget the key; a second call does nothing.

        Raises Unavailable where the log could not be folded in; everything is closed all the same.
        """
        with self.writing:  # an act that waits for it finds the database closed, not half closed
            if not self._key_hex:
                return
            self._closing = True
            try:
                self.reader.dispose()
                self.checkpoint()
            finally:
                self.writer.dispose()
                self._handles.clear()
                self._key_hex = ""


def _read_only(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.execute("PRAGMA query_only=ON")


def _guard(engine: sa.Engine) -> None:
    """Refuse every change of a row that the unit of work did not issue (see `allowed_changes`)."""

    @event.listens_for(engine, "before_cursor_execute")
    def refuse(
        connection: sa.Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
    ) -> None:
        first = statement.lstrip().split(None, 1)[0].upper() if statement.strip() else ""
        is_change = first in _CHANGES or (first == "WITH" and _mentions_change(statement))
        if is_change and not connection.info.get("may_change"):
            raise ChangeRefused


def _mentions_change(statement: str) -> bool:
    return any(f" {verb} " in f" {statement.upper()} " for verb in _CHANGES)


class ChangeRefused(Exception):
    """A statement tried to change rows outside the unit of work: our bug."""


class allowed_changes:
    """Let the statements within pass the guard; only the unit of work, migrations and the loader use it."""

    def __init__(self, connection: sa.Connection) -> None:
        self._info = connection.info

    def __enter__(self) -> None:
        self._info["may_change"] = self._info.get("may_change", 0) + 1

    def __exit__(self, *_: object) -> None:
        self._info["may_change"] -= 1
