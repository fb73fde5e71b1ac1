"""From a parsed bundle to records: each entry comes to exactly one outcome, and nothing is lost unsaid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.findings import Message, Param
from app.exchange.fhir.clinical import allergy, condition, encounter, procedure
from app.exchange.fhir.context import Context, KeptInOriginal
from app.exchange.fhir.coverage import coverage
from app.exchange.fhir.datatypes import code
from app.exchange.fhir.document import document, report
from app.exchange.fhir.element import Element, Reading, Unfit
from app.exchange.fhir.entries import Entry, bundle_type, entries_of
from app.exchange.fhir.immunization import immunization
from app.exchange.fhir.medication import request, statement
from app.exchange.fhir.observation import observation
from app.exchange.fhir.patient import patient
from app.exchange.fhir.read import FileRead
from app.exchange.fhir.records import Record, Source
from app.exchange.fhir.references import References, Target, safe_target
from app.exchange.fhir.resource_types import kept_in_original_because
from app.exchange.fhir.views import ImportedBundle, Outcome, Problem, Result

_READERS: dict[str, Callable[[Element, Context], Record]] = {
    "AllergyIntolerance": allergy,
    "Condition": condition,
    "Coverage": coverage,
    "DiagnosticReport": report,
    "DocumentReference": document,
    "Encounter": encounter,
    "Immunization": immunization,
    "MedicationRequest": request,
    "MedicationStatement": statement,
    "Observation": observation,
    "Patient": patient,
    "Procedure": procedure,
}
MAPPED_TYPES = frozenset(_READERS)


def map_bundle(read: FileRead, file: str) -> ImportedBundle:
    """Map a parsed file. Raises Refused where it is not an acceptable bundle.

    `file` is the name by which records, outcomes and problems call it.
    """
    kind = bundle_type(read.content)
    entries = entries_of(read.content)
    mapping = _Mapping(file, References([entry.target for entry in entries if entry.target]))
    # Patients first: a record is only taken for a patient who was.
    for entry in sorted(entries, key=lambda entry: entry.type != "Patient"):
        mapping.take(entry)
    mapping.tell_unresolved()
    return ImportedBundle(
        file=file,
        sha256=read.sha256,
        size=read.size,
        bundle_type=kind,
        records=tuple(mapping.records[at] for at in sorted(mapping.records)),
        outcomes=tuple(mapping.outcomes[at] for at in sorted(mapping.outcomes)),
        problems=tuple(sorted(mapping.problems, key=lambda problem: problem.entry or 0)),
    )


@dataclass
class _Unresolved:
    """A target that is not in the bundle: where it was named first, and how often."""

    entry: Entry
    path: str
    times: int = 0


@dataclass
class _Mapping:
    """The work on one bundle."""

    file: str
    references: References
    records: dict[int, Record] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _shared: dict[Any, Any] = field(default_factory=dict)
    _patients: set[str] = field(default_factory=set)
    _unresolved: dict[str, _Unresolved] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Bring one entry to its outcome."""
        if entry.refusal is not None or entry.target is None:
            refusal = entry.refusal or Message("exchange.fhir.no_resource")
            self._settle(entry, Result.SKIPPED, refusal, entry.path)
        elif entry.type in _READERS:
            self._map(entry, entry.target, _READERS[entry.type])
        else:
            reason = Message(f"exchange.fhir.{kept_in_original_because(entry.type)}")
            self._settle(entry, Result.ATTACHED_ONLY, reason)

    def _map(self, entry: Entry, target: Target, reader: Callable[[Element, Context], Record]) -> None:
        reading = Reading(self._shared)
        try:
            element = Element(target.content, reading)
            here = Context(self.references, target, self._source(element, entry), frozenset(self._patients))
            record = reader(element, here)
            element.close()
        except Unfit as unfit:
            self._settle(entry, Result.SKIPPED, unfit.message, unfit.path)
        except KeptInOriginal as kept:
            self._settle(entry, Result.ATTACHED_ONLY, kept.message, kept.path)
        else:
            self._keep(entry, record, reading, here)

    def _keep(self, entry: Entry, record: Record, reading: Reading, here: Context) -> None:
        self.records[entry.at] = record
        if entry.type == "Patient":
            self._patients.add(entry.key)
        self._settle(entry, Result.MAPPED, left=tuple(sorted(reading.left)))
        for path, message in reading.notes:
            self._tell(entry, message, path)
        for path, reference in here.unresolved:
            shown = safe_target(reference)
            self._unresolved.setdefault(shown, _Unresolved(entry, path)).times += 1

    def _source(self, element: Element, entry: Entry) -> Source:
        meta = element.one("meta", _meta) or {}
        return Source(
            file=self.file,
            entry=entry.at,
            type=entry.type,
            key=entry.key,
            sha256=entry.sha256,
            id=element.text("id"),
            full_url=entry.full_url,
            **meta,
        )

    def _settle(
        self,
        entry: Entry,
        result: Result,
        message: Message | None = None,
        path: str = "",
        left: tuple[str, ...] = (),
    ) -> None:
        self.outcomes[entry.at] = Outcome(
            entry.at, entry.type, entry.id, entry.key, result, message, path, self._same(left)
        )
        if result is Result.SKIPPED and message is not None:
            self._tell(entry, message, path)

    def _same(self, left: tuple[str, ...]) -> tuple[str, ...]:
        found: tuple[str, ...] = self._shared.setdefault(left, left)
        return found

    def _tell(self, entry: Entry, message: Message, path: str) -> None:
        resource = f"{entry.type}/{entry.id}" if entry.id else entry.type
        self.problems.append(Problem(self.file, message, entry.at, resource, path))

    def tell_unresolved(self) -> None:
        """Tell of each target that is not in the bundle, once, with how often it is named."""
        for target, found in self._unresolved.items():
            params: dict[str, Param] = {"target": target, "times": found.times}
            self._tell(found.entry, Message("exchange.fhir.reference_unresolved", params), found.path)


def _meta(element: Element) -> dict[str, Any]:
    known = {
        "version": element.text("versionId"),
        "last_updated": element.when("lastUpdated"),
        "security": element.many("security", code),
    }
    element.ignore_rest()
    return known
