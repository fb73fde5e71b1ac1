"""The sums of one day from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.billing.ledger.rules import RECEIVABLES, TAKINGS
from app.billing.model import (
    DayClose,
    Drawer,
    DrawerCount,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    PayMethod,
)
from app.billing.payments.collected import collected_on, total_of
from app.billing.payments.views import MoneyLine
from app.core.ids import Id
from app.store.work import Reading

A = LedgerAccount
METHODS = {A.CARD_CLEARING: PayMethod.CARD, A.CASH: PayMethod.CASH, A.CHECKS: PayMethod.CHECK}
OF_THE_CLOSE = (EntryKind.OVER_SHORT, EntryKind.DEPOSIT)
_SUM = sa.func.coalesce(sa.func.sum(LedgerLine.cents), 0)


@dataclass(frozen=True)
class Books:
    """The day in cents; `takings` by account is what cash, checks and card should hold of the day."""

    opening: int
    charges: int
    payments: int
    insurance: int
    adjustments: int
    refunds: int
    closing: int
    takings: dict[LedgerAccount, int]
    money: tuple[MoneyLine, ...]

    @property
    def collected(self) -> int:
        """Return payments less refunds."""
        return total_of(self.money)

    def payments_by(self, method: PayMethod) -> int:
        """Return how many payments came by a method, those that were taken back left out."""
        back = {one.number for one in self.money if one.taken_back}
        kept = [one for one in self.money if one.kind is EntryKind.PAYMENT and one.number not in back]
        return sum(one.method is method for one in kept)

    @property
    def balances(self) -> bool:
        """Say whether the sum of the sheet is what the receivable accounts hold."""
        paid = self.payments + self.insurance
        return self.opening + self.charges - paid - self.adjustments + self.refunds == self.closing


def last_close(reading: Reading, before: date) -> DayClose | None:
    """Return the newest lock of a day before a day."""
    asked = sa.select(DayClose).where(DayClose.day < before).order_by(DayClose.day.desc()).limit(1)
    return reading.session.scalars(asked).first()


def close_of(reading: Reading, day: date) -> DayClose | None:
    """Return the lock of a day, or None."""
    return reading.session.scalars(sa.select(DayClose).where(DayClose.day == day)).one_or_none()


def receivables_before(reading: Reading, day: date) -> int:
    """Return the receivables at the opening of a day: those of the last lock, and what was posted since."""
    last = last_close(reading, day)
    asked = (
        sa.select(_SUM)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.business_day < day, LedgerLine.account.in_(RECEIVABLES))
    )
    if last is not None:
        asked = asked.where(LedgerEntry.business_day > last.day)
    return (last.closing_cents if last else 0) + (reading.session.scalar(asked) or 0)


def books_of(reading: Reading, day: date) -> Books:
    """Return the sums of a day."""
    sums, money = _by_kind(reading, day), collected_on(reading, day)
    opening = receivables_before(reading, day)

    def of(accounts: Sequence[LedgerAccount], *kinds: EntryKind) -> int:
        return sum(
            cents
            for (kind, account), cents in sums.items()
            if account in accounts and (not kinds or kind in kinds)
        )

    return Books(
        opening=opening,
        charges=-of([A.CHARGES]),
        payments=total_of(money, EntryKind.PAYMENT),
        insurance=of([A.PAYER_CLEARING]),
        adjustments=of([A.CONTRACTUAL_ADJUSTMENT, A.WRITE_OFF]),
        refunds=-total_of(money, EntryKind.REFUND),
        closing=opening + of(RECEIVABLES),
        takings={
            account: of([account], *(kind for kind in EntryKind if kind not in OF_THE_CLOSE))
            for account in TAKINGS
        },
        money=money,
    )


def _by_kind(reading: Reading, day: date) -> dict[tuple[EntryKind, LedgerAccount], int]:
    asked = (
        sa.select(LedgerEntry.kind, LedgerLine.account, _SUM)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.business_day == day)
        .group_by(LedgerEntry.kind, LedgerLine.account)
    )
    return {(row[0], row[1]): row[2] for row in reading.session.execute(asked)}


def drawers_of(reading: Reading, day: date) -> list[Drawer]:
    """Return the drawers that were opened on a day."""
    return list(reading.session.scalars(sa.select(Drawer).where(Drawer.day == day).order_by(Drawer.id)))


def last_count(reading: Reading, drawer_id: Id) -> DrawerCount | None:
    """Return the last count of a drawer."""
    asked = sa.select(DrawerCount).where(DrawerCount.drawer_id == drawer_id)
    return reading.session.scalars(asked.order_by(DrawerCount.number.desc()).limit(1)).first()


def taken_in(reading: Reading, drawer: Drawer, account: LedgerAccount) -> int:
    """Return what came into a drawer on one account, less what went out, without the close itself."""
    asked = (
        sa.select(_SUM)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(
            LedgerEntry.drawer_id == drawer.id,
            LedgerEntry.kind.not_in(OF_THE_CLOSE),
            LedgerLine.account == account,
        )
    )
    return reading.session.scalar(asked) or 0


def is_counted(reading: Reading, day: date) -> bool:
    """Say whether what the drawers of a day should hold may be shown: locked, or all of them counted.

    Money that moved after a count hides it again: the next count is blind too.
    """
    if close_of(reading, day) is not None:
        return True
    for drawer in drawers_of(reading, day):
        count = last_count(reading, drawer.id)
        if count is None or count.expected_cents != drawer.float_cents + taken_in(reading, drawer, A.CASH):
            return False
    return True
