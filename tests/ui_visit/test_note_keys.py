"""The note by keyboard: macros, diagnoses, and sign to next patient within eight keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.chart.notes.queries import notes_of_visit
from app.chart.notes.views import NoteState
from app.chart.problems.actions import AddProblem, add_problem
from app.codes import icd10cm
from app.visits.model import VisitState
from app.visits.queries import row_of_visit
from tests.ui_visit.booking import booked
from ui.common.navigation import Go
from ui.patient.visit.note_section import AddendumPanel, NoteSection, SignedCard
from ui.patient.visit.page import VisitPage
from ui.patient.visit.sign_panel import SignPanel, with_keys

Tab, Enter = Qt.Key.Key_Tab, Qt.Key.Key_Return
CONTROL = Qt.KeyboardModifier.ControlModifier
Sit = Callable[..., Any]


def opened(
    sit: Sit, show: Any, visit_id: Any = None, who: str = "doctor"
) -> tuple[Any, NoteSection, VisitPage, Any]:
    sitting = sit(who, visit_id)
    section = NoteSection(sitting.at)
    page = VisitPage(section)
    keys = show(page)
    section.refresh()
    section.editor.begin()
    return sitting, section, page, keys


def problem(sitting: Any, code: str) -> None:
    found = icd10cm.find(code)
    assert found is not None
    command = AddProblem(patient_id=sitting.at.patient_id, problem=found.title, code=found.coding())
    sitting.clinic.run(add_problem, command)


def notes(sitting: Any) -> Any:
    return sitting.practice.answer(notes_of_visit, sitting.at.visit_id)


def test_a_template_begins_the_note_of_its_kind_of_visit(sit: Sit, show: Any) -> None:
    first = sit("doctor")
    visit_id = booked(first.clinic, VisitState.WITH_PROVIDER, patient_id=first.at.patient_id)
    _sitting, section, _page, _keys = opened(sit, show, visit_id)
    assert section.editor.area.toPlainText().startswith("Reason for the visit:\nSore throat and cough")
    assert section.about.text() == "Sick visit"


def test_tab_after_a_macro_puts_its_text_there(sit: Sit, show: Any) -> None:
    _sitting, section, _page, keys = opened(sit, show)
    keys.type(".normalthroat")
    keys.press(Tab)
    assert "tonsils not enlarged" in section.editor.area.toPlainText()
    assert section.editor.area.hasFocus()
    keys.type(" see .nosuchmacro")
    keys.press(Tab)
    assert section.editor.area.toPlainText().endswith(".nosuchmacro")
    assert not section.editor.area.hasFocus()


def test_sign_level_diagnoses_checkout_and_next_patient_take_eight_keys(sit: Sit, show: Any) -> None:
    first = sit("doctor")
    mine = booked(first.clinic, VisitState.WITH_PROVIDER, patient_id=first.at.patient_id)
    booked(first.clinic, VisitState.READY_FOR_PROVIDER, minutes=3)
    longest = booked(first.clinic, VisitState.READY_FOR_PROVIDER, minutes=20)
    for code in ("E11.9", "I10"):
        problem(first, code)
    sitting, _section, page, keys = opened(sit, show, mine)
    went: list[Go] = []
    page.go.connect(went.append)
    keys.type("Doing well.")
    before = keys.count
    keys.press(Enter, hold=CONTROL)
    assert isinstance(page.panel, SignPanel)
    keys.type("4ab")
    keys.press(Enter)
    assert keys.count - before <= 8
    note = notes(sitting)[0]
    assert note.state is NoteState.SIGNED
    assert note.level == "99214"
    assert [one.code for one in note.diagnoses] == ["E11.9", "I10"]
    assert sitting.practice.answer(row_of_visit, mine).state == "ready_for_checkout"
    row = sitting.practice.answer(row_of_visit, longest)
    assert went == [Go("patients", row.patient_id, f"note@{longest}")]
    assert "Doing well." in note.text


def test_signing_a_visit_that_is_at_checkout_already_goes_on_to_the_next_patient(sit: Sit, show: Any) -> None:
    first = sit("doctor")
    mine = booked(first.clinic, VisitState.READY_FOR_CHECKOUT, patient_id=first.at.patient_id)
    sitting, _section, page, keys = opened(sit, show, mine)
    went: list[Go] = []
    page.go.connect(went.append)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    keys.press(Enter)
    assert notes(sitting)[0].state is NoteState.SIGNED
    assert went == [Go("today")]


def test_a_level_without_a_diagnosis_is_asked_for(sit: Sit, show: Any) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    keys.type("3")
    keys.press(Enter)
    panel = page.panel
    assert isinstance(panel, SignPanel)
    assert "at least one diagnosis" in panel.problem.text()
    assert notes(sitting) == ()


def test_a_diagnosis_is_found_by_words_and_headings_are_left_out(sit: Sit, show: Any, qtbot: QtBot) -> None:
    _sitting, section, _page, keys = opened(sit, show)
    section.search.setFocus()
    keys.type("streptococcal pharyngitis")
    popup = section.search
    qtbot.waitUntil(lambda: popup.popup is not None and popup.popup.isVisible(), timeout=4000)
    assert all(icd10cm.find(str(one.id)).billable for one in popup.model.choices)
    keys.press(Enter)
    assert [one.code for one in section.diagnoses] == ["J02.0"]


def test_a_signed_note_changes_no_more_and_takes_an_addendum(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    keys.press(Enter)
    assert not section.card.isVisibleTo(section)
    card = section._signed.itemAt(0).widget()
    assert isinstance(card, SignedCard)
    card.addendum.click()
    assert isinstance(page.panel, AddendumPanel)
    keys.type("The culture came back negative.")
    page.panel.accept()
    assert notes(sitting)[0].addenda[0].text == "The culture came back negative."


def test_a_colleague_co_signs_what_was_asked_for(sit: Sit, show: Any) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    panel = page.panel
    assert isinstance(panel, SignPanel)
    colleague = str(sitting.clinic.colleague.person_id)
    panel.cosigner.set_choices([(colleague, "J. Park, NP")])
    panel.cosigner.set_value(colleague)
    panel.accept()
    assert notes(sitting)[0].state is NoteState.TO_COSIGN
    theirs, other, _page, _keys = opened(sit, show, None, "colleague")
    card = other._signed.itemAt(0).widget()
    assert isinstance(card, SignedCard)
    card.cosign.click()
    assert notes(theirs)[0].state is NoteState.SIGNED


def test_what_is_written_comes_back_as_a_draft(sit: Sit, show: Any) -> None:
    sitting, section, _page, keys = opened(sit, show)
    keys.type("Half a thought")
    section.keeper.save()
    again = NoteSection(sitting.at)
    keep = show(again)
    assert "Half a thought" in again.editor.area.toPlainText()
    assert keep.window.isVisible()


def test_an_assistant_reads_and_does_not_write(sit: Sit, show: Any) -> None:
    _sitting, section, _page, _keys = opened(sit, show, None, "assistant")
    assert not section.card.isVisibleTo(section)
    assert section.nothing.isVisibleTo(section)


def test_each_level_has_its_own_digit() -> None:
    found = with_keys([("99213", "low"), ("99214", "moderate"), ("99203", "new, low"), ("G0438", "annual")])
    assert [one.key for one in found] == ["3", "4", "", "8"]
