"""Bringing in what was read from files: one transaction a bundle, nothing merged without a decision."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.exchange.fhir.chart_rows import Place
from app.exchange.fhir.patient_rows import contact_columns, identifiers, patient_columns, question
from app.exchange.fhir.people_records import Patient as Given
from app.exchange.fhir.records import OfPatient, Record
from app.exchange.fhir.storing import Chart, identity
from app.exchange.fhir.views import ImportedBundle, Outcome, Result
from app.exchange.holding import held_records, hold, is_held, known_patient
from app.exchange.model import HeldPatient, HoldState, ImportedResource
from app.exchange.views import ImportReport, Told
from app.people.findable import make_findable
from app.people.finding import possible_duplicates
from app.people.model import Contact, Patient, PatientIdentifier
from app.store import attachments
from app.store.attachments import Attachment
from app.store.sequences import next_number
from app.store.work import Work

SOURCE = "fhir"


@dataclass(frozen=True, kw_only=True)
class ImportBundle(Command):
    """One bundle as it was read, with its original bytes; `sha256` stands for both in the command's hash."""

    file: str
    sha256: str
    bundle: ImportedBundle = field(metadata={"carried": True})
    original: bytes = field(metadata={"carried": True}, repr=False)


@action(Permission.IMPORT)
def import_bundle(work: Work, command: ImportBundle) -> ImportReport:
    """Store what a bundle brings: new patients, what is new of known ones; hold who seems to be here.

    The original is kept as an encrypted file, once. The same bundle again brings nothing new.
    """
    bundle, report = command.bundle, ImportReport()
    original = _original(work, command)
    for patient in bundle.patients:
        mine = [one for one in bundle.records if isinstance(one, OfPatient) and _is_of(one, patient)]
        _take_patient(work, command, patient, mine, original, report)
    _tell_rest(bundle, report)
    work.detail(file_sha256=command.sha256, new=report.new, known=report.known, held=report.held)
    return report


def _is_of(record: OfPatient, patient: Given) -> bool:
    return record.patient.key == patient.source.key


def _original(work: Work, command: ImportBundle) -> Id:
    digest = bytes.fromhex(command.sha256)
    chosen = sa.select(Attachment.id).where(Attachment.sha256 == digest, Attachment.purpose == SOURCE)
    there = work.session.scalars(chosen).first()
    if there is not None:
        return there
    kept = attachments.keep(
        work, work.attachments, command.original, media_type="application/fhir+json", purpose=SOURCE
    )
    work.session.flush()
    return kept.id


def _take_patient(
    work: Work,
    command: ImportBundle,
    given: Given,
    records: list[OfPatient],
    original: Id,
    report: ImportReport,
) -> None:
    known = known_patient(work, given)
    if known is not None and known.same_content:
        report.known += 1
        report.tally("Patient").known += 1
        _store(work, command, known.patient_id, records, original, report)
        return
    if known is not None:
        _hold(work, command, given, records, original, report, "exchange.changed_since", (known.patient_id,))
        return
    alike = [one for one in possible_duplicates(work, question(given)) if one.likely]
    if alike:
        candidates = tuple(one.patient_id for one in alike)
        _hold(work, command, given, records, original, report, "exchange.seems_here", candidates)
        return
    patient_id = add_patient(work, given, original)
    report.new += 1
    report.tally("Patient").stored += 1
    _store(work, command, patient_id, records, original, report)


def add_patient(work: Work, given: Given, original: Id) -> Id:
    """Add a new chart for a patient of an import."""
    patient = work.add(
        Patient(
            **patient_columns(given),
            mrn=f"{next_number(work, 'mrn'):06d}",
            registered_at=work.now,
            source=SOURCE,
            entered_in_error="source" if given.entered_in_error else None,
        )
    )
    work.session.flush()
    for system, value, kind in identifiers(given):
        work.add(PatientIdentifier(patient_id=patient.id, system=system, value=value, kind=kind))
    for around in given.contacts:
        work.add(Contact(patient_id=patient.id, **contact_columns(around)))
    make_findable(work, patient)
    remember_patient(work, given, patient.id, original)
    return patient.id


def remember_patient(work: Work, given: Given, patient_id: Id, original: Id) -> None:
    """Keep the patient resource's identity and content, so that the same one is known next time."""
    work.add(
        ImportedResource(
            patient_id=patient_id,
            type="Patient",
            identity=identity(given),
            sha256=given.source.sha256,
            attachment_id=original,
            record_table="patient",
            record_id=patient_id,
            at=work.now,
        )
    )
    work.session.flush()


def _store(
    work: Work,
    command: ImportBundle,
    patient_id: Id,
    records: list[OfPatient],
    original: Id,
    report: ImportReport,
) -> None:
    report.patient_ids.append(patient_id)
    place = Place(patient_id, work.now, work.zone, SOURCE, {})
    Chart(work, place, original, report, command.file).store(records)


def _hold(
    work: Work,
    command: ImportBundle,
    given: Given,
    records: list[OfPatient],
    original: Id,
    report: ImportReport,
    reason: str,
    candidates: tuple[Id, ...],
) -> None:
    report.held += 1
    if not is_held(work, command.sha256, given.source.key):
        hold(work, command.file, command.sha256, given, records, original, reason, candidates)
    for record in (given, *records):
        report.tally(record.source.type).attached_only += 1
        report.problems.append(Told(command.file, _named(record), Message(reason)))


def _named(record: Record) -> str:
    source = record.source
    return f"{source.type}/{source.id or source.key}"


def _tell_rest(bundle: ImportedBundle, report: ImportReport) -> None:
    """Name every resource that was not mapped, and every note on one that was."""
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
        if problem.entry not in skipped or problem.entry is None:
            report.problems.append(Told(problem.file, problem.resource, problem.message))


def _of(outcome: Outcome) -> str:
    return f"{outcome.type or '?'}/{outcome.id or outcome.key or outcome.entry}"


@dataclass(frozen=True, kw_only=True)
class DecideHeld(Command):
    """Who a held patient is: `patient_id` is the same person's chart; with `new_person` a new chart is made.

    Neither leaves the records out of the charts; they stay in the kept original.
    """

    held_id: Id
    version: int
    patient_id: Id | None = None
    new_person: bool = False
    reason: str = ""


@action(Permission.IMPORT)
def decide_held(work: Work, command: DecideHeld) -> ImportReport:
    """Carry out what a person decided about a held patient. Raises RuleViolated if someone did before."""
    held = work.change(HeldPatient, command.held_id, command.version)
    if held.state is not HoldState.OPEN:
        raise RuleViolated("", Message("exchange.decided_already"))
    given, records = held_records(work, held)
    report = ImportReport()
    held.state, held.patient_id = _decided(work, command, given, held.original_id, report)
    held.decided_at = work.now
    work.because(command.reason)
    if held.patient_id is not None:
        report.patient_ids.append(held.patient_id)
        place = Place(held.patient_id, work.now, work.zone, SOURCE, {})
        Chart(work, place, held.original_id, report, held.file).store(records)
    return report


def _decided(
    work: Work, command: DecideHeld, given: Given, original: Id, report: ImportReport
) -> tuple[HoldState, Id | None]:
    if command.new_person:
        report.new += 1
        return HoldState.NEW_PERSON, add_patient(work, given, original)
    if command.patient_id is None:
        return HoldState.LEFT_OUT, None
    patient = work.get(Patient, command.patient_id)
    report.known += 1
    for system, value, kind in identifiers(given):
        work.add(PatientIdentifier(patient_id=patient.id, system=system, value=value, kind=kind))
    remember_patient(work, given, patient.id, original)
    return HoldState.SAME_PERSON, patient.id


def new_import(file: Path, bundle: ImportedBundle) -> ImportBundle:
    """Return the command that stores a bundle just read; the original is read again and must be the same.

    Raises OSError where the file is gone, or is not the one that was read.
    """
    original = file.read_bytes()
    if hashlib.sha256(original).hexdigest() != bundle.sha256:
        raise FileNotFoundError
    return ImportBundle(
        command_id=new_id(), file=bundle.file, sha256=bundle.sha256, bundle=bundle, original=original
    )
