"""The one table: Qt's own model tester, sorting, filtering, copying, and a selection that stays put."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui_common.gallery import BOARD, EXPECTED, WAITING, Visit, board_model
from ui.common.chip import ChipText
from ui.common.record_delegate import chip_lines, least_width, row_width
from ui.common.record_table import RecordTable
from ui.common.record_table_model import CELL_ROLE, Cell, Column, RecordTableModel, safe_cell
from ui.theme.theme import theme


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    cents: int = 0


def people_model(people: list[Person]) -> RecordTableModel[Person]:
    columns: list[Column[Person]] = [
        Column("name", "Name", lambda p: p.name, stretch=1),
        Column("cents", "Cents", lambda p: str(p.cents), sort=lambda p: p.cents, numeric=True),
    ]
    model = RecordTableModel(columns, key=lambda p: p.id)
    model.set_records(people)
    return model


def names(model: RecordTableModel[Any]) -> list[str]:
    rows = range(model.rowCount())
    return [str(model.data(model.index(row, 0))) for row in rows]


def shown(qtbot: QtBot, model: RecordTableModel[Any], **more: Any) -> RecordTable[Any]:
    table: RecordTable[Any] = RecordTable(model, **more)
    qtbot.addWidget(table)
    table.resize(900, 500)
    with qtbot.waitExposed(table):
        table.show()
    table.setFocus()
    return table


PEOPLE = [Person(1, "Łukasz", 5), Person(2, "Élodie", 30), Person(3, "ann", 200)]


def test_the_model_keeps_qts_contract(qtbot: QtBot) -> None:
    for model in (board_model(), people_model(PEOPLE), people_model([])):
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        assert isinstance(tester.model(), QAbstractItemModel)
        model.sort(0)
        model.set_filter("a")
        model.set_records(model.records[:1])
        model.set_records(())
        model.set_filter("")


def test_bands_stand_in_order_and_cannot_be_selected() -> None:
    model = board_model()
    assert model.data(model.index(0, 0)) == f"{WAITING} · 3"
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    titles = [names(model)[row].split(" · ")[0] for row in model.band_rows()]
    assert titles == ["Waiting room", "In rooms", "Checkout", EXPECTED]


def test_sorting_goes_up_down_and_back_within_bands(qtbot: QtBot) -> None:
    model = people_model(PEOPLE)
    table = shown(qtbot, model)
    header = table.horizontalHeader()
    header.sectionClicked.emit(1)
    assert [r.cents for r in (model.record(row) for row in range(3)) if r] == [5, 30, 200]
    header.sectionClicked.emit(1)
    assert [r.cents for r in (model.record(row) for row in range(3)) if r] == [200, 30, 5]
    header.sectionClicked.emit(1)
    assert names(model) == ["Łukasz", "Élodie", "ann"]
    header.sectionClicked.emit(0)
    assert names(model)[:2] == ["ann", "Élodie"]


@pytest.mark.parametrize(
    ("typed", "found"), [("elo", ["Élodie"]), ("200 an", ["ann"]), ("zz", []), ("", None)]
)
def test_filtering_ignores_case_and_accents(typed: str, found: list[str] | None) -> None:
    model = people_model(PEOPLE)
    model.set_filter(typed)
    assert names(model) == (found if found is not None else ["Łukasz", "Élodie", "ann"])


def test_typing_filters_and_escape_ends_it(qtbot: QtBot) -> None:
    model = people_model(PEOPLE)
    table = shown(qtbot, model, type_to_filter=True)
    qtbot.keyClicks(table, "elo")
    assert names(model) == ["Élodie"]
    qtbot.keyClick(table, Qt.Key.Key_Backspace)
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert len(names(model)) == 3


def test_single_letters_stay_free_until_the_filter_is_asked_for(qtbot: QtBot) -> None:
    model = people_model(PEOPLE)
    table = shown(qtbot, model)
    qtbot.keyClicks(table, "elo")
    assert len(names(model)) == 3
    qtbot.keyClick(table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(table, "elo")
    assert names(model) == ["Élodie"]


def test_the_selected_record_stays_when_rows_move(qtbot: QtBot) -> None:
    model = board_model()
    table = shown(qtbot, model)
    told: list[Visit | None] = []
    table.selected.connect(told.append)
    assert table.select_key(4)
    moved = [replace(each, band=WAITING) if each.id == 4 else each for each in BOARD if each.id != 0]
    model.set_records(moved)
    record = table.selected_record()
    assert record is not None
    assert (record.id, record.band) == (4, WAITING)
    assert [each.id for each in told if each] == [4, 4]
    model.set_records([each for each in moved if each.id != 4])
    assert table.selected_record() is None
    assert told[-1] is None


def test_unchanged_rows_are_not_reset(qtbot: QtBot) -> None:
    model = board_model()
    table = shown(qtbot, model)
    table.select_key(4)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged) as change:
        model.set_records([replace(each, wait="12 min") if each.id == 3 else each for each in BOARD])
    assert change.args[0].row() == model.row_of(3)


def test_arrow_keys_pass_over_bands_and_enter_opens(qtbot: QtBot) -> None:
    model = board_model()
    table = shown(qtbot, model)
    table.select_first()
    for _ in range(3):
        qtbot.keyClick(table, Qt.Key.Key_Down)
    record = table.selected_record()
    assert record is not None
    assert record.id == 3
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].id == 3


def test_copying_never_makes_a_formula(qtbot: QtBot) -> None:
    model = people_model([Person(1, '=HYPERLINK("x")\tevil\nline', 5)])
    table = shown(qtbot, model)
    table.select_first()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == '\'=HYPERLINK("x") evil line\t5'


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", " =1", "|x", "%x"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert safe_cell(text).startswith("'")
    assert safe_cell("Lee, Susan") == "Lee, Susan"


def test_columns_are_remembered(qtbot: QtBot) -> None:
    table = shown(qtbot, people_model(PEOPLE))
    table.horizontalHeader().resizeSection(1, 180)
    table.horizontalHeader().moveSection(1, 0)
    kept = table.column_state()
    assert kept == {"widths": {"cents": 180}, "order": ["cents", "name"]}
    other = shown(qtbot, people_model(PEOPLE))
    other.restore_columns(kept)
    assert other.column_state() == kept
    assert other.columnWidth(1) == 180
    other.restore_columns({"widths": {"gone": 5}, "order": ["gone", "name"]})
    assert other.column_state()["order"] == ["name", "cents"]


def test_optional_columns_give_way_and_nothing_is_wider_than_the_window(qtbot: QtBot) -> None:
    table = shown(qtbot, board_model())
    assert table.isColumnHidden(3)
    table.resize(1400, 500)
    assert not table.isColumnHidden(3)
    assert sum(table.columnWidth(column) for column in range(8)) == table.viewport().width()


def test_rows_follow_the_text_size(qtbot: QtBot) -> None:
    model = board_model()
    table = shown(qtbot, model)
    table.resize(1800, 500)
    assert (table.rowHeight(0), table.rowHeight(1)) == (28, 34)
    theme().set_text_size(150)
    assert (table.rowHeight(0), table.rowHeight(1)) == (42, 51)


def test_each_cell_says_all_it_shows() -> None:
    model = board_model()
    row = model.row_of(0)
    said = [model.data(model.index(row, at), Qt.ItemDataRole.AccessibleTextRole) for at in range(8)]
    assert said[1] == "Lee, Susan 67 F"
    assert said[5] == "Arrived"
    assert said[7] == "Mask, room now"
    cell = model.data(model.index(row, 5), CELL_ROLE)
    assert isinstance(cell, Cell)
    assert isinstance(cell.chips[0], ChipText)


def test_a_thousand_rows_paint(qtbot: QtBot) -> None:
    table = shown(qtbot, people_model([Person(number, f"Name {number}") for number in range(1_000)]))
    assert isinstance(table, QWidget)
    assert not table.grab().isNull()
    assert table.select_key(999)


@dataclass(frozen=True)
class Step:
    id: int
    name: str
    about: str
    state: str


def steps_model(steps: list[Step]) -> RecordTableModel[Step]:
    columns: list[Column[Step]] = [
        Column("name", "Name", lambda s: s.name, lambda s: s.about, width=200, stretch=1),
        Column(
            "state",
            "State",
            lambda s: s.state,
            chips=lambda s: (ChipText(s.state),),
            short=lambda s: (ChipText(s.state.removeprefix("Ready ")),),
            width=180,
            whole=True,
        ),
    ]
    model = RecordTableModel(columns, key=lambda s: s.id)
    model.set_records(steps)
    return model


def test_a_state_is_never_cut_and_grey_words_go_to_a_second_line(qtbot: QtBot) -> None:
    steps = [
        Step(1, "Vanderbilt, Susan", "67 F", "Ready for provider"),
        Step(2, "Ito, Kenji", "72 M", "Rooming"),
    ]
    table = shown(qtbot, steps_model(steps))
    assert table.rowHeight(0) == 34
    table.resize(235, 300)
    assert table.rowHeight(0) == 48
    state = table.records.cells(1)[0]
    room = table.columnWidth(1) - 15
    assert row_width(state.chips) > room
    assert [[chip.text for chip in line] for line in chip_lines(state, room, 2)] == [["for provider"]]
    assert least_width(state) <= room
    table.resize(900, 300)
    assert table.rowHeight(0) == 34


def test_a_state_that_grows_gets_its_room(qtbot: QtBot) -> None:
    table = shown(qtbot, steps_model([Step(1, "Lee, Susan", "67 F", "Rooming")]))
    table.resize(235, 300)
    before = table.columnWidth(1)
    table.records.set_records([Step(1, "Lee, Susan", "67 F", "Ready for the provider, soon")])
    qtbot.waitUntil(lambda: table.columnWidth(1) > before)
    assert least_width(table.records.cells(1)[0]) <= table.columnWidth(1) - 15


def test_chips_go_to_a_second_line_where_one_is_too_short() -> None:
    chips = (ChipText("Insurance"), ChipText("Forms"))
    cell = Cell("", chips=chips)
    assert len(chip_lines(cell, 200, 2)) == 1
    assert [[chip.text for chip in line] for line in chip_lines(cell, 90, 2)] == [["Insurance"], ["Forms"]]
    assert len(chip_lines(cell, 90, 1)) == 1
