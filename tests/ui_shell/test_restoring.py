"""The restore assistant, as somebody uses it who never saw it: drive, password or sheet, place, sign-in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent

from app.practice_file import ListedState, backups_below, open_practice
from tests.ui_shell.standing import (
    MARIA,
    PASSWORD,
    House,
    note_of,
    note_places,
    sign_in,
    words_of,
)
from ui.practice.backups_section import BackupsSection
from ui.practice.restore_lead import RestoreLead
from ui.shell.around import Around
from ui.shell.first_run import Choosers
from ui.shell.pc_settings import PcSettings
from ui.shell.recovering import Recovering
from ui.shell.restoring import Restoring
from ui.shell.restoring_pages import SHEET
from ui.shell.start import Start


class Bare:
    """A bare PC with a drive plugged in that holds one backup."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder / "old").make()
        self.drive = folder / "drive"
        self.drive.mkdir()
        practice = self.house.open()
        self.backup = practice.backups.make(self.drive).folder
        practice.close()
        self.file = folder / "new" / "Daybook" / "riverside.daybook"
        settings, state = PcSettings(folder / "config"), folder / "new_state"
        around = Around(self.house.clock, state, settings, folder / "reports")
        self.start = Start(note_places, around, choosers=Choosers(folder=lambda _w, _s: str(self.drive)))

    @property
    def page(self) -> Restoring:
        assert self.start.restoring is not None
        return self.start.restoring


@pytest.fixture
def bare(tmp_path: Path, qtbot: Any) -> Iterator[Bare]:
    made = Bare(tmp_path)
    made.start.begin(None)
    yield made
    if made.start.program is not None:
        program = made.start.program
        over: list[bool] = []
        program.ended.connect(lambda: over.append(True))
        program.end()
        qtbot.waitUntil(lambda: bool(over), timeout=10_000)
        if program.window is not None:
            program.window.close()
            program.window.deleteLater()
        program.deleteLater()
    if made.start.window is not None:
        made.start.window.close()
        made.start.window.deleteLater()
    made.start.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def find(bare: Bare, qtbot: Any) -> Restoring:
    """From the first-run screen to a backup that is chosen."""
    if bare.start.first_run is not None:
        bare.start.first_run.welcome.restore_button.click()
    page = bare.page
    page.finding.button.click()
    qtbot.waitUntil(lambda: page.next_button.isEnabled(), timeout=10_000)
    page.next_button.click()
    return page


def with_password(page: Restoring, qtbot: Any, login: str = "ruth", password: str = PASSWORD) -> None:
    page.who.login.line.setText(login)
    page.who.password.line.setText(password)
    page.go_on()
    qtbot.waitUntil(lambda: not page._busy, timeout=10_000)


def restore(bare: Bare, qtbot: Any) -> Restoring:
    page = bare.page
    page.where.file.set_value(str(bare.file))
    page.go_on()
    qtbot.waitUntil(lambda: page.doing.ready, timeout=30_000)
    return page


def test_from_a_bare_pc_to_the_sign_in_with_the_password_of_an_owner(bare: Bare, qtbot: Any) -> None:
    page = find(bare, qtbot)
    with_password(page, qtbot)
    assert page.page is page.where
    told = words_of(page.where)
    assert "Riverside Family Practice" in told and "As of 3/2/2026" in told
    assert page.where.facts[4].value.text() == "2"  # people who sign in
    restore(bare, qtbot)
    assert "is restored as of" in words_of(page.doing)
    page.next_button.click()
    program = bare.start.program
    assert program is not None and program.lock_screen is not None
    assert bare.start._around.settings.practice == bare.file.resolve()
    open_practice(bare.file, "ruth", PASSWORD, bare.house.setting).close()


def test_with_the_sheet_it_goes_on_to_a_new_password_without_typing_it_again(bare: Bare, qtbot: Any) -> None:
    page = find(bare, qtbot)
    page.who.way.set_value(SHEET)
    page.who.way.edited.emit()
    for line, text in zip(page.who.lines.lines, bare.house.lines, strict=True):
        line.put(text)
    page.go_on()
    qtbot.waitUntil(lambda: page.page is page.where, timeout=10_000)
    restore(bare, qtbot)
    lines = page.who.lines.lines
    page.put_away(keep_sheet=True)
    assert not any(shiboken6.isValid(line) and line.text() for line in lines)
    program = bare.start.program
    assert program is not None and isinstance(program.entering.recovering, Recovering)
    entry = program.entering.recovering.page
    qtbot.waitUntil(lambda: entry.page is entry.owner_page, timeout=10_000)
    assert "Ruth Day" in entry.owner_page.what.text()


def test_a_wrong_password_is_said_beside_it_and_one_tries_again(bare: Bare, qtbot: Any) -> None:
    page = find(bare, qtbot)
    with_password(page, qtbot, password="not the password")
    assert page.page is page.who and "do not open" in page.who.trouble.text()
    with_password(page, qtbot)
    assert page.page is page.where


def test_who_is_no_owner_hears_it_before_anything_is_restored(bare: Bare, qtbot: Any) -> None:
    page = find(bare, qtbot)
    with_password(page, qtbot, "maria", MARIA)
    assert page.page is page.who and "Only an owner" in page.who.trouble.text()


def test_a_practice_that_lies_there_is_kept_aside_only_if_one_says_so(bare: Bare, qtbot: Any) -> None:
    bare.file.parent.mkdir(parents=True)
    shutil.copytree(bare.house.file.parent, bare.file.parent, dirs_exist_ok=True)
    page = find(bare, qtbot)
    with_password(page, qtbot)
    page.where.file.set_value(str(bare.file))
    page.go_on()
    assert page.page is page.where and "A practice lies there" in page.where.file.error.text()
    page.where.aside.setChecked(True)
    assert page.where.file.error.text() == ""  # what it asked for is done
    restore(bare, qtbot)
    assert "The files that were there before lie in" in words_of(page.doing)
    assert len(list(bare.file.parent.glob("riverside.daybook.replaced-*"))) == 1


def test_a_damaged_backup_is_named_and_cannot_be_chosen(bare: Bare, qtbot: Any) -> None:
    (bare.backup / "riverside.daybook.keys").unlink()
    assert bare.start.first_run is not None
    bare.start.first_run.welcome.restore_button.click()
    page = bare.page
    page.finding.button.click()
    qtbot.waitUntil(lambda: not page._busy, timeout=10_000)
    assert len(page.finding.model.records) == 1 and not page.next_button.isEnabled()


def test_a_folder_without_backups_says_so(bare: Bare, qtbot: Any) -> None:
    shutil.rmtree(bare.backup.parent)
    assert bare.start.first_run is not None
    bare.start.first_run.welcome.restore_button.click()
    bare.page.finding.button.click()
    qtbot.waitUntil(lambda: "no backup of Daybook" in bare.page.finding.said.text(), timeout=10_000)


def test_a_page_spoilt_meanwhile_is_refused_and_nothing_is_put_there(bare: Bare, qtbot: Any) -> None:
    page = find(bare, qtbot)
    with_password(page, qtbot)
    file = bare.backup / "riverside.daybook"
    content = bytearray(file.read_bytes())
    content[9_000] ^= 1
    file.write_bytes(content)
    page.where.file.set_value(str(bare.file))
    page.go_on()
    qtbot.waitUntil(lambda: not page._busy, timeout=30_000)
    assert page.page is page.where and "damaged" in page.trouble.text()
    assert not bare.file.exists()
    (listed,) = page.finding.model.records
    assert listed.state is ListedState.DAMAGED
    page.finding.show_found(backups_below(bare.drive))  # looked for once more
    assert page.finding.model.records[0].state is ListedState.DAMAGED


def test_leaving_it_leads_back_to_the_first_run(bare: Bare, qtbot: Any) -> None:
    assert bare.start.first_run is not None
    bare.start.first_run.welcome.restore_button.click()
    bare.page.go_back()
    assert bare.start.restoring is None and bare.start.first_run is not None


def test_the_sign_in_screen_leads_there_and_back(bare: Bare, qtbot: Any) -> None:
    bare.start._leave_first_run(lambda: bare.start.open(bare.house.file))
    program = bare.start.program
    assert program is not None and program.lock_screen is not None
    program.lock_screen.restore_button.click()
    assert bare.start.program is None
    page = find(bare, qtbot)
    with_password(page, qtbot)
    assert page.where.place == bare.house.file and page.where.aside.isVisibleTo(page.where)
    for _ in range(3):
        page.go_back()
    again = bare.start.program
    assert again is not None and again.lock_screen is not None


def test_from_the_backups_of_an_open_practice_one_is_signed_out_and_led_there(bare: Bare, qtbot: Any) -> None:
    bare.start._leave_first_run(lambda: bare.start.open(bare.house.file))
    program = bare.start.program
    assert program is not None
    window = sign_in(program, qtbot)
    note_of(program).note.line.setText("half a sentence")
    assert program.desk is not None
    section = BackupsSection(program.desk, program.backups, may_change=True)
    section.setParent(window)
    section.show()
    section.restore_button.click()
    (lead,) = window.findChildren(RestoreLead)
    told = words_of(lead)
    assert "signs you out" in told and "kept aside" in told and "enter it again" in told
    lead.stay_button.click()
    assert program.lock_screen is None and not lead.isVisible()
    section.restore_button.click()
    lead = window.findChildren(RestoreLead)[-1]
    lead.go_button.click()
    qtbot.waitUntil(lambda: bare.start.restoring is not None, timeout=10_000)
    assert bare.start.program is None
    page = find(bare, qtbot)
    with_password(page, qtbot)
    assert page.where.place == bare.house.file and page.where.aside.isVisibleTo(page.where)
    for _ in range(3):
        page.go_back()
    again = bare.start.program
    assert again is not None and again.lock_screen is not None
