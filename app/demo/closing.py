"""The end of each of the last days: one person counts the drawer blind, another locks the day."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.billing.ledger.posting import drawer_for
from app.billing.model import LedgerAccount
from app.demo.stage import Stage
from app.frontdesk.day_close.actions import CloseDay, CountDrawer, close_day, count_drawer
from app.frontdesk.day_close.books import taken_in
from app.practice.policy import policy
from app.store.work import Work

A = LedgerAccount
_CLOSED_AT = time(17, 25)


def close_at_night(stage: Stage, day: date, zone: ZoneInfo) -> None:
    """Let a day be counted and locked in the evening."""
    stage.at(datetime.combine(day, _CLOSED_AT, tzinfo=zone), lambda: _close(stage))


def _close(stage: Stage) -> None:
    stage.act(stage.team.desk, count_drawer, _count)
    stage.act(stage.team.biller, close_day, lambda work: CloseDay())


def _count(work: Work) -> CountDrawer:
    """Count what is there: on a day of the demo nothing is missing."""
    drawer = drawer_for(work, work.today)
    cash = drawer.float_cents + taken_in(work, drawer, A.CASH)
    pieces = []
    for value in policy(work, "billing")["pieces"]:
        number, cash = divmod(cash, value)
        if number:
            pieces.append((value, number))
    return CountDrawer(
        pieces=tuple(pieces),
        checks_cents=taken_in(work, drawer, A.CHECKS),
        card_batch_cents=taken_in(work, drawer, A.CARD_CLEARING),
    )
