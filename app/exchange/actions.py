"""Bringing in what was read from files: one transaction a bundle, nothing merged without a decision."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.exchange.fhir.chart_rows import Place
from app.exchange.fhir.people_records import Patient as Given
from app.exchange.fhir.replacing import replace_records
from app.exchange.fhir.rows import pages
from app.exchange.fhir.storing import Chart
from app.exchange.fhir.views import ImportedBundle
from app.exchange.holding import CHANGED_RECORDS, Waiting, keep_aside, match, standing, waiting_records
from app.exchange.intake import Intake
from app.exchange.kept_files import KeptFiles, kept_original
from app.exchange.model import HeldPatient, HoldState
from app.exchange.registering import SOURCE, add_identifiers, add_patient, remember_patient
from app.exchange.views import ImportReport
from app.people.model import Patient
from app.store.sealed_files import Staging
from app.store.work import Reading, Work

MOST_RECORDS = 10_000
"""The records of one bundle that fit in one transaction of at most 2 s (DECISIONS, "One bundle, one act")."""


@dataclass(frozen=True, kw_only=True)
class ImportBundle(Command):
    """One bundle as it was read, with its original bytes; `sha256` stands for both in the command's hash."""

    file: str
    sha256: str
    bundle: ImportedBundle = field(metadata={"carried": True})
    original: bytes = field(metadata={"carried": True}, repr=False)

    def prepare(self, reading: Reading, staging: Staging) -> None:
        """Write the original and the pages of its documents ahead, unless this very file came before."""
        if len(self.bundle.records) > MOST_RECORDS or kept_original(reading, self.sha256, SOURCE):
            return
        staging.write(self.original)
        for page in pages(self.bundle.records):
            staging.write(page)


@action(Permission.IMPORT)
def import_bundle(work: Work, command: ImportBundle) -> ImportReport:
    """Store what a bundle brings: new patients, what is new of known ones; hold who seems to be here.

    The original is kept as an encrypted file, once. The same bundle again brings nothing new. Raises
    RuleViolated for a bundle that would keep others from writing for longer than 2 s.
    """
    found = len(command.bundle.records)
    if found > MOST_RECORDS:
        raise RuleViolated("", Message("exchange.too_many_records", {"records": found, "most": MOST_RECORDS}))
    with KeptFiles(work) as files:
        original = files.original(command.original, command.sha256, SOURCE)
        report = Intake(work, files, command.bundle, original).take()
        work.session.flush()
    _name_patients(work, report.patient_ids)
    work.detail(file_sha256=command.sha256, new=report.new, known=report.known, held=report.held)
    return report


def _name_patients(work: Work, patient_ids: list[Id]) -> None:
    """Let the record of the act name whose chart it is about."""
    if len(patient_ids) == 1:
        work.about(patient_ids[0])
    elif patient_ids:
        work.detail(patients=[str(one) for one in patient_ids])


@dataclass(frozen=True, kw_only=True)
class DecideHeld(Command):
    """What somebody decided: `patient_id` is the same person's chart; with `new_person` a new one is made.

    Neither leaves the records out of the charts; they stay in the kept original. For records that changed,
    `patient_id` is their patient's and means that the newer content counts.
    """

    held_id: Id
    version: int
    patient_id: Id | None = None
    new_person: bool = False
    reason: str = ""

    def prepare(self, reading: Reading, staging: Staging) -> None:
        """Read what waits, and write the pages of its documents ahead."""
        held = reading.session.get(HeldPatient, self.held_id)
        if held is None or held.version != self.version or held.state is not HoldState.OPEN:
            return
        waiting = staging.things[held.records_id] = waiting_records(reading, held)
        if self.new_person or self.patient_id is not None:
            for page in pages(waiting.records):
                staging.write(page)


@action(Permission.IMPORT)
def decide_held(work: Work, command: DecideHeld) -> ImportReport:
    """Carry out what a person decided about what was held. Raises RuleViolated if someone did before."""
    held = work.change(HeldPatient, command.held_id, command.version)
    if held.state is not HoldState.OPEN:
        raise RuleViolated("", Message("exchange.decided_already"))
    waiting: Waiting = work.staging.things.get(held.records_id) or waiting_records(work, held)
    report = ImportReport()
    work.because(command.reason)
    with KeptFiles(work) as files:
        held.state, held.patient_id = _decided(work, command, held, waiting.given, report)
        held.decided_at = work.now
        if held.patient_id is not None:
            _store(work, files, held, waiting, report)
        work.session.flush()
    return report


def _store(work: Work, files: KeptFiles, held: HeldPatient, waiting: Waiting, report: ImportReport) -> None:
    """Store what waited. Records that differ from those of the chart are a question of their own."""
    patient_id = held.patient_id
    if patient_id is None:
        return
    place = Place(patient_id, work.now, work.zone, SOURCE, {})
    chart = Chart(work, place, files, held.original_id, report, held.file, waiting.identities)
    chart.store(waiting.records)
    if held.reason == CHANGED_RECORDS:
        replace_records(chart)
    elif chart.changed:
        rest = Waiting(waiting.given, chart.changed, waiting.identities)
        keep_aside(work, files, held, rest, CHANGED_RECORDS, (patient_id,))
        held.patient_id = held.decided_at = None
        report.new, report.known, report.held = 0, 0, 1


def _decided(
    work: Work, command: DecideHeld, held: HeldPatient, given: Given, report: ImportReport
) -> tuple[HoldState, Id | None]:
    if command.new_person:
        _may_be_new(work, held, given)
        report.new += 1
        report.tally("Patient").stored += 1
        report.patient_ids.append(made := add_patient(work, given, held.original_id))
        return HoldState.NEW_PERSON, made
    if command.patient_id is None:
        return HoldState.LEFT_OUT, None
    patient = _same_person(work, command.patient_id, held)
    report.known += 1
    report.patient_ids.append(patient.id)
    if held.reason != CHANGED_RECORDS:
        report.tally("Patient").known += 1
        add_identifiers(work, given, patient.id)
        remember_patient(work, given, patient.id, held.original_id)
    return HoldState.SAME_PERSON, patient.id


def _may_be_new(work: Work, held: HeldPatient, given: Given) -> None:
    """Refuse a second chart for someone whose chart has been made of this very resource meanwhile."""
    if held.reason == CHANGED_RECORDS or match(work, given).same is not None:
        raise RuleViolated("", Message("exchange.has_a_chart"))


def _same_person(work: Work, patient_id: Id, held: HeldPatient) -> Patient:
    patient = standing(work, patient_id)
    if patient.entered_in_error is not None:
        raise RuleViolated("patient_id", Message("exchange.chart_in_error"))
    whose = {standing(work, Id(one)).id for one in held.candidates}
    if held.reason == CHANGED_RECORDS and patient.id not in whose:
        raise RuleViolated("patient_id", Message("exchange.another_patient"))
    return patient


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
