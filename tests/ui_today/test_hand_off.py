"""The hand-off note: a draft of its own visit while it is typed, kept when the field is left."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from app.practice.drafts import draft_of
from app.visits.views import VisitView
from tests.ui_today.conftest import Person
from tests.visits.day import Day
from ui.today.hand_off import DRAFT, VisitNote


def _note(person: Person) -> VisitNote:
    note = person.screen.panel.hand_off.note
    assert note is not None
    return note


def _type(person: Person, text: str) -> QPlainTextEdit:
    area = _note(person).field.area
    area.setFocus()
    QTest.keyClicks(area, text)
    return area


def _open(person: Person, day: Day) -> VisitView:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    return visit


def test_ctrl_enter_keeps_the_note(person: Person, day: Day) -> None:
    visit = _open(person, day)
    _type(person, "Wants a chaperone")
    assert _note(person).button.isVisible()
    person.combine(Qt.Key.Key_Return)
    assert day.visit(visit).handoff_note == "Wants a chaperone"
    assert not _note(person).button.isVisible()
    assert day.answer(draft_of, DRAFT, str(visit.visit_id)) is None


def test_leaving_the_field_keeps_the_note(person: Person, day: Day) -> None:
    visit = _open(person, day)
    area = _type(person, "Wants a chaperone")
    QTest.keyClick(area, Qt.Key.Key_Tab)
    assert day.visit(visit).handoff_note == "Wants a chaperone"


def test_escape_keeps_the_note_and_gives_the_list_the_keys(person: Person, day: Day) -> None:
    visit = _open(person, day)
    _type(person, "Wants a chaperone")
    person.press(Qt.Key.Key_Escape)
    assert day.visit(visit).handoff_note == "Wants a chaperone"
    assert person.screen.table.hasFocus()


def test_another_row_keeps_the_note_with_its_own_visit(at_desk: Person, day: Day) -> None:
    other = day.arrived("11:00", patient_id=day.ito.id)
    visit = _open(at_desk, day)
    _type(at_desk, "Wants a chaperone")
    at_desk.choose(other.visit_id)
    at_desk.until(lambda: day.visit(visit).handoff_note == "Wants a chaperone")
    assert day.visit(other).handoff_note == ""
    assert _note(at_desk).field.value() is None
    at_desk.choose(visit.visit_id)
    at_desk.until(lambda: _note(at_desk).field.value() == "Wants a chaperone")


def test_a_note_cut_off_by_the_lock_comes_back(person: Person, day: Day) -> None:
    visit = _open(person, day)
    _type(person, "Wants a chap")
    person.screen.desk.locking.emit()
    assert day.visit(visit).handoff_note == ""
    again = VisitNote(person.screen.desk, visit.visit_id, visit.version, "")
    person.qtbot.addWidget(again)
    assert again.field.value() == "Wants a chap"
    assert not again.button.isHidden()


def test_a_refresh_leaves_what_is_being_typed(person: Person, day: Day) -> None:
    visit = _open(person, day)
    _type(person, "Wants")
    day.room(visit, "1")
    person.until(lambda: person.stage() == "rooming")
    assert _note(person).field.value() == "Wants"
    person.combine(Qt.Key.Key_Return)
    assert day.visit(visit).handoff_note == "Wants"
