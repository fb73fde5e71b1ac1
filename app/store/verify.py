"""Proving the record: the chain row by row, its checkpoints, the anchors, and the file underneath."""

import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.core.findings import Finding, Message, Severity
from app.core.progress import Progress
from app.store.anchor_file import AnchorReading
from app.store.anchoring import disagreement
from app.store.audit import (
    GENESIS,
    AuditCheckpoint,
    AuditKey,
    AuditRow,
    Head,
    chained,
    checkpoint_mac,
    head_of,
)
from app.store.base import instant_number

_BATCH = 5_000


def verify_chain(connection: sa.Connection, progress: Progress, *, columns: bool = False) -> list[Finding]:
    """Return what is wrong with the audit; an empty list is a whole chain.

    With `columns`, the columns beside each entry are compared with it as well. A wrong row is named once;
    the rows after it are judged by the hash that it has, so that each place of tampering is located.
    """
    macs = _checkpoints(connection)
    found: list[Finding] = []
    total = head_of(connection).sequence
    last = Head(0, GENESIS)
    for row in _rows(connection, columns):
        if row.sequence != last.sequence + 1:
            found.append(_wrong("audit.gap", last.sequence + 1))
        if row.hash != chained(last.hash, row.entry):
            found.append(_wrong("audit.changed", row.sequence))
        elif columns and not _columns_agree(row):
            found.append(_wrong("audit.columns_differ", row.sequence))
        last = Head(row.sequence, row.hash)
        if row.sequence in macs and not macs.pop(row.sequence)(last):
            found.append(_wrong("audit.checkpoint_wrong", row.sequence))
        if row.sequence % _BATCH == 0:
            progress.step(row.sequence, total)
    found += [_wrong("audit.checkpoint_without_row", sequence) for sequence in sorted(macs)]
    return found


def _rows(connection: sa.Connection, columns: bool) -> Iterable[Any]:
    chosen: list[Any] = [AuditRow.sequence, AuditRow.hash, AuditRow.entry]
    if columns:
        chosen += [AuditRow.at, AuditRow.event, AuditRow.act, AuditRow.actor_id, AuditRow.patient_id]
        chosen += [AuditRow.act_id, AuditRow.record_kind, AuditRow.record_id]
    statement = sa.select(*chosen).order_by(AuditRow.sequence)
    return connection.execution_options(yield_per=_BATCH).execute(statement)


def _columns_agree(row: Any) -> bool:
    said: Mapping[str, Any] = json.loads(row.entry)
    record = said.get("record", [None, None])
    return (
        said["sequence"] == row.sequence
        and said["at"] == instant_number(row.at)
        and said["event"] == row.event
        and said.get("act", "") == row.act
        and said["act_id"] == str(row.act_id)
        and said.get("person") == (row.actor_id and str(row.actor_id))
        and said.get("patient") == (row.patient_id and str(row.patient_id))
        and record == [row.record_kind, row.record_id and str(row.record_id)]
    )


def _checkpoints(connection: sa.Connection) -> dict[int, Callable[[Head], bool]]:
    keys = {row.number: row.key for row in connection.execute(sa.select(AuditKey.number, AuditKey.key))}
    table = AuditCheckpoint.__table__.columns
    rows = connection.execute(sa.select(table.sequence, table.key_number, table.mac)).all()

    def judge(key: bytes | None, mac: bytes) -> Callable[[Head], bool]:
        return lambda head: key is not None and hmac.compare_digest(checkpoint_mac(key, head), mac)

    return {row.sequence: judge(keys.get(row.key_number), row.mac) for row in rows}


def verify_anchors(connection: sa.Connection, readings: Iterable[AnchorReading]) -> list[Finding]:
    """Return where an anchor and the database disagree."""
    head, found = head_of(connection), []
    for reading in readings:
        sequence = reading.anchor.sequence if reading.anchor else 0
        how = disagreement(reading, _hash_at(connection, sequence), head)
        if how:
            place = reading.path.name
            message = Message(f"audit.anchor_{how}", {"file": place, "sequence": sequence})
            found.append(Finding(message, Severity.HARD_STOP))
    return found


def _hash_at(connection: sa.Connection, sequence: int) -> bytes | None:
    if sequence == 0:
        return GENESIS
    found: bytes | None = connection.execute(
        sa.select(AuditRow.hash).where(AuditRow.sequence == sequence)
    ).scalar_one_or_none()
    return found


def verify_file(connection: sa.Connection) -> list[Finding]:
    """Return what the database says of its own pages, indexes and references."""
    found = [
        Finding(Message("file.page_damaged", {"detail": str(row[0])}), Severity.HARD_STOP)
        for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")
    ]
    for row in connection.exec_driver_sql("PRAGMA integrity_check"):
        if row[0] != "ok":
            found.append(Finding(Message("file.inconsistent", {"detail": str(row[0])}), Severity.HARD_STOP))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        found.append(Finding(Message("file.reference_broken", {"table": str(row[0])}), Severity.HARD_STOP))
    return found


def _wrong(message: str, sequence: int) -> Finding:
    return Finding(Message(message, {"sequence": sequence}), Severity.HARD_STOP)
