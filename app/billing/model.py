"""The money of the practice: one double-entry ledger in cents that only grows, and what it is made of."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, json_list, json_map, may_refer, refers, word


class LedgerAccount(StrEnum):
    """The accounts of the ledger. A debit is positive, a credit negative; together they are always zero."""

    RECEIVABLE_PATIENT = "receivable_patient"
    RECEIVABLE_PAYER = "receivable_payer"
    CASH = "cash"
    CHECKS = "checks"
    CARD_CLEARING = "card_clearing"
    PAYER_CLEARING = "payer_clearing"  # what payers sent, until the bank shows it
    BANK = "bank"  # what was made ready for deposit
    CHARGES = "charges"
    CONTRACTUAL_ADJUSTMENT = "contractual_adjustment"
    WRITE_OFF = "write_off"
    REFUNDS = "refunds"
    UNAPPLIED_CREDIT = "unapplied_credit"
    OVER_SHORT = "over_short"


class EntryKind(StrEnum):
    """What an entry does. A reversal has the kind of what it reverses, and names it."""

    CHARGE = "charge"
    PAYMENT = "payment"
    PAYER_PAYMENT = "payer_payment"
    APPLICATION = "application"  # unapplied credit to a charge, or back
    ADJUSTMENT = "adjustment"
    REFUND = "refund"
    OVER_SHORT = "over_short"
    DEPOSIT = "deposit"


class LedgerEntry(Record):
    """One balanced entry; made by `ledger.posting.post` alone. Only grows.

    `business_day` is the day whose sheet it stands on; a locked day takes no more.
    """

    __tablename__ = "ledger_entry"
    __change__ = Kind.PAYMENT
    __table_args__ = (sa.Index("ix_ledger_entry_business_day", "business_day"),)

    patient_id: Mapped[Id | None] = may_refer("patient.id")
    at: Mapped[datetime]
    business_day: Mapped[date]
    drawer_id: Mapped[Id | None] = may_refer("drawer.id")
    kind: Mapped[EntryKind] = word(EntryKind)
    reason: Mapped[str] = mapped_column(default="")
    reverses_id: Mapped[Id | None] = may_refer("ledger_entry.id")
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")


class LedgerLine(Record):
    """One side of an entry. `coverage_id` is the responsible payer, None the patient. Only grows."""

    __tablename__ = "ledger_line"
    __table_args__ = (
        sa.CheckConstraint("cents != 0", name="not_zero"),
        sa.Index("ix_ledger_line_patient_id_account", "patient_id", "account"),
    )

    entry_id: Mapped[Id] = refers("ledger_entry.id")
    number: Mapped[int]
    account: Mapped[LedgerAccount] = word(LedgerAccount)
    cents: Mapped[int]
    patient_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("patient.id"), default=None)
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    charge_id: Mapped[Id | None] = may_refer("charge.id")
    coverage_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("coverage.id"), default=None)
    provider_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("provider.id"), default=None)


class CodeSystem(StrEnum):
    """Where a charge's code comes from. CPT is a number only: the words are the practice's own."""

    CPT = "cpt"
    HCPCS = "hcpcs"
    OWN = "own"


class ChargeStatus(StrEnum):
    """A draft may change; what is posted is reversed, never changed."""

    DRAFT = "draft"
    REMOVED = "removed"
    POSTED = "posted"
    REVERSED = "reversed"


class ChargeSource(StrEnum):
    """Why the charge is there. The level is the clinician's: the desk can neither change nor remove it."""

    LEVEL = "level"
    ORDER = "order"
    DESK = "desk"
    FEE = "fee"  # a fee of the practice, such as that for a returned check


class Charge(Record):
    """One line of a bill. `modifiers` up to four, `pointers` letters A to L of the visit's diagnoses.

    `unit_cents` times `units` is the fee; `source_id` is the order or note that it comes from.
    """

    __tablename__ = "charge"
    __change__ = Kind.CHARGE

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    provider_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("provider.id"), default=None)
    service_day: Mapped[date]
    system: Mapped[CodeSystem] = word(CodeSystem)
    code: Mapped[str]
    wording: Mapped[str]
    modifiers: Mapped[list[str]] = json_list()
    units: Mapped[int] = mapped_column(default=1)
    unit_cents: Mapped[int]
    example_price: Mapped[bool] = mapped_column(default=False)  # shipped, not yet the practice's own
    pointers: Mapped[list[str]] = json_list()
    source: Mapped[ChargeSource] = word(ChargeSource)
    source_id: Mapped[Id | None] = mapped_column(default=None)
    status: Mapped[ChargeStatus] = word(ChargeStatus)
    posted_day: Mapped[date | None] = mapped_column(default=None)
    ended_reason: Mapped[str] = mapped_column(default="")  # why removed or reversed
    reversal_entry_id: Mapped[Id | None] = mapped_column(default=None)
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")

    @property
    def fee_cents(self) -> int:
        """Return units times the price of one."""
        return self.units * self.unit_cents


class VisitDiagnosis(Record):
    """One diagnosis of a visit as it goes on the bill: `position` 1 is A, 12 is L."""

    __tablename__ = "visit_diagnosis"
    __change__ = Kind.CHARGE

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id] = refers("visit.id")
    position: Mapped[int]
    code: Mapped[str]  # ICD-10-CM with its point
    title: Mapped[str]
    release: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class FeeScheduleRow(Record):
    """The practice's price and words for a code from a day on; until there is one, the shipped example."""

    __tablename__ = "fee_schedule"
    __change__ = Kind.CHARGE
    __table_args__ = (sa.UniqueConstraint("system", "code", "valid_from"),)

    system: Mapped[CodeSystem] = word(CodeSystem)
    code: Mapped[str]
    wording: Mapped[str]
    unit_cents: Mapped[int]
    modifiers: Mapped[list[str]] = json_list()
    pointers: Mapped[list[str]] = json_list()
    order_items: Mapped[list[str]] = json_list()  # items of orders that make this charge
    level: Mapped[bool] = mapped_column(default=False)
    global_days: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date]


class Drawer(Record):
    """The cash drawer of a location on a day, opened with its float."""

    __tablename__ = "drawer"
    __change__ = Kind.DAY_CLOSE
    __table_args__ = (sa.UniqueConstraint("location_id", "day"),)

    location_id: Mapped[Id] = mapped_column(sa.ForeignKey("location.id"))
    day: Mapped[date]
    float_cents: Mapped[int]
    opened_at: Mapped[datetime]
    opened_by: Mapped[Id]


class DrawerCount(Record):
    """One blind count: pieces as [face value in cents, how many], checks, the card batch. Only grows.

    A recount is another row with the next number; what was expected is shown only once a count is kept.
    """

    __tablename__ = "drawer_count"
    __change__ = Kind.DAY_CLOSE
    __table_args__ = (sa.UniqueConstraint("drawer_id", "number"),)

    drawer_id: Mapped[Id] = mapped_column(sa.ForeignKey("drawer.id"))
    number: Mapped[int]
    pieces: Mapped[list[Any]] = json_list()
    counted_cents: Mapped[int]
    expected_cents: Mapped[int]  # float and takings when it was counted
    checks_cents: Mapped[int] = mapped_column(default=0)
    card_batch_cents: Mapped[int | None] = mapped_column(default=None)
    at: Mapped[datetime]
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")


class DayClose(Record):
    """The money of one day, locked: the figures of its sheet as they were, and who answers for them.

    Only grows. `figures` are those of the printed sheet; `audit_head` the record's hash at that moment.
    """

    __tablename__ = "day_close"
    __change__ = Kind.DAY_CLOSE

    day: Mapped[date] = mapped_column(unique=True)
    at: Mapped[datetime]
    opening_cents: Mapped[int]
    closing_cents: Mapped[int]
    deposit_cents: Mapped[int]
    over_short_cents: Mapped[int]
    difference_reason: Mapped[str] = mapped_column(default="")
    counted_by: Mapped[Id | None] = mapped_column(default=None)
    counted_by_name: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[Id]
    checked_by_name: Mapped[str] = mapped_column(default="")
    same_person_reason: Mapped[str] = mapped_column(default="")
    audit_head: Mapped[str]
    open_items: Mapped[dict[str, Any]] = json_map()  # what the clear slate still listed, by name
    figures: Mapped[dict[str, Any]] = json_map()


class PayMethod(StrEnum):
    """How a patient pays, or is paid back."""

    CARD = "card"
    CASH = "cash"
    CHECK = "check"


class Receipt(Record):
    """The facts of one payment as its receipt prints them; numbers have no gaps. Only grows."""

    __tablename__ = "receipt"
    __change__ = Kind.PAYMENT

    number: Mapped[int] = mapped_column(unique=True)
    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    entry_id: Mapped[Id] = refers("ledger_entry.id")
    at: Mapped[datetime]
    amount_cents: Mapped[int]
    visit_due_cents: Mapped[int]  # copay or charges of this visit before the payment
    visit_cents: Mapped[int]  # paid on it
    old_due_cents: Mapped[int]
    old_cents: Mapped[int]
    credit_cents: Mapped[int]  # beyond all that was due
    remains_cents: Mapped[int]
    method: Mapped[PayMethod] = word(PayMethod)
    reference: Mapped[str] = mapped_column(default="")
    tendered_cents: Mapped[int | None] = mapped_column(default=None)
    taken_by: Mapped[Id]
    taken_by_name: Mapped[str] = mapped_column(default="")


class CopayDecisionKind(StrEnum):
    """Why a copay that is due was not taken."""

    WAIVED = "waived"
    TO_BILL = "to_bill"


class CopayDecision(Record):
    """What was decided about the copay of a visit, and why; the last one counts. Only grows.

    `documented` names the paper that proves the hardship of a waiver.
    """

    __tablename__ = "copay_decision"
    __change__ = Kind.PAYMENT

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id] = refers("visit.id")
    kind: Mapped[CopayDecisionKind] = word(CopayDecisionKind)
    reason: Mapped[str]
    documented: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")


class RefundState(StrEnum):
    """A refund is asked for, and paid once another person has approved it."""

    REQUESTED = "requested"
    PAID = "paid"
    REFUSED = "refused"


class Refund(Record):
    """Unapplied credit of a patient to be given back."""

    __tablename__ = "refund"
    __change__ = Kind.PAYMENT

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    cents: Mapped[int]
    method: Mapped[PayMethod] = word(PayMethod)
    reference: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    state: Mapped[RefundState] = word(RefundState)
    requested_at: Mapped[datetime]
    requested_by: Mapped[Id]
    requested_by_name: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[Id | None] = mapped_column(default=None)
    decided_by_name: Mapped[str] = mapped_column(default="")
    decision_reason: Mapped[str] = mapped_column(default="")
    entry_id: Mapped[Id | None] = may_refer("ledger_entry.id")
