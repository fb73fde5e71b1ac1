"""Prescriptions: checked against the chart, signed by a clinician, sent with proof."""

from decimal import Decimal
from typing import Any

import pytest

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.chart.medications.actions import AddMedication, add_medication
from app.chart.medications.queries import medications
from app.core.errors import NeedsAcknowledgement, NotPermitted, RuleViolated
from app.orders.checks import Known, allergy_findings, duplicate_findings
from app.orders.prescriptions.actions import (
    CancelPrescription,
    PreparePrescription,
    SendPrescription,
    SignPrescription,
    cancel_prescription,
    prepare_prescription,
    send_prescription,
    sign_prescription,
)
from app.orders.prescriptions.queries import check_drug, prescriptions_of_visit
from app.orders.prescriptions.views import PrescriptionState, SavedPrescription, SentHow
from app.orders.queries import waiting_for_signature
from app.security.policy import RolePolicy
from tests.chart.people import Clinic

AMOXICILLIN = "amoxicillin 500 MG Oral Capsule"


def prepare(lee: Clinic, drug: str = AMOXICILLIN, **more: Any) -> SavedPrescription:
    told: dict[str, Any] = {"sig": "1 capsule three times a day", "quantity": Decimal(30), **more}
    made: SavedPrescription = lee.run(
        prepare_prescription, PreparePrescription(visit_id=lee.visit_id, drug=drug, **told)
    )
    return made


def sign(lee: Clinic, one: SavedPrescription) -> SavedPrescription:
    command = SignPrescription(prescription_id=one.id, version=one.version)
    made: SavedPrescription = lee.run(sign_prescription, command, lee.doctor)
    return made


def send(lee: Clinic, one: SavedPrescription, how: SentHow, **more: Any) -> Any:
    command = SendPrescription(prescription_id=one.id, version=one.version, how=how, **more)
    return lee.run(send_prescription, command)


def test_staff_prepare_a_clinician_signs_and_the_list_follows(lee: Clinic) -> None:
    one = prepare(lee)
    assert lee.ask(medications, lee.patient_id).active == ()
    (waiting,) = lee.ask(waiting_for_signature, lee.doctor.person_id)
    assert waiting.prescription and waiting.id == one.id
    done = sign(lee, one)
    (line,) = lee.ask(medications, lee.patient_id).active
    assert (line.id, line.drug, line.prescriber, line.reported) == (
        done.medication_id,
        AMOXICILLIN,
        "Dr. Okafor",
        False,
    )
    assert line.moieties == ("amoxicillin",)


def test_an_assistant_cannot_sign(lee: Clinic) -> None:
    lee.practice.around.policy = RolePolicy()
    one = prepare(lee)
    with pytest.raises(NotPermitted):
        lee.run(sign_prescription, SignPrescription(prescription_id=one.id, version=one.version))


def test_an_allergy_to_the_class_is_a_soft_stop_with_its_reason_kept(lee: Clinic) -> None:
    lee.run(add_allergy, AddAllergy(patient_id=lee.patient_id, substance="penicillins", reaction="hives"))
    with pytest.raises(NeedsAcknowledgement) as stopped:
        prepare(lee)
    assert [one.message.id for one in stopped.value.findings] == ["orders.allergy"]
    prepare(lee, acknowledged_reason="delabelled by the allergist")
    (view,) = lee.ask(prescriptions_of_visit, lee.visit_id)
    assert view.overridden and view.acknowledged_reason == "delabelled by the allergist"


def test_the_same_ingredient_is_a_soft_stop_and_a_renewal_is_none(lee: Clinic) -> None:
    taken = lee.run(
        add_medication, AddMedication(patient_id=lee.patient_id, drug="Lisinopril 10 MG Oral Tablet")
    )
    stronger = "lisinopril 20 MG Oral Tablet"
    with pytest.raises(NeedsAcknowledgement) as stopped:
        prepare(lee, stronger)
    assert [one.message.id for one in stopped.value.findings] == ["orders.duplicate"]
    one = sign(lee, prepare(lee, stronger, renews_id=taken.id, sig="1 tablet daily"))
    (line,) = lee.ask(medications, lee.patient_id).active
    assert (line.id, line.drug, line.sig, one.medication_id) == (
        taken.id,
        stronger,
        "1 tablet daily",
        line.id,
    )


def test_a_drug_is_checked_while_it_is_chosen(lee: Clinic) -> None:
    lee.run(add_allergy, AddAllergy(patient_id=lee.patient_id, substance="Sulfonamide antibiotics"))
    told = lee.ask(check_drug, lee.patient_id, "sulfamethoxazole 800 MG / trimethoprim 160 MG Oral Tablet")
    assert [one.id for one in told.findings] == ["orders.allergy"]
    assert lee.ask(check_drug, lee.patient_id, "acetaminophen 325 MG Oral Tablet").findings == ()


@pytest.mark.parametrize(
    ("substance", "moieties", "meets"),
    [
        ("Penicillin", ("amoxicillin",), True),
        ("penicillins", ("amoxicillin", "clavulanate"), True),
        ("Allergy to penicillin", ("ampicillin",), True),
        ("amoxicillin", ("ampicillin",), True),
        ("amoxicillin", ("amoxicillin",), True),
        ("amoxicillin", ("azithromycin",), False),
        ("ibuprofen", ("naproxen",), True),
        ("Shellfish", ("amoxicillin",), False),
        ("", ("amoxicillin",), False),
    ],
)
def test_an_allergy_meets_a_drug_by_substance_and_by_class(
    substance: str, moieties: tuple[str, ...], meets: bool
) -> None:
    found = allergy_findings(" / ".join(moieties), moieties, [Known("1", substance)])
    assert bool(found) is meets


def test_a_drug_that_nobody_knows_is_compared_by_its_words() -> None:
    assert duplicate_findings("Herbal tea", (), [Known("1", "herbal tea")])
    assert not duplicate_findings("Herbal tea", (), [Known("1", "green tea", ("caffeine",))])


def why(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(RuleViolated) as refused:
        call(*args, **more)
    return f"{refused.value.field}: {refused.value.message.id}"


def test_sent_in_one_of_three_ways_each_with_its_proof(lee: Clinic) -> None:
    one = prepare(lee)
    assert why(send, lee, one, SentHow.PRINTED) == ": orders.not_signed"
    ready = sign(lee, one)
    assert why(send, lee, ready, SentHow.OTHER_SYSTEM) == "reference: orders.needed"
    assert why(send, lee, ready, SentHow.PHONED) == "to: orders.needed"
    assert why(send, lee, ready, SentHow.PHONED, to="Main Street Pharmacy") == (
        "read_back: orders.read_back_needed"
    )
    done = send(lee, ready, SentHow.PHONED, to="Main Street Pharmacy, Ann", read_back=True)
    assert done.state is PrescriptionState.SENT
    (view,) = lee.ask(prescriptions_of_visit, lee.visit_id)
    assert (view.sent_how, view.sent_to) == (SentHow.PHONED, "Main Street Pharmacy, Ann")


def test_cancelled_with_a_reason_and_never_once_sent(lee: Clinic) -> None:
    ready = sign(lee, prepare(lee))
    sent = send(lee, ready, SentHow.PRINTED)
    cancel = CancelPrescription(prescription_id=sent.id, version=sent.version, reason="wrong drug")
    assert why(lee.run, cancel_prescription, cancel) == ": orders.sent"
    other = prepare(lee, "azithromycin 250 MG Oral Tablet")
    none = CancelPrescription(prescription_id=other.id, version=other.version, reason="")
    assert why(lee.run, cancel_prescription, none) == "reason: orders.needed"
    gone = CancelPrescription(prescription_id=other.id, version=other.version, reason="not needed")
    assert lee.run(cancel_prescription, gone).state is PrescriptionState.CANCELLED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quantity": Decimal(0)}, "quantity"),
        ({"quantity": Decimal(10_001)}, "quantity"),
        ({"sig": " "}, "sig"),
        ({"refills": 13}, "refills"),
        ({"refills": -1}, "refills"),
        ({"days_supply": 0}, "days_supply"),
    ],
)
def test_a_prescription_lacks_nothing(lee: Clinic, wrong: dict[str, Any], field: str) -> None:
    assert why(prepare, lee, **wrong).split(":")[0] == field
