"""The payment dialog: what it refuses it says beside the field, and what is more than owed it asks about."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.people.model import PayerKind
from app.visits.model import Visit
from tests.frontdesk_money.till import Till
from tests.ui_billing.test_billing_screens import at_checkout, press
from ui.billing.payment_fields import amount_problem
from ui.billing.payment_panel import PaymentPanel
from ui.common.desk import Desk
from ui.common.overlay import Overlay

CARD_NUMBER = "4111 1111 1111 1111"


@pytest.fixture
def visit(till: Till) -> Visit:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    return till.visit()


_WINDOWS: list[QWidget] = []  # a window lives as long as somebody holds it


def dialog(till: Till, qtbot: QtBot, visit: Visit) -> PaymentPanel:
    window = QWidget()
    _WINDOWS[:] = [window]
    qtbot.addWidget(window)
    window.resize(1280, 720)
    panel = PaymentPanel(Desk(till))
    overlay = Overlay(window, panel, width=420)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    panel.ask(till.lee.id, visit.id, "Susan Lee")
    overlay.open()
    panel.go_on.setFocus()
    return panel


def retype(panel: PaymentPanel, text: str) -> None:
    panel.money.amount.line.setFocus()
    panel.money.amount.line.selectAll()
    press(Qt.Key.Key_Delete)
    QTest.keyClicks(panel.money.amount.line, text)


@pytest.mark.parametrize("typed", ["0", "-5", "12.345", "abc", "", "50001"])
def test_a_wrong_amount_is_refused_in_words_beside_it(
    till: Till, qtbot: QtBot, visit: Visit, typed: str
) -> None:
    panel = dialog(till, qtbot, visit)
    press(Qt.Key.Key_H)
    retype(panel, typed)
    press(Qt.Key.Key_Return)
    if panel.money.question.isVisible():  # 50,001 is also more than is owed
        press(Qt.Key.Key_Return)
    assert till.checkout(visit).receipts == ()
    error = panel.money.amount.error
    qtbot.waitUntil(lambda: error.isVisible() and error.height() >= error.heightForWidth(error.width()))
    assert "ype" in error.text() or "Money goes back" in error.text()
    assert panel.height() >= panel.sizeHint().height()


def test_each_kind_of_wrong_amount_has_its_own_words() -> None:
    said = [amount_problem(text) for text in ("-5", "12.345", "abc")]
    assert len(set(said)) == 3 and all(said)
    assert amount_problem("$1,063.20") == amount_problem("") == ""


def test_an_empty_approval_code_is_asked_for(till: Till, qtbot: QtBot, visit: Visit) -> None:
    panel = dialog(till, qtbot, visit)
    press(Qt.Key.Key_Return)
    assert panel.money.reference.error.isVisible()
    assert panel.money.reference.line.hasFocus()
    assert till.checkout(visit).receipts == ()


def test_a_card_number_is_taken_out_of_the_field(till: Till, qtbot: QtBot, visit: Visit) -> None:
    panel = dialog(till, qtbot, visit)
    panel.money.reference.line.setFocus()
    QTest.keyClicks(panel.money.reference.line, CARD_NUMBER)
    press(Qt.Key.Key_Return)
    assert panel.money.reference.line.text() == ""
    panel.money.reference.line.undo()
    assert panel.money.reference.line.text() == ""
    assert "card number" in panel.money.reference.error.text()
    raw = till.around.database.writer.raw_connection()
    rows = raw.cursor().execute("SELECT COUNT(*) FROM draft").fetchone()
    raw.close()
    assert rows == (0,)


def test_wrong_cash_given_is_not_read_as_none(till: Till, qtbot: QtBot, visit: Visit) -> None:
    panel = dialog(till, qtbot, visit)
    press(Qt.Key.Key_H)
    panel.money.given.line.setFocus()
    QTest.keyClicks(panel.money.given.line, "6o")
    press(Qt.Key.Key_Return)
    assert till.checkout(visit).receipts == ()
    assert panel.money.given.error.isVisible()


def test_the_dialog_says_who_and_which_key_takes_which_method(till: Till, qtbot: QtBot, visit: Visit) -> None:
    panel = dialog(till, qtbot, visit)
    born = till.lee.birth_date
    assert f"{born.month}/{born.day}/{born.year}" in panel.facts.text()
    assert f"MRN {till.lee.mrn}" in panel.facts.text()
    names = [button.accessibleName() for button in panel.money.method.control.findChildren(QWidget)]
    assert [name[-3:] for name in names if name] == ["(K)", "(H)", "(J)"]


def test_more_than_is_owed_is_asked_about_once(till: Till, qtbot: QtBot, visit: Visit) -> None:
    panel = dialog(till, qtbot, visit)
    press(Qt.Key.Key_H)
    retype(panel, "5000")
    press(Qt.Key.Key_Return)
    assert till.checkout(visit).receipts == ()
    assert "$4,975.00 more than is owed" in panel.money.question.text()
    assert "keep $4,975.00 as credit" in panel.go_on.words
    press(Qt.Key.Key_Return)
    assert till.checkout(visit).receipts[0].amount_cents == 500_000
    assert till.due(visit).spare_cents == 497_500


def test_another_amount_is_asked_about_anew(till: Till, qtbot: QtBot, visit: Visit) -> None:
    panel = dialog(till, qtbot, visit)
    press(Qt.Key.Key_H)
    retype(panel, "5000")
    press(Qt.Key.Key_Return)
    retype(panel, "6000")
    press(Qt.Key.Key_Return)
    assert till.checkout(visit).receipts == ()
    retype(panel, "25")
    press(Qt.Key.Key_Return)
    assert till.checkout(visit).receipts[0].amount_cents == 2500


def test_credit_is_shown_at_checkout_before_and_after_charges_post(
    till: Till, qtbot: QtBot, visit: Visit
) -> None:
    till.pay(500_000, visit)
    screen = at_checkout(till, qtbot, visit)
    assert screen.money.credit.isVisible()
    assert screen.money.credit.value.text() == "$4,975.00"
    till.sign(visit)
    till.finish(visit, no_follow_up=True)
    screen.open_visit(visit.id)
    assert screen.money.credit.value.text() == "$4,975.00"
    assert screen.money.now.value.text() == "$0.00"


def test_after_the_lock_the_dialog_says_on_which_day_money_stands(
    till: Till, qtbot: QtBot, visit: Visit
) -> None:
    till.close_the_day(acknowledged_reason="Somebody is still here")
    panel = dialog(till, qtbot, visit)
    assert panel.money.late.isVisible()
    assert "books of 3/3" in panel.money.late.text()
    press(Qt.Key.Key_H)
    press(Qt.Key.Key_Return)
    assert till.checkout(visit).receipts[0].amount_cents == 2500
