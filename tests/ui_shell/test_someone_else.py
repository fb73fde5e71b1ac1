"""Whose secret is asked for follows from who is named; nothing that one typed goes out for another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.acts import Role
from app.core.ids import new_id
from app.security.actions import AddAccount
from tests.ui_shell.standing import House, lock_screen, running
from tests.ui_shell.test_coming_in import choose_password
from tests.ui_shell.test_lock_screen import PEOPLE, shown
from ui.shell.lock_screen import SOMEONE_ELSE, LockMode, LockPerson, LockScreen, PersonTile

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
BY_CODE = LockPerson("zoe", "ZK", "Zoe K.", "nurse", by_code=True)
FOUR = [*PEOPLE, LockPerson("lee", "LT", "Lee T."), BY_CODE]


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


def focused() -> Any:
    return QApplication.focusWidget()


def add_by_code(house: House, login: str) -> str:
    practice = house.open()
    person = AddAccount(
        person_id=new_id(), login=login, name=f"{login.title()} Kim", short_name=login, roles=(Role.RN,)
    )
    made = practice.staff.add_with_code(person)
    practice.close()
    return "-".join(made.groups)


def test_a_new_person_beyond_the_tiles_comes_in_as_the_slip_says(house: House, qtbot: Any) -> None:
    add_by_code(house, "lee")
    code = add_by_code(house, "zoe")
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        assert "zoe" not in {tile.person.login for tile in screen.findChildren(PersonTile)}
        screen.window().activateWindow()
        screen.choose(SOMEONE_ELSE)
        qtbot.waitUntil(screen.name_field.line.hasFocus, timeout=5_000)
        QTest.keyClicks(screen.name_field.line, "zoe")
        QTest.keyClick(screen.name_field.line, TAB)
        assert focused() is screen.code.line
        QTest.keyClicks(focused(), code)
        QTest.keyClick(focused(), ENTER)
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            choose_password(program, qtbot)
        assert program.holder.practice.actor.name == "zoe"


def sign_in_screen(qtbot: Any, pin_for: str = "") -> LockScreen:
    screen = shown(qtbot, FOUR, LockMode.SIGN_IN)
    screen._pin_for = pin_for
    return screen


@pytest.mark.parametrize("key", [TAB, ENTER])
def test_the_typed_name_says_at_once_what_is_asked_for(qtbot: Any, key: Qt.Key) -> None:
    screen = sign_in_screen(qtbot)
    screen.choose(SOMEONE_ELSE)
    assert screen.password.isVisible() and screen.button.words == "Sign in"
    QTest.keyClicks(screen.name_field.line, "Zoe")
    assert screen.code.isVisible() and not screen.password.isVisible() and screen.button.words == "Go on"
    QTest.keyClick(screen.name_field.line, key)
    assert focused() is screen.code.line
    screen.name_field.line.setFocus()
    QTest.keyClicks(screen.name_field.line, "x")
    assert screen.password.isVisible() and not screen.code.isVisible()
    QTest.keyClick(screen.name_field.line, key)
    assert focused() is screen.password.line


def test_what_is_submitted_is_what_is_in_sight(qtbot: Any) -> None:
    screen = sign_in_screen(qtbot, pin_for="maria")
    screen.choose(SOMEONE_ELSE)
    QTest.keyClicks(screen.name_field.line, "maria")
    assert screen.pin.isVisible() and screen.secret is screen.pin and not screen.password.isVisible()


def test_what_was_typed_for_one_person_is_never_part_of_what_goes_out_for_another(qtbot: Any) -> None:
    screen = sign_in_screen(qtbot)
    screen.choose("maria")
    QTest.keyClicks(screen.password.line, "half a pass")
    screen.choose("okafor")
    QTest.keyClicks(focused(), "a whole one")
    with qtbot.waitSignal(screen.entered) as told:
        QTest.keyClick(focused(), ENTER)
    assert told.args == ["okafor", "a whole one"]


def test_while_a_password_is_checked_nobody_else_is_chosen_and_gets_its_answer(qtbot: Any) -> None:
    screen = sign_in_screen(qtbot)
    screen.choose("maria")
    QTest.keyClicks(screen.password.line, "wrong words")
    QTest.keyClick(screen.password.line, ENTER)
    tiles = {tile.person.login: tile for tile in screen.findChildren(PersonTile)}
    QTest.mouseClick(tiles["okafor"], Qt.MouseButton.LeftButton)
    assert screen.login == "maria"
    screen.refuse("That password does not open this practice.")
    assert "does not open" in screen.password.error.text()
    QTest.mouseClick(tiles["okafor"], Qt.MouseButton.LeftButton)
    assert screen.login == "okafor" and not screen.password.error.text()


def test_the_arrow_keys_move_over_the_tiles_and_leave_field_and_person_together(qtbot: Any) -> None:
    screen = shown(qtbot, [PEOPLE[0], BY_CODE, PEOPLE[1]], LockMode.SIGN_IN)
    tiles = screen.findChildren(PersonTile)
    tiles[0].setFocus()
    QTest.keyClick(tiles[0], Qt.Key.Key_Right)
    assert screen.secret.isVisible()
    assert screen.code.isVisible() is (screen.login == "zoe")
