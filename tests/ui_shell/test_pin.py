"""The PIN at the lock screen, and where it is set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from PySide6.QtCore import Qt

from app.open_practice.pin import Pins
from app.practice_file import pc_slot_of
from app.store.kdf import FLOOR
from tests.security.test_os_keyring import Memory, allow
from tests.ui_shell.standing import PASSWORD, House, frame, lock, lock_screen, note_of, running, sign_in
from ui.shell.pin_panel import PinPanel
from ui.shell.program import Program

PIN = "805274"


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Pins.set
    stays = Pins.stay
    monkeypatch.setattr(Pins, "set", lambda self, pin, password: real(self, pin, password, cost=FLOOR))
    monkeypatch.setattr(Pins, "stay", lambda self, pin: stays(self, pin, cost=FLOOR))


@pytest.fixture
def program(tmp_path: Path, qtbot: Any) -> Iterator[Program]:
    with running(House(tmp_path).make(), qtbot) as made:
        sign_in(made, qtbot)
        yield made


def panel(program: Program) -> Any:
    frame(program).pin_wanted.emit()
    return frame(program).findChildren(PinPanel)[-1]


def set_pin(program: Program, qtbot: Any, pin: str = PIN) -> None:
    shown = panel(program)
    shown.pin.line.setText(pin)
    shown.again.line.setText(pin)
    shown.password.line.setText(PASSWORD)
    with qtbot.waitSignal(shown.made, timeout=10_000):
        shown.submit()


def type_pin(program: Program, qtbot: Any, pin: str) -> None:
    screen = lock_screen(program)
    screen.pin.line.setText(pin)
    screen.submit()


def wrong(program: Program, qtbot: Any) -> None:
    screen = lock_screen(program)
    type_pin(program, qtbot, "997305")
    qtbot.waitUntil(lambda: bool(screen.button.isEnabled()), timeout=10_000)


def test_the_pin_unlocks_with_the_work_as_it_was(program: Program, qtbot: Any) -> None:
    set_pin(program, qtbot)
    note = note_of(program)
    screen = lock(program, qtbot)
    assert screen.pin.isVisibleTo(screen)
    assert not screen.password.isVisibleTo(screen)
    assert not program.holder.open
    with qtbot.waitSignal(program.signed_in, timeout=10_000):
        type_pin(program, qtbot, PIN)
    assert note_of(program) is note
    assert lock(program, qtbot).pin.isVisibleTo(program.lock_screen)


def test_the_password_is_one_key_away(program: Program, qtbot: Any) -> None:
    set_pin(program, qtbot)
    screen = lock(program, qtbot)
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.password.isVisibleTo(screen)
    assert not screen.pin.isVisibleTo(screen)
    sign_in(program, qtbot)
    assert lock(program, qtbot).pin.isVisibleTo(program.lock_screen)  # it was not given up by that


def test_another_person_is_asked_for_a_password(program: Program, qtbot: Any) -> None:
    set_pin(program, qtbot)
    screen = lock(program, qtbot)
    screen.choose("")
    assert screen.password.isVisibleTo(screen)
    assert not screen.pin.isVisibleTo(screen)


def test_after_five_wrong_tries_the_password_is_asked_for(program: Program, qtbot: Any) -> None:
    set_pin(program, qtbot)
    screen = lock(program, qtbot)
    for _ in range(4):
        wrong(program, qtbot)
        assert screen.pin.isVisibleTo(screen)
        assert "Tries left" in screen.pin.error.text()
    wrong(program, qtbot)
    assert screen.password.isVisibleTo(screen)
    assert program.pins.kept is None


@pytest.mark.parametrize("how", ["sleep", "switch", "old", "removed"])
def test_what_ends_it(program: Program, qtbot: Any, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_pin(program, qtbot)
    kept = program.pins.kept
    assert kept is not None
    if how == "removed":
        shown = panel(program)
        assert shown.remove_button.isVisibleTo(shown)
        shown.removed.emit()
    screen = lock(program, qtbot)
    if how == "sleep":
        program._system.sleep(True)
    elif how == "switch":
        screen.switch_wanted.emit()
    elif how == "old":
        kept._began -= 13 * 3600
        program.pins.look()
    assert program.pins.kept is None
    assert not kept.usable
    assert lock_screen(program).password.isVisibleTo(program.lock_screen)
    assert not lock_screen(program).pin.isVisibleTo(program.lock_screen)
    if how == "switch":
        sign_in(program, qtbot)


def test_the_panel_refuses_beside_the_field_and_keeps_nothing(program: Program, qtbot: Any) -> None:
    shown = panel(program)
    shown.pin.line.setText("123456")
    shown.submit()
    assert "first that are tried" in shown.pin.error.text()
    shown.pin.line.setText(PIN)
    shown.again.line.setText("805275")
    shown.submit()
    assert shown.again.error.text()
    shown.again.line.setText(PIN)
    shown.password.line.setText("not the password")
    shown.submit()
    qtbot.waitUntil(lambda: bool(shown.password.error.text()), timeout=10_000)
    assert program.pins.kept is None
    gone = []
    shown.destroyed.connect(lambda: gone.append(True))
    lock(program, qtbot)
    qtbot.waitUntil(lambda: bool(gone))


def test_it_is_found_in_the_settings(program: Program, qtbot: Any) -> None:
    with qtbot.waitSignal(frame(program).pin_wanted):
        frame(program).settings_overlay.settings.pin_button.click()


def test_a_pin_that_stays_signs_in_after_a_restart(tmp_path: Path, qtbot: Any) -> None:
    """With the policy that allows it, and a keyring: both are off as shipped."""
    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        house = House(tmp_path).make()
        practice = house.open()
        allow(practice)
        practice.close()
        with running(house, qtbot) as program:
            sign_in(program, qtbot)
            shown = panel(program)
            shown.stay.setChecked(True)
            set_in(shown, qtbot, "805274")
            shown.submit()
            qtbot.waitUntil(lambda: "8 digits" in shown.pin.error.text(), timeout=10_000)
            set_in(shown, qtbot, "80527419")
            with qtbot.waitSignal(shown.made, timeout=10_000):
                shown.submit()
        with running(house, qtbot) as program:
            screen = lock_screen(program)
            assert screen.pin.isVisibleTo(screen)
            with qtbot.waitSignal(program.signed_in, timeout=10_000):
                type_pin(program, qtbot, "80527419")
            panel(program).removed.emit()
            qtbot.waitUntil(
                lambda: pc_slot_of(program._door_now(), "ruth", program.setting) is None, timeout=10_000
            )
        with running(house, qtbot) as program:
            assert lock_screen(program).password.isVisibleTo(program.lock_screen)
    finally:
        keyring.set_keyring(before)


def set_in(shown: Any, qtbot: Any, pin: str) -> None:
    shown.pin.line.setText(pin)
    shown.again.line.setText(pin)
    shown.password.line.setText(PASSWORD)


def test_as_shipped_nothing_is_offered_to_stay(program: Program, qtbot: Any) -> None:
    shown = panel(program)
    assert not shown.stay.isVisibleTo(shown)
    set_in(shown, qtbot, PIN)
    with qtbot.waitSignal(shown.made, timeout=10_000):
        qtbot.keyClick(shown.password.line, Qt.Key.Key_Return)
