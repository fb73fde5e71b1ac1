"""The acts of the front desk that cross rooms: check in, walk in, and taking a check-in back."""

from dataclasses import dataclass, field

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.frontdesk import rules
from app.frontdesk.views import Answers, CheckedIn
from app.people.model import Coverage
from app.practice import fields
from app.practice.policy import policy
from app.schedule.booking import put_walk_in
from app.schedule.model import LIVE, Appointment
from app.store.work import Work
from app.visits.actions import LONGEST_NOTE
from app.visits.model import Visit, VisitState
from app.visits.moving import (
    Why,
    appointment_follows,
    as_view,
    begin,
    changes_of,
    move,
    put_step,
    that_count,
    visit_of,
)
from app.visits.rules import WAITING, may_undo
from app.visits.views import VisitView


@dataclass(frozen=True, kw_only=True)
class CheckIn(Command):
    """A patient with an appointment is at the desk; the version is the appointment's."""

    appointment_id: Id
    version: int
    answers: Answers = field(default_factory=Answers)


@action(Permission.CHECK_IN)
def check_in(work: Work, command: CheckIn) -> CheckedIn:
    """Let a visit begin. Only identity blocks; what else is open shows on the row until it is done."""
    rules.check_identity(command.answers.identified_by)
    appointment = work.change(Appointment, command.appointment_id, command.version)
    earlier = visit_of(work, appointment.id)
    state = earlier.state if earlier else VisitState.EXPECTED
    rules.check_expected(appointment.day, work.today, state, stands=appointment.state in LIVE)
    return _arrive(work, appointment, command.answers)


@dataclass(frozen=True, kw_only=True)
class WalkIn(Command):
    """A patient without an appointment is at the desk, registered a moment ago or long known."""

    patient_id: Id
    provider_id: Id
    visit_type_id: Id
    reason: str = ""
    answers: Answers = field(default_factory=Answers)


@action(Permission.CHECK_IN)
def walk_in(work: Work, command: WalkIn) -> CheckedIn:
    """Book now and let the visit begin, in one act; what the time overlaps is kept and stops nobody."""
    rules.check_identity(command.answers.identified_by)
    appointment = put_walk_in(
        work, command.patient_id, command.provider_id, command.visit_type_id, fields.reason(command.reason)
    )
    return _arrive(work, appointment, command.answers)


def _arrive(work: Work, appointment: Appointment, answers: Answers) -> CheckedIn:
    work.session.flush()
    _check_payer(work, appointment.patient_id, answers)
    visit = begin(work, appointment, VisitState.ARRIVED)
    words = policy(work, "respiratory")["words"]
    visit.mask_needed = bool(answers.signs) or rules.tells_of_infection(appointment.reason, words)
    visit.payer_coverage_id, visit.self_pay = answers.payer_coverage_id, answers.self_pay
    visit.checklist = rules.checklist_of(answers)
    visit.handoff_note = fields.free_text("note", answers.note, most=LONGEST_NOTE) or visit.handoff_note
    return CheckedIn(as_view(work, visit, VisitState.EXPECTED), visit.mask_needed and not visit.mask_given)


def _check_payer(work: Work, patient_id: Id, answers: Answers) -> None:
    named = answers.payer_coverage_id
    coverage = work.get(Coverage, named) if named is not None else None
    own = coverage is not None and coverage.patient_id == patient_id and coverage.entered_in_error is None
    rules.check_payer(answers, own)


@dataclass(frozen=True, kw_only=True)
class UndoCheckIn(Command):
    """It was another patient, or a slip. By the same person within 10 seconds it needs no reason."""

    visit_id: Id
    version: int
    reason: str = ""


@action(Permission.CHECK_IN)
def undo_check_in(work: Work, command: UndoCheckIn) -> VisitView:
    """Take an arrival back: the patient is expected again, a walk-in was entered in error."""
    visit = work.change(Visit, command.visit_id, command.version)
    steps = that_count(changes_of(work, visit.id))
    if visit.state not in WAITING:
        raise RuleViolated("", Message("frontdesk.not_just_arrived", {"state": visit.state}))
    arrival = next(step for step in reversed(steps) if step.state is VisitState.ARRIVED)
    at_once = may_undo(arrival.by == work.actor.person_id, arrival.at, work.now)
    reason = fields.reason(command.reason)
    if not at_once and not reason:
        raise RuleViolated("reason", Message("frontdesk.say_why_undone"))
    work.because(reason)
    if _is_walk_in(work, visit):
        move(work, visit, VisitState.ENTERED_IN_ERROR, None, Why(reason or "undo"))
        return as_view(work, visit)
    earlier = [step.state for step in steps if step.number < arrival.number]
    before = earlier[-1] if earlier else VisitState.EXPECTED
    put_step(work, visit, before, reason=reason, undoes=arrival.id)
    appointment_follows(work, visit, before)
    visit.checklist, visit.mask_needed, visit.mask_given = {}, False, False
    return as_view(work, visit)


def _is_walk_in(work: Work, visit: Visit) -> bool:
    return visit.appointment_id is not None and work.get(Appointment, visit.appointment_id).walk_in
