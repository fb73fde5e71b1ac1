"""Two charts in the window: the keyboard comes back to the field that had it, never to the next act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.visits.model import VisitState
from app.visits.queries import row_of_visit
from tests.chart.people import Clinic, clinic
from tests.ui_visit.booking import booked
from ui.common.desk import InPlaceDesk
from ui.common.navigation import Go
from ui.patient.chart_frame import ChartFrame
from ui.patient.patients_place import PatientsPlace
from ui.patient.patients_screen import PatientsScreen
from ui.patient.visit.next_act import visit_banner
from ui.patient.visit.sections import at_maker, visit_sections
from ui.shell.entries import PersonLine, ScreenEntry
from ui.shell.frame import Frame

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Seat:
    """The window with its places, and two visits that are being roomed."""

    there: Clinic
    window: Frame
    patients: PatientsScreen
    visits: tuple[Any, Any]

    def open(self, number: int, section: str = "vitals") -> ChartFrame:
        """Open the chart of a visit as Enter on its row of the board does."""
        patient_id = self.there.practice.answer(row_of_visit, self.visits[number]).patient_id
        self.window.go_to(Go("patients", patient_id, f"{section}@{self.visits[number]}"))
        chart = self.patients.chart_of(patient_id)
        assert chart is not None
        return chart

    def press(self, key: Qt.Key, hold: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, hold)
        QTest.qWait(10)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def state(self, number: int) -> str:
        return str(self.there.practice.answer(row_of_visit, self.visits[number]).state)


@pytest.fixture
def seat(tmp_path: Path, qtbot: QtBot) -> Iterator[Seat]:
    there = clinic(tmp_path)
    visits = (
        booked(there, VisitState.ROOMING, patient_id=there.patient_id),
        booked(there, VisitState.ROOMING),
    )
    there.practice.actor = there.assistant
    desk = InPlaceDesk(there.practice)

    def now() -> datetime:
        return there.practice.clock.now().astimezone(there.practice.around.zone)

    make = at_maker(now, lambda: now().date(), lambda _permission: True, there.assistant.person_id)
    patients = PatientsScreen(
        desk, lambda: now().date(), now, sections=visit_sections(make), banner=visit_banner(make)
    )
    entries = [
        ScreenEntry("today", "Today", "calendar-plus", lambda: QPushButton("The board")),
        ScreenEntry("patients", "Patients", "user-plus", lambda: PatientsPlace(patients, _no_import)),
    ]
    window = Frame(entries, practice="Riverside", person=PersonLine("MR", "Maria R., CMA"), now=now)
    qtbot.addWidget(window)
    window.show_screen("today")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield Seat(there, window, patients, visits)
    desk.close()
    there.practice.close()


def _no_import() -> Any:
    raise AssertionError("nobody asked for an import")


def _prescribing(seat: Seat, qtbot: QtBot) -> tuple[ChartFrame, Any, QWidget]:
    """Open a chart beside another one, with a half-typed prescription in it."""
    seat.open(1)
    chart = seat.open(0, "orders")
    page: Any = chart.show_section("orders")
    page.section.prescribe()
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.isVisible())
    seat.type("amox")
    field = QApplication.focusWidget()
    assert field is not None and page.panel.isAncestorOf(field)
    return chart, page, field


def test_ctrl_tab_and_back_leaves_the_keys_in_the_half_typed_prescription(seat: Seat, qtbot: QtBot) -> None:
    _chart, page, field = _prescribing(seat, qtbot)
    seat.press(Qt.Key.Key_Tab, CTRL)
    other = seat.patients.charts[0]
    assert seat.patients.pages.currentWidget() is other
    assert other.pages.isAncestorOf(QApplication.focusWidget())
    assert not other.banner.button.hasFocus()
    seat.press(Qt.Key.Key_Tab, CTRL)
    assert QApplication.focusWidget() is field
    assert [seat.state(0), seat.state(1)] == ["rooming", "rooming"]
    seat.press(Qt.Key.Key_Escape)
    if page.panel is not None:  # that one closed the list of hits, where it had come already
        seat.press(Qt.Key.Key_Escape)
    assert page.panel is None


def test_closing_the_other_chart_puts_the_keys_back(seat: Seat, qtbot: QtBot) -> None:
    _chart, _page, field = _prescribing(seat, qtbot)
    seat.open(1)
    seat.press(Qt.Key.Key_W, CTRL)
    assert QApplication.focusWidget() is field


def test_a_tab_of_the_charts_puts_the_keys_back(seat: Seat, qtbot: QtBot) -> None:
    chart, _page, field = _prescribing(seat, qtbot)
    seat.press(Qt.Key.Key_Tab, CTRL)
    seat.patients.tabs.chosen.emit(str(chart.patient_id))
    assert QApplication.focusWidget() is field


def test_coming_back_from_another_place_puts_the_keys_back(seat: Seat, qtbot: QtBot) -> None:
    _chart, _page, field = _prescribing(seat, qtbot)
    seat.press(Qt.Key.Key_1, ALT)
    assert isinstance(QApplication.focusWidget(), QPushButton)
    seat.press(Qt.Key.Key_2, ALT)
    assert QApplication.focusWidget() is field


def test_an_open_chart_opened_again_from_the_board_takes_the_digits_where_they_were(seat: Seat) -> None:
    chart = seat.open(0)
    seat.press(Qt.Key.Key_Tab)
    field = QApplication.focusWidget()
    assert isinstance(field, QWidget) and chart.pages.isAncestorOf(field)
    seat.press(Qt.Key.Key_1, ALT)
    assert seat.open(0) is chart
    assert QApplication.focusWidget() is field
    seat.type("88")
    assert field.text() == "88"  # type: ignore[attr-defined]


def test_another_section_opened_from_the_board_has_the_keys_too(seat: Seat, qtbot: QtBot) -> None:
    chart, _page, _field = _prescribing(seat, qtbot)
    seat.press(Qt.Key.Key_1, ALT)
    seat.open(0, "vitals")
    vitals = chart.show_section("vitals")
    assert vitals is not None and vitals.isAncestorOf(QApplication.focusWidget())
