"""Sign-in, lock, unlock over the open work, switch of user and end, over a real practice file."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.core.acts import Permission, action
from app.core.errors import Cancelled, Unavailable
from app.practice.drafts import DraftView, SaveDraft, draft_of, my_drafts
from app.security.queries import verify
from app.store.work import Work
from tests.ui_shell.standing import (
    MARIA,
    House,
    frame,
    lock,
    lock_screen,
    note_of,
    running,
    sign_in,
    words_of,
)
from ui.shell.closing import clear_clipboard
from ui.shell.program import Program


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


def test_the_right_password_opens_the_window_and_a_wrong_one_says_why(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.password.line.setText("seven red kayaks")
        screen.submit()
        qtbot.waitUntil(lambda: bool(screen.password.error.text()), timeout=10_000)
        assert screen.password.error.text() == "That sign-in name and password do not open this practice."
        assert program.window is not None and program.window.windowTitle() == "Daybook"
        opened = sign_in(program, qtbot)
        assert "Riverside Family Practice" in opened.windowTitle()
        assert opened.current == "notes"


def test_ctrl_l_covers_at_once_and_the_file_is_closed_beside_the_window(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        with qtbot.waitSignal(program.closed, timeout=10_000):
            start = time.perf_counter()
            qtbot.keyClick(opened, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
            blocked = time.perf_counter() - start
            assert opened.covered
        assert blocked < 0.3
        assert opened.windowTitle() == "Daybook"
        assert "closed at 9:00 AM" in words_of_status(program)
        with pytest.raises(Unavailable):
            _ = program.holder.practice
        house.open().close()  # nobody holds the file


def words_of_status(program: Program) -> str:
    from ui.shell.status_line import StatusText

    return " ".join(each.item.words for each in lock_screen(program).findChildren(StatusText))


def test_the_same_person_comes_back_to_the_open_work(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        screen = note_of(program)
        qtbot.waitUntil(lambda: screen.refreshed == 1)
        qtbot.keyClicks(screen.note.line, "call the pharmacy")
        opened = frame(program)
        lock(program, qtbot)
        assert not screen.note.line.isEnabled()
        assert sign_in(program, qtbot) is opened
        assert note_of(program) is screen and screen.note.text() == "call the pharmacy"
        assert screen.note.line.isEnabled()
        qtbot.waitUntil(lambda: screen.refreshed == 2)


def test_the_lock_saves_what_is_being_typed(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        qtbot.keyClicks(note_of(program).note.line, "call the pharmacy")
        lock(program, qtbot)
        practice = house.open()
        draft = practice.answer(draft_of, "test.note")
        practice.close()
        assert isinstance(draft, DraftView)
        assert draft.content["values"] == {"note": "call the pharmacy"}


def test_another_person_never_sees_the_work_of_the_first(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        qtbot.keyClicks(note_of(program).note.line, "call the pharmacy")
        first = frame(program)
        lock(program, qtbot)
        second = sign_in(program, qtbot, "maria", MARIA)
        assert second is not first and not first.isVisible()
        assert note_of(program).note.text() == ""
        lock(program, qtbot)
        sign_in(program, qtbot)
        qtbot.waitUntil(lambda: note_of(program).note.text() == "call the pharmacy")


def test_switch_user_goes_back_to_the_sign_in_screen(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        program.lock()
        lock_screen(program).switch_wanted.emit()  # at once: it waits until the file is closed
        qtbot.waitUntil(lambda: program.frame is None, timeout=10_000)
        assert program.window is not None and program.window.windowTitle() == "Daybook"
        assert "signed in" not in words_of(lock_screen(program))
        sign_in(program, qtbot, "maria", MARIA)
        assert program.holder.practice.actor.name == "Maria R., CMA"


def test_unlocking_at_once_waits_until_the_file_is_closed(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        program.lock()
        sign_in(program, qtbot)
        assert program.holder.open and not frame(program).covered


@action(Permission.KEEP_DRAFT, recorded=False)
def dawdle(work: Work, command: SaveDraft) -> None:
    """A draft that takes long: what a slow act does to the lock."""
    from app.store import drafts

    drafts.keep(work, command.form, command.subject, command.content)
    started.set()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        work.session.connection().exec_driver_sql("SELECT 1")
        time.sleep(0.01)


started = threading.Event()


def test_a_long_act_is_taken_back_whole_by_the_lock(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        started.clear()
        assert program.desk is not None
        failed: list[Exception] = []
        slow = SaveDraft(form="slow", content={"a": 1})
        program.desk.do(dawdle, slow, failed=lambda error: failed.append(error) or False)
        assert started.wait(5)
        qtbot.keyClicks(note_of(program).note.line, "kept all the same")
        begun = time.monotonic()
        lock(program, qtbot)
        assert time.monotonic() - begun < 5
        sign_in(program, qtbot)
        assert isinstance(failed[0], Cancelled)  # told with the window filled again, not while it is empty
        assert "taken back whole" in words_of(frame(program).strip)
        forms = [one.form for one in program.holder.practice.answer(my_drafts)]
        assert forms == ["test.note"]
        assert program.holder.practice.answer(verify, full=True).verified


def test_the_lock_takes_what_was_copied_out_of_the_clipboard(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        QGuiApplication.clipboard().setText("MRN 004417")
        lock(program, qtbot)
        assert QGuiApplication.clipboard().text() == ""


class Copied:
    """A clipboard that another program owns, or we do."""

    def __init__(self, ours: bool) -> None:
        self.ours, self.cleared = ours, False

    def ownsClipboard(self) -> bool:
        return self.ours

    def supportsSelection(self) -> bool:
        return False

    def clear(self, _mode: object) -> None:
        self.cleared = True


def test_what_others_copied_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "windows"))
    for ours in (True, False):
        clipboard = Copied(ours)
        clear_clipboard(clipboard)  # type: ignore[arg-type]
        assert clipboard.cleared is ours


def test_idle_minutes_lock_and_say_so(house: House, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        now = time.monotonic() + 5 * 60 + 1
        monkeypatch.setattr("ui.shell.idle.time.monotonic", lambda: now)
        with qtbot.waitSignal(program.closed, timeout=10_000):
            program._idle.look()
        assert "Locked after 5 minutes." in lock_screen(program).words.text()


def test_closing_the_window_closes_the_practice(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        qtbot.keyClicks(note_of(program).note.line, "unfinished")
        with qtbot.waitSignal(program.ended, timeout=10_000):
            opened.close()
        practice = house.open()
        assert practice.answer(draft_of, "test.note") is not None
        practice.close()
