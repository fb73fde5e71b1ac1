"""Proving the record: the chain row by row, its checkpoints, the anchors, each record, and the file below.

What cannot be found is told where it is judged: rows rewritten with their checkpoints and both anchors
(`verify_chain`), tables of which the audit does not tell (`verify_records`), the one among loaded rows that
was changed (`verify_loads`). An old set of files put back together with both anchors agrees with itself: only
the day sheets on paper and backups expose it. What was committed in the last second before a crash may be
missing from a log that was taken away, for no anchor knew of it yet. A person with the key who runs code of
their own can write the whole record anew.
"""

from collections.abc import Callable, Iterable, Mapping

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.findings import Finding, Message, Param, Severity
from app.core.progress import Progress
from app.store.anchor_file import AnchorReading
from app.store.anchoring import disagreement
from app.store.audit import GENESIS, AuditRow, Head, head_of
from app.store.verify_chain import BRISK, ChainProof, Pace
from app.store.verify_reading import Ask, damage_or_stop, in_pieces, within
from app.store.verify_records import RecordProof

_LOOKS = 200_000  # of SQLite's machine between two looks at whether to stop: a few milliseconds


def verify_chain(connection: sa.Connection, progress: Progress, *, columns: bool = False) -> list[Finding]:
    """Return what is wrong with the audit; an empty list is a whole chain. Raises Cancelled.

    With `columns`, the columns beside each entry are compared with it as well. A wrong row is named once;
    the rows after it are judged by the hash that it has, so that each place of tampering is located.
    """
    return prove_chain(within(connection), progress, columns=columns)[1]


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


def verify_records(connection: sa.Connection, progress: Progress) -> tuple[int, list[Finding]]:
    """Compare each record with its last image in the audit; return how many, and what differs."""
    proof = RecordProof(connection, progress)
    findings = proof.run()
    return proof.compared, findings


def verify_anchors(connection: sa.Connection, readings: Iterable[AnchorReading]) -> list[Finding]:
    """Return where an anchor and the database disagree."""
    head, found = head_of(connection), []
    for reading in readings:
        sequence = reading.anchor.sequence if reading.anchor else 0
        how = disagreement(reading, _hash_at(connection, sequence), head)
        if how:
            place = reading.path.name
            params: dict[str, Param] = {"file": place, "sequence": sequence, "head": head.sequence}
            found.append(_wrong(Message(f"audit.anchor_{how}", params)))
    return found


def _hash_at(connection: sa.Connection, sequence: int) -> bytes | None:
    if sequence == 0:
        return GENESIS
    found: bytes | None = connection.execute(
        sa.select(AuditRow.hash).where(AuditRow.sequence == sequence)
    ).scalar_one_or_none()
    return found


def verify_file(connection: sa.Connection, progress: Progress | None = None) -> list[Finding]:
    """Return what the database says of its own pages, indexes and references. Raises Cancelled."""
    stopping = progress or Progress()
    driver = connection.connection.driver_connection
    if driver is None:
        return []
    driver.set_progress_handler(lambda: int(stopping.cancelled), _LOOKS)
    found: list[Finding] = []
    try:
        for pragma, tell in _CHECKS.items():
            stopping.check()
            try:
                rows = driver.execute(f"PRAGMA {pragma}").fetchall()
            except sqlcipher.DatabaseError as error:
                damage_or_stop(error, stopping)
                found.append(_wrong(Message("file.inconsistent", {"detail": pragma})))
                continue
            found += [_wrong(tell(str(row[0]))) for row in rows if row[0] != "ok"]
    finally:
        driver.set_progress_handler(None, 0)
    return found


_CHECKS: Mapping[str, Callable[[str], Message]] = {
    "cipher_integrity_check": lambda detail: Message("file.page_damaged", {"detail": detail}),
    "integrity_check": lambda detail: Message("file.inconsistent", {"detail": detail}),
    "foreign_key_check": lambda detail: Message("file.reference_broken", {"table": detail}),
}


def _wrong(message: Message) -> Finding:
    return Finding(message, Severity.HARD_STOP)
