"""What a panel says of what is missing: beside its field, once, gone as soon as it is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.orders.views import OrderState
from tests.ui_visit.test_orders_keys import opened, order, orders, tick
from ui.common.plain_text import Label
from ui.patient.visit.order_panels import CollectPanel, ResultPanel
from ui.patient.visit.shot_panel import ShotPanel

Tab, Enter, Space = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space
CONTROL = Qt.KeyboardModifier.ControlModifier
Sit = Callable[..., Any]


def shot(sit: Sit, show: Any) -> tuple[Any, Any, Any, ShotPanel, Any]:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "flu_vaccine")
    section.refresh()
    keys.press(Qt.Key.Key_N)
    panel = page.panel
    assert isinstance(panel, ShotPanel)
    return sitting, section, page, panel, keys


def correction(sit: Sit, show: Any) -> tuple[Any, ShotPanel, Any]:
    sitting, section, page, panel, keys = shot(sit, show)
    keys.type("(01)00349281424508(17)261231(10)UT8842AA")
    panel.maker.set_value("Sanofi Pasteur")
    panel.site.set_value("left deltoid")
    tick(panel, "two_identifiers")
    panel.accept()
    section.act(orders(sitting)[0].id, "correct")
    assert isinstance(page.panel, ShotPanel)
    return sitting, page.panel, keys


def shown_errors(panel: Any) -> list[str]:
    texts = [one.text() for one in panel.findChildren(Label) if one.isVisibleTo(panel)]
    return [text for text in texts if "identifiers" in text]


def test_enter_after_a_corrected_lot_says_what_is_still_missing(sit: Sit, show: Any) -> None:
    _sitting, panel, keys = correction(sit, show)
    panel.lot.line.selectAll()
    keys.type("B7")
    keys.press(Enter)
    assert panel.identified.box.hasFocus()
    assert "two identifiers" in panel.identified.error.text()
    keys.press(Space)
    assert panel.identified.error.text() == ""
    keys.press(Enter)
    assert panel.wrong.line.hasFocus() and "what was wrong" in panel.wrong.error.text()
    keys.type("misread")
    keys.press(Enter)
    assert panel.lot.text() == "B7"


def test_an_empty_lot_is_asked_for_beside_it(sit: Sit, show: Any) -> None:
    sitting, _section, _page, panel, keys = shot(sit, show)
    panel.expires.set_value(date(2026, 12, 31))
    panel.maker.set_value("Sanofi Pasteur")
    panel.site.set_value("left deltoid")
    panel.identified.box.setFocus()
    keys.press(Space, Enter)
    assert panel.lot.line.hasFocus() and "lot" in panel.lot.error.text()
    keys.type("B7")
    assert panel.lot.error.text() == ""
    keys.press(Enter)
    assert orders(sitting)[0].state is OrderState.COMPLETED


def test_the_act_names_everything_that_is_missing_each_once(sit: Sit, show: Any) -> None:
    _sitting, _section, _page, panel, keys = shot(sit, show)
    keys.press(Enter, hold=CONTROL)
    missing = (panel.lot, panel.expires, panel.maker, panel.site, panel.identified)
    assert all(one.error.text() for one in missing) and panel.lot.line.hasFocus()
    assert not panel.trouble.isVisibleTo(panel)
    assert len(shown_errors(panel)) == 1


def test_an_error_goes_when_its_box_is_ticked_and_is_said_once(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "rapid_strep")
    section.refresh()
    keys.press(Qt.Key.Key_N, Enter)
    panel = page.panel
    assert isinstance(panel, CollectPanel)
    assert shown_errors(panel) == ["Check two identifiers with the patient, and say so here."]
    keys.press(Space)
    assert shown_errors(panel) == []


def test_an_unticked_control_is_not_answered_yet_rather_than_failed(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "rapid_strep")
    section.refresh()
    keys.press(Qt.Key.Key_N, Space, Enter)
    sitting.practice.clock.advance(timedelta(minutes=6))
    panel = page.panel
    assert isinstance(panel, ResultPanel)
    panel.form.field("kit_lot").set_value("K77")
    panel.form.field("kit_expires").set_value(date(2026, 9, 30))
    keys.type("p")
    keys.press(Enter)
    text = panel.control.error.text()
    assert text.startswith("Not answered yet") and "failed" in text
    assert orders(sitting)[0].state is OrderState.COLLECTED
    keys.press(Space)
    assert panel.control.error.text() == ""
    keys.press(Enter)
    assert orders(sitting)[0].state is OrderState.COMPLETED


def test_what_is_wrong_is_in_sight_in_a_low_window(sit: Sit, show: Any) -> None:
    _sitting, _section, page, panel, keys = shot(sit, show)
    page.window().resize(1000, 480)
    keys.type("(01)00349281424508(17)261231(10)UT8842AA")
    panel.maker.set_value("Sanofi Pasteur")
    panel.site.set_value("left deltoid")
    keys.press(Enter, Enter)
    QApplication.processEvents()
    error = panel.identified.error
    corner = error.mapTo(panel.area.viewport(), QPoint(0, error.height()))
    assert error.text() and panel.area.viewport().rect().adjusted(0, 0, 0, 1).contains(corner)
