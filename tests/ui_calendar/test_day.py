"""The day as an item view: sound model, arrow keys, screen reader, moving, cancelling, blocks, live."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester

from app.schedule.actions import AddBlock, MoveAppointment, add_block, move_appointment
from app.schedule.model import Appointment, AppointmentState, Block, BlockKind
from app.visits.model import VisitState
from tests.ui_calendar.busy import as_in_the_design
from tests.ui_calendar.conftest import ENTER, Person
from tests.visits.day import Day
from ui.calendar.day_painting import booked_words
from ui.calendar.schedule_model import ScheduleModel
from ui.common.navigation import Go

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
UP, DOWN, LEFT, RIGHT = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right


def test_the_day_is_a_sound_model(person: Person, day: Day) -> None:
    model = ScheduleModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    live = QAbstractItemModelTester(
        person.screen.view.schedule, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    as_in_the_design(day, TUESDAY)
    person.screen.step_day(1)
    assert person.screen.view.day is not None
    model.show_day(person.screen.view.day)
    assert (model.columnCount(), model.rowCount() > 10) == (3, True)
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Dr. Okafor"
    person.screen.show_by("room")
    assert tester.model() is model and live.model() is person.screen.view.schedule


def test_each_entry_is_said_to_a_screen_reader(person: Person, day: Day) -> None:
    day.book("09:15", room_id=day.rooms[1].id, reason="Sick visit")
    person.refresh()
    interface = QAccessible.queryAccessibleInterface(person.screen.view)
    assert interface.role() == QAccessible.Role.Table
    names = [interface.child(number).text(QAccessible.Text.Name) for number in range(interface.childCount())]
    assert "9:15 AM, Lee, Susan, 30 minutes, Sick visit, Dr. Okafor, Room 2, booked" in names
    assert any(name.startswith("9:45 AM, open") for name in names) is False


def test_the_arrow_keys_stop_at_entries_and_free_time(person: Person, day: Day) -> None:
    day.book("09:30", patient_id=day.ito.id)
    person.refresh()
    view = person.screen.view
    assert view.stop is not None and view.stop.position == 9 * 60
    places = []
    for _ in range(4):
        person.press(DOWN)
        places.append((view.stop.position, view.item() is not None))
    assert places == [(555, False), (570, True), (600, False), (615, False)]
    person.press(UP, UP, RIGHT)
    assert (view.stop.column, view.stop.position) == (1, 570)
    person.press(LEFT)
    assert person.item().entry is not None


def test_home_and_end_are_the_edges_of_the_hours_and_night_is_reachable(person: Person) -> None:
    view = person.screen.view
    person.press(Qt.Key.Key_Home)
    assert view.stop is not None and view.stop.position == 8 * 60
    person.press(*[UP] * 32)
    assert view.stop.position == 0
    assert view.verticalScrollBar().value() == 0


def test_enter_on_an_entry_goes_to_its_panel(person: Person, day: Day) -> None:
    booked = day.book("10:00", reason="Cough")
    person.refresh()
    person.stand_on(booked.id)
    details = person.screen.details
    assert details.heading.text() == "Susan Lee"
    assert details.when.text() == "Mon 3/2 · 10:00 AM – 10:30 AM · 30 min"
    assert details.facts.text() == "Follow-up · Dr. Okafor\nCough"
    assert details.person.text().startswith("Born 8/12/1958 · 67 F · MRN ")
    person.press(ENTER)
    assert details.check_in.hasFocus()


def test_m_moves_with_the_arrows_and_undo_gives_the_old_time_back(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    person.press("M", DOWN, DOWN, RIGHT, ENTER)
    old, new = sorted(person.all_appointments(), key=lambda one: one.wall_start)
    assert (new.wall_start, new.provider_id) == ("10:30", day.lind.id)
    assert old.state is AppointmentState.RESCHEDULED
    assert person.heard[-1].text == "Moved Susan Lee to Mon 3/2, 10:30 AM"
    assert "Moved from Mon 3/2, 10:00 AM" in person.screen.details.history.text()
    undo = person.heard[-1].undo
    assert undo is not None
    undo()
    assert day.fresh(Appointment, booked.id).state is AppointmentState.BOOKED


def test_escape_puts_back_what_was_taken_up(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    person.press("M", DOWN, Qt.Key.Key_Escape)
    assert person.screen.view.ghost is None
    person.press("M", DOWN, UP, ENTER)
    assert len(person.all_appointments()) == 1


def test_what_is_held_goes_along_to_another_day(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    person.press("M")
    person.press(RIGHT, holding=Qt.KeyboardModifier.AltModifier)
    assert person.screen.day == TUESDAY
    person.press(ENTER)
    new = next(one for one in person.all_appointments() if one.id != booked.id)
    assert (new.day, new.wall_start) == (TUESDAY, "10:00")


def test_an_appointment_whose_visit_began_stays(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    person.refresh()
    person.stand_on(visit.appointment_id)
    person.press("M")
    assert person.screen.view.ghost is None
    assert not person.screen.details.buttons["move"].isVisible()


def test_a_time_that_passed_is_refused_in_words(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    person.press("M", *[UP] * 6, ENTER)
    assert person.heard[-1].text == "This time has passed. Choose a later one."
    assert len(person.all_appointments()) == 1


def test_f_confirms_and_takes_it_back(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    person.press("F")
    assert day.fresh(Appointment, booked.id).state is AppointmentState.CONFIRMED
    assert person.screen.details.buttons["confirm"].words == "Unconfirm"
    person.press("F")
    assert day.fresh(Appointment, booked.id).state is AppointmentState.BOOKED


@pytest.mark.parametrize("key", ["X", Qt.Key.Key_Delete])
def test_cancelling_asks_who_and_why(person: Person, day: Day, key: str | Qt.Key) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    person.press(key, ENTER)
    assert person.screen.side.cancel.reason.error.text() == "Type why. It is kept and counted."
    person.press("has a cold", ENTER)
    kept = day.fresh(Appointment, booked.id)
    assert (kept.state, kept.cancel_reason) == (AppointmentState.CANCELLED_BY_PATIENT, "has a cold")
    undo = person.heard[-1].undo
    assert undo is not None
    undo()
    assert day.fresh(Appointment, booked.id).state is AppointmentState.BOOKED


def test_the_practice_may_cancel_too(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    person.press("X")
    person.screen.side.cancel.by.control.setFocus()
    person.press(RIGHT)
    person.screen.side.cancel.start()
    person.press("doctor away", ENTER)
    assert day.fresh(Appointment, booked.id).state is AppointmentState.CANCELLED_BY_PRACTICE


def test_facts_are_changed_in_the_panel_and_undone(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    person.screen.details.buttons["change"].click()
    panel = person.screen.side.change
    panel.minutes.line.setText("4x")
    panel.go.click()
    assert panel.minutes.error.text().startswith("Type a number of minutes")
    panel.minutes.line.setText("45")
    panel.reason.line.setText("Knee")
    panel.go.click()
    kept = day.fresh(Appointment, booked.id)
    assert (kept.minutes, kept.reason) == (45, "Knee")
    undo = person.heard[-1].undo
    assert undo is not None
    undo()
    assert day.fresh(Appointment, booked.id).minutes == 30


def test_the_panel_asks_for_chart_card_and_check_in(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    for act in ("chart", "card", "check_in"):
        person.screen.details.buttons[act].click()
    assert [(go.screen, go.record, go.act) for go in person.went] == [
        ("patients", day.lee.id, "chart"),
        ("today", booked.id, "check_in"),
    ]
    assert person.cards == [booked.id]


def test_a_move_by_another_person_is_seen(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.stand_on(booked.id)
    command = MoveAppointment(appointment_id=booked.id, version=1, day=MONDAY, wall_start="14:00")
    moved = day.run(move_appointment, command)
    model = person.screen.view.schedule
    person.qtbot.waitUntil(lambda: model.index_of(("entry", moved.id)).isValid())
    assert not model.index_of(("entry", booked.id)).isValid()
    assert "Moved to Mon 3/2, 2:00 PM" in person.screen.details.history.text()
    person.screen.details.other.click()
    assert person.item().key == ("entry", moved.id)


def test_g_goes_to_a_date_typed_in_any_form(person: Person) -> None:
    for typed, meant in (
        ("3/17", date(2026, 3, 17)),
        ("8 12 26", date(2026, 8, 12)),
        ("2025-12-01", date(2025, 12, 1)),
        ("tomorrow", TUESDAY),
        ("in 2 weeks", date(2026, 3, 16)),
    ):
        person.screen.go_today()
        person.screen.view.setFocus()
        person.press("G", typed, ENTER)
        assert person.screen.day == meant
    person.press("T")
    assert person.screen.day == MONDAY
    assert person.screen.head.title.text() == "Monday, March 2"


def test_what_is_no_day_is_said_beside_the_field(person: Person) -> None:
    person.press("G", "next week of never", ENTER)
    assert person.screen.day == MONDAY or person.screen.side.go_to.day.error.text()
    person.screen.back_to_day()
    person.press("G", "blue", ENTER)
    assert person.screen.side.go_to.day.error.text().startswith("Not a day.")


def test_left_and_right_on_the_head_step_through_days(person: Person) -> None:
    person.screen.head.steps.today.setFocus()
    person.press(RIGHT, RIGHT, LEFT)
    assert person.screen.day == TUESDAY
    assert not person.screen.head.steps.today.marked


def test_rooms_are_columns_and_a_move_takes_the_room(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.screen.show_by("room")
    assert [column.title for column in person.screen.view.columns] == [
        "Room 1",
        "Room 2",
        "Room 3",
        "No room yet",
    ]
    person.stand_on(booked.id)
    person.press("M", LEFT, LEFT, ENTER)
    new = next(one for one in person.all_appointments() if one.id != booked.id)
    assert new.room_id == day.rooms[1].id


def test_who_sits_in_a_room_stands_in_its_column(person: Person, day: Day) -> None:
    here, left, gone = day.arrived("10:00"), day.arrived("10:30", patient_id=day.ito.id), day.book("11:00")
    day.room(here, "2")
    day.room(left, "1")
    day.move(left, VisitState.READY_FOR_CHECKOUT)
    person.screen.show_by("room")
    columns = {column.title: column for column in person.screen.view.columns}
    inside = {
        title: [item.entry.patient_last_name for item in column.items if item.entry]
        for title, column in columns.items()
    }
    assert inside == {"Room 1": ["Ito"], "Room 2": ["Lee"], "Room 3": [], "No room yet": ["Lee"]}
    assert [column.booked for column in columns.values()] == [1, 1, 0, 1]
    assert gone.room_id is None


def test_many_without_a_room_have_the_width_to_be_read(person: Person, day: Day) -> None:
    for number, provider in enumerate((day.okafor, day.lind, day.staff)):
        patient = day.patient("Green", f"Ann{number}", date(1980, 1, number + 1))
        day.book("10:00", patient_id=patient.id, provider_id=provider.id)
    person.screen.show_by("room")
    at, columns = person.screen.view.geometry_now(), person.screen.view.columns
    boxes = [at.rect(3, item) for item in columns[3].items if item.entry]
    assert len(boxes) == 3
    assert min(box.width() for box in boxes) > 80
    assert at.column_at(boxes[2].center()) == 3


def test_a_block_is_added_and_opened_again(person: Person, day: Day) -> None:
    person.press("B")
    panel = person.screen.side.block
    assert panel.provider.value() == str(day.okafor.id)
    panel.start_at.line.setText("2")
    panel.minutes.line.setText("45")
    panel.go.click()
    (block,) = day.all(Block)
    assert (block.wall_start, block.minutes, block.day) == ("14:00", 45, MONDAY)
    assert person.screen.view.select_key(("block", block.id))
    person.press(ENTER)
    assert person.screen.side.block_details.heading.text() == "Lunch"
    person.press(ENTER)
    assert day.all(Block)[0].entered_in_error is not None
    undo = person.heard[-1].undo
    assert undo is not None
    undo()
    assert len(day.all(Block)) == 2


def test_a_weekly_block_ends_and_the_days_before_keep_it(person: Person, day: Day) -> None:
    command = AddBlock(
        provider_id=day.okafor.id, kind=BlockKind.LUNCH, wall_start="12:00", minutes=60, weekday=0
    )
    made = day.run(add_block, command)
    person.screen.step_day(7)
    assert person.screen.view.select_key(("block", made.block_id))
    person.screen.view.setFocus()
    person.press(ENTER)
    assert person.screen.side.block_details.go.words == "Open it from Mon 3/9 on"
    person.press(ENTER)
    assert day.all(Block)[0].valid_to == date(2026, 3, 8)


def test_a_block_over_appointments_is_a_soft_stop(person: Person, day: Day) -> None:
    day.book("14:00")
    person.refresh()
    person.press("B")
    person.screen.side.block.start_at.line.setText("2 pm")
    person.screen.side.block.go.click()
    assert person.panel() == "soft_stop"
    person.press("they will be called", ENTER)
    assert len(day.all(Block)) == 1


def test_another_screen_shows_an_appointment_on_its_day(person: Person, day: Day) -> None:
    booked = day.book("10:00", day=date(2026, 3, 12))
    person.screen.open_place(Go("calendar", booked.id))
    assert person.screen.day == date(2026, 3, 12)
    assert person.item().key == ("entry", booked.id)


def test_a_closed_day_says_so(person: Person) -> None:
    person.screen.step_day(6)
    assert person.screen.head.detail.text() == "Closed"


def test_print_day_asks_for_the_day_in_sight(person: Person) -> None:
    asked: list[date] = []
    person.screen.print_day_wanted.connect(asked.append)
    person.screen.step_day(1)
    person.screen.head.print_day.click()
    assert asked == [TUESDAY]


def test_a_column_says_how_many_are_booked() -> None:
    assert booked_words(17) == "17 booked"


def test_a_long_name_with_markup_is_whole_in_the_tool_tip(person: Person, day: Day) -> None:
    odd = day.patient("<b>Featherstonehaugh-Wolfeschlegelsteinhausen</b>", "Ann", date(1980, 1, 1))
    booked = day.book("10:00", patient_id=odd.id)
    person.refresh()
    index = person.screen.view.schedule.index_of(("entry", booked.id))
    tip = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert "&lt;b&gt;Featherstonehaugh-Wolfeschlegelsteinhausen&lt;/b&gt;, Ann" in tip


@pytest.mark.parametrize(("act", "panel"), [("cancel", "cancel"), ("move", "")])
def test_another_screen_moves_or_cancels_an_appointment(
    person: Person, day: Day, act: str, panel: str
) -> None:
    booked = day.book("10:00", day=TUESDAY)
    person.screen.open_place(Go("calendar", booked.id, act))
    assert person.screen.day == TUESDAY
    if panel:
        assert person.screen.side.currentWidget() is person.screen.side.cancel
    else:
        person.press(DOWN, ENTER)
        assert {one.state for one in person.all_appointments()} == {
            AppointmentState.RESCHEDULED,
            AppointmentState.BOOKED,
        }
