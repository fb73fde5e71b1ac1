"""What was collected: the board, the day sheet's list and the visits' list are one sum, whatever happened."""

import random
from datetime import timedelta

import pytest

from app.billing.ledger.views import EntryKind
from app.billing.payments.actions import ReversePayment, reverse_payment
from app.billing.payments.views import PayMethod, ReceiptView
from app.billing.refunds.actions import DecideRefund, RequestRefund, decide_refund, request_refund
from app.core.errors import RuleViolated
from app.core.ids import new_id
from app.documents.day_sheet_facts import printed_day_sheet
from app.frontdesk.queries import day_board
from app.frontdesk.views import BoardMetrics
from app.people.model import PayerKind
from app.visits.model import Visit
from tests.frontdesk_money.till import Till


def board(till: Till) -> BoardMetrics:
    metrics: BoardMetrics = till.answer(day_board, till.today).metrics
    return metrics


def all_agree(till: Till) -> int:
    """Count the drawer, and return what was collected as all three say it."""
    till.count((100, 0), card_batch_cents=0)
    sheet, metrics = till.sheet(), board(till)
    assert metrics.cash_counted
    assert sheet.collected_cents is not None and sheet.elsewhere_cents is not None
    of_list = sum(one.cents for one in sheet.money)
    of_visits = sum(one.paid_cents or 0 for one in sheet.lines) + sheet.elsewhere_cents
    assert metrics.collected_cents == sheet.collected_cents == of_list == of_visits
    assert sheet.payments_cents is not None
    assert sheet.collected_cents == sheet.payments_cents - sheet.refunds_cents
    assert sheet.balances
    printed = till.within(lambda work: printed_day_sheet(work, sheet, new_id()))
    paid = sum(one.amount for one in printed.patient_payments)
    assert printed.collected == sheet.collected_cents == paid - printed.refunds
    assert sum(one.paid or 0 for one in printed.visits) + printed.elsewhere == printed.collected
    return sheet.collected_cents


def refund(till: Till, visit: Visit, cents: int, method: PayMethod) -> None:
    asked = till.run(
        request_refund,
        RequestRefund(
            patient_id=visit.patient_id, visit_id=visit.id, cents=cents, method=method, reason="x1"
        ),
        actor=till.clerk,
    )
    command = DecideRefund(refund_id=asked.id, version=asked.version, approve=True, reference="771")
    till.run(decide_refund, command, actor=till.biller)


def test_an_old_balance_paid_today_stands_at_the_visit_where_it_was_taken(till: Till) -> None:
    old = till.visit()
    till.sign(old)
    till.finish(old, no_follow_up=True, acknowledged_reason="Pays next time")
    till.next_day()
    today = till.visit()
    till.sign(today)
    till.pay(15000, today)
    assert all_agree(till) == 15000
    (line,) = till.sheet().lines
    assert line.paid_cents == 15000


def test_money_without_a_visit_has_a_line_of_its_own(till: Till) -> None:
    old = till.visit()
    till.sign(old)
    till.finish(old, no_follow_up=True, acknowledged_reason="Pays next time")
    till.next_day()
    till.visit(till.ito)
    till.pay(5000, method=PayMethod.CARD)
    assert all_agree(till) == 5000
    sheet = till.sheet()
    assert (sheet.elsewhere_cents, [one.paid_cents for one in sheet.lines]) == (5000, [0])
    assert [(one.number, one.patient, one.cents) for one in sheet.money] == [(1, "Lee, Susan", 5000)]


def test_before_the_count_nothing_tells_what_the_drawer_should_hold(till: Till) -> None:
    visit = till.visit()
    till.pay(2500, visit)
    till.pay(1000, visit, PayMethod.CHECK, reference="1042")
    till.pay(700, visit, PayMethod.CARD)
    sheet, metrics = till.sheet(), board(till)
    assert (metrics.collected_cents, metrics.cash_counted) == (1700, False)
    assert sheet.collected_cents is None and sheet.money == ()
    assert [one.paid_cents for one in sheet.lines] == [None]
    assert {one.expected_cents for one in sheet.methods} == {None}
    assert {one.payments for one in sheet.methods} == {None}
    printed = till.within(lambda work: printed_day_sheet(work, sheet, new_id()))
    assert printed.payments == printed.patient_payments == ()
    assert [one.paid for one in printed.visits] == [None]


def test_money_after_a_count_hides_it_again(till: Till) -> None:
    visit = till.visit()
    till.pay(2500, visit)
    till.count((500, 5))
    assert till.sheet().collected_cents == 2500
    till.pay(500, visit)
    assert till.sheet().collected_cents is None


@pytest.mark.parametrize("seed", range(6))
def test_the_three_sums_always_agree(till: Till, seed: int) -> None:
    chance = random.Random(seed)
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    receipts: list[ReceiptView] = []
    for _ in range(3):
        visits = [till.visit(), till.visit(till.ito), till.visit()]
        for visit in visits[:2]:
            till.sign(visit)
        for _ in range(6):
            receipts += step(till, chance, visits, receipts)
        all_agree(till)
        till.next_day()
    assert {one.kind for one in till.sheet().money} <= {EntryKind.PAYMENT, EntryKind.REFUND}


def step(
    till: Till, chance: random.Random, visits: list[Visit], receipts: list[ReceiptView]
) -> list[ReceiptView]:
    """Do one thing with money; what the rules refuse leaves everything as it was."""
    visit = chance.choice(visits)
    method = chance.choice(list(PayMethod))
    what = chance.choice(("pay", "pay", "pay", "old", "back", "refund", "finish"))
    till.clock.advance(timedelta(minutes=5))
    try:
        if what == "pay":
            return [till.pay(chance.randint(1, 30_000), visit, method)]
        if what == "old":
            return [till.pay(chance.randint(1, 5_000), None, method)]
        if what == "back" and receipts:
            number = chance.choice(receipts).number
            till.run(reverse_payment, ReversePayment(receipt_number=number, reason="Wrong patient"))
        if what == "refund":
            refund(till, visit, chance.randint(1, 3_000), method)
        if what == "finish":
            till.finish(visit, no_follow_up=True, acknowledged_reason="Later")
    except RuleViolated:
        pass
    return []
