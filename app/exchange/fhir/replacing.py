"""Records that came again with other content, once somebody has decided that the newer content counts."""

from typing import Any

from app.chart.observations.model import Observation
from app.core.findings import Message
from app.exchange.fhir.records import OfPatient
from app.exchange.fhir.storing import KINDS, Chart, Known
from app.store.base import Record

SUPERSEDED = "superseded by the source"
_KEPT = frozenset({"id", "version", "patient_id", "rank", "reviewed_at", "reviewed_by_name"})


def replace_records(chart: Chart) -> None:
    """Give each changed record its newer content; what it said before stands in the record of changes.

    Its further rows (parts of a panel, pages of a document) are marked as superseded, and new ones added.
    Where the newer content became another kind of record, or is about something else, it is added beside.
    """
    changed, chart.changed = chart.changed, []
    for record in changed:
        _replace(chart, record)
    chart.load()


def _replace(chart: Chart, record: OfPatient) -> None:
    told = chart.identities[record.source.key]
    known = chart.known.get((record.source.type, told))
    made = chart.maker.of(record)
    if isinstance(made, Message):
        chart.report.tally(record.source.type).attached_only += 1
        chart.tell(record, made)
        return
    table, rows = made
    before = _standing(chart, known) if known is not None else None
    if known is None or before is None or type(before) is not table or not _is_about_same(before, rows[0]):
        chart.rows.setdefault(table, []).extend(rows)
    else:
        _supersede(chart, known)
        _write(before, rows[0])
        for row in rows[1:]:
            if isinstance(before, Observation):
                row["parent_id"] = before.id
            chart.rows.setdefault(table, []).append(row)
        rows[0]["id"] = before.id
    chart.report.tally(record.source.type).stored += 1
    chart.remember(record, told, table, [row["id"] for row in rows])


def _standing(chart: Chart, known: Known) -> Record | None:
    kind = KINDS.get(known.table)
    if kind is None or known.record_id is None:
        return None
    return chart.work.session.get(kind, known.record_id)


def _is_about_same(before: Any, row: dict[str, Any]) -> bool:
    """One number may come again for another thing: then nothing here is written over."""
    return "codings" not in row or (before.codings, before.text) == (row["codings"], row["text"])


def _supersede(chart: Chart, known: Known) -> None:
    kind = KINDS[known.table]
    for one in known.also:
        further: Any = chart.work.session.get(kind, one)
        if further is not None and further.entered_in_error is None:
            further.entered_in_error = SUPERSEDED


def _write(before: Any, row: dict[str, Any]) -> None:
    """Write the newer content into a record; that somebody here marked it as an error stands."""
    for name, value in row.items():
        marked = name == "entered_in_error" and before.entered_in_error is not None
        if name not in _KEPT and not marked and getattr(before, name) != value:
            setattr(before, name, value)
