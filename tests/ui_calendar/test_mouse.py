"""The mouse in the day: choosing, dragging, pulling longer, and booking by a double click."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.schedule.model import Appointment
from tests.ui_calendar.conftest import Person
from tests.visits.day import Day


def test_a_click_chooses_and_a_double_click_on_free_time_books(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    port = person.screen.view.viewport()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=person.point(0, 605))
    assert person.item().key == ("entry", booked.id)
    QTest.mouseDClick(port, Qt.MouseButton.LeftButton, pos=person.point(2, 11 * 60))
    slot = person.screen.book_panel.slot
    assert slot is not None
    assert (slot.wall_start, slot.provider_id) == ("11:00", day.staff.id)


def test_dragging_moves_to_another_time_and_column(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    person.drag(person.point(0, 605), person.point(1, 665))
    new = next(one for one in person.all_appointments() if one.id != booked.id)
    assert (new.wall_start, new.provider_id) == ("11:00", day.lind.id)


def test_a_hand_that_trembles_moves_nothing(person: Person, day: Day) -> None:
    day.book("10:00")
    person.refresh()
    start = person.point(0, 605)
    person.drag(start, start + QPoint(2, 2))
    assert len(person.all_appointments()) == 1
    assert person.heard == []


def test_pulling_the_lower_edge_makes_it_longer(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    view = person.screen.view
    person.point(0, 600)
    rect = view.visualRect(view.schedule.index_of(("entry", booked.id)))
    edge = QPoint(rect.center().x(), rect.bottom() - 1)
    person.drag(edge, QPoint(edge.x(), view.geometry_now().y_of(645)))
    assert day.fresh(Appointment, booked.id).minutes == 45
    undo = person.heard[-1].undo
    assert undo is not None
    undo()
    assert day.fresh(Appointment, booked.id).minutes == 30


def test_a_drag_onto_another_appointment_asks_why(person: Person, day: Day) -> None:
    day.book("10:00")
    day.book("11:00", patient_id=day.ito.id)
    person.refresh()
    person.drag(person.point(0, 605), person.point(0, 665))
    assert person.panel() == "soft_stop"
    assert len(person.all_appointments()) == 2


def test_entries_are_where_they_are_drawn(person: Person, day: Day) -> None:
    booked = day.book("10:00")
    person.refresh()
    view = person.screen.view
    index = view.schedule.index_of(("entry", booked.id))
    assert view.indexAt(view.visualRect(index).center()) == index
    assert not view.indexAt(QPoint(3, 3)).isValid()
