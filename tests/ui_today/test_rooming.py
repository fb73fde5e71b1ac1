"""Rooming: one patient a room, and two only where somebody chooses it and says why."""

from functools import partial

from PySide6.QtCore import Qt

from app.core.ids import Id
from app.store.work import Work
from app.visits.model import Visit, VisitState
from app.visits.views import VisitView
from tests.ui_today.conftest import Person
from tests.visits.day import Day
from ui.today.board_table import room_text

ENTER = Qt.Key.Key_Return


def _taken(person: Person, day: Day) -> VisitView:
    """Ito is in room 2; Lee waits, and room 2 was typed for her."""
    first, second = day.arrived("09:30", patient_id=day.ito.id), day.arrived("10:00")
    day.room(first, "2")
    person.screen.refresh()
    person.choose(second.visit_id)
    person.press("R", "2", ENTER)
    return second


def test_a_taken_room_is_refused_at_the_room_with_who_is_in_it(person: Person, day: Day) -> None:
    second = _taken(person, day)
    panel = person.screen.room_panel
    assert panel.number.error.text() == "Kenji Ito is in room 2. Type another room."
    assert panel.number.line.hasFocus()
    assert day.visit(second).state is VisitState.ARRIVED


def test_the_number_typed_next_is_the_room_and_no_reason(person: Person, day: Day) -> None:
    second = _taken(person, day)
    person.press("3", ENTER)
    assert day.visit(second).room_id == day.rooms[2].id
    assert day.visit(second).state is VisitState.ROOMING


def test_enter_again_does_not_share_the_room(person: Person, day: Day) -> None:
    second = _taken(person, day)
    person.press(ENTER, ENTER)
    assert day.visit(second).state is VisitState.ARRIVED


def test_a_room_is_shared_by_a_choice_and_a_reason(person: Person, day: Day) -> None:
    second = _taken(person, day)
    panel = person.screen.room_panel
    assert panel.share.box.accessibleName() == "Share room 2 with Kenji Ito"
    panel.share.box.setFocus()
    person.press(" ", ENTER)
    assert day.visit(second).state is VisitState.ARRIVED
    assert panel.because.line.hasFocus()
    person.press("married", ENTER)
    assert day.visit(second).room_id == day.rooms[1].id


def test_another_number_takes_the_choice_to_share_back(person: Person, day: Day) -> None:
    _taken(person, day)
    panel = person.screen.room_panel
    panel.share.box.click()
    panel.number.line.setFocus()
    person.press("1")
    assert not panel.share.isVisible()
    assert not panel.share.value()


def test_another_row_takes_the_question_away(person: Person, day: Day) -> None:
    first, second = day.arrived("09:30", patient_id=day.ito.id), day.arrived("10:00")
    person.screen.refresh()
    person.choose(second.visit_id)
    person.press("R", "2")
    person.choose(first.visit_id)
    assert not person.screen.room_panel.isVisible()
    person.press(ENTER)
    assert {day.visit(one).state for one in (first, second)} == {VisitState.ARRIVED}


def test_the_free_rooms_are_offered_by_number(person: Person, day: Day) -> None:
    _taken(person, day)
    panel = person.screen.room_panel
    names = [one.objectName() for one in panel.free.children() if one.objectName().startswith("take_")]
    assert names == ["take_1", "take_3"]
    assert panel.others.text() == "2: Kenji Ito"


def test_no_room_is_offered_to_two_patients(person: Person, day: Day) -> None:
    for wall, patient in (("10:00", day.lee.id), ("10:30", day.ito.id)):
        visit = day.arrived(wall, patient_id=patient, reason="Cough")
        day.within(partial(_needs_mask, visit.visit_id))
    person.screen.refresh()
    assert person.screen.board is not None
    assert [room_text(row) for row in person.screen.board.rows] == ["1?", "2?"]
    for row in person.screen.board.rows:
        person.choose(row.id)
        person.until(lambda: person.screen.panel.shown and person.screen.panel.shown.next_action)
        shown = person.screen.panel.shown
        assert shown is not None
        assert shown.next_action is not None
        assert shown.next_action.room == row.room_offered


def _needs_mask(visit_id: Id, work: Work) -> None:
    work.get(Visit, visit_id).mask_needed = True
