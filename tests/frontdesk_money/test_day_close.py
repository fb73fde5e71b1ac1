"""The end of the day: the sheet, the blind count, the lock, and what is still open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from app.billing.model import DayClose, DrawerCount, LedgerAccount
from app.billing.payments.actions import DecideCopay, ReturnCheck, decide_copay, return_check
from app.billing.payments.views import CopayDecisionKind, CopayStatus, PayMethod
from app.core.errors import NeedsAcknowledgement, RuleViolated
from app.frontdesk.day_close.actions import OpenDrawer, open_drawer
from app.frontdesk.day_close.queries import unlocked_days
from app.people.model import PayerKind
from app.practice.model import Room, RoomState
from app.visits.model import VisitState
from tests.frontdesk_money.till import Till

A = LedgerAccount
FLOAT = (2000, 5), (1000, 5)  # $150.00 in pieces


def test_the_sheet_adds_up_and_equals_the_ledger(till: Till) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit()
    till.sign(visit)
    till.finish(visit, no_follow_up=True, acknowledged_reason="Copay follows")
    till.pay(2500, visit)
    till.count(*FLOAT, (500, 5))
    sheet = till.sheet()
    assert (sheet.opening_cents, sheet.charges_cents, sheet.payments_cents) == (0, 12800, 2500)
    assert sheet.closing_cents == 10300 and sheet.balances
    held = till.balances()
    assert held[A.RECEIVABLE_PAYER] == sheet.closing_cents


def test_the_expected_cash_is_shown_only_after_the_count(till: Till) -> None:
    visit = till.visit()
    till.pay(2500, visit)
    till.pay(1000, visit, PayMethod.CHECK, reference="1042")
    before = till.sheet()
    (drawer,) = before.drawers
    cash = next(one for one in before.methods if one.method is PayMethod.CASH)
    assert drawer.expected_cents is None and cash.expected_cents is None and cash.payments is None
    assert before.payments_cents is None and before.closing_cents is None
    counted = till.count(*FLOAT, (500, 4), checks_cents=1000)
    assert (counted.expected_cents, counted.over_short_cents) == (17500, -500)
    after = till.sheet()
    assert after.payments_cents == 3500 and after.balances


def test_the_count_takes_known_pieces_once_each(till: Till) -> None:
    for pieces in ([(300, 1)], [(500, 1), (500, 2)], [(500, -1)]):
        with pytest.raises(RuleViolated):
            till.count(*pieces)


def test_over_or_short_needs_a_reason_and_has_an_account(till: Till) -> None:
    till.pay(2500, till.visit())
    till.count(*FLOAT, (500, 4))
    with pytest.raises(RuleViolated) as refused:
        till.close_the_day()
    assert refused.value.field == "difference_reason"
    locked = till.close_the_day(difference_reason="Change given twice, 2:10 PM receipt")
    assert (locked.over_short_cents, locked.deposit_cents) == (-500, 2000)
    held = till.balances()
    assert held[A.OVER_SHORT] == 500 and held[A.BANK] == 2000 and A.CASH not in held


def test_the_deposit_is_counted_cash_without_the_float_and_the_checks(till: Till) -> None:
    visit = till.visit()
    till.pay(2500, visit)
    till.pay(11820, visit, PayMethod.CHECK, reference="1042")
    assert till.count(*FLOAT, (500, 5), checks_cents=11820).deposit_cents == 2500 + 11820
    assert till.close_the_day().deposit_cents == 14320
    assert A.CHECKS not in till.balances()


def test_the_terminal_batch_is_compared(till: Till) -> None:
    till.pay(2500, till.visit(), PayMethod.CARD)
    till.count(*FLOAT)
    with pytest.raises(RuleViolated) as missing:
        till.close_the_day()
    assert missing.value.field == "card_batch_cents"
    till.count(*FLOAT, card_batch_cents=2400)
    with pytest.raises(RuleViolated):
        till.close_the_day()
    assert till.close_the_day(difference_reason="Tip line").over_short_cents == 0


def test_money_after_the_count_asks_for_another_count(till: Till) -> None:
    till.pay(2500, till.visit())
    till.count(*FLOAT, (500, 5))
    till.pay(500, till.visit())
    with pytest.raises(RuleViolated):
        till.close_the_day()
    till.count(*FLOAT, (500, 6))
    till.close_the_day()
    assert [one.number for one in till.all(DrawerCount)] == [1, 2]


def test_one_counts_and_another_checks_or_says_why_not(till: Till) -> None:
    till.pay(2500, till.visit())
    till.count(*FLOAT, (500, 5), actor=till.biller)
    with pytest.raises(RuleViolated) as refused:
        till.close_the_day(actor=till.biller)
    assert refused.value.field == "same_person_reason"
    locked = till.close_the_day(actor=till.biller, same_person_reason="Alone on Fridays")
    assert (locked.counted_by_name, locked.checked_by_name) == ("Noor Aziz", "Noor Aziz")


def test_a_locked_day_takes_no_money_and_the_next_day_does(till: Till) -> None:
    visit = till.visit()
    till.sign(visit)
    till.close_the_day()
    before = till.sheet()
    with pytest.raises(RuleViolated) as refused:
        till.pay(2500, visit, business_day=till.today)
    assert refused.value.message.id == "billing.day_locked"
    with pytest.raises(RuleViolated):
        till.close_the_day()
    with pytest.raises(RuleViolated):
        till.count(*FLOAT)
    assert till.due(visit).late_day == till.today + timedelta(days=1)
    taken = till.pay(2500, visit)
    assert taken.number == 1
    assert till.sheet().money == ()
    assert [one.cents for one in till.sheet(till.today + timedelta(days=1)).money] == []
    with pytest.raises(RuleViolated):
        till.pay(2500, visit, business_day=till.today + timedelta(days=2))
    after = till.sheet()
    assert (after.opening_cents, after.closing_cents, after.charges_cents) == (
        before.opening_cents,
        before.closing_cents,
        before.charges_cents,
    )


def test_charges_after_the_lock_keep_their_day_of_service(till: Till) -> None:
    visit = till.visit()
    till.close_the_day()
    till.sign(visit)
    till.finish(visit, no_follow_up=True, acknowledged_reason="Signed late")
    (line,) = till.checkout(visit).charges.charges
    assert till.checkout(visit).charges.service_day == till.today
    assert line.posted_day == till.today + timedelta(days=1)
    assert till.sheet().charges_cents == 0
    till.next_day()
    assert till.sheet().charges_cents == 12800 and till.sheet().opening_cents == 0


def test_the_next_day_opens_with_what_the_last_one_closed_with(till: Till) -> None:
    visit = till.visit()
    till.sign(visit)
    till.finish(visit, no_follow_up=True, acknowledged_reason="Pays later")
    till.close_the_day()
    till.next_day()
    assert till.sheet().opening_cents == 12800
    kept = till.pay(12800, visit, PayMethod.CHECK, reference="1042")
    till.count(*FLOAT, checks_cents=12800)
    till.close_the_day()
    till.next_day()
    till.run(return_check, ReturnCheck(receipt_number=kept.number, reason="No funds"))
    sheet = till.sheet()
    assert (sheet.opening_cents, sheet.payments_cents, sheet.closing_cents) == (0, -12800, 12800)
    assert sheet.balances and A.CHECKS not in till.balances()


def test_the_lock_is_kept_by_the_database(till: Till) -> None:
    till.close_the_day()
    raw = till.around.database.writer.raw_connection()
    for statement in ("DELETE FROM day_close", "UPDATE day_close SET day = '2020-01-01'"):
        with pytest.raises(IntegrityError):
            raw.cursor().execute(statement)
    raw.close()


def test_the_sheet_names_the_head_of_the_record(till: Till) -> None:
    locked = till.close_the_day()
    sheet = till.sheet()
    assert len(sheet.audit_head) == len(locked.audit_head) == 12
    assert sheet.locked == locked and sheet.audit_head != locked.audit_head


def test_every_arrived_visit_has_a_copay_or_a_reason(till: Till) -> None:
    coverage = till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    medicare = till.covered(PayerKind.MEDICARE, till.ito)
    visits = [till.visit(payer_coverage_id=coverage.id) for _ in range(4)]
    till.visit(till.ito, payer_coverage_id=medicare.id)
    till.visit(state=VisitState.NO_SHOW)
    till.visit(state=VisitState.EXPECTED)
    till.pay(2500, visits[0])
    for place, kind in ((1, CopayDecisionKind.WAIVED), (2, CopayDecisionKind.TO_BILL)):
        decision = DecideCopay(
            visit_id=visits[place].id, kind=kind, reason="Hardship", documented="Application"
        )
        till.run(decide_copay, decision)
    sheet = till.sheet()
    counts = sheet.copays
    assert (counts.collected, counts.none_due, counts.waived, counts.to_bill, counts.open) == (1, 1, 1, 1, 1)
    assert [one.copay for one in sheet.lines].count(CopayStatus.OPEN) == 1
    assert sheet.no_shows == 1 and next(one for one in sheet.slate if one.key == "copays_open").open == 1


def test_the_clear_slate_lists_what_is_open_and_does_not_block(till: Till) -> None:
    visit = till.visit()
    till.write(
        Room(
            location_id=till.place.id,
            name="9",
            position=9,
            state=RoomState.TO_CLEAN,
            state_since=till.clock.now(),
        )
    )
    till.covered(PayerKind.COMMERCIAL, till.ito)
    till.book(patient_id=till.ito.id, day=till.today + timedelta(days=1))
    found = {one.key: one for one in till.sheet().slate}
    assert found["notes_to_sign"].ids == found["visits_without_charges"].ids == (visit.id,)
    assert found["rooms_to_clean"].open == 1 and found["rooms_to_clean"].done == 3
    assert found["insurance_next_day"].ids == (till.ito.id,)
    assert "calls_open" not in found and "calls_open" in till.sheet().not_tracked
    till.close_the_day()
    (kept,) = till.all(DayClose)
    assert kept.open_items["notes_to_sign"] == 1


def test_a_clear_slate_is_clear(till: Till) -> None:
    visit = till.visit()
    till.sign(visit)
    till.pay(12800, visit)
    till.finish(visit, no_follow_up=True)
    assert {one.key: one.open for one in till.sheet().slate if one.open} == {}


def test_a_drawer_is_opened_once_with_its_float(till: Till) -> None:
    till.run(open_drawer, OpenDrawer(location_id=till.place.id, float_cents=20000))
    with pytest.raises(RuleViolated):
        till.run(open_drawer, OpenDrawer(location_id=till.place.id, float_cents=20000))
    till.pay(500, till.visit())
    assert till.count((10000, 2), (500, 1)).over_short_cents == 0


def test_a_day_that_nobody_closed_is_named_and_can_be_closed_later(till: Till) -> None:
    first = till.today
    till.pay(500, till.visit())
    till.next_day()
    assert till.answer(unlocked_days) == (first,)
    till.count(*FLOAT, (500, 1), day=first)
    till.close_the_day(day=first)
    assert till.answer(unlocked_days) == ()
    with pytest.raises(RuleViolated):
        till.close_the_day(day=till.today + timedelta(days=1))


def test_the_day_is_the_practices_own(till: Till) -> None:
    till.clock.set(datetime(2026, 3, 3, 3, 30, tzinfo=UTC))  # 22:30 on Monday in New York
    till.pay(500, till.visit())
    assert till.sheet().day.isoformat() == "2026-03-02"


def test_somebody_still_expected_or_here_is_asked_about(till: Till) -> None:
    till.book(patient_id=till.ito.id, day=till.today)
    till.visit(state=VisitState.ARRIVED)
    till.visit(state=VisitState.WITH_PROVIDER)
    till.visit()
    till.visit(state=VisitState.DONE)
    till.visit(state=VisitState.NO_SHOW)
    assert [one.group for one in till.sheet().here] == ["checkout", "expected", "in_rooms", "waiting"]
    with pytest.raises(NeedsAcknowledgement) as asked:
        till.close_the_day(acknowledged_reason="")
    told = [(one.message.id.rpartition("_")[0], one.message.params["number"]) for one in asked.value.findings]
    assert len(told) == 4 and {number for _, number in told} == {1}
    assert till.sheet().locked is None
    till.close_the_day(acknowledged_reason="They are billed")
    assert till.sheet().locked is not None and till.sheet().here == ()


def test_money_after_the_lock_is_the_next_days_by_itself(till: Till) -> None:
    visit = till.visit()
    till.close_the_day()
    before = till.sheet()
    till.pay(2500, visit)
    assert till.sheet() == replace(before, audit_head=till.sheet().audit_head)
    till.next_day()
    till.count(*FLOAT, (500, 5))
    assert [one.cents for one in till.sheet().money] == [2500]
    assert till.sheet().drawers[0].over_short_cents == 0
