"""Faults of our own, alarms about the record, and work that a kill left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.practice.drafts import draft_of
from app.security.queries import verify
from tests.ui_shell.standing import (
    MARIA,
    NOW,
    PASSWORD,
    House,
    frame,
    lock,
    lock_screen,
    note_of,
    running,
    sign_in,
    words_of,
)
from ui.common.button import Button
from ui.practice.backups_section import BackupsSection
from ui.shell.crash_screen import CrashScreen, crash_report
from ui.shell.faults import Faults, write_report
from ui.shell.history_panel import HistoryOverlay
from ui.shell.manual import ManualOverlay
from ui.shell.places import places_for

REPO = Path(__file__).resolve().parents[2]
SECRET = "Susan Lee 8/12/1958"


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


def _fault() -> ZeroDivisionError:
    try:
        raise ZeroDivisionError(SECRET)
    except ZeroDivisionError as error:
        return error


def test_a_fault_covers_the_work_and_keeps_a_report_without_patient_data(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        program.crash(_fault())
        screens = opened.findChildren(CrashScreen)
        assert len(screens) == 1 and opened.covered
        program.crash(_fault())  # one that comes again covers nothing twice
        assert len(opened.findChildren(CrashScreen)) == 1
        reports = list((house.folder / "reports").iterdir())
        assert reports and all(SECRET not in one.read_text(encoding="utf-8") for one in reports)
        screens[0].findChild(Button, "save_report").click()
        assert str(reports[0]) in screens[0].details.toPlainText()
        screens[0].go_on_button.click()
        assert not opened.covered


def test_a_fault_behind_the_lock_never_uncovers_the_work(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        screen = lock(program, qtbot)
        program.crash(_fault())
        assert opened.border.stack.currentWidget() is screen
        assert list((house.folder / "reports").iterdir())


def test_the_lock_covers_a_crash_screen_too(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        program.crash(_fault())
        screen = lock(program, qtbot)
        assert opened.border.stack.currentWidget() is screen


def test_what_nobody_took_is_told_by_its_kind_alone(
    qtbot: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    faults, met = Faults(), []
    faults.met.connect(met.append)
    faults.watch()
    try:
        error = _fault()
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        faults.leave()
    qtbot.waitUntil(lambda: bool(met))
    assert met == [error]
    assert SECRET not in caplog.text and SECRET not in "".join(capsys.readouterr())


def test_a_report_that_cannot_be_written_is_no_second_fault(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("in the way", encoding="utf-8")
    assert write_report(crash_report(_fault()), lambda: NOW, tmp_path / "reports") is None


def _set_back(house: House) -> None:
    """Put an older copy of the practice file in place of the newer one, as a careless restore does."""
    older = house.file.read_bytes()
    house.open().close()
    house.file.write_bytes(older)


def test_an_older_file_raises_an_alarm_that_stays_until_the_owner_judges_it(house: House, qtbot: Any) -> None:
    _set_back(house)
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        assert opened.alarm_bar is not None and "is older than" in opened.alarm_bar.words.text()
        lock(program, qtbot)
        sign_in(program, qtbot)
        assert opened.alarm_bar is not None
        heads = program.holder.practice.history.heads()
        opened.alarm_bar.button.click()
        overlay = opened.findChildren(HistoryOverlay)[0]
        shown = words_of(overlay)
        assert len({head.hash for head in heads}) == 2
        assert all(head.hash in shown and str(head.sequence) in shown for head in heads)
        assert "is older" not in shown  # the file went on meanwhile: row by row it is another history
        assert "another history" in shown and "restore the newest backup" in shown
        assert not overlay.history.accept_button.isEnabled()
        overlay.history.reason.line.insert("The disk was replaced")
        overlay.history.reason.edited.emit()
        overlay.history.accept_button.click()
        qtbot.waitUntil(lambda: opened.alarm_bar is None, timeout=10_000)
        lock(program, qtbot)
        sign_in(program, qtbot)
        assert opened.alarm_bar is None
        assert program.holder.practice.answer(verify).verified


def test_the_alarm_says_what_is_missing_and_leads_to_the_manual_and_to_the_backups(
    house: House, qtbot: Any
) -> None:
    _set_back(house)
    with running(house, qtbot, places_for) as program:
        opened = sign_in(program, qtbot)
        assert opened.alarm_bar is not None
        assert ".anchor" not in opened.alarm_bar.words.text()
        opened.alarm_bar.button.click()
        overlay = opened.findChildren(HistoryOverlay)[0]
        shown, missing = words_of(overlay), program.holder.practice.history.missing
        assert f"Rows missing: {missing}." in opened.alarm_bar.words.text()
        assert "Missing from this file" in shown and f"{missing} rows of the record" in shown
        assert "9:00 AM" in shown and "-wal" in shown and "restore the newest backup" in shown
        overlay.history.manual_link.click()
        (manual,) = opened.findChildren(ManualOverlay)
        assert manual.isVisible()
        manual.close_panel()
        overlay.history.backups_link.click()
        assert not overlay.isVisible()
        (section,) = opened.findChildren(BackupsSection)
        qtbot.waitUntil(section.isVisible)


def test_an_anchor_that_was_deleted_is_told_to_the_owner(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        anchor = program.holder.practice.paths.anchor
    anchor.unlink()
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        qtbot.waitUntil(lambda: anchor.name in words_of(opened))
        assert opened.alarm_bar is None


def test_others_see_the_alarm_and_are_sent_to_the_owner(house: House, qtbot: Any) -> None:
    _set_back(house)
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot, "maria", MARIA)
        assert opened.alarm_bar is not None
        assert "Tell the owner" in opened.alarm_bar.words.text()
        assert not opened.alarm_bar.button.isVisible()


KILLED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.ui_shell.standing import House, PASSWORD, note_places
from ui.shell.program import Program
house = House(Path(sys.argv[1]))
program = Program(house.file, note_places, house.around())
program.start()
program.lock_screen.choose("ruth")
program.lock_screen.password.line.setText(PASSWORD)

def type_it():
    screen = program.frame.screen_of("notes")
    screen.note.setFocus()
    screen.keeper.kept.connect(lambda at: print("kept", flush=True))
    QTest.keyClicks(screen.note.line, "call the pharmacy")
    screen.note.line.setCursorPosition(4)

program.signed_in.connect(type_it)
program.lock_screen.submit()
QTimer.singleShot(60_000, app.quit)
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_typed_comes_back_after_the_program_was_killed(house: House, qtbot: Any) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(house.folder)],
        cwd=REPO,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "kept\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with running(house, qtbot) as program:
        assert lock_screen(program).login
        sign_in(program, qtbot, "ruth", PASSWORD)
        screen = note_of(program)
        qtbot.waitUntil(lambda: screen.note.text() == "call the pharmacy", timeout=10_000)
        assert screen.note.line.cursorPosition() == 4
        assert program.holder.practice.history.alarms == ()
        screen.keeper.finish()
        assert program.desk is not None and program.desk.settle()
        assert program.holder.practice.answer(draft_of, "test.note") is None
        assert frame(program).current == "notes"
