"""Handing a patient on from inside the chart: what is still open is asked first, as the practice wants it."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.billing.charges.queries import level_expected
from app.chart.vitals.model import VitalsSet
from app.core.acts import Command, Permission, action
from app.core.findings import Finding
from app.core.ids import Id
from app.frontdesk import rules
from app.frontdesk.checkout.facts import OPEN, is_signed, note_of, orders_of, to_review
from app.orders.model import OrderKind, OrderState
from app.practice.policy import policy
from app.practice.soft_stops import stop_softly
from app.store.work import Work
from app.visits.model import Visit, VisitState
from app.visits.moving import Why, as_view, move
from app.visits.rules import next_action
from app.visits.views import NextAction, VisitRow, VisitView


def next_of(row: VisitRow, *, mask_first: bool = False) -> NextAction | None:
    """Return the one next act of a row, for the board and the chart alike; None when nothing is left."""
    return next_action(VisitState(row.state), mask_first=mask_first, with_staff=row.with_staff)


@dataclass(frozen=True, kw_only=True)
class HandOn(Command):
    """One step of a visit along its path, made in the chart. See `visits.MoveVisit`.

    `unsaved` names what is typed on the screen and not kept ("Blood pressure"), as the screen words it.
    """

    visit_id: Id
    version: int
    to: VisitState
    unsaved: str = ""
    acknowledged_reason: str = ""


@action(Permission.MOVE_VISIT)
def hand_on(work: Work, command: HandOn) -> VisitView:
    """Move a visit on. Raises NeedsAcknowledgement for what the policy `flow` asks before this step.

    What is typed and not kept is asked about always, and first.
    """
    visit = work.change(Visit, command.visit_id, command.version)
    was = visit.state
    stops = rules.unsaved_stop(command.unsaved) + _open(work, visit, command.to)
    stop_softly(work, stops, command.acknowledged_reason)
    move(work, visit, command.to, None, Why())
    return as_view(work, visit, was)


def _open(work: Work, visit: Visit, to: VisitState) -> list[Finding]:
    asked = policy(work, "flow", visit.day)["ask_before"].get(to, ())
    if not asked:
        return []
    results, shots = to_review(work, visit.id)
    facts = {
        "vitals": not _has_vitals(work, visit.id),
        "note": level_expected(work, visit) and not is_signed(note_of(work, visit.id)),
        "results": bool(results),
        "shots": bool(shots),
    }
    return rules.hand_on_stops(asked, facts, _orders(work, visit.id))


def _orders(work: Work, visit_id: Id) -> list[tuple[OrderKind, OrderState, str]]:
    """Return the open orders of a visit; named to those alone who may see the chart, and if not private."""
    sees = work.may(Permission.SEE_CHART)
    found = orders_of(work, visit_id, OPEN)
    return [
        (one.kind, one.state, one.text if sees and not one.private_from_guardian else "") for one in found
    ]


def _has_vitals(work: Work, visit_id: Id) -> bool:
    asked = sa.select(VitalsSet.id).where(
        VitalsSet.visit_id == visit_id, VitalsSet.entered_in_error.is_(None)
    )
    return work.session.scalars(asked.limit(1)).first() is not None
