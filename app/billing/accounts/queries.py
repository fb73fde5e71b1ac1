"""The accounts of the practice: who owes or has credit, and one account with what can be done in it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.billing.accounts.views import AccountCharge, AccountPage, AccountRow
from app.billing.ledger.balances import credits_of, open_charges
from app.billing.ledger.posting import late_day
from app.billing.ledger.queries import account_of
from app.billing.model import (
    Charge,
    ChargeStatus,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    Refund,
    RefundState,
)
from app.billing.payments.queries import refund_view
from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.finding import find_patients
from app.people.model import Patient
from app.store.work import Reading

A = LedgerAccount
MOST = 200


@query(Permission.SEE_LEDGER)
def accounts(reading: Reading, text: str = "") -> tuple[AccountRow, ...]:
    """Return the patients with a balance or credit, whose charge is oldest first; or those that fit a text.

    At most 200: the list is worked from the top.
    """
    if text.strip():
        ids = [one.id for one in find_patients(reading, text)]
        rows = _rows(reading, ids)
        return tuple(rows[one] for one in ids if one in rows)
    found = _rows(reading, _not_settled(reading)).values()
    return tuple(sorted(found, key=lambda one: (one.oldest or date.max, one.patient, one.mrn)))[:MOST]


def _sum_on(account: LedgerAccount) -> Any:
    return sa.func.sum(sa.case((LedgerLine.account == account, LedgerLine.cents), else_=0))


def _not_settled(reading: Reading) -> list[Id]:
    """Return the patients who owe, or whom the practice owes."""
    asked = (
        sa.select(LedgerLine.patient_id)
        .where(LedgerLine.account.in_((A.RECEIVABLE_PATIENT, A.UNAPPLIED_CREDIT)))
        .group_by(LedgerLine.patient_id)
        .having(sa.or_(_sum_on(A.RECEIVABLE_PATIENT) != 0, _sum_on(A.UNAPPLIED_CREDIT) != 0))
    )
    return [one for one in reading.session.scalars(asked) if one is not None]


def _rows(reading: Reading, ids: Sequence[Id]) -> dict[Id, AccountRow]:
    sums = _sums(reading, ids)
    oldest, paid = _oldest(reading, ids), _paid(reading, ids)
    asked = sa.select(
        Patient.id, Patient.last_name, Patient.first_name, Patient.mrn, Patient.birth_date
    ).where(Patient.id.in_(ids))
    return {
        row.id: AccountRow(
            row.id,
            f"{row.last_name}, {row.first_name}",
            row.mrn,
            row.birth_date,
            *sums.get(row.id, (0, 0)),
            oldest.get(row.id),
            paid.get(row.id),
        )
        for row in reading.session.execute(asked)
    }


def _sums(reading: Reading, ids: Sequence[Id]) -> dict[Id | None, tuple[int, int]]:
    asked = (
        sa.select(
            LedgerLine.patient_id,
            _sum_on(A.RECEIVABLE_PATIENT).label("owed"),
            (-_sum_on(A.UNAPPLIED_CREDIT)).label("credit"),
        )
        .where(LedgerLine.patient_id.in_(ids))
        .where(LedgerLine.account.in_((A.RECEIVABLE_PATIENT, A.UNAPPLIED_CREDIT)))
        .group_by(LedgerLine.patient_id)
    )
    return {row.patient_id: (row.owed, row.credit) for row in reading.session.execute(asked)}


def _oldest(reading: Reading, ids: Sequence[Id]) -> dict[Id | None, date]:
    still = (
        sa.select(LedgerLine.patient_id, Charge.service_day)
        .join(Charge, Charge.id == LedgerLine.charge_id)
        .where(LedgerLine.patient_id.in_(ids), LedgerLine.account == A.RECEIVABLE_PATIENT)
        .group_by(LedgerLine.patient_id, LedgerLine.charge_id, Charge.service_day)
        .having(sa.func.sum(LedgerLine.cents) > 0)
        .subquery()
    )
    asked = sa.select(still.c.patient_id, sa.func.min(still.c.service_day)).group_by(still.c.patient_id)
    return {row[0]: row[1] for row in reading.session.execute(asked)}


def _paid(reading: Reading, ids: Sequence[Id]) -> dict[Id | None, date]:
    asked = (
        sa.select(LedgerEntry.patient_id, sa.func.max(LedgerEntry.business_day))
        .where(LedgerEntry.patient_id.in_(ids), LedgerEntry.kind == EntryKind.PAYMENT)
        .where(LedgerEntry.reverses_id.is_(None))
        .group_by(LedgerEntry.patient_id)
    )
    return {row[0]: row[1] for row in reading.session.execute(asked)}


@query(Permission.SEE_LEDGER, recorded=True)
def account_page(reading: Reading, patient_id: Id) -> AccountPage:
    """Return one account with what its acts need to know."""
    reading.saw(patient_id)
    waiting = sa.select(Refund).where(Refund.patient_id == patient_id, Refund.state == RefundState.REQUESTED)
    return AccountPage(
        account=account_of(reading, patient_id),
        charges=_charges(reading, patient_id),
        credits=tuple(
            (place, cents) for place, cents in credits_of(reading, patient_id).items() if cents > 0
        ),
        refunds=tuple(refund_view(one) for one in reading.session.scalars(waiting.order_by(Refund.id))),
        today=reading.today,
        late_day=late_day(reading),
    )


def _charges(reading: Reading, patient_id: Id) -> tuple[AccountCharge, ...]:
    still = {one.charge_id: one.cents for one in open_charges(reading, patient_id)}
    asked = sa.select(Charge).where(Charge.patient_id == patient_id, Charge.status == ChargeStatus.POSTED)
    return tuple(
        AccountCharge(
            id=one.id,
            version=one.version,
            visit_id=one.visit_id,
            day=one.service_day,
            code=one.code,
            wording=one.wording,
            fee_cents=one.fee_cents,
            open_cents=still.get(one.id, 0),
        )
        for one in reading.session.scalars(asked.order_by(Charge.service_day, Charge.id))
    )
