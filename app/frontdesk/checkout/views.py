"""What the checkout screen receives. Money in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.billing.charges.views import VisitCharges
from app.billing.ledger.views import StatementLine
from app.billing.payments.views import AmountDue, ReceiptView
from app.core.findings import Message
from app.core.ids import Id
from app.visits.views import VisitView


@dataclass(frozen=True)
class OpenItem:
    """One thing that is not done yet: its key ("not_signed"), its text, and the record to open for it."""

    key: str
    message: Message
    id: Id | None = None


@dataclass(frozen=True)
class ToCheckOut:
    """A visit of a day that waits for checkout, or (`done`) was checked out with something left open."""

    visit_id: Id
    patient: str
    mrn: str
    starts_at: datetime
    provider: str
    visit_type: str
    done: bool
    state_since: datetime
    open_items: tuple[OpenItem, ...]


@dataclass(frozen=True)
class FollowUp:
    """The next appointment of the patient, or why there is none ("" when nobody said)."""

    appointment_id: Id | None
    day: date | None
    wall_start: str
    provider: str
    no_need: str = ""


@dataclass(frozen=True)
class CheckoutView:
    """A visit at checkout: its charges, what is due, recent activity, what is open.

    `note_state` is a word of NoteState, "" without a note; `activity` is newest first.
    """

    visit_id: Id
    version: int
    patient_id: Id
    day: date
    starts_at: datetime
    state: str
    state_since: datetime
    visit_type: str
    provider: str
    note_state: str
    signed_at: datetime | None
    signed_by: str
    charges: VisitCharges
    due: AmountDue
    activity: tuple[StatementLine, ...]
    receipts: tuple[ReceiptView, ...]
    follow_up: FollowUp
    open_items: tuple[OpenItem, ...]


@dataclass(frozen=True)
class CheckedOut:
    """A visit that is done: its receipt if money was taken, and what was left open."""

    visit: VisitView
    receipt: ReceiptView | None
    posted_cents: int
    left_open: tuple[str, ...]
