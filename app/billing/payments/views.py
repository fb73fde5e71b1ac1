"""What screens and documents get to see of what is due and what was paid. Money in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

# The words that forms take; screens get them here, for they never import a model.
from app.billing.model import CopayDecisionKind as CopayDecisionKind
from app.billing.model import EntryKind as EntryKind
from app.billing.model import PayMethod as PayMethod
from app.billing.model import RefundState as RefundState
from app.core.findings import Message
from app.core.ids import Id


class CopayStatus(StrEnum):
    """How the copay of a visit stands; every arrived visit ends with one of the first four."""

    COLLECTED = "collected"
    NONE_DUE = "none_due"
    WAIVED = "waived"
    TO_BILL = "to_bill"
    OPEN = "open"


@dataclass(frozen=True)
class AmountDue:
    """What is due for a visit at the desk, and why.

    `visit_cents` is the copay (self-pay: the charges), None when the plan's copay is not known;
    `remaining_cents` what of it is not paid yet; `previous_cents` the older balance after credit (below zero:
    credit); `due_now_cents` both together. `spare_cents` is credit that nothing due asks for; `late_day` the
    day on whose books a payment stands, once the money of today is locked. `prohibited` is the hard stop:
    nothing may be taken for it.
    """

    visit_id: Id
    visit_cents: int | None
    remaining_cents: int
    previous_cents: int
    due_now_cents: int
    paid_cents: int
    credit_cents: int
    prohibited: bool
    care_never_refused: bool
    reason: Message
    rule: str
    source: str
    status: CopayStatus
    payer: str = ""
    is_copay: bool = True
    decision_reason: str = ""
    spare_cents: int = 0
    late_day: date | None = None

    def beyond(self, cents: int) -> int:
        """Return how much of a payment is more than is owed; 0 where the copay is not known."""
        if self.visit_cents is None or self.prohibited:
            return 0
        return max(cents - self.due_now_cents, 0)


@dataclass(frozen=True)
class ReceiptView:
    """The facts of a receipt: what was due and paid on the visit and on older charges, and what remains."""

    id: Id
    number: int
    patient_id: Id
    visit_id: Id | None
    entry_id: Id
    at: datetime
    amount_cents: int
    visit_due_cents: int
    visit_cents: int
    old_due_cents: int
    old_cents: int
    credit_cents: int
    remains_cents: int
    method: PayMethod
    reference: str
    tendered_cents: int | None
    taken_by_name: str
    reversed: bool = False

    @property
    def change_cents(self) -> int:
        """Return the change given back."""
        return 0 if self.tendered_cents is None else self.tendered_cents - self.amount_cents


@dataclass(frozen=True)
class MoneyLine:
    """Money that a patient paid on a day, or got back (below zero), and the visit at which it happened.

    `number` is the receipt's; a payment that was taken back names the receipt of the payment.
    """

    entry_id: Id
    at: datetime
    kind: EntryKind
    number: int | None
    patient_id: Id | None
    patient: str
    mrn: str
    visit_id: Id | None
    method: PayMethod
    cents: int
    taken_back: bool
    by_name: str


@dataclass(frozen=True)
class RefundView:
    """A refund that was asked for, and what became of it."""

    id: Id
    version: int
    patient_id: Id
    cents: int
    method: PayMethod
    reason: str
    state: RefundState
    requested_at: datetime
    requested_by_name: str
    decided_by_name: str
