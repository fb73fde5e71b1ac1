"""Questions about one person: the banner, the form, where to write and whom to call."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.dates import Age, Precision, age_in_years, clinic_age
from app.core.errors import Unavailable
from app.core.findings import Finding
from app.core.ids import Id
from app.people import rules
from app.people.insurance import coverages
from app.people.model import (
    Contact,
    MessagePreference,
    Patient,
    PatientIdentifier,
    SignatureOnFile,
)
from app.people.names import full_name, list_name
from app.people.views import (
    ContactEntry,
    ContactView,
    CoverageEntry,
    Demographics,
    PatientBanner,
    PatientFlag,
    PatientForm,
    Reach,
    SignatureEntry,
    SignatureView,
)
from app.practice.fields import phone_text
from app.store.attachments import Attachment, read
from app.store.base import DayColumn, IdColumn
from app.store.work import Reading

_PHONES = ("mobile", "home_phone", "work_phone", "confidential_phone")
_PARTIAL = ("birth_date_known",)
# The visit is a room below this one: only the day on which someone was here is asked of its table.
VISIT = sa.table(
    "visit", sa.column("patient_id", IdColumn()), sa.column("day", DayColumn()), sa.column("state", sa.Text)
)


def call_phone(patient: Any) -> str:
    """Return the number to call, as it is shown: the confidential one before all others."""
    numbers = (patient.confidential_phone, patient.mobile, patient.home_phone, patient.work_phone)
    return phone_text(next((number for number in numbers if number), ""))


def mail_address(patient: Any) -> tuple[str, ...]:
    """Return the address lines for everything that is printed or mailed: the confidential one if there is."""
    if patient.confidential_address:
        return (patient.confidential_address,)
    place = ", ".join(part for part in (patient.city, f"{patient.state} {patient.zip}".strip()) if part)
    return tuple(line for line in (patient.street, place) if line)


def age_of(patient: Any, today: date) -> Age | None:
    """Return the age as a clinic tells it: today, or on the day of death where it is known."""
    died = patient.deceased
    on = died.earliest() if died is not None and died.precision is not Precision.YEAR else today
    return None if patient.birth_date is None else clinic_age(patient.birth_date, on)


def flags_of(patient: Any, today: date) -> tuple[PatientFlag, ...]:
    """Return what everybody should see beside the name, the gravest first."""
    born = patient.birth_date
    raised = {
        PatientFlag.ENTERED_IN_ERROR: patient.entered_in_error is not None,
        PatientFlag.MERGED: patient.merged_into is not None,
        PatientFlag.SENSITIVE: patient.sensitive,
        PatientFlag.DECEASED: patient.deceased_flag,
        PatientFlag.CONFIDENTIAL_CONTACT: bool(patient.confidential_address or patient.confidential_phone),
        PatientFlag.NO_MESSAGES: patient.message_preference is MessagePreference.NO,
        PatientFlag.INTERPRETER: patient.interpreter_needed,
        PatientFlag.ACCESS_NEEDS: bool(patient.access_needs),
        PatientFlag.MINOR: born is not None and age_in_years(born, today) < rules.ADULT,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def look_alikes(reading: Reading, ids: Sequence[Id]) -> dict[Id, str]:
    """Return the name ("Lee, Susan") of those of these patients whose name another living chart bears too.

    For every list and board that shows patients.
    """
    asked = sa.select(Patient.id, Patient.name_key, Patient.last_name, Patient.first_name)
    rows = reading.session.execute(asked.where(Patient.id.in_(ids), Patient.name_key != "")).all()
    live = sa.case((sa.and_(Patient.merged_into.is_(None), Patient.entered_in_error.is_(None)), 1), else_=0)
    counted = sa.select(Patient.name_key, sa.func.sum(live)).group_by(Patient.name_key)
    keys = {row.name_key for row in rows}
    several = {
        key for key, many in reading.session.execute(counted.where(Patient.name_key.in_(keys))) if many > 1
    }
    return {row.id: list_name(row.last_name, row.first_name) for row in rows if row.name_key in several}


def is_live(row: Any) -> bool:
    """Say whether a chart is neither merged nor entered in error.

    Asked of rows and not of the database: nearly all charts are, and its planner takes the index of
    `merged_into` for a short cut, which reads them all.
    """
    return row.merged_into is None and row.entered_in_error is None


def last_seen(reading: Reading, ids: Sequence[Id]) -> dict[Id, date]:
    """Return the last day on which each of these patients had a finished visit."""
    asked = (
        sa.select(VISIT.c.patient_id, sa.func.max(VISIT.c.day, type_=DayColumn()).label("day"))
        .where(VISIT.c.patient_id.in_(ids), VISIT.c.state == "done", VISIT.c.day <= reading.today)
        .group_by(VISIT.c.patient_id)
    )
    return {row.patient_id: row.day for row in reading.session.execute(asked)}


@query(Permission.SEE_PATIENTS)
def patient_banner(reading: Reading, patient_id: Id) -> PatientBanner:
    """Return the facts that stand over everything about a patient. What is shown under it is recorded."""
    return _banner(reading, reading.get(Patient, patient_id))


def _banner(reading: Reading, patient: Patient) -> PatientBanner:
    paying = next((one for one in coverages(reading, patient.id) if one.in_force), None)
    same = {name: getattr(patient, name) for name in _SAME}
    name = (patient.last_name, patient.first_name, patient.middle_name, patient.suffix)
    return PatientBanner(
        **same,
        name=list_name(*name),
        full_name=full_name(*name),
        birth_date_known=patient.birth_date_known.value if patient.birth_date_known else "",
        age=age_of(patient, reading.today),
        phone=call_phone(patient),
        coverage=paying.entry.payer or paying.entry.kind.value if paying else "",
        flags=flags_of(patient, reading.today),
        looks_like=look_alikes(reading, [patient.id]).get(patient.id, ""),
    )


_SAME = (
    "id",
    "version",
    "mrn",
    "preferred_name",
    "pronouns",
    "birth_date",
    "sex",
    "language",
    "interpreter_needed",
    "access_needs",
    "photo_id",
)


@query(Permission.SEE_PATIENTS, recorded=True)
def patient_form(reading: Reading, patient_id: Id) -> PatientForm:
    """Return everything that the edit form of a patient shows, with the versions that an edit must carry."""
    patient = reading.get(Patient, patient_id)
    reading.saw(patient_id)
    return PatientForm(
        banner=_banner(reading, patient),
        version=patient.version,
        demographics=_demographics(patient),
        contacts=contacts(reading, patient_id),
        coverages=coverages(reading, patient_id),
        signatures=signatures(reading, patient_id),
        identifiers=_identifiers(reading, patient_id),
        deceased=patient.deceased_flag,
        deceased_on=patient.deceased.value if patient.deceased else "",
        registered_at=patient.registered_at,
        source=patient.source,
    )


def _demographics(patient: Patient) -> Demographics:
    values = {one.name: getattr(patient, one.name) for one in fields(Demographics)}
    values |= {name: phone_text(values[name]) for name in _PHONES}
    values |= {name: values[name].value if values[name] else "" for name in _PARTIAL}
    values |= {name: tuple(map(tuple, values[name])) for name in ("race", "ethnicity")}
    return Demographics(**{**values, "former_names": tuple(patient.former_names)})


def contacts(reading: Reading, patient_id: Id) -> tuple[ContactView, ...]:
    """Return those around a patient, for the rooms of app."""
    asked = sa.select(Contact).where(Contact.patient_id == patient_id, Contact.entered_in_error.is_(None))
    return tuple(contact_view(one) for one in reading.session.scalars(asked.order_by(Contact.id)))


def contact_view(record: Contact) -> ContactView:
    """Return someone around a patient as the form shows them."""
    values = {one.name: getattr(record, one.name) for one in fields(ContactEntry)}
    entry = ContactEntry(**{**values, "phone": phone_text(record.phone)})
    return ContactView(record.id, record.version, entry)


def signatures(reading: Reading, patient_id: Id) -> tuple[SignatureView, ...]:
    """Return the signatures on file, the newest first, for the rooms of app."""
    asked = sa.select(SignatureOnFile).where(
        SignatureOnFile.patient_id == patient_id, SignatureOnFile.entered_in_error.is_(None)
    )
    found = reading.session.scalars(
        asked.order_by(SignatureOnFile.signed_on.desc(), SignatureOnFile.id.desc())
    )
    return tuple(
        SignatureView(
            one.id,
            one.version,
            SignatureEntry(kind=one.kind, signed_on=one.signed_on, signed_by=one.signed_by),
        )
        for one in found
    )


def _identifiers(reading: Reading, patient_id: Id) -> tuple[tuple[str, str], ...]:
    asked = sa.select(PatientIdentifier.system, PatientIdentifier.value).where(
        PatientIdentifier.patient_id == patient_id, PatientIdentifier.entered_in_error.is_(None)
    )
    return tuple((row.system, row.value) for row in reading.session.execute(asked))


@query(Permission.SEE_PATIENTS, recorded=True)
def reach_of(reading: Reading, patient_id: Id) -> Reach:
    """Return where to write and whom to call, for every print and every call screen."""
    patient = reading.get(Patient, patient_id)
    reading.saw(patient_id)
    name = full_name(patient.last_name, patient.first_name, patient.middle_name, patient.suffix)
    confidential = PatientFlag.CONFIDENTIAL_CONTACT in flags_of(patient, reading.today)
    return Reach(name, mail_address(patient), call_phone(patient), patient.message_preference, confidential)


@query(Permission.SEE_PATIENTS)
def check_demographics(reading: Reading, form: Demographics) -> tuple[Finding, ...]:
    """Return every finding on a form while it is typed, for all fields at once."""
    return tuple(rules.cleaned_demographics(form, reading.today)[1])


@query(Permission.SEE_PATIENTS)
def check_coverage(reading: Reading, form: CoverageEntry) -> tuple[Finding, ...]:
    """Return every finding on a coverage while it is typed."""
    return tuple(rules.cleaned_coverage(form, reading.today)[1])


@query(Permission.SEE_PATIENTS)
def photo_of(reading: Reading, patient_id: Id) -> bytes | None:
    """Return a patient's photo (JPEG or PNG), or None; also where its file is missing or damaged."""
    patient = reading.get(Patient, patient_id)
    if patient.photo_id is None:
        return None
    try:
        return read(reading.attachments, reading.get(Attachment, patient.photo_id))
    except Unavailable:
        return None
