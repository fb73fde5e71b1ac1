"""Emptying a window and filling it again, kind of input by kind of input, and where the key is meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from PySide6.QtCore import QEvent, QStringListModel, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.practice.drafts import draft_of
from app.practice.window_key import KeepWindowKey, keep_window_key, seal, unseal, window_key
from tests.support.remains import remains
from tests.ui_shell.standing import House, frame, lock, note_of, running, sign_in
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.shell.put_away import PutAway
from ui.theme.theme import theme

MARK = "Zqxwvutmark"


@pytest.fixture
def window(qtbot: Any) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    return made


def add(window: QWidget, widget: Any) -> Any:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    return widget


def there_and_back(window: QWidget) -> None:
    away = PutAway([window])
    assert remains([MARK], window) == []
    away.bring_back(away.key)


def test_a_line_keeps_text_cursor_selection_and_hint_but_nothing_to_undo(window: QWidget, qtbot: Any) -> None:
    line = add(window, QLineEdit())
    line.setPlaceholderText(f"hint {MARK}")
    qtbot.keyClicks(line, f"one {MARK} two")
    line.setSelection(7, -3)
    told: list[str] = []
    line.textChanged.connect(told.append)
    there_and_back(window)
    assert (line.text(), line.selectedText(), line.cursorPosition()) == (f"one {MARK} two", MARK[:3], 4)
    assert line.placeholderText() == f"hint {MARK}" and line.isModified()
    assert told == [] and not line.isUndoAvailable()
    qtbot.keyClicks(line, "x")
    assert told == [f"one x{MARK[3:]} two"]


@pytest.mark.parametrize("kind", [QPlainTextEdit, QTextEdit])
def test_a_text_keeps_cursor_selection_and_scrolling(window: QWidget, qtbot: Any, kind: type[Any]) -> None:
    area = add(window, kind())
    area.setFixedHeight(60)
    window.show()
    area.setPlainText("\n".join(f"{number} {MARK}" for number in range(60)))
    area.document().setModified(True)
    cursor = area.textCursor()
    cursor.setPosition(30)
    cursor.setPosition(40, cursor.MoveMode.KeepAnchor)
    area.setTextCursor(cursor)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    before = (area.toPlainText(), area.textCursor().selectedText(), area.verticalScrollBar().value())
    there_and_back(window)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert (area.toPlainText(), area.textCursor().selectedText(), area.verticalScrollBar().value()) == before
    assert area.document().isModified() and not area.document().isUndoAvailable()


def test_qts_own_lists_tabs_boxes_and_labels_come_back(window: QWidget) -> None:
    names = add(window, QListWidget())
    names.addItems([f"{MARK} {number}" for number in range(3)])
    names.setCurrentRow(1)
    tabs = add(window, QTabWidget())
    tabs.addTab(QLabel(MARK), MARK)
    group = add(window, QGroupBox(MARK))
    button = add(window, QPushButton(MARK))
    number = add(window, QSpinBox())
    number.setPrefix(f"{MARK} ")
    line = add(window, QLineEdit())
    completer = QCompleter([f"{MARK} one"], line)
    line.setCompleter(completer)
    window.setWindowTitle(MARK)
    button.setToolTip(MARK)
    button.setAccessibleDescription(MARK)
    there_and_back(window)
    assert [names.item(row).text() for row in range(3)] == [f"{MARK} {number}" for number in range(3)]
    assert names.currentRow() == 1 and tabs.tabText(0) == MARK and group.title() == MARK
    assert button.text() == button.toolTip() == button.accessibleDescription() == MARK
    assert window.windowTitle() == MARK and number.text() == f"{MARK} 0"
    assert isinstance(completer.model(), QStringListModel)
    assert completer.model().data(completer.model().index(0, 0)) == f"{MARK} one"


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    id: int
    name: str
    act: Any = print


def test_a_table_keeps_its_rows_selection_and_order(window: QWidget, qtbot: Any) -> None:
    columns = [Column[Row]("name", "Name", lambda row: row.name)]
    table = add(window, RecordTable(RecordTableModel(columns, lambda row: row.id), label="People"))
    window.show()
    table.records.set_records([Row(number, f"{MARK} {number}") for number in range(5)])
    table.setCurrentIndex(table.model().index(3, 0))
    there_and_back(window)
    assert [table.model().index(row, 0).data() for row in range(5)] == [f"{MARK} {n}" for n in range(5)]
    assert table.currentIndex().row() == 3 and table.selectionModel().selectedIndexes()[0].row() == 3


class Shower(QWidget):
    """Holds what it paints itself."""

    def __init__(self, shared: Row) -> None:
        super().__init__()
        self.row, self.words, self.rows = shared, MARK, [shared]
        self.by_name = {MARK: 1}
        self.photo = QPixmap.fromImage(QImage(80, 80, QImage.Format.Format_RGB32))


def test_what_a_widget_holds_goes_and_what_others_share_stays(window: QWidget) -> None:
    shared = Row(1, MARK)
    commanded = {"values": MARK}
    shower = add(window, Shower(shared))
    shower.sent = commanded
    away = PutAway([window])
    assert (shower.row.name, shower.words, shower.rows, shower.by_name, shower.sent) == ("", "", [], {}, {})
    assert shower.photo.isNull() and shower.row.act is print
    assert shared.name == MARK and commanded == {"values": MARK}  # on its way to the writer
    away.bring_back(away.key)
    assert (shower.row, shower.words, shower.rows, shower.by_name) == (shared, MARK, [shared], {MARK: 1})
    assert shower.photo.width() == 80


@lru_cache
def kept_row() -> Row:
    return Row(2, "kept")


def test_a_value_that_is_kept_for_everyone_is_never_emptied(window: QWidget) -> None:
    add(window, Shower(kept_row()))
    PutAway([window])
    assert kept_row().name == "kept"


def test_timers_stand_still_and_a_change_of_the_look_harms_nothing(window: QWidget, qtbot: Any) -> None:
    told: list[int] = []
    timer = QTimer(window, interval=5)
    timer.timeout.connect(lambda: told.append(1))
    timer.start()
    add(window, Label(f"{MARK} wrapped", wrap=True))
    away = PutAway([window])
    theme().set_text_size(150)
    qtbot.wait(30)
    assert told == []
    away.bring_back(away.key)
    theme().set_text_size(100)
    qtbot.waitUntil(lambda: bool(told))


def test_a_widget_that_goes_meanwhile_is_not_missed(window: QWidget, qtbot: Any) -> None:
    gone = add(window, QLabel(MARK))
    stays = add(window, QLabel(MARK))
    away = PutAway([window])
    gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    away.bring_back(away.key)
    assert stays.text() == MARK


def test_sealed_is_sealed(tmp_path: Path) -> None:
    key, sealed = seal(MARK.encode())
    assert MARK.encode() not in sealed and unseal(key, sealed) == MARK.encode()
    other, _ = seal(b"")
    with pytest.raises(InvalidTag):
        unseal(other, sealed)


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


def test_while_locked_only_the_encrypted_file_has_the_key(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        qtbot.keyClicks(note_of(program).note.line, MARK)
        lock(program, qtbot)
        away = program._away
        assert away is not None and away.key == b"" and MARK.encode() not in away._sealed
        practice = house.open()
        assert len(practice.answer(window_key)) == 64
        practice.close()
        sign_in(program, qtbot)
        assert note_of(program).note.text() == MARK


def test_with_the_key_gone_the_window_is_made_anew_from_the_drafts(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        first = sign_in(program, qtbot)
        qtbot.keyClicks(note_of(program).note.line, MARK)
        lock(program, qtbot)
        practice = house.open()
        practice.run(keep_window_key, KeepWindowKey())
        practice.close()
        assert sign_in(program, qtbot) is not first
        qtbot.waitUntil(lambda: note_of(program).note.text() == MARK)


def test_a_file_that_cannot_be_written_costs_nothing_that_was_typed(
    house: House, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_holder: Any, _away: Any) -> None:
        raise OSError(28, "no space left")

    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        qtbot.keyClicks(note_of(program).note.line, MARK)
        monkeypatch.setattr("ui.shell.program.keep_key", full)
        lock(program, qtbot)
        assert remains([MARK]) == []
        sign_in(program, qtbot)
        assert note_of(program).note.text() == MARK


def test_the_window_over_an_unfinished_panel_is_not_over_the_lock_screen(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        over = QLabel(MARK, opened)
        over.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        over.show()
        lock(program, qtbot)
        assert not over.isVisible() and over.text() == ""
        sign_in(program, qtbot)
        assert over.isVisible() and over.text() == MARK and frame(program) is opened
        practice = program.holder.practice
        assert practice.answer(draft_of, "window") is not None  # the key is all that a draft of it holds


def test_a_window_beside_the_program_is_hidden_while_it_is_empty(house: House, qtbot: Any) -> None:
    columns = [Column[Row]("name", "Name", lambda row: row.name)]
    beside = RecordTable(RecordTableModel(columns, lambda row: row.id), label="People")
    qtbot.addWidget(beside)
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        beside.records.set_records([Row(1, MARK)])
        beside.show()
        lock(program, qtbot)
        assert not beside.isVisible()
        beside.horizontalHeader().viewport().grab()  # an exception in the painting would end the process
        sign_in(program, qtbot)
        assert beside.isVisible() and beside.model().index(0, 0).data() == MARK
