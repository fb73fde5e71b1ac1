"""What waits for a decision: kept aside, encrypted, until someone says who it is or which content counts."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.errors import Unavailable
from app.core.ids import Id
from app.exchange.fhir.identity import identity
from app.exchange.fhir.patient_rows import identifiers, patient_columns
from app.exchange.fhir.people_records import Patient as Given
from app.exchange.fhir.records import OfPatient
from app.exchange.fhir.written import read_record, written
from app.exchange.kept_files import KeptFiles
from app.exchange.model import HeldPatient, HoldState, ImportedResource
from app.people.model import Patient, PatientIdentifier
from app.people.names import list_name
from app.people.queries import call_phone, mail_address
from app.practice.fields import phone_text
from app.store import attachments
from app.store.attachments import Attachment
from app.store.work import Reading, Work

CHANGED_RECORDS = "exchange.changed_records"


@dataclass(frozen=True)
class Match:
    """Who a patient of an import is by number: `same` with the very same content, `by_number` otherwise."""

    same: Patient | None
    by_number: tuple[Patient, ...]


def match(work: Work, given: Given) -> Match:
    """Find the patients here who carry one of the given identifiers, or came with this very content."""
    exact = sa.select(ImportedResource.patient_id).where(
        ImportedResource.identity == identity(given),
        ImportedResource.type == "Patient",
        ImportedResource.sha256 == given.source.sha256,
    )
    same = work.session.scalars(exact).first()
    pairs = [(system, value) for system, value, _ in identifiers(given) if system]
    carry = sa.select(PatientIdentifier.patient_id).where(
        sa.tuple_(PatientIdentifier.system, PatientIdentifier.value).in_(pairs),
        PatientIdentifier.entered_in_error.is_(None),
    )
    numbered = list(work.session.scalars(carry.order_by(PatientIdentifier.id))) if pairs else []
    found = {one.id: one for one in (standing(work, patient_id) for patient_id in numbered)}
    return Match(standing(work, same) if same else None, tuple(found.values()))


def standing(work: Work, patient_id: Id) -> Patient:
    """Return a patient's chart, or the one that it was merged into."""
    patient = work.get(Patient, patient_id)
    seen = {patient.id}
    while patient.merged_into is not None and patient.merged_into not in seen:
        patient = work.get(Patient, patient.merged_into)
        seen.add(patient.id)
    return patient


def held_before(work: Work, file_sha256: str, patient_key: str) -> HoldState | None:
    """Return how it stands with this patient of this very file, None if it never waited."""
    chosen = sa.select(HeldPatient.state).where(
        HeldPatient.file_sha256 == file_sha256, HeldPatient.patient_key == patient_key
    )
    return work.session.scalars(chosen).first()


@dataclass(frozen=True)
class Waiting:
    """A patient of an import with records, and the identity of each, by its key in the bundle."""

    given: Given
    records: Sequence[OfPatient]
    identities: dict[str, str]


def keep_aside(
    work: Work,
    files: KeptFiles,
    held: HeldPatient,
    waiting: Waiting,
    reason: str,
    candidates: tuple[Id, ...],
) -> None:
    """Keep a patient's records aside, encrypted, with the reason and who it may be."""
    columns = patient_columns(waiting.given)
    kept = {one.source.key: waiting.identities[one.source.key] for one in waiting.records}
    plain = [written(one) for one in (waiting.given, *waiting.records)]
    content = json.dumps({"records": plain, "identities": kept}).encode()
    held.patient_key = waiting.given.source.key
    parts = ("last_name", "first_name", "middle_name", "suffix")
    held.name = list_name(*(columns[name] for name in parts))
    held.born = waiting.given.birth_date.value if waiting.given.birth_date else ""
    held.person = _person(columns, waiting.records)
    held.records = len(waiting.records)
    held.reason = reason
    held.candidates = [str(one) for one in candidates]
    held.records_id = files.keep(content, media_type="application/json", purpose="held_import")
    held.state = HoldState.OPEN
    held.held_at = work.now


def _person(columns: dict[str, Any], records: Sequence[OfPatient]) -> dict[str, Any]:
    place = ", ".join(
        part for part in (columns["city"], f"{columns['state']} {columns['zip']}".strip()) if part
    )
    numbers = (columns["mobile"], columns["home_phone"], columns["work_phone"])
    return {
        "sex": str(columns["sex"]),
        "phone": phone_text(next((number for number in numbers if number), "")),
        "address": ", ".join(part for part in (columns["street"], place) if part),
        "brings": sorted(Counter(one.source.type for one in records).items()),
    }


def shown_address(patient: Patient) -> str:
    """Return a patient's address in one line."""
    return ", ".join(mail_address(patient))


def shown_phone(patient: Patient) -> str:
    """Return the number to call, as it is shown."""
    return call_phone(patient)


def waiting_records(reading: Reading, held: HeldPatient) -> Waiting:
    """Return what was kept aside. Raises Unavailable when its file is missing or damaged."""
    kept = reading.get(Attachment, held.records_id)
    content = json.loads(attachments.read(reading.attachments, kept))
    given, *records = [read_record(one) for one in content["records"]]
    if not isinstance(given, Given):
        raise Unavailable("attachment_damaged")
    mine = [one for one in records if isinstance(one, OfPatient)]
    return Waiting(given, mine, content["identities"])
