"""A walk-in at the keyboard: the reason chooses the kind of visit, and somebody unknown is registered."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.practice.model import CopayKind, VisitType
from app.visits.model import Visit
from tests.ui_today.conftest import Person
from tests.visits.day import Day
from ui.common.navigation import Go
from ui.common.search_field import Choice

ENTER = Qt.Key.Key_Return


def _types(day: Day) -> tuple[VisitType, VisitType]:
    """The clinic's sick visit and its shots, the shortest of all."""
    sick = VisitType(name="Sick visit", minutes=20, copay_kind=CopayKind.OFFICE, position=8)
    shot = VisitType(name="Shot visit", minutes=5, copay_kind=CopayKind.OFFICE, position=9)
    day.write(sick, shot)
    return sick, shot


def _begin(person: Person, day: Day) -> None:
    person.combine(Qt.Key.Key_W)
    person.screen.walk_in_panel.patient.choose(Choice(day.lee.id, "Lee, Susan"))


def test_cough_and_fever_is_a_sick_visit(at_desk: Person, day: Day) -> None:
    sick, _shot = _types(day)
    _begin(at_desk, day)
    QTest.keyClicks(at_desk.screen.walk_in_panel.reason.line, "cough and fever")
    at_desk.combine(ENTER)
    at_desk.until(lambda: day.all(Visit))
    assert day.all(Visit)[0].visit_type_id == sick.id


def test_words_of_the_reason_name_the_kind(person: Person, day: Day) -> None:
    _sick, shot = _types(day)
    _begin(person, day)
    QTest.keyClicks(person.screen.walk_in_panel.reason.line, "flu shot")
    assert person.screen.walk_in_panel.kind.value() == str(shot.id)


def test_a_kind_that_somebody_chose_stays(person: Person, day: Day) -> None:
    sick, _shot = _types(day)
    _begin(person, day)
    panel = person.screen.walk_in_panel
    panel.kind.set_value(str(sick.id))
    panel.kind.edited.emit()
    QTest.keyClicks(panel.reason.line, "flu shot")
    assert panel.kind.value() == str(sick.id)


def test_after_the_patient_the_reason_is_asked(person: Person, day: Day) -> None:
    _begin(person, day)
    assert person.screen.walk_in_panel.reason.line.hasFocus()


def test_somebody_unknown_is_offered_to_be_registered(person: Person, day: Day) -> None:
    person.combine(Qt.Key.Key_W)
    panel = person.screen.walk_in_panel
    QTest.keyClicks(QApplication.focusWidget() or panel, "Silva, Marina")
    person.until(lambda: panel.patient.popup is not None and panel.patient.popup.isVisible())
    assert panel.patient.model.choices[0].text == "New patient: Silva, Marina"
    person.press(ENTER)
    assert person.went == [Go("patients", None, "new_walk_in", "Silva, Marina")]


def test_what_was_said_waits_for_the_new_patient(person: Person, day: Day) -> None:
    person.combine(Qt.Key.Key_W)
    panel = person.screen.walk_in_panel
    QTest.keyClicks(panel.reason.line, "Cut on the hand")
    panel.new.click()
    person.screen.open_place(Go("today", day.ito.id, "walk_in", "Ito, Kenji"))
    assert panel.patient.choice is not None
    assert panel.reason.line.text() == "Cut on the hand"
    person.combine(ENTER)
    (visit,) = day.all(Visit)
    assert (visit.patient_id, visit.reason) == (day.ito.id, "Cut on the hand")


def test_coming_back_unregistered_finds_the_walk_in_as_it_was_left(person: Person, day: Day) -> None:
    person.combine(Qt.Key.Key_W)
    panel = person.screen.walk_in_panel
    QTest.keyClicks(panel.reason.line, "Cut on the hand")
    panel.new.click()
    person.screen.setFocus()
    person.screen.open_place(Go("today"))
    assert person.screen.side.currentWidget() is panel
    assert panel.patient.line.hasFocus()
    assert panel.reason.line.text() == "Cut on the hand"
