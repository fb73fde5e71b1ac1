"""Which table a resource belongs to, and its rows there; or the reason why it has none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

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
from app.store.base import Record

_SIMPLE: dict[type[fhir.Record], tuple[type[Record], Callable[[Place, Any], Row]]] = {
    fhir.Condition: (Problem, chart.problem),
    fhir.MedicationRequest: (Medication, chart.medication_request),
    fhir.MedicationStatement: (Medication, chart.medication_statement),
    fhir.Immunization: (Immunization, chart.immunization),
    fhir.Procedure: (Procedure, chart.procedure),
}
Made = tuple[type[Record], list[Row]]


def pages(records: Iterable[fhir.Record]) -> Iterator[bytes]:
    """Return what `Rows` keeps as files of these records, the very objects."""
    for record in records:
        contents: tuple[Attachment, ...] = ()
        if isinstance(record, fhir.DocumentReference):
            contents = record.contents
        elif isinstance(record, fhir.DiagnosticReport):
            contents = record.attachments
        yield from (page for content in contents if (page := _page(content)) is not None)


def _page(content: Attachment) -> bytes | None:
    return None if content.text else content.data


class Files(Protocol):
    """Where the files of documents and reports are kept."""

    def keep(self, content: bytes, *, media_type: str, purpose: str, patient_id: Id | None = None) -> Id: ...


class NoFiles:
    """Keeps nothing: for looking at rows that are not stored."""

    def keep(self, content: bytes, *, media_type: str, purpose: str, patient_id: Id | None = None) -> Id:
        return new_id()


@dataclass
class Rows:
    """Makes the rows of one patient's resources. `made` are the records of those that came before."""

    place: Place
    files: Files
    made: dict[str, Id] = field(default_factory=dict)

    def of(self, record: fhir.Record) -> Made | Message:
        """Return table and rows of a resource, or the reason why it stays in the original only."""
        simple = _SIMPLE.get(type(record))
        if simple is not None:
            return simple[0], [{"id": new_id(), **simple[1](self.place, record)}]
        match record:
            case fhir.Observation():
                return Observation, results.observation(self.place, record)
            case fhir.AllergyIntolerance():
                made = chart.allergy_or_statement(self.place, record)
            case fhir.Encounter():
                made = results.visit(self.place, record)
            case people.Coverage():
                made = results.coverage(self.place, record)
            case fhir.DocumentReference():
                return Document, self._documents(record)
            case fhir.DiagnosticReport():
                return Report, [self._report(record)]
            case _:
                raise TypeError(type(record).__name__)
        return made if isinstance(made, Message) else (made[0], [{"id": new_id(), **made[1]}])

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
        page = _page(content)
        if page is None:
            return None
        return self.files.keep(
            page,
            media_type=content.content_type,
            purpose="document",
            patient_id=self.place.patient_id,
        )
