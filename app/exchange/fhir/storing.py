"""Storing one patient of a bundle: what is new becomes rows of the chart, what is known is left alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.chart.allergies.model import Allergy
from app.chart.documents.model import Document, Report
from app.chart.immunizations.model import Immunization
from app.chart.medications.model import Medication
from app.chart.observations.model import Observation
from app.chart.problems.model import Problem
from app.chart.procedures.model import Procedure
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.exchange.fhir import chart_rows as chart
from app.exchange.fhir import people_records as people
from app.exchange.fhir import records as fhir
from app.exchange.fhir import results_rows as results
from app.exchange.fhir.chart_rows import Place, Row
from app.exchange.fhir.values import Attachment
from app.exchange.model import ImportedResource
from app.exchange.views import ImportReport, Told
from app.people.model import Coverage
from app.store import attachments
from app.store.base import Record
from app.store.work import Work
from app.visits.model import Visit

_SIMPLE: dict[type[fhir.Record], tuple[type[Record], Callable[[Place, Any], Row]]] = {
    fhir.AllergyIntolerance: (Allergy, chart.allergy),
    fhir.Condition: (Problem, chart.problem),
    fhir.MedicationRequest: (Medication, chart.medication_request),
    fhir.MedicationStatement: (Medication, chart.medication_statement),
    fhir.Immunization: (Immunization, chart.immunization),
    fhir.Procedure: (Procedure, chart.procedure),
}
_ORDER: tuple[type[Record], ...] = (
    Visit, Coverage, Allergy, Problem, Medication, Immunization, Procedure, Observation, Report, Document,
)  # fmt: skip


def _turn(record: fhir.Record) -> int:
    """Encounters first, since others name them; reports last, since they name results."""
    return 0 if isinstance(record, fhir.Encounter) else 2 if isinstance(record, fhir.DiagnosticReport) else 1


def identity(record: fhir.Record) -> str:
    """Return what tells the same resource again: its identifier, else its full URL, else type and id."""
    source = record.source
    numbered = next((f"{one.system}|{one.value}" for one in record.identifiers if one.value), "")
    return numbered or source.full_url or f"{source.type}/{source.id or source.key}"


@dataclass
class Chart:
    """One patient's part of a bundle on its way into the tables."""

    work: Work
    place: Place
    original_id: Id
    report: ImportReport
    file: str
    rows: dict[type[Record], list[Row]] = field(default_factory=dict)
    made: dict[str, Id] = field(default_factory=dict)
    kept: list[Row] = field(default_factory=list)
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = (ImportedResource.type, ImportedResource.identity, ImportedResource.sha256)
        mine = ImportedResource.patient_id == self.place.patient_id
        found = self.work.session.execute(sa.select(*columns).where(mine))
        self.known = {(row.type, row.identity): row.sha256 for row in found}

    def store(self, records: Iterable[fhir.Record]) -> None:
        """Store what is new of a patient's records."""
        new = [record for record in records if self._is_new(record)]
        for record in sorted(new, key=_turn):
            self._take(record)
        for table in _ORDER:
            self.work.load(table, self.rows.get(table, []))
        self.work.load(ImportedResource, self.kept)

    def _is_new(self, record: fhir.Record) -> bool:
        known = self.known.get((record.source.type, identity(record)))
        if known is None:
            return True
        tally = self.report.tally(record.source.type)
        if known == record.source.sha256:
            tally.known += 1
        else:
            tally.attached_only += 1
            self.tell(record, Message("exchange.changed_since"))
        return False

    def tell(self, record: fhir.Record, reason: Message) -> None:
        """Name a resource in the report with its reason."""
        source = record.source
        self.report.problems.append(Told(self.file, f"{source.type}/{source.id or source.key}", reason))

    def _take(self, record: fhir.Record) -> None:
        made = self._rows_of(record)
        if made is None:
            self.report.tally(record.source.type).attached_only += 1
            self.tell(record, Message("exchange.encounter_without_date"))
            return
        table, rows = made
        self.report.tally(record.source.type).stored += 1
        self.rows.setdefault(table, []).extend(rows)
        self.made[record.source.key] = rows[0]["id"]
        self.remember(record, table, rows[0]["id"])

    def remember(self, record: fhir.Record, table: type[Record], record_id: Id) -> None:
        """Keep a resource's identity and content, so that the same one is known next time."""
        self.kept.append(
            {
                "patient_id": self.place.patient_id,
                "type": record.source.type,
                "identity": identity(record),
                "sha256": record.source.sha256,
                "attachment_id": self.original_id,
                "record_table": table.__tablename__,
                "record_id": record_id,
                "at": self.place.now,
            }
        )

    def _rows_of(self, record: fhir.Record) -> tuple[type[Record], list[Row]] | None:
        simple = _SIMPLE.get(type(record))
        if simple is not None:
            return simple[0], [{"id": new_id(), **simple[1](self.place, record)}]
        match record:
            case fhir.Observation():
                return Observation, results.observation(self.place, record)
            case fhir.Encounter():
                row = results.visit(self.place, record)
                if row is None:
                    return None
                self.place.visits[record.source.key] = row["id"]
                return Visit, [row]
            case people.Coverage():
                rank = len(self.rows.get(Coverage, [])) + 1
                return Coverage, [{"id": new_id(), **results.coverage(self.place, record, rank)}]
            case fhir.DocumentReference():
                return Document, self._documents(record)
            case fhir.DiagnosticReport():
                return Report, [self._report(record)]
        raise TypeError(type(record).__name__)

    def _documents(self, record: fhir.DocumentReference) -> list[Row]:
        contents = record.contents or (Attachment(),)
        return [
            {"id": new_id(), **results.document(self.place, record, content, self._file(content))}
            for content in contents
        ]

    def _report(self, record: fhir.DiagnosticReport) -> Row:
        found = [str(self.made[link.key]) for link in record.results if link.key in self.made]
        pages = [str(kept) for page in record.attachments if (kept := self._file(page)) is not None]
        return {"id": new_id(), **results.report(self.place, record, found, pages)}

    def _file(self, content: Attachment) -> Id | None:
        """Keep what is no text as an encrypted file."""
        if content.data is None or content.text:
            return None
        kept = attachments.keep(
            self.work,
            self.work.attachments,
            content.data,
            media_type=content.content_type,
            purpose="document",
            patient_id=self.place.patient_id,
        )
        self.work.session.flush()
        return kept.id
