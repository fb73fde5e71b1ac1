"""What differs between records that are here and the same ones as they came again."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.findings import Message
from app.core.ids import Id
from app.exchange.fhir.chart_rows import Place
from app.exchange.fhir.rows import NoFiles, Rows
from app.exchange.fhir.storing import KINDS, known_resources
from app.exchange.holding import Waiting
from app.exchange.registering import SOURCE
from app.exchange.views import Difference
from app.store.work import Reading

_SHOWN = (
    "text", "status", "state", "entered_value", "comparator", "entered_unit", "value_text", "absent_reason",
    "interpretation", "effective", "effective_end", "day", "starts_at", "reason", "conclusion", "reaction",
    "severity", "certainty", "criticality", "onset", "onset_text", "abated", "verification", "sig",
    "started", "ended", "stop_reason", "occurred", "lot", "site", "route", "status_reason", "performed",
    "performer", "prescriber", "outcome", "title", "content_text", "author", "dated", "payer", "plan",
    "member_id", "group_number", "valid_from", "valid_to", "note", "entered_in_error",
)  # fmt: skip


def differences(reading: Reading, patient_id: Id, waiting: Waiting) -> tuple[Difference, ...]:
    """Return the fields of changed records that a person can compare, in the order of the file."""
    rows = Rows(Place(patient_id, reading.now, reading.zone, SOURCE, {}), NoFiles())
    known = known_resources(reading, patient_id)
    found: list[Difference] = []
    for record in waiting.records:
        there = known.get((record.source.type, waiting.identities[record.source.key]))
        made = rows.of(record)
        kind = KINDS.get(there.table) if there else None
        before = reading.session.get(kind, there.record_id) if kind and there and there.record_id else None
        if before is not None and not isinstance(made, Message):
            found += _fields(record.source.type, before, made[1][0])
    return tuple(found)


def _fields(kind: str, before: Any, row: dict[str, Any]) -> Iterator[Difference]:
    about = str(row.get("text") or row.get("title") or row.get("payer") or "")
    for name in _SHOWN:
        if name in row:
            ours, theirs = _shown(getattr(before, name, None)), _shown(row[name])
            if ours != theirs:
                yield Difference(kind, about, name, ours, theirs)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        return value.value
    if isinstance(value, Code):
        return value.display or value.code
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, StrEnum):
        return str(value).replace("_", " ")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
