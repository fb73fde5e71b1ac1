"""Retiring a PC and measuring its strength from the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.store.kdf import FLOOR, KdfCost
from tests.store.test_retiring import other_drive
from tests.ui_shell.standing import PASSWORD, House, frame, lock, running, sign_in, words_of
from ui.shell.program import Program
from ui.shell.retire_panel import RetiredPage, RetirePanel
from ui.shell.strength_panel import StrengthPanel

MORE = KdfCost(memory_kib=20 * 1024, passes=3, lanes=1)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path).make()


@pytest.fixture
def drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    other_drive(monkeypatch, "drive")
    made = tmp_path / "drive"
    made.mkdir()
    return made


@pytest.fixture
def program(house: House, drive: Path, qtbot: Any) -> Iterator[Program]:
    with running(house, qtbot) as made:
        made._around.choose_folder = lambda _parent: str(drive)
        sign_in(made, qtbot)
        yield made


def panel(program: Program) -> RetirePanel:
    program.panels.retire(program._around.choose_folder)
    return frame(program).findChildren(RetirePanel)[-1]


def filled_in(program: Program) -> RetirePanel:
    shown = panel(program)
    shown.name.line.setText(program.holder.practice.practice_name)
    shown.password.line.setText(PASSWORD)
    shown.choose_button.click()
    return shown


def test_the_pc_is_retired_and_says_where_the_backup_lies(
    program: Program, house: House, drive: Path, qtbot: Any
) -> None:
    shown = filled_in(program)
    shown.submit()
    qtbot.waitUntil(lambda: bool(program.window and program.window.findChildren(RetiredPage)), timeout=20_000)
    assert program.window is not None
    page = program.window.findChildren(RetiredPage)[-1]
    assert str(drive) in words_of(page)
    assert not house.file.exists()
    assert program.frame is None
    assert program._around.settings.practice is None
    program.lock()  # there is nothing to lock
    assert program.lock_screen is None


@pytest.mark.parametrize("case", ["name", "password", "place"])
def test_what_is_missing_is_said_beside_it(program: Program, house: House, qtbot: Any, case: str) -> None:
    shown = panel(program) if case == "place" else filled_in(program)
    shown.password.line.setText("not the password" if case == "password" else PASSWORD)
    if case == "name":
        shown.name.line.setText("Another practice")
    shown.submit()
    where = {"name": shown.name.error, "password": shown.password.error, "place": shown.trouble}[case]
    qtbot.waitUntil(lambda: bool(where.text()), timeout=10_000)
    assert shown.retire_button.isEnabled()
    assert house.file.exists()
    assert program.holder.open


def test_a_place_on_the_drive_that_goes_is_refused_as_soon_as_it_is_chosen(
    program: Program, house: House, qtbot: Any
) -> None:
    program._around.choose_folder = lambda _parent: str(house.folder)
    shown = filled_in(program)
    qtbot.waitUntil(lambda: "only copy" in shown.trouble.text(), timeout=10_000)
    assert shown._target == ""
    shown.submit()
    assert "Choose where" in shown.trouble.text() and shown.working is None
    assert house.file.exists()


def test_a_lock_takes_the_panel_away(program: Program, qtbot: Any) -> None:
    shown = panel(program)
    gone: list[bool] = []
    shown.destroyed.connect(lambda: gone.append(True))
    lock(program, qtbot)
    qtbot.waitUntil(lambda: bool(gone))
    sign_in(program, qtbot)


def strength(program: Program, qtbot: Any) -> StrengthPanel:
    program.panels.measure()
    shown = frame(program).findChildren(StrengthPanel)[-1]
    qtbot.waitUntil(lambda: shown._cost is not None, timeout=10_000)
    return shown


def test_a_stronger_cost_is_taken_with_the_same_password(
    program: Program, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.open_practice.strength.calibrate", lambda: MORE)
    practice = program.holder.practice
    shown = strength(program, qtbot)
    shown.submit()
    assert shown.password.error.text()
    shown.password.line.setText(PASSWORD)
    with qtbot.waitSignal(shown.done, timeout=10_000):
        shown.submit()
    assert practice.strength.cost == MORE
    lock(program, qtbot)
    sign_in(program, qtbot)
    assert program.holder.practice.strength.cost == MORE


def test_a_pc_that_takes_no_more_changes_nothing(
    program: Program, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.open_practice.strength.calibrate", lambda: FLOOR)
    shown = strength(program, qtbot)
    assert not shown.take_button.isEnabled()
    assert "Nothing needs to change" in shown.new.text()
