"""The patient just acted on stays the one in sight: row, panel and keys are theirs, whatever else arrives."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.visits.model import Visit, VisitState
from tests.ui_today.conftest import Person
from tests.visits.day import Day
from ui.common.navigation import Go
from ui.common.search_field import Choice

ENTER = Qt.Key.Key_Return


def _in_panel(person: Person) -> object:
    shown = person.screen.panel.shown
    return shown.row.facts.patient_id if shown is not None else None


def _walk_in(person: Person, day: Day) -> None:
    person.combine(Qt.Key.Key_W)
    panel = person.screen.walk_in_panel
    person.until(lambda: panel.kind.value() and panel.provider.value())
    panel.patient.choose(Choice(day.lee.id, "Lee, Susan"))
    person.combine(ENTER)
    person.until(lambda: person.screen.side.currentWidget() is person.screen.panel)


def test_after_a_walk_in_the_one_who_walked_in_is_selected(at_desk: Person, day: Day) -> None:
    other = day.arrived("09:30", patient_id=day.ito.id, reason="Cough")
    at_desk.choose(other.visit_id)
    _walk_in(at_desk, day)
    at_desk.until(lambda: at_desk.selected() == day.lee.id)
    at_desk.until(lambda: _in_panel(at_desk) == day.lee.id)
    assert at_desk.screen.table.hasFocus()


def test_a_second_ctrl_enter_after_a_walk_in_does_nothing(at_desk: Person, day: Day) -> None:
    other = day.arrived("09:30", patient_id=day.ito.id, reason="Cough")
    at_desk.choose(other.visit_id)
    _walk_in(at_desk, day)
    at_desk.combine(ENTER)
    at_desk.press(ENTER)
    at_desk.until(lambda: _in_panel(at_desk) == day.lee.id)
    assert at_desk.went == []
    assert len(day.all(Visit)) == 2


def test_check_in_then_room_then_money_needs_no_mouse(at_desk: Person, day: Day) -> None:
    day.book("09:30", patient_id=day.ito.id)
    booked = day.book("10:00")
    at_desk.screen.refresh()
    asked: list[object] = []
    at_desk.screen.money_wanted.connect(asked.append)
    at_desk.choose(booked.id)
    at_desk.press("A")
    at_desk.until(at_desk.screen.check_in_panel.isVisible)
    at_desk.press(ENTER)
    at_desk.until(lambda: at_desk.selected() == day.lee.id and at_desk.stage() == "arrived")
    assert at_desk.screen.table.hasFocus()
    at_desk.press("$")
    assert len(asked) == 1
    at_desk.press("R")
    assert at_desk.screen.room_panel.isVisible()
    at_desk.press("2", ENTER)
    at_desk.until(lambda: at_desk.stage() == "rooming")
    assert at_desk.selected() == day.lee.id


def test_enter_twice_in_the_check_in_stays_on_the_board(at_desk: Person, day: Day) -> None:
    booked = day.book("10:00")
    at_desk.choose(booked.id)
    at_desk.press("A")
    at_desk.until(at_desk.screen.check_in_panel.isVisible)
    at_desk.press(ENTER, ENTER)
    at_desk.until(lambda: at_desk.selected() == day.lee.id and at_desk.stage() == "arrived")
    at_desk.press(ENTER)
    assert at_desk.went == []
    assert len(at_desk.heard) == 1


def test_a_no_show_and_its_undo_keep_the_patient(at_desk: Person, day: Day) -> None:
    booked = day.book("09:30")
    day.book("11:00", patient_id=day.ito.id)
    day.wait(45)
    at_desk.screen.refresh()
    at_desk.choose(booked.id)
    at_desk.press("N")
    at_desk.until(lambda: day.all(Visit) and at_desk.stage() == "no_show")
    assert at_desk.selected() == day.lee.id
    undo = at_desk.heard[-1].undo
    assert undo is not None
    undo()
    at_desk.until(lambda: at_desk.selected() == day.lee.id and at_desk.stage() == "booked")
    assert at_desk.screen.table.hasFocus()


def test_the_panel_of_the_row_before_is_gone_at_once(at_desk: Person, day: Day) -> None:
    first = day.arrived("09:30", patient_id=day.ito.id)
    second = day.book("10:00")
    at_desk.screen.refresh()
    at_desk.choose(first.visit_id)
    at_desk.until(lambda: _in_panel(at_desk) == day.ito.id)
    at_desk.screen.select_row(second.id)
    assert _in_panel(at_desk) == day.lee.id
    assert at_desk.screen.panel.name.text() == "Susan Lee"


def test_down_finds_a_row_where_none_is_selected(person: Person, day: Day) -> None:
    day.book("10:00")
    person.screen.refresh()
    person.screen.table.select_nothing()
    person.screen.table.setFocus()
    person.press(Qt.Key.Key_Down)
    assert person.selected() == day.lee.id


def test_coming_back_to_today_gives_the_list_the_keys(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    day.book("11:00", patient_id=day.ito.id)
    person.screen.refresh()
    person.choose(booked.id)
    person.screen.head.setFocus()
    person.screen.setFocus()
    person.press(Qt.Key.Key_Down)
    assert person.selected() == day.ito.id


def test_a_visit_found_elsewhere_has_the_keys_once_it_is_shown(person: Person, day: Day) -> None:
    day.book("09:30", patient_id=day.ito.id)
    booked = day.book("10:00")
    person.screen.open_place(Go("today", booked.id))
    person.until(lambda: person.selected() == day.lee.id)
    assert person.screen.table.hasFocus()
    person.press(ENTER)
    assert person.went[-1].record == day.lee.id


def test_escape_in_the_panel_gives_the_list_the_keys(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    note = person.screen.panel.hand_off.note
    assert note is not None
    note.field.area.setFocus()
    person.press(Qt.Key.Key_Escape)
    assert person.screen.table.hasFocus()


@pytest.mark.parametrize("key", ["A", "R", "D", "N", "C"])
def test_letters_do_nothing_beside_the_board(person: Person, day: Day, key: str) -> None:
    visit = day.arrived("09:30")
    day.room(visit, "1")
    person.screen.refresh()
    person.choose(visit.visit_id)
    person.screen.views.setFocus()
    QTest.keyClicks(QApplication.focusWidget() or person.screen, key)
    assert day.visit(visit).state is VisitState.ROOMING
    assert person.screen.side.currentWidget() is person.screen.panel
    assert person.went == []


def test_d_on_somebody_who_has_just_arrived_is_answered_in_words(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    person.press("D")
    assert person.went == []
    assert "does not apply" in person.heard[-1].text


def test_money_before_the_check_in_is_answered_in_words(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.screen.refresh()
    person.choose(booked.id)
    person.press("$")
    assert "Check in" in person.heard[-1].text
