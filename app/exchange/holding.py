"""Patients of an import who seem to be here already: kept aside, encrypted, until someone decides."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.ids import Id
from app.exchange.fhir import people_records, records
from app.exchange.fhir.patient_rows import identifiers, patient_columns
from app.exchange.fhir.people_records import Patient as Given
from app.exchange.fhir.records import OfPatient, Record
from app.exchange.fhir.storing import identity
from app.exchange.model import HeldPatient, HoldState, ImportedResource
from app.people.model import Patient, PatientIdentifier
from app.store import attachments
from app.store.attachments import Attachment
from app.store.commands import from_plain, to_plain
from app.store.work import Reading, Work


@dataclass(frozen=True)
class Known:
    """A patient here with the same identifier; `same_content` if nothing of the resource has changed."""

    patient_id: Id
    same_content: bool


def known_patient(work: Work, given: Given) -> Known | None:
    """Return the patient here who carries one of the given identifiers, following a merge."""
    pairs = [(system, value) for system, value, _ in identifiers(given) if system]
    chosen = sa.select(PatientIdentifier.patient_id).where(
        sa.tuple_(PatientIdentifier.system, PatientIdentifier.value).in_(pairs),
        PatientIdentifier.entered_in_error.is_(None),
    )
    found = work.session.scalars(chosen).first() if pairs else None
    if found is None:
        found = _by_resource(work, given)
    if found is None:
        return None
    patient = work.get(Patient, found)
    if patient.merged_into is not None:
        patient = work.get(Patient, patient.merged_into)
    same = _by_resource(work, given) is not None
    return Known(patient.id, same)


def _by_resource(work: Work, given: Given) -> Id | None:
    chosen = sa.select(ImportedResource.patient_id).where(
        ImportedResource.type == "Patient",
        ImportedResource.identity == identity(given),
        ImportedResource.sha256 == given.source.sha256,
    )
    return work.session.scalars(chosen).first()


def is_held(work: Work, file_sha256: str, patient_key: str) -> bool:
    """Say whether this patient of this very file waits already, or was decided about."""
    chosen = sa.select(HeldPatient.id).where(
        HeldPatient.file_sha256 == file_sha256, HeldPatient.patient_key == patient_key
    )
    return work.session.scalars(chosen).first() is not None


def hold(
    work: Work,
    file: str,
    file_sha256: str,
    given: Given,
    mine: Sequence[OfPatient],
    original: Id,
    reason: str,
    candidates: tuple[Id, ...],
) -> None:
    """Keep a patient's records aside, encrypted, with the reason and who it may be."""
    content = json.dumps([_written(record) for record in (given, *mine)]).encode()
    kept = attachments.keep(
        work, work.attachments, content, media_type="application/json", purpose="held_import"
    )
    work.session.flush()
    columns = patient_columns(given)
    work.add(
        HeldPatient(
            file=file,
            file_sha256=file_sha256,
            patient_key=given.source.key,
            name=f"{columns['last_name']}, {columns['first_name']}",
            born=given.birth_date.value if given.birth_date else "",
            records=len(mine),
            reason=reason,
            candidates=[str(one) for one in candidates],
            original_id=original,
            records_id=kept.id,
            state=HoldState.OPEN,
            held_at=work.now,
        )
    )


def _written(record: Record) -> dict[str, object]:
    return {"kind": type(record).__name__, "record": to_plain(record)}


def held_records(reading: Reading, held: HeldPatient) -> tuple[Given, list[OfPatient]]:
    """Return the records of a held patient. Raises Unavailable when their file is missing or damaged."""
    kept = reading.get(Attachment, held.records_id)
    content = json.loads(attachments.read(reading.attachments, kept))
    made = [_read(one) for one in content]
    given = made[0]
    if not isinstance(given, Given):
        raise TypeError("the first record of a held patient is the patient")
    return given, [one for one in made[1:] if isinstance(one, OfPatient)]


def _read(written: dict[str, object]) -> Record:
    name = str(written["kind"])
    kind = getattr(people_records, name, None) or getattr(records, name)
    record: Record = from_plain(written["record"], kind)
    return record
