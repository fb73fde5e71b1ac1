"""Booking, moving, cancelling and taking back; what stands in the way of a time."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from app.core.acts import Actor, Permission
from app.core.changes import Kind
from app.core.errors import NeedsAcknowledgement, NotPermitted, RuleViolated, Stale
from app.schedule.actions import (
    AddBlock,
    CancelAppointment,
    CancelledBy,
    ChangeAppointment,
    ConfirmAppointment,
    MoveAppointment,
    RemoveBlock,
    UndoCancel,
    UndoMove,
    add_block,
    book_appointment,
    cancel_appointment,
    change_appointment,
    confirm_appointment,
    move_appointment,
    remove_block,
    undo_cancel,
    undo_move,
)
from app.schedule.model import Appointment, AppointmentState, Block, BlockKind
from app.schedule.queries import appointment, appointments_of, day_schedule, upcoming_appointments
from app.store.audit import AuditRow
from tests.schedule.clinic import Clinic

TODAY = date(2026, 3, 2)


def stops(clinic: Clinic, wall_start: str = "10:00", **more: Any) -> list[str]:
    with pytest.raises(NeedsAcknowledgement) as stopped:
        clinic.book(wall_start, **more)
    return [finding.message.id for finding in stopped.value.findings]


def test_a_booked_time_is_all_that_a_card_needs(clinic: Clinic) -> None:
    view = clinic.book("10:00", visit_type_id=clinic.new_patient.id, reason=" Cough ")
    assert (view.patient_last_name, view.provider_short, view.visit_type) == (
        "Lee",
        "Dr. Okafor",
        "New patient",
    )
    assert (view.wall_start, view.minutes, view.preparation, view.location) == (
        "10:00",
        45,
        "Intake packet",
        "Elm Street",
    )
    assert (view.state, view.reason, view.zone) == ("booked", "Cough", "America/New_York")
    assert clinic.answer(appointment, view.id) == view


def test_the_same_command_books_once(clinic: Clinic) -> None:
    command = clinic.command()
    assert clinic.run(book_appointment, command) == clinic.run(book_appointment, command)
    assert len(clinic.all(Appointment)) == 1


def test_a_booking_is_told_and_recorded(clinic: Clinic) -> None:
    heard: list[Any] = []
    clinic.bus.subscribe(heard.append)
    view = clinic.book()
    assert [(change.kind, change.id) for change in heard[0]] == [(Kind.APPOINTMENT, view.id)]
    assert clinic.all(AuditRow)[-1].act == "schedule.book_appointment"


def test_a_provider_who_is_busy_is_a_soft_stop_that_takes_a_reason(clinic: Clinic) -> None:
    clinic.book("10:00")
    again = {"patient_id": clinic.ito.id}
    assert stops(clinic, "10:15", **again) == ["schedule.provider_busy"]
    view = clinic.book("10:15", acknowledged_reason="Dr. Okafor agreed", **again)
    assert view.overlap_reason == "Dr. Okafor agreed"


def test_times_that_touch_do_not_overlap(clinic: Clinic) -> None:
    clinic.book("10:00")
    assert clinic.book("10:30", patient_id=clinic.ito.id).overlap_reason == ""
    assert clinic.book("09:30", patient_id=clinic.ito.id).overlap_reason == ""


def test_another_provider_is_free_but_the_patient_cannot_be_in_two_places(clinic: Clinic) -> None:
    clinic.book("10:00")
    assert stops(clinic, "10:00", provider_id=clinic.lind.id) == ["schedule.patient_busy"]
    assert clinic.book("10:00", provider_id=clinic.lind.id, patient_id=clinic.ito.id).overlap_reason == ""


def test_a_room_is_not_given_twice(clinic: Clinic) -> None:
    clinic.book("10:00", room_id=clinic.rooms[0].id)
    other = {"provider_id": clinic.lind.id, "patient_id": clinic.ito.id}
    assert stops(clinic, "10:00", room_id=clinic.rooms[0].id, **other) == ["schedule.room_busy"]
    assert clinic.book("10:00", room_id=clinic.rooms[1].id, **other).room == "2"


@pytest.mark.parametrize("wall_start", ["07:30", "16:45", "11:45", "12:15", "23:30"])
def test_outside_the_hours_is_a_soft_stop(clinic: Clinic, wall_start: str) -> None:
    assert stops(clinic, wall_start, day=date(2026, 3, 3)) == ["schedule.outside_hours"]


def test_a_closed_day_is_outside_the_hours(clinic: Clinic) -> None:
    assert stops(clinic, "10:00", day=date(2026, 3, 7)) == ["schedule.outside_hours"]


def test_a_block_is_a_soft_stop_for_its_provider_only(clinic: Clinic) -> None:
    block = AddBlock(
        provider_id=clinic.okafor.id, kind=BlockKind.MEETING, wall_start="10:00", minutes=60, day=TODAY
    )
    clinic.run(add_block, block)
    assert stops(clinic, "10:30") == ["schedule.in_block"]
    assert clinic.book("10:30", provider_id=clinic.lind.id).overlap_reason == ""


def test_what_stops_names_wall_times_and_no_names(clinic: Clinic) -> None:
    clinic.book("10:00")
    with pytest.raises(NeedsAcknowledgement) as stopped:
        clinic.book("10:00", patient_id=clinic.ito.id)
    assert stopped.value.findings[0].message.params == {"start": time(10), "end": time(10, 30)}


def test_without_leave_to_overbook_a_reason_does_not_help(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.book("10:00")

    def allows(_self: object, _actor: Actor, permission: Permission) -> bool:
        return permission is not Permission.OVERBOOK

    monkeypatch.setattr(type(clinic.around.policy), "allows", allows)
    with pytest.raises(NotPermitted):
        clinic.book("10:00", patient_id=clinic.ito.id, acknowledged_reason="I want to")
    assert len(clinic.all(Appointment)) == 1


@pytest.mark.parametrize(
    ("wall_start", "more", "message"),
    [
        ("08:30", {}, "schedule.in_the_past"),
        ("10:00", {"day": date(2026, 3, 1)}, "schedule.in_the_past"),
        ("02:30", {"day": date(2026, 3, 8)}, "schedule.time_does_not_exist"),
        ("01:30", {"day": date(2026, 11, 1)}, "schedule.time_comes_twice"),
        ("ten", {}, "schedule.time_unreadable"),
        ("10:00", {"minutes": 0}, "schedule.length_out_of_range"),
        ("10:00", {"minutes": 2000}, "schedule.length_out_of_range"),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    clinic: Clinic, wall_start: str, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(RuleViolated) as refused:
        clinic.book(wall_start, acknowledged_reason="please", **more)
    assert refused.value.message.id == message
    assert clinic.all(Appointment) == []


def test_of_two_equal_times_the_second_is_an_hour_later(clinic: Clinic) -> None:
    night = {"day": date(2026, 11, 1), "acknowledged_reason": "night clinic"}
    first = clinic.book("01:30", fold=0, **night)
    second = clinic.book("01:30", fold=1, patient_id=clinic.ito.id, **night)
    assert second.starts_at - first.starts_at == timedelta(hours=1)


def test_a_move_keeps_the_old_time_as_rescheduled(clinic: Clinic) -> None:
    old = clinic.book("10:00", reason="Cough")
    clinic.run(confirm_appointment, ConfirmAppointment(appointment_id=old.id, version=1))
    move = MoveAppointment(appointment_id=old.id, version=2, day=date(2026, 3, 4), wall_start="14:00")
    new = clinic.run(move_appointment, move)
    assert (new.day, new.wall_start, new.reason, new.state) == (date(2026, 3, 4), "14:00", "Cough", "booked")
    assert new.moved_from == old.id
    kept = clinic.answer(appointment, old.id)
    assert (kept.state, kept.moved_to, kept.wall_start) == ("rescheduled", new.id, "10:00")
    assert [one.id for one in clinic.answer(upcoming_appointments, clinic.lee.id)] == [new.id]
    assert len(clinic.answer(appointments_of, clinic.lee.id)) == 2


def test_the_old_time_does_not_stand_in_the_way_of_the_new(clinic: Clinic) -> None:
    old = clinic.book("10:00")
    move = MoveAppointment(appointment_id=old.id, version=1, day=TODAY, wall_start="10:15")
    assert clinic.run(move_appointment, move).overlap_reason == ""


def test_a_move_is_taken_back(clinic: Clinic) -> None:
    old = clinic.book("10:00")
    clinic.run(confirm_appointment, ConfirmAppointment(appointment_id=old.id, version=1))
    move = MoveAppointment(appointment_id=old.id, version=2, day=TODAY, wall_start="14:00")
    new = clinic.run(move_appointment, move)
    back = clinic.run(undo_move, UndoMove(appointment_id=new.id, version=new.version))
    assert (back.id, back.state, back.moved_to, back.wall_start) == (old.id, "confirmed", None, "10:00")
    assert clinic.answer(appointment, new.id).state == "entered_in_error"


def test_a_move_is_taken_back_even_when_the_old_time_has_begun(clinic: Clinic) -> None:
    old = clinic.book("09:00")
    clinic.clock.advance(timedelta(minutes=10))
    move = MoveAppointment(appointment_id=old.id, version=1, day=TODAY, wall_start="14:00")
    new = clinic.run(move_appointment, move)
    assert clinic.run(undo_move, UndoMove(appointment_id=new.id, version=1)).wall_start == "09:00"


def test_a_time_given_away_meanwhile_is_a_soft_stop_for_taking_back(clinic: Clinic) -> None:
    old = clinic.book("10:00")
    cancel = CancelAppointment(appointment_id=old.id, version=1, by=CancelledBy.PATIENT, reason="No ride")
    clinic.run(cancel_appointment, cancel)
    clinic.book("10:00", patient_id=clinic.ito.id)
    with pytest.raises(NeedsAcknowledgement):
        clinic.run(undo_cancel, UndoCancel(appointment_id=old.id, version=2))
    back = clinic.run(
        undo_cancel, UndoCancel(appointment_id=old.id, version=2, acknowledged_reason="Both fit")
    )
    assert (back.state, back.overlap_reason, back.cancel_reason) == ("booked", "Both fit", "")


@pytest.mark.parametrize(
    ("by", "state"),
    [
        (CancelledBy.PATIENT, AppointmentState.CANCELLED_BY_PATIENT),
        (CancelledBy.PRACTICE, AppointmentState.CANCELLED_BY_PRACTICE),
    ],
)
def test_who_cancelled_and_why_is_kept_and_the_time_is_free(
    clinic: Clinic, by: CancelledBy, state: AppointmentState
) -> None:
    view = clinic.book("10:00")
    cancel = CancelAppointment(appointment_id=view.id, version=1, by=by, reason="Snow")
    gone = clinic.run(cancel_appointment, cancel)
    assert (gone.state, gone.cancel_reason) == (state, "Snow")
    assert clinic.book("10:00", patient_id=clinic.ito.id).overlap_reason == ""


def test_a_cancellation_says_why(clinic: Clinic) -> None:
    view = clinic.book()
    with pytest.raises(RuleViolated) as refused:
        clinic.run(
            cancel_appointment,
            CancelAppointment(appointment_id=view.id, version=1, by=CancelledBy.PATIENT, reason=" "),
        )
    assert refused.value.field == "reason"


def test_what_is_cancelled_is_not_moved_or_confirmed(clinic: Clinic) -> None:
    view = clinic.book()
    cancel = CancelAppointment(appointment_id=view.id, version=1, by=CancelledBy.PATIENT, reason="Snow")
    clinic.run(cancel_appointment, cancel)
    with pytest.raises(RuleViolated):
        clinic.run(
            move_appointment,
            MoveAppointment(appointment_id=view.id, version=2, day=TODAY, wall_start="11:00"),
        )
    with pytest.raises(RuleViolated):
        clinic.run(confirm_appointment, ConfirmAppointment(appointment_id=view.id, version=2))


def test_two_people_moving_the_same_appointment_the_second_is_told(clinic: Clinic) -> None:
    view = clinic.book("10:00")
    first = MoveAppointment(appointment_id=view.id, version=1, day=TODAY, wall_start="11:00")
    second = MoveAppointment(appointment_id=view.id, version=1, day=TODAY, wall_start="14:00")
    clinic.run(move_appointment, first)
    with pytest.raises(Stale):
        clinic.run(move_appointment, second)
    assert [one.wall_start for one in clinic.answer(upcoming_appointments, clinic.lee.id)] == ["11:00"]


def test_a_longer_visit_is_looked_at_for_overlaps(clinic: Clinic) -> None:
    view = clinic.book("10:00")
    clinic.book("10:30", patient_id=clinic.ito.id)
    longer = ChangeAppointment(appointment_id=view.id, version=1, minutes=45)
    with pytest.raises(NeedsAcknowledgement):
        clinic.run(change_appointment, longer)
    shorter = ChangeAppointment(appointment_id=view.id, version=1, minutes=20, reason="Sore throat")
    changed = clinic.run(change_appointment, shorter)
    assert (changed.minutes, changed.reason, changed.version) == (20, "Sore throat", 2)


def test_another_provider_at_the_same_time(clinic: Clinic) -> None:
    view = clinic.book("10:00")
    change = ChangeAppointment(appointment_id=view.id, version=1, provider_id=clinic.lind.id)
    assert clinic.run(change_appointment, change).provider_short == "Dr. Lind"


def test_a_confirmation_is_taken_back(clinic: Clinic) -> None:
    view = clinic.book()
    assert (
        clinic.run(confirm_appointment, ConfirmAppointment(appointment_id=view.id, version=1)).state
        == "confirmed"
    )
    slip = ConfirmAppointment(appointment_id=view.id, version=2, confirmed=False)
    assert clinic.run(confirm_appointment, slip).state == "booked"


def test_a_block_over_appointments_is_a_soft_stop_that_counts_them(clinic: Clinic) -> None:
    clinic.book("10:00", day=date(2026, 3, 3))
    clinic.book("10:00", day=date(2026, 3, 10))
    block = {"provider_id": clinic.okafor.id, "kind": BlockKind.AWAY, "wall_start": "09:00", "minutes": 120}
    with pytest.raises(NeedsAcknowledgement) as stopped:
        clinic.run(add_block, AddBlock(weekday=1, **block))
    assert stopped.value.findings[0].message.params == {"count": 2}
    clinic.run(add_block, AddBlock(weekday=1, acknowledged_reason="They will be called", **block))
    assert len(clinic.all(Block)) == 1


@pytest.mark.parametrize("when", [{}, {"day": TODAY, "weekday": 1}, {"weekday": 7}])
def test_a_block_is_on_a_day_or_on_a_weekday(clinic: Clinic, when: dict[str, Any]) -> None:
    block = {"provider_id": clinic.okafor.id, "kind": BlockKind.AWAY, "wall_start": "09:00", "minutes": 60}
    with pytest.raises(RuleViolated):
        clinic.run(add_block, AddBlock(**block, **when))


def test_a_weekly_block_ends_from_a_day_on_and_the_days_before_keep_it(clinic: Clinic) -> None:
    block = {"provider_id": clinic.okafor.id, "kind": BlockKind.LUNCH, "wall_start": "12:00", "minutes": 60}
    view = clinic.run(add_block, AddBlock(weekday=1, **block))
    end = RemoveBlock(block_id=view.block_id, version=view.version, from_day=date(2026, 3, 17))
    clinic.run(remove_block, end)
    shown = {day: _blocks(clinic, date(2026, 3, day)) for day in (3, 10, 17)}
    assert shown == {3: ["lunch"], 10: ["lunch"], 17: []}


def test_a_block_made_by_mistake_is_gone_everywhere(clinic: Clinic) -> None:
    block = {"provider_id": clinic.okafor.id, "kind": BlockKind.LUNCH, "wall_start": "12:00", "minutes": 60}
    view = clinic.run(add_block, AddBlock(weekday=1, **block))
    clinic.run(remove_block, RemoveBlock(block_id=view.block_id, version=1, reason="Wrong day"))
    assert _blocks(clinic, date(2026, 3, 3)) == []


def _blocks(clinic: Clinic, day: date) -> list[str]:
    return [block.kind for block in clinic.answer(day_schedule, day).columns[0].blocks]
