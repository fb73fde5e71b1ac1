"""Each entry comes to exactly one outcome, links lead to the right record or to none, nothing is guessed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.exchange.fhir.map import map_bundle
from app.exchange.fhir.read import FileRead, Refused
from tests.exchange.bundles import PATIENT_URL, bundle, mapped, observation, patient


def entry(resource: Any, full_url: str = "", **members: Any) -> dict[str, Any]:
    return {**({"fullUrl": full_url} if full_url else {}), "resource": resource, **members}


def collection(*entries: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": list(entries)}


def results(content: dict[str, Any]) -> list[tuple[str, str]]:
    found = mapped(content)
    assert [outcome.entry for outcome in found.outcomes] == list(range(len(content["entry"])))
    return [
        (str(outcome.result), outcome.message.id.rpartition(".")[2] if outcome.message else "")
        for outcome in found.outcomes
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"resourceType": "Patient"}, "not_a_bundle"),
        ({}, "not_a_bundle"),
        ({"resourceType": "Bundle", "entry": []}, "bundle_type_not_accepted"),
        ({"resourceType": "Bundle", "type": "history", "entry": []}, "bundle_type_not_accepted"),
        ({"resourceType": "Bundle", "type": ["collection"]}, "bundle_type_not_accepted"),
        ({"resourceType": "Bundle", "type": "collection"}, "no_entries"),
        ({"resourceType": "Bundle", "type": "collection", "entry": []}, "no_entries"),
        ({"resourceType": "Bundle", "type": "collection", "entry": {}}, "wrong_type"),
        ({"resourceType": "Bundle", "type": "collection", "implicitRules": "u"}, "modifier_not_understood"),
    ],
)
def test_what_is_no_bundle_to_import_is_refused(content: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as caught:
        map_bundle(FileRead("", 0, content), "f")
    assert caught.value.message.id == f"exchange.fhir.{reason}"


@pytest.mark.parametrize("type_", ["transaction", "batch", "collection", "searchset", "document"])
def test_accepted_types(type_: str) -> None:
    assert mapped(bundle(observation(), type_=type_)).bundle_type == type_


def test_odd_entries_are_skipped_one_by_one_and_the_rest_goes_on() -> None:
    odd: list[Any] = [
        7,
        {},
        {"resource": []},
        {"resource": {"id": "x"}},
        {"resource": {"resourceType": "Dream"}},
        {"resource": {"resourceType": 5}},
        {"resource": {"resourceType": "Bundle", "type": "collection"}},
        entry(observation(id="del"), "urn:uuid:del", request={"method": "DELETE"}),
        entry({"resourceType": "Claim", "id": "c"}),
        entry({"resourceType": "Practitioner", "id": "d"}),
        entry(observation(id="num", status=1), "urn:uuid:num"),
        entry(observation(id=5)),
        entry(patient(), PATIENT_URL, request={"method": "POST", "url": "Patient"}),
    ]
    assert results(collection(*odd)) == [
        ("skipped", "wrong_type"),
        ("skipped", "no_resource"),
        ("skipped", "wrong_type"),
        ("skipped", "missing"),
        ("skipped", "unknown_resource_type"),
        ("skipped", "wrong_type"),
        ("skipped", "bundle_in_bundle"),
        ("skipped", "request_brings_no_record"),
        ("attached_only", "type_kept_in_original"),
        ("attached_only", "supplies_names"),
        ("skipped", "wrong_type"),
        ("skipped", "wrong_type"),
        ("mapped", ""),
    ]


def test_each_skipped_entry_is_a_problem_with_its_resource() -> None:
    found = mapped(bundle(observation(status="done")))
    (problem,) = found.problems
    assert (problem.file, problem.entry, problem.resource, problem.path) == (
        "made-up.json",
        1,
        "Observation/o1",
        "status",
    )
    assert {kind: dict(by) for kind, by in found.counts().items()}["Observation"]["skipped"] == 1


def test_repeated_and_contradicting_entries() -> None:
    first, other = observation(), observation(status="amended")
    content = bundle()
    content["entry"] += [entry(first, "urn:uuid:a"), entry(first, "urn:uuid:a"), entry(other, "urn:uuid:A")]
    content["entry"] += [
        entry(observation(id=name), f"https://a.example/Observation/{name}") for name in "bB"
    ]
    assert results(content)[1:] == [
        ("mapped", ""),
        ("skipped", "repeats_an_entry"),
        ("skipped", "contradicts_an_entry"),
        ("mapped", ""),
        ("mapped", ""),
    ]


def test_two_patients_keep_their_own_records() -> None:
    content = collection(
        entry(observation(id="a", subject={"reference": "Patient/p2"})),
        entry(patient(id="p1")),
        entry(patient(id="p2")),
        entry(observation(id="b", subject={"reference": "Patient/p1"})),
    )
    found = mapped(content)
    records: list[Any] = list(found.records)
    assert [records[0].patient.key, records[3].patient.key] == ["Patient/p2", "Patient/p1"]
    assert len(found.patients) == 2


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ({"reference": "Patient/else"}, "subject_not_in_bundle"),
        ({"display": "Ada"}, "subject_not_in_bundle"),
        ({"reference": "#me"}, "subject_not_in_bundle"),
        ({"reference": "https://other.example/Patient/p1"}, "subject_not_in_bundle"),
        ({"reference": 5}, "wrong_type"),
        (None, "missing"),
    ],
)
def test_a_record_of_nobody_here_is_skipped(subject: Any, reason: str) -> None:
    assert results(bundle(observation(subject=subject)))[1] == ("skipped", reason)


def test_a_record_of_a_thing_is_left_in_the_original() -> None:
    group = {"reference": "Group/g"}
    assert results(bundle(observation(subject=group)))[1] == ("attached_only", "subject_not_a_patient")


def test_a_record_of_a_patient_who_was_skipped_is_skipped() -> None:
    content = collection(entry(patient(birthDate=5), PATIENT_URL), entry(observation()))
    assert results(content) == [("skipped", "wrong_type"), ("skipped", "subject_skipped")]


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": PATIENT_URL},
        {"reference": PATIENT_URL.upper().replace("URN:UUID", "urn:uuid")},
        {"reference": "Patient/p1"},
        {"reference": "Patient/p1/_history/3"},
        {"reference": "Patient?identifier=urn:oid:1.2.3|MRN-0001"},
        {"reference": "Patient?identifier=urn%3Aoid%3A1.2.3%7CMRN-0001"},
        {"identifier": {"system": "urn:oid:1.2.3", "value": "MRN-0001"}},
    ],
)
def test_each_way_to_name_the_patient(subject: dict[str, Any]) -> None:
    found = mapped(bundle(observation(subject=subject)))
    record: Any = found.records[1]
    assert record.patient.key == PATIENT_URL


def test_a_server_address_names_only_its_own_patient() -> None:
    a, b = "https://a.example/fhir", "https://b.example/fhir"
    content = collection(
        entry(patient(id="1"), f"{a}/Patient/1"),
        entry(patient(id="1"), f"{b}/Patient/1"),
        entry(observation(subject={"reference": "Patient/1"}), f"{b}/Observation/9"),
        entry(observation(subject={"reference": f"{a}/Patient/1"}), f"{b}/Observation/10"),
        entry(observation(subject={"reference": "Patient/1"}), "urn:uuid:z"),
    )
    found = mapped(content)
    records: list[Any] = list(found.records)
    assert [record.patient.key for record in records[2:]] == [f"{b}/Patient/1", f"{a}/Patient/1"]
    assert found.outcomes[4].result == "skipped"


def test_an_identifier_that_two_patients_have_names_nobody() -> None:
    subject = {"reference": "Patient?identifier=urn:oid:1.2.3|MRN-0001"}
    content = collection(entry(patient(id="1")), entry(patient(id="2")), entry(observation(subject=subject)))
    assert results(content)[2] == ("skipped", "subject_not_in_bundle")


def test_names_come_from_practitioners_and_roles() -> None:
    doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"given": ["Mo"], "family": "Made"}]}
    role = {"resourceType": "PractitionerRole", "id": "r", "practitioner": {"reference": "Practitioner/d"}}
    contained = {"resourceType": "Organization", "id": "lab", "name": "Made-up Lab"}
    performers = [
        {"reference": "Practitioner/d"},
        {"reference": "PractitionerRole/r"},
        {"reference": "#lab"},
        {"reference": "Practitioner/d", "display": "as printed"},
    ]
    found = mapped(bundle(observation(performer=performers, contained=[contained]), doctor, role))
    record: Any = found.records[1]
    assert [link.name for link in record.performers] == ["Mo Made", "Mo Made", "Made-up Lab", "as printed"]


def test_unresolved_links_are_kept_as_text_and_told_once_without_identifiers() -> None:
    text = "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999999999"
    found = mapped(bundle(*(observation(id=f"o{n}", performer=[{"reference": text}]) for n in range(3))))
    record: Any = found.records[1]
    assert (record.performers[0].reference, record.performers[0].key) == (text, "")
    (problem,) = found.problems
    assert problem.message.params == {"target": "Practitioner?identifier", "times": 3}
    assert problem.path == "performer[0].reference"


def test_the_source_tells_known_from_new() -> None:
    meta = {"versionId": "3", "lastUpdated": "2024-01-01T00:00:00Z", "security": [{"code": "R"}]}
    one = mapped(bundle(observation(meta=meta))).records[1].source
    again = mapped(bundle(observation(meta={**meta, "versionId": "4"}))).records[1].source
    other = mapped(bundle(observation(meta=meta, valueInteger=1))).records[1].source
    assert one.sha256 == again.sha256 != other.sha256
    assert (one.version, one.id, one.type, one.entry) == ("3", "o1", "Observation", 1)
    assert one.security[0].code == "R"


def test_the_order_of_members_is_no_content() -> None:
    turned = dict(reversed(list(observation().items())))
    assert (
        mapped(bundle(turned)).records[1].source.sha256
        == mapped(bundle(observation())).records[1].source.sha256
    )


def test_problems_hold_nothing_of_the_patient() -> None:
    secret = "Zyxwv"
    content = collection(
        entry(patient(birthDate=secret, name=[{"family": secret}]), "urn:uuid:1"),
        entry(patient(gender=secret, **{secret: 1}), "urn:uuid:2"),
        entry(observation(status=secret, subject={"reference": f"Patient?identifier=a|{secret}"})),
        entry({"resourceType": secret.lower(), "id": f"{secret} {secret}"}),
    )
    found = mapped(content)
    told = json.dumps([repr(problem) for problem in found.problems])
    assert len(found.problems) >= 4
    assert secret not in told


def test_a_modifier_on_a_patient_stops_the_records_of_that_patient() -> None:
    content = bundle(observation())
    content["entry"][0]["resource"]["modifierExtension"] = [{"url": "http://example.org/not-a-person"}]
    assert results(content) == [("skipped", "modifier_not_understood"), ("skipped", "subject_skipped")]
