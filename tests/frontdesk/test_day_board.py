"""The Today board: where each patient stands, what its timers and chips say, and the figures over it."""

from datetime import date
from typing import Any

from app.core.dates import Age
from app.frontdesk.handing import next_of
from app.frontdesk.queries import day_board, visit_panel
from app.frontdesk.views import BoardRow, DayBoard
from app.practice.actions import BlockRoom, block_room
from app.practice.model import Room
from app.visits.actions import LeftWithoutBeingSeen, SetHandoffNote, left_without_being_seen, set_handoff_note
from app.visits.model import VisitState
from tests.frontdesk.test_check_in import arrive, insured
from tests.visits.day import Day

S = VisitState
TODAY = date(2026, 3, 2)


def board(day: Day) -> DayBoard:
    shown: DayBoard = day.answer(day_board, TODAY)
    return shown


def row(day: Day, last_name: str) -> BoardRow:
    return next(one for one in board(day).rows if one.facts.last_name == last_name)


def chips(day: Day, last_name: str) -> list[str]:
    return [chip.message.id.removeprefix("frontdesk.chip.") for chip in row(day, last_name).chips]


def people(day: Day, *names: str) -> list[Any]:
    return [day.patient(name, "Ann", date(1980, 1, 1)) for name in names]


def test_a_day_with_nobody_has_no_groups_and_says_so_without_a_made_up_zero(day: Day) -> None:
    shown = board(day)
    assert shown.groups == ()
    assert shown.metrics.median_wait is None
    assert (shown.metrics.rooms_taken, shown.metrics.rooms_in_service) == (0, 3)


def test_each_patient_stands_under_the_heading_of_the_stage(day: Day) -> None:
    names = ("Alvarez", "Brooks", "Petrov", "Haddad", "Daniels", "Gone")
    starts = ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
    booked = {
        patient.last_name: day.book(start, patient_id=patient.id)
        for patient, start in zip(people(day, *names), starts, strict=True)
    }
    made = {name: arrive(day, booked[name]).visit for name in names if name != "Haddad"}
    day.room(made["Brooks"], "2")
    day.move(made["Petrov"], S.READY_FOR_CHECKOUT)
    day.move(made["Daniels"], S.DONE)
    left = LeftWithoutBeingSeen(
        visit_id=made["Gone"].visit_id, version=made["Gone"].version, reason="Could not wait"
    )
    day.run(left_without_being_seen, left)
    shown = board(day)
    assert {str(group.group): [one.facts.last_name for one in group.rows] for group in shown.groups} == {
        "waiting": ["Alvarez"],
        "in_rooms": ["Brooks"],
        "checkout": ["Petrov"],
        "expected": ["Haddad"],
        "done": ["Daniels"],
        "not_seen": ["Gone"],
    }
    metrics = shown.metrics
    assert (metrics.expected, metrics.waiting, metrics.rooms_taken, metrics.done) == (1, 1, 1, 1)


def test_a_row_says_who_what_with_whom_where_and_how_long(day: Day) -> None:
    bao = day.patient("Nguyen", "Bao", date(2021, 6, 1), language="vi")
    made = arrive(
        day, day.book("09:30", patient_id=bao.id, visit_type_id=day.well_child.id, reason="4 years")
    )
    day.wait(6)
    one = row(day, "Nguyen")
    assert (one.facts.wall_start, one.facts.first_name, one.age) == ("09:30", "Bao", Age(4, "year"))
    assert (one.facts.language, one.facts.reason, one.facts.provider_short) == ("vi", "4 years", "Dr. Okafor")
    assert (one.stage, one.wait_minutes, one.facts.room, one.id) == ("arrived", 6, "", made.visit.visit_id)


def test_timers_turn_red_at_the_practices_thresholds(day: Day) -> None:
    made = arrive(day, day.book("09:15"))
    day.wait(9.9)
    assert (row(day, "Lee").over, row(day, "Lee").wait_minutes) == ("", 9)
    day.wait(0.1)
    assert row(day, "Lee").over == "arrived"
    day.room(made.visit, "1")
    assert (row(day, "Lee").over, row(day, "Lee").wait_minutes) == ("", 0)
    day.wait(25)
    day.move(made.visit, S.READY_FOR_PROVIDER)
    day.wait(14)
    assert (row(day, "Lee").over, row(day, "Lee").wait_minutes, row(day, "Lee").room_minutes) == ("", 14, 39)
    day.wait(1)
    assert row(day, "Lee").over == "ready_for_provider"
    day.move(made.visit, S.WITH_PROVIDER)
    assert (row(day, "Lee").over, row(day, "Lee").wait_minutes) == ("in_room", 0)


def test_the_median_wait_is_from_door_to_room(day: Day) -> None:
    waits = (4, 20, 8)
    for patient, start, minutes in zip(
        people(day, "Adams", "Baker", "Clark"), ("09:00", "10:00", "11:00"), waits, strict=True
    ):
        made = arrive(day, day.book(start, patient_id=patient.id))
        day.wait(minutes)
        day.room(made.visit, str(waits.index(minutes) + 1))
    day.wait(90)
    assert board(day).metrics.median_wait == 8


def test_a_room_out_of_service_does_not_count(day: Day) -> None:
    day.run(block_room, BlockRoom(room_id=day.rooms[2].id, version=1, reason="Sink leaks"))
    assert board(day).metrics.rooms_in_service == 2


def test_mask_room_now_is_the_first_line_and_offers_a_free_room(day: Day) -> None:
    ito = arrive(day, day.book("09:00", patient_id=day.ito.id))
    arrive(day, day.book("09:30", reason="Cough and fever"))
    waiting = board(day).groups[0].rows
    assert [one.facts.last_name for one in waiting] == ["Lee", "Ito"]
    assert (waiting[0].chips[0].message.id, waiting[0].chips[0].tone) == ("frontdesk.chip.mask", "danger")
    assert waiting[0].room_offered == "1"
    day.room(ito.visit, "1")
    assert row(day, "Lee").room_offered == "2"


def test_chips_name_what_is_open_and_ready_means_nothing_is(day: Day) -> None:
    day.book("10:00", patient_id=day.ito.id)
    assert chips(day, "Ito") == ["insurance", "forms"]
    insured(day)
    made = arrive(day, day.book("11:00"))
    assert chips(day, "Lee") == ["ready"]
    day.room(made.visit, "1")
    assert chips(day, "Lee") == []


def test_who_is_late_shows_late_until_the_door(day: Day) -> None:
    insured(day)
    booked = day.book("09:00")
    day.wait(14)
    assert chips(day, "Lee") == ["ready"]
    day.wait(1)
    assert chips(day, "Lee") == ["late", "ready"]
    assert row(day, "Lee").late_minutes == 15
    arrive(day, booked)
    assert row(day, "Lee").late_minutes is None


def test_look_alike_names_are_marked(day: Day) -> None:
    day.patient("Lee", "Susan", date(1990, 2, 3), name_key=day.lee.name_key or "lee susan")
    day.within(lambda work: setattr(work.get(type(day.lee), day.lee.id), "name_key", "lee susan"))
    day.book("10:00")
    assert row(day, "Lee").looks_like == "Lee, Susan"


def test_the_panel_has_the_points_the_plan_and_the_note(day: Day) -> None:
    made = arrive(day, day.book("09:15", visit_type_id=day.new_patient.id))
    note = SetHandoffNote(
        visit_id=made.visit.visit_id, version=made.visit.version, note="Daughter comes along"
    )
    day.run(set_handoff_note, note)
    shown = day.answer(visit_panel, made.visit.visit_id)
    assert [point.id for point in shown.points] == ["identity", "demographics", "coverage", "forms", "screen"]
    assert [line.params for line in shown.plan] == [{"text": "Intake packet"}]
    assert shown.handoff_note == "Daughter comes along"
    assert (shown.next_action.id, shown.next_action.key) == ("visits.next.room", "R")


def test_the_panel_of_somebody_expected_is_found_by_the_appointment(day: Day) -> None:
    booked = day.book("10:00")
    shown = day.answer(visit_panel, booked.id)
    assert (shown.row.stage, shown.next_action.id) == ("booked", "visits.next.check_in")


def test_yesterdays_board_has_no_running_timers(day: Day) -> None:
    made = arrive(day, day.book("09:15"))
    day.wait(26 * 60)
    one = row(day, "Lee")
    assert (one.id, one.wait_minutes, one.over, one.late_minutes) == (made.visit.visit_id, None, "", None)


def test_a_room_of_a_visit_is_shown_while_it_is_in_it(day: Day) -> None:
    made = arrive(day, day.book("09:15"))
    day.room(made.visit, "3")
    assert row(day, "Lee").facts.room == "3"
    day.move(made.visit, S.READY_FOR_CHECKOUT)
    assert row(day, "Lee").facts.room == ""
    assert day.fresh(Room, day.rooms[2].id).state == "to_clean"


def test_a_visit_with_the_staff_is_not_sent_to_a_provider(day: Day) -> None:
    (shot, sick) = people(day, "Shot", "Sick")
    for patient, provider, room in ((shot, day.staff, "1"), (sick, day.okafor, "2")):
        made = arrive(day, day.book("10:00", patient_id=patient.id, provider_id=provider.id)).visit
        day.room(made, room)
    assert row(day, "Shot").next_action.to == "staff_work"
    assert row(day, "Sick").next_action.to == "ready_for_provider"
    assert next_of(row(day, "Shot").facts) == row(day, "Shot").next_action
