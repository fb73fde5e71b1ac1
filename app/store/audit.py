"""The record of who did what: a chain of rows, each hashed over the one before.

Each act writes one row for itself and one for each record it changed, in the transaction of the change; if
the audit fails, the act fails. `entry` is the canonical text of the row and the only thing that is hashed;
the columns beside it repeat parts of it so that the record can be filtered; `verify --full` compares them.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler

from app.core.acts import Actor
from app.core.ids import Id, new_id
from app.store.base import Base, canonical_json, instant_number
from app.store.engine import allowed_changes

CHECKPOINT_EVERY = 1_000
JUMP = timedelta(minutes=5)
"""A clock is set right by less every day; acts that take long are told by when they began."""
GENESIS = hashlib.sha256(b"daybook audit 1").digest()


class workstation_of(sa.sql.functions.FunctionElement[str]):
    """The PC at which the act of an entry was done, read out of the entry: no column could differ from it."""

    type = sa.Text()
    name = "workstation_of"
    inherit_cache = True


@compiles(workstation_of)
def _from_json(element: workstation_of, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_extract({compiler.process(element.clauses, **how)}, '$.workstation')"


@compiles(workstation_of, "postgresql")
def _from_json_text(element: workstation_of, compiler: SQLCompiler, **how: Any) -> str:
    return f"(({compiler.process(element.clauses, **how)})::json ->> 'workstation')"


class AuditRow(Base):
    """One row of the record. Triggers refuse its change, and any sequence that is not last + 1."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes]
    entry: Mapped[str]
    act_id: Mapped[Id]
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(index=True)
    act: Mapped[str]
    actor_id: Mapped[Id | None] = mapped_column(index=True)
    patient_id: Mapped[Id | None] = mapped_column(index=True)
    record_kind: Mapped[str | None]
    record_id: Mapped[Id | None] = mapped_column(index=True)


RECORD = "record"  # the event of a row that tells of one changed record; its act's own row stands before it

sa.Index(
    "ix_audit_lines",
    AuditRow.at,
    AuditRow.event,
    AuditRow.act,
    AuditRow.actor_id,
    AuditRow.patient_id,
    AuditRow.act_id,
    workstation_of(AuditRow.entry),
    sqlite_where=AuditRow.event != sa.literal_column(f"'{RECORD}'"),
    postgresql_where=AuditRow.event != sa.literal_column(f"'{RECORD}'"),
)
"""What the window of the record filters and sorts a million rows by, without reading one entry. It begins
with the time, so that a new row goes to its end; rows of records are left out."""


class AuditKey(Base):
    """A random key for checkpoints, by number; old ones stay so that old checkpoints can be verified."""

    __tablename__ = "audit_key"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[bytes]
    made_at: Mapped[datetime]


class AuditCheckpoint(Base):
    """An HMAC over sequence and hash, every 1,000 rows and at each sign-in, lock and backup."""

    __tablename__ = "audit_checkpoint"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_number: Mapped[int]
    mac: Mapped[bytes]


@dataclass(frozen=True)
class Head:
    """The last row of the record: its sequence (0: none yet) and hash (32 bytes)."""

    sequence: int
    hash: bytes


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one row says. `event` is "act", "record", "load", "view", "sign_in", "refused" and the like."""

    event: str
    act: str
    act_id: Id
    at: datetime
    actor: Actor | None
    patient_id: Id | None = None
    record: tuple[str, Id] | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def plain(self, sequence: int) -> dict[str, Any]:
        """Return the entry as plain values, without what is empty."""
        actor, record = self.actor, self.record
        said: dict[str, Any] = {
            "sequence": sequence,
            "event": self.event,
            "act": self.act,
            "act_id": str(self.act_id),
            "at": instant_number(self.at),
            "person": str(actor.person_id) if actor else None,
            "session": str(actor.session_id) if actor else None,
            "workstation": actor.workstation if actor else None,
            "patient": str(self.patient_id) if self.patient_id else None,
            "record": [record[0], str(record[1])] if record else None,
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
            "details": self.details,
        }
        return {key: value for key, value in said.items() if value not in (None, "", {})}

    def row(self, sequence: int, previous: bytes) -> dict[str, Any]:
        """Return the columns of this entry at its place in the chain."""
        text = canonical_json(self.plain(sequence))
        return {
            "sequence": sequence,
            "hash": chained(previous, text),
            "entry": text,
            "act_id": self.act_id,
            "at": self.at,
            "event": self.event,
            "act": self.act,
            "actor_id": self.actor.person_id if self.actor else None,
            "patient_id": self.patient_id,
            "record_kind": self.record[0] if self.record else None,
            "record_id": self.record[1] if self.record else None,
        }


def chained(previous: bytes, entry: str) -> bytes:
    """Return SHA-256 over the previous hash and the stored bytes of an entry."""
    return hashlib.sha256(previous + entry.encode()).digest()


def checkpoint_mac(key: bytes, head: Head) -> bytes:
    """Return HMAC-SHA256 over sequence (8 bytes, big-endian) and hash."""
    return hmac.new(key, head.sequence.to_bytes(8, "big") + head.hash, hashlib.sha256).digest()


def head_of(connection: sa.Connection) -> Head:
    """Return the last row's place and hash."""
    row = connection.execute(_LAST).first()
    return Head(0, GENESIS) if row is None else Head(row[0], row[1])


_LAST = sa.select(AuditRow.sequence, AuditRow.hash).order_by(AuditRow.sequence.desc()).limit(1)


def append(connection: sa.Connection, entries: Sequence[Entry], *, checkpoint: bool = False) -> Head:
    """Add entries at the end of the chain, with a checkpoint where one is due; return the new head."""
    head = first = head_of(connection)
    rows = []
    for entry in [*_set_back(connection, entries), *entries]:
        row = entry.row(head.sequence + 1, head.hash)
        head = Head(row["sequence"], row["hash"])
        rows.append(row)
    due = checkpoint or head.sequence // CHECKPOINT_EVERY > first.sequence // CHECKPOINT_EVERY
    with allowed_changes(connection):
        if rows:
            connection.execute(sa.insert(AuditRow), rows)
        if due:
            _add_checkpoint(connection, head)
    return head


def _set_back(connection: sa.Connection, entries: Sequence[Entry]) -> list[Entry]:
    """Return the row that tells of a clock that was set back since the last row, if it was.

    A clock set forward while the practice is closed cannot be told from time that passed.
    """
    last = connection.execute(_LAST_AT).scalar_one_or_none()
    if not entries or last is None or last - entries[0].at < JUMP:
        return []
    return [clock_jump(entries[0].at, entries[0].actor, entries[0].at - last)]


def clock_jump(at: datetime, actor: Actor | None, by: timedelta) -> Entry:
    """Return the row of a jump of this PC's clock: by how many seconds, back if negative."""
    details = {"seconds": round(by.total_seconds())}
    return Entry(event="clock_jump", act="", act_id=new_id(), at=at, actor=actor, details=details)


_LAST_AT = sa.select(AuditRow.at).order_by(AuditRow.sequence.desc()).limit(1)


def _add_checkpoint(connection: sa.Connection, head: Head) -> None:
    number, key = connection.execute(
        sa.select(AuditKey.number, AuditKey.key).order_by(AuditKey.number.desc()).limit(1)
    ).one()
    there = connection.execute(
        sa.select(AuditCheckpoint.sequence).where(AuditCheckpoint.sequence == head.sequence)
    ).first()
    if there is None:
        mac = checkpoint_mac(key, head)
        connection.execute(
            sa.insert(AuditCheckpoint), {"sequence": head.sequence, "key_number": number, "mac": mac}
        )


def start_chain(connection: sa.Connection, at: datetime) -> None:
    """Give a new practice its first audit key."""
    with allowed_changes(connection):
        connection.execute(sa.insert(AuditKey), {"number": 1, "key": os.urandom(32), "made_at": at})
