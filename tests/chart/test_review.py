"""F6: "reviewed, no change" for what was displayed, and for nothing else."""

from datetime import datetime
from typing import Any

import pytest

from app.chart.allergies.actions import (
    AddAllergy,
    StateNoKnownAllergies,
    add_allergy,
    state_no_known_allergies,
)
from app.chart.allergies.model import Allergy, AllergyKind, AllergyReview, AllergyStatus, Certainty, Severity
from app.chart.medications.actions import AddMedication, add_medication
from app.chart.medications.model import MedicationReview
from app.chart.review.actions import ReviewSection, ReviewSections, review_section, review_sections
from app.chart.review.model import SectionReview
from app.chart.review.queries import review_habits, sections_to_review
from app.chart.review.views import Section, SectionState, ShownEntry, ShownSection
from app.core.errors import RuleViolated, Stale
from app.core.ids import new_id
from tests.chart.people import Clinic
from tests.support.bare import MONDAY


def states(lee: Clinic) -> dict[Section, SectionState]:
    return {one.section: one for one in lee.ask(sections_to_review, lee.patient_id, lee.visit_id)}


def shown(lee: Clinic, *sections: Section) -> tuple[ShownSection, ...]:
    there = states(lee)
    return tuple(ShownSection(one, there[one].entries) for one in sections or Section)


def unchanged(lee: Clinic, *sections: Section) -> Any:
    told = ReviewSections(patient_id=lee.patient_id, visit_id=lee.visit_id, sections=shown(lee, *sections))
    return lee.run(review_sections, told)


def gone_through(lee: Clinic, section: Section) -> None:
    told = ReviewSection(patient_id=lee.patient_id, visit_id=lee.visit_id, shown=shown(lee, section)[0])
    lee.run(review_section, told)


def allergic(lee: Clinic, substance: str = "Latex") -> None:
    lee.run(add_allergy, AddAllergy(patient_id=lee.patient_id, substance=substance))


def imported(lee: Clinic, substance: str, at: datetime = MONDAY) -> None:
    lee.practice.write(
        Allergy(
            patient_id=lee.patient_id,
            text=substance,
            kind=AllergyKind.DRUG,
            severity=Severity.UNKNOWN,
            certainty=Certainty.CONFIRMED,
            status=AllergyStatus.ACTIVE,
            recorded_at=at,
            source="a bundle",
        )
    )


def why_not(lee: Clinic, section: Section = Section.ALLERGIES) -> str:
    return states(lee)[section].why_not


def test_empty_and_never_reviewed_sections_are_not_found_unchanged(lee: Clinic) -> None:
    assert {one.why_not for one in states(lee).values()} == {"review.empty"}
    allergic(lee)
    assert why_not(lee) == "review.never"
    with pytest.raises(RuleViolated) as refused:
        unchanged(lee)
    assert refused.value.message.id == "review.never"
    assert lee.all(SectionReview) == []


def test_after_it_was_gone_through_once_one_key_signs_what_was_shown(lee: Clinic) -> None:
    allergic(lee)
    gone_through(lee, Section.ALLERGIES)
    done = unchanged(lee)
    assert done.done == (Section.ALLERGIES,) and done.refused["past"] == "review.empty"
    signed = lee.all(SectionReview)[-1]
    (latex,) = lee.all(Allergy)
    assert signed.shown == [["allergy", str(latex.id), 1]]
    assert (signed.by_name, signed.visit_id, signed.at) == ("Maria R., CMA", lee.visit_id, MONDAY)
    assert states(lee)[Section.ALLERGIES].reviewed_in_visit


def test_it_never_states_no_known_allergies_and_never_no_medicines(lee: Clinic) -> None:
    allergic(lee)
    lee.run(add_medication, AddMedication(patient_id=lee.patient_id, drug="Aspirin 81 mg"))
    gone_through(lee, Section.ALLERGIES)
    gone_through(lee, Section.MEDICATIONS)
    assert unchanged(lee).done == (Section.ALLERGIES, Section.MEDICATIONS)
    assert lee.all(AllergyReview) == lee.all(MedicationReview) == []


def test_an_explicit_none_known_may_be_found_unchanged(lee: Clinic) -> None:
    lee.run(state_no_known_allergies, StateNoKnownAllergies(patient_id=lee.patient_id))
    assert unchanged(lee, Section.ALLERGIES).done == (Section.ALLERGIES,)
    assert len(lee.all(AllergyReview)) == 1


def test_imported_entries_are_gone_through_before_one_key_is_enough(lee: Clinic) -> None:
    imported(lee, "Penicillin V")
    assert why_not(lee) == "review.imported"
    gone_through(lee, Section.ALLERGIES)
    assert why_not(lee) == ""


def test_entries_imported_after_the_last_review_close_the_key_again(lee: Clinic) -> None:
    allergic(lee)
    gone_through(lee, Section.ALLERGIES)
    imported(lee, "Codeine", at=MONDAY.replace(hour=15))
    assert why_not(lee) == "review.imported"


def test_a_section_that_contradicts_itself_is_cleared_up_first(lee: Clinic) -> None:
    allergic(lee, "Penicillin")
    imported(lee, "PENICILLIN")
    assert why_not(lee) == "review.conflicting"
    with pytest.raises(RuleViolated):
        gone_through(lee, Section.ALLERGIES)


def test_none_known_beside_an_imported_allergy_contradicts(lee: Clinic) -> None:
    lee.run(state_no_known_allergies, StateNoKnownAllergies(patient_id=lee.patient_id))
    imported(lee, "Codeine")
    assert why_not(lee) == "review.conflicting"


def test_the_same_medicine_twice_contradicts(lee: Clinic) -> None:
    for drug in ("Lisinopril 10 mg", "Lisinopril 20 mg"):
        lee.run(add_medication, AddMedication(patient_id=lee.patient_id, drug=drug))
    assert why_not(lee, Section.MEDICATIONS) == "review.conflicting"


def test_a_screen_that_is_not_up_to_date_signs_nothing(lee: Clinic) -> None:
    allergic(lee)
    gone_through(lee, Section.ALLERGIES)
    old = shown(lee, Section.ALLERGIES)
    allergic(lee, "Codeine")
    with pytest.raises(Stale):
        lee.run(
            review_sections,
            ReviewSections(patient_id=lee.patient_id, visit_id=lee.visit_id, sections=old),
        )
    made_up = ShownSection(Section.PAST, (ShownEntry("history_entry", new_id(), 1),))
    with pytest.raises(Stale):
        lee.run(
            review_sections,
            ReviewSections(patient_id=lee.patient_id, visit_id=lee.visit_id, sections=(made_up,)),
        )
    assert len(lee.all(SectionReview)) == 1


def test_the_owner_sees_how_often_each_person_uses_only_the_key(lee: Clinic) -> None:
    allergic(lee)
    gone_through(lee, Section.ALLERGIES)
    unchanged(lee, Section.ALLERGIES)
    unchanged(lee, Section.ALLERGIES)
    (habit,) = lee.ask(review_habits, MONDAY.date())
    assert (habit.name, habit.no_change, habit.reviewed) == ("Maria R., CMA", 2, 1)
