"""Charts for the patients of an import, and what tells the same patient again."""

import sqlalchemy as sa

from app.core.ids import Id
from app.exchange.fhir.identity import identity
from app.exchange.fhir.patient_rows import contact_columns, identifiers, is_minor, patient_columns
from app.exchange.fhir.people_records import Patient as Given
from app.exchange.fhir.plain import provenance
from app.exchange.model import ImportedResource
from app.people.actions import next_mrn
from app.people.findable import make_findable
from app.people.model import Contact, Patient, PatientIdentifier
from app.store.work import Work

SOURCE = "fhir"
_AS_GIVEN = (
    "active", "names", "sex", "birth_sex", "clinical_sex", "gender_identities", "pronouns", "race",
    "ethnicity", "communications", "addresses", "telecoms", "marital_status", "multiple_birth", "contacts",
    "general_practitioners", "managing_organization", "links",
)  # fmt: skip


def add_patient(work: Work, given: Given, original: Id) -> Id:
    """Add a new chart for a patient of an import."""
    patient = work.add(
        Patient(**patient_columns(given), mrn=next_mrn(work), registered_at=work.now, source=SOURCE)
    )
    work.session.flush()
    add_identifiers(work, given, patient.id)
    for around in given.contacts:
        columns = contact_columns(around, is_minor(given, work.today))
        work.add(Contact(patient_id=patient.id, **columns))
    make_findable(work, patient)
    remember_patient(work, given, patient.id, original)
    return patient.id


def add_identifiers(work: Work, given: Given, patient_id: Id) -> None:
    """Add the numbers under which others know the patient, and which the chart does not have yet."""
    mine = sa.select(PatientIdentifier.system, PatientIdentifier.value).where(
        PatientIdentifier.patient_id == patient_id, PatientIdentifier.entered_in_error.is_(None)
    )
    there = {(row.system, row.value) for row in work.session.execute(mine)}
    for system, value, kind in identifiers(given):
        if (system, value) not in there:
            work.add(PatientIdentifier(patient_id=patient_id, system=system, value=value, kind=kind))


def remember_patient(work: Work, given: Given, patient_id: Id, original: Id) -> None:
    """Keep the patient resource's identity, content and all it says, so that the same one is known."""
    told = identity(given)
    work.add(
        ImportedResource(
            patient_id=patient_id,
            type="Patient",
            identity=told,
            sha256=given.source.sha256,
            attachment_id=original,
            record_table="patient",
            record_id=patient_id,
            details=provenance(given, told, *_AS_GIVEN),
            at=work.now,
        )
    )
    work.session.flush()
