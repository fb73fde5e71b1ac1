"""A patient arrives with all that the chart asks for, and with the coverage that pays."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.coding import Code
from app.core.dates import PartialDate, Precision
from app.exchange.fhir.people_records import Coverage, Patient, RaceOrEthnicity
from tests.exchange.bundles import FHIR, PATIENT_URL, US_CORE, bundle, concept, mapped, of_type, patient

OMB = "urn:oid:2.16.840.1.113883.6.238"


def read(**members: Any) -> Patient:
    found = mapped(bundle(patient(**members), with_patient=False))
    assert found.outcomes[0].result == "mapped", found.outcomes[0]
    return found.patients[0]


def test_names_birth_date_and_identifiers() -> None:
    found = read(
        name=[
            {"use": "official", "family": "Example", "given": ["Ada", "Quinn"], "prefix": ["Dr."]},
            {"use": "maiden", "family": "Sample", "period": {"end": "1980"}},
            {"use": "nickname", "given": ["Addie"]},
        ],
        birthDate="1958-08",
        identifier=[
            {
                "system": "urn:oid:1.2.3",
                "value": "MRN-0001",
                "type": concept("MR", system="http://terminology.hl7.org/CodeSystem/v2-0203"),
                "assigner": {"display": "Made-up Clinic"},
            }
        ],
    )
    assert [name.use for name in found.names] == ["official", "maiden", "nickname"]
    assert found.names[0].given == ("Ada", "Quinn")
    assert found.names[1].period is not None
    assert found.names[1].period.end == PartialDate("1980")
    assert found.birth_date is not None
    assert found.birth_date.precision is Precision.MONTH
    assert (found.identifiers[0].system, found.identifiers[0].value) == ("urn:oid:1.2.3", "MRN-0001")
    assert found.identifiers[0].assigner == "Made-up Clinic"
    assert found.identifiers[0].type.codes[0].code == "MR"


def test_race_ethnicity_and_sexes_of_us_core() -> None:
    def coding(part: str, code: str) -> dict[str, Any]:
        return {"url": part, "valueCoding": {"system": OMB, "code": code, "display": f"D{code}"}}

    found = read(
        extension=[
            {
                "url": US_CORE + "us-core-race",
                "extension": [
                    coding("ombCategory", "2106-3"),
                    coding("ombCategory", "2028-9"),
                    coding("detailed", "2036-2"),
                    {"url": "text", "valueString": "Mixed"},
                ],
            },
            {
                "url": US_CORE + "us-core-ethnicity",
                "extension": [
                    coding("ombCategory", "2135-2"),
                    coding("detailed", "2184-0"),
                    {"url": "text", "valueString": "Dominican"},
                ],
            },
            {"url": US_CORE + "us-core-birthsex", "valueCode": "F"},
            {"url": US_CORE + "us-core-genderIdentity", "valueCodeableConcept": concept("446151000124109")},
            {"url": "http://example.org/StructureDefinition/shoe-size", "valueInteger": 7},
        ]
    )
    assert found.race == RaceOrEthnicity(
        (Code(OMB, "2106-3", "D2106-3"), Code(OMB, "2028-9", "D2028-9")),
        (Code(OMB, "2036-2", "D2036-2"),),
        "Mixed",
    )
    assert found.ethnicity is not None
    assert [code.code for code in found.ethnicity.detailed] == ["2184-0"]
    assert found.ethnicity.text == "Dominican"
    assert found.birth_sex == "F"
    assert found.gender_identities[0].codes[0].code == "446151000124109"


@pytest.mark.parametrize(
    "extension",
    [
        {"url": US_CORE + "us-core-sex", "valueCode": "248152002"},
        {"url": US_CORE + "us-core-sex", "valueCoding": {"code": "248152002"}},
        {"url": US_CORE + "us-core-individual-sex", "valueCoding": {"code": "248152002"}},
    ],
)
def test_sex_of_later_us_core(extension: dict[str, Any]) -> None:
    assert read(extension=[extension]).clinical_sex.codes[0].code == "248152002"


def test_nested_gender_identity_pronouns_and_interpreter() -> None:
    def nested(url: str, code: str) -> dict[str, Any]:
        parts = [{"url": "value", "valueCodeableConcept": concept(code)}]
        return {"url": FHIR + url, "extension": [*parts, {"url": "comment", "valueString": "as told"}]}

    found = read(
        extension=[
            nested("individual-genderIdentity", "33791000087105"),
            nested("individual-pronouns", "LA29520-6"),
            {"url": FHIR + "patient-interpreterRequired", "valueBoolean": True},
        ]
    )
    assert found.gender_identities[0].codes[0].code == "33791000087105"
    assert found.pronouns[0].codes[0].code == "LA29520-6"
    assert found.interpreter_required is True


@pytest.mark.parametrize(
    ("answer", "wanted"), [("373066001", True), ("373067005", False), ("261665006", None)]
)
def test_interpreter_needed_of_us_core(answer: str, wanted: bool | None) -> None:
    extension = {"url": US_CORE + "us-core-interpreter-needed", "valueCoding": {"code": answer}}
    assert read(extension=[extension]).interpreter_required is wanted


def test_addresses_phones_language_contacts_and_the_rest() -> None:
    found = read(
        active=True,
        address=[{"use": "home", "line": ["1 Made-up Way", "Unit 2"], "city": "Easton", "state": "MA"}],
        telecom=[
            {"system": "phone", "value": "555-0100", "use": "mobile", "rank": 1},
            {"system": "email", "value": "ada@example.org", "use": "home"},
        ],
        communication=[{"language": concept("es", system="urn:ietf:bcp:47"), "preferred": True}],
        deceasedDateTime="2024-02",
        maritalStatus=concept("M"),
        multipleBirthInteger=2,
        contact=[
            {
                "relationship": [concept("N")],
                "name": {"text": "Bo Example"},
                "telecom": [{"system": "phone", "value": "555-0101"}],
            }
        ],
        generalPractitioner=[{"display": "Dr. Made Up"}],
        link=[{"other": {"reference": "Patient/old"}, "type": "replaces"}],
    )
    assert found.active is True
    assert found.addresses[0].lines == ("1 Made-up Way", "Unit 2")
    assert [(t.system, t.use, t.rank) for t in found.telecoms] == [
        ("phone", "mobile", 1),
        ("email", "home", None),
    ]
    assert found.communications[0].preferred is True
    assert found.deceased == PartialDate("2024-02")
    assert found.marital_status.codes[0].code == "M"
    assert found.multiple_birth == 2
    assert found.contacts[0].name is not None
    assert found.contacts[0].name.text == "Bo Example"
    assert found.general_practitioners[0].name == "Dr. Made Up"
    assert found.links[0].type == "replaces"


def test_deceased_may_be_said_without_a_date() -> None:
    assert read(deceasedBoolean=True).deceased is True
    assert read(deceasedBoolean=False).deceased is False
    assert read().deceased is None


def test_a_sex_outside_the_list_is_told_and_the_chart_is_taken() -> None:
    found = mapped(bundle(patient(gender="robot"), with_patient=False))
    assert found.patients[0].sex == ""
    assert [(p.message.id, p.path) for p in found.problems] == [("exchange.fhir.unknown_code", "gender")]


def test_what_stays_in_the_original_is_named() -> None:
    found = mapped(bundle(patient(photo=[{"title": "x"}]), with_patient=False))
    assert found.outcomes[0].left_in_original == ("photo",)


def test_coverage() -> None:
    payor = {"resourceType": "Organization", "id": "org", "name": "Made-up Mutual"}
    coverage = of_type(
        "Coverage",
        subject="beneficiary",
        status="active",
        identifier=[{"system": "http://example.org/member", "value": "W0001"}],
        type=concept("HIP"),
        subscriber={"reference": PATIENT_URL},
        subscriberId="W0001",
        dependent="01",
        relationship=concept("self"),
        period={"start": "2024-01-01", "end": "2024-12"},
        payor=[{"reference": "urn:uuid:1-org"}],
        order=1,
        network="N1",
        **{
            "class": [
                {"type": concept("group"), "value": "G-77", "name": "Made-up Works"},
                {"type": concept("plan"), "value": "P-1"},
            ]
        },
    )
    found = mapped(bundle(coverage, payor))
    (record,) = found.of(Coverage)
    assert record.patient.key == found.patients[0].source.key
    assert record.payors[0].name == "Made-up Mutual"
    assert record.subscriber is not None
    assert record.subscriber.name == "Ada Quinn Example"
    assert (record.subscriber_id, record.dependent, record.order, record.network) == ("W0001", "01", 1, "N1")
    assert [(c.type.codes[0].code, c.value, c.name) for c in record.classes] == [
        ("group", "G-77", "Made-up Works"),
        ("plan", "P-1", ""),
    ]
    assert record.period is not None
    assert record.period.end == PartialDate("2024-12")
