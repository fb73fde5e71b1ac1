"""The same again is known, other content is held, nobody is merged without a decision."""

from __future__ import annotations

from typing import Any

import pytest

from app.chart.observations.model import Observation
from app.chart.problems.model import Problem
from app.core.coding import SNOMED
from app.core.errors import RuleViolated, Stale
from app.core.ids import new_id
from app.exchange.model import HeldPatient, HoldState, ImportedResource
from app.exchange.queries import held_differences
from app.people.actions import InError, patient_in_error
from app.people.model import Patient, PatientIdentifier
from app.store.attachments import Attachment
from app.visits.model import Visit
from tests.exchange.bundles import (
    Json,
    bundle,
    concept,
    observation,
    of_type,
    patient,
)
from tests.exchange.intake import Importing, reasons, tally

OTHER_URL = "urn:uuid:0b0c7a55-0000-4000-8000-000000000002"

GRACE: Json = {
    "identifier": [],
    "name": [{"family": "Moreno", "given": ["Grace"]}],
    "birthDate": "1990-01-01",
}


def people(*resources: Json) -> Json:
    """A bundle of patients, each under its own full URL."""
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def twin(**changes: Any) -> Json:
    """Somebody of the same name and birth date, under another number."""
    number = [{"system": "urn:oid:7.7.7", "value": "Z-9"}]
    return patient(id="p9", identifier=number, **changes)


def weight(value: float, **more: Any) -> Json:
    number = [{"system": "urn:lab", "value": "A1"}]
    code = concept("29463-7", "Weight")
    told = {"code": code, "valueQuantity": {"value": value, "unit": "kg"}, "identifier": number}
    return observation(**{**told, **more})


def test_the_same_file_again_brings_nothing(importing: Importing) -> None:
    path = importing.file(bundle(observation(), of_type("Condition", code=concept("1"))))
    importing.again(path)
    kinds = (Patient, PatientIdentifier, Observation, Problem, ImportedResource, Attachment)
    before = {kind: len(importing.all(kind)) for kind in kinds}
    report = importing.again(path)
    assert (report.new, report.known, report.held, report.problems) == (0, 1, 0, [])
    assert tally(report, "Observation") == tally(report, "Patient") == (0, 1, 0, 0)
    assert {kind: len(importing.all(kind)) for kind in kinds} == before


def test_what_is_new_of_a_known_patient_is_stored(importing: Importing) -> None:
    importing.take(bundle(observation()))
    report = importing.take(bundle(observation(), observation(id="o2", status="preliminary")))
    assert (report.new, report.known) == (0, 1)
    assert tally(report, "Observation") == (1, 1, 0, 0)


def test_the_same_resource_twice_in_one_bundle_is_stored_once(importing: Importing) -> None:
    one = weight(70)
    report = importing.take(bundle(one, {**one, "meta": {"versionId": "2"}}))
    assert tally(report, "Observation") == (1, 1, 0, 0)


def test_a_number_that_several_results_share_does_not_tell_one(importing: Importing) -> None:
    content = bundle(weight(70, id="a"), weight(71, id="b"))
    report = importing.take(content)
    assert tally(report, "Observation") == (2, 0, 0, 0)
    assert reasons(report) == ["number_shared"]
    assert tally(importing.take(content), "Observation") == (0, 2, 0, 0)


def test_resources_without_number_address_and_id_are_told_by_their_content(importing: Importing) -> None:
    first, second = (observation(valueInteger=value) for value in (1, 2))
    for one in (first, second):
        del one["id"]
    for one in (first, second):
        content = bundle()
        content["entry"].append({"resource": one})
        assert tally(importing.take(content), "Observation") == (1, 0, 0, 0)


def test_one_patient_twice_in_one_bundle_is_new_and_then_known(importing: Importing) -> None:
    content = people(patient(), patient())
    content["entry"][1]["fullUrl"] = OTHER_URL
    report = importing.take(content)
    assert (report.new, report.known, report.held) == (1, 1, 0)
    assert len(importing.all(Patient)) == 1


def test_several_patients_of_one_bundle_each_get_their_own_records(importing: Importing) -> None:
    grace = patient(
        id="p2", identifier=[], name=[{"family": "Moreno", "given": ["Grace"]}], birthDate="1990-01-01"
    )
    content = people(patient(), grace)
    hers = observation(id="oh", subject={"reference": "urn:uuid:p2"})
    his = observation(id="os", subject={"reference": "urn:uuid:p1"})
    content["entry"] += [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in (hers, his)]
    report = importing.take(content)
    assert (report.new, tally(report, "Observation")) == (2, (2, 0, 0, 0))
    owner = {one.id: one.last_name for one in importing.all(Patient)}
    assert sorted(owner[one.patient_id] for one in importing.all(Observation)) == ["Example", "Moreno"]


def test_somebody_who_looks_the_same_is_held_with_all_their_records(importing: Importing) -> None:
    importing.take(bundle())
    content = people(twin())
    content["entry"].append(
        {"fullUrl": "urn:uuid:o", "resource": observation(subject={"reference": "urn:uuid:p9"})}
    )
    report = importing.take(content)
    assert (report.new, report.known, report.held) == (0, 0, 1)
    assert tally(report, "Patient") == tally(report, "Observation") == (0, 0, 1, 0)
    assert set(reasons(report)) == {"seems_here"}
    assert importing.all(Observation) == []
    (held,) = importing.held()
    assert (held.person.name, held.person.birth_date) == ("Example, Ada Q.", "1958-08-12")
    assert held.brings == (("Observation", 1),)
    assert [one.mrn for one in held.candidates] == ["000001"]
    assert held.candidates[0].person.birth_date == "1958-08-12"


def test_a_held_file_that_comes_again_waits_once(importing: Importing) -> None:
    importing.take(bundle())
    path = importing.file(people(twin()))
    for _ in range(2):
        assert importing.again(path).held == 1
    assert len(importing.held()) == 1


def test_two_who_look_the_same_in_one_bundle_are_not_taken_for_one(importing: Importing) -> None:
    report = importing.take(people(patient(), twin()))
    assert (report.new, report.held) == (1, 1)


def held_twin(importing: Importing) -> Any:
    importing.take(bundle())
    content = people(twin())
    content["entry"].append(
        {"fullUrl": "urn:uuid:w", "resource": weight(70.25, subject={"reference": "urn:uuid:p9"})}
    )
    path = importing.file(content)
    importing.again(path)
    (held,) = importing.held()
    return held, path


def test_the_same_person_gets_the_records_and_the_number(importing: Importing) -> None:
    held, path = held_twin(importing)
    patient_id = held.candidates[0].patient_id
    report = importing.decide(held, patient_id=patient_id)
    assert (report.known, tally(report, "Observation")) == (1, (1, 0, 0, 0))
    kept = importing.one(Observation)
    assert (kept.patient_id, kept.entered_value) == (patient_id, "70.25")
    assert {one.system for one in importing.all(PatientIdentifier)} == {"urn:oid:1.2.3", "urn:oid:7.7.7"}
    assert importing.held() == ()
    again = importing.again(path)
    assert (again.known, again.held, tally(again, "Observation")) == (1, 0, (0, 1, 0, 0))


def test_another_person_gets_a_new_chart(importing: Importing) -> None:
    held, path = held_twin(importing)
    report = importing.decide(held, new_person=True, reason="Twins")
    assert (report.new, tally(report, "Patient")) == (1, (1, 0, 0, 0))
    assert sorted(one.mrn for one in importing.all(Patient)) == ["000001", "000002"]
    assert importing.again(path).known == 1


def test_what_is_left_out_stays_out(importing: Importing) -> None:
    held, path = held_twin(importing)
    importing.decide(held)
    assert importing.one(HeldPatient).state is HoldState.LEFT_OUT
    report = importing.again(path)
    assert (report.new, report.known, report.held) == (0, 1, 0)
    assert set(reasons(report)) == {"left_out"}
    assert importing.all(Observation) == []
    assert importing.held() == ()


def test_a_decision_is_made_once(importing: Importing) -> None:
    held, _ = held_twin(importing)
    importing.decide(held)
    with pytest.raises(Stale):
        importing.decide(held, new_person=True)
    record = importing.one(HeldPatient)
    with pytest.raises(RuleViolated, match="decided_already"):
        importing.decide(type("Held", (), {"id": record.id, "version": record.version})())


def test_nobody_gets_two_charts_of_one_resource(importing: Importing) -> None:
    importing.take(bundle())
    for spare in ("a", "b"):
        content = people(twin())
        content["entry"].append({"resource": observation(id=spare, subject={"reference": "urn:uuid:p9"})})
        importing.take(content)
    first, second = importing.held()
    importing.decide(first, new_person=True)
    with pytest.raises(RuleViolated, match="has_a_chart"):
        importing.decide(second, new_person=True)
    assert len(importing.all(Patient)) == 2


def test_a_known_number_with_another_birth_date_is_held(importing: Importing) -> None:
    importing.take(bundle())
    report = importing.take(people(patient(birthDate="1958-08-21")))
    assert (report.new, report.known, report.held) == (0, 0, 1)
    (held,) = importing.held()
    assert held.reason.id == "exchange.changed_since"
    assert (held.person.birth_date, held.candidates[0].person.birth_date) == ("1958-08-21", "1958-08-12")


def test_numbers_of_two_charts_name_both(importing: Importing) -> None:
    importing.take(bundle())
    other = patient(
        id="p2",
        identifier=[{"system": "urn:b", "value": "2"}],
        name=[{"family": "Moreno", "given": ["Grace"]}],
        birthDate="1990-01-01",
    )
    importing.take(people(other))
    numbers = [{"system": "urn:oid:1.2.3", "value": "MRN-0001"}, {"system": "urn:b", "value": "2"}]
    importing.take(people(patient(id="p3", identifier=numbers)))
    (held,) = importing.held()
    assert [one.mrn for one in held.candidates] == ["000001", "000002"]


def test_a_chart_in_error_takes_nothing_in(importing: Importing) -> None:
    path = importing.file(bundle(observation()))
    importing.again(path)
    kept = importing.one(Patient)
    wrong = InError(command_id=new_id(), record_id=kept.id, version=kept.version, reason="Test chart")
    importing.practice.run(patient_in_error, wrong)
    assert set(reasons(importing.again(path))) == {"chart_in_error"}


@pytest.mark.parametrize("kind", ["replaced-by", "seealso"])
def test_whom_the_source_calls_the_same_is_held_beside_the_other(importing: Importing, kind: str) -> None:
    link = [{"other": {"reference": "urn:uuid:p2"}, "type": kind}]
    replaced = patient(link=link)
    other = patient(
        id="p2", identifier=[], name=[{"family": "Married", "given": ["Ada"]}], birthDate="1958-08-12"
    )
    report = importing.take(people(replaced, other))
    assert (report.new, report.held) == (1, 1)
    (held,) = importing.held()
    assert held.reason.id == "exchange.linked_patient"
    assert held.candidates[0].person.name == "Married, Ada"


def changed_weight(importing: Importing) -> Any:
    importing.take(bundle(weight(70)))
    return importing.take(bundle(weight(75), observation(id="fresh")))


def test_a_changed_result_is_held_and_the_rest_is_stored(importing: Importing) -> None:
    report = changed_weight(importing)
    assert (report.new, report.known, report.held) == (0, 0, 1)
    assert tally(report, "Observation") == (1, 0, 1, 0)
    assert reasons(report) == ["changed_records"]
    (held,) = importing.held()
    assert held.changed_records
    assert held.records == 1
    assert "70" in {one.entered_value for one in importing.all(Observation)}


def test_the_newer_content_counts_when_somebody_says_so(importing: Importing) -> None:
    changed_weight(importing)
    (held,) = importing.held()
    before = next(one for one in importing.all(Observation) if one.loinc == "29463-7")
    report = importing.decide(held, patient_id=held.candidates[0].patient_id)
    assert tally(report, "Observation") == (1, 0, 0, 0)
    after = next(one for one in importing.all(Observation) if one.loinc == "29463-7")
    assert (after.id, after.entered_value, after.version) == (before.id, "75", before.version + 1)
    for value in (70, 75):
        again = importing.take(bundle(weight(value)))
        assert tally(again, "Observation") == (0, 1, 0, 0)


def test_our_content_counts_when_the_newer_is_left_out(importing: Importing) -> None:
    changed_weight(importing)
    (held,) = importing.held()
    importing.decide(held)
    assert {one.entered_value for one in importing.all(Observation)} == {"70", ""}


def test_records_that_were_left_out_make_a_known_patient_held_no_more(importing: Importing) -> None:
    importing.take(bundle(weight(70)))
    path = importing.file(bundle(weight(75)))
    for _ in range(2):
        waiting = importing.again(path)
        assert (waiting.new, waiting.known, waiting.held) == (0, 0, 1)
    (held,) = importing.held()
    importing.decide(held)
    decided = importing.again(path)
    assert (decided.new, decided.known, decided.held) == (0, 1, 0)


def test_changed_records_never_make_a_new_chart_nor_go_to_another(importing: Importing) -> None:
    changed_weight(importing)
    grace = patient(
        id="p2", identifier=[], name=[{"family": "Moreno", "given": ["Grace"]}], birthDate="1990-01-01"
    )
    importing.take(people(grace))
    (held,) = importing.held()
    with pytest.raises(RuleViolated, match="has_a_chart"):
        importing.decide(held, new_person=True)
    other = next(one.id for one in importing.all(Patient) if one.last_name == "Moreno")
    with pytest.raises(RuleViolated, match="another_patient"):
        importing.decide(held, patient_id=other)


def test_a_number_that_comes_for_another_thing_writes_over_nothing(importing: Importing) -> None:
    importing.take(bundle(weight(70)))
    importing.take(bundle(weight(5, code=concept("2345-7", "Glucose"))))
    (held,) = importing.held()
    importing.decide(held, patient_id=held.candidates[0].patient_id)
    assert sorted((one.loinc, one.entered_value) for one in importing.all(Observation)) == [
        ("2345-7", "5"),
        ("29463-7", "70"),
    ]


def test_parts_of_a_changed_panel_are_superseded(importing: Importing) -> None:
    def panel(value: int) -> Json:
        parts = [{"code": concept("8480-6"), "valueQuantity": {"value": value, "unit": "mmHg"}}]
        return observation(code=concept("85354-9"), component=parts)

    importing.take(bundle(panel(120)))
    importing.take(bundle(panel(180)))
    (held,) = importing.held()
    importing.decide(held, patient_id=held.candidates[0].patient_id)
    parts = [one for one in importing.all(Observation) if one.parent_id]
    assert {(one.entered_value, one.entered_in_error) for one in parts} == {
        ("120", "superseded by the source"),
        ("180", None),
    }
    assert len({one.parent_id for one in parts}) == 1


def test_a_changed_encounter_changes_the_visit(importing: Importing) -> None:
    def seen(day: str) -> Json:
        return of_type("Encounter", status="finished", period={"start": day}, **{"class": {"code": "AMB"}})

    importing.take(bundle(seen("2024-01-02")))
    importing.take(bundle(seen("2024-01-03")))
    (held,) = importing.held()
    importing.decide(held, patient_id=held.candidates[0].patient_id)
    assert importing.one(Visit).day.isoformat() == "2024-01-03"


def test_records_that_differ_from_the_chosen_chart_are_a_question_of_their_own(importing: Importing) -> None:
    importing.take(bundle(weight(70)))
    content = people(twin())
    content["entry"].append({"resource": weight(99, subject={"reference": "urn:uuid:p9"})})
    importing.take(content)
    (held,) = importing.held()
    report = importing.decide(held, patient_id=held.candidates[0].patient_id)
    assert (report.new, report.known, report.held) == (0, 0, 1)
    assert importing.one(Observation).entered_value == "70"
    (rest,) = importing.held()
    assert rest.changed_records
    importing.decide(rest, patient_id=rest.candidates[0].patient_id)
    assert importing.one(Observation).entered_value == "99"


def test_every_kind_of_value_lives_through_being_held(importing: Importing) -> None:
    importing.take(bundle())
    values: list[Json] = [
        {"valueQuantity": {"value": 1.5, "unit": "mg"}},
        {"valueCodeableConcept": concept("1", "One", SNOMED)},
        {"valueString": "text"},
        {"valueBoolean": True},
        {"valueInteger": 3},
        {"valueRange": {"low": {"value": 1}}},
        {"valueDateTime": "2024-05"},
        {"valueTime": "10:00:00"},
        {"valuePeriod": {"start": "2024"}},
        {"valueSampledData": {"origin": {"value": 0}, "period": 10, "dimensions": 1, "data": "1 2"}},
    ]
    subject = {"reference": "urn:uuid:p9"}
    content = people(twin())
    content["entry"] += [
        {"fullUrl": f"urn:uuid:v{number}", "resource": observation(id=f"v{number}", subject=subject, **value)}
        for number, value in enumerate(values)
    ]
    importing.take(content)
    (held,) = importing.held()
    report = importing.decide(held, new_person=True)
    assert tally(report, "Observation") == (len(values), 0, 0, 0)
    kinds = [str(one.value_kind) for one in importing.all(Observation)]
    assert kinds == [
        "quantity", "code", "text", "flag", "integer", "range", "date", "time", "period", "series",
    ]  # fmt: skip


def test_what_differs_is_shown_field_by_field_and_recorded_as_a_look(importing: Importing) -> None:
    importing.take(bundle(weight(70)))
    importing.take(bundle(weight(75, status="amended")))
    (held,) = importing.held()
    shown = importing.practice.answer(held_differences, held.id)
    assert [(one.about, one.field, one.ours, one.theirs) for one in shown] == [
        ("Weight", "status", "final", "amended"),
        ("Weight", "entered_value", "70", "75"),
    ]
