"""Today at the keyboard: each act a few keys from the selected row, named in the strip, undone by undo."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.frontdesk.views import BoardRow, Group
from app.visits.model import Visit, VisitState
from tests.ui_today.conftest import Person
from tests.visits.day import Day
from ui.common.navigation import Go
from ui.common.record_delegate import least_width
from ui.common.search_field import Choice
from ui.theme.theme import theme
from ui.today.board_table import about_text, board_model, ready_chips, room_text, time_text, wait_text

ENTER = Qt.Key.Key_Return


def test_check_in_with_nothing_changed_takes_four_keys_at_most(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.screen.refresh()
    person.choose(booked.id)
    person.press("A", ENTER)
    assert person.keys <= 4
    (visit,) = day.all(Visit)
    assert visit.state is VisitState.ARRIVED
    assert visit.checklist["identity"] == "birth_date,name"
    assert person.heard[-1].text == "Susan Lee is here"


def test_another_screen_opens_the_check_in_of_an_appointment(person: Person, day: Day) -> None:
    booked = day.book("10:00", reason="Cough since Friday")
    person.screen.open_place(Go("today", booked.id, "check_in", "Susan Lee"))
    panel = person.screen.check_in_panel
    person.qtbot.waitUntil(panel.isVisible)
    assert panel.view is not None
    assert panel.view.appointment_id == booked.id
    person.press(ENTER)
    assert day.all(Visit)[0].state is VisitState.ARRIVED


def test_a_visit_that_has_begun_is_shown_and_not_checked_in_again(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    day.arrived("11:00", patient_id=day.ito.id)
    person.screen.refresh()
    person.screen.open_walk_in()
    person.screen.open_place(Go("today", day.visit(visit).appointment_id, "check_in"))
    person.qtbot.waitUntil(lambda: bool(person.heard))
    assert "does not apply" in person.heard[-1].text
    row = person.screen.table.selected_record()
    assert row is not None
    assert row.id == visit.visit_id
    assert not person.screen.check_in_panel.isVisible()


def test_a_visit_of_another_day_is_said_not_to_be_here(person: Person, day: Day) -> None:
    tomorrow = day.book("10:00", day=date(2026, 3, 3))
    person.screen.open_place(Go("today", tomorrow.id, "check_in"))
    person.qtbot.waitUntil(lambda: bool(person.heard))
    assert "not on today's board" in person.heard[-1].text


def test_a_check_in_is_taken_back_by_undo(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.screen.refresh()
    person.choose(booked.id)
    person.press("A", ENTER)
    undo = person.heard[-1].undo
    assert undo is not None
    undo()
    assert day.all(Visit)[0].state is VisitState.EXPECTED


def test_fever_at_the_desk_puts_the_mask_first(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.screen.refresh()
    person.choose(booked.id)
    person.press("A")
    person.screen.check_in_panel.fever.set_value(True)
    person.press(ENTER)
    assert person.heard[-1].text == "Susan Lee is here: mask, room now"
    row = person.screen.table.selected_record()
    assert row is not None
    assert row.chips[0].message.id == "frontdesk.chip.mask"


def test_a_cough_in_the_reason_is_seen_before_anyone_asks(person: Person, day: Day) -> None:
    booked = day.book("10:00", reason="Cough since Friday")
    person.screen.refresh()
    person.choose(booked.id)
    person.press("A")
    assert person.screen.check_in_panel.mask_chip.isVisible()


def test_rooming_is_r_the_number_and_enter(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    person.press("R", "2", ENTER)
    assert day.visit(visit).state is VisitState.ROOMING
    assert day.room_state(2) == "occupied"
    assert person.went[-1].act == f"vitals@{visit.visit_id}"


def test_a_room_that_is_not_there_is_said_beside_the_field(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    person.press("R", "9", ENTER)
    assert day.visit(visit).state is VisitState.ARRIVED
    assert "no room" in person.screen.room_panel.number.error.text()


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("P", VisitState.READY_FOR_PROVIDER),
        ("W", VisitState.WITH_PROVIDER),
        ("S", VisitState.STAFF_WORK),
        ("C", VisitState.READY_FOR_CHECKOUT),
    ],
)
def test_one_key_moves_a_visit(person: Person, day: Day, key: str, state: VisitState) -> None:
    visit = day.arrived("10:00")
    day.room(visit, "1")
    person.screen.refresh()
    person.choose(visit.visit_id)
    person.press(key)
    assert day.visit(visit).state is state
    undo = person.heard[-1].undo
    assert undo is not None
    undo()
    assert day.visit(visit).state is VisitState.ROOMING


def test_a_key_that_does_not_apply_says_so(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.screen.refresh()
    person.choose(booked.id)
    person.press("W")
    assert "does not apply" in person.heard[-1].text
    assert day.all(Visit) == []


def test_somebody_else_moving_the_visit_is_seen(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    day.room(visit, "1")
    person.qtbot.waitUntil(lambda: person.stage() == "rooming")


def test_a_no_show_waits_for_the_agreed_time(person: Person, day: Day) -> None:
    booked = day.book("09:30")
    person.screen.refresh()
    person.choose(booked.id)
    day.wait(45)
    person.press("N")
    assert day.all(Visit)[0].state is VisitState.NO_SHOW


def test_a_walk_in_is_one_act(person: Person, day: Day) -> None:
    person.screen.open_walk_in()
    panel = person.screen.walk_in_panel
    panel.patient.choose(Choice(day.lee.id, "Lee, Susan"))
    panel.reason.set_value("Cut on the hand")
    panel.go.click()
    (visit,) = day.all(Visit)
    assert visit.state is VisitState.ARRIVED
    assert visit.reason == "Cut on the hand"


def test_a_cleaned_room_is_ready_again(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    day.room(visit, "1")
    day.move(visit, VisitState.READY_FOR_CHECKOUT)
    person.screen.refresh()
    card = person.screen.rooms_view.room(day.rooms[0].id)
    assert card is not None
    assert card.state == "to_clean"
    person.screen.rooms_view.ready_wanted.emit(card)
    assert day.room_state(1) == "ready"


def test_the_row_says_what_the_desk_needs(person: Person, day: Day) -> None:
    booked = day.book("13:05")
    person.screen.refresh()
    person.choose(booked.id)
    row = person.screen.table.selected_record()
    assert row is not None
    assert row.group is Group.EXPECTED
    assert (time_text(row), about_text(row), room_text(row), wait_text(row)) == ("1:05", "67 F", "–", "–")


def test_an_empty_day_says_what_to_do(person: Person) -> None:
    person.qtbot.waitUntil(lambda: person.screen.board is not None)
    assert person.screen.nobody.isVisible()


def test_a_name_with_markup_is_shown_as_it_is(person: Person, day: Day) -> None:
    odd = day.patient("<b>Smith</b>", "Ann", day.lee.birth_date)
    booked = day.book("10:00", patient_id=odd.id)
    person.screen.refresh()
    person.choose(booked.id)
    person.qtbot.waitUntil(lambda: person.screen.panel.shown is not None)
    assert person.screen.panel.name.text() == "Ann <b>Smith</b>"


def test_the_board_is_a_sound_model(person: Person, day: Day) -> None:
    model = board_model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    day.book("10:00")
    person.screen.refresh()
    assert person.screen.board is not None
    model.set_records(person.screen.board.rows)
    assert model.rowCount() == 2
    assert tester.model() is model


@pytest.mark.parametrize("size", [(1_280, 720), (1_440, 900)])
def test_at_large_text_no_state_and_no_age_is_cut(person: Person, day: Day, size: tuple[int, int]) -> None:
    visit = day.arrived("10:00")
    day.room(visit, "1")
    day.move(visit, VisitState.READY_FOR_PROVIDER)
    day.arrived("11:00", patient_id=day.ito.id)
    day.wait(95)
    person.screen.refresh()
    person.choose(visit.visit_id)
    theme().set_text_size(150)
    try:
        person.screen.resize(round(size[0] - 125), size[1] - 110)
        table = person.screen.table
        person.qtbot.waitUntil(lambda: table.rowHeight(1) == theme().px(48))
        places = {column.id: at for at, column in enumerate(table.records.columns)}
        for name in ("time", "room", "stage", "wait", "ready"):
            room = table.columnWidth(places[name]) - theme().px(15)
            assert all(least_width(cell) <= room for cell in table.records.cells(places[name])), name
        room = table.columnWidth(places["patient"]) - theme().px(15)
        ages = [cell.secondary for cell in table.records.cells(places["patient"])]
        assert all(theme().metrics().horizontalAdvance(age) <= room for age in ages)
        assert table.horizontalScrollBar().maximum() == 0
        person.qtbot.waitUntil(lambda: person.screen.side.width() == person.screen.panel.width())
        person.screen.open_walk_in()
        person.qtbot.waitUntil(lambda: person.screen.side.width() == person.screen.walk_in_panel.width())
        assert person.screen.walk_in_panel.width() == theme().px(280)
    finally:
        theme().set_text_size(100)


def test_who_is_late_is_seen_also_where_a_mask_comes_first(person: Person, day: Day) -> None:
    booked = day.book("09:30", reason="Cough")
    day.wait(51)
    person.screen.refresh()
    person.choose(booked.id)
    row = person.screen.table.selected_record()
    assert row is not None
    assert wait_text(row) == "21 late"
    assert ready_chips(row)[0].text == "Mask, room now"


@pytest.mark.parametrize(("width", "height"), [(1_196, 650), (1_356, 830)])
def test_reason_and_provider_stay_on_a_small_screen(
    person: Person, day: Day, width: int, height: int
) -> None:
    day.arrived("10:00", reason="Sore throat, cough, fever")
    day.book("11:00", patient_id=day.ito.id, reason="Blood pressure follow-up")
    person.screen.resize(width, height)
    person.screen.refresh()
    table = person.screen.table
    places = {column.id: at for at, column in enumerate(table.records.columns)}
    for name in ("reason", "with", "ready"):
        assert not table.isColumnHidden(places[name]), name
    assert table.horizontalScrollBar().maximum() == 0


def test_same_names_are_told_apart_on_the_board_and_in_messages(person: Person, day: Day) -> None:
    older = day.patient("Lee", "Susan", date(1958, 8, 12), name_key="lee susan")
    day.patient("Lee", "Susan", date(1961, 3, 9), name_key="lee susan")
    booked = day.book("10:00", patient_id=older.id)
    person.screen.refresh()
    person.choose(booked.id)
    row = person.screen.table.selected_record()
    assert row is not None
    assert about_text(row) == "67 F · same name"
    person.press("A")
    assert "another Lee, Susan" in person.screen.check_in_panel.person.alike.accessibleName()
    person.press(ENTER)
    assert person.heard[-1].text == "Susan Lee, born 8/12/1958, is here"


def test_the_check_in_begins_at_the_top_with_nothing_ticked(person: Person, day: Day) -> None:
    first, second = day.book("10:00"), day.book("11:00", patient_id=day.ito.id)
    person.screen.resize(1_100, 480)
    person.screen.refresh()
    person.choose(first.id)
    person.press("A")
    panel = person.screen.check_in_panel
    bar = panel.area.verticalScrollBar()
    person.until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    person.press(Qt.Key.Key_Escape)
    person.choose(second.id)
    person.press("A")
    assert bar.value() == 0
    assert panel.person.name.text() == "Kenji Ito"
    assert not panel.card.value()
    assert panel.go.words == "Nothing changed, check in"


def test_money_keys_in_the_check_in_go_on_to_the_payment(at_desk: Person, day: Day) -> None:
    booked = day.book("10:00")
    asked: list[BoardRow] = []
    at_desk.screen.money_wanted.connect(asked.append)
    at_desk.screen.refresh()
    at_desk.choose(booked.id)
    at_desk.press("A")
    at_desk.until(at_desk.screen.check_in_panel.isVisible)
    at_desk.until(at_desk.screen.check_in_panel.money.isVisible)
    at_desk.press("$")
    at_desk.until(lambda: asked)
    assert asked[0].facts.patient_id == day.lee.id
    assert asked[0].facts.visit_id is not None


def test_a_sensitive_chart_has_its_lock_and_word_on_the_board(person: Person, day: Day) -> None:
    booked = day.book("09:30", reason="Cough")
    person.screen.refresh()
    person.choose(booked.id)
    row = person.screen.table.selected_record()
    assert row is not None and "lock" not in [chip.icon for chip in ready_chips(row)]
    marked = replace(row, sensitive=True)
    assert [(chip.text, chip.icon) for chip in ready_chips(marked)][-1] == ("Sensitive", "lock")
