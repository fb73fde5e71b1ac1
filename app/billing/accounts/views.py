"""What the accounts of Billing show. Money in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.billing.ledger.views import PatientAccount
from app.billing.payments.views import RefundView
from app.core.ids import Id


@dataclass(frozen=True)
class AccountRow:
    """A patient with a balance or a credit, or one who was looked for.

    `oldest` is the day of service of the oldest charge that is not paid; `paid_on` that of the last payment.
    """

    patient_id: Id
    patient: str
    mrn: str
    birth_date: date | None
    owed_cents: int
    credit_cents: int
    oldest: date | None = None
    paid_on: date | None = None


@dataclass(frozen=True)
class AccountCharge:
    """A posted charge of an account; `open_cents` is what the patient still owes on it."""

    id: Id
    version: int
    visit_id: Id | None
    day: date
    code: str
    wording: str
    fee_cents: int
    open_cents: int


@dataclass(frozen=True)
class AccountPage:
    """One patient's account: lines, charges that stand, credit by visit, refunds that wait for approval.

    `late_day` is the day on whose books money stands now, once today is locked.
    """

    account: PatientAccount
    charges: tuple[AccountCharge, ...]
    credits: tuple[tuple[Id | None, int], ...]
    refunds: tuple[RefundView, ...]
    today: date
    late_day: date | None = None
