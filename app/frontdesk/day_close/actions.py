"""Closing the day: open the drawer, count it blind, lock the money."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.billing.ledger.posting import drawer_for, is_locked, open_drawer_record, post, require_open
from app.billing.ledger.rules import Entry, Line, pair
from app.billing.model import DayClose, Drawer, DrawerCount, EntryKind, LedgerAccount
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.frontdesk.day_close import rules
from app.frontdesk.day_close.books import books_of, drawers_of, last_count, taken_in
from app.frontdesk.day_close.queries import audit_head, drawer_view, sheet_of
from app.frontdesk.day_close.still_here import still_here, stops
from app.frontdesk.day_close.views import DaySheet, DrawerView, LockedDay
from app.practice import fields
from app.practice.policy import policy
from app.practice.soft_stops import stop_softly
from app.store.work import Work

A = LedgerAccount


@dataclass(frozen=True, kw_only=True)
class OpenDrawer(Command):
    """The drawer of a location today, with its float in cents."""

    location_id: Id
    float_cents: int


@action(Permission.COUNT_DRAWER)
def open_drawer(work: Work, command: OpenDrawer) -> DrawerView:
    """Open today's drawer. The first cash of the day opens one with the usual float, if nobody did."""
    require_open(work, work.today)
    fields.between("float_cents", command.float_cents, 0, 500_000)
    if any(one.location_id == command.location_id for one in drawers_of(work, work.today)):
        raise RuleViolated("location_id", Message("frontdesk.day_close.drawer_open"))
    made = open_drawer_record(work, command.location_id, work.today, command.float_cents)
    return drawer_view(work, made)


@dataclass(frozen=True, kw_only=True)
class CountDrawer(Command):
    """A blind count: (face value in cents, how many), the checks, and the terminal's batch total."""

    day: date | None = None
    location_id: Id | None = None
    pieces: tuple[tuple[int, int], ...]
    checks_cents: int = 0
    card_batch_cents: int | None = None


@action(Permission.COUNT_DRAWER)
def count_drawer(work: Work, command: CountDrawer) -> DrawerView:
    """Keep a count; only now is shown what was expected. A recount is kept beside the first."""
    day = command.day or work.today
    rules.may_close(day, work.today, is_locked(work, day))
    total = rules.counted(command.pieces, policy(work, "billing", day)["pieces"])
    fields.between("checks_cents", command.checks_cents, 0, 100_000_000)
    drawer = drawer_for(work, day, command.location_id)
    earlier = last_count(work, drawer.id)
    work.add(
        DrawerCount(
            drawer_id=drawer.id,
            number=earlier.number + 1 if earlier else 1,
            pieces=[list(one) for one in command.pieces],
            counted_cents=total,
            expected_cents=drawer.float_cents + taken_in(work, drawer, A.CASH),
            checks_cents=command.checks_cents,
            card_batch_cents=command.card_batch_cents,
            at=work.now,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )
    work.session.flush()
    return drawer_view(work, drawer)


@dataclass(frozen=True, kw_only=True)
class CloseDay(Command):
    """Lock the money of a day. Who sends it has checked what another person counted.

    `acknowledged_reason` says why it is locked while somebody is still expected or here.
    """

    day: date | None = None
    difference_reason: str = ""
    same_person_reason: str = ""
    acknowledged_reason: str = ""


@dataclass(frozen=True)
class _Counted:
    drawer: Drawer
    count: DrawerCount
    cash: int  # counted less expected
    checks: int
    card: int

    @property
    def differences(self) -> tuple[int, int, int]:
        return self.cash, self.checks, self.card

    @property
    def deposit(self) -> int:
        return self.count.counted_cents - self.drawer.float_cents + self.count.checks_cents


@action(Permission.CLOSE_DAY)
def close_day(work: Work, command: CloseDay) -> LockedDay:
    """Post over or short and the deposit, and lock the money dated that day, and nothing else.

    Raises RuleViolated: not counted, counted before the last money moved, a difference without a reason, one
    person for both; NeedsAcknowledgement while somebody is still expected or here. Notes and charges may
    still come: they keep their day of service.
    """
    day = command.day or work.today
    rules.may_close(day, work.today, is_locked(work, day))
    counted = [_counted(work, one) for one in drawers_of(work, day)]
    reason = fields.free_line("difference_reason", command.difference_reason, most=300)
    rules.difference_has_reason([one for each in counted for one in each.differences], reason)
    same = any(one.count.by == work.actor.person_id for one in counted)
    rules.two_people(same, command.same_person_reason)
    stop_softly(work, stops(still_here(work, day)), command.acknowledged_reason)
    for one in counted:
        _post_difference(work, one, day, reason)
        _post_deposit(work, one, day)
    return _lock(work, day, counted, reason, command.same_person_reason if same else "")


def _counted(work: Work, drawer: Drawer) -> _Counted:
    count = last_count(work, drawer.id)
    expected = drawer.float_cents + taken_in(work, drawer, A.CASH)
    rules.count_is_there(count is not None, count is not None and count.expected_cents != expected)
    if count is None:
        raise RuleViolated("pieces", Message("frontdesk.day_close.count_first"))
    card = taken_in(work, drawer, A.CARD_CLEARING)
    rules.card_batch_is_there(count.card_batch_cents, card)
    return _Counted(
        drawer,
        count,
        count.counted_cents - expected,
        count.checks_cents - taken_in(work, drawer, A.CHECKS),
        0 if count.card_batch_cents is None else count.card_batch_cents - card,
    )


def _post_difference(work: Work, one: _Counted, day: date, reason: str) -> None:
    lines: list[Line] = []
    for account, cents in ((A.CASH, one.cash), (A.CHECKS, one.checks)):
        if cents:
            lines += pair(account, A.OVER_SHORT, Line(account=account, cents=cents))
    if lines:
        entry = Entry(kind=EntryKind.OVER_SHORT, lines=tuple(lines), reason=reason)
        post(work, entry, day, location_id=one.drawer.location_id)


def _post_deposit(work: Work, one: _Counted, day: date) -> None:
    lines: list[Line] = []
    cash = one.count.counted_cents - one.drawer.float_cents
    for account, cents in ((A.CASH, cash), (A.CHECKS, one.count.checks_cents)):
        if cents:
            lines += pair(A.BANK, account, Line(account=account, cents=cents))
    if lines:
        entry = Entry(kind=EntryKind.DEPOSIT, lines=tuple(lines))
        post(work, entry, day, location_id=one.drawer.location_id)


def _lock(work: Work, day: date, counted: list[_Counted], reason: str, same_person: str) -> LockedDay:
    books, sheet = books_of(work, day), sheet_of(work, day)
    last = counted[-1].count if counted else None
    record = work.add(
        DayClose(
            day=day,
            at=work.now,
            opening_cents=books.opening,
            closing_cents=books.closing,
            deposit_cents=sum(one.deposit for one in counted),
            over_short_cents=sum(one.cash + one.checks for one in counted),
            difference_reason=reason,
            counted_by=last.by if last else None,
            counted_by_name=last.by_name if last else "",
            checked_by=work.actor.person_id,
            checked_by_name=work.actor.name,
            same_person_reason=fields.free_line("same_person_reason", same_person, most=300),
            audit_head=audit_head(work),
            open_items={one.key: one.open for one in sheet.slate if one.open},
            figures=_figures(sheet),
        )
    )
    work.session.flush()
    names = LockedDay.__dataclass_fields__
    return LockedDay(**{name: getattr(record, name) for name in names})


def _figures(sheet: DaySheet) -> dict[str, Any]:
    figures = {
        name: getattr(sheet, name)
        for name in (
            "visits",
            "no_shows",
            "opening_cents",
            "charges_cents",
            "payments_cents",
            "insurance_cents",
            "adjustments_cents",
            "refunds_cents",
            "closing_cents",
        )
    }
    figures["methods"] = {str(one.method): one.expected_cents for one in sheet.methods}
    figures["copays"] = dict(sheet.copays.__dict__)
    return figures
