"""Storing one patient's part of a bundle: what is new becomes rows, what is known is left alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.chart.allergies.model import Allergy, AllergyReview
from app.chart.documents.model import Document, Report
from app.chart.immunizations.model import Immunization
from app.chart.medications.model import Medication
from app.chart.observations.model import Observation
from app.chart.problems.model import Problem
from app.chart.procedures.model import Procedure
from app.core.findings import Message
from app.core.ids import Id
from app.exchange.fhir import records as fhir
from app.exchange.fhir.chart_rows import Place, Row
from app.exchange.fhir.identity import named
from app.exchange.fhir.plain import provenance
from app.exchange.fhir.rows import Files, Rows
from app.exchange.model import ImportedResource
from app.exchange.views import ImportReport, Told
from app.people.model import Coverage
from app.store.base import Record
from app.store.work import Reading, Work
from app.visits.model import Visit

_ORDER: tuple[type[Record], ...] = (
    Visit, Coverage, Allergy, AllergyReview, Problem, Medication, Immunization, Procedure, Observation,
    Report, Document,
)  # fmt: skip
KINDS = {kind.__tablename__: kind for kind in _ORDER}


def _turn(record: fhir.Record) -> int:
    """Encounters first, since others name them; reports last, since they name results."""
    return 0 if isinstance(record, fhir.Encounter) else 2 if isinstance(record, fhir.DiagnosticReport) else 1


@dataclass
class Known:
    """A resource that came before: its contents so far, and the record that it became."""

    table: str
    record_id: Id | None
    also: tuple[Id, ...]
    contents: set[str]


def known_resources(reading: Reading, patient_id: Id) -> dict[tuple[str, str], Known]:
    """Return what came before of a patient, by type and identity."""
    columns = (
        ImportedResource.type, ImportedResource.identity, ImportedResource.sha256,
        ImportedResource.record_table, ImportedResource.record_id, ImportedResource.details,
    )  # fmt: skip
    mine = sa.select(*columns).where(ImportedResource.patient_id == patient_id)
    found: dict[tuple[str, str], Known] = {}
    for row in reading.session.execute(mine.order_by(ImportedResource.id)):
        also = tuple(Id(one) for one in row.details.get("also", ()))
        before = found.get((row.type, row.identity))
        contents = {row.sha256} | (before.contents if before else set())
        found[row.type, row.identity] = Known(row.record_table, row.record_id, also, contents)
    return found


@dataclass
class Chart:
    """One patient's part of a bundle on its way into the tables.

    `identities` tell each resource again, by its key. After `store`, `changed` are the records that came
    before with other content: nothing of them is stored.
    """

    work: Work
    place: Place
    files: Files
    original_id: Id
    report: ImportReport
    file: str
    identities: dict[str, str]
    rows: dict[type[Record], list[Row]] = field(default_factory=dict)
    kept: list[Row] = field(default_factory=list)
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    changed: list[fhir.OfPatient] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.maker = Rows(self.place, self.files)
        self.known = known_resources(self.work, self.place.patient_id)

    def store(self, records: Iterable[fhir.OfPatient]) -> None:
        """Store what is new of a patient's records; link to what is known; set aside what has changed."""
        for record in sorted(records, key=_turn):
            told = self.identities[record.source.key]
            known = self.known.get((record.source.type, told))
            if known is None:
                self._take(record, told)
            else:
                self._link(record, known.record_id)
                if record.source.sha256 in known.contents:
                    self.report.tally(record.source.type).known += 1
                else:
                    self.changed.append(record)
        self.load()

    def tell(self, record: fhir.Record, reason: Message) -> None:
        """Name a resource in the report with its reason."""
        self.report.problems.append(Told(self.file, named(record.source), reason))

    def _link(self, record: fhir.Record, record_id: Id | None) -> None:
        """Let what names this resource in the bundle name the record that it is here."""
        if record_id is None:
            return
        self.maker.made[record.source.key] = record_id
        if isinstance(record, fhir.Encounter):
            self.place.visits[record.source.key] = record_id

    def _take(self, record: fhir.OfPatient, told: str) -> None:
        made = self.maker.of(record)
        if isinstance(made, Message):
            self.report.tally(record.source.type).attached_only += 1
            self.tell(record, made)
            return
        table, rows = made
        self.report.tally(record.source.type).stored += 1
        self.rows.setdefault(table, []).extend(rows)
        self.remember(record, told, table, [row["id"] for row in rows])

    def remember(self, record: fhir.Record, told: str, table: type[Record], ids: list[Id]) -> None:
        """Keep a resource's identity and content, so that the same one is known next time."""
        self._link(record, ids[0])
        also = {"also": [str(one) for one in ids[1:]]} if len(ids) > 1 else {}
        known = Known(table.__tablename__, ids[0], tuple(ids[1:]), {record.source.sha256})
        self.known[record.source.type, told] = known
        self.kept.append(
            {
                "patient_id": self.place.patient_id,
                "type": record.source.type,
                "identity": told,
                "sha256": record.source.sha256,
                "attachment_id": self.original_id,
                "record_table": table.__tablename__,
                "record_id": ids[0],
                "details": {**provenance(record, told), **also},
                "at": self.place.now,
            }
        )

    def load(self) -> None:
        self._rank(self.rows.get(Coverage, []))
        for table in _ORDER:
            self.work.load(table, self.rows.pop(table, []))
        self.work.load(ImportedResource, self.kept)
        self.kept = []

    def _rank(self, coverages: list[Row]) -> None:
        """Put coverages of an import after those that are here, in the order that the source gives."""
        if coverages:
            mine = Coverage.patient_id == self.place.patient_id
            last = self.work.session.scalar(sa.select(sa.func.max(Coverage.rank)).where(mine)) or 0
            for number, row in enumerate(
                sorted(coverages, key=lambda one: one["rank"] or len(coverages) + 1), 1
            ):
                row["rank"] = last + number
