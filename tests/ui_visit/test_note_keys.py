"""The note by keyboard: macros, diagnoses, and sign to next patient within eight keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.chart.notes.queries import notes_of_visit
from app.chart.notes.views import NoteState
from app.chart.problems.actions import AddProblem, add_problem
from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.views import Measure, VitalEntry
from app.codes import icd10cm
from app.visits.model import VisitState
from app.visits.queries import row_of_visit
from tests.ui_visit.booking import booked
from ui.common.fields import TextField
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.patient.visit.key_rest import REST_MS
from ui.patient.visit.macro_panel import MacroPanel
from ui.patient.visit.note_section import NoteSection
from ui.patient.visit.page import VisitPage
from ui.patient.visit.sign_panel import SignPanel, with_keys
from ui.patient.visit.signed_card import AddendumPanel, SignedCard

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


def test_the_cursor_begins_where_one_writes_and_headings_stay_lines_of_their_own(sit: Sit, show: Any) -> None:
    first = sit("doctor")
    visit_id = booked(first.clinic, VisitState.WITH_PROVIDER, patient_id=first.at.patient_id)
    section = NoteSection(sit("doctor", visit_id).at)
    keys = show(VisitPage(section))
    section.setFocus()
    before = section.editor.area.toPlainText()
    keys.type("Home BP ok.")
    text = section.editor.area.toPlainText()
    assert "illness:\nHome BP ok.\n\n" in text
    assert [line for line in text.split("\n") if line in before.split("\n") and line] == [
        line for line in before.split("\n") if line
    ]
    keys.press(Qt.Key.Key_Home, hold=CONTROL)
    keys.type("Late.")
    assert section.editor.area.toPlainText().startswith("Late.\nReason for the visit:\n")


def test_a_note_that_was_kept_keeps_its_cursor(sit: Sit, show: Any) -> None:
    _sitting, section, _page, keys = opened(sit, show)
    keys.type("Home BP ok.")
    keys.press(Qt.Key.Key_S, hold=CONTROL)
    section.refresh()
    keys.type(" Sleeps well.")
    assert "Home BP ok. Sleeps well." in section.editor.area.toPlainText()


def test_tab_after_a_macro_puts_its_text_there(sit: Sit, show: Any) -> None:
    _sitting, section, _page, keys = opened(sit, show)
    keys.type(".normalthroat")
    keys.press(Tab)
    assert "tonsils not enlarged" in section.editor.area.toPlainText()
    assert section.editor.area.hasFocus()
    keys.type(" see .nosuchmacro")
    keys.press(Tab)
    assert " see .nosuchmacro\n" in section.editor.area.toPlainText()
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
    keys.type("0")
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


def test_a_signed_note_changes_no_more_and_takes_an_addendum_by_its_key(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    keys.type("0")
    keys.press(Enter)
    assert not section.card.isVisibleTo(section)
    assert isinstance(section._signed.itemAt(0).widget(), SignedCard)
    assert "Ctrl+Shift+A" in [hint.keys for hint in section.keys.hints()]
    QTest.qWait(REST_MS + 100)
    keys.press(Qt.Key.Key_A, hold=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert isinstance(page.panel, AddendumPanel)
    keys.type("The culture came back negative.")
    keys.press(Tab)
    keys.type("result came")
    keys.press(Enter, hold=CONTROL)
    added = notes(sitting)[0].addenda[0]
    assert (added.text, added.reason) == ("The culture came back negative.", "result came")


def test_the_signer_sets_the_level_after_signing(sit: Sit, show: Any) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    keys.type("0")
    keys.press(Enter)
    QTest.qWait(REST_MS + 100)
    keys.press(Qt.Key.Key_A, hold=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    panel = page.panel
    assert isinstance(panel, AddendumPanel) and panel.level is not None
    panel.level.setFocus()
    keys.type("99213")
    panel.diagnoses.setFocus()
    keys.type("I10, E11.9")
    keys.press(Enter)
    note = notes(sitting)[0]
    assert (note.level, [one.code for one in note.diagnoses]) == ("99213", ["I10", "E11.9"])


def test_the_panel_that_signs_says_whose_note_it_is(sit: Sit, show: Any) -> None:
    _sitting, _section, page, keys = opened(sit, show)
    keys.press(Enter, hold=CONTROL)
    panel = page.panel
    assert isinstance(panel, SignPanel) and panel.who.isVisibleTo(panel)
    assert panel.who.text().startswith("Susan Lee, born ")


def test_going_on_writing_keeps_the_level_and_the_diagnoses(sit: Sit, show: Any) -> None:
    first = sit("doctor")
    for code in ("E11.9", "I10"):
        problem(first, code)
    sitting, section, page, keys = opened(sit, show)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    keys.type("4ba")
    before = page.panel
    assert isinstance(before, SignPanel)
    before.hand_over.box.click()
    before.setFocus()
    keys.press(Qt.Key.Key_Escape)
    section.add_diagnosis("J02.9", "Acute pharyngitis, unspecified")
    keys.press(Enter, hold=CONTROL)
    panel = page.panel
    assert isinstance(panel, SignPanel)
    assert (panel.level, panel.chosen) == ("99214", ["I10", "E11.9", "J02.9"])
    assert not panel.hand_over.value()
    keys.press(Enter)
    note = notes(sitting)[0]
    assert (note.level, [one.code for one in note.diagnoses]) == ("99214", ["I10", "E11.9", "J02.9"])
    assert section.signing.begun.level == ""


def test_two_enters_sign_nothing_without_a_level(sit: Sit, show: Any) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    keys.press(Enter, Enter)
    panel = page.panel
    assert isinstance(panel, SignPanel) and "0 for no charge" in panel.problem.text()
    assert notes(sitting) == ()
    panel.as_it_is.click()
    assert notes(sitting)[0].state is NoteState.UNSIGNED
    keys.press(Enter)
    assert notes(sitting)[0].state is NoteState.UNSIGNED
    keys.press(Qt.Key.Key_Escape)
    assert page.panel is panel and panel.hasFocus()
    panel.as_it_is.click()
    keys.type("level follows")
    keys.press(Enter)
    assert notes(sitting)[0].state is NoteState.SIGNED


def test_an_untouched_template_is_not_signed(sit: Sit, show: Any) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.press(Enter, hold=CONTROL)
    keys.type("0")
    keys.press(Enter)
    assert isinstance(page.panel, SignPanel)
    assert "Nobody has written" in page.panel.problem.text()
    assert notes(sitting) == ()


def test_after_the_jump_keys_rest_for_a_moment_and_the_message_names_both(sit: Sit, show: Any) -> None:
    first = sit("doctor")
    mine = booked(first.clinic, VisitState.WITH_PROVIDER, patient_id=first.at.patient_id)
    booked(first.clinic, VisitState.READY_FOR_PROVIDER, minutes=3)
    _sitting, section, page, keys = opened(sit, show, mine)
    told: list[Said] = []
    page.said.connect(told.append)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    keys.type("0")
    keys.press(Enter)
    assert told[-1].text == "Note signed: Susan Lee. Next: Kenji Ito"
    other = TextField("other", "Other")
    section.column.addWidget(other)
    QTest.qWait(20)
    other.setFocus()
    keys.type("ab")
    keys.press(Enter, hold=CONTROL)
    QTest.keyClick(keys.window.windowHandle(), Qt.Key.Key_X)
    assert other.value() is None and page.panel is None
    QTest.qWait(REST_MS + 100)
    keys.type("ab")
    assert other.value() == "ab"


def test_macros_are_listed_and_found_by_typing(sit: Sit, show: Any) -> None:
    _sitting, section, page, keys = opened(sit, show)
    keys.press(Qt.Key.Key_M, hold=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert isinstance(page.panel, MacroPanel)
    assert "normalthroat" in page.panel.shown()
    keys.type("throat")
    keys.press(Enter)
    assert "tonsils not enlarged" in section.editor.area.toPlainText()
    assert page.panel is None and section.editor.area.hasFocus()


def test_what_is_found_while_writing_comes_into_the_note(sit: Sit, show: Any) -> None:
    first = sit("doctor")
    mine = booked(first.clinic, VisitState.WITH_PROVIDER, patient_id=first.at.patient_id)
    sitting, section, _page, keys = opened(sit, show, mine)
    keys.type(" Viral.")
    entries = (VitalEntry(measure=Measure.TEMPERATURE, text="100.9", unit="[degF]"),)
    sitting.clinic.run(record_vitals, RecordVitals(visit_id=mine, entries=entries))
    section.refresh()
    text = section.editor.area.toPlainText()
    assert "Examination:\nVital signs 9:00 AM: temperature 100.9 °F" in text
    assert "illness:\n Viral.\n" in text
    keys.type(" Rest.")
    assert "illness:\n Viral. Rest.\n" in section.editor.area.toPlainText()


def test_a_colleague_co_signs_what_was_asked_for(sit: Sit, show: Any) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.type("Doing well.")
    keys.press(Enter, hold=CONTROL)
    panel = page.panel
    assert isinstance(panel, SignPanel)
    colleague = str(sitting.clinic.colleague.person_id)
    panel.cosigner.set_choices([(colleague, "J. Park, NP")])
    panel.cosigner.set_value(colleague)
    keys.type("0")
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
