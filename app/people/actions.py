"""What the desk does with people: register, change, keep those around them, mark, and record a search."""

from dataclasses import dataclass, field, fields
from typing import Any

import sqlalchemy as sa

from app.core.acts import Command, Permission, action
from app.core.dates import PartialDate
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.people import rules
from app.people.findable import forget_sounds, make_findable
from app.people.finding import possible_duplicates
from app.people.insurance import given_reason, write_coverage
from app.people.model import Contact, Patient, SignatureOnFile
from app.people.names import name_key
from app.people.queries import VISIT, contact_view, signatures
from app.people.views import (
    ContactEntry,
    ContactView,
    CoverageEntry,
    Demographics,
    DuplicateQuestion,
    Registered,
    SignatureEntry,
    SignatureView,
)
from app.practice import fields as practice_fields
from app.practice.soft_stops import stop_softly
from app.store import attachments
from app.store.sequences import next_number
from app.store.work import Work

MRN = "mrn"  # the name of the sequence


@dataclass(frozen=True, kw_only=True)
class RegisterPatient(Command):
    """A new patient. `not_the_same_as` names the likely duplicates that the person at the desk ruled out."""

    demographics: Demographics
    contacts: tuple[ContactEntry, ...] = ()
    coverages: tuple[CoverageEntry, ...] = ()
    signatures: tuple[SignatureEntry, ...] = ()
    not_the_same_as: tuple[Id, ...] = ()
    acknowledged_reason: str = ""


@action(Permission.REGISTER)
def register_patient(work: Work, command: RegisterPatient) -> Registered:
    """Register a patient under the next number.

    Raises RuleViolated for the first field that is wrong (`contacts.0.phone`), and NeedsAcknowledgement for
    doubtful values and for each likely duplicate that was not ruled out by name, with a reason.
    """
    form, findings = rules.cleaned_demographics(command.demographics, work.today)
    doubts = rules.stop_at_faults(findings)
    around, more = _each("contacts", command.contacts, rules.cleaned_contact, work)
    paying, still_more = _each("coverages", command.coverages, rules.cleaned_coverage, work)
    signed, _none = _each("signatures", command.signatures, rules.cleaned_signature, work)
    _rule_out_duplicates(work, form, command, [*doubts, *more, *still_more])
    patient = _add_patient(work, form)
    for contact in around:
        work.add(_contact(patient.id, contact))
    for coverage in paying:
        write_coverage(work, patient.id, coverage)
    for signature in signed:
        work.add(SignatureOnFile(patient_id=patient.id, **_values(signature)))
    return Registered(patient.id, patient.mrn)


def _each(name: str, entries: tuple[Any, ...], clean: Any, work: Work) -> tuple[list[Any], list[Finding]]:
    kept: list[Any] = []
    doubts: list[Finding] = []
    for place, entry in enumerate(entries):
        cleaned, findings = clean(entry, work.today)
        doubts += rules.stop_at_faults(findings, f"{name}.{place}.")
        kept.append(cleaned)
    return kept, doubts


def _rule_out_duplicates(
    work: Work, form: Demographics, command: RegisterPatient, doubts: list[Finding]
) -> None:
    found = possible_duplicates(work, question_of(form), most=50)
    likely = [one for one in found if one.likely]
    open_ones = [
        Finding(Message("people.duplicate", {"mrn": one.mrn}), Severity.SOFT_STOP, "not_the_same_as")
        for one in likely
        if one.patient_id not in command.not_the_same_as
    ]
    stop_softly(work, [*open_ones, *doubts], "" if open_ones else command.acknowledged_reason)
    if likely and not open_ones:
        _keep_ruled_out(work, command)


def _keep_ruled_out(work: Work, command: RegisterPatient) -> None:
    stop_softly(
        work,
        [Finding(Message("people.duplicate_reason"), Severity.SOFT_STOP, "acknowledged_reason")],
        command.acknowledged_reason,
    )
    work.detail(not_the_same_as=[str(one) for one in command.not_the_same_as])


def question_of(form: Demographics) -> DuplicateQuestion:
    """Return what of a form is compared with the patients who are here."""
    return DuplicateQuestion(
        last_name=form.last_name,
        first_name=form.first_name,
        preferred_name=form.preferred_name,
        former_names=form.former_names,
        birth_date=form.birth_date,
        phones=(form.mobile, form.home_phone, form.confidential_phone),
        street=form.street,
        zip=form.zip,
    )


def _add_patient(work: Work, form: Demographics) -> Patient:
    patient = Patient(mrn=next_mrn(work), registered_at=work.now, **_columns(form))
    work.add(patient)
    work.session.flush()
    make_findable(work, patient)
    work.session.flush()
    return patient


def next_mrn(work: Work) -> str:
    """Return the next medical record number, six digits; numbers that an import brought are passed over."""
    highest = work.session.scalar(sa.select(sa.func.max(Patient.mrn)).where(Patient.mrn < ":")) or "0"
    first = int(highest) + 1 if highest.isdigit() else 1
    mrn = f"{next_number(work, MRN, first=first):06d}"
    while work.session.scalar(sa.select(Patient.id).where(Patient.mrn == mrn)):
        mrn = f"{next_number(work, MRN):06d}"
    return mrn


def _values(entry: Any) -> dict[str, Any]:
    return {one.name: getattr(entry, one.name) for one in fields(entry)}


def _columns(form: Demographics) -> dict[str, Any]:
    values = _values(form)
    values["birth_date_known"] = PartialDate(form.birth_date_known) if form.birth_date_known else None
    values |= {name: [list(pair) for pair in values[name]] for name in ("race", "ethnicity")}
    key = name_key(form.last_name, form.first_name)
    return {**values, "former_names": list(form.former_names), "name_key": key}


@dataclass(frozen=True, kw_only=True)
class ChangeDemographics(Command):
    """The whole form as it shall be. A surname that changed becomes a former name unless it was a slip."""

    patient_id: Id
    version: int
    demographics: Demographics
    keep_former_name: bool = True
    acknowledged_reason: str = ""


@action(Permission.REGISTER)
def change_demographics(work: Work, command: ChangeDemographics) -> Registered:
    """Change who a patient is; the record keeps each field before and after. Raises Stale."""
    patient = work.change(Patient, command.patient_id, command.version)
    form, findings = rules.cleaned_demographics(command.demographics, work.today)
    stop_softly(work, rules.stop_at_faults(findings), command.acknowledged_reason)
    former = patient.last_name if command.keep_former_name else ""
    for name, value in _columns(form).items():
        if getattr(patient, name) != value:
            setattr(patient, name, value)
    if former and former != form.last_name and former not in patient.former_names:
        patient.former_names = [*patient.former_names, former]
    make_findable(work, patient)
    return Registered(patient.id, patient.mrn)


@dataclass(frozen=True, kw_only=True)
class SaveContact(Command):
    """Someone new around the patient (`contact_id` None), or as the form shall be."""

    patient_id: Id
    contact_id: Id | None = None
    version: int = 0
    entry: ContactEntry


@action(Permission.REGISTER)
def save_contact(work: Work, command: SaveContact) -> ContactView:
    """Add or change an emergency contact, guardian, guarantor, or person we may talk to."""
    entry, findings = rules.cleaned_contact(command.entry, work.today)
    rules.stop_at_faults(findings)
    if command.contact_id is None:
        work.get(Patient, command.patient_id)
        record = work.add(_contact(command.patient_id, entry))
    else:
        record = work.change(Contact, command.contact_id, command.version)
        of_this_patient(record, command.patient_id)
        for name, value in _values(entry).items():
            setattr(record, name, value)
    work.session.flush()
    return contact_view(record)


def _contact(patient_id: Id, entry: ContactEntry) -> Contact:
    return Contact(patient_id=patient_id, **_values(entry))


def of_this_patient(record: Any, patient_id: Id) -> None:
    """Refuse a write for another patient than the one whose window it came from."""
    if record.patient_id != patient_id:
        raise RuleViolated("", Message("people.another_patient"))


@dataclass(frozen=True, kw_only=True)
class InError(Command):
    """A record about a patient that was entered in error, and why."""

    record_id: Id
    version: int
    reason: str


@action(Permission.REGISTER)
def contact_in_error(work: Work, command: InError) -> None:
    """Mark someone around the patient as entered in error, or no longer so."""
    contact = work.change(Contact, command.record_id, command.version)
    contact.entered_in_error = given_reason(work, command.reason)


@dataclass(frozen=True, kw_only=True)
class KeepSignature(Command):
    """A signature on file."""

    patient_id: Id
    entry: SignatureEntry


@action(Permission.REGISTER)
def keep_signature(work: Work, command: KeepSignature) -> SignatureView:
    """Keep that something was signed; a new signature stands beside the earlier one."""
    work.get(Patient, command.patient_id)
    entry, findings = rules.cleaned_signature(command.entry, work.today)
    rules.stop_at_faults(findings)
    record = work.add(SignatureOnFile(patient_id=command.patient_id, **_values(entry)))
    work.session.flush()
    return next(one for one in signatures(work, command.patient_id) if one.id == record.id)


@action(Permission.REGISTER)
def signature_in_error(work: Work, command: InError) -> None:
    """Mark a signature as entered in error."""
    signature = work.change(SignatureOnFile, command.record_id, command.version)
    signature.entered_in_error = given_reason(work, command.reason)


@dataclass(frozen=True, kw_only=True)
class KeepPhoto(Command):
    """A photo of the patient as JPEG or PNG, at most 2 MB; the screen has decoded it, in a child process."""

    patient_id: Id
    version: int
    content: bytes


@action(Permission.REGISTER)
def keep_photo(work: Work, command: KeepPhoto) -> Registered:
    """Keep a photo; the one before stays in the file and in the record."""
    patient = work.change(Patient, command.patient_id, command.version)
    media_type = rules.photo_type(command.content)
    kept = attachments.keep(
        work,
        command.content,
        media_type=media_type,
        purpose="photo",
        patient_id=patient.id,
    )
    work.session.flush()
    patient.photo_id = kept.id
    return Registered(patient.id, patient.mrn)


@dataclass(frozen=True, kw_only=True)
class MarkDeceased(Command):
    """That a patient died, and when as far as known ("2026-02-28", "2026", ""); `deceased` False undoes."""

    patient_id: Id
    version: int
    deceased: bool = True
    on: str = ""
    reason: str = ""


@action(Permission.REGISTER)
def mark_deceased(work: Work, command: MarkDeceased) -> Registered:
    """Mark a patient as deceased; taking it back needs a reason."""
    patient = work.change(Patient, command.patient_id, command.version)
    if not command.deceased:
        given_reason(work, command.reason)
    patient.deceased_flag = command.deceased
    patient.deceased = _day_of_death(work, patient, command.on) if command.deceased else None
    return Registered(patient.id, patient.mrn)


def _day_of_death(work: Work, patient: Patient, text: str) -> PartialDate | None:
    if not text:
        return None
    try:
        died = PartialDate(text)
    except ValueError:
        raise RuleViolated("on", Message("people.partial_date")) from None
    if died.earliest() > work.today or (patient.birth_date and died.latest() < patient.birth_date):
        raise RuleViolated("on", Message("people.death_date"))
    return died


@action(Permission.REGISTER)
def patient_in_error(work: Work, command: InError) -> None:
    """Mark a chart as entered in error. Not once a visit took place: then it is a chart to merge."""
    patient = work.change(Patient, command.record_id, command.version)
    visits = sa.select(VISIT.c.day).where(
        VISIT.c.patient_id == patient.id, VISIT.c.state != "entered_in_error"
    )
    if work.session.execute(visits.limit(1)).first() is not None:
        raise RuleViolated("", Message("people.patient_has_visits"))
    patient.entered_in_error = given_reason(work, command.reason)
    forget_sounds(work, patient.id)


@dataclass(frozen=True, kw_only=True)
class RecordSearch(Command):
    """What was searched, how many were found, and whose chart was opened from it, if one was."""

    text: str = field(metadata={"cleaned": True})
    found: int
    opened: Id | None = None


@action(Permission.SEE_PATIENTS)
def record_search(work: Work, command: RecordSearch) -> None:
    """Record a search once: when a result is opened, or when typing rested for two seconds."""
    work.detail(text=practice_fields.searched(command.text), found=command.found)
    if command.opened is not None:
        work.about(work.get(Patient, command.opened).id)
