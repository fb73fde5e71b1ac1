"""Checkout, a payment from any row, and the close of the day, by real keys."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.billing.charges.views import ChargeStatus
from app.billing.payments.views import PayMethod
from app.people.model import PayerKind
from app.visits.model import Visit, VisitState
from tests.frontdesk_money.till import Till
from tests.ui_billing.conftest import today, wall
from ui.billing.account_card import activity_model
from ui.billing.billing_screen import BillingScreen
from ui.billing.charges_card import charges_model
from ui.billing.checkout_list import list_model
from ui.billing.checkout_screen import CheckoutScreen
from ui.billing.day_close_screen import DayCloseScreen, methods_model
from ui.billing.payment_panel import PaymentPanel
from ui.common.acknowledge import AcknowledgePanel
from ui.common.desk import Desk
from ui.common.search_field import Choice
from ui.theme.theme import theme

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def at_checkout(till: Till, qtbot: QtBot, visit: Visit) -> CheckoutScreen:
    screen = CheckoutScreen(Desk(till), lambda: wall(till))
    qtbot.addWidget(screen)
    screen.resize(1360, 780)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.open_visit(visit.id)
    qtbot.waitUntil(lambda: screen.view is not None)
    return screen


def without_visit(till: Till, qtbot: QtBot) -> CheckoutScreen:
    screen = CheckoutScreen(Desk(till), lambda: wall(till))
    qtbot.addWidget(screen)
    screen.resize(1360, 780)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.setFocus()
    return screen


def listed(screen: CheckoutScreen) -> list[str]:
    records = screen.list.table.records
    found = [records.record(row) for row in range(records.rowCount())]
    return [one.patient for one in found if one is not None]


def test_without_a_visit_the_visits_to_check_out_are_listed(till: Till, qtbot: QtBot) -> None:
    gone = till.visit(till.patient("Abel", "Ann", till.lee.birth_date))
    till.finish(gone, acknowledged_reason="Bill later")
    till.visit(till.ito)
    till.clock.advance(timedelta(minutes=10))
    till.visit(till.lee)
    till.visit(till.patient("Room", "Rita", till.lee.birth_date), state=VisitState.WITH_PROVIDER)
    screen = without_visit(till, qtbot)
    qtbot.waitUntil(lambda: len(listed(screen)) > 0)
    assert listed(screen) == ["Ito, Kenji", "Lee, Susan", "Abel, Ann"]


def test_enter_in_the_list_opens_the_checkout_and_a_key_leads_back(till: Till, qtbot: QtBot) -> None:
    till.visit(till.ito)
    till.clock.advance(timedelta(minutes=10))
    second = till.visit(till.lee)
    screen = without_visit(till, qtbot)
    qtbot.waitUntil(lambda: len(listed(screen)) == 2)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.view is not None)
    assert screen.view is not None
    assert screen.view.visit_id == second.id
    assert screen.money.amount.line.hasFocus()
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert screen.pages.currentWidget() is screen.list
    assert not screen.banner.isVisible()
    row = screen.list.table.selected_record()
    assert row is not None
    assert row.visit_id == second.id
    assert screen.list.table.hasFocus()


def test_at_large_text_the_account_keeps_the_room_of_its_fields(till: Till, qtbot: QtBot) -> None:
    screen = at_checkout(till, qtbot, signed_visit(till))
    theme().set_text_size(150)
    try:
        for width in (1_300, 1_155):
            screen.resize(width, 700)
            qtbot.waitUntil(lambda: screen.panel.area.viewport().width() > 0)
            qtbot.waitUntil(lambda: screen.side.width() == screen.panel.width())
            assert screen.money.minimumSizeHint().width() <= screen.panel.width() - theme().px(32)
    finally:
        theme().set_text_size(100)


def test_nobody_at_checkout_says_what_will_be_here(till: Till, qtbot: QtBot) -> None:
    screen = without_visit(till, qtbot)
    qtbot.waitUntil(screen.list.nobody.isVisible)
    assert "ready for checkout" in screen.list.nobody.words.text()


def test_the_list_hears_of_a_visit_that_comes_to_checkout(till: Till, qtbot: QtBot) -> None:
    screen = without_visit(till, qtbot)
    qtbot.waitUntil(screen.list.nobody.isVisible)
    till.visit(till.ito)
    qtbot.waitUntil(lambda: listed(screen) == ["Ito, Kenji"])


def signed_visit(till: Till) -> Visit:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit()
    till.sign(visit)
    return visit


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)


def test_everything_is_finished_by_one_key(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    till.book(day=till.today + timedelta(days=14))
    screen = at_checkout(till, qtbot, visit)
    printed: list[tuple[object, object]] = []
    screen.papers_wanted.connect(lambda *what: printed.append(what))
    screen.money.reference.line.setFocus()
    QTest.keyClicks(screen.money.reference.line, "044821")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert till.fresh(Visit, visit.id).state is VisitState.DONE
    assert printed == [(visit.id, 1)]
    assert till.checkout(visit).receipts[0].visit_cents == 2500


def test_what_is_open_asks_for_a_reason(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    screen.money.amount.set_value(0)
    screen.finish()
    stop = screen.side.currentWidget()
    assert isinstance(stop, AcknowledgePanel)
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT
    stop.reason.set_value("Bill later")
    stop.go_on.click()
    assert till.fresh(Visit, visit.id).state is VisitState.DONE


def test_no_follow_up_is_said_with_one_key(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    QTest.keyClicks(screen.money.reference.line, "044821")
    screen.money.reference.line.setFocus()
    press(Qt.Key.Key_F7)
    seen = till.checkout(visit)
    assert seen.follow_up.no_need == "not_needed"
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT
    assert seen.receipts == ()
    assert screen.money.reference.line.text() == "044821"
    press(Qt.Key.Key_F7)
    assert till.checkout(visit).follow_up.no_need == ""
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert till.fresh(Visit, visit.id).state is VisitState.DONE
    assert till.checkout(visit).receipts[0].amount_cents == 2500


@pytest.mark.parametrize("place", ["go_on", "papers", "stop"])
def test_f7_never_finishes_wherever_the_focus_is(till: Till, qtbot: QtBot, place: str) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    screen.money.reference.set_value("044821")
    if place == "go_on":
        screen.go_on.setFocus()
    elif place == "papers":
        screen.papers.setFocus()
        screen.account.begin()
    else:
        screen.go_on.setFocus()
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert isinstance(screen.side.currentWidget(), AcknowledgePanel)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_F7)
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT
    assert till.checkout(visit).receipts == ()
    assert screen.side.currentWidget() is screen.panel


def test_a_stop_goes_on_with_its_own_key(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    screen.money.reference.set_value("044821")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    stop = screen.side.currentWidget()
    assert isinstance(stop, AcknowledgePanel)
    QTest.keyClicks(stop.reason.line, "Calls tomorrow")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert till.fresh(Visit, visit.id).state is VisitState.DONE


def test_nothing_typed_for_one_patient_stays_for_the_next(till: Till, qtbot: QtBot) -> None:
    first = signed_visit(till)
    till.covered(PayerKind.COMMERCIAL, till.ito, copay_cents=4000)
    other = till.visit(till.ito)
    screen = at_checkout(till, qtbot, first)
    screen.money.amount.line.setFocus()
    QTest.keyClicks(screen.money.reference.line, "044821")
    screen.open_visit(other.id)
    assert screen.money.reference.line.text() == ""
    assert screen.money.amount.value() == 4000
    screen.money.method.set_value("cash")
    screen.money.method_changed()
    QTest.keyClicks(screen.money.given.line, "60")
    screen.open_visit(first.id)
    assert screen.money.method.value() == "card"
    assert screen.money.given.line.text() == ""
    QTest.keyClicks(screen.money.reference.line, "044822")
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert till.fresh(Visit, first.id).state is VisitState.DONE
    assert screen.money.reference.line.text() == ""
    assert screen.money.amount.line.text() == ""


def test_the_payment_dialog_is_empty_after_a_payment(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    panel = PaymentPanel(Desk(till))
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.ask(till.lee.id, visit.id, "Susan Lee")
    panel.money.reference.line.setFocus()
    QTest.keyClicks(panel.money.reference.line, "044821")
    press(Qt.Key.Key_Return)
    assert till.checkout(visit).receipts
    assert panel.money.reference.line.text() == ""


def test_a_card_number_is_refused_beside_its_field(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    screen.money.reference.set_value("4111 1111 1111 1111")
    screen.finish()
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT
    assert screen.money.reference.error.text()


def test_a_code_is_added_changed_and_removed(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    screen.charges.open_add()
    screen.charges.code.choose(Choice("93000", "93000  ECG"))
    assert [one.code for one in till.checkout(visit).charges.charges] == ["99213", "93000"]
    line = till.checkout(visit).charges.charges[1]
    assert screen.charges.table.select_key(line.id)
    screen.charges.units.set_value("2")
    screen.charges.save.click()
    assert till.checkout(visit).charges.charges[1].units == 2
    assert screen.charges.table.select_key(line.id)
    screen.charges.remove.click()
    left = till.checkout(visit).charges.charges
    assert [one.code for one in left if one.status is ChargeStatus.DRAFT] == ["99213"]


def test_the_level_is_the_clinicians(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    level = till.checkout(visit).charges.charges[0]
    screen.charges.table.select_key(level.id)
    assert not screen.charges.remove.isVisible()


def test_the_banner_says_who_it_is(till: Till, qtbot: QtBot) -> None:
    screen = at_checkout(till, qtbot, signed_visit(till))
    assert screen.banner.isVisible()
    assert screen.banner.view is not None
    assert screen.banner.view.name == "Lee, Susan"


def test_a_payment_is_five_keys_at_most(till: Till, qtbot: QtBot) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit()
    panel = PaymentPanel(Desk(till))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    taken: list[object] = []
    panel.taken.connect(taken.append)
    panel.ask(till.lee.id, visit.id, "Susan Lee")
    keys = ["$", "H", "Enter"]  # `$` opened the panel, the amount is filled in
    press(Qt.Key.Key_H)
    press(Qt.Key.Key_Return)
    assert len(keys) <= 5
    assert len(taken) == 1
    assert till.checkout(visit).receipts[0].method is PayMethod.CASH


def test_the_same_press_twice_takes_the_money_once(till: Till, qtbot: QtBot) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit()
    panel = PaymentPanel(Desk(till))
    qtbot.addWidget(panel)
    panel.ask(till.lee.id, visit.id, "Susan Lee")
    panel.money.method.set_value("cash")
    panel.money.method_changed()
    panel.submit()
    panel.submit()
    assert len(till.checkout(visit).receipts) == 1


def closing(till: Till, qtbot: QtBot) -> DayCloseScreen:
    screen = DayCloseScreen(Desk(till), lambda: today(till))
    qtbot.addWidget(screen)
    screen.resize(1360, 860)
    screen.show()
    qtbot.waitUntil(lambda: screen.sheet is not None)
    return screen


def test_the_count_is_blind(till: Till, qtbot: QtBot) -> None:
    till.pay(2500, till.visit())
    screen = closing(till, qtbot)
    cash = screen.methods.records.record(1)
    assert cash is not None
    assert cash.expected_cents is None
    assert not screen.expected.isVisible()


def test_a_short_drawer_is_counted_explained_and_locked(till: Till, qtbot: QtBot) -> None:
    till.pay(2500, till.visit())
    screen = closing(till, qtbot)
    for value, number in ((2000, "8"), (500, "2")):
        screen.count.field(value).set_value(number)
    screen.go_on()
    assert screen.expected.isVisible()
    assert "$5.00" in screen.difference.label.text()
    screen.difference.set_value("Change given twice")
    screen.go_on()
    assert screen.same_person.isVisible()  # one person counted and checks: that takes a reason too
    screen.same_person.set_value("Alone today")
    screen.go_on()
    stop = screen.side.currentWidget()
    assert isinstance(stop, AcknowledgePanel)  # somebody is still at checkout
    assert till.sheet().locked is None
    QTest.keyClicks(stop.reason.line, "Pays tomorrow")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert till.sheet().locked is not None
    assert not screen.act.isEnabled()
    for part in ("Change given twice", "Alone today", "next day"):
        assert part in screen.told.text()


def test_a_count_that_is_no_number_has_no_sum_and_is_refused_in_words(till: Till, qtbot: QtBot) -> None:
    screen = closing(till, qtbot)
    for typed in ("-3", "1.5"):
        field = screen.count.field(2000)
        field.set_value("")
        field.line.setFocus()
        QTest.keyClicks(field.line, typed)
        assert screen.count.total.value.text() == "\N{EN DASH}"
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert "whole number" in field.error.text()
        assert till.sheet().drawers == ()


def test_a_missing_batch_total_gets_focus_and_words_in_a_low_window(till: Till, qtbot: QtBot) -> None:
    till.pay(2500, till.visit(state=VisitState.DONE), PayMethod.CARD)
    screen = closing(till, qtbot)
    screen.resize(1280, 620)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.count.field(2000).set_value("5")
    screen.go_on()
    screen.same_person.show()
    screen.same_person.set_value("Alone")
    screen.difference.set_value("Float was short")
    screen.go_on()
    batch = screen.count.batch
    assert batch.line.hasFocus() and batch.error.text()
    seen = screen.panel.area.viewport().visibleRegion().boundingRect()
    at = batch.line.mapTo(screen.panel.area.viewport(), batch.line.rect().center())
    assert seen.contains(at)


def test_books_and_drawer_are_two_words(till: Till, qtbot: QtBot) -> None:
    till.pay(2500, till.visit())
    screen = closing(till, qtbot)
    assert not screen.drawer_chip.isVisible() and not screen.balances.isVisible()
    screen.count.field(2000).set_value("7")
    screen.count.field(500).set_value("3")
    screen.go_on()
    assert screen.balances.content.text == "Books balance"
    assert screen.drawer_chip.content.text == "Cash short $20.00"


def test_who_checks_sees_the_count_that_was_kept(till: Till, qtbot: QtBot) -> None:
    till.pay(2500, till.visit())
    counting = closing(till, qtbot)
    counting.count.field(2000).set_value("8")
    counting.count.checks.set_value(1250)
    counting.go_on()
    checking = closing(till, qtbot)
    assert checking.count.field(2000).line.text() == "8"
    assert checking.count.total.value.text() == "$160.00"
    assert checking.count.checks.value() == 1250
    assert not checking.count.changed_since_kept


def test_an_amount_that_is_none_is_not_counted_as_nothing(till: Till, qtbot: QtBot) -> None:
    screen = closing(till, qtbot)
    screen.count.field(2000).set_value("5")
    screen.count.checks.line.setText("12x")
    screen.go_on()
    assert screen.count.checks.error.text()
    assert till.sheet().drawers == ()


def test_a_half_typed_count_comes_back(till: Till, qtbot: QtBot) -> None:
    screen = closing(till, qtbot)
    QTest.keyClicks(screen.count.field(2000).line, "7")
    screen.desk.locking.emit()
    screen.close()
    again = closing(till, qtbot)
    assert again.count.field(2000).line.text() == "7"
    assert again.count.total.value.text() == "$140.00"


def test_both_pages_stand_under_one_place(till: Till, qtbot: QtBot) -> None:
    screen = BillingScreen(Desk(till), lambda: today(till), lambda: wall(till))
    qtbot.addWidget(screen)
    screen.show()
    screen.show_page("day_close")
    assert screen.pages.currentWidget() is screen.day_close


def wall_now() -> datetime:
    return datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("make", [charges_model, activity_model, methods_model, lambda: list_model(wall_now)])
def test_the_models_are_sound(make: object) -> None:
    assert callable(make)
    model = make()
    tester = QAbstractItemModelTester(model, FATAL)
    assert model.rowCount() == 0
    assert tester.model() is model


def second_line(till: Till, screen: CheckoutScreen, visit: Visit) -> None:
    """Add an ECG and stand on its line, the cursor in the units."""
    screen.charges.open_add()
    screen.charges.code.choose(Choice("93000", "93000  ECG"))
    assert screen.charges.table.select_key(till.checkout(visit).charges.charges[1].id)
    screen.charges.units.line.setFocus()
    screen.charges.units.line.selectAll()


def test_enter_in_a_charge_line_saves_it(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    second_line(till, screen, visit)
    QTest.keyClicks(screen.charges.units.line, "3")
    screen.charges.modifiers.line.setFocus()
    QTest.keyClicks(screen.charges.modifiers.line, "59")
    press(Qt.Key.Key_Return)
    line = till.checkout(visit).charges.charges[1]
    assert (line.units, line.modifiers) == (3, ("59",))
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT


def test_finishing_saves_the_line_that_is_being_changed(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    screen.money.reference.set_value("044821")
    screen.no_follow_up()
    second_line(till, screen, visit)
    QTest.keyClicks(screen.charges.units.line, "2")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert till.checkout(visit).charges.charges[1].units == 2
    screen.finish()  # the ECG has no pointer yet: a reason is asked for
    stop = screen.side.currentWidget()
    if isinstance(stop, AcknowledgePanel):
        stop.reason.set_value("The payer wants none")
        stop.go_on.click()
    assert till.fresh(Visit, visit.id).state is VisitState.DONE


def test_wrong_units_are_refused_beside_the_units_and_finish_nothing(till: Till, qtbot: QtBot) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    screen.money.reference.set_value("044821")
    second_line(till, screen, visit)
    for typed in ("0", "1.5"):
        screen.charges.units.line.selectAll()
        QTest.keyClicks(screen.charges.units.line, typed)
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert screen.charges.units.error.text()
        assert not screen.charges.pointers.error.text()
        assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT
        assert till.checkout(visit).receipts == ()


def test_a_changed_line_is_saved_before_another_is_chosen_and_stays_when_the_list_comes_anew(
    till: Till, qtbot: QtBot
) -> None:
    visit = signed_visit(till)
    screen = at_checkout(till, qtbot, visit)
    second_line(till, screen, visit)
    QTest.keyClicks(screen.charges.units.line, "4")
    screen.refresh_now()
    assert screen.charges.units.line.text() == "4"
    assert screen.charges.table.select_key(till.checkout(visit).charges.charges[0].id)
    assert till.checkout(visit).charges.charges[1].units == 4
