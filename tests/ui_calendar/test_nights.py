"""The two nights on which the clocks change, in a practice that is open through them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.schedule.model import Appointment
from tests.ui_calendar.conftest import ENTER, Person, person_at
from tests.visits.day import Day
from ui.calendar.day_clock import WallTime, day_clock
from ui.calendar.day_painting import _hour_words
from ui.calendar.openings import Slot
from ui.common.navigation import Go

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
NEW_YORK = "America/New_York"
NIGHT = {day: [["00:00", "24:00"]] for day in ("sat", "sun", "mon")}


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Day]:
    made = Day(tmp_path, at=datetime(2026, 3, 6, 14, 0, tzinfo=UTC), hours=NIGHT)
    yield made
    made.close()


@pytest.fixture
def person(night: Day, qtbot: QtBot, qapp: QApplication) -> Person:
    return person_at(night, qtbot, qapp)


def test_an_ordinary_day_has_24_hours_and_no_doubts() -> None:
    clock = day_clock(date(2026, 3, 3), NEW_YORK)
    assert (clock.length, len(clock.hours)) == (1440, 24)
    assert clock.wall_at(555) == WallTime(555)
    assert clock.position(555) == 555
    assert not clock.comes_twice(90)
    assert clock.wall_at(1440).minute == 1440


def test_the_spring_night_has_no_hour_of_two() -> None:
    clock = day_clock(SPRING, NEW_YORK)
    assert clock.length == 23 * 60
    assert [clock.wall_at(hour).minute // 60 for hour in clock.hours][:4] == [0, 1, 3, 4]
    assert clock.position(150) == clock.position(180) == 120


def test_the_autumn_night_has_the_hour_of_one_twice() -> None:
    clock = day_clock(AUTUMN, NEW_YORK)
    assert clock.length == 25 * 60
    assert [clock.wall_at(hour).minute // 60 for hour in clock.hours][:4] == [0, 1, 1, 2]
    assert (clock.position(90, 0), clock.position(90, 1)) == (90, 150)
    assert clock.comes_twice(90) and not clock.comes_twice(120)
    assert clock.wall_at(150) == WallTime(90, 1)
    assert clock.wall_at(180) == WallTime(120, 0)


def test_half_an_hour_is_put_back_on_lord_howe() -> None:
    clock = day_clock(date(2026, 4, 5), "Australia/Lord_Howe")
    assert clock.length == 24 * 60 + 30


def test_the_gutter_tells_the_two_hours_apart(person: Person) -> None:
    person.screen.show_day(AUTUMN)
    day = person.screen.view.day
    assert day is not None
    assert [_hour_words(day, hour, False) for hour in day.clock.hours[:4]] == ["12 AM", "1 EDT", "1 EST", "2"]


def test_the_arrow_keys_step_over_the_missing_hour(person: Person) -> None:
    person.screen.show_day(SPRING)
    view = person.screen.view
    person.press(Qt.Key.Key_Home)
    person.press(*[Qt.Key.Key_Down] * 8)
    assert view.day is not None and view.stop is not None
    assert view.day.clock.wall_at(view.stop.position).text == "03:00"


def test_enter_in_the_second_hour_books_in_the_second(person: Person, night: Day) -> None:
    person.screen.show_day(AUTUMN)
    person.press(Qt.Key.Key_Home)
    person.press(*[Qt.Key.Key_Down] * 10, ENTER)
    person.choose_patient(night.lee)
    person.press(ENTER)
    (booked,) = night.all(Appointment)
    assert (booked.wall_start, booked.fold) == ("01:30", 1)
    assert booked.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert person.item().start == 150
    assert "1:30 AM EST" in str(person.screen.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_typed_time_that_comes_twice_asks_which(person: Person, night: Day) -> None:
    person.screen.open_place(Go("calendar", night.lee.id, "book"))
    panel = person.screen.book_panel
    panel.openings.show_slots([Slot(AUTUMN, "01:30", 30, None, night.okafor.id, "Dr. Okafor")])
    panel.openings.focus_first()
    person.press("1", ENTER)
    assert night.all(Appointment) == []
    assert panel.fold.field is not None
    person.press(Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert panel.fold.value() == 1
    panel.submit()
    (booked,) = night.all(Appointment)
    assert booked.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_move_into_the_second_hour_keeps_its_length(person: Person, night: Day) -> None:
    booked = night.book("00:30", day=AUTUMN)
    person.screen.show_day(AUTUMN)
    person.stand_on(booked.id)
    person.press("M", *[Qt.Key.Key_Down] * 7, ENTER)
    new = next(one for one in night.all(Appointment) if one.id != booked.id)
    assert (new.wall_start, new.fold, new.minutes) == ("01:15", 1, 30)


def test_two_equal_times_stand_below_each_other(person: Person, night: Day) -> None:
    night.book("01:30", day=AUTUMN, fold=0)
    night.book("01:30", day=AUTUMN, fold=1, patient_id=night.ito.id)
    person.screen.show_day(AUTUMN)
    entries = [item for item in person.screen.view.columns[0].items if item.entry is not None]
    assert [(item.start, item.lanes) for item in entries] == [(90, 1), (150, 1)]
