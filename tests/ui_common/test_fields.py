"""Fields and forms: what can be typed, what is said when it cannot be understood, drafts, refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.quantities import Quantity
from ui.common.fields import (
    CheckField,
    ChoiceField,
    DateField,
    MoneyField,
    QuantityField,
    SegmentedField,
    TextArea,
    TextField,
    age_words,
)
from ui.common.form import Form
from ui.common.keys import KeyList
from ui.common.layout import Column
from ui.common.search_field import Choice, SearchField
from ui.theme.theme import theme

DAY = date(2026, 3, 3)


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
    return window


@pytest.mark.parametrize(
    "typed", ["8 12 1958", "8/12/58", "aug 12 1958", "1958-08-12", "12 aug 1958", "08121958", "8-12-1958"]
)
def test_a_date_is_understood_as_people_type_it(qtbot: QtBot, typed: str) -> None:
    field = DateField("born", "Born", lambda: DAY, show_age=True)
    place(qtbot, field)
    qtbot.keyClicks(field.line, typed)
    assert field.value() == date(1958, 8, 12)
    assert field.line.suffix == "67 years"
    field.line.editingFinished.emit()
    assert field.text() == "8/12/1958"


def test_a_date_that_is_none_says_what_to_type(qtbot: QtBot) -> None:
    field = DateField("born", "Born", lambda: DAY)
    place(qtbot, field)
    qtbot.keyClicks(field.line, "13/45/1958")
    field.line.editingFinished.emit()
    assert field.error.isVisible()
    assert "such as 8/12/1958" in field.error.text()
    qtbot.keyClicks(field.line, "1")
    assert not field.error.isVisible()


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        (date(2026, 3, 2), "1 day"), (date(2026, 2, 1), "4 weeks"), (date(2025, 12, 1), "3 months"),
        (date(2022, 2, 27), "4 years"), (date(2026, 3, 4), ""),
    ],
)  # fmt: skip
def test_ages_are_told_as_a_clinic_does(birth: date, words: str) -> None:
    assert age_words(birth, DAY) == words


def test_money_is_written_out(qtbot: QtBot) -> None:
    field = MoneyField("amount", "Amount")
    place(qtbot, field)
    qtbot.keyClicks(field.line, "63.2")
    field.line.editingFinished.emit()
    assert (field.value(), field.text()) == (6320, "$63.20")
    field.line.setText("about ten")
    assert field.problem() != ""


def test_a_quantity_keeps_its_unit_and_converts_what_stands_there(qtbot: QtBot) -> None:
    field = QuantityField("weight", "Weight", [("[lb_av]", "lb"), ("kg", "kg")])
    place(qtbot, field)
    qtbot.keyClicks(field.line, "158.4")
    assert field.value() == Quantity(Decimal("158.4"), "[lb_av]")
    field.use_unit("kg")
    assert (field.text(), field.unit, field.line.suffix) == ("71.8", "kg", "kg")
    for wrong in ("abc", "NaN", "Infinity", "1e", "--3"):
        field.line.setText(wrong)
        assert field.value() is None
        assert field.problem() != ""


def test_a_choice_of_a_few_by_arrow_keys(qtbot: QtBot) -> None:
    field = SegmentedField("sex", "Sex at birth", [("f", "Female"), ("m", "Male"), ("u", "Unknown")], "f")
    place(qtbot, field)
    field.setFocus()
    told: list[str] = []
    field.control.changed.connect(told.append)
    for _ in range(3):
        qtbot.keyClick(field.control, Qt.Key.Key_Right)
    qtbot.keyClick(field.control, Qt.Key.Key_Left)
    assert told == ["m", "u", "m"]
    assert field.value() == "m"
    field.set_value(None)
    assert field.value() is None


def test_every_input_has_a_name_and_a_buddy(qtbot: QtBot) -> None:
    fields = [
        TextField("a", "Last name"), TextArea("b", "Note"), ChoiceField("c", "Language", [("en", "English")]),
        SegmentedField("d", "Sex at birth", [("f", "Female")]), MoneyField("e", "Amount"),
    ]  # fmt: skip
    place(qtbot, *fields)
    for field in fields:
        assert field.input.accessibleName() == field.label.text()
        assert field.label.buddy() is field.input


def test_markup_in_a_value_stays_text(qtbot: QtBot) -> None:
    field = TextField("name", "<b>Name</b>")
    place(qtbot, field)
    field.set_error("<img src=x> is no name")
    assert field.label.textFormat() is Qt.TextFormat.PlainText
    assert field.error.text() == "<img src=x> is no name"


def form_with(qtbot: QtBot) -> Form:
    fields = [
        TextField("family", "Last name"), DateField("born", "Born", lambda: DAY), TextArea("note", "Note"),
        ChoiceField("language", "Language", [("en", "English"), ("es", "Spanish")], "en"),
        CheckField("vip", "May be called"),
        SearchField("payer", "Payer", lambda text, deliver: deliver([])),
    ]  # fmt: skip
    window = place(qtbot, *fields)
    form = Form(window)
    for field in fields:
        form.add(field)
    return form


def test_a_form_knows_what_was_changed(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    form.set_values({"family": "Lee", "born": date(1958, 8, 12)})
    assert not form.dirty
    with qtbot.waitSignal(form.edited):
        qtbot.keyClicks(form.field("family").input, "x")
    assert form.dirty_fields() == ["family"]
    form.mark_clean()
    assert not form.dirty


def test_a_draft_comes_back_with_its_cursor_even_when_half_typed(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    form.field("born").restore_draft("8/1")
    payer = form.field("payer")
    assert isinstance(payer, SearchField)
    payer.set_value(Choice(UUID(int=7), "Medicare"))
    line = form.field("family")
    assert isinstance(line, TextField)
    line.setFocus()
    qtbot.keyClicks(line.line, "Leeward")
    line.line.setCursorPosition(3)
    qtbot.waitUntil(line.line.hasFocus)
    kept = json.loads(json.dumps(form.draft()))
    other = form_with(qtbot)
    other.restore(kept)
    again = other.field("family")
    qtbot.waitUntil(again.input.hasFocus)
    assert again.text_cursor() == 3
    assert other.draft()["values"] == kept["values"]
    assert other.field("payer").value() == UUID(int=7)
    assert other.dirty


def test_what_cannot_be_understood_is_said_beside_it_and_nothing_is_collected(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    form.field("born").restore_draft("yesterday")
    assert form.collect() is None
    assert form.field("born").error.isVisible()
    form.field("born").restore_draft("8/12/1958")
    values = form.collect()
    assert values is not None
    assert values["born"] == date(1958, 8, 12)
    assert not form.field("born").error.isVisible()


def test_a_refusal_finds_its_field(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    assert form.show_error(RuleViolated("family", Message("core.not_found")))
    assert "not there" in form.field("family").error.text()
    assert not form.show_error(RuleViolated("other", Message("core.not_found")))
    assert not form.show_error(ValueError())


def test_search_takes_the_newest_answer_and_the_keyboard_chooses(qtbot: QtBot) -> None:
    asked: list[tuple[str, Callable[[Sequence[Choice]], None]]] = []
    field = SearchField("payer", "Payer", lambda text, deliver: asked.append((text, deliver)))
    place(qtbot, field)
    field.line.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    qtbot.keyClicks(field.line, "me")
    qtbot.waitUntil(lambda: len(asked) == 1)
    qtbot.keyClicks(field.line, "d")
    qtbot.waitUntil(lambda: len(asked) == 2)
    asked[0][1]([Choice("old", "Metro")])
    assert field.popup is None
    asked[1][1]([Choice("a", "Medicaid"), Choice("b", "Medicare", "Part B")])
    assert field.popup is not None
    assert field.popup.isVisible()
    qtbot.keyClick(field.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.chosen):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == ("b", "Medicare")
    qtbot.keyClicks(field.line, "x")
    assert field.value() is None
    assert field.problem() != ""


def test_fields_grow_with_the_text(qtbot: QtBot) -> None:
    field = TextField("family", "Last name")
    window = place(qtbot, field)
    assert field.line.height() == 32
    theme().set_text_size(150)
    qtbot.waitUntil(lambda: field.line.height() == 48)
    assert window.isVisible()


def test_letters_typed_in_a_choice_go_to_its_entry_and_are_no_shortcuts(qtbot: QtBot) -> None:
    field = ChoiceField("payer", "Who pays", [("aetna", "Aetna"), ("self", "Pays in person")], "aetna")
    window = place(qtbot, field)
    pressed: list[str] = []
    keys = KeyList(window, "Board")
    keys.add("P", "Ready for provider", lambda: pressed.append("P"))
    keys.add("Ctrl+P", "Print", lambda: pressed.append("Ctrl+P"))
    field.list.setFocus()
    qtbot.waitUntil(field.list.hasFocus)
    QTest.keyClicks(field.list, "p")
    assert pressed == []
    assert field.value() == "self"
    QTest.keyClick(field.list, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["Ctrl+P"]
