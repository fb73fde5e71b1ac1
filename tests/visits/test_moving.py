"""Moving visits: the list that only grows, rooms that follow, and two people at the same row."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.acts import Role
from app.core.changes import Kind
from app.core.errors import NeedsAcknowledgement, RuleViolated, Stale
from app.core.ids import new_id
from app.practice.actions import BlockRoom, block_room
from app.practice.model import Room
from app.schedule.model import Appointment
from app.visits.actions import (
    EnterVisitInError,
    GiveMask,
    LeftWithoutBeingSeen,
    MarkNoShow,
    MoveVisit,
    RoomPatient,
    RoomReady,
    SetChecklistPoint,
    SetHandoffNote,
    UndoMove,
    UndoNoShow,
    enter_visit_in_error,
    give_mask,
    left_without_being_seen,
    mark_no_show,
    move_visit,
    room_patient,
    room_ready,
    set_checklist_point,
    set_handoff_note,
    undo_move,
    undo_no_show,
)
from app.visits.model import Visit, VisitState, VisitStateChange
from app.visits.queries import room_board, row_of_visit, rows_of_day, visit_in_house, visit_steps
from tests.visits.day import Day

S = VisitState


def states(day: Day) -> list[str]:
    return [str(change.state) for change in sorted(day.all(VisitStateChange), key=lambda one: one.number)]


def undo(day: Day, visit: Any, **more: Any) -> Any:
    return day.run(undo_move, UndoMove(visit_id=visit.visit_id, version=day.visit(visit).version), **more)


def test_each_step_is_kept_with_who_and_when(day: Day) -> None:
    visit = day.arrived()
    day.wait(3)
    day.room(visit, "2")
    day.wait(7)
    day.move(visit, S.READY_FOR_PROVIDER)
    steps = day.answer(visit_steps, visit.visit_id)
    assert [(step.number, step.state, step.by, step.room) for step in steps] == [
        (1, "arrived", "Ruth D.", ""),
        (2, "rooming", "Ruth D.", "2"),
        (3, "ready_for_provider", "Ruth D.", "2"),
    ]
    assert steps[2].at - steps[0].at == timedelta(minutes=10)
    assert steps[1].skipped == ("ready_for_room",)


def test_the_state_of_a_visit_is_the_last_of_its_list(day: Day) -> None:
    visit = day.arrived()
    for to in (
        S.READY_FOR_ROOM,
        S.WITH_PROVIDER,
        S.STAFF_WORK,
        S.WITH_PROVIDER,
        S.READY_FOR_CHECKOUT,
        S.DONE,
    ):
        day.move(visit, to)
        assert states(day)[-1] == day.visit(visit).state == to


def test_a_step_back_asks_why_and_keeps_it(day: Day) -> None:
    visit = day.arrived()
    day.move(visit, S.READY_FOR_CHECKOUT)
    with pytest.raises(RuleViolated) as refused:
        day.move(visit, S.WITH_PROVIDER)
    assert refused.value.field == "reason"
    day.move(visit, S.WITH_PROVIDER, reason="Forgot to ask about refills")
    assert day.answer(visit_steps, visit.visit_id)[-1].reason == "Forgot to ask about refills"


def test_two_people_moving_the_same_visit_the_second_is_told(day: Day) -> None:
    visit = day.arrived()
    command = {"visit_id": visit.visit_id, "version": visit.version}
    day.run(move_visit, MoveVisit(to=S.READY_FOR_ROOM, **command))
    with pytest.raises(Stale):
        day.run(move_visit, MoveVisit(to=S.WITH_PROVIDER, **command), actor=day.person(Role.PHYSICIAN))
    assert states(day) == ["arrived", "ready_for_room"]


def test_a_double_click_moves_once(day: Day) -> None:
    visit = day.arrived()
    command = MoveVisit(visit_id=visit.visit_id, version=visit.version, to=S.READY_FOR_ROOM)
    assert day.run(move_visit, command) == day.run(move_visit, command)
    assert states(day) == ["arrived", "ready_for_room"]


def test_a_move_is_told_to_boards(day: Day) -> None:
    visit = day.arrived()
    heard: list[Any] = []
    day.bus.subscribe(heard.append)
    day.room(visit, "1")
    assert {change.kind for change in heard[0]} == {Kind.VISIT, Kind.ROOM}


# -- rooms -------------------------------------------------------------------------------------------------


def test_rooming_occupies_the_room_and_leaving_makes_it_to_clean(day: Day) -> None:
    visit = day.arrived()
    day.room(visit, "2")
    assert day.room_state(2) == "occupied"
    day.move(visit, S.READY_FOR_PROVIDER)
    day.move(visit, S.WITH_PROVIDER)
    assert day.room_state(2) == "occupied"
    day.move(visit, S.READY_FOR_CHECKOUT)
    assert day.room_state(2) == "to_clean"
    assert day.visit(visit).room_id is None


def test_one_key_makes_a_cleaned_room_ready(day: Day) -> None:
    visit = day.arrived()
    day.room(visit, "2")
    day.move(visit, S.DONE)
    room = day.fresh(Room, day.rooms[1].id)
    turned = day.run(room_ready, RoomReady(room_id=room.id, version=room.version))
    assert (turned.state, day.room_state(2)) == ("ready", "ready")
    with pytest.raises(RuleViolated):
        day.run(room_ready, RoomReady(room_id=room.id, version=turned.version))


def test_a_room_that_is_taken_or_not_clean_is_a_soft_stop(day: Day) -> None:
    first, second = day.arrived(), day.arrived("10:30", patient_id=day.ito.id)
    day.room(first, "1")
    with pytest.raises(NeedsAcknowledgement) as stopped:
        day.room(second, "1")
    assert stopped.value.findings[0].message.id == "visits.room_occupied"
    day.room(second, "1", acknowledged_reason="Husband and wife")
    day.move(first, S.DONE)
    assert day.room_state(1) == "occupied"
    day.move(second, S.DONE)
    assert day.room_state(1) == "to_clean"
    third = day.arrived("11:00", patient_id=day.patient("Walsh", "Nora", day.lee.birth_date).id)
    with pytest.raises(NeedsAcknowledgement) as stopped:
        day.room(third, "1")
    assert stopped.value.findings[0].message.id == "visits.room_to_clean"


def test_a_room_out_of_service_takes_nobody(day: Day) -> None:
    room = day.rooms[0]
    day.run(block_room, BlockRoom(room_id=room.id, version=room.version, reason="Sink leaks"))
    with pytest.raises(RuleViolated) as refused:
        day.room(day.arrived(), "1", acknowledged_reason="Please")
    assert refused.value.message.id == "visits.room_out_of_service"


@pytest.mark.parametrize("typed", ["9", "", "x"])
def test_a_room_must_be_one_that_there_is(day: Day, typed: str) -> None:
    with pytest.raises(RuleViolated):
        day.room(day.arrived(), typed)


def test_a_visit_that_needs_no_room_is_roomed_without_one(day: Day) -> None:
    visit = day.arrived(visit_type_id=day.pressure.id)
    assert day.room(visit, "").room == ""
    assert day.visit(visit).state is S.ROOMING


def test_changing_rooms_keeps_state_and_timer(day: Day) -> None:
    visit = day.arrived()
    day.room(visit, "1")
    since = day.visit(visit).state_since
    day.wait(5)
    view = day.room(visit, "3")
    assert (view.room, view.state, view.state_since) == ("3", "rooming", since)
    assert (day.room_state(1), day.room_state(3)) == ("to_clean", "occupied")
    with pytest.raises(RuleViolated):
        day.room(visit, "3")


def test_the_board_of_rooms_says_who_is_where_and_for_how_long(day: Day) -> None:
    visit = day.arrived()
    day.room(visit, "2")
    day.wait(4)
    shown = day.answer(room_board)
    assert [(card.name, card.state, card.patients) for card in shown] == [
        ("1", "ready", ()),
        ("2", "occupied", ("Lee, Susan",)),
        ("3", "ready", ()),
    ]
    assert (shown[1].minutes, shown[1].visit_ids) == (4, (visit.visit_id,))


# -- undo --------------------------------------------------------------------------------------------------


def test_a_step_is_taken_back_by_a_step_and_nothing_is_lost(day: Day) -> None:
    visit = day.arrived()
    day.wait(4)
    day.room(visit, "2")
    day.wait(0.1)
    back = undo(day, visit)
    assert (back.state, back.room) == ("arrived", "")
    assert back.state_since == day.all(VisitStateChange)[0].at
    assert day.room_state(2) == "ready"
    assert states(day) == ["arrived", "rooming", "arrived"]
    assert [step.undone for step in day.answer(visit_steps, visit.visit_id)] == [False, True, True]


def test_what_was_taken_back_counts_in_no_timer(day: Day) -> None:
    visit = day.arrived()
    day.room(visit, "2")
    undo(day, visit)
    row = day.answer(row_of_visit, visit.visit_id)
    assert row.roomed_at is None
    day.wait(6)
    day.room(visit, "2")
    row = day.answer(row_of_visit, visit.visit_id)
    assert row.roomed_at - row.arrived_at == timedelta(minutes=6)


def test_after_ten_seconds_or_by_another_person_it_is_too_late(day: Day) -> None:
    visit = day.arrived()
    day.move(visit, S.READY_FOR_ROOM)
    with pytest.raises(RuleViolated):
        undo(day, visit, actor=day.person(Role.MEDICAL_ASSISTANT))
    day.clock.advance(timedelta(seconds=11))
    with pytest.raises(RuleViolated) as refused:
        undo(day, visit)
    assert refused.value.message.id == "visits.too_late_to_undo"


def test_taking_back_a_checkout_puts_the_patient_back_into_the_room(day: Day) -> None:
    visit = day.arrived()
    day.room(visit, "2")
    day.move(visit, S.WITH_PROVIDER)
    day.move(visit, S.DONE)
    back = undo(day, visit)
    assert (back.state, back.room, day.room_state(2)) == ("with_provider", "2", "occupied")


def test_a_room_that_was_not_clean_is_not_clean_again(day: Day) -> None:
    first = day.arrived()
    day.room(first, "1")
    day.move(first, S.DONE)
    second = day.arrived("11:00", patient_id=day.ito.id)
    day.room(second, "1", acknowledged_reason="It was not used")
    undo(day, second)
    assert day.room_state(1) == "to_clean"


def test_the_arrival_itself_is_not_taken_back_here(day: Day) -> None:
    with pytest.raises(RuleViolated):
        undo(day, day.arrived())


# -- off the path ------------------------------------------------------------------------------------------


def test_nobody_is_a_no_show_before_the_time(day: Day) -> None:
    booked = day.book("10:00")
    with pytest.raises(RuleViolated):
        day.run(mark_no_show, MarkNoShow(appointment_id=booked.id, version=booked.version))
    day.wait(75)
    view = day.run(mark_no_show, MarkNoShow(appointment_id=booked.id, version=booked.version))
    assert view.state == "no_show"
    assert states(day) == ["no_show"]


def test_a_no_show_by_mistake_is_expected_again(day: Day) -> None:
    booked = day.book("09:00")
    marked = day.run(mark_no_show, MarkNoShow(appointment_id=booked.id, version=booked.version))
    back = day.run(undo_no_show, UndoNoShow(visit_id=marked.visit_id, version=marked.version))
    assert back.state == "expected"
    row = day.answer(rows_of_day, day.visit(marked).day)[0]
    assert (row.state, row.state_since) == ("expected", None)
    assert not day.fresh(Appointment, booked.id).visit_begun


def test_a_no_show_is_marked_once(day: Day) -> None:
    booked = day.book("09:00")
    day.run(mark_no_show, MarkNoShow(appointment_id=booked.id, version=booked.version))
    version = day.fresh(Appointment, booked.id).version
    with pytest.raises(RuleViolated):
        day.run(mark_no_show, MarkNoShow(appointment_id=booked.id, version=version))


def test_who_leaves_unseen_frees_the_room_with_a_reason(day: Day) -> None:
    visit = day.room(day.arrived(), "1")
    with pytest.raises(RuleViolated):
        day.run(
            left_without_being_seen,
            LeftWithoutBeingSeen(visit_id=visit.visit_id, version=visit.version, reason=""),
        )
    left = day.run(
        left_without_being_seen,
        LeftWithoutBeingSeen(visit_id=visit.visit_id, version=visit.version, reason="Waited too long"),
    )
    assert (left.state, day.room_state(1)) == ("left_without_being_seen", "to_clean")


def test_a_visit_the_practice_calls_off_takes_its_appointment_along(day: Day) -> None:
    visit = day.arrived()
    day.move(visit, S.CANCELLED_BY_PRACTICE, reason="Dr. Okafor was called away")
    appointment = day.fresh(Appointment, visit.appointment_id)
    assert (appointment.state, appointment.cancel_reason) == (
        "cancelled_by_practice",
        "Dr. Okafor was called away",
    )


def test_a_visit_entered_in_error_leaves_its_appointment_expected(day: Day) -> None:
    visit = day.arrived()
    wrong = EnterVisitInError(visit_id=visit.visit_id, version=visit.version, reason="Other Susan Lee")
    day.run(enter_visit_in_error, wrong)
    row = day.answer(rows_of_day, day.visit(visit).day)[0]
    assert (row.state, row.visit_id) == ("expected", None)
    assert len(day.all(Visit)) == 1


# -- notes and points --------------------------------------------------------------------------------------


def test_a_handoff_note_is_seen_on_the_row_and_is_bounded(day: Day) -> None:
    visit = day.arrived()
    note = SetHandoffNote(visit_id=visit.visit_id, version=visit.version, note=" Wants flu shot ")
    day.run(set_handoff_note, note)
    assert day.answer(row_of_visit, visit.visit_id).handoff_note == "Wants flu shot"
    with pytest.raises(RuleViolated):
        day.run(set_handoff_note, SetHandoffNote(visit_id=visit.visit_id, version=2, note="x" * 2001))


def test_points_are_ticked_opened_and_left_for_a_reason(day: Day) -> None:
    visit = day.arrived()
    point = {"visit_id": visit.visit_id, "point": "medication_list"}
    done = day.run(set_checklist_point, SetChecklistPoint(version=1, **point))
    assert day.visit(visit).checklist == {"medication_list": True}
    left = SetChecklistPoint(version=done.version, done=False, reason="Forgot it", **point)
    day.run(set_checklist_point, left)
    assert day.visit(visit).checklist == {"medication_list": "Forgot it"}
    day.run(set_checklist_point, SetChecklistPoint(version=3, done=False, **point))
    assert day.visit(visit).checklist == {}


def test_identity_is_no_point_to_tick_off_later(day: Day) -> None:
    visit = day.arrived()
    with pytest.raises(RuleViolated):
        day.run(set_checklist_point, SetChecklistPoint(visit_id=visit.visit_id, version=1, point="identity"))


def test_a_mask_that_is_given_was_needed(day: Day) -> None:
    visit = day.arrived()
    view = day.run(give_mask, GiveMask(visit_id=visit.visit_id, version=visit.version))
    assert (view.mask_needed, view.mask_given) == (True, True)


def test_mask_and_room_are_one_act(day: Day) -> None:
    visit = day.arrived()
    command = RoomPatient(visit_id=visit.visit_id, version=visit.version, room_number="3", mask_given=True)
    view = day.run(room_patient, command)
    assert (view.state, view.room, view.mask_given) == ("rooming", "3", True)


def test_a_patient_is_in_house_from_the_door_to_the_end_of_checkout(day: Day) -> None:
    visit = day.arrived()
    patient_id = day.visit(visit).patient_id
    assert day.answer(visit_in_house, new_id()) is None
    assert day.answer(visit_in_house, patient_id) == visit.visit_id
    day.room(visit, "2")
    for state in (VisitState.READY_FOR_PROVIDER, VisitState.WITH_PROVIDER, VisitState.READY_FOR_CHECKOUT):
        day.move(visit, state)
    assert day.answer(visit_in_house, patient_id) == visit.visit_id
    day.move(visit, VisitState.DONE)
    assert day.answer(visit_in_house, patient_id) is None
