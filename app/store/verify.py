"""Proving the record: the chain row by row, its checkpoints, the anchors, each record, and the file below.

What cannot be found is told where it is judged: rows rewritten with their checkpoints and both anchors
(`verify_chain`), tables of which the audit does not tell (`verify_records`), the one among loaded rows that
was changed (`verify_loads`). An old set of files put back together with both anchors agrees with itself: only
the day sheets on paper and backups expose it. What was committed in the last second before a crash may be
missing from a log that was taken away, for no anchor knew of it yet. A person with the key who runs code of
their own can write the whole record anew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.findings import Finding, Message, Param, Severity
from app.core.progress import Progress
from app.store.anchor_file import AnchorReading
from app.store.anchoring import disagreement
from app.store.audit import GENESIS, AuditRow, Head, head_of
from app.store.verify_chain import BRISK, ChainProof, Pace
from app.store.verify_findings import MOST_LISTED
from app.store.verify_reading import Ask, Picture, damage_or_stop, in_pieces, picture_of
from app.store.verify_records import RecordProof

_CLOSING = frozenset({"lock", "sign_out"})
_WORK = frozenset({"act", "record", "load", "view", "refused"})
_LOOKS = 200_000  # of SQLite's machine between two looks at whether to stop: a few milliseconds


def verify_chain(connection: sa.Connection, progress: Progress, *, columns: bool = False) -> list[Finding]:
    """Return what is wrong with the audit; an empty list is a whole chain. Raises Cancelled.

    With `columns`, the columns beside each entry are compared with it as well. A wrong row is named once;
    the rows after it are judged by the hash that it has, so that each place of tampering is located.
    """
    with picture_of(connection) as picture:
        return prove_chain(picture.ask, progress, columns=columns)[1]


def verify_chain_beside(engine: sa.Engine, progress: Progress, pace: Pace) -> tuple[Head, list[Finding]]:
    """Prove the chain while others work: no picture of the file is held. Raises Cancelled."""
    return prove_chain(in_pieces(engine), progress, pace=pace)


def prove_chain(
    ask: Ask, progress: Progress, *, columns: bool = False, pace: Pace = BRISK
) -> tuple[Head, list[Finding]]:
    """Return the head that was reached, and what is wrong with the chain. Raises Cancelled."""
    try:
        proof = ChainProof(ask, progress, columns=columns, pace=pace)
        findings = proof.run()
    except sqlcipher.DatabaseError as error:
        damage_or_stop(error, progress)
        return Head(0, GENESIS), [_wrong(Message("file.table_unreadable", {"table": "audit"}))]
    return proof.head, findings


def verify_records(picture: Picture, progress: Progress) -> tuple[int, list[Finding]]:
    """Compare each record with its last image in the audit; return how many, and what differs."""
    try:
        proof = RecordProof(picture, progress)
    except sqlcipher.DatabaseError as error:
        damage_or_stop(error, progress)
        return 0, [_wrong(Message("file.table_unreadable", {"table": "audit"}))]
    findings = proof.run()
    return proof.compared, findings


def verify_anchors(connection: sa.Connection, readings: Iterable[AnchorReading]) -> list[Finding]:
    """Return where an anchor and the database disagree.

    Behind the anchor of a closed practice somebody comes in before anything else; work that follows it
    directly was put there while it was closed. (Whoever forges a sign-in as well is not found by this.)
    """
    head, found = head_of(connection), []
    for reading in readings:
        sequence = reading.anchor.sequence if reading.anchor else 0
        how = disagreement(reading, _hash_at(connection, sequence), head)
        if not how and reading.anchor and _added_while_closed(connection, sequence):
            how = "rows_added"
        if how:
            place = reading.path.name
            params: dict[str, Param] = {"file": place, "sequence": sequence, "head": head.sequence}
            params |= {"missing": max(sequence - head.sequence, 0), "more": max(head.sequence - sequence, 0)}
            found.append(_wrong(Message(f"audit.anchor_{how}", params)))
    return found


def _added_while_closed(connection: sa.Connection, sequence: int) -> bool:
    """Say whether work goes on right behind a row that closed the practice: somebody signs in first."""
    rows = sa.select(AuditRow.event).where(AuditRow.sequence.between(sequence, sequence + 1))
    events = connection.scalars(rows.order_by(AuditRow.sequence)).all()
    return len(events) == 2 and events[0] in _CLOSING and events[1] in _WORK


def _hash_at(connection: sa.Connection, sequence: int) -> bytes | None:
    if sequence == 0:
        return GENESIS
    found: bytes | None = connection.execute(
        sa.select(AuditRow.hash).where(AuditRow.sequence == sequence)
    ).scalar_one_or_none()
    return found


def verify_file(picture: Picture, progress: Progress) -> list[Finding]:
    """Return what the database says of its own pages, indexes and references. Raises Cancelled."""
    found: list[Finding] = []
    for pragma, tell in _CHECKS.items():
        progress.check()
        try:
            with _stoppable(picture, progress):
                rows = picture.ask(f"PRAGMA {pragma}")
        except sqlcipher.DatabaseError as error:
            damage_or_stop(error, progress)
            found.append(_wrong(Message("file.check_failed", {"detail": f"{pragma}: {error}"})))
            continue
        found += [_wrong(tell(str(row[0]))) for row in rows[:MOST_LISTED] if row[0] != "ok"]
    return found


@contextmanager
def _stoppable(picture: Picture, progress: Progress) -> Iterator[None]:
    """Let a long question of the database end when somebody wants it stopped."""
    driver: Any = picture.connection.connection.driver_connection
    driver.set_progress_handler(lambda: int(progress.cancelled), _LOOKS)
    try:
        yield
    finally:
        with suppress(sqlcipher.ProgrammingError):  # a damaged page cost the handle
            driver.set_progress_handler(None, 0)


_CHECKS: Mapping[str, Callable[[str], Message]] = {
    "cipher_integrity_check": lambda detail: Message("file.page_damaged", {"detail": detail}),
    "integrity_check": lambda detail: Message("file.inconsistent", {"detail": detail}),
    "foreign_key_check": lambda detail: Message("file.reference_broken", {"table": detail}),
}


def _wrong(message: Message) -> Finding:
    return Finding(message, Severity.HARD_STOP)
