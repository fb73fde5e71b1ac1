"""Signing that sections of the chart were gone through."""

from dataclasses import dataclass

from app.chart.entering import entered
from app.chart.review.content import content_of
from app.chart.review.model import ReviewOutcome, Section, SectionReview
from app.chart.review.rules import Content, why_not
from app.chart.review.views import Reviewed, ShownSection
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated, Stale
from app.core.findings import Message
from app.core.ids import Id
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class ReviewSections(Command):
    """F6: "reviewed, no change" for the sections that are on the screen, each with what it showed."""

    patient_id: Id
    visit_id: Id
    sections: tuple[ShownSection, ...]


@action(Permission.ROOM_PATIENT)
def review_sections(work: Work, command: ReviewSections) -> Reviewed:
    """Sign "no change" for what was displayed, and for nothing else.

    A section that may not be found unchanged is left and named; RuleViolated where none may. It never states
    "no known allergies" or "takes no medicines". Raises Stale where the screen was not up to date.
    """
    entered(work, command.patient_id, command.visit_id)
    refused: dict[str, str] = {}
    for shown in command.sections:
        content = content_of(work, command.patient_id, shown.section)
        _as_shown(content, shown)
        reason = why_not(content)
        if reason:
            refused[shown.section.value] = reason
        else:
            _sign(work, command.patient_id, command.visit_id, shown, ReviewOutcome.NO_CHANGE)
    done = tuple(one.section for one in command.sections if one.section.value not in refused)
    if not done:
        raise RuleViolated("", Message(next(iter(refused.values()), "review.nothing_shown")))
    return Reviewed(done, refused)


@dataclass(frozen=True, kw_only=True)
class ReviewSection(Command):
    """A section was gone through entry by entry with the patient; entries are changed by their own acts."""

    patient_id: Id
    visit_id: Id | None = None
    shown: ShownSection


@action(Permission.ROOM_PATIENT)
def review_section(work: Work, command: ReviewSection) -> None:
    """Sign that each entry was read to the patient: imported ones count from here on.

    Raises RuleViolated for an empty section (that takes its own explicit statement) or one that contradicts
    itself, Stale where the screen was not up to date.
    """
    entered(work, command.patient_id, command.visit_id)
    content = content_of(work, command.patient_id, command.shown.section)
    _as_shown(content, command.shown)
    reason = why_not(content)
    if reason in ("review.empty", "review.conflicting"):
        raise RuleViolated("", Message(reason))
    _sign(work, command.patient_id, command.visit_id, command.shown, ReviewOutcome.REVIEWED)


def _as_shown(content: Content, shown: ShownSection) -> None:
    there = {(one.table, one.id): one.version for one in content.entries}
    seen = {(one.table, str(one.id)): one.version for one in shown.entries}
    if there != seen:
        changed = next(iter(set(there.items()) ^ set(seen.items())))
        (table, record_id), version = changed
        raise Stale(table, Id(record_id), seen.get((table, record_id), 0), version)


def _sign(
    work: Work, patient_id: Id, visit_id: Id | None, shown: ShownSection, outcome: ReviewOutcome
) -> None:
    work.add(
        SectionReview(
            patient_id=patient_id,
            visit_id=visit_id,
            section=Section(shown.section),
            outcome=outcome,
            shown=[[one.table, str(one.id), one.version] for one in shown.entries],
            at=work.now,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )
