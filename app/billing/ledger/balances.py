"""Sums of the ledger that acts and questions share."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.billing.ledger.rules import TAKINGS
from app.billing.model import Charge, EntryKind, LedgerAccount, LedgerEntry, LedgerLine
from app.core.ids import Id
from app.store.work import Reading

A = LedgerAccount
_SUM = sa.func.coalesce(sa.func.sum(LedgerLine.cents), 0)


@dataclass(frozen=True)
class OpenCharge:
    """A posted charge of which the patient still owes a part, in cents."""

    charge_id: Id
    visit_id: Id | None
    provider_id: Id | None
    cents: int


def total(reading: Reading, *where: Any) -> int:
    """Return the sum of the lines that fit, in cents."""
    return reading.session.scalar(sa.select(_SUM).where(*where)) or 0


def patient_owes(reading: Reading, patient_id: Id) -> int:
    """Return what a patient owes on posted charges, without regard to credit."""
    return total(reading, LedgerLine.patient_id == patient_id, LedgerLine.account == A.RECEIVABLE_PATIENT)


def open_charges(reading: Reading, patient_id: Id) -> list[OpenCharge]:
    """Return the charges of which the patient owes a part, the oldest first."""
    asked = (
        sa.select(LedgerLine.charge_id, Charge.visit_id, Charge.provider_id, _SUM.label("cents"))
        .join(Charge, Charge.id == LedgerLine.charge_id)
        .where(LedgerLine.patient_id == patient_id, LedgerLine.account == A.RECEIVABLE_PATIENT)
        .group_by(LedgerLine.charge_id, Charge.visit_id, Charge.provider_id, Charge.service_day)
        .having(_SUM > 0)
        .order_by(Charge.service_day, LedgerLine.charge_id)
    )
    return [
        OpenCharge(row.charge_id, row.visit_id, row.provider_id, row.cents)
        for row in reading.session.execute(asked)
    ]


def paid_charges(reading: Reading, patient_id: Id) -> list[OpenCharge]:
    """Return the charges on which money of the patient stands, and how much, the newest first."""
    asked = (
        sa.select(LedgerLine.charge_id, Charge.visit_id, Charge.provider_id, (-_SUM).label("cents"))
        .join(Charge, Charge.id == LedgerLine.charge_id)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(
            LedgerLine.patient_id == patient_id,
            LedgerLine.account == A.RECEIVABLE_PATIENT,
            LedgerEntry.kind.in_((EntryKind.PAYMENT, EntryKind.APPLICATION)),
        )
        .group_by(LedgerLine.charge_id, Charge.visit_id, Charge.provider_id, Charge.service_day)
        .having(_SUM < 0)
        .order_by(Charge.service_day.desc(), LedgerLine.charge_id.desc())
    )
    return [
        OpenCharge(row.charge_id, row.visit_id, row.provider_id, row.cents)
        for row in reading.session.execute(asked)
    ]


def credits_of(reading: Reading, patient_id: Id) -> dict[Id | None, int]:
    """Return the unapplied credit of a patient in cents by visit (None: taken without a visit), no zero."""
    asked = (
        sa.select(LedgerLine.visit_id, (-_SUM).label("cents"))
        .where(LedgerLine.patient_id == patient_id, LedgerLine.account == A.UNAPPLIED_CREDIT)
        .group_by(LedgerLine.visit_id)
        .having(_SUM != 0)
    )
    return {row.visit_id: row.cents for row in reading.session.execute(asked)}


def paid_on_visit(reading: Reading, visit_id: Id) -> int:
    """Return what the patient paid for a visit and did not get back, in cents."""
    return total(
        reading,
        LedgerLine.visit_id == visit_id,
        LedgerLine.account.in_((*TAKINGS, A.BANK)),
    )
