"""Allergies, conditions, medicines, immunizations, procedures, encounters, reports and documents."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import pytest

from app.core.dates import PartialDate
from app.exchange.fhir.values import Amount, Concept, Period
from tests.exchange.bundles import bundle, concept, immunization, mapped, of_type, only, outcome_of, request


def test_allergy_with_reaction() -> None:
    record = only(
        of_type(
            "AllergyIntolerance",
            subject="patient",
            clinicalStatus=concept("active"),
            verificationStatus=concept("confirmed"),
            type="allergy",
            category=["medication"],
            criticality="high",
            code=concept("7980", "Penicillin G"),
            onsetString="as a child",
            recordedDate="1999-05",
            recorder={"display": "Dr. Made Up"},
            reaction=[
                {"manifestation": [concept("247472004")], "severity": "severe", "description": "hives"}
            ],
            note=[{"text": "told by mother"}],
        )
    )
    assert (record.kind, record.categories, record.criticality) == ("allergy", ("medication",), "high")
    assert record.code.codes[0].code == "7980"
    assert record.onset == "as a child"
    assert record.recorded == PartialDate("1999-05")
    assert record.reactions[0].severity == "severe"
    assert record.notes == ("told by mother",)
    assert not record.entered_in_error


@pytest.mark.parametrize(("type_", "subject"), [("AllergyIntolerance", "patient"), ("Condition", "subject")])
def test_entered_in_error_is_kept_as_such(type_: str, subject: str) -> None:
    record = only(of_type(type_, subject=subject, verificationStatus=concept("entered-in-error")))
    assert record.entered_in_error


def test_an_unknown_severity_is_not_passed_over() -> None:
    found = outcome_of(of_type("AllergyIntolerance", subject="patient", reaction=[{"severity": "deadly"}]))
    assert (found.result, found.path) == ("skipped", "reaction[0].severity")


@pytest.mark.parametrize(
    ("member", "given", "wanted"),
    [
        ("onsetDateTime", "2010", PartialDate("2010")),
        (
            "onsetAge",
            {"value": 52, "unit": "a", "code": "a"},
            Amount(Decimal(52), "", "a", "", "a"),
        ),
        ("onsetPeriod", {"start": "2010-01"}, Period(PartialDate("2010-01"))),
        ("onsetString", "after the move", "after the move"),
    ],
)
def test_condition_and_its_onset(member: str, given: object, wanted: object) -> None:
    record = only(
        of_type(
            "Condition",
            clinicalStatus=concept("resolved"),
            category=[concept("problem-list-item")],
            code=concept("59621000", "Hypertension"),
            abatementDateTime="2020-02-01",
            **{member: given},
        )
    )
    assert record.onset == wanted
    assert record.abatement == PartialDate("2020-02-01")
    assert record.categories[0].codes[0].code == "problem-list-item"


def test_prescription_with_dosage() -> None:
    record = only(
        request(
            dosageInstruction=[
                {
                    "sequence": 1,
                    "text": "1 tablet by mouth daily",
                    "timing": {
                        "repeat": {
                            "frequency": 1,
                            "period": 1,
                            "periodUnit": "d",
                            "boundsPeriod": {"start": "2024"},
                        }
                    },
                    "asNeededCodeableConcept": concept("pain"),
                    "route": concept("26643006"),
                    "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
                    "maxDosePerPeriod": {"numerator": {"value": 4}, "denominator": {"value": 1, "code": "d"}},
                }
            ],
            reasonCode=[concept("38341003")],
            reportedBoolean=False,
            statusReason=concept("sr"),
            dispenseRequest={"numberOfRepeatsAllowed": 3, "quantity": {"value": 90, "unit": "tablet"}},
            substitution={"allowedBoolean": True},
        )
    )
    dosage = record.dosages[0]
    assert dosage.text == "1 tablet by mouth daily"
    assert (dosage.timing.frequency, dosage.timing.period, dosage.timing.period_unit) == (1, Decimal(1), "d")
    assert dosage.as_needed == Concept(
        record.dosages[0].as_needed.codes,
    )
    assert dosage.doses[0].dose.unit == "tablet"
    assert dosage.max_per_period.denominator.code == "d"
    assert record.dispense.repeats == 3
    assert record.substitution is True
    assert record.reported is False
    assert record.do_not_perform is False


def test_a_request_not_to_give_says_so() -> None:
    assert only(request(doNotPerform=True)).do_not_perform is True


def medication(**members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Medication",
        "id": "med",
        "code": concept("197361", "Amlodipine 5 MG"),
        "form": concept("tablet"),
        "ingredient": [
            {
                "itemCodeableConcept": concept("17767", "Amlodipine"),
                "strength": {"numerator": {"value": 5, "unit": "mg"}, "denominator": {"value": 1}},
            }
        ],
        "batch": {"lotNumber": "L1", "expirationDate": "2026-05"},
        **members,
    }


def by_reference(reference: dict[str, Any], **members: Any) -> dict[str, Any]:
    whole = request(medicationReference=reference, **members)
    del whole["medicationCodeableConcept"]
    return whole


def test_a_contained_and_a_referenced_medication_give_the_drug() -> None:
    contained = only(by_reference({"reference": "#med"}, contained=[medication()]))
    assert contained.drug.code.codes[0].code == "197361"
    assert contained.drug.ingredients[0].strength.numerator.unit == "mg"
    assert contained.drug.lot == "L1"
    found = mapped(bundle(by_reference({"reference": "Medication/med"}), medication()))
    record: Any = found.records[1]
    assert record.drug.code.codes[0].code == "197361"
    assert found.outcomes[2].result == "attached_only"


def test_a_medicine_that_nothing_names_is_not_taken() -> None:
    named = only(by_reference({"reference": "Medication/far", "display": "Some pill"}))
    assert named.drug.code == Concept(text="Some pill")
    found = outcome_of(by_reference({"reference": "Medication/far"}))
    assert (found.result, found.path) == ("skipped", "medication")
    whole = request()
    del whole["medicationCodeableConcept"]
    assert outcome_of(whole).result == "skipped"


def test_a_medication_with_a_modifier_stops_its_request() -> None:
    odd = medication(modifierExtension=[{"url": "u"}])
    found = outcome_of(by_reference({"reference": "#med"}, contained=[odd]))
    assert (found.result, found.path) == ("skipped", "medicationReference.modifierExtension")


def test_medication_statement() -> None:
    record = only(
        of_type(
            "MedicationStatement",
            status="not-taken",
            statusReason=[concept("sr")],
            medicationCodeableConcept=concept("5640", "Ibuprofen"),
            effectivePeriod={"start": "2023"},
            dateAsserted="2024-01-02",
            informationSource={"display": "the patient"},
            dosage=[{"text": "when needed", "asNeededBoolean": True}],
        )
    )
    assert record.status == "not-taken"
    assert record.effective == Period(PartialDate("2023"))
    assert record.informant.name == "the patient"
    assert record.dosages[0].as_needed is True


def test_immunization_given() -> None:
    record = only(
        immunization(
            lotNumber="LOT9",
            expirationDate="2024-06",
            doseQuantity={"value": 0.5, "unit": "mL", "code": "mL"},
            site=concept("LA"),
            route=concept("IM"),
            primarySource=False,
            reportOrigin=concept("record"),
            manufacturer={"display": "Made-up Biologics"},
            performer=[{"function": concept("AP"), "actor": {"display": "Nurse Made Up"}}],
            protocolApplied=[{"doseNumberPositiveInt": 1, "seriesDosesString": "2"}],
            isSubpotent=True,
        )
    )
    assert (record.lot, record.expires) == ("LOT9", PartialDate("2024-06"))
    assert record.dose.value == Decimal("0.5")
    assert (record.site.codes[0].code, record.route.codes[0].code) == ("LA", "IM")
    assert record.primary_source is False
    assert record.report_origin.codes[0].code == "record"
    assert record.performers[0][1].name == "Nurse Made Up"
    assert (record.protocol[0].dose, record.protocol[0].series_doses) == (1, "2")
    assert record.subpotent is True


def test_immunization_not_given_and_in_words() -> None:
    record = only(immunization(status="not-done", statusReason=concept("PATOBJ")))
    assert (record.status, record.status_reason.codes[0].code) == ("not-done", "PATOBJ")
    whole = immunization(occurrenceString="as a child")
    del whole["occurrenceDateTime"]
    assert only(whole).occurred == "as a child"


def test_procedure_and_encounter() -> None:
    procedure = only(
        of_type(
            "Procedure",
            status="completed",
            code=concept("80146002"),
            performedPeriod={"start": "2020-01-01", "end": "2020-01-02"},
            performer=[{"actor": {"display": "Dr. Made Up"}}],
            bodySite=[concept("66754008")],
        )
    )
    assert procedure.performed.end == PartialDate("2020-01-02")
    assert procedure.performers[0][1].name == "Dr. Made Up"
    encounter = only(
        of_type(
            "Encounter",
            status="finished",
            type=[concept("185349003")],
            period={"start": "2024-01-01T10:00:00Z"},
            reasonCode=[concept("cough")],
            participant=[{"type": [concept("ATND")], "individual": {"display": "Dr. Made Up"}}],
            serviceProvider={"display": "Made-up Clinic"},
            diagnosis=[{"condition": {"display": "Cough"}, "rank": 1}],
            location=[{"location": {"display": "Room 2"}}],
            hospitalization={"dischargeDisposition": concept("home"), "origin": {"display": "x"}},
            **{"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}},
        )
    )
    assert encounter.kind.code == "AMB"
    assert encounter.participants[0].who.name == "Dr. Made Up"
    assert encounter.service_provider.name == "Made-up Clinic"
    assert encounter.diagnoses[0].rank == 1
    assert encounter.locations[0].name == "Room 2"
    assert encounter.discharge.codes[0].code == "home"


def attachment(data: bytes, content_type: str = "text/plain; charset=utf-8") -> dict[str, Any]:
    return {"contentType": content_type, "data": base64.b64encode(data).decode(), "title": "Note"}


def test_report_with_text_and_results() -> None:
    result = {"reference": "urn:uuid:far", "display": "Sodium"}
    record = only(
        of_type(
            "DiagnosticReport",
            status="final",
            code=concept("24323-8"),
            category=[concept("LAB")],
            conclusion="All good",
            conclusionCode=[concept("17621005")],
            result=[result],
            presentedForm=[attachment("Na⁺ 140".encode())],
        )
    )
    assert record.conclusion == "All good"
    assert record.attachments[0].text == "Na⁺ 140"
    assert (record.results[0].reference, record.results[0].key) == ("urn:uuid:far", "")


def document(*contents: dict[str, Any], **members: Any) -> dict[str, Any]:
    return of_type(
        "DocumentReference",
        status="current",
        type=concept("11506-3"),
        content=[{"attachment": content} for content in contents],
        **members,
    )


def test_document_with_its_content() -> None:
    record = only(
        document(
            attachment(b"Seen today."),
            attachment(b"%PDF-1.7 \x00", "application/pdf"),
            date="2024-01-02T03:04:05Z",
            context={"encounter": [{"display": "visit"}], "period": {"start": "2024"}},
            relatesTo=[{"code": "replaces", "target": {"display": "old"}}],
        )
    )
    assert record.contents[0].text == "Seen today."
    assert record.contents[1].data == b"%PDF-1.7 \x00"
    assert record.contents[1].text == ""
    assert record.encounters[0].name == "visit"
    assert record.relations[0][0] == "replaces"


def test_document_content_from_a_binary_of_the_bundle() -> None:
    binary = {"resourceType": "Binary", "id": "b", "contentType": "text/html", "data": "PGI+aGk8L2I+"}
    record: Any = mapped(bundle(document({"url": "Binary/b"}), binary)).records[1]
    assert record.contents[0].text == "<b>hi</b>"
    assert record.contents[0].content_type == "text/html"
    far = mapped(bundle(document({"url": "https://example.org/doc", "contentType": "text/plain"})))
    assert [p.message.id for p in far.problems] == ["exchange.fhir.document_elsewhere"]


def test_broken_base64_and_an_odd_charset() -> None:
    found = outcome_of(document({"contentType": "text/plain", "data": "!!!"}))
    assert (found.result, found.path) == ("skipped", "content[0].attachment.data")
    record = only(document(attachment(b"abc", "text/plain; charset=rot13")))
    assert (record.contents[0].text, record.contents[0].data) == ("", b"abc")
