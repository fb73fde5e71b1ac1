"""One bundle on its way in: each patient new, known or held, each entry counted once."""

from collections import defaultdict
from dataclasses import dataclass, field

from app.core.findings import Message
from app.core.ids import Id
from app.exchange.fhir.chart_rows import Place
from app.exchange.fhir.identity import identities, named, shared_numbers
from app.exchange.fhir.patient_rows import question
from app.exchange.fhir.people_records import Patient as Given
from app.exchange.fhir.records import OfPatient
from app.exchange.fhir.storing import Chart
from app.exchange.fhir.views import ImportedBundle, Outcome, Result
from app.exchange.holding import CHANGED_RECORDS, Waiting, held_before, keep_aside, match
from app.exchange.kept_files import KeptFiles
from app.exchange.model import HeldPatient, HoldState
from app.exchange.registering import SOURCE, add_patient
from app.exchange.views import ImportReport, Standing, Told
from app.people.finding import possible_duplicates
from app.store.work import Work

LEFT_OUT = Message("exchange.left_out")
_REPLACED = ("replaced-by", "refer")


@dataclass
class Intake:
    """The work on one bundle, whose original is kept already."""

    work: Work
    files: KeptFiles
    bundle: ImportedBundle
    original: Id
    report: ImportReport = field(default_factory=ImportReport)
    _charts: dict[str, Id] = field(default_factory=dict)
    _identities: dict[str, str] = field(default_factory=dict)

    def take(self) -> ImportReport:
        """Take in every patient with their records, and name all that stays in the original."""
        of_patient: defaultdict[str, list[OfPatient]] = defaultdict(list)
        for record in self.bundle.records:
            if isinstance(record, OfPatient):
                of_patient[record.patient.key].append(record)
        links = linked(self.bundle)
        for given in sorted(self.bundle.patients, key=lambda one: one.source.key in links):
            self._take(given, of_patient[given.source.key], links)
        tell_rest(self.bundle, self.report)
        return self.report

    def _take(self, given: Given, records: list[OfPatient], links: dict[str, str]) -> None:
        self._identities = identities(records)
        for kind in sorted({kind for kind, _ in shared_numbers(records)}):
            self.report.problems.append(Told(self.bundle.file, kind, Message("exchange.number_shared")))
        found = match(self.work, given)
        if found.same is not None and found.same.entered_in_error is None:
            self.report.tally("Patient").known += 1
            waits = self._store(given, found.same.id, records)
            self.report.count(Standing.HELD if waits else Standing.KNOWN)
        elif found.same is not None:
            self._hold(given, records, "exchange.chart_in_error", (found.same.id,))
        elif found.by_number:
            self._hold(given, records, "exchange.changed_since", tuple(one.id for one in found.by_number))
        elif given.source.key in links:
            other = self._charts.get(links[given.source.key])
            self._hold(given, records, "exchange.linked_patient", (other,) if other else self._alike(given))
        elif alike := self._alike(given):
            self._hold(given, records, "exchange.seems_here", alike)
        else:
            self.report.tally("Patient").stored += 1
            waits = self._store(given, add_patient(self.work, given, self.original), records)
            self.report.count(Standing.HELD if waits else Standing.NEW)

    def _alike(self, given: Given) -> tuple[Id, ...]:
        found = possible_duplicates(self.work, question(given))
        return tuple(one.patient_id for one in found if one.likely)

    def _store(self, given: Given, patient_id: Id, records: list[OfPatient]) -> bool:
        """Store a patient's records; return whether some of them wait for a decision."""
        self._charts[given.source.key] = patient_id
        self.report.patient_ids.append(patient_id)
        place = Place(patient_id, self.work.now, self.work.zone, SOURCE, {})
        original, report, file = self.original, self.report, self.bundle.file
        chart = Chart(self.work, place, self.files, original, report, file, self._identities)
        chart.store(records)
        if not chart.changed:
            return False
        return self._set_aside(given, chart.changed, CHANGED_RECORDS, (patient_id,)) != LEFT_OUT

    def _hold(self, given: Given, records: list[OfPatient], reason: str, candidates: tuple[Id, ...]) -> None:
        told = self._set_aside(given, records, reason, candidates)
        self.report.count(Standing.KNOWN if told == LEFT_OUT else Standing.HELD)
        self.report.tally("Patient").attached_only += 1
        self.report.problems.append(Told(self.bundle.file, named(given.source), told))

    def _set_aside(
        self, given: Given, records: list[OfPatient], reason: str, candidates: tuple[Id, ...]
    ) -> Message:
        """Keep records for a decision, unless somebody has decided about them; name each with the reason."""
        before = held_before(self.work, self.bundle.sha256, given.source.key)
        if before is None:
            waiting = Waiting(given, records, self._identities)
            held = HeldPatient(
                file=self.bundle.file, file_sha256=self.bundle.sha256, original_id=self.original
            )
            keep_aside(self.work, self.files, held, waiting, reason, candidates)
            self.work.add(held)
        told = Message(reason) if before in (None, HoldState.OPEN) else LEFT_OUT
        for record in records:
            self.report.tally(record.source.type).attached_only += 1
            self.report.problems.append(Told(self.bundle.file, named(record.source), told))
        return told


def linked(bundle: ImportedBundle) -> dict[str, str]:
    """Return the patients of a bundle that its source says are another one: key to the other's key.

    A record that was replaced, or refers to its main record, is the same person; which of two is which is
    for a person to decide. The other's key is "" where the other is not in the bundle.
    """
    found: dict[str, str] = {}
    for patient in bundle.patients:
        own = patient.source.key
        for link in patient.links:
            if link.type in _REPLACED:
                found[own] = link.other.key
            elif link.type == "replaces" and link.other.key:
                found[link.other.key] = own
            elif link.type == "seealso" and link.other.key and found.get(link.other.key) != own:
                found[own] = link.other.key
    return found


def tell_rest(bundle: ImportedBundle, report: ImportReport) -> None:
    """Name every resource that was not mapped, every note on one that was, and what stays in the original."""
    for outcome in bundle.outcomes:
        if outcome.result is Result.MAPPED:
            continue
        tally = report.tally(outcome.type or "?")
        tally.attached_only += outcome.result is Result.ATTACHED_ONLY
        tally.skipped += outcome.result is Result.SKIPPED
        reason = outcome.message or Message("exchange.kept_in_original")
        report.problems.append(Told(bundle.file, _of(outcome), reason))
    skipped = {one.entry for one in bundle.outcomes if one.result is Result.SKIPPED}
    for problem in bundle.problems:
        if problem.entry is None or problem.entry not in skipped:
            report.problems.append(Told(bundle.file, problem.resource, problem.message))
    _tell_parts(bundle, report)


def _tell_parts(bundle: ImportedBundle, report: ImportReport) -> None:
    """Name the elements that no record has a place for, once for each type of resource."""
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for outcome in bundle.outcomes:
        parts[outcome.type].update(outcome.left_in_original)
    for kind in sorted(kind for kind, names in parts.items() if names):
        told = Message("exchange.parts_in_original", {"parts": ", ".join(sorted(parts[kind]))})
        report.problems.append(Told(bundle.file, kind, told))


def _of(outcome: Outcome) -> str:
    return f"{outcome.type or '?'}/{outcome.id}" if outcome.id else f"{outcome.type}, entry {outcome.entry}"
