"""Correcting a shot that was written down wrong: the old entry stays, a new one stands in its place."""

from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.chart.immunizations.model import Immunization
from app.core.acts import Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.orders import rules
from app.orders.actions import saved, to_state
from app.orders.completion.actions import ENDED, GiveShot, check_shot, keep_shot
from app.orders.model import Administration, ClinicalOrder, OrderState, Outcome
from app.orders.views import SavedOrder
from app.practice import fields
from app.store.work import Work

_OVER = (OrderState.COMPLETED, OrderState.REVIEWED, OrderState.REFUSED, OrderState.NOT_DONE)


@dataclass(frozen=True, kw_only=True)
class CorrectShot(GiveShot):
    """The right entry in place of a wrong one, and why it was wrong.

    `outcome` not given means that the entry was made in error and nothing was given; its `reason` is then
    `correction_reason`. Who gave it and when stay as they were, unless `given_at` says another time.
    """

    correction_reason: str


@action(Permission.COMPLETE_ORDER)
def correct_shot(work: Work, command: CorrectShot) -> SavedOrder:
    """Correct a shot. Both entries stay on record; a clinician reviews it again, and its charge follows."""
    order = work.change(ClinicalOrder, command.order_id, command.version)
    if order.kind not in rules.SHOTS or order.state not in _OVER:
        raise rules.refuse("", "nothing_to_correct")
    why = fields.free_line("correction_reason", command.correction_reason, most=300)
    if not why:
        raise rules.refuse("correction_reason", "needed")
    before = _last_shot(work, order)
    command = replace(command, given_at=command.given_at or before.at)
    if command.outcome is Outcome.GIVEN:
        check_shot(work, order, command, before.at.astimezone(work.zone).date())
    _mark_wrong(work, before, why)
    reason = fields.free_line("reason", command.reason, most=300) or why
    now = keep_shot(work, order, command, reason)
    now.corrects_id, now.correction_reason = before.id, why
    _keep_giver(work, before, now)
    work.because(why)
    order.reviewed_at = order.reviewed_by = None
    order.reviewed_by_name = ""
    to_state(work, order, ENDED[command.outcome], "" if command.outcome is Outcome.GIVEN else reason)
    work.session.flush()
    return saved(order)


def _last_shot(work: Work, order: ClinicalOrder) -> Administration:
    asked = sa.select(Administration).where(Administration.order_id == order.id)
    found = work.session.scalars(asked.order_by(Administration.id.desc()).limit(1)).first()
    if found is None:
        raise RuleViolated("", Message("orders.nothing_to_correct"))
    return found


def _mark_wrong(work: Work, before: Administration, why: str) -> None:
    if before.immunization_id is not None:
        row = work.get(Immunization, before.immunization_id)
        row.entered_in_error = row.entered_in_error or why


def _keep_giver(work: Work, before: Administration, now: Administration) -> None:
    """The law wants the name of who gave a vaccine (42 USC 300aa-25), not of who corrected the entry."""
    if before.outcome is not Outcome.GIVEN or now.outcome is not Outcome.GIVEN:
        return
    now.by, now.by_name = before.by, before.by_name
    if now.immunization_id is not None:
        work.get(Immunization, now.immunization_id).performer = before.by_name
