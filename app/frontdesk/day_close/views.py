"""What the screen "Close the day" and the printed day sheet receive. Money in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.billing.payments.views import CopayStatus, MoneyLine, PayMethod
from app.core.ids import Id


@dataclass(frozen=True)
class SlateItem:
    """One line of the clear slate: what is open (and the records to open for it), and what was done."""

    key: str
    open: int
    done: int
    ids: tuple[Id, ...] = ()


@dataclass(frozen=True)
class MethodRow:
    """Patient payments by one method. None: not shown before the drawer was counted, or not counted."""

    method: PayMethod
    payments: int | None
    expected_cents: int | None
    counted_cents: int | None

    @property
    def difference_cents(self) -> int | None:
        """Return counted minus expected."""
        if self.expected_cents is None or self.counted_cents is None:
            return None
        return self.counted_cents - self.expected_cents


@dataclass(frozen=True)
class CopayCounts:
    """The copays of the visits that arrived: each has a copay or a reason, or is open."""

    collected: int
    none_due: int
    waived: int
    to_bill: int
    open: int


@dataclass(frozen=True)
class DrawerView:
    """A drawer and its last count; `expected_cents` (float and takings) is None until a count is kept."""

    drawer_id: Id
    location_id: Id
    float_cents: int
    number: int
    pieces: tuple[tuple[int, int], ...]
    counted_cents: int | None
    expected_cents: int | None
    checks_cents: int | None
    card_batch_cents: int | None
    counted_by_name: str
    counted_at: datetime | None
    stale: bool = False  # money moved after the count

    @property
    def over_short_cents(self) -> int | None:
        """Return counted minus expected cash: above zero is over."""
        if self.counted_cents is None or self.expected_cents is None:
            return None
        return self.counted_cents - self.expected_cents

    @property
    def deposit_cents(self) -> int | None:
        """Return counted cash without the float, and the checks (DUTIES A4)."""
        if self.counted_cents is None:
            return None
        return self.counted_cents - self.float_cents + (self.checks_cents or 0)


@dataclass(frozen=True)
class DayVisitLine:
    """A visit of the day with what was charged for it, what was taken at it that day, and its copay.

    `paid_cents` is None until the drawer is counted: together they would tell what it should hold.
    """

    visit_id: Id
    at: datetime
    patient: str
    mrn: str
    charges_cents: int
    paid_cents: int | None
    copay: CopayStatus


@dataclass(frozen=True)
class StillHere:
    """A visit of the day that is not over; `group` is the heading of the board under which it stands."""

    at: datetime
    patient: str
    mrn: str
    group: str


@dataclass(frozen=True)
class LockedDay:
    """Who locked the money of a day, when, and why two people were one."""

    at: datetime
    counted_by_name: str
    checked_by_name: str
    same_person_reason: str
    difference_reason: str
    deposit_cents: int
    over_short_cents: int
    audit_head: str


@dataclass(frozen=True)
class DaySheet:
    """The books of one day: opening + charges - payments - adjustments + refunds = closing.

    Receivables are what patients and payers owe less unapplied credit. Until the drawer is counted,
    `payments_cents`, `closing_cents` and `balances` are None: they would tell what the drawer should hold.
    `collected_cents` is payments less refunds, the sum of `money` and the sum of what the visits paid with
    `elsewhere_cents`, which was taken without a visit of the day. They are hidden until then, too.
    `audit_head` is the first 12 characters of the record's hash.
    """

    day: date
    visits: int
    no_shows: int
    opening_cents: int
    charges_cents: int
    payments_cents: int | None
    insurance_cents: int
    adjustments_cents: int
    refunds_cents: int
    closing_cents: int | None
    balances: bool | None
    methods: tuple[MethodRow, ...]
    copays: CopayCounts
    drawers: tuple[DrawerView, ...]
    lines: tuple[DayVisitLine, ...]
    slate: tuple[SlateItem, ...]
    not_tracked: tuple[str, ...]
    audit_head: str
    locked: LockedDay | None = None
    collected_cents: int | None = None
    elsewhere_cents: int | None = None
    money: tuple[MoneyLine, ...] = ()
    here: tuple[StillHere, ...] = ()

    @property
    def open_things(self) -> int:
        """Return how many things of the clear slate are open; they do not block."""
        return sum(one.open for one in self.slate)
