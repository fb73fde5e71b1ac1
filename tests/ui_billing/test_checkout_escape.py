"""Escape at checkout: out of the question at the side, then out of the visit."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.people.model import PayerKind
from tests.frontdesk_money.till import Till
from tests.ui_billing.test_billing_screens import at_checkout, press, second_line, signed_visit


def test_escape_in_the_amount_goes_back_to_the_list_of_visits(till: Till, qtbot: QtBot) -> None:
    screen = at_checkout(till, qtbot, signed_visit(till))
    screen.money.amount.line.setFocus()
    press(Qt.Key.Key_Escape)
    assert screen.pages.currentWidget() is screen.list
    assert screen.view is None
    assert screen.list.table.hasFocus() or screen.list.isAncestorOf(QApplication.focusWidget())


def test_escape_leaves_the_question_at_the_side_before_the_visit(till: Till, qtbot: QtBot) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    screen = at_checkout(till, qtbot, till.visit())
    screen.money.amount.line.setFocus()
    press(Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: screen.side.guest is not None)
    press(Qt.Key.Key_Escape)
    assert screen.side.guest is None
    assert screen.view is not None
    screen.no_copay()
    screen.charges.table.setFocus()
    press(Qt.Key.Key_Escape)
    assert screen.side.guest is None
    assert screen.money.amount.line.hasFocus()
    press(Qt.Key.Key_Escape)
    assert screen.pages.currentWidget() is screen.list


def test_escape_saves_the_line_that_was_being_changed(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    second_line(till, screen, visit)
    QTest.keyClicks(screen.charges.units.line, "2")
    assert screen.charges.pending
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.list)
    assert till.checkout(visit).charges.charges[1].units == 2
