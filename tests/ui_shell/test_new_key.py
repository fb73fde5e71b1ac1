"""A new store key from the window: what is typed, the codes, and the sign-in after it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.acts import Role
from app.core.ids import new_id
from app.security.actions import AddAccount
from app.store.kdf import FLOOR
from tests.ui_shell.standing import PASSWORD, House, frame, lock_screen, note_of, running, sign_in, words_of
from ui.shell.new_key import NewKey
from ui.shell.program import Program


@pytest.fixture
def program(tmp_path: Path, qtbot: Any) -> Iterator[Program]:
    house = House(tmp_path).make()
    practice = house.open()
    nurse = AddAccount(
        person_id=new_id(), login="nan", name="Nan Ray, RN", short_name="Nan R.", roles=(Role.RN,)
    )
    practice.staff.add(nurse, PASSWORD, FLOOR)
    practice.close()
    with running(house, qtbot) as made:
        made._around.save_sheet = lambda _parent, _name: str(tmp_path / "new sheet.pdf")
        sign_in(made, qtbot)
        yield made


def to_the_groups(program: Program, qtbot: Any) -> NewKey:
    program._change_key()
    page = program.keys.page
    assert isinstance(page, NewKey)
    page.password_page.password.line.setText(PASSWORD)
    page.go_on()
    qtbot.waitUntil(lambda: page._pending is not None, timeout=20_000)
    page.sheet.save_button.click()
    qtbot.waitUntil(lambda: page.sheet.ready, timeout=10_000)
    page.go_on()
    pending, groups = page._pending, page.read_back.groups
    assert pending is not None
    assert groups is not None
    for field, place in zip(groups.fields, pending.places, strict=True):
        field.line.setText(pending.key.group((place.line - 1) * 2 + place.group - 1))
    return page


def change(program: Program, qtbot: Any) -> NewKey:
    page = to_the_groups(program, qtbot)
    with qtbot.waitSignal(page.changed, timeout=20_000):
        page.go_on()
    return page


def test_the_codes_are_shown_and_then_the_sign_in_comes(program: Program, qtbot: Any) -> None:
    note = note_of(program)
    page = change(program, qtbot)
    assert page.codes is not None
    shown = words_of(page.codes)
    assert "Nan R. (nan)" in shown
    assert not program.holder.open
    assert page.next_button.isVisibleTo(page)
    page.next_button.click()
    assert lock_screen(program).isVisibleTo(frame(program))
    assert program.keys.page is None
    sign_in(program, qtbot)
    assert note_of(program) is note
    assert program.holder.practice.history.alarms == ()


def test_the_codes_are_printed_a_slip_for_each_and_enter_leads_there_first(
    program: Program, qtbot: Any
) -> None:
    page = change(program, qtbot)
    codes = page.codes
    assert codes is not None and codes.print_button.isVisible()
    assert page.focusProxy() is codes and codes.focusProxy() is codes.print_button
    qtbot.keyClick(codes.print_button, Qt.Key.Key_Space)
    overlay = codes.overlay
    assert overlay is not None and overlay.isVisible()
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(codes._slips())).pages)
    assert len(PdfReader(BytesIO(codes._slips())).pages) == len(codes.codes) == 2
    for one in codes.codes:
        assert one.name in text and all(group in text for group in one.code.groups())
    program.lock()
    assert codes.overlay is None and lock_screen(program).isVisible()


def test_nothing_locks_into_the_middle_and_the_codes_go_at_the_lock(program: Program, qtbot: Any) -> None:
    page = to_the_groups(program, qtbot)
    page.go_on()
    assert page.is_changing
    program.lock()
    assert program.lock_screen is None
    qtbot.waitUntil(lambda: page.codes is not None, timeout=20_000)
    program.lock()
    assert lock_screen(program).isVisibleTo(frame(program))
    sign_in(program, qtbot)


def press_lock(program: Program, qtbot: Any) -> None:
    window = frame(program).window()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=5_000)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("which", ["sheet", "key"])
@pytest.mark.parametrize("by", ["Ctrl+L", "idle"])
def test_the_page_with_the_whole_key_locks_as_work_does(
    program: Program, qtbot: Any, which: str, by: str
) -> None:
    if which == "key":
        to_the_groups(program, qtbot)
    else:
        program.keys.replace_sheet(frame(program))
    page = program.keys.page
    assert page is not None and page.isVisible()
    with qtbot.waitSignal(program.closed, timeout=10_000):
        if by == "idle":
            program._idle._touched -= 60 * 60
            program._idle.look()
        else:
            press_lock(program, qtbot)
    assert lock_screen(program).isVisible() and program.keys.page is None and page._gone
    sign_in(program, qtbot)
    assert not frame(program).covered


def test_a_lock_asked_for_while_the_key_changes_comes_after_it_and_it_is_said_that_the_codes_went(
    program: Program, qtbot: Any
) -> None:
    page = to_the_groups(program, qtbot)
    with qtbot.waitSignal(page.changed, timeout=20_000):
        page.go_on()
        press_lock(program, qtbot)
        assert program.lock_screen is None
    assert lock_screen(program).isVisible()
    sign_in(program, qtbot)
    qtbot.waitUntil(lambda: "new code for each person" in words_of(frame(program).strip), timeout=5_000)


def test_nobody_near_while_the_key_changes_leaves_the_codes_their_time(program: Program, qtbot: Any) -> None:
    page = to_the_groups(program, qtbot)
    with qtbot.waitSignal(page.changed, timeout=20_000):
        page.go_on()
        program._idle._touched -= 60 * 60
    program._idle.look()
    assert program.lock_screen is None and page.codes is not None and page.codes.isVisible()


def test_stopping_leaves_the_work_as_it_was(program: Program, qtbot: Any) -> None:
    practice = program.holder.practice
    page = to_the_groups(program, qtbot)
    with qtbot.waitSignal(page.left, timeout=20_000):
        page.go_on()
        assert page.working is not None
        page.working.cancel_button.click()
    assert program.holder.practice is practice
    assert not practice.closed
    assert not frame(program).covered


def test_a_wrong_group_is_said_beside_it_and_leaving_changes_nothing(program: Program, qtbot: Any) -> None:
    page = to_the_groups(program, qtbot)
    groups = page.read_back.groups
    assert groups is not None
    groups.fields[0].line.setText("0000")
    page.go_on()
    qtbot.waitUntil(lambda: bool(groups.fields[0].error.text()), timeout=10_000)
    assert page.next_button.isVisibleTo(page)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not frame(program).covered
    assert program.holder.open
