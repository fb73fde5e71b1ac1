"""How verification reads: rows in pieces of bounded size, in one picture of the file or in many short ones.

A picture of the file keeps the log from being folded into it, so what runs quietly beside the day's work
asks for each piece in a transaction of its own. That is sound for the chain, which only grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Cancelled
from app.core.progress import Progress

PIECE = 2_000
"""Rows held in memory at once."""

Ask = Callable[[str, Sequence[Any]], list[Any]]
"""Runs one statement and returns all its rows. Raises the driver's DatabaseError for a damaged page."""


def within(connection: sa.Connection) -> Ask:
    """Return a way to ask within the picture of the file that this connection has."""
    cursor = connection.connection.cursor()

    def ask(statement: str, params: Sequence[Any] = ()) -> list[Any]:
        rows: list[Any] = cursor.execute(statement, params).fetchall()
        return rows

    return ask


def in_pieces(engine: sa.Engine) -> Ask:
    """Return a way to ask that sees the file anew each time and holds nothing in between."""

    def ask(statement: str, params: Sequence[Any] = ()) -> list[Any]:
        with engine.connect() as connection:
            return within(connection)(statement, params)

    return ask


def streamed(connection: sa.Connection, statement: str, params: Sequence[Any] = ()) -> Iterator[Any]:
    """Yield the rows of one statement, a piece at a time."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(PIECE):
            yield from rows
    finally:
        cursor.close()


def is_interrupted(error: sqlcipher.DatabaseError) -> bool:
    """Say whether the practice is being locked, and nothing is damaged."""
    return isinstance(error, sqlcipher.OperationalError) and "interrupted" in str(error)


def damage_or_stop(error: sqlcipher.DatabaseError, progress: Progress) -> None:
    """Return if the error tells of damage. Raises Cancelled where somebody wanted it stopped."""
    if progress.cancelled or is_interrupted(error):
        raise Cancelled from error
