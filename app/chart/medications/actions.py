"""The medicine list: adding, changing, stopping, and going through it with the patient."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.chart.entering import Saved, codings_of, entered, mark_entered, withdraw
from app.chart.medications.model import Medication, MedicationReview, MedicationStatus, Taking
from app.codes import drugs
from app.core.acts import Command, Permission, action
from app.core.coding import RXNORM, Code
from app.core.dates import PartialDate
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.practice import fields
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class AddMedication(Command):
    """A medicine chosen from the list (then with its RxNorm code) or in words."""

    patient_id: Id
    visit_id: Id | None = None
    drug: str
    code: Code | None = None
    strength: str = ""
    sig: str = ""
    as_needed: bool = False
    reason: str = ""
    prescriber: str = ""
    reported: bool = True
    started: PartialDate | None = None
    taking: Taking | None = Taking.TAKING
    last_taken: PartialDate | None = None
    last_taken_text: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def add_medication(work: Work, command: AddMedication) -> Saved:
    """Add a medicine to the list. Raises RuleViolated for one that stands there already."""
    medication = new_medication(work, command)
    work.session.flush()
    return Saved(medication.id, medication.version)


def new_medication(work: Work, command: AddMedication) -> Medication:
    """Add a medicine within another act (a signed prescription)."""
    drug = fields.line("drug", command.drug, most=300, required=True)
    if any(one.text.casefold() == drug.casefold() for one in active_records(work, command.patient_id)):
        raise RuleViolated("drug", Message("medications.listed"))
    medication = Medication(
        patient_id=command.patient_id,
        text=drug,
        code=command.code,
        codings=codings_of(command.code),
        rxnorm=rxnorm_of(command.code),
        moieties=list(moieties_of(drug, command.code)),
        strength=fields.line("strength", command.strength),
        sig=fields.free_line("sig", command.sig, most=400),
        as_needed=command.as_needed,
        reason=fields.free_line("reason", command.reason, most=200),
        prescriber=fields.line("prescriber", command.prescriber),
        reported=command.reported,
        started=command.started,
        status=MedicationStatus.ACTIVE,
        taking=command.taking,
        last_taken=command.last_taken,
        last_taken_text=fields.free_line("last_taken_text", command.last_taken_text),
        **entered(work, command.patient_id, command.visit_id, private=command.private_from_guardian),
    )
    return work.add(medication)


def rxnorm_of(code: Code | None) -> str:
    """Return the RxNorm number of a code, "" for another system's."""
    return code.code if code and code.system == RXNORM else ""


def moieties_of(name: str, code: Code | None) -> tuple[str, ...]:
    """Return what a drug is made of: by its RxNorm number, else by its name; () if it is not known."""
    found = drugs.find(code.code) if code and code.system == RXNORM else None
    return found.moieties if found else drugs.moieties_of(name)


def active_records(work: Work, patient_id: Id) -> list[Medication]:
    """Return the medicines that stand on the list."""
    return list(
        work.session.scalars(
            sa.select(Medication).where(
                Medication.patient_id == patient_id,
                Medication.entered_in_error.is_(None),
                Medication.status == MedicationStatus.ACTIVE,
            )
        )
    )


@dataclass(frozen=True, kw_only=True)
class ChangeMedication(Command):
    """How a medicine is taken and what for; the drug stays (another drug is another medicine)."""

    medication_id: Id
    version: int
    strength: str = ""
    sig: str = ""
    as_needed: bool = False
    reason: str = ""
    taking: Taking | None = None
    taking_note: str = ""
    last_taken: PartialDate | None = None
    last_taken_text: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def change_medication(work: Work, command: ChangeMedication) -> Saved:
    """Change a line of the list. Raises Stale."""
    medication = work.change(Medication, command.medication_id, command.version)
    medication.strength = fields.line("strength", command.strength)
    medication.sig = fields.free_line("sig", command.sig, most=400)
    medication.as_needed = command.as_needed
    medication.reason = fields.free_line("reason", command.reason, most=200)
    medication.private_from_guardian = command.private_from_guardian
    _take(medication, command.taking, command.taking_note)
    medication.last_taken = command.last_taken
    medication.last_taken_text = fields.free_line("last_taken_text", command.last_taken_text)
    mark_entered(work, medication)
    work.session.flush()
    return Saved(medication.id, medication.version)


def _take(medication: Medication, taking: Taking | None, note: str) -> None:
    medication.taking_note = fields.free_line("taking_note", note, most=300)
    if taking is Taking.DIFFERENTLY and not medication.taking_note:
        raise RuleViolated("taking_note", Message("medications.how_taken"))
    medication.taking = taking


@dataclass(frozen=True, kw_only=True)
class StopMedication(Command):
    """Take a medicine off the list, with the reason; `ended` None means today."""

    medication_id: Id
    version: int
    reason: str
    ended: PartialDate | None = None


@action(Permission.RECORD_CHART)
def stop_medication(work: Work, command: StopMedication) -> Saved:
    """Stop a medicine; it stays in the past list. A reason is needed."""
    medication = work.change(Medication, command.medication_id, command.version)
    if medication.status is not MedicationStatus.ACTIVE:
        raise RuleViolated("", Message("medications.not_active"))
    reason = fields.free_line("reason", command.reason, most=200)
    if not reason:
        raise RuleViolated("reason", Message("chart.reason_needed"))
    medication.status, medication.stop_reason = MedicationStatus.STOPPED, reason
    medication.ended = command.ended or PartialDate(work.today.isoformat())
    mark_entered(work, medication)
    work.session.flush()
    return Saved(medication.id, medication.version)


@dataclass(frozen=True, kw_only=True)
class WithdrawMedication(Command):
    """Mark a medicine "entered in error"."""

    medication_id: Id
    version: int
    reason: str


@action(Permission.RECORD_CHART)
def withdraw_medication(work: Work, command: WithdrawMedication) -> None:
    """Take an entry back with the reason: the patient never had it."""
    withdraw(work.change(Medication, command.medication_id, command.version), command.reason)
    work.because(command.reason)


@dataclass(frozen=True)
class TakenAs:
    """One line of a reconciliation."""

    medication_id: Id
    version: int
    taking: Taking
    note: str = ""
    last_taken: PartialDate | None = None
    last_taken_text: str = ""


@dataclass(frozen=True, kw_only=True)
class ReconcileMedications(Command):
    """Every active medicine with how it is taken; `takes_none` is said for an empty list."""

    patient_id: Id
    visit_id: Id | None = None
    lines: tuple[TakenAs, ...] = ()
    takes_none: bool = False


@action(Permission.RECORD_CHART)
def reconcile_medications(work: Work, command: ReconcileMedications) -> None:
    """Keep that the whole list was gone through. Refuses a part of it; raises Stale."""
    entered(work, command.patient_id, command.visit_id)
    listed = {one.id for one in active_records(work, command.patient_id)}
    _whole(listed, (one.medication_id for one in command.lines), command.takes_none)
    for line in command.lines:
        medication = work.change(Medication, line.medication_id, line.version)
        _take(medication, line.taking, line.note)
        medication.last_taken = line.last_taken
        medication.last_taken_text = fields.free_line("last_taken_text", line.last_taken_text)
    work.add(
        MedicationReview(
            patient_id=command.patient_id,
            visit_id=command.visit_id,
            at=work.now,
            by=work.actor.person_id,
            by_name=work.actor.name,
            takes_none=command.takes_none,
            lines=[[str(one.medication_id), one.version, one.taking.value] for one in command.lines],
        )
    )


def _whole(listed: set[Id], named: Iterable[Id], takes_none: bool) -> None:
    if set(named) != listed:
        raise RuleViolated("lines", Message("medications.not_all"))
    if takes_none and listed:
        raise RuleViolated("takes_none", Message("medications.some_listed"))
    if not listed and not takes_none:
        raise RuleViolated("lines", Message("medications.none_to_review"))
