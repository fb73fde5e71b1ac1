"""The sections inside a patient's chart: banner, counts, next act, panels, sizes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chart.vitals.views import Measure
from app.visits.queries import row_of_visit
from tests.ui_visit.pictures import filled, window
from ui.patient.visit.orders_section import OrdersSection
from ui.patient.visit.page import VisitPage
from ui.theme.theme import theme


@pytest.fixture
def chart(tmp_path: Path, qtbot: QtBot) -> Any:
    there, visit_id = filled(tmp_path)
    page, frame = window(there, visit_id, there.assistant)
    qtbot.addWidget(page)
    page.resize(1356, 826)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    yield there, visit_id, page, frame
    there.practice.close()


def test_the_sections_stand_in_the_order_of_the_work(chart: Any) -> None:
    _there, _visit_id, _page, frame = chart
    assert frame.section_ids() == ["vitals", "history", "medications", "problems", "orders", "note", "home"]


def test_the_banner_names_allergies_room_state_and_the_next_act(chart: Any) -> None:
    _there, _visit_id, _page, frame = chart
    view = frame.banner.view
    assert view.allergies == ("Latex: rash", "Penicillin: hives")
    assert [chip.text for chip in view.states] == ["Room 5", "Rooming 3 min"]
    assert (view.act, view.act_keys) == ("Ready for provider", "F8")


def test_f8_does_the_next_act_and_the_banner_follows(chart: Any, qtbot: QtBot) -> None:
    there, visit_id, _page, frame = chart
    section = frame.show_section("vitals")
    section.section.setFocus()
    QTest.keyClick(section.section.strip.focusWidget() or section, Qt.Key.Key_F8)
    assert there.practice.answer(row_of_visit, visit_id).state == "ready_for_provider"
    qtbot.waitUntil(lambda: frame.banner.view.act == "With provider")


def test_prepare_beside_the_vitals_opens_the_panel_of_orders(chart: Any, qtbot: QtBot) -> None:
    _there, _visit_id, _page, frame = chart
    vitals = frame.show_section("vitals")
    assert isinstance(vitals, VisitPage)
    vitals.side.section_wanted.emit("orders", "prepare")
    assert frame.current == "orders"
    orders = frame.show_section("orders")
    assert isinstance(orders, VisitPage) and isinstance(orders.section, OrdersSection)
    qtbot.waitUntil(lambda: orders.panel is not None)
    assert orders.panel.isVisible()


def test_the_cursor_stands_in_the_first_field_of_the_section_that_is_opened(chart: Any) -> None:
    _there, _visit_id, _page, frame = chart
    vitals = frame.show_section("vitals")
    strip = vitals.section.strip
    assert strip.fields[Measure.BLOOD_PRESSURE].line.hasFocus()
    history = frame.show_section("history")
    assert history.section.story.complaint.area.hasFocus()


def test_nothing_is_wider_than_its_place_at_any_size(chart: Any) -> None:
    _there, _visit_id, page, frame = chart
    for width, height, percent in ((1196, 646, 150), (1196, 646, 100), (1836, 1006, 100)):
        theme().set_text_size(percent)
        page.resize(width, height)
        for which in frame.section_ids():
            shown = frame.show_section(which)
            QTest.qWait(40)
            _nothing_sticks_out(shown, f"{which} {width} {percent}")


def _nothing_sticks_out(shown: Any, where: str) -> None:
    area, inside = shown._main_area.viewport(), shown._main_area.widget()
    assert inside.minimumSizeHint().width() <= area.width(), where
    for child in inside.findChildren(QWidget):
        if child.isVisible():
            right = child.mapTo(inside, child.rect().topRight()).x()
            assert right <= area.width(), f"{where}: {child.objectName() or type(child).__name__}"


def test_a_click_on_a_section_puts_the_keys_into_it_even_on_the_open_one(chart: Any, qtbot: QtBot) -> None:
    _there, _visit_id, _page, frame = chart
    button = frame.list.buttons["orders"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    orders = frame.show_section("orders")
    assert isinstance(orders, VisitPage) and isinstance(orders.section, OrdersSection)
    for _ in range(2):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: orders.section.catalog is not None)
        assert orders.isAncestorOf(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_L)
        qtbot.waitUntil(lambda: orders.panel is not None)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert orders.panel is None


class Windows(QObject):
    """Notes every window that appears."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_no_section_flashes_a_window_of_its_own_that_would_take_the_keys(chart: Any, qtbot: QtBot) -> None:
    _there, _visit_id, page, frame = chart
    windows = Windows()
    QApplication.instance().installEventFilter(windows)
    for which in frame.section_ids():
        frame.show_section(which)
        qtbot.wait(20)
    frame.show_section("orders").section.prepare()
    QApplication.instance().removeEventFilter(windows)
    assert windows.shown == []
    assert page.isActiveWindow()
