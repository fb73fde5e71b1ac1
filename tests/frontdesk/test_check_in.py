"""At the desk: two identifiers, a mask before everything, a payer for the visit, and taking it back."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.core.acts import Role
from app.core.errors import RuleViolated, Stale
from app.core.ids import new_id
from app.frontdesk.actions import CheckIn, UndoCheckIn, WalkIn, check_in, undo_check_in, walk_in
from app.frontdesk.queries import check_in_view, day_board, visit_panel
from app.frontdesk.rules import tells_of_infection
from app.frontdesk.views import Answers, Asked, CheckedIn, CheckInView, Identifier, Sign
from app.people.model import Coverage, EligibilityCheck, PayerKind, SignatureKind, SignatureOnFile
from app.schedule.actions import (
    CancelAppointment,
    CancelledBy,
    MoveAppointment,
    cancel_appointment,
    move_appointment,
)
from app.schedule.model import Appointment
from app.schedule.views import AppointmentView
from app.store.audit import AuditRow
from app.visits.actions import GiveMask, MarkNoShow, give_mask, mark_no_show
from app.visits.model import Visit, VisitState, VisitStateChange
from tests.visits.day import Day

NAME_AND_BIRTH = (Identifier.NAME, Identifier.BIRTH_DATE)
ALL_ASKED = Answers(identified_by=NAME_AND_BIRTH, demographics=Asked.CONFIRMED, screened=True)


def arrive(day: Day, booked: AppointmentView, answers: Answers = ALL_ASKED, **more: Any) -> CheckedIn:
    version = day.fresh(Appointment, booked.id).version
    command = CheckIn(appointment_id=booked.id, version=version, answers=answers)
    made: CheckedIn = day.run(check_in, command, **more)
    return made


def panel(day: Day, booked: AppointmentView) -> CheckInView:
    shown: CheckInView = day.answer(check_in_view, booked.id)
    return shown


def insured(day: Day, days_ago: int | None = 3, active: bool = True) -> Coverage:
    """Susan Lee has Medicare, checked some days ago (None: never), and every form is on file."""
    coverage = Coverage(patient_id=day.lee.id, rank=1, kind=PayerKind.MEDICARE, payer="Medicare")
    day.write(coverage)
    if days_ago is not None:
        at = day.clock.now() - timedelta(days=days_ago)
        day.write(
            EligibilityCheck(
                patient_id=day.lee.id, coverage_id=coverage.id, at=at, method="portal", active=active
            )
        )
    for kind in SignatureKind:
        day.write(SignatureOnFile(patient_id=day.lee.id, kind=kind, signed_on=date(2026, 1, 5)))
    return coverage


def test_a_check_in_makes_the_visit_arrived_in_one_act(day: Day) -> None:
    coverage = insured(day)
    booked = day.book("09:15", reason="Diabetes follow-up")
    answers = Answers(
        identified_by=NAME_AND_BIRTH,
        demographics=Asked.CHANGED,
        coverage_confirmed=True,
        payer_coverage_id=coverage.id,
        screened=True,
        note="Has her list of medicines",
    )
    made = arrive(day, booked, answers)
    assert (made.visit.state, made.mask_first, made.visit.handoff_note) == (
        "arrived",
        False,
        "Has her list of medicines",
    )
    visit = day.all(Visit)[0]
    assert (visit.reason, visit.payer_coverage_id, visit.starts_at) == (
        "Diabetes follow-up",
        coverage.id,
        booked.starts_at,
    )
    assert visit.checklist == {
        "identity": "birth_date,name",
        "demographics": "changed",
        "coverage": True,
        "screen": True,
    }
    assert [row.act for row in day.all(AuditRow) if row.event == "act"][-1] == "frontdesk.check_in"
    assert len(day.all(VisitStateChange)) == 1


@pytest.mark.parametrize("identified_by", [(), (Identifier.NAME,), (Identifier.NAME, Identifier.NAME)])
def test_only_identity_blocks(day: Day, identified_by: tuple[Identifier, ...]) -> None:
    booked = day.book("09:15")
    with pytest.raises(RuleViolated) as refused:
        arrive(day, booked, Answers(identified_by=identified_by))
    assert refused.value.field == "identified_by"
    assert day.all(Visit) == []
    assert arrive(day, booked, Answers(identified_by=NAME_AND_BIRTH)).visit.state == "arrived"


def test_a_double_click_checks_in_once(day: Day) -> None:
    booked = day.book("09:15")
    command = CheckIn(appointment_id=booked.id, version=1, answers=ALL_ASKED)
    assert day.run(check_in, command) == day.run(check_in, command)
    assert len(day.all(Visit)) == 1


def test_two_people_checking_in_the_same_patient_the_second_is_told(day: Day) -> None:
    booked = day.book("09:15")
    day.run(check_in, CheckIn(appointment_id=booked.id, version=1, answers=ALL_ASKED))
    with pytest.raises(Stale):
        day.run(check_in, CheckIn(appointment_id=booked.id, version=1, answers=ALL_ASKED))
    with pytest.raises(RuleViolated) as refused:
        arrive(day, booked)
    assert refused.value.message.id == "frontdesk.already_here"


def test_who_is_here_is_not_cancelled_or_moved(day: Day) -> None:
    booked = day.book("09:15")
    arrive(day, booked)
    version = day.fresh(Appointment, booked.id).version
    cancel = CancelAppointment(
        appointment_id=booked.id, version=version, by=CancelledBy.PATIENT, reason="Called"
    )
    move = MoveAppointment(
        appointment_id=booked.id, version=version, day=date(2026, 3, 4), wall_start="10:00"
    )
    for act, command in ((cancel_appointment, cancel), (move_appointment, move)):
        with pytest.raises(RuleViolated) as refused:
            day.run(act, command)
        assert refused.value.message.id == "schedule.visit_begun"


def test_another_day_or_a_cancelled_time_is_not_checked_in(day: Day) -> None:
    tomorrow = day.book("09:15", day=date(2026, 3, 3))
    with pytest.raises(RuleViolated) as refused:
        arrive(day, tomorrow)
    assert refused.value.message.id == "frontdesk.not_today"
    gone = day.book("11:00")
    day.run(
        cancel_appointment,
        CancelAppointment(appointment_id=gone.id, version=1, by=CancelledBy.PATIENT, reason="Ill"),
    )
    with pytest.raises(RuleViolated) as refused:
        arrive(day, gone)
    assert refused.value.message.id == "frontdesk.appointment_gone"


def test_who_was_marked_a_no_show_and_comes_after_all_is_welcome(day: Day) -> None:
    booked = day.book("09:00")
    day.wait(30)
    day.run(mark_no_show, MarkNoShow(appointment_id=booked.id, version=1))
    made = arrive(day, booked)
    assert made.visit.state == "arrived"
    assert [str(step.state) for step in day.all(VisitStateChange)] == ["no_show", "arrived"]


# -- the respiratory screen --------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", list(Sign))
def test_fever_cough_or_rash_makes_the_mask_first(day: Day, sign: Sign) -> None:
    booked = day.book("09:15")
    made = arrive(day, booked, Answers(identified_by=NAME_AND_BIRTH, screened=True, signs=(sign,)))
    assert made.mask_first
    shown = day.answer(visit_panel, made.visit.visit_id)
    assert (shown.points[0].id, shown.points[0].state) == ("mask", "open")
    assert (shown.next_action.id, shown.next_action.key, shown.next_action.room) == (
        "visits.next.mask_and_room",
        "R",
        "1",
    )


def test_the_reason_alone_makes_the_mask_first_before_demographics(day: Day) -> None:
    booked = day.book("09:15", reason="Sore throat, cough, fever")
    shown = panel(day, booked)
    assert shown.mask_first
    assert [point.id for point in shown.points][:3] == ["mask", "identity", "demographics"]
    assert not shown.all_green
    assert arrive(day, booked).mask_first


def test_a_mask_that_was_given_is_done_and_no_longer_first(day: Day) -> None:
    made = arrive(day, day.book("09:15", reason="Cough"))
    day.run(give_mask, GiveMask(visit_id=made.visit.visit_id, version=made.visit.version))
    shown = day.answer(visit_panel, made.visit.visit_id)
    assert shown.points[0].state == "done"
    assert shown.next_action.id == "visits.next.room"


@pytest.mark.parametrize(
    ("reason", "tells"),
    [
        ("Cough for 3 days", True),
        ("COUGHING", True),
        ("feverish", True),
        ("Itchy rash", True),
        ("Car crash last week", False),
        ("Blood pressure", False),
        ("", False),
    ],
)
def test_a_reason_tells_of_infection(reason: str, tells: bool) -> None:
    assert tells_of_infection(reason, ["fever", "cough", "rash"]) is tells


# -- the panel ---------------------------------------------------------------------------------------------


def test_when_nothing_is_open_the_panel_is_green_and_enter_is_enough(day: Day) -> None:
    coverage = insured(day)
    shown = panel(day, day.book("09:15"))
    assert shown.all_green
    assert shown.payer_offered == coverage.id
    assert shown.forms_due == ()
    assert shown.facts.last_name == "Lee"
    assert [point.id for point in shown.points] == [
        "identity",
        "demographics",
        "coverage",
        "copay",
        "forms",
        "screen",
    ]


@pytest.mark.parametrize(
    ("days_ago", "active", "message"),
    [
        (None, True, "frontdesk.point.not_verified"),
        (29, True, "frontdesk.point.verified"),
        (31, True, "frontdesk.point.not_verified"),
        (1, False, "frontdesk.point.not_covered"),
    ],
)
def test_a_coverage_is_verified_for_a_month(
    day: Day, days_ago: int | None, active: bool, message: str
) -> None:
    insured(day, days_ago, active)
    shown = panel(day, day.book("09:15"))
    assert next(point.message.id for point in shown.points if point.id == "coverage") == message


def test_without_a_payer_or_forms_the_panel_says_so_and_does_not_block(day: Day) -> None:
    booked = day.book("09:15")
    shown = panel(day, booked)
    assert not shown.all_green
    assert shown.forms_due == ("consent_to_treat", "privacy_notice")
    assert arrive(day, booked).visit.state == "arrived"


def test_who_pays_in_person_needs_no_coverage(day: Day) -> None:
    made = arrive(day, day.book("09:15"), Answers(identified_by=NAME_AND_BIRTH, self_pay=True))
    shown = day.answer(visit_panel, made.visit.visit_id)
    assert next(point.message.id for point in shown.points if point.id == "coverage") == (
        "frontdesk.point.self_pay"
    )


def test_the_payer_is_the_patients_own_coverage_and_only_one(day: Day) -> None:
    coverage = insured(day)
    booked = day.book("09:15", patient_id=day.ito.id)
    for answers in (
        Answers(identified_by=NAME_AND_BIRTH, payer_coverage_id=coverage.id),
        Answers(identified_by=NAME_AND_BIRTH, payer_coverage_id=coverage.id, self_pay=True),
    ):
        with pytest.raises(RuleViolated):
            arrive(day, booked, answers)
    assert day.all(Visit) == []


def test_opening_the_panel_is_recorded_as_a_view_of_that_patient(day: Day) -> None:
    booked = day.book("09:15")
    with day.work() as work:
        check_in_view(work, booked.id)
    seen = [row for row in day.all(AuditRow) if row.event == "view"]
    assert [(row.act, row.patient_id) for row in seen] == [("frontdesk.check_in_view", day.lee.id)]


def test_the_panel_tells_how_late_and_how_many_wait(day: Day) -> None:
    first = day.book("09:00", patient_id=day.ito.id)
    booked = day.book("09:30")
    arrive(day, first)
    day.wait(50)
    shown = panel(day, booked)
    assert (shown.late_minutes, shown.waiting, shown.median_wait) == (20, 1, None)


# -- walk in -----------------------------------------------------------------------------------------------


def walk(day: Day, **more: Any) -> CheckedIn:
    given = {
        "patient_id": day.lee.id,
        "provider_id": day.okafor.id,
        "visit_type_id": day.follow_up.id,
        "reason": "Cut finger",
        "answers": ALL_ASKED,
    }
    made: CheckedIn = day.run(walk_in, WalkIn(**{**given, **more}))
    return made


def test_a_walk_in_is_appointment_and_visit_in_one_act(day: Day) -> None:
    day.book("09:00", patient_id=day.ito.id)
    day.wait(7)
    made = walk(day)
    appointment = day.fresh(Appointment, made.visit.appointment_id)
    assert (appointment.wall_start, appointment.walk_in, appointment.visit_begun) == ("09:07", True, True)
    assert appointment.overlap_reason == "schedule.provider_busy"
    assert (made.visit.state, day.all(Visit)[0].reason) == ("arrived", "Cut finger")
    assert [row.act for row in day.all(AuditRow) if row.event == "act"][-1] == "frontdesk.walk_in"


def test_a_walk_in_is_welcome_after_hours_but_not_without_identity(day: Day) -> None:
    day.wait(10 * 60)
    assert walk(day).visit.state == "arrived"
    with pytest.raises(RuleViolated):
        walk(day, answers=Answers())


def test_a_walk_in_on_a_double_click_is_one(day: Day) -> None:
    command = WalkIn(
        patient_id=day.lee.id,
        provider_id=day.okafor.id,
        visit_type_id=day.follow_up.id,
        answers=ALL_ASKED,
        command_id=new_id(),
    )
    assert day.run(walk_in, command) == day.run(walk_in, command)
    assert len(day.all(Appointment)) == len(day.all(Visit)) == 1


# -- taking back -------------------------------------------------------------------------------------------


def back(day: Day, made: CheckedIn, reason: str = "", **more: Any) -> Any:
    visit = day.visit(made.visit)
    return day.run(
        undo_check_in, UndoCheckIn(visit_id=visit.id, version=visit.version, reason=reason), **more
    )


def test_a_check_in_is_taken_back_at_once_without_a_reason(day: Day) -> None:
    booked = day.book("09:15")
    made = arrive(day, booked, Answers(identified_by=NAME_AND_BIRTH, screened=True, signs=(Sign.COUGH,)))
    assert back(day, made).state == "expected"
    visit = day.visit(made.visit)
    assert (visit.checklist, visit.mask_needed) == ({}, False)
    row = day.answer(day_board, date(2026, 3, 2)).rows[0]
    assert (row.group, row.stage, row.id) == ("expected", "booked", booked.id)


def test_later_or_by_another_person_it_takes_a_reason(day: Day) -> None:
    made = arrive(day, day.book("09:15"))
    with pytest.raises(RuleViolated):
        back(day, made, actor=day.person(Role.FRONT_DESK))
    day.wait(1)
    with pytest.raises(RuleViolated) as refused:
        back(day, made)
    assert refused.value.field == "reason"
    assert back(day, made, "Other Susan Lee").state == "expected"


def test_who_was_taken_back_checks_in_again_with_a_new_time(day: Day) -> None:
    booked = day.book("09:15")
    made = arrive(day, booked)
    back(day, made)
    day.wait(12)
    again = arrive(day, booked)
    assert again.visit.visit_id == made.visit.visit_id
    row = day.answer(day_board, date(2026, 3, 2)).rows[0]
    assert (row.wait_minutes, row.facts.arrived_at) == (0, day.clock.now())


def test_who_was_taken_back_can_be_moved_to_another_day(day: Day) -> None:
    booked = day.book("09:15")
    back(day, arrive(day, booked))
    version = day.fresh(Appointment, booked.id).version
    move = MoveAppointment(
        appointment_id=booked.id, version=version, day=date(2026, 3, 4), wall_start="10:00"
    )
    day.run(move_appointment, move)
    assert day.answer(day_board, date(2026, 3, 2)).rows == ()


def test_a_walk_in_taken_back_is_gone_from_board_and_calendar(day: Day) -> None:
    made = walk(day)
    assert back(day, made).state == "entered_in_error"
    assert day.answer(day_board, date(2026, 3, 2)).rows == ()
    assert day.fresh(Appointment, made.visit.appointment_id).state == "entered_in_error"


def test_who_is_in_a_room_is_past_taking_back(day: Day) -> None:
    made = arrive(day, day.book("09:15"))
    day.move(made.visit, VisitState.WITH_PROVIDER)
    with pytest.raises(RuleViolated):
        back(day, made, "Slip")
