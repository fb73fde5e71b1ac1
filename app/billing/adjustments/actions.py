"""Write-offs, what payers sent, and the reversal of such entries."""

from dataclasses import dataclass, replace
from datetime import date

from app.billing.charges.posting import charge_owner, overpaid_to_credit
from app.billing.charges.writing import LIVE
from app.billing.ledger.balances import total
from app.billing.ledger.posting import lines_of, money_day, post, posting_day, require_open
from app.billing.ledger.rules import Entry, pair, reversal
from app.billing.model import (
    Charge,
    ChargeStatus,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    PayMethod,
)
from app.billing.payments import rules
from app.billing.payments.due import visit_money
from app.billing.payments.taking import is_reversed
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.core.money import money_text
from app.people.insurance import given_reason
from app.store.work import Work
from app.visits.model import Visit

A = LedgerAccount


@dataclass(frozen=True, kw_only=True)
class WriteOff(Command):
    """What a patient owes on a charge and will not be asked for: small balance, courtesy, hardship."""

    charge_id: Id
    cents: int
    reason: str


@action(Permission.ADJUST)
def write_off(work: Work, command: WriteOff) -> None:
    """Write off a part of what the patient owes on a charge."""
    charge = work.get(Charge, command.charge_id)
    open_cents = _open_on(work, charge, A.RECEIVABLE_PATIENT)
    if not 1 <= command.cents <= open_cents:
        raise RuleViolated("cents", Message("billing.more_than_open", {"open": money_text(open_cents)}))
    lines = pair(A.WRITE_OFF, A.RECEIVABLE_PATIENT, charge_owner(charge, command.cents))
    entry = Entry(kind=EntryKind.ADJUSTMENT, lines=lines, reason=given_reason(work, command.reason))
    post(work, entry, posting_day(work))


def _open_on(work: Work, charge: Charge, account: LedgerAccount) -> int:
    return total(work, LedgerLine.charge_id == charge.id, LedgerLine.account == account)


@dataclass(frozen=True, kw_only=True)
class PayerLine:
    """What a payer decided on one charge, in cents: paid, taken off by contract, left to the patient."""

    charge_id: Id
    paid_cents: int = 0
    adjustment_cents: int = 0
    patient_cents: int = 0


@dataclass(frozen=True, kw_only=True)
class PostPayerPayment(Command):
    """What a payer sent for charges of one coverage, by check or transfer number."""

    coverage_id: Id
    lines: tuple[PayerLine, ...]
    reference: str = ""


@action(Permission.ADJUST)
def post_payer_payment(work: Work, command: PostPayerPayment) -> None:
    """Post a payer's payment, its contractual adjustment, and what it leaves to the patient.

    Raises RuleViolated for more than the payer owes on a charge, or for cost-sharing that is left to a
    Qualified Medicare Beneficiary (42 U.S.C. 1396a(n)(3)(B)).
    """
    reference = rules.checked_reference(PayMethod.CHECK, command.reference)
    day = posting_day(work)
    require_open(work, day)
    for line in command.lines:
        charge = work.get(Charge, line.charge_id)
        _check_payer_line(work, charge, line, command.coverage_id)
        _post_payer_line(work, charge, line, command.coverage_id, day, reference)


def _check_payer_line(work: Work, charge: Charge, line: PayerLine, coverage_id: Id) -> None:
    amounts = (line.paid_cents, line.adjustment_cents, line.patient_cents)
    owed = total(
        work,
        LedgerLine.charge_id == charge.id,
        LedgerLine.account == A.RECEIVABLE_PAYER,
        LedgerLine.coverage_id == coverage_id,
    )
    if charge.status is not ChargeStatus.POSTED or min(amounts) < 0 or not 0 < sum(amounts) <= owed:
        raise RuleViolated("lines", Message("billing.more_than_open", {"open": money_text(owed)}))
    visit = work.get(Visit, charge.visit_id) if charge.visit_id else None
    if line.patient_cents and visit is not None and visit_money(work, visit).prohibited:
        raise RuleViolated("lines", Message("billing.qmb_no_cost_sharing"))


def _post_payer_line(
    work: Work, charge: Charge, line: PayerLine, coverage_id: Id, day: date, reference: str
) -> None:
    for kind, account, cents in (
        (EntryKind.PAYER_PAYMENT, A.PAYER_CLEARING, line.paid_cents),
        (EntryKind.ADJUSTMENT, A.CONTRACTUAL_ADJUSTMENT, line.adjustment_cents),
        (EntryKind.ADJUSTMENT, A.RECEIVABLE_PATIENT, line.patient_cents),
    ):
        if cents:
            owner = replace(charge_owner(charge, cents), coverage_id=coverage_id)
            entry = Entry(kind=kind, lines=pair(account, A.RECEIVABLE_PAYER, owner), reason=reference)
            post(work, entry, day)


@dataclass(frozen=True, kw_only=True)
class ReverseEntry(Command):
    """An adjustment, a refund or a payer's payment that was wrong, and why."""

    entry_id: Id
    reason: str


@action(Permission.ADJUST)
def reverse_entry(work: Work, command: ReverseEntry) -> None:
    """Undo such an entry line by line, dated today. Payments and charges have acts of their own."""
    entry = work.get(LedgerEntry, command.entry_id)
    may = entry.kind in (EntryKind.ADJUSTMENT, EntryKind.REFUND, EntryKind.PAYER_PAYMENT)
    if not may or entry.reverses_id is not None:
        raise RuleViolated("", Message("billing.not_reversible"))
    if is_reversed(work, entry.id):
        raise RuleViolated("", Message("billing.reversed_already"))
    lines, reason = lines_of(work, entry.id), given_reason(work, command.reason)
    charges = [work.get(Charge, one) for one in {line.charge_id for line in lines if line.charge_id}]
    if any(charge.status not in LIVE for charge in charges):
        raise RuleViolated("", Message("billing.not_reversible"))
    post(work, reversal(entry.kind, lines, entry.id, reason), money_day(work, None))
    for charge in charges:
        overpaid_to_credit(work, charge, reason)
