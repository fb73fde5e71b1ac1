"""What was collected on a day: the one question that boards, lists and the day sheet all ask."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.billing.ledger.rules import TAKINGS
from app.billing.model import EntryKind, LedgerAccount, LedgerEntry, LedgerLine, PayMethod, Receipt, Refund
from app.billing.payments.views import MoneyLine
from app.people.model import Patient
from app.store.work import Reading

A = LedgerAccount
METHOD_OF = {
    A.CASH: PayMethod.CASH,
    A.CHECKS: PayMethod.CHECK,
    A.CARD_CLEARING: PayMethod.CARD,
    A.BANK: PayMethod.CHECK,  # a refund by check, a check that the bank gave back
}
_KINDS = (EntryKind.PAYMENT, EntryKind.REFUND)


def collected_on(reading: Reading, day: date) -> tuple[MoneyLine, ...]:
    """Return the money that patients paid on a business day or got back, line by line, as it came.

    Old balances, prepayments and money without a visit are in it; what went out is below zero. Whatever is
    called "collected" is the sum of these lines.
    """
    return tuple(_line(row) for row in reading.session.execute(_moved(day)))


def _moved(day: date) -> sa.Select[*tuple[Any, ...]]:
    entry, line = LedgerEntry, LedgerLine
    origin = sa.func.coalesce(entry.reverses_id, entry.id)  # a reversal belongs to what it takes back
    return (
        sa.select(entry.id, entry.at, entry.kind, entry.patient_id, entry.reverses_id, entry.by_name)
        .add_columns(line.account, sa.func.sum(line.cents).label("cents"))
        .add_columns(sa.func.max(line.visit_id).label("line_visit"))
        .add_columns(Receipt.id.label("receipt_id"), Receipt.number, Receipt.visit_id.label("paid_at"))
        .add_columns(Refund.id.label("refund_id"), Refund.visit_id.label("refunded_at"))
        .add_columns(Patient.last_name, Patient.first_name, Patient.mrn)
        .join(line, line.entry_id == entry.id)
        .outerjoin(Receipt, Receipt.entry_id == origin)
        .outerjoin(Refund, Refund.entry_id == origin)
        .outerjoin(Patient, Patient.id == entry.patient_id)
        .where(entry.business_day == day, entry.kind.in_(_KINDS), line.account.in_((*TAKINGS, A.BANK)))
        .group_by(entry.id, line.account)
        .order_by(entry.id, line.account)
    )


def _line(row: Any) -> MoneyLine:
    visit_id = row.line_visit
    if row.receipt_id is not None:
        visit_id = row.paid_at  # where it was taken, also when it paid an older charge
    elif row.refund_id is not None:
        visit_id = row.refunded_at
    return MoneyLine(
        entry_id=row.id,
        at=row.at,
        kind=row.kind,
        number=row.number,
        patient_id=row.patient_id,
        patient=f"{row.last_name}, {row.first_name}" if row.mrn is not None else "",
        mrn=row.mrn or "",
        visit_id=visit_id,
        method=METHOD_OF[row.account],
        cents=row.cents,
        taken_back=row.reverses_id is not None,
        by_name=row.by_name,
    )


def total_of(lines: Iterable[MoneyLine], *kinds: EntryKind) -> int:
    """Return the cents of some lines, or of those of some kinds."""
    return sum(one.cents for one in lines if not kinds or one.kind in kinds)
