"""What every entry into a chart needs: the visit it is made in, and who makes it."""

from dataclasses import dataclass
from typing import Any

from app.chart.model import Entered
from app.core.coding import Code
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.people.model import Patient
from app.practice import fields
from app.store.base import Correctable
from app.store.work import Work
from app.visits.model import Visit, VisitState

CLOSED = frozenset(
    {
        VisitState.NO_SHOW,
        VisitState.CANCELLED_BY_PATIENT,
        VisitState.CANCELLED_BY_PRACTICE,
        VisitState.ENTERED_IN_ERROR,
    }
)


@dataclass(frozen=True)
class Saved:
    """A record that was kept, with its new version."""

    id: Id
    version: int


def codings_of(code: Code | None) -> list[list[str]]:
    """Return the one coding of what was chosen here, as `Coded.codings` keeps them."""
    return [[code.system, code.code, code.display, code.release]] if code else []


def visit_of(work: Work, visit_id: Id) -> Visit:
    """Return a visit that may be written in. Raises NotFound; RuleViolated where nobody came."""
    visit = work.get(Visit, visit_id)
    if visit.state in CLOSED:
        raise RuleViolated("visit_id", Message("chart.visit_did_not_happen"))
    return visit


def entered(work: Work, patient_id: Id, visit_id: Id | None, *, private: bool = False) -> dict[str, Any]:
    """Return the columns of `Entered` for a new record of this patient.

    Raises RuleViolated for a visit of someone else: a write for another patient is a hard stop. What is
    entered in a private visit is private.
    """
    visit = visit_of(work, visit_id) if visit_id else None
    if visit is None:
        work.get(Patient, patient_id)
    elif visit.patient_id != patient_id:
        raise RuleViolated("patient_id", Message("chart.another_patient"))
    return {
        "visit_id": visit_id,
        "recorded_at": work.now,
        "recorded_by": work.actor.person_id,
        "recorded_by_name": work.actor.name,
        "private_from_guardian": private or bool(visit and visit.private_from_guardian),
    }


def withdraw(record: Correctable, reason: str) -> None:
    """Mark a record "entered in error". Raises RuleViolated without a reason, or if it was marked before."""
    kept = fields.reason(reason)
    if not kept:
        raise RuleViolated("reason", Message("chart.reason_needed"))
    if record.entered_in_error is not None:
        raise RuleViolated("", Message("chart.already_withdrawn"))
    record.entered_in_error = kept


def mark_entered(work: Work, record: Entered) -> None:
    """Keep who changed a record in place, and when."""
    record.recorded_at, record.recorded_by = work.now, work.actor.person_id
    record.recorded_by_name = work.actor.name
