"""How verification reads: rows in pieces of bounded size, in one picture of the file or in many short ones.

A picture of the file keeps the log from being folded into it, so what runs quietly beside the day's work
asks for each piece in a transaction of its own. That is sound for the chain, which only grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Cancelled
from app.core.progress import Progress

PIECE = 2_000
"""Rows held in memory at once."""

Ask = Callable[[str, Sequence[Any]], list[Any]]
"""Runs one statement and returns all its rows. Raises the driver's DatabaseError for a damaged page."""


class Picture:
    """One picture of the file, for as long as no page of it is found damaged.

    After a page that fails its proof the cipher refuses everything on that handle. So each damage costs the
    handle, and with it the picture; what is read afterwards is the file as it is then.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._engine, self._first = connection.engine, connection
        self._connection = connection

    @property
    def connection(self) -> sa.Connection:
        """The connection to ask just now."""
        return self._connection

    def ask(self, statement: str, params: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a statement. Raises the driver's DatabaseError, then with another handle."""
        with self._renewing():
            cursor = self._connection.connection.cursor()
            rows: list[Any] = cursor.execute(statement, params).fetchall()
            return rows

    def stream(self, statement: str, params: Sequence[Any] = ()) -> Iterator[Any]:
        """Yield the rows of a statement, a piece at a time. Raises as `ask`."""
        with self._renewing():
            cursor = self._connection.connection.cursor()
            try:
                cursor.execute(statement, params)
                while rows := cursor.fetchmany(PIECE):
                    yield from rows
            finally:
                cursor.close()

    @contextmanager
    def _renewing(self) -> Iterator[None]:
        try:
            yield
        except sqlcipher.DatabaseError as error:
            if not is_interrupted(error):
                self.renew()
            raise

    def renew(self) -> None:
        """Give the handle up and take another."""
        self._connection.invalidate()
        self.close()
        self._connection = self._engine.connect()

    def close(self) -> None:
        """Give back what was opened here; the first connection belongs to the caller."""
        if self._connection is not self._first:
            self._connection.close()


@contextmanager
def picture_of(connection: sa.Connection) -> Iterator[Picture]:
    """Give the picture that a connection has of the file."""
    picture = Picture(connection)
    try:
        yield picture
    finally:
        picture.close()


def in_pieces(engine: sa.Engine) -> Ask:
    """Return a way to ask that sees the file anew each time and holds nothing in between."""

    def ask(statement: str, params: Sequence[Any] = ()) -> list[Any]:
        with engine.connect() as connection, picture_of(connection) as picture:
            return picture.ask(statement, params)

    return ask


def is_interrupted(error: sqlcipher.DatabaseError) -> bool:
    """Say whether the practice is being locked, and nothing is damaged."""
    return isinstance(error, sqlcipher.OperationalError) and "interrupted" in str(error)


def damage_or_stop(error: sqlcipher.DatabaseError, progress: Progress) -> None:
    """Return if the error tells of damage. Raises Cancelled where somebody wanted it stopped."""
    if progress.cancelled or is_interrupted(error):
        raise Cancelled from error
