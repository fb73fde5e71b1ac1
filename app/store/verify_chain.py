"""Proving the chain: each row continues the one before, each checkpoint holds, no row is missing.

What is located, and how exactly: a row changed alone, to itself or the row before it (a row that was hashed
again leaves the same trace at the next one); rows taken out, to their numbers; rows rewritten with all that
follow, to the block between two checkpoints; rows that cannot be read, to their numbers. Rows rewritten
together with their checkpoints agree with each other: only an anchor, a paper or a backup tells of those.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.core.findings import Finding
from app.core.progress import Progress
from app.store.audit import CHECKPOINT_EVERY, GENESIS, Head, checkpoint_mac
from app.store.stored_rows import id_text
from app.store.verify_findings import Found
from app.store.verify_reading import PIECE, Ask, damage_or_stop

_ROWS = "SELECT sequence, hash, CAST(entry AS BLOB) FROM audit"
_FULL_ROWS = (
    "SELECT sequence, hash, CAST(entry AS BLOB),"
    " at, event, act, act_id, actor_id, patient_id, record_kind, record_id FROM audit"
)
_PIECE = " WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?"
_CHECKPOINTS = (
    "SELECT c.sequence, c.mac, k.key FROM audit_checkpoint c"
    " LEFT JOIN audit_key k ON k.number = c.key_number ORDER BY c.sequence"
)
_CHECKPOINTED = frozenset({"sign_in", "lock", "sign_out", "backup"})
"""Events with a checkpoint of their own."""


@dataclass(frozen=True)
class Pace:
    """How hard it works: after each piece it rests for `rest` times what the piece took."""

    rest: float = 0.0
    rows: int = PIECE


BRISK = Pace()
QUIET = Pace(rest=2.0, rows=250)
"""Beside the day's work: a third of one processor, in pieces too short for the window to notice."""


@dataclass
class _State:
    found: Found = field(default_factory=Found)
    last: Head = field(default_factory=lambda: Head(0, GENESIS))
    block: int = 1
    """The first row after the last checkpoint that held."""
    rewritten: int = 0
    owed: tuple[int, int] | None = None
    """A row by which a checkpoint fell due, and the instant of its act."""


class ChainProof:
    """One pass over the chain. `columns`: what stands beside each entry is compared with it as well."""

    def __init__(self, ask: Ask, progress: Progress, *, columns: bool = False, pace: Pace = BRISK) -> None:
        self._ask, self._progress, self._columns, self._pace = ask, progress, columns, pace
        self._state = _State()
        self._macs = {
            row[0]: (row[1], row[2]) for row in ask(_CHECKPOINTS, ())
        }  # before the head: none later
        self._known = frozenset(self._macs)
        self._head: int = ask("SELECT coalesce(max(sequence), 0) FROM audit", ())[0][0]

    @property
    def head(self) -> Head:
        """The last row that was proved."""
        return self._state.last

    def run(self) -> list[Finding]:
        """Return what is wrong; an empty list is a whole chain. Raises Cancelled."""
        state = self._state
        after = 0
        while after < self._head:
            begun = time.perf_counter()
            rows, after = self._piece(after)
            self._prove(rows)
            self._progress.step(min(after, self._head), self._head)
            if self._pace.rest:
                time.sleep(self._pace.rest * (time.perf_counter() - begun))
        self._end_block(state)
        for sequence in sorted(self._macs):
            state.found.add("audit.checkpoint_without_row", sequence=sequence)
        return state.found.listed()

    def _piece(self, after: int) -> tuple[list[Any], int]:
        statement = (_FULL_ROWS if self._columns else _ROWS) + _PIECE
        try:
            rows = self._ask(statement, (after, self._head, self._pace.rows))
        except sqlcipher.DatabaseError as error:
            damage_or_stop(error, self._progress)
            return self._past_damage(statement, after)
        if not rows:
            return [], self._head
        return rows, rows[-1][0]

    def _past_damage(self, statement: str, after: int) -> tuple[list[Any], int]:
        """Read the rows before a damaged page, name those on it, and go on behind it."""
        rows, place = self._one_by_one(statement, after)
        self._prove(rows)
        first, step = place, 1
        while place <= self._head:
            try:
                beyond = self._ask(statement, (place, self._head, 1))
            except sqlcipher.DatabaseError as error:
                damage_or_stop(error, self._progress)
                place += step
                step = step * 2 if place - first > 64 else 1
                continue
            if beyond:
                self._state.found.add("audit.unreadable", first=first, last=beyond[0][0] - 1)
                self._state.last = Head(beyond[0][0] - 1, b"")
                return [], beyond[0][0] - 1
            break
        self._state.found.add("audit.unreadable", first=first, last=self._head)
        self._state.last = Head(self._head, b"")
        return [], self._head

    def _one_by_one(self, statement: str, after: int) -> tuple[list[Any], int]:
        rows: list[Any] = []
        while True:
            try:
                row = self._ask(statement, (after, self._head, 1))
            except sqlcipher.DatabaseError as error:
                damage_or_stop(error, self._progress)
                return rows, after + 1
            if not row:
                return rows, after + 1
            rows += row
            after = row[0][0]

    def _prove(self, rows: list[Any]) -> None:
        state, macs, columns = self._state, self._macs, self._columns
        sha256 = hashlib.sha256
        sequence, last = state.last.sequence, state.last.hash
        for row in rows:
            number, digest, entry = row[0], row[1], row[2]
            if number != sequence + 1:
                state.found.add("audit.gap", first=sequence + 1, last=number - 1)
            if last and sha256(last + entry).digest() != digest:
                state.found.add("audit.changed", sequence=number, before=sequence)
            elif columns:
                self._compare(row)
            sequence, last = number, digest
            if number in macs:
                self._judge(Head(number, digest), *macs.pop(number))
        state.last = Head(sequence, last)

    def _judge(self, head: Head, mac: bytes, key: bytes | None) -> None:
        state = self._state
        holds = key is not None and hmac.compare_digest(checkpoint_mac(key, head), mac)
        if holds:
            self._end_block(state)
            state.block = head.sequence + 1
        else:
            state.rewritten = state.rewritten or head.sequence

    def _end_block(self, state: _State) -> None:
        """Name the block whose checkpoint did not hold, once, however many after it do not hold either."""
        if state.rewritten:
            state.found.add("audit.checkpoint_wrong", first=state.block, sequence=state.rewritten)
            state.rewritten = 0

    # -- what stands beside an entry ------------------------------------------------------------------------

    def _compare(self, row: Any) -> None:
        found = self._state.found
        try:
            agrees = _columns_agree(row, json.loads(row[2]))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            agrees = False
        if not agrees:
            found.add("audit.columns_differ", sequence=row[0])
        self._expect_checkpoint(row[0], row[3], row[4])

    def _expect_checkpoint(self, sequence: int, at: int, event: str) -> None:
        """Miss a checkpoint: one falls due with each thousandth row, at the end of its act."""
        state, there = self._state, sequence in self._known
        if state.owed is not None and state.owed[1] != at:
            state.found.add("audit.checkpoint_missing", sequence=state.owed[0])
            state.owed = None
        if event in _CHECKPOINTED and not there:
            state.found.add("audit.checkpoint_missing", sequence=sequence)
        if there:
            state.owed = None
        elif sequence % CHECKPOINT_EVERY == 0:
            state.owed = (sequence, at)


def _columns_agree(row: Any, said: Mapping[str, Any]) -> bool:
    sequence, _hash, _entry, at, event, act, act_id, actor_id, patient_id, kind, record_id = row
    record = said.get("record") or (None, None)
    return (
        said["sequence"] == sequence
        and said["at"] == at
        and said["event"] == event
        and said.get("act", "") == act
        and said["act_id"] == id_text(act_id)
        and said.get("person") == (actor_id and id_text(actor_id))
        and said.get("patient") == (patient_id and id_text(patient_id))
        and record[0] == kind
        and record[1] == (record_id and id_text(record_id))
    )
