"""The same command sent twice (a double click, a retry after a crash) acts once and answers the same."""

from app.billing.charges.actions import ChooseLevel, choose_level
from app.billing.model import LedgerEntry, Receipt
from app.billing.payments.actions import DecideCopay, TakePayment, decide_copay, take_payment
from app.billing.payments.views import CopayDecisionKind, PayMethod
from app.frontdesk.checkout.actions import FinishCheckout, Payment, finish_checkout
from app.frontdesk.day_close.actions import CloseDay, CountDrawer, close_day, count_drawer
from app.people.model import PayerKind
from tests.billing.desk import HYPERTENSION
from tests.frontdesk_money.till import Till


def test_a_payment_is_taken_once(till: Till) -> None:
    visit = till.visit()
    command = TakePayment(
        patient_id=visit.patient_id, visit_id=visit.id, amount_cents=2500, method=PayMethod.CASH
    )
    assert till.run(take_payment, command) == till.run(take_payment, command)
    assert len(till.all(Receipt)) == len(till.all(LedgerEntry)) == 1


def test_a_checkout_is_finished_once(till: Till) -> None:
    visit = till.visit()
    till.sign(visit)
    paid = Payment(amount_cents=12800, method=PayMethod.CHECK, reference="1042")
    version = till.fresh(type(visit), visit.id).version
    command = FinishCheckout(visit_id=visit.id, version=version, payment=paid, no_follow_up=True)
    assert till.run(finish_checkout, command) == till.run(finish_checkout, command)
    assert len(till.all(Receipt)) == 1


def test_a_level_and_a_decision_are_taken_once(till: Till) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit()
    level = ChooseLevel(visit_id=visit.id, code="99213", diagnoses=(HYPERTENSION,))
    first = till.run(choose_level, level, actor=till.doctor)
    assert till.run(choose_level, level, actor=till.doctor).charges == first.charges
    decision = DecideCopay(visit_id=visit.id, kind=CopayDecisionKind.TO_BILL, reason="Wallet at home")
    assert till.run(decide_copay, decision) == till.run(decide_copay, decision)


def test_a_drawer_is_counted_and_a_day_locked_once(till: Till) -> None:
    till.pay(500, till.visit())
    count = CountDrawer(pieces=((2000, 5), (1000, 5), (500, 1)))
    assert till.run(count_drawer, count) == till.run(count_drawer, count)
    close = CloseDay(same_person_reason="Alone", acknowledged_reason="Pays tomorrow")
    assert till.run(close_day, close) == till.run(close_day, close)
