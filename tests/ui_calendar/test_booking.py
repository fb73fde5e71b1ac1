"""Booking at the keyboard: in plain words, at the cursor, over something, and taking it back."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.practice.drafts import draft_of
from app.schedule.model import Appointment, AppointmentState
from tests.ui_calendar.conftest import ENTER, Person, person_at
from tests.visits.day import Day
from ui.calendar.openings import Slot
from ui.common.check_rows import CheckRow
from ui.common.navigation import Go
from ui.common.search_field import Choice


def test_a_follow_up_in_words_takes_six_keys_and_the_text(person: Person, day: Day) -> None:
    """Ctrl+B (on the board or here), the words, Enter to the openings, the first, Enter."""
    person.keys = 2  # Ctrl+B: on Today it names the patient of the selected row
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.press("3 months, blood pressure", ENTER, "1", ENTER)
    assert person.keys <= 6
    (booked,) = person.all_appointments()
    assert booked.patient_id == day.lee.id
    assert booked.visit_type_id == day.pressure.id
    assert booked.minutes == 15
    assert abs((booked.day - date(2026, 6, 2)).days) <= 7
    assert person.heard[-1].text.startswith("Booked Susan Lee, ")
    assert person.cards == [booked.id]


def test_the_patient_of_another_screen_is_in_the_form_with_age_and_sex(person: Person, day: Day) -> None:
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    panel = person.screen.book_panel
    assert panel.patient.line.text() == "Lee, Susan"
    assert panel.patient.line.suffix == "67 F"
    assert panel.heading.text() == "Book a follow-up"
    assert panel.when.line.hasFocus()


def test_ctrl_b_asks_for_the_patient_first(person: Person, day: Day) -> None:
    person.control(Qt.Key.Key_B)
    assert person.screen.book_panel.patient.line.hasFocus()
    person.choose_patient(day.lee)
    assert person.screen.book_panel.when.line.hasFocus()


def test_what_was_understood_is_said_back(person: Person, day: Day) -> None:
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.press("in 2 weeks, mornings", ENTER)
    said = person.screen.book_panel.understood.text().replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("Mar 14 – 20 · mornings")
    first = person.screen.book_panel.openings.slots[0]
    assert first.words == "Mon 3/16 · 8:00 AM · Okafor"


def test_enter_on_free_time_books_there(person: Person, day: Day) -> None:
    view = person.screen.view
    person.press(Qt.Key.Key_Right, Qt.Key.Key_Down, ENTER)
    assert person.panel() == "book"
    slot = person.screen.book_panel.slot
    assert slot is not None
    assert (slot.wall_start, slot.provider_id) == ("09:15", day.lind.id)
    person.choose_patient(day.ito)
    person.press(ENTER)
    (booked,) = person.all_appointments()
    assert (booked.wall_start, booked.provider_id, booked.patient_id) == ("09:15", day.lind.id, day.ito.id)
    assert view.hasFocus()
    assert person.item().key == ("entry", booked.id)
    assert person.cards == []


def test_a_booking_over_another_takes_a_reason(person: Person, day: Day) -> None:
    day.book("10:00", patient_id=day.ito.id)
    person.refresh()
    panel = person.screen.book_panel
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.press("today at 10:00 with okafor", ENTER)
    assert all(slot.wall_start != "10:00" for slot in panel.openings.slots)
    panel.openings.show_slots([Slot(date(2026, 3, 2), "10:00", 30, None, day.okafor.id, "Dr. Okafor")])
    panel.openings.focus_first()
    person.press("1", ENTER)
    assert person.panel() == "soft_stop"
    person.press("squeezed in by the doctor", ENTER)
    booked = next(one for one in person.all_appointments() if one.patient_id == day.lee.id)
    assert booked.overlap_reason == "squeezed in by the doctor"
    lanes = [item.lanes for item in person.screen.view.columns[0].items if item.entry is not None]
    assert lanes == [2, 2]


def test_a_soft_stop_says_the_time_as_the_calendar_does(person: Person, day: Day) -> None:
    day.book("13:30", patient_id=day.ito.id)
    person.refresh()
    person.screen.view.free_chosen.emit(0, 13 * 60 + 45)
    person.choose_patient(day.lee)
    person.press(ENTER)
    assert person.panel() == "soft_stop"
    said = " ".join(row.line.text for row in person.screen.side.findChildren(CheckRow))
    assert "from 1:30 PM to 2:00 PM" in said


def test_going_back_from_a_soft_stop_books_nothing(person: Person, day: Day) -> None:
    day.book("10:00", patient_id=day.ito.id)
    person.refresh()
    person.screen.view.free_chosen.emit(0, 10 * 60)
    person.choose_patient(day.lee)
    person.screen.book_panel.reason.line.setText("Rash")
    person.press(ENTER)
    assert person.panel() == "soft_stop"
    person.press(Qt.Key.Key_Escape)
    assert person.panel() == "book"
    assert person.screen.book_panel.reason.text() == "Rash"
    assert len(person.all_appointments()) == 1


def test_a_booking_is_taken_back_as_a_slip(person: Person, day: Day) -> None:
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.press("tomorrow", ENTER, "1", ENTER)
    undo = person.heard[-1].undo
    assert undo is not None
    undo()
    (booked,) = person.all_appointments()
    assert booked.state is AppointmentState.ENTERED_IN_ERROR


def test_what_is_missing_is_said_beside_its_field(person: Person, day: Day) -> None:
    person.control(Qt.Key.Key_B)
    person.screen.book_panel.go.click()
    assert person.screen.book_panel.patient.error.text() == "Choose the patient from the list."
    assert day.all(Appointment) == []


def test_offered_times_of_the_day_in_sight_are_pointed_out(person: Person, day: Day) -> None:
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.press("today", ENTER)
    offered = [item.offered for item in person.screen.view.columns[0].items if item.offered]
    assert offered[0] == "follow-up 30 min"


def test_find_a_time_begins_with_the_time(person: Person) -> None:
    person.press("/")
    assert person.screen.book_panel.when.line.hasFocus()
    person.press(Qt.Key.Key_Escape)
    assert person.panel() == "appointment"
    person.control(Qt.Key.Key_F)
    assert person.screen.book_panel.when.line.hasFocus()


def test_full_days_say_that_later_ones_are_shown(person: Person, day: Day) -> None:
    day.clock.advance(timedelta(hours=9))
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.press("today", ENTER)
    assert "Full then" in person.screen.book_panel.understood.text()
    assert person.screen.book_panel.openings.slots


def test_a_day_on_which_nobody_works_says_so_and_offers_the_nearest(person: Person, day: Day) -> None:
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.press("saturday", ENTER)
    assert "The practice is closed then" in person.screen.book_panel.understood.text()
    slots = person.screen.book_panel.openings.slots
    assert [slot.day for slot in slots[:2]] == [date(2026, 3, 6), date(2026, 3, 9)]


def again_at(person: Person, day: Day, qapp: QApplication) -> Person:
    """Sit down again after a lock or a crash: another calendar over the same practice."""
    return person_at(day, person.qtbot, qapp)


def test_a_half_typed_booking_is_back_after_a_lock(person: Person, day: Day, qapp: QApplication) -> None:
    person.control(Qt.Key.Key_B)
    person.choose_patient(day.lee)
    person.press("in 2 weeks, mornings", ENTER, "1")
    person.screen.book_panel.reason.line.setFocus()
    person.press("wants Spanish forms")
    slot = person.screen.book_panel.slot
    person.screen.desk.locking.emit()
    after = again_at(person, day, qapp)
    panel = after.screen.book_panel
    after.qtbot.waitUntil(lambda: after.panel() == "book")
    assert "is back" in after.heard[-1].text
    assert panel.patient.choice is not None
    assert panel.patient.choice.id == day.lee.id
    assert (panel.when.text(), panel.reason.text()) == ("in 2 weeks, mornings", "wants Spanish forms")
    assert panel.slot == slot
    panel.go.click()
    (booked,) = after.all_appointments()
    assert (booked.patient_id, booked.reason) == (day.lee.id, "wants Spanish forms")
    assert slot is not None
    assert (booked.day, booked.wall_start) == (slot.day, slot.wall_start)
    assert day.answer(draft_of, "schedule.book") is None


def test_a_crash_loses_at_most_what_the_last_seconds_brought(
    person: Person, day: Day, qapp: QApplication
) -> None:
    person.control(Qt.Key.Key_B)
    person.choose_patient(day.ito)
    person.press("next tue")
    person.screen.book_panel.keeper.save()  # as its timer does every five seconds
    after = again_at(person, day, qapp)
    after.qtbot.waitUntil(lambda: after.panel() == "book")
    assert after.screen.book_panel.when.text() == "next tue"
    after.qtbot.waitUntil(lambda: len(after.screen.book_panel.openings.slots) > 0)


def test_a_booking_that_was_left_does_not_come_back(person: Person, day: Day, qapp: QApplication) -> None:
    person.control(Qt.Key.Key_B)
    person.choose_patient(day.lee)
    person.screen.book_panel.keeper.save()
    assert day.answer(draft_of, "schedule.book") is not None
    person.press(Qt.Key.Key_Escape)
    assert day.answer(draft_of, "schedule.book") is None
    assert again_at(person, day, qapp).panel() == "appointment"


def test_a_booking_nobody_touched_makes_no_draft(person: Person, day: Day) -> None:
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.screen.desk.locking.emit()
    assert day.answer(draft_of, "schedule.book") is None


def test_another_booking_that_was_asked_for_meanwhile_is_not_overwritten(
    person: Person, day: Day, qapp: QApplication
) -> None:
    person.control(Qt.Key.Key_B)
    person.choose_patient(day.lee)
    person.screen.book_panel.keeper.save()
    panel = person_at(day, person.qtbot, qapp).screen.book_panel
    panel.open(Choice(day.ito.id, "Ito, Kenji"))
    panel.keeper.bring_back(lambda: not panel._begun)
    assert panel.patient.choice is not None
    assert panel.patient.choice.id == day.ito.id


def test_a_slip_in_the_time_is_said_and_the_words_stay(person: Person, day: Day) -> None:
    person.control(Qt.Key.Key_B)
    person.choose_patient(day.lee)
    panel = person.screen.book_panel
    person.press("tody", ENTER)
    person.qtbot.waitUntil(lambda: bool(panel.when.error.text()))
    assert panel.when.error.text() == "“tody” was not understood. Did you mean “today”?"
    assert (panel.when.text(), panel.reason.text()) == ("tody", "")
    assert panel.when.line.hasFocus()


def test_a_patient_made_a_moment_ago_gets_the_visit_of_a_new_patient(person: Person, day: Day) -> None:
    fresh = day.patient("Silva", "Marina", date(1999, 1, 2))
    person.screen.open_place(Go("calendar", fresh.id, "book"))
    panel = person.screen.book_panel
    person.qtbot.waitUntil(lambda: panel.kind.value() == str(day.new_patient.id))
    person.screen.open_place(Go("calendar", day.lee.id, "book"))
    person.qtbot.waitUntil(lambda: panel.kind.value() == str(day.follow_up.id))


def test_after_booking_the_new_appointment_is_in_sight(person: Person, day: Day) -> None:
    other = day.book("10:00", patient_id=day.ito.id)
    person.refresh()
    person.stand_on(other.id)
    person.control(Qt.Key.Key_B)
    person.choose_patient(day.lee)
    person.press("in 2 weeks", ENTER)
    panel = person.screen.book_panel
    person.qtbot.waitUntil(lambda: bool(panel.openings.slots) and panel.openings.isAncestorOf(focus()))
    person.press("1", ENTER)
    shown = person.screen.details.shown
    assert shown is not None
    assert shown.patient_id == day.lee.id
    assert person.screen.day == shown.day
    assert person.item().key == ("entry", shown.id)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found
