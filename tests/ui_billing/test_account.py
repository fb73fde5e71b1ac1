"""The acts on an account by real keys: at checkout, and in the account of any patient at Billing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.billing.ledger.views import LedgerAccount
from app.billing.payments.views import CopayStatus, PayMethod
from app.billing.refunds.actions import RequestRefund, request_refund
from app.core.acts import Permission
from app.core.ids import Id
from app.people.model import PayerKind
from app.visits.model import Visit, VisitState
from tests.frontdesk_money.till import Till
from tests.ui_billing.conftest import today, wall
from tests.ui_billing.test_billing_screens import at_checkout, press
from ui.billing.account_card import activity_model
from ui.billing.accounts_screen import AccountsScreen, accounts_model
from ui.billing.act_form import ActForm
from ui.billing.billing_screen import BillingScreen
from ui.billing.payment_panel import PaymentPanel
from ui.common.check_rows import CheckRow
from ui.common.desk import Desk
from ui.common.keys import keys_within

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
A = LedgerAccount


def done_visit(till: Till, paid: int = 12800, method: PayMethod = PayMethod.CASH) -> Visit:
    visit = till.visit()
    till.sign(visit)
    if paid:
        till.pay(paid, visit, method)
    till.finish(visit, no_follow_up=True, acknowledged_reason="Later")
    return visit


def billing(till: Till, qtbot: QtBot, may: object = None) -> BillingScreen:
    allowed = may if callable(may) else (lambda _permission: True)
    screen = BillingScreen(Desk(till), lambda: today(till), lambda: wall(till), allowed)
    qtbot.addWidget(screen)
    screen.resize(1360, 780)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    return screen


def on_account(till: Till, qtbot: QtBot, patient: Id) -> AccountsScreen:
    screen = billing(till, qtbot)
    _KEPT[:] = [screen]
    screen.show_page("accounts")
    screen.accounts.open_account(patient)
    qtbot.waitUntil(screen.accounts.account.table.hasFocus)
    return screen.accounts


_KEPT: list[QWidget] = []  # a window lives as long as somebody holds it


def form_of(screen: AccountsScreen) -> ActForm:
    guest = screen.side.guest
    assert isinstance(guest, ActForm)
    return guest


def choose(screen: AccountsScreen, kind: str, *, reversal: bool = False) -> None:
    """Select the newest line of a kind, by the arrow key."""
    table = screen.account.table
    table.select_first()
    while (line := table.selected_record()) is not None:
        if str(line.kind) == kind and line.reversal is reversal:
            return
        press(Qt.Key.Key_Down)
    raise AssertionError(kind)


def say_why(form: ActForm, words: str = "Wrong patient") -> None:
    form.form.field("reason").setFocus()
    line = form.form.field("reason").input
    QTest.keyClicks(line, words)
    press(Qt.Key.Key_Return, CTRL)


def test_a_payment_of_today_is_taken_back_at_the_checkout_of_a_done_visit(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till)
    screen = at_checkout(till, qtbot, visit)
    assert screen.banner.view is not None
    assert [chip.text for chip in screen.banner.view.states] == ["Done"]
    press(Qt.Key.Key_F9)
    assert screen.account.table.hasFocus()
    while (line := screen.account.table.selected_record()) is not None and line.method != "cash":
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_T)
    form = screen.side.guest
    assert isinstance(form, ActForm)
    press(Qt.Key.Key_Return, CTRL)
    assert form.form.field("reason").error.text()  # why is asked for, and nothing happened
    assert not till.checkout(visit).receipts[0].reversed
    say_why(form)
    assert till.checkout(visit).receipts[0].reversed
    assert till.checkout(visit).state is VisitState.DONE
    assert screen.side.guest is None
    assert screen.money.now.value.text() == "$128.00"


def test_a_payment_of_a_locked_day_is_taken_back_on_todays_books(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till, method=PayMethod.CARD)
    till.count((2000, 5), (1000, 5), card_batch_cents=12800)
    till.close_the_day()
    locked = till.sheet()
    till.next_day()
    screen = on_account(till, qtbot, visit.patient_id)
    choose(screen, "payment")
    press(Qt.Key.Key_T)
    form = form_of(screen)
    told = " ".join(label.text() for label in form.findChildren(type(form.problem)))
    assert "The books of 3/2/2026 stay as they are" in told and "card terminal" in told
    say_why(form, "Charged twice")
    assert till.sheet(locked.day).closing_cents == locked.closing_cents
    till.count((2000, 5), (1000, 5))
    assert [one.cents for one in till.sheet().money] == [-12800]


def test_credit_is_refunded_once_another_approves(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till, paid=15000)
    screen = on_account(till, qtbot, visit.patient_id)
    press(Qt.Key.Key_R)
    form = form_of(screen)
    assert form.form.field("cents").value() == 2200
    say_why(form, "Paid too much")
    assert till.account().credit_cents == 2200  # it waits
    assert screen.account.waiting.isVisible()
    press(Qt.Key.Key_D)
    form = form_of(screen)
    form.form.field("reference").input.setFocus()
    QTest.keyClicks(form.form.field("reference").input, "771")
    press(Qt.Key.Key_Return, CTRL)
    same = form.form.field("same_person_reason")
    assert same.isVisible() and same.error.text()  # the one who asked is the one who approves
    QTest.keyClicks(same.input, "Nobody else here")
    press(Qt.Key.Key_Return, CTRL)
    assert till.account().credit_cents == 0
    assert till.balances()[A.CARD_CLEARING] == -2200


def test_what_a_patient_owes_is_written_off_with_a_reason(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till, paid=12000)
    screen = on_account(till, qtbot, visit.patient_id)
    press(Qt.Key.Key_W)
    form = form_of(screen)
    assert form.form.field("cents").value() == 800
    say_why(form, "Small balance")
    assert till.account().balance_cents == 0
    choose(screen, "adjustment")
    press(Qt.Key.Key_T)
    say_why(form_of(screen), "Not agreed")
    assert till.account().balance_cents == 800


def test_a_charge_is_taken_back_and_its_payment_becomes_credit(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till)
    screen = on_account(till, qtbot, visit.patient_id)
    choose(screen, "charge")
    press(Qt.Key.Key_T)
    say_why(form_of(screen), "Not done")
    assert (till.account().patient_cents, till.account().credit_cents) == (0, 12800)


def test_credit_is_used_for_what_is_owed(till: Till, qtbot: QtBot) -> None:
    done_visit(till, paid=0)
    other = till.visit()
    till.level(other)
    till.post(other)
    till.pay(30000, other, old_balance_cents=0)
    screen = on_account(till, qtbot, other.patient_id)
    assert till.account().credit_cents == 17200
    press(Qt.Key.Key_U)
    press(Qt.Key.Key_Return, CTRL)
    assert (till.account().patient_cents, till.account().credit_cents) == (0, 4400)
    assert screen.credit.value.text() == "$44.00"


def test_what_cannot_be_done_is_said_in_words(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till)
    screen = on_account(till, qtbot, visit.patient_id)
    for key in (Qt.Key.Key_R, Qt.Key.Key_W, Qt.Key.Key_U):
        press(key)
        assert screen.account.hint.text()
        assert screen.side.guest is None
    choose(screen, "payment")
    press(Qt.Key.Key_T)
    say_why(form_of(screen))
    choose(screen, "payment", reversal=True)
    press(Qt.Key.Key_T)
    assert "cannot be taken back" in screen.account.hint.text()


def test_escape_leaves_an_act_and_nothing_happened(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till)
    screen = on_account(till, qtbot, visit.patient_id)
    choose(screen, "payment")
    press(Qt.Key.Key_T)
    press(Qt.Key.Key_Escape)
    assert screen.side.guest is None
    assert screen.account.table.hasFocus()
    assert not till.checkout(visit).receipts[0].reversed


def test_no_copay_because_is_said_at_checkout(till: Till, qtbot: QtBot) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit()
    screen = at_checkout(till, qtbot, visit)
    press(Qt.Key.Key_F4)
    form = screen.side.guest
    assert isinstance(form, ActForm)
    say_why(form, "Wallet at home")
    assert till.checkout(visit).due.status is CopayStatus.TO_BILL
    assert till.checkout(visit).due.decision_reason == "Wallet at home"


def test_no_copay_because_is_said_in_the_payment_dialog(till: Till, qtbot: QtBot) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit(state=VisitState.ARRIVED)
    panel = PaymentPanel(Desk(till))
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    left: list[bool] = []
    panel.left.connect(lambda: left.append(True))
    panel.ask(till.lee.id, visit.id, "Susan Lee")
    press(Qt.Key.Key_N)
    (form,) = panel.findChildren(ActForm)
    press(Qt.Key.Key_Escape)
    assert panel.work.isVisible() and not left
    press(Qt.Key.Key_N)
    form = next(one for one in panel.findChildren(ActForm) if one.isVisible())
    way = form.form.field("kind")
    way.set_value("waived")
    form.form.field("documented").show()
    QTest.keyClicks(form.form.field("documented").input, "Application of March")
    say_why(form, "Hardship")
    assert till.checkout(visit).due.status is CopayStatus.WAIVED
    assert left == [True]


def test_the_accounts_are_a_list_that_enter_opens(till: Till, qtbot: QtBot) -> None:
    done_visit(till, paid=0)
    screen = billing(till, qtbot)
    press(Qt.Key.Key_F3)
    rows = screen.accounts.table
    qtbot.waitUntil(lambda: rows.selected_record() is not None)
    assert screen.accounts.finder.line.hasFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(screen.accounts.account.table.hasFocus)
    assert screen.accounts.owes.value.text() == "$128.00"
    assert screen.accounts.banner.isVisible()
    press(Qt.Key.Key_Return)
    assert screen.pages.currentWidget() is screen.checkout
    press(Qt.Key.Key_F3)
    press(Qt.Key.Key_Left, ALT)
    assert screen.accounts.finder.line.hasFocus()
    QTest.keyClicks(screen.accounts.finder.line, "zzzz")
    qtbot.waitUntil(screen.accounts.nobody.isVisible)


def test_a_payment_on_the_account_asks_for_what_is_owed(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till, paid=0)
    screen = on_account(till, qtbot, visit.patient_id)
    wanted: list[tuple[object, ...]] = []
    screen.payment_wanted.connect(lambda *what: wanted.append(what))
    QTest.keyClick(screen.account.table, "$")
    ((due, patient, name),) = wanted
    panel = PaymentPanel(Desk(till))
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.ask_account(patient, name, due)  # type: ignore[arg-type]
    assert panel.money.cents == 12800
    press(Qt.Key.Key_H)
    press(Qt.Key.Key_Return)
    assert till.account().balance_cents == 0


def test_a_clerk_has_no_keys_for_what_needs_approval(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till, paid=15000)
    screen = billing(till, qtbot, lambda one: one not in (Permission.ADJUST, Permission.REFUND))
    screen.show_page("accounts")
    screen.accounts.open_account(visit.patient_id)
    keys = {hint.keys for each in keys_within(screen.accounts) for hint in each.hints()}
    assert "R" in keys and not {"T", "W"} & keys
    command = RequestRefund(
        patient_id=visit.patient_id, visit_id=visit.id, cents=100, method=PayMethod.CASH, reason="Moved"
    )
    till.run(request_refund, command)
    screen.accounts.refresh()
    line = screen.accounts.account.waiting.findChildren(CheckRow)[-1]
    assert line.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_f1_and_the_palette_know_the_acts(till: Till, qtbot: QtBot) -> None:
    visit = done_visit(till)
    screen = on_account(till, qtbot, visit.patient_id)
    told = {hint.keys: hint.words for each in keys_within(screen) for hint in each.hints()}
    assert {"T", "R", "W", "U", "$"} <= set(told)
    acts = {words for each in keys_within(screen) for _keys, words, _act in each.acts()}
    assert {"Take back", "Refund", "Write off"} <= acts


@pytest.mark.parametrize("make", [accounts_model, lambda: activity_model(wide=True)])
def test_the_models_are_sound(make: object) -> None:
    assert callable(make)
    model = make()
    tester = QAbstractItemModelTester(model, FATAL)
    assert tester.model() is model
