"""Sign-in and lock by keyboard, what is said when it is refused, and a crash report that names nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui.common.button import Button
from ui.shell.crash_screen import CrashScreen, crash_report
from ui.shell.lock_screen import SOMEONE_ELSE, LockMode, LockPerson, LockScreen, PersonTile
from ui.theme.theme import theme

PEOPLE = [
    LockPerson("maria", "MR", "Maria R.", "signed in"),
    LockPerson("okafor", "AO", "Dr. Okafor", "clinician"),
]


def shown(qtbot: QtBot, people: list[LockPerson], mode: LockMode = LockMode.UNLOCK) -> LockScreen:
    screen = LockScreen("Riverside Family Practice", "Locked after 5 minutes.", people, mode=mode)
    qtbot.addWidget(screen)
    screen.resize(1280, 720)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    return screen


def test_the_password_goes_out_once_and_is_forgotten(qtbot: QtBot) -> None:
    screen = shown(qtbot, PEOPLE)
    qtbot.waitUntil(screen.password.line.hasFocus)
    assert screen.password.line.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(screen.password.line, "made-up words")
    with qtbot.waitSignal(screen.entered) as told:
        qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    assert told.args == ["maria", "made-up words"]
    assert screen.password.line.text() == ""
    with qtbot.assertNotEmitted(screen.entered):
        qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    assert not screen.button.isEnabled()


def test_a_refusal_is_said_beside_the_field_and_counts_down(qtbot: QtBot) -> None:
    screen = shown(qtbot, PEOPLE)
    screen.refuse("That password does not open this practice.", wait_seconds=2)
    assert "does not open" in screen.password.error.text()
    assert screen.button.words == "Wait 2 seconds"
    assert not screen.button.isEnabled()
    qtbot.waitUntil(screen.button.isEnabled, timeout=5_000)
    assert screen.button.words == "Unlock"


def test_another_person_can_be_chosen_by_tile_or_name(qtbot: QtBot) -> None:
    screen = shown(qtbot, PEOPLE)
    tiles = {tile.person.login: tile for tile in screen.findChildren(PersonTile)}
    tiles["okafor"].click()
    assert screen.login == "okafor"
    assert not screen.name_field.isVisible()
    tiles[SOMEONE_ELSE].click()
    assert screen.name_field.isVisible()
    qtbot.keyClicks(screen.password.line, "secret")
    with qtbot.assertNotEmitted(screen.entered):
        screen.submit()
    assert screen.name_field.error.isVisible()
    qtbot.keyClicks(screen.name_field.line, " lind ")
    with qtbot.waitSignal(screen.entered) as told:
        screen.submit()
    assert told.args[0] == "lind"


def test_enter_or_typing_on_a_tile_leads_to_the_field_it_means(
    qtbot: QtBot,
) -> None:
    screen = shown(qtbot, PEOPLE)
    qtbot.waitUntil(screen.password.line.hasFocus)
    tiles = {tile.person.login: tile for tile in screen.findChildren(PersonTile)}
    tiles[SOMEONE_ELSE].setFocus()
    qtbot.keyClick(tiles[SOMEONE_ELSE], Qt.Key.Key_Return)
    qtbot.waitUntil(screen.name_field.line.hasFocus)
    qtbot.keyClicks(screen.name_field.line, "lind")
    qtbot.keyClick(screen.name_field.line, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.password.line.hasFocus)
    tiles["okafor"].setFocus()
    qtbot.keyClick(tiles["okafor"], "s")
    qtbot.waitUntil(screen.password.line.hasFocus)
    assert screen.password.line.text() == "s"
    assert screen.login == "okafor"


def test_the_time_goes_on_behind_the_lock(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.shell.lock_screen.CLOCK_MS", 20)
    times = [datetime(2026, 3, 2, 9, minute, tzinfo=UTC) for minute in (46, 47)]
    screen = LockScreen("Riverside", "", PEOPLE, now=lambda: times.pop(0) if len(times) > 1 else times[0])
    qtbot.addWidget(screen)
    assert "9:46 AM" in screen._time.text()
    qtbot.waitUntil(lambda: "9:47 AM" in screen._time.text())


def test_without_known_people_the_name_is_typed(qtbot: QtBot) -> None:
    screen = shown(qtbot, [], LockMode.SIGN_IN)
    assert screen.name_field.isVisible()
    assert not any(tile.isVisible() for tile in screen.findChildren(PersonTile))
    assert screen.button.words == "Sign in"
    assert not screen.switch_button.isVisible()


def test_switching_is_offered_over_open_work_only(qtbot: QtBot) -> None:
    screen = shown(qtbot, PEOPLE)
    with qtbot.waitSignal(screen.switch_wanted):
        screen.switch_button.click()


def test_the_recovery_sheet_is_offered_where_nobody_is_signed_in(qtbot: QtBot) -> None:
    assert not shown(qtbot, PEOPLE).recovery_button.isVisible()
    screen = shown(qtbot, PEOPLE, LockMode.SIGN_IN)
    screen.recovery_button.setFocus()
    with qtbot.waitSignal(screen.recovery_wanted):
        qtbot.keyClick(screen.recovery_button, Qt.Key.Key_Return)


@pytest.mark.parametrize("mode", list(LockMode))
def test_nothing_is_cut_in_a_low_window_with_large_text(qtbot: QtBot, mode: LockMode) -> None:
    theme().set_text_size(150)
    screen = shown(qtbot, PEOPLE, mode)
    assert screen.rect().contains(screen.card.geometry())
    tiles = [tile for tile in screen.findChildren(PersonTile) if tile.isVisible()]
    assert len({tile.height() for tile in tiles}) == 1
    assert all(tile.height() >= tile.minimumSizeHint().height() for tile in tiles)


def test_a_crash_report_holds_no_message_and_no_value(qtbot: QtBot) -> None:
    def inner(name: str) -> None:
        raise ValueError(f"cannot room {name}")

    try:
        try:
            inner("Susan Lee")
        except ValueError as error:
            raise RuntimeError("while rooming Susan Lee") from error
    except RuntimeError as error:
        report = crash_report(error, "0.1.0")
    assert "Susan" not in report
    assert "rooming" not in report
    assert "builtins.RuntimeError" in report
    assert "builtins.ValueError" in report
    assert "tests/ui_shell/test_lock_screen.py:" in report
    screen = CrashScreen(report, Path("report.txt"))
    qtbot.addWidget(screen)
    screen.resize(1280, 720)
    screen.show()
    assert report in screen.details.toPlainText()
    screen.findChild(Button, "save_report").click()
    assert "report.txt" in screen.details.toPlainText()
    with qtbot.waitSignal(screen.go_on):
        screen.go_on_button.click()
    assert screen.details.geometry().bottom() < screen.go_on_button.geometry().top()
