"""What is done with money at the desk: take it, take it back, waive a copay, apply credit."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.billing.charges.fees import fee_of
from app.billing.charges.posting import apply_credit_of, charge_owner, write_off_waived
from app.billing.ledger.balances import credits_of, open_charges
from app.billing.ledger.posting import post, posting_day
from app.billing.ledger.rules import Entry, pair
from app.billing.model import (
    Charge,
    ChargeSource,
    ChargeStatus,
    CopayDecision,
    CopayDecisionKind,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    PayMethod,
    Receipt,
)
from app.billing.payments import rules
from app.billing.payments.due import amount_due_view, barred_charges, visit_money
from app.billing.payments.queries import receipt_view
from app.billing.payments.taking import Tender, deposited, take, take_back
from app.billing.payments.views import AmountDue, ReceiptView
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.people.insurance import given_reason
from app.practice import fields
from app.practice.policy import policy
from app.store.work import Work
from app.visits.model import Visit

A = LedgerAccount


@dataclass(frozen=True, kw_only=True)
class TakePayment(Command):
    """A payment at the desk, for a visit (copay first, then older charges) or for older charges alone.

    `old_balance_cents` says how much goes to older charges; None lets the split decide. `reference` is the
    terminal's approval code or the check's number. `business_day` None: today, or the next day once today is
    locked.
    """

    patient_id: Id
    visit_id: Id | None = None
    amount_cents: int
    method: PayMethod
    reference: str = ""
    tendered_cents: int | None = None
    old_balance_cents: int | None = None
    business_day: date | None = None


@action(Permission.TAKE_PAYMENT)
def take_payment(work: Work, command: TakePayment) -> ReceiptView:
    """Take a payment and return its receipt. Raises RuleViolated (see `taking.take`)."""
    visit = work.get(Visit, command.visit_id) if command.visit_id else None
    names = Tender.__dataclass_fields__
    tender = Tender(**{name: getattr(command, name) for name in names})
    return receipt_view(work, take(work, command.patient_id, visit, tender))


@dataclass(frozen=True, kw_only=True)
class ReversePayment(Command):
    """A payment that was entered wrongly, by its receipt, and why."""

    receipt_number: int
    reason: str


@action(Permission.ADJUST)
def reverse_payment(work: Work, command: ReversePayment) -> None:
    """Take a payment back by an entry of its own, dated today. Raises RuleViolated when that is done."""
    _, payment = _payment(work, command.receipt_number)
    take_back(work, payment, given_reason(work, command.reason))


def _payment(work: Work, number: int) -> tuple[Receipt, LedgerEntry]:
    found = work.session.scalars(sa.select(Receipt).where(Receipt.number == number)).one_or_none()
    if found is None:
        raise RuleViolated("receipt_number", Message("billing.no_such_receipt", {"number": number}))
    return found, work.get(LedgerEntry, found.entry_id)


@dataclass(frozen=True, kw_only=True)
class ReturnCheck(Command):
    """The bank gave a check back."""

    receipt_number: int
    reason: str


@action(Permission.ADJUST)
def return_check(work: Work, command: ReturnCheck) -> None:
    """Reverse a check that the bank returned, and charge the practice's fee if it has one."""
    kept, payment = _payment(work, command.receipt_number)
    if kept.method is not PayMethod.CHECK:
        raise RuleViolated("receipt_number", Message("billing.not_a_check"))
    reason = given_reason(work, command.reason)
    take_back(work, payment, reason, from_bank=deposited(work, payment))
    fee = policy(work, "billing")["returned_check_fee_cents"]
    if fee > 0:
        _charge_fee(work, kept, fee)


def _charge_fee(work: Work, kept: Receipt, cents: int) -> None:
    fee, day = fee_of(work, "RETCHK", work.today), posting_day(work)
    charge = work.add(
        Charge(
            patient_id=kept.patient_id,
            visit_id=None,
            service_day=work.today,
            system=fee.system,
            code=fee.code,
            wording=fee.wording,
            unit_cents=rules.checked_amount("returned_check_fee_cents", cents),
            source=ChargeSource.FEE,
            status=ChargeStatus.POSTED,
            posted_day=day,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )
    work.session.flush()
    lines = pair(A.RECEIVABLE_PATIENT, A.CHARGES, charge_owner(charge, cents))
    post(work, Entry(kind=EntryKind.CHARGE, lines=lines), day)


@dataclass(frozen=True, kw_only=True)
class DecideCopay(Command):
    """Why a copay is not taken now: waived for hardship, with the paper that proves it, or to be billed."""

    visit_id: Id
    kind: CopayDecisionKind
    reason: str
    documented: str = ""


@action(Permission.TAKE_PAYMENT)
def decide_copay(work: Work, command: DecideCopay) -> AmountDue:
    """Keep why a copay is not taken. A waiver needs ADJUST, a reason and documented hardship.

    Waiving without it can be an inducement (42 U.S.C. 1320a-7a(i)(6)(A)).
    """
    visit = work.get(Visit, command.visit_id)
    waived = command.kind is CopayDecisionKind.WAIVED
    if waived:
        work.require(Permission.ADJUST, "billing.payments.decide_copay")
    documented = fields.free_line("documented", command.documented, most=200)
    if waived and not documented:
        raise RuleViolated("documented", Message("billing.waiver_documented"))
    work.add(
        CopayDecision(
            patient_id=visit.patient_id,
            visit_id=visit.id,
            kind=command.kind,
            reason=given_reason(work, command.reason),
            documented=documented,
            at=work.now,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )
    work.session.flush()
    if waived:
        write_off_waived(work, visit, visit_money(work, visit))
    return amount_due_view(work, visit)


@dataclass(frozen=True, kw_only=True)
class ApplyCredit(Command):
    """Use a patient's unapplied credit for the oldest open charges."""

    patient_id: Id


@action(Permission.TAKE_PAYMENT)
def apply_credit(work: Work, command: ApplyCredit) -> int:
    """Apply all credit of a patient to open charges; return how many cents were applied."""
    owed = open_charges(work, command.patient_id)
    if barred_charges(work, owed):
        raise RuleViolated("", Message("billing.qmb_no_cost_sharing"))
    return sum(
        apply_credit_of(work, command.patient_id, place, to_all=True)
        for place in credits_of(work, command.patient_id)
    )
