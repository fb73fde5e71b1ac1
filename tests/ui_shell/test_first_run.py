"""The first-run assistant makes a practice; one made by the command line is asked for its sheet."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.core.acts import Role
from app.practice.queries import opening_hours, practice_settings, providers, rooms, visit_types
from app.practice.views import OpenHours
from app.practice_file import open_practice
from app.store.kdf import FLOOR
from tests.ui_shell.standing import MARIA, PASSWORD, House, lock_screen, note_places, running, words_of
from ui.shell.first_run import Choosers, FirstRun
from ui.shell.first_run_hours import time_of
from ui.shell.first_run_making import Making
from ui.shell.first_run_practice import file_name
from ui.shell.recovery_page import RecoveryPage
from ui.shell.start import Start, TroublePage


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def start(house: House, qtbot: Any, qapp: Any) -> Iterator[Start]:
    house.folder.joinpath("out").mkdir()
    choosers = Choosers(
        folder=lambda _parent, _before: str(house.folder / "practice"),
        save=lambda _parent, name: str(house.folder / "out" / name),
        practice=lambda _parent: str(house.file),
    )
    made = Start(note_places, house.around(), cost=FLOOR, choosers=choosers, zone="America/Chicago")
    over: list[bool] = []
    made.over.connect(lambda: over.append(True))
    yield made
    window = made.window or (made.program.window if made.program else None)
    if made.program is not None:
        made.program.wait_until_shut()
        made.program.end()
        qtbot.waitUntil(lambda: bool(over), timeout=10_000)
    elif made.first_run is not None:
        made.first_run.put_away()
    if window is not None:
        window.deleteLater()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def first_run(start: Start) -> FirstRun:
    assert start.first_run is not None
    return start.first_run


def fill_to_owner(start: Start, qtbot: Any) -> FirstRun:
    """Type through the pages by keyboard up to the owner's password."""
    start.begin(None)
    page = first_run(start)
    qtbot.keyClick(page.next_button, Qt.Key.Key_Return)
    for field, text in (
        (page.practice_page.name, "Riverside Family Practice"),
        (page.practice_page.city, "Dayton"),
        (page.practice_page.state, "ohio"),
        (page.practice_page.phone, "937 555 0188"),
    ):
        qtbot.keyClicks(field.line, text)
    qtbot.keyClick(page.practice_page.phone.line, Qt.Key.Key_Return)
    assert page.page is page.hours
    qtbot.keyClick(QApplication.focusWidget() or page.page, Qt.Key.Key_Return)
    assert page.page is page.place
    page.place.button.click()
    page.go_on()
    qtbot.keyClicks(page.owner.name.line, "Ruth Day, MD")
    page.owner.clinician.set_value(Role.PHYSICIAN)
    page.owner.clinician.edited.emit()
    return page


def type_password(page: FirstRun, qtbot: Any, password: str = PASSWORD) -> None:
    for field in (page.owner.password, page.owner.again):
        field.line.clear()
        qtbot.keyClicks(field.line, password)


def make(page: FirstRun, qtbot: Any) -> None:
    type_password(page, qtbot)
    page.go_on()
    assert page.page is page.start
    page.go_on()
    qtbot.waitUntil(lambda: page.page is page.sheet, timeout=20_000)


def test_a_practice_is_made_page_by_page_and_opens_for_its_owner(
    start: Start, house: House, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[Any] = []
    hand_out = Making._hand_out

    def watched(self: Making, sheet: Any) -> None:
        sheets.append(sheet)
        hand_out(self, sheet)

    monkeypatch.setattr(Making, "_hand_out", watched)
    page = fill_to_owner(start, qtbot)
    assert (page.owner.short_name.text(), page.owner.login.text()) == ("Dr. Day", "ruth")
    make(page, qtbot)
    assert not page.next_button.isEnabled()
    assert not list(house.folder.glob("practice/*"))  # nothing is made before the sheet is kept
    page.sheet.save_button.click()
    qtbot.waitUntil(page.next_button.isEnabled, timeout=10_000)
    saved = house.folder / "out" / "Daybook recovery sheet.pdf"
    assert saved.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    page.go_on()
    qtbot.waitUntil(lambda: page.page is page.confirm, timeout=20_000)
    groups = [group for line in sheets[0].lines for group in line.groups]
    assert page.confirm.groups is not None and page._practice is not None
    asked = [groups[place] for place in page._practice.recovery.asked]
    fields = page.confirm.groups.fields
    qtbot.keyClicks(fields[0].line, "0000")
    qtbot.keyClicks(fields[1].line, asked[1])
    page.go_on()
    qtbot.waitUntil(lambda: "is not what the sheet says" in fields[0].error.text(), timeout=10_000)
    fields[0].line.clear()
    qtbot.keyClicks(fields[0].line, asked[0].lower())
    page.go_on()
    qtbot.waitUntil(lambda: start.program is not None and start.program.frame is not None, timeout=10_000)
    assert start.program is not None
    practice = start.program.holder.practice
    facts = practice.answer(practice_settings)
    assert (facts.name, facts.state, facts.phone) == ("Riverside Family Practice", "OH", "+19375550188")
    assert facts.zone == "America/Chicago"
    assert practice.recovery.asked == ()
    assert [each.short_name for each in practice.answer(providers)] == ["Dr. Day", "Clinical staff"]
    assert len(practice.answer(rooms)) == 6 and len(practice.answer(visit_types)) > 5
    assert practice.answer(opening_hours, house.clock.now().date()) == (
        OpenHours("08:00", "12:00"),
        OpenHours("13:00", "17:00"),
    )
    assert house.settings.practice == practice.paths.file


def test_going_back_from_the_sheet_leaves_nothing(start: Start, house: House, qtbot: Any) -> None:
    page = fill_to_owner(start, qtbot)
    make(page, qtbot)
    page.go_back()
    assert page.page is page.start
    assert not list(house.folder.glob("practice/*"))
    page.go_on()  # the password still stands there, and a new sheet comes
    qtbot.waitUntil(lambda: page.page is page.sheet, timeout=20_000)


def test_closing_the_window_at_the_sheet_leaves_nothing(start: Start, house: House, qtbot: Any) -> None:
    page = fill_to_owner(start, qtbot)
    make(page, qtbot)
    assert start.window is not None
    with qtbot.waitSignal(start.over):
        start.window.close()
    assert not list(house.folder.glob("practice/*"))


def test_each_refusal_stands_beside_its_field(start: Start, qtbot: Any) -> None:
    start.begin(None)
    page = first_run(start)
    page.go_on()
    page.practice_page.zip.line.setText("12")
    page.practice_page.phone.line.setText("call me")
    page.go_on()
    assert page.page is page.practice_page
    for field in (page.practice_page.name, page.practice_page.zip, page.practice_page.phone):
        assert field.error.text() and not field.error.text().startswith("fields.")


def test_the_password_is_judged_while_it_is_typed(start: Start, qtbot: Any) -> None:
    page = fill_to_owner(start, qtbot)
    qtbot.keyClicks(page.owner.password.line, "short")
    assert "at least 12 characters" in _rules(page)
    page.owner.password.line.clear()
    qtbot.keyClicks(page.owner.password.line, "riverside family practice")
    assert "a name that everybody here knows" in _rules(page)
    type_password(page, qtbot)
    assert "A good password" in _rules(page)
    page.owner.again.line.setText("another one altogether")
    page.go_on()
    assert page.page is page.owner and "not the same" in page.owner.again.error.text()
    page.owner.shown.click()
    assert page.owner.password.line.echoMode() == page.owner.password.line.EchoMode.Normal


def _rules(page: FirstRun) -> str:
    return " ".join(line.text for line in page.owner.rules._lines)


def test_a_folder_that_holds_a_practice_is_refused(start: Start, house: House, qtbot: Any) -> None:
    house.make()
    page = fill_to_owner(start, qtbot)
    page.go_back()
    assert page.page is page.place
    page.place.folder.set_value(str(house.file.parent))
    page.place.name.set_value("riverside")
    page.go_on()
    assert page.page is page.place
    assert "is there already. Nothing was overwritten" in page.place.name.error.text()


def test_an_existing_practice_can_be_opened_instead(start: Start, house: House, qtbot: Any) -> None:
    house.make()
    start.begin(None)
    first_run(start).welcome.open_button.click()
    assert start.program is not None
    assert "Riverside Family Practice" in words_of(lock_screen(start.program))
    assert house.settings.practice == house.file


def test_a_practice_that_is_gone_says_so_and_offers_ways_on(start: Start, house: House, qtbot: Any) -> None:
    start.begin(house.folder / "gone.daybook")
    assert start.window is not None
    page = start.window.centralWidget()
    assert isinstance(page, TroublePage)
    assert page.why.text() == "gone.daybook is not there. Check the name; nothing was created."
    house.make()
    page.other.emit()
    assert start.program is not None and start.program.lock_screen is not None


def test_the_owner_is_asked_for_the_sheet_that_nobody_confirmed(house: House, qtbot: Any) -> None:
    house.make(confirmed=False)
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.choose("ruth")
        screen.password.line.setText(PASSWORD)
        screen.submit()
        qtbot.waitUntil(lambda: isinstance(_central(program), RecoveryPage), timeout=10_000)
        page = _central(program)
        asked = house.asked_groups(program.holder.practice)
        for field, group in zip(page.groups.fields, asked, strict=True):
            field.line.setText(group)
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            page.button.click()
        assert program.holder.practice.recovery.asked == ()
    open_practice(house.file, "ruth", PASSWORD, house.setting).close()


def test_nobody_else_is_asked_for_the_sheet_and_the_owner_may_put_it_off(house: House, qtbot: Any) -> None:
    house.make(confirmed=False)
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.choose("maria")
        screen.password.line.setText(MARIA)
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            screen.submit()
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.choose("ruth")
        screen.password.line.setText(PASSWORD)
        screen.submit()
        qtbot.waitUntil(lambda: isinstance(_central(program), RecoveryPage), timeout=10_000)
        with qtbot.waitSignal(program.closed, timeout=10_000):
            program.lock()  # also this page locks
        assert program.lock_screen is not None and not program.holder.open


def _central(program: Any) -> Any:
    return program.window.centralWidget()


@pytest.mark.parametrize(
    ("typed", "afternoon", "wall"),
    [
        ("8", False, "08:00"),
        ("8:30 am", False, "08:30"),
        ("5", True, "17:00"),
        ("1:15", True, "13:15"),
        ("12", True, "12:00"),
        ("12 am", True, "00:00"),
        ("1730", True, "17:30"),
        ("25", False, ""),
        ("noon", False, ""),
        ("8:75", False, ""),
    ],
)
def test_times_are_read_as_people_type_them(typed: str, afternoon: bool, wall: str) -> None:
    assert time_of(typed, afternoon=afternoon) == wall


def test_the_name_of_a_practice_suggests_its_file() -> None:
    assert file_name("Dr. Müller & Sons") == "dr-muller-sons.daybook"
    assert file_name("家庭医") == "practice.daybook"
