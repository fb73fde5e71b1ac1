"""When is my appointment? The list on the person's page, and the keys that lead to the calendar."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.schedule.actions import CancelAppointment, CancelledBy, UndoBooking, cancel_appointment, undo_booking
from app.schedule.queries import patient_appointments
from app.visits.actions import MarkNoShow, mark_no_show
from tests.ui_patient.people import Window
from tests.visits.day import Day
from ui.common.desk import Desk, ThreadDesk
from ui.common.navigation import Go
from ui.patient.appointments_card import MOST_OTHERS, state_chip
from ui.patient.person_section import PersonSection

MARCH_9, MARCH_10 = date(2026, 3, 9), date(2026, 3, 10)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    made = Day(tmp_path)
    yield made
    made.close()


def page(qtbot: QtBot, day: Day) -> tuple[PersonSection, list[Go]]:
    now = day.clock.now
    shown = PersonSection(Desk(day), day.lee.id, lambda: now().date(), now)
    went: list[Go] = []
    shown.go.connect(went.append)
    Window(qtbot, shown)
    shown.show_appointments()
    return shown, went


def test_the_next_one_comes_first_and_what_became_of_the_others_below(day: Day) -> None:
    missed = day.book("09:00")
    day.run(mark_no_show, MarkNoShow(appointment_id=missed.id, version=missed.version))
    later, soon = day.book("10:00", day=MARCH_10), day.book("10:00", day=MARCH_9)
    gone = day.book("11:00", day=MARCH_9)
    cancel = CancelAppointment(appointment_id=gone.id, version=1, by=CancelledBy.PATIENT, reason="No ride")
    day.run(cancel_appointment, cancel)
    slip = day.book("15:00", day=MARCH_9)
    day.run(undo_booking, UndoBooking(appointment_id=slip.id, version=slip.version))
    found = day.answer(patient_appointments, day.lee.id)
    assert [one.view.id for one in found.coming] == [soon.id, later.id]
    assert [(one.view.id, state_chip(one).text) for one in found.others] == [
        (gone.id, "Cancelled by patient"),
        (missed.id, "Did not come"),
    ]
    assert day.answer(patient_appointments, day.ito.id).coming == ()


def test_somebody_who_is_here_is_said_to_be_here(day: Day) -> None:
    day.arrived("10:00")
    (line,) = day.answer(patient_appointments, day.lee.id).others
    assert state_chip(line).text == "Here today"


def test_enter_shows_it_in_the_calendar_and_letters_move_cancel_and_book(qtbot: QtBot, day: Day) -> None:
    booked = day.book("10:00", day=MARCH_9)
    shown, went = page(qtbot, day)
    table = shown.appointments.appointments
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    for letter in "mxb":
        QTest.keyClicks(table, letter)
    assert went == [
        Go("calendar", booked.id, ""),
        Go("calendar", booked.id, "move"),
        Go("calendar", booked.id, "cancel"),
        Go("calendar", day.lee.id, "book"),
    ]


def test_the_list_takes_the_keys_as_soon_as_it_is_there(qtbot: QtBot, day: Day) -> None:
    day.book("10:00", day=MARCH_9)
    desk = ThreadDesk(day)
    shown = PersonSection(desk, day.lee.id, lambda: MARCH_9, day.clock.now)
    Window(qtbot, shown)
    shown.show_appointments()
    qtbot.waitUntil(shown.appointments.table.hasFocus)
    desk.close()


def test_nothing_ahead_is_said(qtbot: QtBot, day: Day) -> None:
    day.arrived("10:00")
    shown, _went = page(qtbot, day)
    assert shown.appointments.nothing_ahead.isVisible()


def test_what_is_over_is_not_moved(qtbot: QtBot, day: Day) -> None:
    day.arrived("10:00")
    shown, went = page(qtbot, day)
    QTest.keyClicks(shown.appointments.appointments, "mx")
    assert went == []
    assert not shown.appointments.move_button.isVisible()


def test_a_long_list_shows_the_latest_and_counts_the_rest(qtbot: QtBot, day: Day) -> None:
    for number in range(MOST_OTHERS + 2):
        view = day.book(f"{8 + number:02}:30" if number < 3 else f"{10 + number}:30", day=MARCH_9)
        cancel = CancelAppointment(appointment_id=view.id, version=1, by=CancelledBy.PATIENT, reason="Ill")
        day.run(cancel_appointment, cancel)
    shown, _went = page(qtbot, day)
    assert len(shown.appointments.table.records.records) == MOST_OTHERS
    assert shown.appointments.all_button.words == "2 more before these"
    shown.appointments.all_button.click()
    assert len(shown.appointments.table.records.records) == MOST_OTHERS + 2


def test_a_booking_made_elsewhere_is_seen(qtbot: QtBot, day: Day) -> None:
    shown, _went = page(qtbot, day)
    assert shown.appointments.empty.isVisible()
    day.book("10:00", day=MARCH_9)
    qtbot.waitUntil(lambda: len(shown.appointments.table.records.records) == 1)
