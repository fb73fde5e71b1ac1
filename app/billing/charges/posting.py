"""Charges into the ledger: split between patient and payer, credit applied, a waived copay written off."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.billing.ledger.balances import credits_of, open_charges, total
from app.billing.ledger.posting import lines_of, post, posting_day
from app.billing.ledger.rules import Entry, Line, pair, reversal, spread
from app.billing.model import (
    Charge,
    ChargeStatus,
    CopayDecisionKind,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
)
from app.billing.payments.due import VisitMoney, visit_money
from app.billing.payments.rules import Result
from app.core.ids import Id
from app.store.work import Reading, Work
from app.visits.model import Visit

A = LedgerAccount


def post_drafts(work: Work, visit: Visit, drafts: Sequence[Charge]) -> None:
    """Post drafts of a visit on the first open day: one entry, then the visit's credit on top of it."""
    money, day = visit_money(work, visit), posting_day(work)
    lines = _charge_lines(drafts, money, _patient_part(work, visit, money))
    for charge in drafts:
        charge.status, charge.posted_day = ChargeStatus.POSTED, day
    work.session.flush()
    if lines:
        post(work, Entry(kind=EntryKind.CHARGE, lines=tuple(lines)), day, location_id=visit.location_id)
    apply_credit_of(work, visit.patient_id, visit.id)
    write_off_waived(work, visit, money)


def _patient_part(work: Work, visit: Visit, money: VisitMoney) -> int | None:
    """Return how much of the charges the patient answers for at once; None for all of it.

    A copay is owed once: what stands on charges posted earlier is not asked for again.
    """
    if money.coverage is None or money.due.result is Result.CHARGES:
        return None
    return max((money.due.cents or 0) - patient_share(work, visit.id), 0)


def patient_share(reading: Reading, visit_id: Id) -> int:
    """Return what the patient was charged for a visit, without what was reversed, in cents."""
    asked = (
        sa.select(sa.func.sum(LedgerLine.cents))
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(
            LedgerLine.visit_id == visit_id,
            LedgerLine.account == A.RECEIVABLE_PATIENT,
            LedgerEntry.kind == EntryKind.CHARGE,
        )
    )
    return reading.session.scalar(asked) or 0


def _charge_lines(drafts: Sequence[Charge], money: VisitMoney, patient_part: int | None) -> list[Line]:
    left = sum(one.fee_cents for one in drafts) if patient_part is None else patient_part
    own = dict(spread(left, [(one.id, one.fee_cents) for one in drafts]))
    coverage_id = money.coverage.id if money.coverage else None
    lines: list[Line] = []
    for charge in drafts:
        patient = own.get(charge.id, 0)
        for account, cents in (
            (A.RECEIVABLE_PATIENT, patient),
            (A.RECEIVABLE_PAYER, charge.fee_cents - patient),
        ):
            if cents:
                lines += pair(account, A.CHARGES, charge_owner(charge, cents, coverage_id))
    return lines


def charge_owner(charge: Charge, cents: int, coverage_id: Id | None = None) -> Line:
    """Return a line over a charge, to be put on its accounts."""
    return Line(
        account=A.CHARGES,
        cents=cents,
        patient_id=charge.patient_id,
        visit_id=charge.visit_id,
        charge_id=charge.id,
        coverage_id=coverage_id,
        provider_id=charge.provider_id,
    )


def apply_credit_of(work: Work, patient_id: Id, visit_id: Id | None, *, to_all: bool = False) -> int:
    """Apply the credit of a visit to its open charges (or to all of the patient's); return the cents."""
    credit = credits_of(work, patient_id).get(visit_id, 0)
    owed = [one for one in open_charges(work, patient_id) if to_all or one.visit_id == visit_id]
    by_id = {one.charge_id: one for one in owed}
    lines: list[Line] = []
    for charge_id, cents in spread(max(credit, 0), [(one.charge_id, one.cents) for one in owed]):
        charge = by_id[charge_id]
        lines.append(Line(account=A.UNAPPLIED_CREDIT, cents=cents, patient_id=patient_id, visit_id=visit_id))
        lines.append(
            Line(
                account=A.RECEIVABLE_PATIENT,
                cents=-cents,
                patient_id=patient_id,
                visit_id=charge.visit_id,
                charge_id=charge_id,
                provider_id=charge.provider_id,
            )
        )
    if lines:
        post(work, Entry(kind=EntryKind.APPLICATION, lines=tuple(lines)), posting_day(work))
    return sum(line.cents for line in lines if line.account is A.UNAPPLIED_CREDIT)


def write_off_waived(work: Work, visit: Visit, money: VisitMoney) -> None:
    """Write off the copay of a visit that was waived for documented hardship, up to what is open."""
    decision = money.decision
    if decision is None or decision.kind is not CopayDecisionKind.WAIVED:
        return
    owed = [one for one in open_charges(work, visit.patient_id) if one.visit_id == visit.id]
    lines: list[Line] = []
    for charge_id, cents in spread(money.due.cents or 0, [(one.charge_id, one.cents) for one in owed]):
        owner = charge_owner(work.get(Charge, charge_id), cents)
        lines += pair(A.WRITE_OFF, A.RECEIVABLE_PATIENT, owner)
    if lines:
        entry = Entry(kind=EntryKind.ADJUSTMENT, lines=tuple(lines), reason=decision.reason)
        post(work, entry, posting_day(work))


def reverse_posted(work: Work, charge: Charge, reason: str) -> None:
    """Reverse a posted charge and what was written off on it; what was paid becomes credit."""
    day = posting_day(work)
    charge.status, charge.ended_reason = ChargeStatus.REVERSED, reason
    for entry_id, kind in _entries_of(work, charge.id):
        lines = [line for line in lines_of(work, entry_id) if line.charge_id == charge.id]
        charge.reversal_entry_id = post(work, reversal(kind, lines, entry_id, reason), day)
    overpaid_to_credit(work, charge, reason)


def overpaid_to_credit(work: Work, charge: Charge, reason: str) -> None:
    """Move what the patient paid beyond what a charge still asks for to unapplied credit of its visit."""
    over = -total(work, LedgerLine.charge_id == charge.id, LedgerLine.account == A.RECEIVABLE_PATIENT)
    if over > 0:
        lines = pair(A.RECEIVABLE_PATIENT, A.UNAPPLIED_CREDIT, charge_owner(charge, over))
        post(work, Entry(kind=EntryKind.APPLICATION, lines=lines, reason=reason), posting_day(work))


def _entries_of(work: Work, charge_id: Id) -> list[tuple[Id, EntryKind]]:
    """Return the entries that charged or adjusted a charge and that still stand."""
    undone = (
        sa.select(LedgerEntry.reverses_id)
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .where(LedgerLine.charge_id == charge_id, LedgerEntry.reverses_id.is_not(None))
    )
    asked = (
        sa.select(LedgerEntry.id, LedgerEntry.kind)
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .where(
            LedgerLine.charge_id == charge_id,
            LedgerEntry.kind.in_((EntryKind.CHARGE, EntryKind.ADJUSTMENT)),
            LedgerEntry.reverses_id.is_(None),
            LedgerEntry.id.not_in(undone),
        )
        .distinct()
    )
    return [(row.id, row.kind) for row in work.session.execute(asked)]
