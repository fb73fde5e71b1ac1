"""Backups beside the window: on the schedule, missed, on exit, while locked; and what is told of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.practice.backups.actions import SaveBackupPlan, save_backup_plan
from app.practice.backups.queries import backup_plan, backup_runs
from app.practice.backups.views import RunKind
from app.store.backup_place import BackupPlace
from tests.ui_shell.standing import MARIA, House, frame, lock, running, sign_in, words_of
from ui.common.backups import Job
from ui.shell.backup_exit import BackupExit
from ui.shell.backup_watch import BackupWatch
from ui.shell.program import Program
from ui.shell.status_line import StatusText


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path).make()
    (tmp_path / "drive").mkdir()
    return made


def plan(house: House, *times: str, on_exit: bool = False, target: str = "drive") -> None:
    practice = house.open()
    known = practice.answer(backup_plan)
    practice.run(
        save_backup_plan,
        SaveBackupPlan(
            version=known.version,
            policy_version=known.policy_version,
            target=str(house.folder / target),
            times=times,
            on_exit=on_exit,
        ),
    )
    practice.close()


def place(house: House) -> BackupPlace:
    practice = house.open()
    found = BackupPlace.within(house.folder / "drive", practice.practice_id)
    practice.close()
    return found


def status(program: Program) -> StatusText:
    return frame(program).status_line.texts["backup"]


def wait_known(program: Program, qtbot: Any) -> BackupWatch:
    qtbot.waitUntil(lambda: program.backups.now.status is not None, timeout=10_000)
    return program.backups


def make_one(program: Program, qtbot: Any) -> None:
    watch = wait_known(program, qtbot)
    with qtbot.waitSignal(watch.finished, timeout=30_000):
        assert watch.start(Job.BACK_UP)
    qtbot.waitUntil(lambda: watch.now.status is not None and watch.now.status.verified is not None)


def test_without_a_folder_the_status_line_says_so(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        wait_known(program, qtbot)
        assert status(program).item.words == "No backup: no folder chosen"
        assert status(program).item.tone == "warning" and status(program).item.acts


def test_a_backup_that_is_due_is_made_without_being_asked_for(house: House, qtbot: Any) -> None:
    plan(house, "09:30")
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        watch = wait_known(program, qtbot)
        watch.look()
        qtbot.wait(100)
        assert watch.now.job is None  # it is 9:00
        house.clock.advance(timedelta(minutes=31))
        with qtbot.waitSignal(watch.finished, timeout=30_000):
            watch.look()
        qtbot.waitUntil(lambda: status(program).item.words.startswith("Backup verified"), timeout=10_000)
        watch.look()
        qtbot.wait(100)
        assert watch.now.job is None  # and it is not made twice
    assert len(place(house).backups()) == 1


def test_one_that_was_missed_is_made_at_the_next_sign_in(house: House, qtbot: Any) -> None:
    plan(house, "09:30")
    house.clock.advance(timedelta(hours=20))
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        watch = wait_known(program, qtbot)
        with qtbot.waitSignal(watch.finished, timeout=30_000):
            watch._first.timeout.emit()
    assert len(place(house).backups()) == 1


def test_a_drive_that_is_not_there_is_told_once_and_tried_again_later(house: House, qtbot: Any) -> None:
    plan(house, "09:30", target="stick")
    house.clock.advance(timedelta(hours=1))
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        watch = wait_known(program, qtbot)
        failed: list[Job] = []
        watch.failed.connect(lambda job, _error: failed.append(job))
        with qtbot.waitSignal(watch.failed, timeout=30_000):
            watch.look()
        assert "stick is not there" in words_of(window.strip)
        assert "the last try failed" in status(program).item.words
        watch.look()
        qtbot.wait(200)
        assert failed == [Job.BACK_UP]
        house.clock.advance(timedelta(minutes=11))
        (house.folder / "stick").mkdir()
        with qtbot.waitSignal(watch.finished, timeout=30_000):
            watch.look()
        qtbot.waitUntil(lambda: watch.now.trouble is None and watch.now.job is None)


def test_never_two_at_once(house: House, qtbot: Any) -> None:
    plan(house)
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        watch = wait_known(program, qtbot)
        assert watch.start(Job.BACK_UP)
        assert not watch.start(Job.BACK_UP) and not watch.start(Job.REHEARSE)
        with qtbot.waitSignal(watch.over, timeout=30_000):
            pass
    assert len(place(house).backups()) == 1


def test_cancelled_it_leaves_nothing_and_says_nothing(house: House, qtbot: Any) -> None:
    plan(house)
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        watch = wait_known(program, qtbot)
        failed: list[Job] = []
        watch.failed.connect(lambda job, _error: failed.append(job))
        watch.start(Job.BACK_UP)
        with qtbot.waitSignal(watch.over, timeout=30_000):
            watch.cancel()
        assert failed == []
    assert place(house).backups() == []


@pytest.mark.parametrize(("hours", "tone"), [(23, "second"), (24, "warning"), (48, "danger")])
def test_its_age_is_told_in_words_and_colour(house: House, qtbot: Any, hours: int, tone: str) -> None:
    plan(house)
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        make_one(program, qtbot)
        house.clock.advance(timedelta(hours=hours))
        program.backups.look()
        qtbot.waitUntil(lambda: status(program).item.tone == tone, timeout=10_000)
        words = status(program).item.words
        assert (f"{hours} hours old" in words) == (tone != "second")


def test_pressing_it_opens_the_backups_by_mouse_and_keys(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        wait_known(program, qtbot)
        pressed: list[str] = []
        window.status_line.pressed.connect(pressed.append)
        qtbot.mouseClick(status(program), Qt.MouseButton.LeftButton)
        status(program).setFocus()
        QTest.keyClick(status(program), Qt.Key.Key_Return)
        assert pressed == ["backup", "backup"]


def test_while_locked_a_due_backup_is_a_copy_and_is_verified_after_the_unlock(
    house: House, qtbot: Any
) -> None:
    plan(house, "09:30")
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        watch = wait_known(program, qtbot)
        lock(program, qtbot)
        house.clock.advance(timedelta(hours=1))
        with qtbot.waitSignal(watch.finished, timeout=30_000) as copied:
            watch.look()
        assert copied.args[0] is Job.COPY
        watch.look()
        assert watch.now.job is None  # one copy is enough
        sign_in(program, qtbot)
        wait_known(program, qtbot)
        with qtbot.waitSignal(watch.finished, timeout=30_000) as proved:
            watch.look()
        assert proved.args[0] is Job.PROVE_COPY
    found = place(house)
    assert len(found.backups()) == 1 and found.copies() == []


def test_an_unlock_does_not_wait_for_a_copy(house: House, qtbot: Any, monkeypatch: Any) -> None:
    import threading

    from app.store import backup_copying

    plan(house, "09:30")
    begun, real = threading.Event(), backup_copying.copy_file

    def slow(*args: Any) -> Any:
        begun.set()
        meter = args[2]
        while True:
            meter.add(0, args[3])  # raises Cancelled

    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        watch = wait_known(program, qtbot)
        lock(program, qtbot)
        house.clock.advance(timedelta(hours=1))
        monkeypatch.setattr(backup_copying, "copy_file", slow)
        watch.look()
        assert watch.now.job is Job.COPY and begun.wait(10)
        sign_in(program, qtbot)
        monkeypatch.setattr(backup_copying, "copy_file", real)
    assert place(house).copies() == []


def test_the_lock_screen_tells_the_age_and_names_nobody(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        wait_known(program, qtbot)
        screen = lock(program, qtbot)
        (text,) = screen.findChildren(StatusText, "status_backup")
        assert text.item.words == "No backup: no folder chosen" and not text.item.acts


def exit_page(program: Program) -> BackupExit:
    (page,) = frame(program).findChildren(BackupExit)
    return page


def test_closing_the_window_makes_a_last_backup_first(house: House, qtbot: Any) -> None:
    plan(house, on_exit=True)
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        wait_known(program, qtbot)
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        assert not window.close()
        qtbot.waitUntil(lambda: bool(ended), timeout=30_000)
    assert len(place(house).backups()) == 1


def test_leaving_without_it_ends_at_once_and_leaves_nothing(house: House, qtbot: Any) -> None:
    plan(house, on_exit=True)
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        wait_known(program, qtbot)
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        window.close()
        exit_page(program).leave_button.click()
        qtbot.waitUntil(lambda: bool(ended), timeout=30_000)
    assert place(house).backups() == []


def test_going_back_to_work_stops_it(house: House, qtbot: Any) -> None:
    plan(house, on_exit=True)
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        wait_known(program, qtbot)
        window.close()
        exit_page(program).back_button.click()
        assert not window.covered and window.isVisible()
        qtbot.waitUntil(lambda: program.backups.now.job is None, timeout=10_000)


def test_with_the_drive_gone_it_says_why_and_one_may_still_leave(house: House, qtbot: Any) -> None:
    plan(house, on_exit=True, target="stick")
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        wait_known(program, qtbot)
        window.close()
        page = exit_page(program)
        qtbot.waitUntil(lambda: page.trouble.isVisible(), timeout=10_000)
        assert "stick is not there" in page.trouble.text()
        assert page.again_button.isVisible() and page.leave_button.isVisible()
        page.leave_button.click()


def test_nothing_is_made_on_exit_where_nothing_was_done_since(house: House, qtbot: Any) -> None:
    plan(house, on_exit=True)
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        make_one(program, qtbot)
        qtbot.waitUntil(lambda: not program.backups.owes_on_exit, timeout=10_000)
        assert window.close()


def test_the_system_ending_the_program_waits_for_no_backup(house: House, qtbot: Any, qapp: Any) -> None:
    plan(house, on_exit=True)
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        wait_known(program, qtbot)
        qapp.setProperty("leaving", True)
        try:
            assert window.close()
        finally:
            qapp.setProperty("leaving", None)


def test_a_medical_assistant_backs_up_as_well(house: House, qtbot: Any) -> None:
    plan(house)
    with running(house, qtbot) as program:
        sign_in(program, qtbot, "maria", MARIA)
        make_one(program, qtbot)
    practice = house.open()
    assert [one.kind for one in practice.answer(backup_runs)] == [RunKind.VERIFIED]
    assert practice.answer(backup_runs)[0].by == "Maria R., CMA"
    practice.close()


def test_behind_the_lock_the_age_goes_on_and_a_copy_is_called_a_copy(house: House, qtbot: Any) -> None:
    plan(house, "09:30")
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        make_one(program, qtbot)
        screen = lock(program, qtbot)
        house.clock.advance(timedelta(hours=49))
        with qtbot.waitSignal(program.backups.over, timeout=30_000):
            program.backups.look()
        (text,) = screen.findChildren(StatusText, "status_backup")
        assert text.item.tone == "danger"
        assert "49 hours old" in text.item.words and "not yet verified" in text.item.words


def red_with_the_drive_gone(program: Program, house: House, qtbot: Any) -> None:
    make_one(program, qtbot)
    house.clock.advance(timedelta(hours=51))
    (house.folder / "drive").rename(house.folder / "in the bag")
    qtbot.waitUntil(lambda: not program.backups._asking, timeout=10_000)
    program.backups.look()
    qtbot.waitUntil(lambda: status(program).item.tone == "danger", timeout=10_000)


@pytest.mark.parametrize("on_exit", [True, False])
def test_closing_with_the_backup_red_and_the_drive_gone_says_so_and_another_folder_serves(
    house: House, qtbot: Any, on_exit: bool
) -> None:
    plan(house, on_exit=on_exit)
    (house.folder / "stick").mkdir()
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        red_with_the_drive_gone(program, house, qtbot)
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        assert not window.close()
        page = exit_page(program)
        qtbot.waitUntil(page.other_button.isVisible, timeout=10_000)
        assert "drive is not there" in page.trouble.text() and "51 hours old" in page.age.text()
        page._choose = lambda _parent: str(house.folder / "stick")
        page.other_button.click()
        qtbot.waitUntil(lambda: bool(ended), timeout=30_000)
    assert len(list((house.folder / "stick").glob("daybook-backups-*/2026-*"))) == 1
    practice = house.open()
    assert practice.answer(backup_plan).target == str(house.folder / "drive")  # the plan stays
    practice.close()


def test_leaving_with_the_backup_red_asks_once(house: House, qtbot: Any) -> None:
    plan(house)
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        red_with_the_drive_gone(program, house, qtbot)
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        assert not window.close()
        page = exit_page(program)
        qtbot.waitUntil(page.trouble.isVisible, timeout=10_000)
        page.leave_button.click()
        qtbot.waitUntil(lambda: bool(ended), timeout=30_000)
