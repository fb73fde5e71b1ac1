"""Each type of resource read back from the chart with its values, precision, units and codes."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.chart.allergies.model import Allergy, AllergyReview, Certainty, Severity
from app.chart.allergies.queries import banner_allergies
from app.chart.documents.model import Document, Report
from app.chart.immunizations.model import Immunization, ImmunizationSource, ImmunizationStatus
from app.chart.medications.model import Medication, MedicationStatus, Taking
from app.chart.observations.model import Observation, ValueKind
from app.chart.problems.model import Problem, ProblemStatus
from app.chart.procedures.model import Procedure
from app.core.coding import CVX, RXNORM, SNOMED, UCUM, Code
from app.core.dates import PartialDate
from app.exchange.model import ImportedResource
from app.frontdesk.queries import day_board
from app.people.model import Contact, ContactRole, Coverage, Patient, PatientIdentifier, Sex
from app.store import attachments
from app.store.attachments import Attachment
from app.visits.model import Visit, VisitState
from tests.exchange.bundles import (
    PATIENT_URL,
    SUBJECT,
    bundle,
    concept,
    immunization,
    observation,
    of_type,
    patient,
    request,
)
from tests.exchange.intake import Importing, reasons, tally

MG = {"value": 70.50, "unit": "kg", "system": UCUM, "code": "kg"}
CONFIDENTIAL = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


def status(code: str) -> dict[str, Any]:
    return concept(code, code, "http://terminology.hl7.org/CodeSystem/x")


def test_an_observation_keeps_its_value_unit_date_and_codes(importing: Importing) -> None:
    weight = observation(
        code={"coding": [*concept("29463-7")["coding"], *concept("27113001", "Weight", SNOMED)["coding"]]},
        valueQuantity={"value": 154.30, "unit": "lb", "system": UCUM, "code": "[lb_av]"},
        effectiveDateTime="2024-03",
        category=[status("vital-signs")],
        interpretation=[status("H")],
        referenceRange=[{"low": {"value": 50}, "high": {"value": 90}, "text": "50 to 90"}],
    )
    importing.take(bundle(weight))
    kept = importing.one(Observation)
    assert (kept.entered_value, kept.entered_unit, kept.value_kind) == ("154.3", "lb", ValueKind.QUANTITY)
    assert kept.unit == "kg"
    assert kept.value is not None
    assert abs(kept.value - Decimal("69.989")) < Decimal("0.01")
    assert kept.effective == PartialDate("2024-03")
    assert kept.effective_at == datetime(2024, 3, 1, 5, tzinfo=UTC)
    assert kept.loinc == "29463-7"
    assert [one[:2] for one in kept.codings] == [["http://loinc.org", "29463-7"], [SNOMED, "27113001"]]
    assert (kept.category, kept.interpretation, kept.reference_high) == ("vital-signs", "H", Decimal(90))
    assert (kept.source, kept.recorded_by) == ("fhir", None)


def test_a_comparator_and_trailing_zeros_stand(importing: Importing) -> None:
    content = bundle(observation(valueQuantity={"value": 0, "comparator": "<", "unit": "mg/dL"}))
    text = json.dumps(content).replace('"value": 0', '"value": 7.10')
    path = importing.folder / "precise.json"
    path.write_text(text)
    importing.again(path)
    kept = importing.one(Observation)
    assert (kept.comparator, kept.entered_value, str(kept.value)) == ("<", "7.10", "7.10")


def test_a_panel_is_a_row_with_rows_for_its_parts(importing: Importing) -> None:
    parts = [
        {"code": concept("8480-6"), "valueQuantity": {"value": 128, "unit": "mmHg", "code": "mm[Hg]"}},
        {"code": concept("8462-4"), "dataAbsentReason": concept("not-performed")},
    ]
    report = importing.take(bundle(observation(code=concept("85354-9"), component=parts)))
    assert tally(report, "Observation") == (1, 0, 0, 0)
    whole = next(one for one in importing.all(Observation) if one.parent_id is None)
    systolic, diastolic = (one for one in importing.all(Observation) if one.parent_id == whole.id)
    assert (systolic.loinc, systolic.entered_value) == ("8480-6", "128")
    assert diastolic.absent_reason == "Display of not-performed"
    assert diastolic.value is None


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ({"valueString": "clear"}, ValueKind.TEXT, "clear"),
        ({"valueBoolean": False}, ValueKind.FLAG, "false"),
        ({"valueInteger": 12}, ValueKind.INTEGER, ""),
        ({"valueDateTime": "2024-05"}, ValueKind.DATE, "2024-05"),
        ({"valueTime": "14:30:00"}, ValueKind.TIME, "14:30:00"),
        ({"valueRange": {"low": {"value": 1}}}, ValueKind.RANGE, ""),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}, ValueKind.RATIO, ""),
        (
            {"valueCodeableConcept": concept("266919005", "Never smoker", SNOMED)},
            ValueKind.CODE,
            "Never smoker",
        ),
    ],
)
def test_each_kind_of_value_is_kept_as_it_is(
    importing: Importing, value: dict[str, Any], kind: ValueKind, text: str
) -> None:
    importing.take(bundle(observation(**value)))
    kept = importing.one(Observation)
    assert (kept.value_kind, kept.value_text) == (kind, text)
    if kind in (ValueKind.RANGE, ValueKind.RATIO):
        assert kept.value_details
    if kind is ValueKind.CODE:
        assert kept.value_code == Code(SNOMED, "266919005", "Never smoker")


def test_dates_at_the_edge_of_the_calendar_do_no_harm(importing: Importing) -> None:
    importing.take(
        bundle(
            observation(id="a", effectiveDateTime="0001"),
            observation(id="b", effectiveDateTime="9999-12-31T23:59:59-12:00"),
        )
    )
    kept = importing.all(Observation)
    assert {one.effective.value for one in kept} == {"0001", "9999-12-31T23:59:59-12:00"}
    assert all(one.effective_at is None for one in kept)


def test_a_patient_is_kept_with_all_that_is_said_of_them(importing: Importing) -> None:
    told = patient(
        name=[
            {"use": "official", "family": "Núñez\u202e", "given": ["Ada", "Quinn"], "suffix": ["Jr"]},
            {"use": "maiden", "family": "Example"},
            {"use": "nickname", "given": ["Addie"]},
        ],
        telecom=[
            {"system": "phone", "use": "old", "value": "937-555-0100"},
            {"system": "phone", "use": "mobile", "value": "937-555-0188"},
            {"system": "email", "value": "ada@example.com"},
        ],
        address=[
            {"line": ["212 Oak Street", "Apt 3"], "city": "Dayton", "state": "OH", "postalCode": "45402"}
        ],
        communication=[{"language": concept("es-MX", "Spanish", "urn:ietf:bcp:47"), "preferred": True}],
        deceasedDateTime="2024-02",
        multipleBirthInteger=2,
        contact=[{"relationship": [concept("MTH")], "name": {"text": "Grace Lee"}}],
        identifier=[
            {"system": "urn:oid:1.2.3", "value": "MRN-0001", "type": concept("MR")},
            {"system": "urn:oid:9.9", "value": "77"},
        ],
    )
    importing.take({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": told}]})
    kept = importing.one(Patient)
    assert (kept.last_name, kept.first_name, kept.middle_name, kept.suffix) == ("Núñez", "Ada", "Quinn", "Jr")
    assert (kept.former_names, kept.preferred_name) == (["Example"], "Addie")
    assert (kept.mobile, kept.home_phone, kept.email) == ("+19375550188", "", "ada@example.com")
    assert (kept.street, kept.zip) == ("212 Oak Street, Apt 3", "45402")
    assert (kept.birth_date, kept.sex, kept.language) == (date(1958, 8, 12), Sex.FEMALE, "es")
    assert (kept.deceased, kept.deceased_flag) == (PartialDate("2024-02"), True)
    assert kept.mrn == "000001"
    assert {(one.system, one.value) for one in importing.all(PatientIdentifier)} == {
        ("urn:oid:1.2.3", "MRN-0001"),
        ("urn:oid:9.9", "77"),
    }
    assert importing.one(Contact).role is ContactRole.EMERGENCY
    assert importing.one(ImportedResource).details["multiple_birth"] == 2


def test_a_parent_of_a_minor_is_the_guardian(importing: Importing) -> None:
    child = patient(
        birthDate="2020-01-01", contact=[{"relationship": [concept("MTH")], "name": {"text": "G"}}]
    )
    importing.take({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": child}]})
    assert importing.one(Contact).role is ContactRole.GUARDIAN


def test_a_birth_year_alone_is_no_birth_date(importing: Importing) -> None:
    born = patient(birthDate="1958")
    importing.take({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": born}]})
    kept = importing.one(Patient)
    assert (kept.birth_date, kept.birth_date_known) == (None, PartialDate("1958"))


def test_an_allergy_keeps_reactions_and_the_worst_severity(importing: Importing) -> None:
    importing.take(
        bundle(
            of_type(
                "AllergyIntolerance",
                subject="patient",
                code=concept("7980", "Penicillin G", RXNORM),
                clinicalStatus=status("active"),
                verificationStatus=status("unconfirmed"),
                category=["medication"],
                criticality="high",
                onsetDateTime="2001",
                reaction=[
                    {"manifestation": [concept("247472004", "Hives", SNOMED)], "severity": "mild"},
                    {"manifestation": [concept("39579001", "Anaphylaxis", SNOMED)], "severity": "severe"},
                ],
            )
        )
    )
    kept = importing.one(Allergy)
    assert (kept.text, kept.reaction, kept.severity) == (
        "Penicillin G",
        "Hives, Anaphylaxis",
        Severity.SEVERE,
    )
    assert (kept.certainty, kept.criticality, kept.onset) == (
        Certainty.SUSPECTED,
        "high",
        PartialDate("2001"),
    )
    assert kept.code == Code(RXNORM, "7980", "Penicillin G")
    assert [one["severity"] for one in kept.reactions] == ["mild", "severe"]


def no_known(code: str = "716186003", **more: Any) -> dict[str, Any]:
    return of_type(
        "AllergyIntolerance", subject="patient", code=concept(code, "No known allergy", SNOMED), **more
    )


def test_no_known_allergies_is_a_statement_and_no_allergy(importing: Importing) -> None:
    importing.take(bundle(no_known()))
    statement = importing.one(AllergyReview)
    assert (statement.no_known_allergies, statement.source, statement.by) == (True, "fhir", None)
    assert importing.all(Allergy) == []
    shown = importing.practice.answer(banner_allergies, [statement.patient_id])
    assert shown == {statement.patient_id: ()}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (no_known("409137002"), "none_of_a_kind"),
        (no_known(clinicalStatus=status("resolved")), "statement_withdrawn"),
        (no_known(verificationStatus=status("entered-in-error")), "statement_withdrawn"),
        (no_known(verificationStatus=status("refuted")), "statement_withdrawn"),
    ],
)
def test_what_only_half_denies_stays_in_the_original(
    importing: Importing, told: dict[str, Any], reason: str
) -> None:
    report = importing.take(bundle(told))
    assert tally(report, "AllergyIntolerance") == (0, 0, 1, 0)
    assert reasons(report) == [reason]
    assert importing.all(Allergy) == importing.all(AllergyReview) == []


def condition(**more: Any) -> dict[str, Any]:
    return of_type("Condition", code=concept("44054006", "Diabetes type 2", SNOMED), **more)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"clinicalStatus": status("active")}, ProblemStatus.ACTIVE),
        ({"clinicalStatus": status("recurrence")}, ProblemStatus.ACTIVE),
        ({"clinicalStatus": status("remission")}, ProblemStatus.INACTIVE),
        ({"abatementDateTime": "2020"}, ProblemStatus.RESOLVED),
        ({}, ProblemStatus.UNKNOWN),
        (
            {"clinicalStatus": status("active"), "verificationStatus": status("refuted")},
            ProblemStatus.INACTIVE,
        ),
    ],
)
def test_how_a_condition_stands(importing: Importing, told: dict[str, Any], expected: ProblemStatus) -> None:
    importing.take(bundle(condition(onsetAge={"value": 40, "unit": "years"}, **told)))
    kept = importing.one(Problem)
    assert (kept.status, kept.onset_text) == (expected, "40 years")


def test_a_record_its_source_took_back_is_marked_so(importing: Importing) -> None:
    importing.take(bundle(observation(status="entered-in-error")))
    assert importing.one(Observation).entered_in_error == "source"


def test_what_its_source_restricted_is_private_here(importing: Importing) -> None:
    label = {"security": [{"system": CONFIDENTIAL, "code": "R"}]}
    importing.take(bundle(observation(meta=label)))
    assert importing.one(Observation).private_from_guardian is True
    assert [
        one.details["security"] for one in importing.all(ImportedResource) if one.type == "Observation"
    ] == [[[CONFIDENTIAL, "R", ""]]]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, MedicationStatus.ACTIVE),
        ({"doNotPerform": True}, MedicationStatus.NOT_TO_BE_GIVEN),
        ({"doNotPerform": True, "status": "completed"}, MedicationStatus.NOT_TO_BE_GIVEN),
        ({"status": "stopped"}, MedicationStatus.STOPPED),
        ({"intent": "proposal"}, MedicationStatus.UNKNOWN),
        ({"status": "draft"}, MedicationStatus.UNKNOWN),
    ],
)
def test_whether_a_prescription_stands_on_the_list(
    importing: Importing, told: dict[str, Any], expected: MedicationStatus
) -> None:
    dosage = [{"text": "1 tablet daily", "asNeededBoolean": True}]
    drug = concept("314076", "lisinopril 10 MG Oral Tablet", RXNORM)
    importing.take(bundle(request(medicationCodeableConcept=drug, dosageInstruction=dosage, **told)))
    kept = importing.one(Medication)
    assert (kept.status, kept.rxnorm, kept.sig, kept.as_needed) == (
        expected,
        "314076",
        "1 tablet daily",
        True,
    )
    assert kept.moieties == ["lisinopril"]
    assert kept.status_given == told.get("status", "active")


def test_a_medicine_that_is_not_taken_says_so(importing: Importing) -> None:
    statement = of_type(
        "MedicationStatement",
        status="not-taken",
        medicationCodeableConcept=concept("314076", "lisinopril", RXNORM),
        effectivePeriod={"start": "2019", "end": "2020-01"},
    )
    importing.take(bundle(statement))
    kept = importing.one(Medication)
    assert (kept.status, kept.taking) == (MedicationStatus.STOPPED, Taking.NOT_TAKING)
    assert (kept.started, kept.ended) == (PartialDate("2019"), PartialDate("2020-01"))


def test_a_dose_keeps_lot_site_expiry_and_that_it_was_weak(importing: Importing) -> None:
    importing.take(
        bundle(
            immunization(
                lotNumber="A12",
                expirationDate="2024-02",
                doseQuantity={"value": 0.5, "code": "mL", "system": UCUM},
                site=concept("LA", "Left arm"),
                route=concept("IM", "Intramuscular"),
                isSubpotent=True,
                primarySource=True,
            )
        )
    )
    kept = importing.one(Immunization)
    assert (kept.cvx, kept.lot, kept.expires) == ("140", "A12", date(2024, 2, 29))
    assert (kept.dose, kept.dose_unit, kept.site, kept.route) == (
        Decimal("0.5"),
        "mL",
        "Left arm",
        "Intramuscular",
    )
    assert (kept.status, kept.subpotent) == (ImmunizationStatus.GIVEN, True)
    assert (kept.occurred, kept.code) == (PartialDate("2023-10-02"), Code(CVX, "140", "Influenza"))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"status": "not-done"}, ImmunizationStatus.NOT_GIVEN),
        ({"status": "not-done", "statusReason": status("PATOBJ")}, ImmunizationStatus.REFUSED),
    ],
)
def test_a_dose_that_was_not_given(
    importing: Importing, told: dict[str, Any], expected: ImmunizationStatus
) -> None:
    importing.take(bundle(immunization(**told)))
    assert importing.one(Immunization).status is expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("recall", ImmunizationSource.TOLD),
        ("record", ImmunizationSource.WRITTEN_RECORD),
        ("jurisdiction", ImmunizationSource.REGISTRY),
    ],
)
def test_a_dose_given_elsewhere_says_who_told(
    importing: Importing, origin: str, expected: ImmunizationSource
) -> None:
    importing.take(bundle(immunization(primarySource=False, reportOrigin=status(origin))))
    assert importing.one(Immunization).origin is expected


def test_a_procedure_that_was_not_done_keeps_why(importing: Importing) -> None:
    importing.take(
        bundle(
            of_type(
                "Procedure",
                status="not-done",
                statusReason=concept("183932001", "Not wanted", SNOMED),
                code=concept("73761001", "Colonoscopy", SNOMED),
                performedString="in spring",
            )
        )
    )
    kept = importing.one(Procedure)
    assert (kept.status, kept.status_reason, kept.performed_text) == ("not-done", "Not wanted", "in spring")


def encounter(**more: Any) -> dict[str, Any]:
    told = {"status": "finished", "period": {"start": "2026-03-02T10:00:00-05:00"}, "class": {"code": "AMB"}}
    return of_type("Encounter", **{**told, **more})


@pytest.mark.parametrize("word", ["finished", "planned", "in-progress"])
def test_an_encounter_is_a_visit_that_is_never_on_the_board(importing: Importing, word: str) -> None:
    importing.take(bundle(encounter(status=word, reasonCode=[concept("1", "Cough")])))
    kept = importing.one(Visit)
    assert (kept.day, kept.reason, kept.source) == (date(2026, 3, 2), "Cough", "fhir")
    assert kept.state is (VisitState.EXPECTED if word == "planned" else VisitState.DONE)
    board = importing.practice.answer(day_board, date(2026, 3, 2))
    assert "Example" not in repr(board)


def test_an_encounter_without_a_date_stays_in_the_original(importing: Importing) -> None:
    link = {"reference": "urn:uuid:0-x1"}
    report = importing.take(bundle(encounter(period={}), observation(encounter=link)))
    assert tally(report, "Encounter") == (0, 0, 1, 0)
    assert importing.one(Observation).visit_id is None


def test_records_name_the_visit_that_their_encounter_became(importing: Importing) -> None:
    link = {"reference": "urn:uuid:1-x1"}
    importing.take(bundle(observation(encounter=link), encounter()))
    visit = importing.one(Visit)
    assert importing.one(Observation).visit_id == visit.id
    later = bundle(encounter(), observation(id="o9", encounter={"reference": "urn:uuid:1-x1"}))
    later["entry"][1]["fullUrl"] = "urn:uuid:1-x1"
    report = importing.take(later)
    assert tally(report, "Encounter") == (0, 1, 0, 0)
    assert {one.visit_id for one in importing.all(Observation)} == {visit.id}


def test_a_report_names_its_results_and_keeps_its_pages(importing: Importing) -> None:
    page = base64.b64encode(b"%PDF-1.7 made up").decode()
    whole = of_type(
        "DiagnosticReport",
        status="final",
        code=concept("57021-8", "CBC"),
        result=[{"reference": "urn:uuid:1-o1"}, {"reference": "urn:uuid:gone"}],
        conclusion="All well",
        presentedForm=[{"contentType": "application/pdf", "data": page, "title": "Sheet"}],
    )
    importing.take(bundle(whole, observation()))
    kept, result = importing.one(Report), importing.one(Observation)
    assert kept.results == [str(result.id)]
    assert kept.conclusion == "All well"
    assert kept.imported["files"][0]["title"] == "Sheet"
    file = next(one for one in importing.all(Attachment) if str(one.id) == kept.pages[0])
    assert attachments.read(importing.practice.around.attachments, file) == b"%PDF-1.7 made up"
    assert file.patient_id == kept.patient_id


def test_a_document_keeps_its_text_or_its_file(importing: Importing) -> None:
    def content(kind: str, data: bytes) -> dict[str, Any]:
        return {"attachment": {"contentType": kind, "data": base64.b64encode(data).decode()}}

    told = of_type(
        "DocumentReference",
        status="current",
        description="A letter",
        content=[content("text/plain", b"Dear colleague"), content("image/png", b"\x89PNG made up")],
    )
    report = importing.take(bundle(told))
    assert tally(report, "DocumentReference") == (1, 0, 0, 0)
    text, image = sorted(importing.all(Document), key=lambda one: one.content_type, reverse=True)
    assert (text.title, text.content_text, text.attachment_id) == ("A letter", "Dear colleague", None)
    assert image.attachment_id is not None


def coverage(**more: Any) -> dict[str, Any]:
    return of_type(
        "Coverage", subject="beneficiary", **{"status": "active", "payor": [{"display": "Aetna"}], **more}
    )


def test_a_coverage_stands_after_those_that_are_here(importing: Importing) -> None:
    group = {"type": concept("group"), "value": "G-7"}
    importing.take(bundle(coverage(order=1, subscriberId="M1", **{"class": [group]})))
    second = bundle(coverage(id="x2", order=2), coverage(id="x3", order=1, status="cancelled"))
    second["entry"].append(
        {"fullUrl": "urn:uuid:late", "resource": coverage(id="x4", order=1, payor=[{"display": "Cigna"}])}
    )
    report = importing.take(second)
    assert tally(report, "Coverage") == (2, 0, 1, 0)
    kept = sorted(importing.all(Coverage), key=lambda one: one.rank)
    assert [(one.rank, one.payer) for one in kept] == [(1, "Aetna"), (2, "Cigna"), (3, "Aetna")]
    assert (kept[0].member_id, kept[0].group_number) == ("M1", "G-7")


HOSTILE = "<b>O'Hara</b>\u202e\u0085=cmd|'/c' \ud83d\ude00 " + "x" * 10_000


def test_hostile_texts_reach_the_chart_as_one_line(importing: Importing) -> None:
    text = HOSTILE.encode("utf-16", "surrogatepass").decode("utf-16")
    told = patient(name=[{"family": text, "given": ["\u200b\n"]}], address=[{"line": [text], "city": text}])
    entry = {"fullUrl": PATIENT_URL, "resource": told}
    drug = request(subject=SUBJECT, medicationCodeableConcept={"text": text})
    content = {"resourceType": "Bundle", "type": "collection", "entry": [entry, {"resource": drug}]}
    report = importing.take(content)
    assert tally(report, "Patient") == (1, 0, 0, 0)
    kept = importing.one(Patient)
    assert kept.last_name.startswith("<b>O'Hara</b> =cmd|'/c' \U0001f600 xx")
    assert kept.first_name == "Unknown"
    assert "\u202e" not in importing.one(Medication).text
