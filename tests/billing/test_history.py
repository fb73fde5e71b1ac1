"""Entries of years gone by come in bulk and stand in the opening balance."""

from datetime import timedelta

import pytest

from app.billing.charges.posting import charge_owner
from app.billing.ledger.history import PastEntry, load_history
from app.billing.ledger.rules import Entry, pair
from app.billing.model import Charge, ChargeSource, ChargeStatus, CodeSystem, EntryKind, LedgerAccount
from app.core.errors import RuleViolated
from app.frontdesk.day_close.actions import CloseDay, close_day
from app.frontdesk.day_close.queries import day_sheet
from tests.billing.desk import Desk

A = LedgerAccount


def past_entries(desk: Desk, days: int) -> list[PastEntry]:
    charge = Charge(
        patient_id=desk.lee.id,
        service_day=desk.today - timedelta(days=days),
        system=CodeSystem.CPT,
        code="99213",
        wording="Established patient, low",
        unit_cents=12800,
        source=ChargeSource.DESK,
        status=ChargeStatus.POSTED,
        by=desk.actor.person_id,
    )
    desk.write(charge)
    at = desk.clock.now() - timedelta(days=days)
    charged = pair(A.RECEIVABLE_PATIENT, A.CHARGES, charge_owner(charge, 12800))
    paid = pair(A.BANK, A.RECEIVABLE_PATIENT, charge_owner(charge, 9000))
    return [
        PastEntry(Entry(kind=EntryKind.CHARGE, lines=charged), at, charge.service_day),
        PastEntry(Entry(kind=EntryKind.PAYMENT, lines=paid), at, charge.service_day),
    ]


def test_history_balances_and_opens_the_day(desk: Desk) -> None:
    past = past_entries(desk, 30)
    desk.within(lambda work: load_history(work, past))
    assert desk.balances() == {A.RECEIVABLE_PATIENT: 3800, A.BANK: 9000, A.CHARGES: -12800}
    sheet = desk.answer(day_sheet)
    assert (sheet.opening_cents, sheet.closing_cents, sheet.balances) == (3800, 3800, True)


def test_no_history_enters_the_days_before_a_lock(desk: Desk) -> None:
    past = past_entries(desk, 30)
    desk.run(close_day, CloseDay())
    with pytest.raises(RuleViolated) as refused:
        desk.within(lambda work: load_history(work, past))
    assert refused.value.message.id == "billing.later_day_locked"


def test_a_clock_that_was_set_back_takes_no_money(desk: Desk) -> None:
    visit = desk.visit()
    desk.run(close_day, CloseDay(acknowledged_reason="Pays tomorrow"))
    desk.clock.set(desk.clock.now() - timedelta(days=1))
    with pytest.raises(RuleViolated):
        desk.pay(100, visit)


def test_no_history_enters_a_locked_day(desk: Desk) -> None:
    desk.run(close_day, CloseDay())
    with pytest.raises(RuleViolated):
        desk.within(lambda work: load_history(work, past_entries_today(desk)))


def past_entries_today(desk: Desk) -> list[PastEntry]:
    line = pair(A.BANK, A.OVER_SHORT, charge_owner(Charge(patient_id=desk.lee.id), 100))
    return [PastEntry(Entry(kind=EntryKind.DEPOSIT, lines=line), desk.clock.now(), desk.today)]
