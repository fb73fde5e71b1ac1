"""Opening a sensitive chart in an emergency, ending that, and its review by somebody else."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.people.break_glass.model import BreakGlass as Use
from app.people.break_glass.model import EmergencyEnd, ReviewOutcome
from app.people.break_glass.rules import LONGEST_MINUTES, is_open
from app.people.insurance import given_reason
from app.people.model import Patient
from app.people.views import EmergencyView
from app.practice import fields
from app.practice.policy import policy
from app.store.work import Reading, Work


@dataclass(frozen=True, kw_only=True)
class BreakGlass(Command):
    """A sensitive chart that must be opened now, and why."""

    patient_id: Id
    reason: str


@action(Permission.BREAK_GLASS)
def break_glass(work: Work, command: BreakGlass) -> EmergencyView:
    """Open a sensitive chart for this sign-in, 60 minutes at most.

    Raises RuleViolated without a reason, and where the chart opens anyway.
    """
    patient = work.get(Patient, command.patient_id)
    if work.may_open(patient.id):
        raise RuleViolated("", Message("people.chart_opens_anyway"))
    reason = given_reason(work, command.reason)
    minutes = min(int(policy(work, "break_glass")["minutes"]), LONGEST_MINUTES)
    use = Use(
        patient_id=patient.id,
        person_id=work.actor.person_id,
        person_name=work.actor.name,
        session_id=work.actor.session_id,
        reason=reason,
        begun_at=work.now,
        until=work.now + timedelta(minutes=minutes),
    )
    work.add(use)
    work.session.flush()
    work.event("break_glass", until=use.until)
    return EmergencyView(use.id, use.version, use.begun_at, use.until)


@dataclass(frozen=True, kw_only=True)
class EndBreakGlass(Command):
    """The emergency is over."""

    use_id: Id
    version: int


@action(Permission.BREAK_GLASS)
def end_break_glass(work: Work, command: EndBreakGlass) -> None:
    """Close the chart again. Raises RuleViolated for another's opening and for one that is over."""
    use = work.change(Use, command.use_id, command.version)
    if use.person_id != work.actor.person_id:
        raise RuleViolated("", Message("people.emergency_of_another"))
    if not is_open(use, work.now):
        raise RuleViolated("", Message("people.emergency_over"))
    use.ended, use.ended_at = EmergencyEnd.BY_HAND, work.now
    work.event("break_glass_ended", how=use.ended)


@dataclass(frozen=True, kw_only=True)
class EndLeftOpen(Command):
    """A person signs in: what an earlier sign-in of theirs left open is over."""


@action(Permission.OWN_SIGN_IN)
def end_left_open(work: Work, command: EndLeftOpen) -> int:
    """End the openings of the actor's earlier sign-ins; return how many."""
    left = left_open(work)
    for use in left:
        use.ended, use.ended_at = EmergencyEnd.ANOTHER_SIGN_IN, work.now
        work.event("break_glass_ended", how=use.ended)
    work.detail(ended=len(left))
    return len(left)


def left_open(reading: Reading) -> list[Use]:
    """Return the openings of the actor that another sign-in began and whose time is not over."""
    mine = sa.select(Use).where(Use.person_id == reading.actor.person_id, Use.ended_at.is_(None))
    others = mine.where(Use.session_id != reading.actor.session_id)
    return [one for one in reading.session.scalars(others.order_by(Use.id)) if is_open(one, reading.now)]


@dataclass(frozen=True, kw_only=True)
class ReviewBreakGlass(Command):
    """What somebody else than the person who opened the chart found. What is not justified needs a note."""

    use_id: Id
    version: int
    outcome: ReviewOutcome
    note: str = ""


@action(Permission.SEE_AUDIT)
def review_break_glass(work: Work, command: ReviewBreakGlass) -> None:
    """Keep the review of an emergency opening; a later one takes its place, and the record keeps both.

    Raises RuleViolated for the person who opened the chart, and without the note that the outcome needs.
    """
    use = work.change(Use, command.use_id, command.version)
    if use.person_id == work.actor.person_id:
        raise RuleViolated("", Message("people.emergency_own_review"))
    if is_open(use, work.now):
        raise RuleViolated("", Message("people.emergency_still_open"))
    note = fields.reason(command.note, "note")
    if not note and command.outcome is not ReviewOutcome.JUSTIFIED:
        raise fields.refuse("note", "required")
    use.outcome, use.review_note = command.outcome, note
    use.reviewed_at, use.reviewed_by = work.now, work.actor.person_id
    use.reviewed_by_name = work.actor.name
