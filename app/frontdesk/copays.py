"""What the patients of many rows owe at the desk, read at once: the copay of the visit, and from before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.billing.ledger.rules import TAKINGS
from app.billing.model import CopayDecision, LedgerAccount, LedgerLine
from app.billing.payments.rules import DueFacts, Result, amount_due
from app.core.findings import Message
from app.core.ids import Id
from app.people.model import PayerKind
from app.practice.model import CopayKind, VisitType
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.views import VisitRow

_MEDICARE = (PayerKind.MEDICARE, PayerKind.MEDICARE_ADVANTAGE)


@dataclass(frozen=True)
class PayingCoverage:
    """What decides a copay of a coverage in force; `copay_cents` as its last check or the card says."""

    id: Id
    kind: PayerKind
    copay_cents: int | None
    checked: bool
    qmb: bool


@dataclass(frozen=True)
class RowMoney:
    """What is open of one row, in cents; `reason` says why where no copay is due, None for self-pay."""

    copay_cents: int
    owed_cents: int
    reason: Message | None = None


def money_of_rows(
    reading: Reading, day: date, rows: Sequence[VisitRow], coverages: Mapping[Id, Sequence[PayingCoverage]]
) -> dict[Id, RowMoney]:
    """Return by appointment what is open at the desk, by the rules of the policy "copay" (DUTIES A4).

    The charges of somebody who pays in person are not known before the visit, so they are no copay here; the
    balance of a Qualified Medicare Beneficiary is left to the account, for cost-sharing may be in it.
    """
    table = policy(reading, "copay", day)
    kinds = _copay_kinds(reading)
    visits = [row.visit_id for row in rows if row.visit_id is not None]
    paid, decided = _paid(reading, visits), _decided(reading, visits)
    owed = _owed(reading, {row.patient_id for row in rows})
    found = {}
    for row in rows:
        held = coverages.get(row.patient_id, ())
        due = amount_due(table, _facts(row, held, kinds))
        copay = due.cents or 0 if due.result is Result.COPAY else 0
        taken = paid.get(row.visit_id, 0) if row.visit_id is not None else 0
        open_copay = 0 if row.visit_id in decided else max(copay - taken, 0)
        qmb = any(one.qmb for one in held)
        reason = None if due.result is Result.CHARGES else due.reason
        found[row.appointment_id] = RowMoney(
            open_copay, 0 if qmb else max(owed.get(row.patient_id, 0), 0), reason
        )
    return found


def _facts(row: VisitRow, held: Sequence[PayingCoverage], kinds: Mapping[Id, CopayKind]) -> DueFacts:
    """Return what decides, as `billing.payments.due` does for one visit."""
    qmb = any(one.qmb for one in held)
    chosen = next((one for one in held if one.id == row.payer_coverage_id), None)
    if chosen is None and not row.self_pay:
        chosen = next(iter(held), None)
    if chosen is None and qmb:
        chosen = next((one for one in held if one.kind in _MEDICARE), None)
    return DueFacts(
        payer=PayerKind.SELF_PAY if chosen is None else chosen.kind,
        visit=kinds.get(row.visit_type_id, CopayKind.OFFICE),
        qmb=qmb,
        plan_copay=chosen.copay_cents if chosen else None,
        from_check=chosen is not None and chosen.checked,
    )


def _copay_kinds(reading: Reading) -> dict[Id, CopayKind]:
    return {
        row.id: row.copay_kind
        for row in reading.session.execute(sa.select(VisitType.id, VisitType.copay_kind))
    }


def _paid(reading: Reading, visits: Sequence[Id]) -> dict[Id, int]:
    """Return what was paid for each visit, in cents."""
    asked = (
        sa.select(LedgerLine.visit_id, sa.func.sum(LedgerLine.cents).label("cents"))
        .where(LedgerLine.visit_id.in_(visits), LedgerLine.account.in_((*TAKINGS, LedgerAccount.BANK)))
        .group_by(LedgerLine.visit_id)
    )
    return {row.visit_id: row.cents for row in reading.session.execute(asked)} if visits else {}


def _decided(reading: Reading, visits: Sequence[Id]) -> set[Any]:
    asked = sa.select(CopayDecision.visit_id).where(CopayDecision.visit_id.in_(visits))
    return set(reading.session.scalars(asked)) if visits else set()


def _owed(reading: Reading, patients: set[Id]) -> dict[Id, int]:
    """Return what patients owe on posted charges less their credit, in cents."""
    accounts = (LedgerAccount.RECEIVABLE_PATIENT, LedgerAccount.UNAPPLIED_CREDIT)
    asked = (
        sa.select(LedgerLine.patient_id, sa.func.sum(LedgerLine.cents).label("cents"))
        .where(LedgerLine.patient_id.in_(patients), LedgerLine.account.in_(accounts))
        .group_by(LedgerLine.patient_id)
    )
    return {row.patient_id: row.cents for row in reading.session.execute(asked)}
