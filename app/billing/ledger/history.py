"""Entries of years gone by, in bulk: for an import, the demo practice and the benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.billing.ledger.posting import require_receivables_open
from app.billing.ledger.rules import Entry, Line
from app.billing.model import LedgerEntry, LedgerLine
from app.core.ids import new_id
from app.store.work import Work


@dataclass(frozen=True)
class PastEntry:
    """A balanced entry with the moment and the business day on which it was made."""

    entry: Entry
    at: datetime
    day: date


def load_history(work: Work, past: Sequence[PastEntry]) -> None:
    """Write past entries at once; the audit keeps count and hash. Raises RuleViolated for one before a lock.

    They are built as all others are, so that none of them can be out of balance. They name no drawer: past
    drawers were counted elsewhere.
    """
    for day in {one.day for one in past}:
        require_receivables_open(work, day)
    ids = [new_id() for _ in past]
    entries = [
        {
            "id": entry_id,
            "patient_id": one.entry.patient_id,
            "at": one.at,
            "business_day": one.day,
            "kind": one.entry.kind,
            "reason": one.entry.reason,
            "reverses_id": one.entry.reverses,
            "by": work.actor.person_id,
            "by_name": work.actor.name,
        }
        for entry_id, one in zip(ids, past, strict=True)
    ]
    lines = [
        {"entry_id": entry_id, "number": number, **_columns(line)}
        for entry_id, one in zip(ids, past, strict=True)
        for number, line in enumerate(one.entry.lines, 1)
    ]
    work.session.flush()
    work.load(LedgerEntry, entries)
    work.load(LedgerLine, lines)


def _columns(line: Line) -> dict[str, object]:
    return {name: getattr(line, name) for name in Line.__dataclass_fields__}
