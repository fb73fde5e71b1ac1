"""The budgets counted with real keys: a rapid test in 9, a shot in 8; and what keeps them honest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.orders.actions import PlaceOrder, place_order
from app.orders.completion.actions import ResultTest, TypedResult, result_test
from app.orders.queries import orders_of_visit
from app.orders.views import Authority, OrderState
from tests.ui_visit.test_orders_keys import opened, order, orders
from ui.patient.visit.order_panels import CollectPanel, ResultPanel
from ui.patient.visit.prepare_panel import PreparePanel
from ui.patient.visit.prescription_panels import PrescriptionPanel
from ui.patient.visit.shot_panel import ShotPanel

Tab, Enter, Space = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space
Down, Escape, N, L = Qt.Key.Key_Down, Qt.Key.Key_Escape, Qt.Key.Key_N, Qt.Key.Key_L
SCAN = "(01)00349281424508(17)261231(10)UT8842AA"
Sit = Callable[..., Any]


@pytest.fixture
def kit(sit: Sit) -> Any:
    """A strep kit stands open: it was used in the morning."""
    sitting = sit()
    command = PlaceOrder(
        visit_id=sitting.at.visit_id, item="rapid_strep", authority=Authority.SIGNED, collected_now=True,
        two_identifiers=True,
    )  # fmt: skip
    done = sitting.clinic.run(place_order, command, sitting.clinic.doctor)
    sitting.practice.clock.advance(timedelta(minutes=6))
    told = ResultTest(
        order_id=done.id,
        version=done.version,
        values=(TypedResult("78012-2", "negative"),),
        kit_lot="K77",
        kit_expires=date(2026, 9, 30),
        control_valid=True,
    )
    sitting.clinic.run(result_test, told)
    return sitting


def focused_words() -> str:
    now = QApplication.focusWidget()
    return now.accessibleName() if now is not None else ""


def test_a_rapid_test_takes_nine_keys_from_order_to_result(
    kit: Any, sit: Sit, show: Any, monkeypatch: Any
) -> None:
    _patient, visit_id = kit.clinic.new_patient(birth_date=date(1990, 5, 5))
    sitting, _section, page, keys = opened(lambda who: sit(who, visit_id), show)
    keys.press(L)
    before = keys.count
    keys.type("strep")
    text = keys.count - before
    keys.press(Enter)
    assert focused_words() == "All of these apply"
    keys.press(Space, Tab)
    assert "name and birth date checked" in focused_words()
    keys.press(Space, Enter)
    panel = page.panel
    assert isinstance(panel, ResultPanel)
    sitting.practice.clock.advance(timedelta(minutes=6))
    keys.type("p")
    assert focused_words() == "Internal control is valid"
    keys.press(Space, Enter)
    (one,) = orders(sitting)
    assert one.state is OrderState.COMPLETED and len(one.criteria) == 3
    assert (one.results[0].values[0].value, one.results[0].kit_lot) == ("positive", "K77")
    assert keys.count - text == 9


def test_a_vaccine_takes_eight_keys_at_most_from_its_row(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "flu_vaccine")
    section.refresh()
    keys.press(N)
    panel = page.panel
    assert isinstance(panel, ShotPanel)
    before = keys.count
    keys.type(SCAN)
    text = keys.count - before
    keys.press(Enter)  # the scanner's own
    if not panel.maker.value():
        panel.maker.set_value("Sanofi Pasteur")
        panel.site.setFocus()
    assert panel.site.list.hasFocus()
    keys.type("l")
    keys.press(Enter)
    assert panel.identified.box.hasFocus()
    keys.press(Space, Enter)
    shot = orders(sitting)[0].shots[0]
    assert (shot.lot, shot.site, shot.dose, shot.route) == (
        "UT8842AA",
        "left deltoid",
        Decimal("0.5"),
        "intramuscular",
    )
    assert shot.vis[0].edition == date(2025, 1, 31)
    assert keys.count - text <= 8


def test_an_order_of_a_shot_goes_on_to_giving_it_and_a_collection_to_its_result(sit: Sit, show: Any) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.press(L)
    keys.type("influenza v")
    keys.press(Enter, Space, Enter)
    assert isinstance(page.panel, ShotPanel)
    assert [one.name for one in orders(sitting)] == ["Influenza vaccine"]
    keys.press(Escape, L)
    keys.type("strep")
    keys.press(Enter, Space, Enter)
    assert isinstance(page.panel, CollectPanel)
    keys.press(Space, Enter)
    assert isinstance(page.panel, ResultPanel)


def test_tab_goes_to_each_criterion_and_each_can_be_unticked(sit: Sit, show: Any) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.press(L)
    keys.type("influenza v")
    keys.press(Enter)
    panel = page.panel
    assert isinstance(panel, PreparePanel)
    boxes = list(panel.criteria.boxes.values())
    assert all(box.isVisible() and not box.isChecked() for box in boxes) and len(boxes) == 4
    for box in boxes:
        keys.press(Tab)
        assert box.hasFocus()
        keys.press(Space)
    assert panel.criteria.all_box is not None and panel.criteria.all_box.isChecked()
    keys.press(Space)
    assert not panel.criteria.all_box.isChecked() and len(panel.criteria.value()) == 3
    keys.press(Enter)
    assert orders(sitting) == () and "every criterion" in panel.criteria.error.text()


def test_the_words_of_a_criterion_are_never_cut(sit: Sit, show: Any, qtbot: QtBot) -> None:
    _sitting, _section, page, keys = opened(sit, show)
    keys.press(L)
    keys.type("strep")
    keys.press(Enter)
    panel = page.panel
    assert isinstance(panel, PreparePanel)
    qtbot.wait(50)
    boxes = list(panel.criteria.boxes.values())
    assert any(box.heightForWidth(box.width()) > box.sizeHint().height() for box in boxes)
    assert all(box.height() >= box.heightForWidth(box.width()) for box in boxes)


def test_once_all_apply_the_arrow_keys_still_reach_each_criterion(sit: Sit, show: Any) -> None:
    _sitting, _section, page, keys = opened(sit, show)
    keys.press(L)
    keys.type("influenza v")
    keys.press(Enter, Space, Down, Down, Space)
    panel = page.panel
    assert isinstance(panel, PreparePanel)
    assert [box.isChecked() for box in panel.criteria.boxes.values()] == [True, False, True, True]


def test_no_panel_scrolls_sideways_however_often_tab_is_pressed(sit: Sit, show: Any) -> None:
    _sitting, _section, page, keys = opened(sit, show)
    keys.press(L)
    keys.type("influenza v")
    keys.press(Enter)
    panel = page.panel
    assert isinstance(panel, PreparePanel)
    seen: list[QWidget] = []
    for _ in range(14):
        keys.press(Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
        for area in page.findChildren(QScrollArea):
            assert area.horizontalScrollBar().value() == 0 == area.horizontalScrollBar().maximum()
        if panel.isAncestorOf(focused) and panel.area.isAncestorOf(focused):
            top = focused.mapTo(panel.area.viewport(), QPoint(0, 0))
            assert panel.area.viewport().rect().contains(top)
    assert panel.go_on in seen


def test_the_act_stays_in_sight_in_a_low_window(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    page.window().resize(1000, 520)
    order(sitting, "flu_vaccine")
    section.refresh()
    keys.press(N)
    panel = page.panel
    assert isinstance(panel, ShotPanel)
    panel.identified.set_value(True)
    panel.lot.setFocus()
    keys.press(Enter)
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    for widget in (panel.go_on, panel.lot.error):
        corner = widget.mapTo(page, widget.rect().bottomRight())
        assert widget.isVisible() and page.rect().contains(corner)
    assert panel.lot.error.text() and panel.site.error.text()


def test_nothing_is_sent_without_two_identifiers_or_the_control(kit: Any, show: Any) -> None:
    sitting, section, page, keys = opened(lambda _who: kit, show)
    order(sitting, "rapid_strep") if False else None
    command = PlaceOrder(
        visit_id=sitting.at.visit_id, item="rapid_strep", authority=Authority.SIGNED, acknowledged_reason="x"
    )
    sitting.clinic.run(place_order, command, sitting.clinic.doctor)
    section.refresh()
    keys.press(N, Enter)
    assert "two identifiers" in page.panel.form.field("two_identifiers").error.text()
    keys.press(Space, Enter)
    panel = page.panel
    assert isinstance(panel, ResultPanel)
    sitting.practice.clock.advance(timedelta(minutes=6))
    keys.type("n")
    keys.press(Enter)
    assert "Not answered yet" in panel.control.error.text()
    assert orders(sitting)[1].state is OrderState.COLLECTED


def test_n_reaches_the_second_order_after_the_first_was_left(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "rapid_strep")
    order(sitting, "flu_vaccine")
    section.refresh()
    keys.press(N)
    assert isinstance(page.panel, CollectPanel)
    keys.press(Escape, N)
    assert isinstance(page.panel, ShotPanel)
    keys.press(Escape, N)
    assert isinstance(page.panel, CollectPanel)


def test_what_was_typed_into_a_result_comes_back_whole(kit: Any, show: Any) -> None:
    sitting, section, page, keys = opened(lambda _who: kit, show)
    command = PlaceOrder(
        visit_id=sitting.at.visit_id, item="rapid_strep", authority=Authority.SIGNED, collected_now=True,
        two_identifiers=True, acknowledged_reason="again",
    )  # fmt: skip
    sitting.clinic.run(place_order, command, sitting.clinic.doctor)
    section.refresh()
    keys.press(N)
    first = page.panel
    assert isinstance(first, ResultPanel)
    keys.type("p")
    keys.press(Space, Tab)
    keys.press(Qt.Key.Key_A, hold=Qt.KeyboardModifier.ControlModifier)
    keys.type("K88")
    first.keep()
    section.act_next()
    again = page.panel
    assert isinstance(again, ResultPanel) and again is not first
    values = again.form.values()
    assert (values["78012-2"], values["control_valid"], values["kit_lot"]) == ("positive", True, "K88")


def test_an_order_that_was_begun_comes_back_with_its_criteria(sit: Sit, show: Any) -> None:
    _sitting, section, page, keys = opened(sit, show)
    keys.press(L)
    keys.type("strep")
    keys.press(Enter, Down, Space)
    page.panel.keep()
    section.prepare()
    panel = page.panel
    assert isinstance(panel, PreparePanel)
    assert panel.criteria.value() == ("sore_throat",)
    assert panel.standing.value() == "strep" and panel.collect.isVisible()


def test_a_dose_ten_times_too_large_takes_a_reason_and_one_of_a_hundred_times_is_refused(
    sit: Sit, show: Any
) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "flu_vaccine")
    section.refresh()
    keys.press(N)
    panel = page.panel
    assert isinstance(panel, ShotPanel)
    keys.type(SCAN)
    panel.maker.set_value("Sanofi Pasteur")
    panel.site.set_value("left deltoid")
    panel.identified.set_value(True)
    panel.dose.line.setText("50")
    panel.accept()
    assert "cannot be right" in panel.dose.error.text()
    panel.dose.line.setText("5")
    panel.accept()
    assert orders(sitting)[0].shots == ()
    keys.type("doctor wants it")
    keys.press(Enter)
    assert orders(sitting)[0].shots[0].dose == Decimal(5)


def test_a_given_shot_is_corrected_from_its_row_and_the_old_entry_stays(sit: Sit, show: Any) -> None:
    test_a_vaccine_takes_eight_keys_at_most_from_its_row(sit, show)
    sitting, section, page, keys = opened(sit, show)
    row = section.list.rows[0]
    assert ("correct", "Correct") in row.line.acts
    section.act(row.line.id, "correct")
    panel = page.panel
    assert isinstance(panel, ShotPanel) and panel.lot.text() == "UT8842AA"
    panel.lot.setFocus()
    keys.press(Qt.Key.Key_A, hold=Qt.KeyboardModifier.ControlModifier)
    keys.type("UT8842AB")
    keys.press(Enter, Space, Enter)
    assert panel.wrong.line.hasFocus()
    keys.type("last letter misread")
    keys.press(Enter)
    shots = sitting.practice.answer(orders_of_visit, sitting.at.visit_id)[0].shots
    assert [one.lot for one in shots] == ["UT8842AA", "UT8842AB"]
    assert "last letter misread" in section.list.rows[0].line.detail
    assert "UT8842AA" in section.list.rows[0].line.detail


def test_a_shot_entered_in_error_asks_only_what_was_wrong(sit: Sit, show: Any) -> None:
    test_a_vaccine_takes_eight_keys_at_most_from_its_row(sit, show)
    sitting, section, page, keys = opened(sit, show)
    section.act(section.list.rows[0].line.id, "correct")
    panel = page.panel
    assert isinstance(panel, ShotPanel)
    panel.outcome.setFocus()
    keys.type("i")
    assert not panel.lot.isVisible() and not panel.reason.isVisible()
    panel.wrong.setFocus()
    keys.type("another patient's")
    keys.press(Enter)
    (one,) = sitting.practice.answer(orders_of_visit, sitting.at.visit_id)
    assert (one.state, one.ended_reason) == (OrderState.NOT_DONE, "another patient's")


def test_a_lot_that_was_given_before_fills_in_its_expiry_and_maker(sit: Sit, show: Any) -> None:
    test_a_vaccine_takes_eight_keys_at_most_from_its_row(sit, show)
    sitting, section, page, keys = opened(sit, show)
    command = PlaceOrder(
        visit_id=sitting.at.visit_id, item="flu_vaccine", authority=Authority.SIGNED, acknowledged_reason="x"
    )
    sitting.clinic.run(place_order, command, sitting.clinic.doctor)
    section.refresh()
    keys.press(N)
    panel = page.panel
    assert isinstance(panel, ShotPanel) and panel.lot.text() == ""
    keys.type("ut8842aa")
    assert panel.expires.value() == date(2026, 12, 31) and panel.maker.text()


def test_a_prescription_that_comes_back_is_warned_about_again(sit: Sit, show: Any, qtbot: QtBot) -> None:
    sitting, section, page, keys = opened(sit, show, "doctor")
    command = AddAllergy(patient_id=sitting.at.patient_id, substance="penicillins", is_class=True)
    sitting.clinic.run(add_allergy, command)
    keys.press(Qt.Key.Key_X)
    first = page.panel
    assert isinstance(first, PrescriptionPanel)
    keys.type("amoxicillin 500")
    qtbot.waitUntil(lambda: first.drug.popup is not None and first.drug.popup.isVisible(), timeout=4000)
    keys.press(Enter)
    assert "allergic" in first.warning.text()
    first.keep()
    section.prescribe()
    again = page.panel
    assert isinstance(again, PrescriptionPanel) and again is not first
    assert "allergic" in again.warning.text()
