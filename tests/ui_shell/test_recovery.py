"""Coming in with the recovery sheet, and the new sheet that takes its place, by real key events."""

from __future__ import annotations

import io
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.core.acts import Role
from app.core.errors import Unavailable
from app.core.ids import new_id
from app.practice_file import Practice
from app.practice_recovery import recovery_owners
from app.security.actions import AddAccount
from app.store import slot_files
from app.store.kdf import FLOOR
from app.store.recovery import RecoveryKey
from tests.ui_shell.standing import MARIA, PASSWORD, House, lock_screen, running, sign_in, words_of
from ui.shell.new_sheet import NewSheet
from ui.shell.person_frame import PersonFrame
from ui.shell.program import Program
from ui.shell.recovery_page import RecoveryPage
from ui.shell.sheet_entry import SheetEntry
from ui.theme.theme import theme

NEW = "eleven silver thimbles"
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def begin(program: Program, qtbot: Any) -> SheetEntry:
    """From the sign-in screen to the page, as somebody without a mouse goes."""
    button = lock_screen(program).recovery_button
    button.setFocus()
    qtbot.keyClick(button, ENTER)
    assert program.entering.recovering is not None and program.lock_screen is None
    page = program.entering.recovering.page
    assert program.window is not None
    program.window.activateWindow()
    qtbot.waitUntil(page.lines.lines[0].field.line.hasFocus)
    return page


def type_lines(page: SheetEntry, qtbot: Any, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        qtbot.keyClicks(focus(), line)
        if number < 3:
            qtbot.keyClick(focus(), ENTER)


def to_password(page: SheetEntry, qtbot: Any) -> None:
    qtbot.keyClick(focus(), ENTER)
    qtbot.waitUntil(lambda: page.page is page.owner_page, timeout=20_000)


def type_password(page: SheetEntry, qtbot: Any, password: str = NEW) -> None:
    qtbot.waitUntil(page.owner_page.new.password.line.hasFocus)
    qtbot.keyClicks(focus(), password)
    qtbot.keyClick(focus(), ENTER)
    qtbot.waitUntil(page.owner_page.new.again.line.hasFocus)
    qtbot.keyClicks(focus(), password)
    qtbot.keyClick(focus(), ENTER)


def new_sheet(program: Program, qtbot: Any) -> NewSheet:
    """Wait for the page of the new sheet with its key drawn."""
    qtbot.waitUntil(
        lambda: program.keys.page is not None and program.keys.page.sheet.preview.page_count() > 0,
        timeout=60_000,
    )
    assert program.keys.page is not None
    return program.keys.page


def save(page: NewSheet, qtbot: Any, house: House) -> list[list[str]]:
    """Save the sheet and read it, as from paper: the groups of each line."""
    page.sheet.save_button.click()
    qtbot.waitUntil(page.next_button.isEnabled, timeout=20_000)
    saved = house.folder.glob("Daybook recovery sheet*.pdf")
    newest = max(saved, key=lambda one: one.stat().st_mtime_ns)
    text = PdfReader(io.BytesIO(newest.read_bytes())).pages[0]
    found = re.findall(r"\b([0-9A-Z]{4})\s+([0-9A-Z]{4})\s+check\s+([0-9A-Z]{2})\b", text.extract_text())
    assert len(found) == 4
    return [list(line) for line in found]


def read_back(page: NewSheet, qtbot: Any, lines: list[list[str]]) -> None:
    qtbot.keyClick(page.next_button, ENTER)
    groups = page.read_back.groups
    assert groups is not None
    for place, field in zip(groups._places, groups.fields, strict=True):
        qtbot.keyClicks(field.line, lines[place.line - 1][place.group - 1].lower())
        qtbot.keyClick(field.line, ENTER)


def opens_with(house: House, lines: list[str]) -> bool:
    try:
        return bool(recovery_owners(house.file, "\n".join(lines), house.setting))
    except Unavailable as refused:
        assert refused.cause == "wrong_recovery_key"
        return False


def recover(program: Program, qtbot: Any, house: House) -> NewSheet:
    page = begin(program, qtbot)
    type_lines(page, qtbot, house.lines)
    to_password(page, qtbot)
    type_password(page, qtbot)
    return new_sheet(program, qtbot)


def test_all_passwords_lost_the_sheet_opens_and_a_new_one_takes_its_place(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        page = recover(program, qtbot, house)
        assert not page.leave_button.isVisible()  # no way leads past it
        assert program.frame is None
        lines = save(page, qtbot, house)
        with qtbot.waitSignal(program.signed_in, timeout=30_000):
            read_back(page, qtbot, lines)
        frame = program.frame
        assert isinstance(frame, PersonFrame)
        qtbot.waitUntil(lambda: "The old one opens only backups made before" in words_of(frame.strip))
        assert program.keys.page is None
    assert not opens_with(house, house.lines)
    assert opens_with(house, ["-".join(line) for line in lines])
    house.open(password=NEW).close()


def test_each_line_is_judged_at_once_and_small_letters_and_lookalikes_are_right(
    house: House, qtbot: Any
) -> None:
    house.lines = list(RecoveryKey(bytes(20)).lines())  # many a 0 to be typed as O
    with running(house, qtbot) as program:
        page = begin(program, qtbot)
        first, second, third, _fourth = page.lines.lines
        qtbot.keyClicks(focus(), house.lines[0].lower().replace("0", "o").replace("-", " "))
        assert first.tick.accessibleName() and not first.field.error.isVisible()
        qtbot.keyClick(focus(), ENTER)
        qtbot.keyClicks(focus(), house.lines[1][:-1] + "Z")
        assert "Line 2 is not as on the sheet" in second.field.error.text()
        qtbot.keyClick(focus(), ENTER)
        qtbot.keyClicks(focus(), house.lines[3])
        assert third.field.error.text() == "This is another line of the sheet."
        page.submit()
        qtbot.waitUntil(second.field.line.hasFocus)
        assert page.page is page.lines_page
    assert not house.file.with_name(house.file.name + ".attempts").exists()


def test_the_whole_key_may_be_pasted_and_a_scanner_ends_with_enter(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        page = begin(program, qtbot)
        rows = [line.split("-") for line in house.lines]
        printed = [f"{n}. {a} {b} check {c}" for n, (a, b, c) in enumerate(rows, 1)]
        QGuiApplication.clipboard().setText("\n".join(printed))
        qtbot.keyClick(focus(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert page.lines.right
        page.lines.forget()
        page.lines.lines[0].setFocus()
        for character in "-".join(house.lines):
            qtbot.keyClicks(focus(), character)
        assert [line.text() for line in page.lines.lines] == house.lines
        to_password(page, qtbot)


def test_another_sheet_is_refused_and_after_five_one_waits(house: House, qtbot: Any) -> None:
    other = list(RecoveryKey.generate().lines())
    with running(house, qtbot) as program:
        page = begin(program, qtbot)
        type_lines(page, qtbot, other)
        for _ in range(5):
            page.trouble.setText("")
            qtbot.keyClick(focus(), ENTER)
            qtbot.waitUntil(lambda: "does not open this practice" in page.trouble.text(), timeout=20_000)
        qtbot.keyClick(focus(), ENTER)
        qtbot.waitUntil(lambda: "Wait" in page.button.words, timeout=20_000)
        assert not page.button.isEnabled()
    attempts = house.file.with_name(house.file.name + ".attempts").read_text()
    assert '"recovery key"' in attempts
    assert not [group for line in other for group in line.split("-") if len(group) == 4 and group in attempts]


def test_several_owners_are_asked_who_they_are_and_a_weak_password_is_refused(
    house: House, qtbot: Any
) -> None:
    opened = house.open()
    jonas = AddAccount(
        person_id=new_id(), login="jonas", name="Jonas Lind", short_name="Jonas L.", roles=(Role.OWNER,)
    )
    opened.staff.add(jonas, MARIA, FLOOR, own_password=PASSWORD)
    opened.close()
    with running(house, qtbot) as program:
        page = begin(program, qtbot)
        type_lines(page, qtbot, house.lines)
        to_password(page, qtbot)
        names = [page.owner_page.owner.list.itemText(at) for at in range(page.owner_page.owner.list.count())]
        assert names == ["Jonas Lind (jonas)", "Ruth Day, MD (ruth)"]
        type_password(page, qtbot, "password1234")
        assert page.owner_page.new.password.error.isVisible()
        assert page.page is page.owner_page


def test_escape_goes_back_to_the_sign_in_and_nothing_typed_stays(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        page = begin(program, qtbot)
        type_lines(page, qtbot, house.lines)
        qtbot.keyClick(focus(), ESCAPE)
        assert program.entering.recovering is None and not page.lines.text().strip()
        sign_in(program, qtbot)


def test_the_lock_takes_the_typed_sheet_away(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        page = begin(program, qtbot)
        type_lines(page, qtbot, house.lines)
        program.lock()
        assert program.lock_screen is not None and not page.lines.text().strip()


def test_closed_before_the_new_sheet_it_is_asked_for_at_the_next_sign_in(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        page = recover(program, qtbot, house)
        save(page, qtbot, house)
    assert opens_with(house, house.lines)
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.choose("maria")
        screen.password.line.setText(MARIA)
        with qtbot.waitSignal(program.signed_in, timeout=20_000):
            screen.submit()  # others work
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.choose("ruth")
        screen.password.line.setText(NEW)
        screen.submit()
        page = new_sheet(program, qtbot)
        assert page.must and program.frame is None
        with qtbot.waitSignal(program.closed, timeout=20_000):
            program.lock()
        assert program.keys.page is None
    assert opens_with(house, house.lines)


def test_an_owner_makes_a_new_sheet_at_any_time_and_types_the_password_again(
    house: House, qtbot: Any
) -> None:
    with running(house, qtbot) as program:
        frame = sign_in(program, qtbot)
        program.keys.replace_sheet(program.frame)
        page = program.keys.page
        assert page is not None and frame.covered
        frame.activateWindow()
        qtbot.waitUntil(page.password_page.password.line.hasFocus)
        qtbot.keyClicks(focus(), MARIA)
        qtbot.keyClick(focus(), ENTER)
        qtbot.waitUntil(page.password_page.password.error.isVisible, timeout=20_000)
        qtbot.keyClicks(page.password_page.password.line, PASSWORD)
        qtbot.keyClick(page.password_page.password.line, ENTER)
        lines = save(new_sheet(program, qtbot), qtbot, house)
        read_back(page, qtbot, lines)
        qtbot.waitUntil(lambda: not frame.covered, timeout=20_000)
        assert program.keys.page is None
    assert opens_with(house, ["-".join(line) for line in lines])
    assert not opens_with(house, house.lines)


def test_leaving_it_leaves_the_sheet_as_it_was(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        frame = sign_in(program, qtbot)
        program.keys.replace_sheet(program.frame)
        assert program.keys.page is not None
        qtbot.keyClick(program.keys.page.password_page.password.line, ESCAPE)
        assert not frame.covered and program.keys.page is None
        program.keys.replace_sheet(program.frame)
        with qtbot.waitSignal(program.closed, timeout=20_000):
            program.lock()
        assert program.keys.page is None
    assert opens_with(house, house.lines)


def test_only_an_owner_is_offered_a_new_sheet(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot, "maria", MARIA)
        assert program._given(program.holder.practice.actor, program.holder.practice).new_sheet is None


def test_a_full_disk_keeps_both_sheets_and_nobody_from_the_charts(
    house: House, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(house, qtbot) as program:
        page = recover(program, qtbot, house)
        lines = save(page, qtbot, house)

        def full(*_given: Any) -> None:
            raise Unavailable("disk_full")

        monkeypatch.setattr(slot_files, "atomic_write", full)
        read_back(page, qtbot, lines)
        qtbot.waitUntil(lambda: "Keep both sheets" in page.trouble.text(), timeout=20_000)
        monkeypatch.undo()
        assert page.leave_button.isVisible()
        with qtbot.waitSignal(program.signed_in, timeout=20_000):
            qtbot.keyClick(page.leave_button, ENTER)
    assert opens_with(house, house.lines)


def test_a_sheet_that_is_gone_before_it_was_confirmed_is_made_anew(tmp_path: Path, qtbot: Any) -> None:
    house = House(tmp_path).make(confirmed=False)
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.password.line.setText(PASSWORD)
        screen.submit()
        window = program.window
        assert window is not None
        qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryPage)), timeout=20_000)
        window.findChildren(RecoveryPage)[0].lost_button.click()
        page = new_sheet(program, qtbot)
        lines = save(page, qtbot, house)
        with qtbot.waitSignal(program.signed_in, timeout=20_000):
            read_back(page, qtbot, lines)
    opened = house.open()
    assert not opened.recovery.asked and not opened.recovery.due
    opened.close()


def test_who_is_on_the_way_in_when_the_program_locks_is_not_let_in(
    house: House, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, closed = threading.Event(), list[str]()
    with running(house, qtbot) as program:
        page = begin(program, qtbot)
        type_lines(page, qtbot, house.lines)
        to_password(page, qtbot)
        assert program.entering.recovering is not None
        monkeypatch.setattr(program.entering.recovering, "_until_free", held.wait)
        real = Practice.close
        monkeypatch.setattr(Practice, "close", lambda self, *a: (closed.append("closed"), real(self, *a))[1])
        type_password(page, qtbot)
        program.lock()
        held.set()
        qtbot.waitUntil(lambda: bool(closed), timeout=30_000)
        qtbot.wait(200)
        assert program.frame is None and program.lock_screen is not None and not program.holder.open


@pytest.mark.parametrize(("size", "percent"), [((1100, 680), 100), ((1280, 720), 150)])
def test_nothing_of_the_page_is_cut(house: House, qtbot: Any, size: tuple[int, int], percent: int) -> None:
    theme().set_text_size(percent)
    page = SheetEntry("Riverside Family Practice")
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    for line in page.lines.lines:
        line.put("AAAA-AAAA-AA")
    qtbot.wait(50)
    assert page.rect().contains(page.card.geometry())
    assert page.button.visibleRegion().boundingRect().height() == page.button.height()
