"""Choosing by key, wheel and letter; the day on a package; areas that scroll up and down only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.common.fields import CheckField, ChoiceField, ExpiryField, SegmentedField, TextField
from ui.common.keys import KeyList
from ui.common.layout import Column, scrolled
from ui.common.search_field import Choice, SearchField

DAY = date(2026, 3, 3)
SITES = [("ld", "Left deltoid"), ("rd", "Right deltoid"), ("lt", "Left thigh")]
_OPEN: list[QWidget] = []


@pytest.fixture(autouse=True)
def windows() -> Iterator[None]:
    """Keep the windows of a test until it ends."""
    yield
    _OPEN.clear()


def place(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    window = QWidget()
    _OPEN.append(window)
    column = Column(window)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def turn(widget: QWidget) -> None:
    """Turn the wheel by one notch over a widget."""
    at = QPointF(5, 5)
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(0, -30),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_never_changes_a_choice_even_one_that_has_the_focus(qtbot: QtBot) -> None:
    field = ChoiceField("vis", "Statement", SITES, "ld")
    place(qtbot, field)
    field.setFocus()
    assert field.list.hasFocus()
    for _ in range(3):
        turn(field.list)
    assert field.value() == "ld"


@pytest.mark.parametrize(
    ("typed", "chosen"), [("left d", "ld"), ("left t", "lt"), ("r", "rd"), ("lt", "lt"), ("ll", "lt")]
)
def test_a_choice_is_typed_as_its_words_go(qtbot: QtBot, typed: str, chosen: str) -> None:
    field = ChoiceField("site", "Site", SITES)
    place(qtbot, field)
    field.setFocus()
    told: list[str | None] = []
    field.edited.connect(lambda: told.append(field.value()))
    qtbot.keyClicks(field.list, typed)
    assert field.value() == chosen == told[-1]
    assert not field.list.view().isVisible()


def test_a_first_space_opens_the_list(qtbot: QtBot) -> None:
    field = ChoiceField("site", "Site", SITES)
    place(qtbot, field)
    field.setFocus()
    qtbot.keyClick(field.list, Qt.Key.Key_Space)
    assert field.list.view().isVisible()
    field.list.hidePopup()


def test_a_value_that_is_offered_later_is_shown_then(qtbot: QtBot) -> None:
    field = ChoiceField("clinician", "Clinician", [])
    place(qtbot, field)
    field.restore_draft("rd")
    assert field.value() is None
    field.set_choices(SITES)
    assert field.value() == "rd"


def test_a_first_letter_chooses_and_fires_no_key_of_the_screen(qtbot: QtBot) -> None:
    field = SegmentedField("strep", "Strep", [("n", "negative"), ("p", "positive"), ("i", "invalid")])
    window = place(qtbot, field)
    fired: list[str] = []
    KeyList(window, "Screen").add("P", "Move the visit", lambda: fired.append("P"))
    field.setFocus()
    for letter, value in (("p", "p"), ("N", "n"), ("i", "i"), ("x", "i")):
        qtbot.keyClicks(QApplication.focusWidget(), letter)
        assert field.value() == value
    assert fired == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/2027", date(2027, 12, 31)),
        ("2/28", date(2028, 2, 29)),
        ("2027-06", date(2027, 6, 30)),
        ("dec 2027", date(2027, 12, 31)),
        ("12/31/2027", date(2027, 12, 31)),
        ("6/15/27", date(2027, 6, 15)),
        ("2027-06-15", date(2027, 6, 15)),
        ("13/2027", None),
        ("0/2027", None),
        ("2027", None),
        ("soon", None),
    ],
)
def test_the_month_on_a_package_is_its_last_day(qtbot: QtBot, typed: str, day: date | None) -> None:
    field = ExpiryField("expires", "Expires", lambda: DAY)
    place(qtbot, field)
    qtbot.keyClicks(field.line, typed)
    field.line.editingFinished.emit()
    assert field.value() == day
    assert ("such as 12/2027" in field.error.text()) == (day is None)


def test_an_enter_before_the_list_takes_its_first_answer(qtbot: QtBot) -> None:
    field = SearchField(
        "item", "What", lambda _text, deliver: deliver([Choice("flu", "Influenza vaccine")]), free_text=True
    )
    place(qtbot, field)
    field.setFocus()
    qtbot.keyClicks(field.line, "influenza v")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == "flu"


def test_tabs_never_scroll_an_area_sideways_and_bring_each_field_into_sight(qtbot: QtBot) -> None:
    inside = QWidget()
    column = Column(inside)
    column.addWidget(
        SegmentedField("how", "How", [(name, name * 6) for name in ("alpha", "bravo", "charlie")])
    )
    fields = [TextField(f"f{number}", f"Field {number}") for number in range(12)]
    for field in fields:
        column.addWidget(field)
    column.addWidget(CheckField("wide", "long words " * 30))
    area = scrolled(inside, width=240)
    window = place(qtbot, area)
    window.resize(260, 220)
    fields[0].setFocus()
    for _ in range(14):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        assert area.horizontalScrollBar().value() == 0 == area.horizontalScrollBar().maximum()
    fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
    shown = area.viewport().rect()
    assert shown.contains(fields[0].line.mapTo(area.viewport(), QPoint(2, 2)))
    fields[-1].setFocus(Qt.FocusReason.OtherFocusReason)
    assert shown.contains(fields[-1].line.mapTo(area.viewport(), QPoint(2, 2)))
