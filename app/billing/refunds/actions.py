"""Giving a patient's credit back: one person asks, another approves and pays."""

from dataclasses import dataclass

from app.billing.ledger.balances import credits_of
from app.billing.ledger.posting import money_day, post
from app.billing.ledger.rules import Entry, Line, pair
from app.billing.model import (
    EntryKind,
    LedgerAccount,
    PayMethod,
    Refund,
    RefundState,
)
from app.billing.payments import rules
from app.billing.payments.queries import refund_view
from app.billing.payments.views import RefundView
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.core.money import money_text
from app.people.insurance import given_reason
from app.practice import fields
from app.practice.policy import policy
from app.store.work import Work

A = LedgerAccount


@dataclass(frozen=True, kw_only=True)
class RequestRefund(Command):
    """Ask that unapplied credit be given back. `visit_id` None: credit taken without a visit."""

    patient_id: Id
    visit_id: Id | None = None
    cents: int
    method: PayMethod
    reason: str


@action(Permission.TAKE_PAYMENT)
def request_refund(work: Work, command: RequestRefund) -> RefundView:
    """Write down a refund that waits for approval. Raises RuleViolated for more than there is."""
    _enough_credit(work, command.patient_id, command.visit_id, command.cents)
    made = work.add(
        Refund(
            patient_id=command.patient_id,
            visit_id=command.visit_id,
            cents=rules.checked_amount("cents", command.cents),
            method=command.method,
            reason=given_reason(work, command.reason),
            state=RefundState.REQUESTED,
            requested_at=work.now,
            requested_by=work.actor.person_id,
            requested_by_name=work.actor.name,
        )
    )
    work.session.flush()
    return refund_view(made)


def _enough_credit(work: Work, patient_id: Id, visit_id: Id | None, cents: int) -> None:
    credit = credits_of(work, patient_id).get(visit_id, 0)
    if cents > credit:
        raise RuleViolated(
            "cents", Message("billing.refund_more_than_credit", {"credit": money_text(credit)})
        )


@dataclass(frozen=True, kw_only=True)
class DecideRefund(Command):
    """Pay a refund out, or refuse it. `same_person_reason` where the practice has nobody else."""

    refund_id: Id
    version: int
    approve: bool
    reference: str = ""
    reason: str = ""
    same_person_reason: str = ""


@action(Permission.REFUND)
def decide_refund(work: Work, command: DecideRefund) -> RefundView:
    """Approve and pay a refund, or refuse it with a reason."""
    refund = work.change(Refund, command.refund_id, command.version)
    if refund.state is not RefundState.REQUESTED:
        raise RuleViolated("", Message("billing.refund_decided"))
    refund.decided_at, refund.decided_by = work.now, work.actor.person_id
    refund.decided_by_name = work.actor.name
    if command.approve:
        work.because(fields.free_line("reason", command.reason, most=200))
        _pay_refund(work, refund, command)
    else:
        refund.state, refund.decision_reason = RefundState.REFUSED, given_reason(work, command.reason)
    work.session.flush()
    return refund_view(refund)


def _pay_refund(work: Work, refund: Refund, command: DecideRefund) -> None:
    same = refund.requested_by == work.actor.person_id
    second = policy(work, "billing")["refund_needs_second_person"]
    rules.may_decide_refund(same, second, command.same_person_reason)
    _enough_credit(work, refund.patient_id, refund.visit_id, refund.cents)
    refund.decision_reason = fields.free_line("same_person_reason", command.same_person_reason, most=200)
    refund.reference = rules.checked_reference(refund.method, command.reference)
    out = {PayMethod.CASH: A.CASH, PayMethod.CARD: A.CARD_CLEARING, PayMethod.CHECK: A.BANK}[refund.method]
    owner = Line(account=out, cents=refund.cents, patient_id=refund.patient_id, visit_id=refund.visit_id)
    lines = (*pair(A.UNAPPLIED_CREDIT, A.REFUNDS, owner), *pair(A.REFUNDS, out, owner))
    entry = Entry(kind=EntryKind.REFUND, lines=lines, reason=refund.reason)
    refund.entry_id = post(work, entry, money_day(work, None))
    refund.state = RefundState.PAID
