"""The clinician's note: saved as versions, signed once, added to, co-signed; and the chart at a glance."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.chart.alerts.actions import Tell, tell
from app.chart.allergies.actions import AddAllergy, add_allergy
from app.chart.history.actions import SaveStory, save_story
from app.chart.medications.actions import AddMedication, add_medication
from app.chart.notes.actions import (
    AddAddendum,
    CosignNote,
    SaveNote,
    SignNote,
    add_addendum,
    cosign_note,
    save_note,
    sign_note,
)
from app.chart.notes.model import Note, NoteSignature, NoteVersion
from app.chart.notes.queries import (
    note_states,
    note_texts,
    notes_of_patient,
    notes_of_visit,
    unsigned_notes,
)
from app.chart.notes.rules import blocks_of, expanded, sha256
from app.chart.notes.views import NoteState, SavedNote
from app.chart.problems.actions import AddProblem, add_problem
from app.chart.queries import chart_summary
from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.measures import Measure, Part
from app.chart.vitals.views import VitalEntry
from app.core.errors import NotPermitted, RuleViolated, Stale
from app.frontdesk.note_beginning import note_start
from app.practice.model import CopayKind, VisitType
from app.security.policy import RolePolicy
from app.visits.model import VisitState
from tests.chart.people import Clinic
from tests.support.bare import MONDAY

HYPERTENSION, DIABETES = "I10", "E11.9"


def why(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(RuleViolated) as refused:
        call(*args, **more)
    return refused.value.message.id


def save(lee: Clinic, text: str = "Throat red. Strep positive.", actor: Any = None, **more: Any) -> SavedNote:
    made: SavedNote = lee.run(
        save_note, SaveNote(visit_id=lee.visit_id, text=text, **more), actor or lee.doctor
    )
    return made


def sign(lee: Clinic, note: SavedNote, actor: Any = None, **more: Any) -> Any:
    command = SignNote(note_id=note.id, version=note.version, **more)
    return lee.run(sign_note, command, actor or lee.doctor)


def test_each_save_is_a_version_and_macros_become_text(lee: Clinic) -> None:
    first = save(lee, "Exam: .normalthroat")
    second = save(lee, "Exam: red throat", note_id=first.id, version=first.version)
    assert (first.number, second.number) == (1, 2)
    texts = [one.text for one in sorted(lee.all(NoteVersion), key=lambda one: one.number)]
    assert texts[0].startswith("Exam: Throat not red") and texts[1] == "Exam: red throat"
    with pytest.raises(Stale):
        save(lee, "late", note_id=first.id, version=first.version)


def test_an_unknown_macro_and_a_sentence_end_stay_as_typed() -> None:
    macros = {"fluids": "Rest and fluids."}
    assert expanded("Plan: .fluids", macros) == "Plan: Rest and fluids."
    for text in (".unknown", "a.fluids", "end.fluids", "1.fluids", "..fluids"):
        assert expanded(text, macros) == text


def test_signing_keeps_level_and_diagnoses_in_their_order(lee: Clinic) -> None:
    done = sign(lee, save(lee), level="99213", diagnoses=(HYPERTENSION, "e119"), hand_to_checkout=True)
    assert [one.code for one in done.diagnoses] == [HYPERTENSION, DIABETES]
    assert (done.level, done.state, done.hand_to_checkout) == ("99213", NoteState.SIGNED, True)
    (view,) = lee.ask(notes_of_visit, lee.visit_id)
    assert view.intact and [one.name for one in view.signatures] == ["Dr. Okafor"]
    assert view.diagnoses[0].display.startswith("Essential")
    (signature,) = lee.all(NoteSignature)
    assert signature.text_sha256 == sha256(view.text) and signature.text_number == 1


def test_signed_is_signed(lee: Clinic) -> None:
    note = save(lee)
    done = sign(lee, note)
    assert why(save, lee, "other", note_id=note.id, version=done.version) == "notes.signed"
    assert why(lee.run, sign_note, SignNote(note_id=note.id, version=done.version), lee.doctor) == (
        "notes.signed"
    )
    addendum = AddAddendum(note_id=note.id, text="Culture negative.", reason="result came")
    lee.run(add_addendum, addendum, lee.colleague)
    (view,) = lee.ask(notes_of_patient, lee.patient_id)
    assert view.text == "Throat red. Strep positive." and view.addenda[0].name == "J. Park, NP"


def test_a_text_changed_behind_the_signature_shows(lee: Clinic) -> None:
    done = sign(lee, save(lee))

    def meddle(work: Any) -> None:
        work.get(Note, done.id).text = "Throat normal."

    lee.practice.within(meddle)
    assert not lee.ask(notes_of_visit, lee.visit_id)[0].intact


def test_what_may_not_be_signed(lee: Clinic) -> None:
    note = save(lee)
    assert why(sign, lee, note, lee.colleague) == "notes.anothers"
    assert why(sign, lee, note, diagnoses=("Z99.999",)) == "notes.diagnosis_unknown"
    assert why(sign, lee, note, diagnoses=("E11",)) == "notes.diagnosis_heading"
    assert why(sign, lee, note, diagnoses=(HYPERTENSION, "i10")) == "notes.diagnosis_twice"
    many = ("I10", "E11.9", "J02.0", "J06.9", "R05.9", "R50.9", "M54.50", "K21.9", "E78.5", "F41.1", "N39.0")
    assert why(sign, lee, note, diagnoses=(*many, "R42", "R51.9")) == "notes.too_many_diagnoses"
    assert len(sign(lee, note, diagnoses=(*many, "R42")).diagnoses) == 12
    empty = save(lee, "  ")
    assert why(sign, lee, empty) == "notes.empty"
    assert why(lee.run, add_addendum, AddAddendum(note_id=empty.id, text="x")) == "notes.not_signed"


def test_an_assistant_neither_writes_nor_signs(lee: Clinic) -> None:
    note = save(lee)
    lee.practice.around.policy = RolePolicy()
    with pytest.raises(NotPermitted):
        save(lee, actor=lee.assistant)
    with pytest.raises(NotPermitted):
        sign(lee, note, lee.assistant)


def test_a_note_waits_for_the_second_signature_of_the_one_asked(lee: Clinic) -> None:
    note = save(lee, actor=lee.colleague)
    done = sign(lee, note, lee.colleague, cosigner_id=lee.doctor.person_id)
    assert done.state is NoteState.TO_COSIGN
    cosign = CosignNote(note_id=note.id, version=done.version)
    assert why(lee.run, cosign_note, cosign, lee.colleague) == "notes.not_yours_to_cosign"
    (waiting,) = lee.ask(unsigned_notes, None, lee.doctor.person_id)
    assert waiting.cosignature
    lee.run(cosign_note, cosign, lee.doctor)
    (view,) = lee.ask(notes_of_visit, lee.visit_id)
    assert [one.role for one in view.signatures] == ["author", "cosigner"]
    again = CosignNote(note_id=note.id, version=view.version)
    assert why(lee.run, cosign_note, again, lee.doctor) == "notes.no_cosignature_asked"


def test_unsigned_notes_are_listed_until_they_are_signed(lee: Clinic) -> None:
    note = save(lee)
    assert lee.ask(note_states, [lee.visit_id]) == {lee.visit_id: NoteState.UNSIGNED}
    assert [one.author for one in lee.ask(unsigned_notes, MONDAY.date())] == ["Dr. Okafor"]
    assert lee.ask(unsigned_notes, MONDAY.date() - timedelta(days=1)) == ()
    sign(lee, note)
    assert lee.ask(unsigned_notes) == ()
    assert lee.ask(note_states, [lee.visit_id]) == {lee.visit_id: NoteState.SIGNED}


def test_a_note_begins_with_the_template_of_its_visit_and_the_patients_words(lee: Clinic) -> None:
    kind = VisitType(name="Sick", minutes=15, copay_kind=CopayKind.OFFICE, note_template="sick_visit")
    lee.practice.write(kind)
    lee.visit_id = lee.another_visit(visit_type_id=kind.id)
    lee.run(save_story, SaveStory(visit_id=lee.visit_id, complaint="Sore throat"))
    start = lee.ask(note_start, lee.visit_id)
    assert start.title == "Sick visit"
    assert start.text.startswith("Reason for the visit:\nSore throat\n")
    texts = lee.ask(note_texts)
    assert texts.templates["well_child"] == "Well child" and "normalexam" in texts.macros


def sick(lee: Clinic) -> None:
    kind = VisitType(name="Sick", minutes=15, copay_kind=CopayKind.OFFICE, note_template="sick_visit")
    lee.practice.write(kind)
    lee.visit_id = lee.another_visit(visit_type_id=kind.id)


def test_a_note_begins_with_what_was_told_and_measured(lee: Clinic) -> None:
    sick(lee)
    story = SaveStory(
        visit_id=lee.visit_id, complaint="Sore throat", illness="Since Friday.\nWorse at night."
    )
    lee.run(save_story, story)
    entries = (
        VitalEntry(measure=Measure.BLOOD_PRESSURE, text="132/84"),
        VitalEntry(measure=Measure.TEMPERATURE, text="100.9", unit="[degF]"),
    )
    lee.run(record_vitals, RecordVitals(visit_id=lee.visit_id, entries=entries))
    text = lee.ask(note_start, lee.visit_id).text
    assert "History of present illness:\nSince Friday.\nWorse at night.\n\n" in text
    assert "Examination:\nVital signs 9:00 AM: BP 132/84 mmHg, temperature 100.9 °F\n" in text
    assert "Tests today" not in text and "{" not in text


def test_a_template_in_which_nobody_has_written_is_not_signed(lee: Clinic) -> None:
    sick(lee)
    lee.run(save_story, SaveStory(visit_id=lee.visit_id, complaint="Sore throat"))
    start = lee.ask(note_start, lee.visit_id)
    note = save(lee, start.text)
    assert why(sign, lee, note) == "notes.untouched"
    written = save(lee, start.text + " Viral.", note_id=note.id, version=note.version)
    assert sign(lee, written).state is NoteState.SIGNED


def test_a_template_of_the_practice_without_words_in_braces_has_the_complaint_first() -> None:
    blocks = blocks_of("Why:\n\nPlan:", {"complaint": ("Cough",)})
    assert [one.text for one in blocks] == ["Why:\nCough", "Plan:"]
    assert [one.text for one in blocks_of("", {"complaint": ("Cough",)})] == ["Cough"]


def test_hostile_text_in_a_note_stays_text(lee: Clinic) -> None:
    text = "<b>x</b> {{7*7}} =cmd|'/c calc'!A1 \u05d0 ~*:"
    save(lee, text)
    assert lee.ask(notes_of_visit, lee.visit_id)[0].text == text
    assert why(save, lee, "a\u202eb") == "fields.hidden_character"


def test_a_note_of_a_private_visit_is_private(lee: Clinic) -> None:
    lee.visit_id = lee.another_visit(private_from_guardian=True)
    save(lee)
    assert lee.ask(notes_of_visit, lee.visit_id)[0].private_from_guardian


def test_the_chart_at_a_glance(lee: Clinic) -> None:
    before = lee.another_visit(day=date(2025, 11, 18), state=VisitState.DONE, reason="Diabetes")
    old = lee.run(save_note, SaveNote(visit_id=before, text="A1c 7.4 %. Metformin raised."), lee.doctor)
    sign(lee, old, diagnoses=(DIABETES,))
    lee.run(add_allergy, AddAllergy(patient_id=lee.patient_id, substance="Latex", reaction="rash"))
    lee.run(add_medication, AddMedication(patient_id=lee.patient_id, drug="Metformin 1000 mg"))
    lee.run(add_problem, AddProblem(patient_id=lee.patient_id, problem="Type 2 diabetes"))
    spo2 = VitalEntry(measure=Measure.SPO2, text="98")
    lee.run(record_vitals, RecordVitals(visit_id=lee.visit_id, entries=(spo2,)))
    lee.run(tell, Tell(visit_id=lee.visit_id))
    seen = lee.ask(chart_summary, lee.patient_id)
    assert [one.substance for one in seen.allergies.entries] == ["Latex"]
    assert [one.drug for one in seen.medications.active] == ["Metformin 1000 mg"]
    assert [one.problem for one in seen.problems] == ["Type 2 diabetes"]
    assert [(one.part, one.entered) for one in seen.vitals] == [(Part.SPO2, "98")]
    assert seen.last_visit.reason == "Diabetes" and seen.last_visit.summary.startswith("A1c 7.4")
    assert seen.last_visit.diagnoses[0].startswith("Type 2 diabetes")
    assert seen.open_alerts == 1 and not seen.pregnant
