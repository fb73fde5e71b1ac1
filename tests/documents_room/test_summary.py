"""The after-visit summary says what the chart says, and nothing that is not for who reads it."""

from datetime import date, timedelta

import pytest

from app.chart.allergies.actions import StateNoKnownAllergies, state_no_known_allergies
from app.chart.history.actions import SaveStory, save_story
from app.chart.history.model import VisitStory
from app.chart.medications.actions import (
    ChangeMedication,
    ReconcileMedications,
    StopMedication,
    TakenAs,
    change_medication,
    reconcile_medications,
    stop_medication,
)
from app.chart.medications.model import Medication, MedicationStatus, Taking
from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.measures import Measure
from app.chart.vitals.views import VitalEntry
from app.documents.actions import WriteInstructions, write_instructions
from app.documents.queries import patient_handout
from app.documents.views import ListStatus, MedicineChange
from app.practice.model import Settings
from app.visits.model import Visit, VisitState
from tests.documents_room.house import House

NEW, CHANGED, STOP, SAME = MedicineChange


def changes(house: House) -> dict[str, MedicineChange]:
    return {one.name: one.change for one in house.summary().view.medicines}  # type: ignore[union-attr]


def instruct(house: House, **lines: tuple[str, ...]) -> None:
    house.run(write_instructions, WriteInstructions(visit_id=house.seen.id, **lines))


# -- medicines ----------------------------------------------------------------------------------------------


def test_a_prescription_signed_in_the_visit_is_new(house: House) -> None:
    house.prescribe("Oseltamivir 75 mg", "1 capsule twice a day for 5 days")
    assert changes(house) == {"Oseltamivir 75 mg": NEW}
    assert "NEW Oseltamivir 75 mg" in house.read(house.summary())


def test_a_medicine_that_the_patient_told_of_in_the_visit_is_not_new(house: House) -> None:
    house.medicine("Metformin 500 mg", visit_id=house.seen.id)
    assert changes(house) == {"Metformin 500 mg": SAME}


def test_what_an_import_brought_is_never_new_nor_stopped(house: House) -> None:
    brought = {"patient_id": house.lee.id, "source": "FHIR bundle 1", "recorded_at": house.clock.now()}
    house.write(
        Medication(
            text="Atorvastatin 20 mg", status=MedicationStatus.ACTIVE, visit_id=house.seen.id, **brought
        ),
        Medication(text="Warfarin 5 mg", status=MedicationStatus.STOPPED, **brought),
    )
    assert changes(house) == {"Atorvastatin 20 mg": SAME}


def test_another_dose_of_a_medicine_taken_before_is_changed(house: House) -> None:
    house.medicine("Lisinopril 10 mg")
    house.clock.advance(timedelta(days=1))
    house.seen = house.visit()
    house.prescribe("Lisinopril 10 mg", "2 tablets a day")
    assert changes(house) == {"Lisinopril 10 mg": CHANGED}


def test_the_same_dose_prescribed_again_is_no_change(house: House) -> None:
    house.medicine("Lisinopril 10 mg", "1 tablet a day")
    house.clock.advance(timedelta(days=1))
    house.seen = house.visit()
    house.prescribe("Lisinopril 10 mg", "1 tablet a day")
    assert changes(house) == {"Lisinopril 10 mg": SAME}


def test_a_line_corrected_on_the_list_is_changed_on_the_paper(house: House) -> None:
    kept = house.medicine("Lisinopril 10 mg", "1 tablet a day")
    house.clock.advance(timedelta(days=1))
    house.seen = house.visit()
    house.run(
        change_medication, ChangeMedication(medication_id=kept.id, version=kept.version, sig="Half a tablet")
    )
    assert changes(house) == {"Lisinopril 10 mg": CHANGED}


def test_a_medicine_stopped_in_the_visit_says_stop_and_why_and_is_not_among_those_to_take(
    house: House,
) -> None:
    kept = house.medicine("Ibuprofen 400 mg")
    house.run(
        stop_medication,
        StopMedication(medication_id=kept.id, version=kept.version, reason="It raises your blood pressure"),
    )
    text = house.read(house.summary())
    assert "STOP Ibuprofen 400 mg It raises your blood pressure" in text
    assert text.count("Ibuprofen") == 1


def test_a_summary_printed_again_later_still_says_what_its_own_visit_did(house: House) -> None:
    house.prescribe("Oseltamivir 75 mg", "1 capsule twice a day")
    kept = house.medicine("Ibuprofen 400 mg")
    house.clock.advance(timedelta(days=30))
    house.run(stop_medication, StopMedication(medication_id=kept.id, version=kept.version, reason="No need"))
    assert changes(house) == {"Oseltamivir 75 mg": NEW}


def test_the_list_says_when_nobody_went_over_it(house: House) -> None:
    kept = house.medicine("Lisinopril 10 mg")
    assert "did not go over your full list" in house.read(house.summary())
    line = TakenAs(medication_id=kept.id, version=kept.version, taking=Taking.TAKING)
    house.run(
        reconcile_medications,
        ReconcileMedications(patient_id=house.lee.id, visit_id=house.seen.id, lines=(line,)),
    )
    assert "did not go over" not in house.read(house.summary()).split("Your allergies")[0]


def test_no_medicines_and_never_asked_are_two_things(house: House) -> None:
    assert "did not go over your full list" in house.read(house.summary())
    house.run(reconcile_medications, ReconcileMedications(patient_id=house.lee.id, takes_none=True))
    assert "You take no medicines that we know of" in house.read(house.summary())


# -- allergies ----------------------------------------------------------------------------------------------


def test_allergies_never_asked_about_are_not_said_to_be_none(house: House) -> None:
    assert "did not go over your allergies" in house.read(house.summary())
    house.run(state_no_known_allergies, StateNoKnownAllergies(patient_id=house.lee.id))
    assert "You have no known allergies" in house.read(house.summary())


# -- privacy ------------------------------------------------------------------------------------------------


def test_private_items_stay_off_and_what_is_left_is_not_told_as_all(house: House) -> None:
    house.allergy("Latex", private_from_guardian=True)
    house.medicine("Norethindrone", private_from_guardian=True)
    text = house.read(house.summary())
    assert "Latex" not in text and "Norethindrone" not in text
    assert "Ask us about your allergies" in text and "Ask us for your list of medicines" in text
    assert "no medicines" not in text and "no known allergies" not in text


def test_private_items_are_printed_when_included_on_purpose_with_the_notice(house: House) -> None:
    house.allergy("Latex", private_from_guardian=True)
    text = house.read(house.summary(include_private=True))
    assert "Latex" in text
    assert "This paper holds private items. Give it to the patient only." in text


def test_a_private_visit_tells_neither_reason_nor_findings_nor_signs_nor_advice(house: House) -> None:
    entries = (VitalEntry(measure=Measure.BLOOD_PRESSURE, text="120/80"),)
    house.run(record_vitals, RecordVitals(visit_id=house.seen.id, entries=entries))
    instruct(house, found=("The test was fine.",), to_do=("Take it daily.",), call_us=("you bleed a lot",))
    house.print(house.answer(patient_handout, "wound_care", house.lee.id, "en", house.seen.id))
    open_text = house.read(house.summary())
    told = ("Cough since Friday", "test was fine", "Take it daily", "you bleed a lot", "120 / 80", "Wound")
    assert all(words in open_text for words in told)
    house.make_visit_private()
    text = house.read(house.summary())
    assert [words for words in told if words in text] == []
    assert all(words in house.read(house.summary(include_private=True)) for words in told)


def test_a_private_story_is_no_reason_on_paper(house: House) -> None:
    house.run(save_story, SaveStory(visit_id=house.seen.id, complaint="Needs the pill"))
    (story,) = house.all(VisitStory)
    house.change(VisitStory, story.id, private_from_guardian=True)
    text = house.read(house.summary())
    assert "Needs the pill" not in text and "Why you came" not in text


# -- who, when, what next -----------------------------------------------------------------------------------


def test_whom_when_and_why(house: House) -> None:
    text = house.read(house.summary())
    assert "You saw Ada Okafor, MD on Monday, March 2, 2026. Why you came: Cough since Friday." in text


def test_without_a_provider_the_sentence_has_no_hole(house: House) -> None:
    house.change(Visit, house.seen.id, provider_id=None, reason="")
    assert "Your visit was on Monday, March 2, 2026." in house.read(house.summary())
    assert "Su visita fue el lunes, 2 de marzo de 2026." in house.read(house.summary(language="es"))
    assert "Why you came" not in house.read(house.summary())


def test_an_imported_visit_names_whom_the_source_named(house: House) -> None:
    who = {"reference": "Practitioner/1", "type": "Practitioner", "name": "Dr. Elena Voss"}
    came = house.visit(
        provider_id=None,
        state=VisitState.DONE,
        source="FHIR bundle 1",
        imported={"participants": [{"who": who}, {"who": {"type": "RelatedPerson", "name": "Her son"}}]},
        reason="Encounter for symptom",
    )
    text = house.read(house.summary(came.id))
    assert "You saw Dr. Elena Voss on" in text
    assert "Her son" not in text


def test_without_a_phone_the_advice_says_call_us_and_no_more(house: House) -> None:
    assert "Call us at (937) 555-0142 if" in house.read(house.summary())
    house.change(Settings, house.settings.id, phone="")
    assert "Call us if you get worse" in house.read(house.summary())
    assert "Llámenos si empeora" in house.read(house.summary(language="es"))


def test_what_comes_next_says_when_with_whom_and_what_for(house: House) -> None:
    house.book("10:00", day=date(2026, 3, 16), reason="Blood pressure")
    text = house.read(house.summary())
    assert "Mon, March 16, 10:00" in text
    assert "Follow-up with Ada Okafor, MD: Blood pressure" in text
    house.make_visit_private()
    assert "Follow-up with Ada Okafor, MD: Blood" not in house.read(house.summary())


def test_a_language_without_papers_reads_english_and_its_approval_counts(house: House) -> None:
    house.tell(language="vi")
    sheet = house.summary(language="")
    assert sheet.language == "en"
    assert "Your visit summary" in house.read(sheet)


# -- identity, staleness ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_says_whose_it_is_and_which_of_how_many(house: House, language: str) -> None:
    for number in range(30):
        house.medicine(f"Medicine number {number} 5 mg", "1 tablet in the morning with water and food")
    from tests.documents.reading import pages

    printed = house.print(house.summary(language=language))
    texts = pages(printed.pdf)
    assert len(texts) == printed.pages >= 2
    word = {"en": "Page {} of {}", "es": "Página {} de {}"}[language]
    for number, text in enumerate(texts, 1):
        assert "Susan Lee" in text and house.lee.mrn in text and "1958" in text
        assert word.format(number, len(texts)) in text


def test_the_same_facts_have_the_same_fingerprint_and_others_another(house: House) -> None:
    before = house.summary()
    house.clock.advance(timedelta(minutes=5))
    again = house.summary()
    assert again.fingerprint == before.fingerprint
    assert again.document_id != before.document_id
    instruct(house, found=("You have the flu.",))
    assert house.summary().fingerprint != before.fingerprint
    assert house.summary(language="es").fingerprint != house.summary().fingerprint


HOSTILE = (
    "<b>Ann</b> & <img src=/etc/passwd>",
    "=cmd|'/C calc'!A0",
    "Ωδ Łó ñ 王小明",
    "مريم **strong** {day:day}",
    "x" * 300,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_reach_the_paper_as_words(house: House, text: str) -> None:
    from tests.documents.reading import squeezed

    house.tell(last_name=text[:80], first_name="Ann")
    house.change(Visit, house.seen.id, reason=text)
    instruct(house, found=(text,), to_do=(text,))
    sheet = house.summary()
    assert sheet.view.found == (text,)  # type: ignore[union-attr]
    read = squeezed(house.read(sheet))
    if text.isascii():
        assert squeezed(text) in read
    assert "Ann" in read


def test_status_words_of_the_lists_are_plain_values(house: House) -> None:
    view = house.summary().view
    assert view.allergies_status is ListStatus.NOT_REVIEWED  # type: ignore[union-attr]
