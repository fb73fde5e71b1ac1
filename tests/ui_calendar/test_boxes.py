"""What a box of the day says where there is little room: a name, else initials, never just an ellipsis."""

from datetime import date

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QApplication

from tests.ui_calendar.conftest import Person
from tests.visits.day import Day
from ui.calendar.box_text import cut_or_nothing, fitting, words_room
from ui.calendar.day_painting import strong_words
from ui.calendar.placing import Placed, box_forms
from ui.theme import tokens
from ui.theme.theme import theme

FORMS = (
    "9:15 Vanderbilt, Susan",
    "9:15 Vanderbilt, S.",
    "9:15 Vanderbilt",
    "Vanderbilt, S.",
    "Vanderbilt",
    "SV",
)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    theme().install(qapp)


def width(words: str) -> float:
    return theme().metrics().horizontalAdvance(words)


def test_the_longest_words_that_fit_are_said() -> None:
    for words in FORMS:
        assert fitting(FORMS, theme().metrics(), width(words) + 1) == words


def test_a_long_name_is_cut_before_initials_are_said() -> None:
    cut = fitting(FORMS, theme().metrics(), width("Vanderbilt") - 2)
    assert (cut[:4], cut[-1]) == ("Vand", "…")
    assert fitting(FORMS, theme().metrics(), width("Va…") + 1) == "SV"


@pytest.mark.parametrize("room", [0.0, 1.0, 5.0, 12.0, 20.0])
def test_however_small_the_room_it_is_never_an_ellipsis_alone(room: float) -> None:
    assert fitting(FORMS, theme().metrics(), room).strip("….") != ""


def test_words_that_may_be_left_out_are_left_out_rather_than_cut_to_nothing() -> None:
    assert cut_or_nothing("Diabetes", theme().metrics(), width("Diabetes") + 1) == "Diabetes"
    assert cut_or_nothing("Diabetes", theme().metrics(), width("Diabet…")).startswith("Diab")
    assert cut_or_nothing("Diabetes", theme().metrics(), 12) == ""


def said(person: Person, number: int, item: Placed) -> str:
    view = person.screen.view
    day = view.day
    assert day is not None
    room = words_room(QRectF(view.geometry_now().rect(number, item)))
    return strong_words(box_forms(item, day.clock), room.width(), tokens.BODY)[0]


def test_three_at_once_are_told_apart_at_large_text(person: Person, day: Day) -> None:
    names = (("Vanderbilt", "Susan"), ("Ng", "Li"), ("Okonkwo", "Chidi"))
    for last, first in names:
        patient = day.patient(last, first, date(1960, 5, 4))
        day.book("10:00", patient_id=patient.id, acknowledged_reason="agreed")
    theme().set_text_size(150)
    try:
        person.refresh()
        items = [item for item in person.screen.view.columns[0].items if item.entry is not None]
        assert [item.lanes for item in items] == [3, 3, 3]
        words = [said(person, 0, item) for item in items]
        assert len(set(words)) == 3
        for item, shown in zip(items, words, strict=True):
            assert item.entry is not None
            initials = item.entry.patient_first_name[0] + item.entry.patient_last_name[0]
            assert shown == initials or shown.startswith(item.entry.patient_last_name[:4])
            index = person.screen.view.schedule.index_of(item.key)
            whole = f"{item.entry.patient_last_name}, {item.entry.patient_first_name}"
            for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                assert whole in index.data(role)
    finally:
        theme().set_text_size(100)
