"""Made-up bundles: one resource of each kind, whole enough to ask for every field that is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.exchange.fhir.map import map_bundle
from app.exchange.fhir.read import FileRead, parse
from app.exchange.fhir.views import ImportedBundle, Outcome

Json = dict[str, Any]
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
FHIR = "http://hl7.org/fhir/StructureDefinition/"
PATIENT_URL = "urn:uuid:0b0c7a55-0000-4000-8000-000000000001"
SUBJECT = {"reference": PATIENT_URL}


def concept(code: str, display: str = "", system: str = "http://loinc.org") -> Json:
    return {"coding": [{"system": system, "code": code, "display": display or f"Display of {code}"}]}


def patient(**changes: Any) -> Json:
    whole: Json = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": "urn:oid:1.2.3", "value": "MRN-0001", "use": "usual"}],
        "name": [{"use": "official", "family": "Example", "given": ["Ada", "Quinn"]}],
        "gender": "female",
        "birthDate": "1958-08-12",
    }
    return {**whole, **changes}


def observation(**changes: Any) -> Json:
    whole: Json = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": concept("8867-4", "Heart rate"),
        "subject": SUBJECT,
        "effectiveDateTime": "2024-03-05T09:15:00-05:00",
    }
    return {**whole, **changes}


def immunization(**changes: Any) -> Json:
    whole: Json = {
        "resourceType": "Immunization",
        "id": "i1",
        "status": "completed",
        "vaccineCode": concept("140", "Influenza", "http://hl7.org/fhir/sid/cvx"),
        "patient": SUBJECT,
        "occurrenceDateTime": "2023-10-02",
    }
    return {**whole, **changes}


def request(**changes: Any) -> Json:
    whole: Json = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": SUBJECT,
        "medicationCodeableConcept": concept("314076", "Lisinopril 10 MG"),
    }
    return {**whole, **changes}


def of_type(type_: str, id_: str = "x1", subject: str = "subject", **members: Any) -> Json:
    return {"resourceType": type_, "id": id_, subject: SUBJECT, **members}


def bundle(*resources: Json, type_: str = "transaction", with_patient: bool = True) -> Json:
    """Return a bundle; the patient stands first under PATIENT_URL, the others under "urn:uuid:N-id"."""
    entries: list[Json] = []
    if with_patient:
        entries.append({"fullUrl": PATIENT_URL, "resource": patient()})
    for at, resource in enumerate(resources):
        entries.append({"fullUrl": f"urn:uuid:{at}-{resource.get('id')}", "resource": resource})
    return {"resourceType": "Bundle", "type": type_, "entry": entries}


def mapped(content: Json) -> ImportedBundle:
    """Map a bundle through its JSON text, as a file would be."""
    text = json.dumps(content).encode()
    return map_bundle(FileRead("0" * 64, len(text), parse(text)), "made-up.json")


def only(resource: Json) -> Any:
    """Return the record of one resource beside the patient; fails with the reason if it was not taken."""
    found = mapped(bundle(resource))
    assert found.outcomes[1].result == "mapped", found.outcomes[1]
    return found.records[1]


def outcome_of(resource: Json) -> Outcome:
    """Return what became of one resource beside the patient."""
    return mapped(bundle(resource)).outcomes[1]


def write(folder: Path, name: str, content: Json) -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
