"""Taking and giving back money; the steps that several acts share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.billing.ledger.balances import OpenCharge, credits_of, open_charges, paid_charges
from app.billing.ledger.posting import is_locked, lines_of, money_day, post
from app.billing.ledger.rules import TAKINGS, Entry, Line, pair, spread
from app.billing.model import (
    Charge,
    ChargeStatus,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    PayMethod,
    Receipt,
)
from app.billing.payments import rules
from app.billing.payments.due import VisitMoney, barred_charges, visit_money
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.store.sequences import next_number
from app.store.work import Work
from app.visits.model import Visit

A = LedgerAccount
ACCOUNT_OF = {PayMethod.CASH: A.CASH, PayMethod.CHECK: A.CHECKS, PayMethod.CARD: A.CARD_CLEARING}


@dataclass(frozen=True, kw_only=True)
class Tender:
    """What was handed over: cents, method, the terminal's approval code or check number, cash given."""

    amount_cents: int
    method: PayMethod
    reference: str = ""
    tendered_cents: int | None = None
    old_balance_cents: int | None = None
    business_day: date | None = None


@dataclass(frozen=True)
class _Owed:
    """Where a payment may go: the visit (its due None: not known) and the older charges."""

    visit: Visit | None
    money: VisitMoney | None
    older: Sequence[OpenCharge]

    @property
    def visit_due(self) -> int | None:
        return self.money.visit_due if self.money else 0


def take(work: Work, patient_id: Id, visit: Visit | None, tender: Tender) -> Receipt:
    """Take a payment and write its receipt.

    What is for charges goes to them, oldest first; what has no charge yet is unapplied credit on the visit.
    Raises RuleViolated: a locked day, a card number, a Qualified Medicare Beneficiary's cost-sharing.
    """
    amount = rules.checked_amount("amount_cents", tender.amount_cents)
    reference = rules.checked_reference(tender.method, tender.reference)
    tendered = rules.checked_tendered(tender.method, tender.tendered_cents, amount)
    day = money_day(work, tender.business_day)
    owed = _owed(work, patient_id, visit)
    old_due = sum(one.cents for one in owed.older)
    split = rules.split_payment(amount, owed.visit_due, old_due, tender.old_balance_cents)
    _refuse_prohibited(owed, split)
    lines = _lines(ACCOUNT_OF[tender.method], patient_id, owed, split)
    entry = Entry(kind=EntryKind.PAYMENT, lines=tuple(lines))
    entry_id = post(work, entry, day, location_id=visit.location_id if visit else None)
    receipt = _receipt(work, patient_id, owed, split, entry_id)
    receipt.method, receipt.reference, receipt.tendered_cents = tender.method, reference, tendered
    work.add(receipt)
    work.session.flush()
    return receipt


def _owed(work: Work, patient_id: Id, visit: Visit | None) -> _Owed:
    if visit is not None:
        if visit.patient_id != patient_id:
            raise RuleViolated("visit_id", Message("billing.visit_of_another"))
        money = visit_money(work, visit)
        return _Owed(visit, money, money.older)
    owed = open_charges(work, patient_id)
    barred = {one.charge_id for one in barred_charges(work, owed)}
    return _Owed(None, None, [one for one in owed if one.charge_id not in barred])


def _refuse_prohibited(owed: _Owed, split: rules.Split) -> None:
    if owed.money is not None and owed.money.prohibited and split.visit + split.credit > 0:
        raise RuleViolated("amount_cents", Message("billing.qmb_no_cost_sharing"))
    if owed.visit is None and split.credit > 0:
        raise RuleViolated("visit_id", Message("billing.credit_needs_visit"))


def _lines(account: LedgerAccount, patient_id: Id, owed: _Owed, split: rules.Split) -> list[Line]:
    visit_open = owed.money.visit_open if owed.money else ()
    placed = [*_on_charges(split.visit, visit_open), *_on_charges(split.old, owed.older)]
    lines: list[Line] = []
    for charge, cents in placed:
        lines += pair(account, A.RECEIVABLE_PATIENT, owner_of(patient_id, charge, cents))
    left = split.visit + split.old + split.credit - sum(cents for _, cents in placed)
    if left:
        place = owed.visit
        credit = Line(
            account=account,
            cents=left,
            patient_id=patient_id,
            visit_id=place.id if place else None,
            provider_id=place.provider_id if place else None,
        )
        lines += pair(account, A.UNAPPLIED_CREDIT, credit)
    return lines


def _on_charges(cents: int, charges: Sequence[OpenCharge]) -> list[tuple[OpenCharge, int]]:
    by_id = {one.charge_id: one for one in charges}
    return [
        (by_id[charge_id], part)
        for charge_id, part in spread(cents, [(one.charge_id, one.cents) for one in charges])
    ]


def owner_of(patient_id: Id, charge: OpenCharge, cents: int) -> Line:
    """Return a line over a charge that is open or paid."""
    return Line(
        account=A.RECEIVABLE_PATIENT,
        cents=cents,
        patient_id=patient_id,
        visit_id=charge.visit_id,
        charge_id=charge.charge_id,
        provider_id=charge.provider_id,
    )


def _receipt(work: Work, patient_id: Id, owed: _Owed, split: rules.Split, entry_id: Id) -> Receipt:
    amount = split.visit + split.old + split.credit
    old_due = sum(one.cents for one in owed.older)
    visit_due = split.visit if owed.visit_due is None else owed.visit_due
    return Receipt(
        number=next_number(work, "receipt"),
        patient_id=patient_id,
        visit_id=owed.visit.id if owed.visit else None,
        entry_id=entry_id,
        at=work.now,
        amount_cents=amount,
        visit_due_cents=visit_due,
        visit_cents=split.visit,
        old_due_cents=old_due,
        old_cents=split.old,
        credit_cents=split.credit,
        remains_cents=max(visit_due - split.visit, 0) + old_due - split.old,
        taken_by=work.actor.person_id,
        taken_by_name=work.actor.name,
    )


# -- back ---------------------------------------------------------------------------------------------------


def is_reversed(work: Work, entry_id: Id) -> bool:
    """Say whether an entry was reversed."""
    asked = sa.select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry_id)
    return work.session.scalar(asked.limit(1)) is not None


def take_back(work: Work, payment: LedgerEntry, reason: str, *, from_bank: bool = False) -> Id:
    """Reverse a payment: what it paid is owed again, and what of it is still credit is gone.

    Credit that was applied since is taken off the charges again. Raises RuleViolated when it was given back
    already, by a reversal or a refund. `from_bank`: the money had been deposited (a returned check).
    """
    if payment.kind is not EntryKind.PAYMENT or payment.reverses_id is not None:
        raise RuleViolated("", Message("billing.not_a_payment"))
    if is_reversed(work, payment.id):
        raise RuleViolated("", Message("billing.reversed_already"))
    back: list[Line] = []
    for line in lines_of(work, payment.id):
        if line.cents < 0:
            back += _owed_again(work, line, back)
        else:
            back.append(_given_back(line, from_bank))
    entry = Entry(kind=EntryKind.PAYMENT, lines=tuple(back), reason=reason, reverses=payment.id)
    return post(work, entry, money_day(work, None))


def deposited(work: Work, payment: LedgerEntry) -> bool:
    """Say whether the drawer that took a payment was counted, locked and made ready for the bank."""
    return is_locked(work, payment.business_day)


def _given_back(line: Line, from_bank: bool) -> Line:
    account = A.BANK if from_bank and line.account in TAKINGS else line.account
    return Line(**{**line.__dict__, "account": account, "cents": -line.cents})


def _owed_again(work: Work, line: Line, so_far: Sequence[Line]) -> list[Line]:
    """Return the debits for one credit of a payment: its charge while it stands, else what it became."""
    need, lines = -line.cents, []
    patient_id = line.patient_id
    if patient_id is None:
        raise RuleViolated("", Message("billing.not_a_payment"))
    places = _places(work, patient_id, line)
    for owner, room in places:
        used = sum(one.cents for one in so_far if _same(one, owner))
        part = min(need, room - used)
        if part > 0:
            lines.append(Line(**{**owner.__dict__, "cents": part}))
            need -= part
    if need:
        raise RuleViolated("", Message("billing.credit_given_back"))
    return lines


def _same(one: Line, other: Line) -> bool:
    return (one.account, one.charge_id, one.visit_id) == (other.account, other.charge_id, other.visit_id)


def _places(work: Work, patient_id: Id, line: Line) -> list[tuple[Line, int]]:
    """Return where a payment's money may stand now, the likeliest first, and how much is there in cents."""
    paid = sorted(
        paid_charges(work, patient_id),
        key=lambda one: (one.charge_id != line.charge_id, one.visit_id != line.visit_id),
    )
    charges = [(owner_of(patient_id, one, one.cents), one.cents) for one in paid if _stands(work, one)]
    credit = [
        (
            Line(account=A.UNAPPLIED_CREDIT, cents=cents, patient_id=patient_id, visit_id=visit_id),
            cents,
        )
        for visit_id, cents in sorted(
            credits_of(work, patient_id).items(), key=lambda one: one[0] != line.visit_id
        )
        if cents > 0
    ]
    if line.charge_id is None:
        return [*credit[:1], *charges, *credit[1:]]
    return [*charges[:1], *credit, *charges[1:]]


def _stands(work: Work, one: OpenCharge) -> bool:
    return work.get(Charge, one.charge_id).status is ChargeStatus.POSTED
