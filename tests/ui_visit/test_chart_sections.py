"""Reason, histories, allergies, medicines and problems: by keyboard, with who reviewed them and when."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.chart.allergies.queries import allergies
from app.chart.allergies.views import AllergyKnowledge
from app.chart.history.queries import histories, visit_story
from app.chart.medications.actions import (
    AddMedication,
    ReconcileMedications,
    TakenAs,
    add_medication,
    reconcile_medications,
)
from app.chart.medications.queries import medications
from app.chart.medications.views import Taking
from app.chart.problems.queries import problems
from app.chart.review.queries import sections_to_review
from app.chart.review.views import Section
from ui.patient.visit.chart_panels import AllergyPanel, MedicationPanel, ProblemPanel, StopPanel
from ui.patient.visit.history_section import HistorySection
from ui.patient.visit.medications_section import MedicationsSection
from ui.patient.visit.page import VisitPage
from ui.patient.visit.problems_section import ProblemsSection
from ui.patient.visit.review_panel import ReviewPanel

Tab, Enter, Down = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Down
CONTROL = Qt.KeyboardModifier.ControlModifier


def metformin(sitting: Any, **known: Any) -> None:
    told = {"drug": "metformin 500 mg", "sig": "twice a day", **known}
    sitting.clinic.run(add_medication, AddMedication(patient_id=sitting.at.patient_id, **told))


def page_of(sit: Any, show: Any, section: Any, who: str = "assistant") -> tuple[Any, VisitPage, Any]:
    sitting = sit(who)
    page = VisitPage(section(sitting.at))
    keys = show(page)
    keys.window.resize(1300, 800)
    page.section.refresh()
    page.section.setFocus()
    return sitting, page, keys


def choose(keys: Any, qtbot: QtBot, field: Any, text: str) -> None:
    keys.type(text)
    qtbot.waitUntil(lambda: field.popup is not None and field.popup.isVisible(), timeout=4000)
    keys.press(Enter)


def test_the_story_is_typed_and_kept(sit: Any, show: Any, qtbot: QtBot) -> None:
    sitting, page, keys = page_of(sit, show, HistorySection)
    keys.type("sore throat")
    keys.press(Tab)
    keys.type("3 days, worse at night")
    keys.press(Enter, hold=CONTROL)
    story = sitting.practice.answer(visit_story, sitting.at.visit_id)
    assert (story.complaint, story.illness) == ("sore throat", "3 days, worse at night")
    qtbot.waitUntil(lambda: "sore throat" in page.side.reason_text.text())


def test_no_known_allergies_is_an_act_of_its_own(sit: Any, show: Any) -> None:
    sitting, page, _keys = page_of(sit, show, HistorySection)
    section = page.section
    assert isinstance(section, HistorySection)
    section.none_known.click()
    known = sitting.practice.answer(allergies, sitting.at.patient_id)
    assert known.knowledge is AllergyKnowledge.NONE_KNOWN
    assert not section.none_known.isVisibleTo(section)


def test_an_allergy_is_found_while_typing(sit: Any, show: Any, qtbot: QtBot) -> None:
    sitting, page, keys = page_of(sit, show, HistorySection)
    section = page.section
    assert isinstance(section, HistorySection)
    section.cards[Section.ALLERGIES].add_button.click()
    panel = page.panel
    assert isinstance(panel, AllergyPanel)
    choose(keys, qtbot, panel.substance, "penic")
    keys.press(Tab)
    keys.type("hives")
    keys.press(Enter)
    entries = sitting.practice.answer(allergies, sitting.at.patient_id).entries
    assert [(one.substance.lower(), one.reaction) for one in entries] == [("penicillins", "hives")]
    assert page.panel is None


def test_an_allergy_that_is_listed_is_refused_beside_its_field(sit: Any, show: Any) -> None:
    sitting, page, keys = page_of(sit, show, HistorySection)
    sitting.clinic.run(add_allergy, AddAllergy(patient_id=sitting.at.patient_id, substance="Latex"))
    section = page.section
    assert isinstance(section, HistorySection)
    section.cards[Section.ALLERGIES].add_button.click()
    keys.type("latex")
    panel = page.panel
    assert isinstance(panel, AllergyPanel)
    panel.accept()
    assert panel.substance.error.text() != ""
    assert len(sitting.practice.answer(allergies, sitting.at.patient_id).entries) == 1


def test_f6_and_enter_sign_what_was_displayed(sit: Any, show: Any) -> None:
    sitting, page, keys = page_of(sit, show, HistorySection)
    metformin(sitting)
    section = page.section
    assert isinstance(section, HistorySection)
    section.none_known.click()
    gone_through(sitting)
    before = keys.count
    keys.press(Qt.Key.Key_F6)
    assert isinstance(page.panel, ReviewPanel)
    assert page.panel.isVisible()
    keys.press(Enter)
    assert keys.count - before <= 3
    states = {one.section: one for one in _states(sitting)}
    assert states[Section.MEDICATIONS].reviewed_in_visit
    assert states[Section.ALLERGIES].reviewed_in_visit
    assert states[Section.MEDICATIONS].reviewed_by == "Maria R., CMA"
    assert not states[Section.PAST].reviewed_in_visit


def gone_through(sitting: Any) -> None:
    one = sitting.practice.answer(medications, sitting.at.patient_id).active[0]
    line = TakenAs(one.id, one.version, Taking.TAKING)
    sitting.clinic.run(
        reconcile_medications, ReconcileMedications(patient_id=sitting.at.patient_id, lines=(line,))
    )


def _states(sitting: Any) -> Any:
    return sitting.practice.answer(sections_to_review, sitting.at.patient_id, sitting.at.visit_id)


def test_f6_never_states_that_there_are_no_allergies(sit: Any, show: Any) -> None:
    sitting, page, keys = page_of(sit, show, HistorySection)
    keys.press(Qt.Key.Key_F6)
    assert isinstance(page.panel, ReviewPanel)
    assert not page.panel.sign.isEnabled()
    keys.press(Enter)
    known = sitting.practice.answer(allergies, sitting.at.patient_id)
    assert known.knowledge is AllergyKnowledge.NOT_ASKED


def test_a_surgery_is_added_with_the_year_it_was(sit: Any, show: Any) -> None:
    sitting, page, keys = page_of(sit, show, HistorySection)
    section = page.section
    assert isinstance(section, HistorySection)
    section.cards[Section.SURGICAL].add_button.click()
    keys.type("Gallbladder removed")
    keys.press(Tab)
    keys.type("2011")
    keys.press(Enter)
    one = sitting.practice.answer(histories, sitting.at.patient_id).surgical[0]
    assert one.text == "Gallbladder removed"
    assert one.happened.value == "2011"
    assert section.cards[Section.SURGICAL].list.rows[0].line.text == "Gallbladder removed, 2011"


def test_family_history_asks_for_the_relative(sit: Any, show: Any) -> None:
    sitting, page, keys = page_of(sit, show, HistorySection)
    section = page.section
    assert isinstance(section, HistorySection)
    section.cards[Section.FAMILY].add_button.click()
    keys.press(Tab)
    keys.type("stroke")
    keys.press(Enter)
    assert page.panel is not None
    keys.type("mother")
    keys.press(Enter)
    assert sitting.practice.answer(histories, sitting.at.patient_id).family[0].relative == "mother"


def test_a_medicine_is_added_by_search_and_private_from_the_guardian(
    sit: Any, show: Any, qtbot: QtBot
) -> None:
    sitting, page, keys = page_of(sit, show, MedicationsSection)
    keys.press(Qt.Key.Key_N, hold=CONTROL)
    panel = page.panel
    assert isinstance(panel, MedicationPanel)
    choose(keys, qtbot, panel.drug, "lisinopril 20")
    keys.press(Tab)
    keys.type("daily")
    panel.form.field("private_from_guardian").set_value(True)
    keys.press(Enter)
    one = sitting.practice.answer(medications, sitting.at.patient_id).active[0]
    assert "lisinopril" in one.drug.lower()
    assert (one.sig, one.private_from_guardian) == ("daily", True)
    assert one.code is not None and "lisinopril" in one.moieties


def test_each_medicine_is_asked_about_before_the_list_counts_as_gone_through(sit: Any, show: Any) -> None:
    sitting, page, keys = page_of(sit, show, MedicationsSection)
    metformin(sitting, taking=None)
    section = page.section
    assert isinstance(section, MedicationsSection)
    section.refresh()
    section.begin()
    keys.press(Enter, hold=CONTROL)
    assert section.lines[0].taking.error.text() == "Ask about this one too."
    keys.press(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    keys.press(Tab)
    keys.type("once a day")
    keys.press(Enter, hold=CONTROL)
    one = sitting.practice.answer(medications, sitting.at.patient_id)
    assert one.active[0].taking == "differently"
    assert one.active[0].taking_note == "once a day"
    assert one.reconciled_by == "Maria R., CMA"
    assert section.lines == []


def test_stopping_a_medicine_takes_a_reason(sit: Any, show: Any) -> None:
    sitting, page, keys = page_of(sit, show, MedicationsSection)
    metformin(sitting)
    section = page.section
    assert isinstance(section, MedicationsSection)
    section.refresh()
    assert section.found is not None
    section._acted(section.found.active[0].id, "stop")
    assert isinstance(page.panel, StopPanel)
    keys.press(Enter)
    assert page.panel is not None
    keys.type("nausea")
    keys.press(Enter)
    found = sitting.practice.answer(medications, sitting.at.patient_id)
    assert found.active == () and found.past[0].stop_reason == "nausea"


def test_a_problem_comes_from_icd_10(sit: Any, show: Any, qtbot: QtBot) -> None:
    sitting, page, keys = page_of(sit, show, ProblemsSection)
    keys.press(Qt.Key.Key_N, hold=CONTROL)
    panel = page.panel
    assert isinstance(panel, ProblemPanel)
    choose(keys, qtbot, panel.problem, "E11.9")
    keys.press(Enter)
    one = sitting.practice.answer(problems, sitting.at.patient_id)[0]
    assert one.icd10 == "E11.9"
    assert "E11.9" in section_line(page)


def section_line(page: VisitPage) -> str:
    section = page.section
    assert isinstance(section, ProblemsSection)
    return section.list.list.rows[0].line.text
