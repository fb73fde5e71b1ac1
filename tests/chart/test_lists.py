"""Allergies, medicines, problems and histories of Mrs. Lee, and the key that says "no change"."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.chart.allergies.actions import (
    AddAllergy,
    ChangeAllergy,
    StateNoKnownAllergies,
    WithdrawAllergy,
    add_allergy,
    change_allergy,
    state_no_known_allergies,
    withdraw_allergy,
)
from app.chart.allergies.model import Allergy, AllergyReview
from app.chart.allergies.queries import allergies, banner_allergies
from app.chart.allergies.views import AllergyKind, AllergyKnowledge, AllergyStatus, Certainty, Severity
from app.chart.history.actions import (
    SaveHistory,
    SaveReproductive,
    SaveSocial,
    SaveStory,
    WithdrawHistory,
    save_history,
    save_reproductive,
    save_social,
    save_story,
    withdraw_history,
)
from app.chart.history.queries import histories, visit_story
from app.chart.history.views import HistoryKind, Pregnancy, TobaccoUse
from app.chart.medications.actions import (
    AddMedication,
    ChangeMedication,
    ReconcileMedications,
    StopMedication,
    TakenAs,
    WithdrawMedication,
    add_medication,
    change_medication,
    reconcile_medications,
    stop_medication,
    withdraw_medication,
)
from app.chart.medications.model import MedicationReview
from app.chart.medications.queries import medications
from app.chart.medications.views import MedicationKnowledge, Taking
from app.chart.observations.model import Observation
from app.chart.problems.actions import (
    AddProblem,
    ChangeProblem,
    WithdrawProblem,
    add_problem,
    change_problem,
    withdraw_problem,
)
from app.chart.problems.queries import problems
from app.chart.problems.views import ProblemStatus
from app.codes import drugs, icd10cm
from app.core.dates import PartialDate
from app.core.errors import RuleViolated, Stale
from app.store.audit import AuditRow
from tests.chart.people import Clinic

HOSTILE = "<b>Ann</b> & =1+1 ' \" \u05d0\u05d1 <img src=x> *A*B~"


def why(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(RuleViolated) as refused:
        call(*args, **more)
    return refused.value.message.id


def allergic(lee: Clinic, substance: str = "penicillins", **more: Any) -> Any:
    told = {"patient_id": lee.patient_id, "visit_id": lee.visit_id, "substance": substance, **more}
    return lee.run(add_allergy, AddAllergy(**told))


# -- allergies --------------------------------------------------------------------------------------------


def test_never_asked_none_known_and_listed_are_three_things(lee: Clinic) -> None:
    assert lee.ask(allergies, lee.patient_id).knowledge is AllergyKnowledge.NOT_ASKED
    assert lee.ask(banner_allergies, [lee.patient_id]) == {}
    lee.run(state_no_known_allergies, StateNoKnownAllergies(patient_id=lee.patient_id))
    known = lee.ask(allergies, lee.patient_id)
    assert (known.knowledge, known.asked_by) == (AllergyKnowledge.NONE_KNOWN, "Maria R., CMA")
    assert lee.ask(banner_allergies, [lee.patient_id]) == {lee.patient_id: ()}
    allergic(lee, reaction="hives", severity=Severity.MODERATE)
    assert lee.ask(allergies, lee.patient_id).knowledge is AllergyKnowledge.LISTED
    assert lee.ask(banner_allergies, [lee.patient_id]) == {lee.patient_id: ("penicillins: hives",)}


def test_none_known_cannot_be_said_beside_an_allergy_and_never_comes_back_by_itself(lee: Clinic) -> None:
    lee.run(state_no_known_allergies, StateNoKnownAllergies(patient_id=lee.patient_id))
    made = allergic(lee)
    none = StateNoKnownAllergies(patient_id=lee.patient_id)
    assert why(lee.run, state_no_known_allergies, none) == "allergies.some_listed"
    lee.run(withdraw_allergy, WithdrawAllergy(allergy_id=made.id, version=made.version, reason="sister's"))
    assert lee.ask(allergies, lee.patient_id).knowledge is AllergyKnowledge.NOT_ASKED
    assert lee.all(Allergy)[0].entered_in_error == "sister's"


def test_an_allergy_is_listed_once_and_changed_in_place(lee: Clinic) -> None:
    made = allergic(lee, "Latex", kind=AllergyKind.ENVIRONMENT)
    assert why(allergic, lee, "LATEX") == "allergies.listed"
    change = ChangeAllergy(
        allergy_id=made.id, version=made.version, reaction="rash", certainty=Certainty.SUSPECTED
    )
    changed = lee.run(change_allergy, change)
    (view,) = lee.ask(allergies, lee.patient_id).entries
    assert (view.reaction, view.certainty, view.kind) == ("rash", "suspected", "environment")
    with pytest.raises(Stale):
        lee.run(change_allergy, ChangeAllergy(allergy_id=made.id, version=made.version, reaction="x"))
    gone = ChangeAllergy(allergy_id=made.id, version=changed.version, status=AllergyStatus.RESOLVED)
    lee.run(change_allergy, gone)
    assert lee.ask(banner_allergies, [lee.patient_id]) == {}


def test_a_write_for_another_patient_is_refused(lee: Clinic) -> None:
    other, _ = lee.new_patient()
    assert why(allergic, lee, patient_id=other) == "chart.another_patient"


def test_hostile_text_stays_text(lee: Clinic) -> None:
    allergic(lee, HOSTILE)
    assert lee.ask(allergies, lee.patient_id).entries[0].substance == HOSTILE
    assert why(allergic, lee, "a\u202eb") == "fields.hidden_character"
    assert why(allergic, lee, "x" * 10_000) == "fields.too_long"


# -- medicines --------------------------------------------------------------------------------------------


def medicine(lee: Clinic, drug: str, **more: Any) -> Any:
    told = {"patient_id": lee.patient_id, "visit_id": lee.visit_id, "drug": drug, **more}
    return lee.run(add_medication, AddMedication(**told))


def test_a_medicine_from_the_search_brings_its_code_and_what_it_is_made_of(lee: Clinic) -> None:
    drug = drugs.search("lisinopril 20 tablet")[0]
    medicine(lee, drug.name, code=drug.coding(), sig="daily", last_taken=PartialDate("2026-03-01"))
    (line,) = lee.ask(medications, lee.patient_id).active
    assert line.code == drug.coding() and line.moieties == ("lisinopril",)
    assert line.last_taken == PartialDate("2026-03-01") and line.taking == "taking"
    assert why(medicine, lee, drug.name.upper()) == "medications.listed"


def test_taken_differently_says_how(lee: Clinic) -> None:
    made = medicine(lee, "Metformin 1000 mg")
    change = ChangeMedication(medication_id=made.id, version=made.version, taking=Taking.DIFFERENTLY)
    assert why(lee.run, change_medication, change) == "medications.how_taken"
    told = ChangeMedication(
        medication_id=made.id, version=made.version, taking=Taking.DIFFERENTLY, taking_note="half"
    )
    lee.run(change_medication, told)
    assert lee.ask(medications, lee.patient_id).active[0].taking_note == "half"


def test_stopping_takes_a_reason_and_keeps_the_line_in_the_past(lee: Clinic) -> None:
    made = medicine(lee, "Aspirin 81 mg")
    stop = StopMedication(medication_id=made.id, version=made.version, reason=" ")
    assert why(lee.run, stop_medication, stop) == "chart.reason_needed"
    stopped = lee.run(
        stop_medication, StopMedication(medication_id=made.id, version=made.version, reason="bleeding")
    )
    told = lee.ask(medications, lee.patient_id)
    assert told.active == () and told.past[0].stop_reason == "bleeding"
    assert told.past[0].ended == PartialDate("2026-03-02")
    again = StopMedication(medication_id=made.id, version=stopped.version, reason="again")
    assert why(lee.run, stop_medication, again) == "medications.not_active"
    lee.run(
        withdraw_medication,
        WithdrawMedication(medication_id=made.id, version=stopped.version, reason="never took it"),
    )
    assert lee.ask(medications, lee.patient_id).past == ()


def test_reconciliation_goes_through_the_whole_list(lee: Clinic) -> None:
    one, two = medicine(lee, "Metformin 1000 mg"), medicine(lee, "Lisinopril 20 mg")
    lines = (TakenAs(one.id, one.version, Taking.NOT_TAKING, note="nausea"),)
    half = ReconcileMedications(patient_id=lee.patient_id, lines=lines)
    assert why(lee.run, reconcile_medications, half) == "medications.not_all"
    whole = (*lines, TakenAs(two.id, two.version, Taking.TAKING))
    lee.run(reconcile_medications, ReconcileMedications(patient_id=lee.patient_id, lines=whole))
    told = lee.ask(medications, lee.patient_id)
    assert {line.drug: line.taking for line in told.active} == {
        "Metformin 1000 mg": "not_taking",
        "Lisinopril 20 mg": "taking",
    }
    assert told.reconciled_by == "Maria R., CMA" and len(lee.all(MedicationReview)[0].lines) == 2


def test_takes_no_medicines_is_an_explicit_statement(lee: Clinic) -> None:
    empty = ReconcileMedications(patient_id=lee.patient_id)
    assert why(lee.run, reconcile_medications, empty) == "medications.none_to_review"
    assert lee.ask(medications, lee.patient_id).knowledge is MedicationKnowledge.NOT_ASKED
    lee.run(reconcile_medications, ReconcileMedications(patient_id=lee.patient_id, takes_none=True))
    assert lee.ask(medications, lee.patient_id).knowledge is MedicationKnowledge.TAKES_NONE


# -- problems ---------------------------------------------------------------------------------------------


def test_a_problem_comes_with_its_code_and_goes_with_its_day(lee: Clinic) -> None:
    found = icd10cm.find("E11.9")
    assert found
    add = AddProblem(patient_id=lee.patient_id, problem="Type 2 diabetes", code=found.coding())
    made = lee.run(add_problem, add)
    twice = AddProblem(patient_id=lee.patient_id, problem="Diabetes", code=found.coding())
    assert why(lee.run, add_problem, twice) == "problems.listed"
    told: dict[str, Any] = {"problem_id": made.id, "version": made.version, "problem": "Type 2 diabetes"}
    early = {"onset": PartialDate("2020"), "abated": PartialDate("2019-12")}
    over = ChangeProblem(**told, **early, status=ProblemStatus.RESOLVED)
    assert why(lee.run, change_problem, over) == "problems.end_before_beginning"
    still = ChangeProblem(**told, abated=PartialDate("2026"))
    assert why(lee.run, change_problem, still) == "problems.active_has_no_end"
    done = ChangeProblem(**told, abated=PartialDate("2026"), status=ProblemStatus.RESOLVED)
    changed = lee.run(change_problem, done)
    (view,) = lee.ask(problems, lee.patient_id)
    assert (view.icd10, view.status, view.abated) == ("E11.9", "resolved", PartialDate("2026"))
    lee.run(withdraw_problem, WithdrawProblem(problem_id=made.id, version=changed.version, reason="not hers"))
    assert lee.ask(problems, lee.patient_id) == ()


# -- histories --------------------------------------------------------------------------------------------


def test_lines_of_histories_and_the_relative_of_the_familys(lee: Clinic) -> None:
    def save(kind: HistoryKind, text: str, **more: Any) -> Any:
        told = SaveHistory(patient_id=lee.patient_id, kind=kind, text=text, **more)
        return lee.run(save_history, told)

    save(HistoryKind.SURGICAL, "Appendectomy", happened=PartialDate("1999"))
    assert why(save, HistoryKind.FAMILY, "Heart attack") == "history.relative_needed"
    line = save(HistoryKind.FAMILY, "Heart attack", relative="father", age_at_onset=61)
    told = lee.ask(histories, lee.patient_id)
    assert told.surgical[0].happened == PartialDate("1999") and told.family[0].age_at_onset == 61
    save(HistoryKind.FAMILY, "Stroke", relative="father", entry_id=line.id, version=line.version)
    changed = lee.ask(histories, lee.patient_id).family[0]
    gone = WithdrawHistory(entry_id=line.id, version=changed.version, reason="uncle")
    lee.run(withdraw_history, gone)
    assert lee.ask(histories, lee.patient_id).family == () and changed.text == "Stroke"


def test_pack_years_and_smoking_status_as_an_observation(lee: Clinic) -> None:
    def save(**more: Any) -> Any:
        return lee.run(save_social, SaveSocial(patient_id=lee.patient_id, **more))

    saved = save(tobacco=TobaccoUse.EVERY_DAY, packs_per_day=Decimal("1.5"), years_smoked=Decimal(20))
    social = lee.ask(histories, lee.patient_id).social
    assert social.pack_years == 30
    save(version=saved.version, tobacco=TobaccoUse.EVERY_DAY, occupation="teacher")
    status = [one for one in lee.all(Observation) if one.loinc == "72166-2"]
    assert [one.value_code.code for one in status] == ["449868002"]
    with pytest.raises(Stale):
        save(version=saved.version, tobacco=TobaccoUse.FORMER)
    assert why(save, version=2, tobacco=TobaccoUse.NEVER, packs_per_day=Decimal(1)) == "history.never_smoked"
    assert why(save, version=2, packs_per_day=Decimal(11)) == "history.amount"


def test_a_due_date_needs_a_pregnancy_within_a_term(lee: Clinic) -> None:
    today = lee.practice.clock.now().date()

    def save(**more: Any) -> Any:
        return lee.run(save_reproductive, SaveReproductive(patient_id=lee.patient_id, **more))

    due = today + timedelta(weeks=20)
    assert why(save, due_on=due) == "history.not_pregnant"
    far = today + timedelta(weeks=46)
    assert why(save, due_on=far, pregnancy=Pregnancy.PREGNANT) == "history.due_too_late"
    assert why(save, delivered_on=today + timedelta(days=1)) == "history.in_the_future"
    save(due_on=due, pregnancy=Pregnancy.PREGNANT, last_period=PartialDate("2025-10"))
    assert lee.ask(histories, lee.patient_id).reproductive.due_on == due


def test_the_story_of_a_visit_in_the_patients_words(lee: Clinic) -> None:
    assert lee.ask(visit_story, lee.visit_id) is None
    story = SaveStory(
        visit_id=lee.visit_id,
        complaint="Sore throat for 3 days",
        review_of_systems={"chest": ("no", "no pain")},
    )
    lee.run(save_story, story)
    told = lee.ask(visit_story, lee.visit_id)
    assert told.complaint == "Sore throat for 3 days"
    assert told.review_of_systems == {"chest": ("no", "no pain")}
    with pytest.raises(Stale):
        lee.run(save_story, SaveStory(visit_id=lee.visit_id, complaint="Cough"))


def test_looking_at_a_list_enters_the_record(lee: Clinic) -> None:
    lee.run(state_no_known_allergies, StateNoKnownAllergies(patient_id=lee.patient_id))
    with lee.practice.work() as work:
        allergies(work, lee.patient_id)
    assert [row.event for row in lee.all(AuditRow)][-1] == "view"
    assert len(lee.all(AllergyReview)) == 1
