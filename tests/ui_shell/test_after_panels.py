"""What a panel or page leaves as it was: the selected row under a lock, Enter after the sheet was saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.acts import Permission
from app.open_practice.recovery import number_of
from app.store.recovery import RecoveryKey
from tests.ui_shell.standing import PASSWORD, House, frame, running, sign_in
from ui.common.desk import Desk
from ui.common.layout import Column as Lines
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.screen import Screen
from ui.shell.entries import ScreenEntry
from ui.shell.given import Given, Places


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


class ListScreen(Screen):
    """A list of five, as Today has one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "List", "list")
        model: RecordTableModel[str] = RecordTableModel(
            [Column("name", "Name", lambda one: one)], lambda one: one
        )
        self.table: RecordTable[str] = RecordTable(model, name="list", label="List")
        model.set_records(["ann", "ben", "cat", "dan", "eve"])
        Lines(self).addWidget(self.table)
        self.setFocusProxy(self.table)

    def refresh(self) -> None:
        self.table.records.set_records(["ann", "ben", "cat", "dan", "eve"])


def list_places(given: Given) -> Places:
    return Places(
        [ScreenEntry("list", "List", "file-text", lambda: ListScreen(given.desk), Permission.KEEP_DRAFT)]
    )


@pytest.mark.parametrize("panel", ["second_step", "password", "none"])
def test_the_selected_row_stays_over_a_lock_with_a_panel_open(house: House, qtbot: Any, panel: str) -> None:
    with running(house, qtbot, list_places) as program:
        window = sign_in(program, qtbot)
        window.activateWindow()
        screen: Any = window.screen_of("list")
        screen.table.setFocus()
        screen.table.select_key("dan")
        if panel != "none":
            {"second_step": window.second_step_wanted, "password": window.password_wanted}[panel].emit()
        with qtbot.waitSignal(program.closed, timeout=10_000):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        sign_in(program, qtbot)
        qtbot.wait(50)
        assert screen.table.selected_record() == "dan"


def test_enter_after_saving_the_sheet_goes_on_and_saves_no_second_time(house: House, qtbot: Any) -> None:
    saved: list[str] = []
    with running(house, qtbot) as program:

        def save_to(_parent: Any, name: str) -> str:
            saved.append(name)
            return str(house.folder / name)

        program._around.save_sheet = save_to
        sign_in(program, qtbot).activateWindow()
        program.keys.replace_sheet(frame(program))
        page = program.keys.page
        assert page is not None
        page.password_page.password.line.setText(PASSWORD)
        page.go_on()
        qtbot.waitUntil(lambda: page._pending is not None, timeout=20_000)
        qtbot.waitUntil(page.sheet.save_button.hasFocus, timeout=5_000)
        QTest.keyClick(page.sheet.save_button, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.sheet.ready, timeout=10_000)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert page.page is page.read_back and len(saved) == 1
        pending = page._pending
        assert pending is not None
        text = "".join(one.extract_text() for one in PdfReader(house.folder / saved[0]).pages)
        number = number_of(pending.key)
        assert saved[0] == f"Daybook recovery sheet 2026-03-02 0900 {number}.pdf"
        assert "Sheet number" in text and number in text and "9:00" in text
        assert number_of(RecoveryKey.generate()) != number
