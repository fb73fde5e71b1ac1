"""Preparing, signing, sending and cancelling prescriptions (DUTIES C13)."""

from dataclasses import dataclass
from decimal import Decimal

from app.chart.alerts.actions import kept_findings
from app.chart.entering import codings_of, entered, mark_entered, visit_of
from app.chart.medications.actions import (
    AddMedication,
    active_records,
    moieties_of,
    new_medication,
    rxnorm_of,
)
from app.chart.medications.model import Medication, Taking
from app.core.acts import Command, Permission, action
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id
from app.orders.prescriptions.checking import drug_findings
from app.orders.prescriptions.model import Prescription, PrescriptionState, SentHow
from app.orders.prescriptions.views import SavedPrescription
from app.orders.rules import refuse
from app.people.model import Patient
from app.practice import fields
from app.practice.model import Provider
from app.practice.soft_stops import stop_softly
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class PreparePrescription(Command):
    """A prescription as it shall be signed. `renews_id` names the medicine of the list that it continues."""

    visit_id: Id
    drug: str
    code: Code | None = None
    strength: str = ""
    sig: str
    quantity: Decimal
    quantity_unit: str = ""
    refills: int = 0
    days_supply: int | None = None
    substitution_allowed: bool = True
    reason: str = ""
    pharmacy: str = ""
    renews_id: Id | None = None
    clinician_id: Id | None = None
    private_from_guardian: bool = False
    acknowledged_reason: str = ""


@action(Permission.PREPARE_ORDER)
def prepare_prescription(work: Work, command: PreparePrescription) -> SavedPrescription:
    """Prepare a prescription for a clinician's signature.

    Raises RuleViolated for a missing field, NeedsAcknowledgement where it meets an allergy or a medicine that
    holds the same ingredient; the reason is kept beside it.
    """
    visit = visit_of(work, command.visit_id)
    drug = fields.line("drug", command.drug, most=300, required=True)
    findings = drug_findings(work, visit.patient_id, drug, command.code, but_not=command.renews_id)
    reason = stop_softly(work, findings, command.acknowledged_reason)
    if command.renews_id and work.get(Medication, command.renews_id).patient_id != visit.patient_id:
        raise refuse("renews_id", "another_patient")
    provider = work.session.get(Provider, visit.provider_id) if visit.provider_id else None
    prescription = Prescription(
        patient_id=visit.patient_id,
        medication_id=command.renews_id,
        text=drug,
        code=command.code,
        codings=codings_of(command.code),
        rxnorm=rxnorm_of(command.code),
        moieties=list(moieties_of(drug, command.code)),
        state=PrescriptionState.PREPARED,
        clinician_id=command.clinician_id or (provider.account_id if provider else None),
        findings=kept_findings(findings),
        acknowledged_reason=reason,
        **entered(work, visit.patient_id, visit.id, private=command.private_from_guardian),
    )
    _fill(prescription, command)
    if not prescription.pharmacy:
        prescription.pharmacy = work.get(Patient, visit.patient_id).pharmacy
    work.add(prescription)
    work.session.flush()
    return _saved(prescription)


def _fill(prescription: Prescription, command: PreparePrescription) -> None:
    prescription.sig = fields.line("sig", command.sig, most=400, required=True)
    if command.quantity <= 0 or command.quantity > 10_000:
        raise refuse("quantity", "quantity")
    prescription.quantity = command.quantity
    prescription.quantity_unit = fields.line("quantity_unit", command.quantity_unit, most=30)
    prescription.refills = fields.between("refills", command.refills, 0, 12)
    if command.days_supply is not None:
        fields.between("days_supply", command.days_supply, 1, 366)
    prescription.days_supply = command.days_supply
    prescription.substitution_allowed = command.substitution_allowed
    prescription.strength = fields.line("strength", command.strength)
    prescription.reason = fields.free_line("reason", command.reason, most=200)
    prescription.pharmacy = fields.free_line("pharmacy", command.pharmacy, most=200)


def _saved(one: Prescription) -> SavedPrescription:
    return SavedPrescription(one.id, one.version, one.state, one.medication_id)


@dataclass(frozen=True, kw_only=True)
class SignPrescription(Command):
    """Sign what was prepared."""

    prescription_id: Id
    version: int


@action(Permission.SIGN_ORDER)
def sign_prescription(work: Work, command: SignPrescription) -> SavedPrescription:
    """Sign; the medicine list follows: a new line, or the renewed one with its new sig."""
    prescription = work.change(Prescription, command.prescription_id, command.version)
    if prescription.state is not PrescriptionState.PREPARED:
        raise refuse("", "not_prepared")
    prescription.state, prescription.signed_at = PrescriptionState.SIGNED, work.now
    prescription.signed_by, prescription.signed_by_name = work.actor.person_id, work.actor.name
    medication = _medication(work, prescription)
    medication.prescriber = work.actor.name
    work.session.flush()
    prescription.medication_id = medication.id
    work.session.flush()
    return _saved(prescription)


def _medication(work: Work, prescription: Prescription) -> Medication:
    listed = active_records(work, prescription.patient_id)
    there = next(
        (
            one
            for one in listed
            if one.id == prescription.medication_id or one.text.casefold() == prescription.text.casefold()
        ),
        None,
    )
    if there is None:
        return _new_line(work, prescription)
    there.text, there.code, there.codings = prescription.text, prescription.code, prescription.codings
    there.rxnorm, there.moieties = prescription.rxnorm, prescription.moieties
    there.sig, there.strength, there.reported = prescription.sig, prescription.strength, False
    mark_entered(work, there)
    return there


def _new_line(work: Work, prescription: Prescription) -> Medication:
    line = AddMedication(
        patient_id=prescription.patient_id,
        visit_id=prescription.visit_id,
        drug=prescription.text,
        code=prescription.code,
        strength=prescription.strength,
        sig=prescription.sig,
        reason=prescription.reason,
        reported=False,
        started=PartialDate(work.today.isoformat()),
        taking=Taking.TAKING,
        private_from_guardian=prescription.private_from_guardian,
    )
    return new_medication(work, line)


@dataclass(frozen=True, kw_only=True)
class SendPrescription(Command):
    """How a signed prescription left: the other system's reference; to whom by phone, read back; paper."""

    prescription_id: Id
    version: int
    how: SentHow
    to: str = ""
    reference: str = ""
    read_back: bool = False


@action(Permission.COMPLETE_ORDER)
def send_prescription(work: Work, command: SendPrescription) -> SavedPrescription:
    """Keep how it was sent. Raises RuleViolated for an unsigned one, or where the proof is missing."""
    prescription = work.change(Prescription, command.prescription_id, command.version)
    if prescription.state is not PrescriptionState.SIGNED:
        raise refuse("", "not_signed")
    prescription.sent_to = fields.free_line("to", command.to, most=200)
    prescription.sent_reference = fields.free_line("reference", command.reference)
    if command.how is SentHow.OTHER_SYSTEM and not prescription.sent_reference:
        raise refuse("reference", "needed")
    if command.how is SentHow.PHONED and not prescription.sent_to:
        raise refuse("to", "needed")
    if command.how is SentHow.PHONED and not command.read_back:
        raise refuse("read_back", "read_back_needed")
    prescription.sent_how, prescription.sent_read_back = command.how, command.read_back
    prescription.sent_at, prescription.sent_by_name = work.now, work.actor.name
    prescription.state = PrescriptionState.SENT
    work.session.flush()
    return _saved(prescription)


@dataclass(frozen=True, kw_only=True)
class CancelPrescription(Command):
    """Take a prescription back, with the reason."""

    prescription_id: Id
    version: int
    reason: str


@action(Permission.PREPARE_ORDER)
def cancel_prescription(work: Work, command: CancelPrescription) -> SavedPrescription:
    """Cancel. A signed one only by who may sign; one that was sent stays as it is (call the pharmacy)."""
    prescription = work.change(Prescription, command.prescription_id, command.version)
    if prescription.state is PrescriptionState.SENT:
        raise refuse("", "sent")
    if prescription.state is PrescriptionState.CANCELLED:
        raise refuse("", "not_open")
    if prescription.state is PrescriptionState.SIGNED:
        work.require(Permission.SIGN_ORDER, "orders.prescriptions.cancel_prescription")
    prescription.cancel_reason = fields.free_line("reason", command.reason, most=300)
    if not prescription.cancel_reason:
        raise refuse("reason", "needed")
    work.because(prescription.cancel_reason)
    prescription.state = PrescriptionState.CANCELLED
    work.session.flush()
    return _saved(prescription)
