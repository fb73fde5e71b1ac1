"""Questions to the ledger: does it balance, what stands where, what a patient's account says."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from app.billing.ledger.rules import TAKINGS
from app.billing.ledger.views import AccountBalance, LedgerTotals, PatientAccount, StatementLine
from app.billing.model import EntryKind, LedgerAccount, LedgerEntry, LedgerLine, Receipt
from app.core.acts import Permission, query
from app.core.ids import Id
from app.store.work import Reading

A = LedgerAccount
_SUM = sa.func.coalesce(sa.func.sum(LedgerLine.cents), 0)
_METHODS = {A.CASH: "cash", A.CHECKS: "check", A.CARD_CLEARING: "card", A.BANK: "check"}


@query(Permission.SEE_PRACTICE)
def ledger_totals(reading: Reading) -> LedgerTotals:
    """Return all debits and credits, and how many entries do not add up to zero (never one)."""
    debit = sa.func.coalesce(sa.func.sum(sa.case((LedgerLine.cents > 0, LedgerLine.cents), else_=0)), 0)
    debits, whole = reading.session.execute(sa.select(debit, _SUM)).one()
    wrong = sa.select(LedgerLine.entry_id).group_by(LedgerLine.entry_id).having(_SUM != 0).subquery()
    unbalanced = reading.session.scalar(sa.select(sa.func.count()).select_from(wrong))
    return LedgerTotals(debits, debits - whole, unbalanced or 0)


@query(Permission.SEE_LEDGER)
def account_balances(reading: Reading) -> tuple[AccountBalance, ...]:
    """Return what stands on each account, in the order of the accounts; together zero."""
    asked = sa.select(LedgerLine.account, _SUM).group_by(LedgerLine.account)
    found = {row[0]: row[1] for row in reading.session.execute(asked)}
    return tuple(AccountBalance(account, found.get(account, 0)) for account in LedgerAccount)


@query(Permission.SEE_LEDGER, recorded=True)
def patient_account(reading: Reading, patient_id: Id) -> PatientAccount:
    """Return a patient's account with all its lines."""
    reading.saw(patient_id)
    return account_of(reading, patient_id)


def account_of(reading: Reading, patient_id: Id) -> PatientAccount:
    """Return a patient's account, for the rooms of app."""
    rows = _rows(reading, patient_id)
    numbers = _receipts(reading, patient_id)
    undone = {row.reverses_id for row in rows if row.reverses_id and row.kind is not EntryKind.CHARGE}
    by_entry: dict[Id, list[Any]] = defaultdict(list)
    for row in rows:
        by_entry[row.id].append(row)
    lines, balance = [], 0
    for entry_id, parts in by_entry.items():
        line = _statement_line(entry_id, parts, balance, numbers.get(entry_id), entry_id in undone)
        balance = line.balance_cents
        lines.append(line)
    return PatientAccount(
        patient_id,
        sum(row.cents for row in rows if row.account is A.RECEIVABLE_PATIENT),
        sum(row.cents for row in rows if row.account is A.RECEIVABLE_PAYER),
        -sum(row.cents for row in rows if row.account is A.UNAPPLIED_CREDIT),
        tuple(lines),
    )


def _rows(reading: Reading, patient_id: Id) -> list[Any]:
    entry = LedgerEntry
    asked = (
        sa.select(entry.id, entry.business_day, entry.kind, entry.reason, entry.reverses_id)
        .add_columns(LedgerLine.account, LedgerLine.cents, LedgerLine.visit_id)
        .join(LedgerLine, LedgerLine.entry_id == entry.id)
        .where(LedgerLine.patient_id == patient_id)
        .order_by(entry.id, LedgerLine.number)
    )
    return list(reading.session.execute(asked))


def _receipts(reading: Reading, patient_id: Id) -> dict[Id, int]:
    asked = sa.select(Receipt.entry_id, Receipt.number).where(Receipt.patient_id == patient_id)
    return {row.entry_id: row.number for row in reading.session.execute(asked)}


def _statement_line(
    entry_id: Id, parts: list[Any], balance: int, receipt: int | None, undone: bool
) -> StatementLine:
    first = parts[0]
    patient = sum(one.cents for one in parts if one.account in (A.RECEIVABLE_PATIENT, A.UNAPPLIED_CREDIT))
    payer = sum(one.cents for one in parts if one.account is A.RECEIVABLE_PAYER)
    moved = first.kind is EntryKind.APPLICATION
    applied = sum(one.cents for one in parts if one.account is A.RECEIVABLE_PATIENT)
    return StatementLine(
        entry_id=entry_id,
        day=first.business_day,
        kind=first.kind,
        cents=applied if moved else patient + payer,
        patient_cents=patient,
        payer_cents=payer,
        balance_cents=balance + patient,
        reason=first.reason,
        reversal=first.reverses_id is not None,
        method=next((_METHODS[one.account] for one in parts if one.account in (*TAKINGS, A.BANK)), ""),
        receipt_number=receipt,
        visit_id=next((one.visit_id for one in parts if one.visit_id), None),
        reversed=undone,
    )
