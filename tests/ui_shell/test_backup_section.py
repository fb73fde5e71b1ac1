"""Practice, Backups in the window: what the list, the head and the status line say, and what may be done."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.practice.backups.queries import backup_plan
from app.practice.backups.views import AgeLevel
from app.practice_file import ListedState, RestoreWish, restore_practice
from tests.ui_shell.standing import PASSWORD, House, running, sign_in, words_of
from tests.ui_shell.test_backups import make_one, plan, status, wait_known
from ui.common.backups import Job
from ui.practice.backups_section import BackupsSection
from ui.shell.program import Program


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path).make()
    (tmp_path / "drive").mkdir()
    return made


@pytest.fixture
def program(house: House, qtbot: Any) -> Iterator[Program]:
    plan(house, "09:30", on_exit=True)
    with running(house, qtbot) as made:
        sign_in(made, qtbot)
        yield made


def opened(program: Program, qtbot: Any) -> BackupsSection:
    """The section as the Practice place shows it, with what lies on the drive."""
    wait_known(program, qtbot)
    assert program.desk is not None
    section = BackupsSection(program.desk, program.backups, may_change=True)
    qtbot.addWidget(section)
    section.resize(1200, 700)
    section.show()
    section.refresh()
    return section


def spoil(backup: Path) -> None:
    file = backup / "riverside.daybook"
    content = bytearray(file.read_bytes())
    content[9_000] ^= 1
    file.write_bytes(content)


def idle(program: Program, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: program.backups.now.job is None, timeout=30_000)


def states(section: BackupsSection) -> list[ListedState]:
    return [one.state for one in section.model.records]


def test_a_backup_found_damaged_is_damaged_in_the_list_and_a_new_one_is_made_at_once(
    house: House, program: Program, qtbot: Any
) -> None:
    make_one(program, qtbot)
    section = opened(program, qtbot)
    qtbot.waitUntil(lambda: states(section) == [ListedState.VERIFIED], timeout=10_000)
    house.clock.advance(timedelta(minutes=1))
    spoil(section.model.records[0].folder)
    said: list[Any] = []
    section.said.connect(said.append)
    owed: list[AgeLevel] = []
    program.backups.changed.connect(lambda: owed.append(program.backups.now.level))
    section.check_button.click()
    qtbot.waitUntil(lambda: len(place_of(program)) == 2 and program.backups.now.job is None, timeout=30_000)
    assert "damaged" in said[0].text and AgeLevel.RED in owed
    qtbot.waitUntil(lambda: states(section) == [ListedState.VERIFIED, ListedState.DAMAGED], timeout=10_000)
    again = opened(program, qtbot)
    qtbot.waitUntil(lambda: states(again) == [ListedState.VERIFIED, ListedState.DAMAGED], timeout=10_000)
    assert status(program).item.words.startswith("Backup verified")


def place_of(program: Program) -> list[Path]:
    (folder,) = (program.file.parent.parent / "drive").glob("daybook-backups-*")
    return [one for one in folder.iterdir() if one.name.startswith("2026")]


def test_without_a_schedule_it_is_red_in_head_and_status_line_and_owed_on_exit(
    house: House, qtbot: Any
) -> None:
    plan(house, on_exit=True)
    with running(house, qtbot) as program:
        window = sign_in(program, qtbot)
        make_one(program, qtbot)
        section = opened(program, qtbot)
        assert not program.backups.owes_on_exit
        spoil(place_of(program)[0])
        assert program.backups.start(Job.REHEARSE)
        qtbot.waitUntil(lambda: status(program).item.tone == "danger", timeout=30_000)
        assert status(program).item.words == "The newest backup is damaged · there is no other"
        assert "Newest verified\nNever" in words_of(section.metrics)
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        assert not window.close()
        qtbot.waitUntil(lambda: bool(ended), timeout=30_000)
        assert len(place_of(program)) == 2


def test_during_an_alarm_the_message_says_that_nothing_goes_and_the_list_marks_it(
    house: House, program: Program, qtbot: Any
) -> None:
    section = opened(program, qtbot)
    first = [{"finding": "audit.changed", "sequence": 12}]
    program.holder.practice.record("verify", result="findings", findings=1, first=first, full=True)
    said: list[Any] = []
    section.said.connect(said.append)
    qtbot.waitUntil(section.now_button.isEnabled, timeout=10_000)
    section.now_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert "No older backup is removed" in said[0].text and said[0].stays
    qtbot.waitUntil(lambda: len(section.model.records) == 1, timeout=10_000)
    assert "made during an alarm" in row_words(section, 0)


def row_words(section: BackupsSection, row: int) -> str:
    model = section.model
    return " | ".join(one.text(model.records[row]) for one in model.columns)


def test_a_clock_that_was_ahead_is_told_and_the_schedule_goes_on(
    house: House, program: Program, qtbot: Any
) -> None:
    make_one(program, qtbot)
    house.clock.advance(timedelta(hours=49))
    make_one(program, qtbot)
    house.clock.advance(timedelta(hours=-48))
    watch = program.backups
    qtbot.waitUntil(lambda: not watch._asking, timeout=10_000)
    watch._ask(only_show=True)
    words = "The clock was ahead when the newest backup was made (3/4/2026 10:00 AM)"
    qtbot.waitUntil(lambda: status(program).item.words.startswith(words), timeout=10_000)
    assert status(program).item.words.endswith("the one before is 1 hour old")
    assert status(program).item.tone == "warning"
    with qtbot.waitSignal(watch.finished, timeout=30_000):  # 9:30 has passed
        watch.look()
    qtbot.waitUntil(lambda: status(program).item.words == "Backup verified, 10:00 AM", timeout=10_000)


def choose(section: BackupsSection, folder: Path) -> None:
    section.plan_panel._choose = lambda _parent: str(folder)
    section.plan_panel.target_button.click()


def test_a_folder_that_cannot_serve_is_refused_beside_the_field_at_once_and_not_saved(
    house: House, program: Program, qtbot: Any, monkeypatch: Any
) -> None:
    section = opened(program, qtbot)
    panel, real, card = section.plan_panel, os.open, house.folder / "card"
    card.mkdir()

    def shut(path: Any, *args: Any, **more: Any) -> int:
        if "card" in str(path):
            raise OSError(errno.EROFS, "read-only", str(path))
        return real(path, *args, **more)

    monkeypatch.setattr(os, "open", shut)
    qtbot.waitUntil(lambda: panel.plan is not None, timeout=10_000)
    for folder, told in ((card, "card is write-protected"), (house.folder / "gone", "gone is not there")):
        choose(section, folder)
        qtbot.waitUntil(lambda told=told: told in panel.target.error.text(), timeout=10_000)
        panel.save()
        qtbot.waitUntil(lambda told=told: told in panel.target.error.text(), timeout=10_000)
    qtbot.wait(200)
    assert panel.plan is not None and panel.plan.target == str(house.folder / "drive")


def test_other_times_are_saved_with_the_drive_gone_and_that_is_said(house: House, qtbot: Any) -> None:
    plan(house, target="stick")
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        section = opened(program, qtbot)
        panel = section.plan_panel
        qtbot.waitUntil(lambda: "stick is not there" in panel.target.error.text(), timeout=10_000)
        said: list[Any] = []
        panel.said.connect(said.append)
        panel.times.set_value(("11:30",))
        panel.times.edited.emit()
        panel.save()
        qtbot.waitUntil(lambda: bool(said), timeout=10_000)
        assert said[0].text.startswith("Backups: saved. stick is not there") and said[0].stays


def test_trouble_with_a_folder_is_gone_once_another_is_chosen(house: House, qtbot: Any) -> None:
    plan(house, target="stick")
    (house.folder / "drive 2").mkdir()
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        section = opened(program, qtbot)
        assert program.backups.start(Job.BACK_UP)
        qtbot.waitUntil(lambda: "stick is not there" in section.trouble.text(), timeout=10_000)
        choose(section, house.folder / "drive 2")
        section.plan_panel.save()
        qtbot.waitUntil(lambda: section.trouble.isHidden(), timeout=10_000)
        assert "failed" not in status(program).item.words


def test_the_password_of_the_pack_is_typed_twice(program: Program, qtbot: Any) -> None:
    section = opened(program, qtbot)
    panel = section.plan_panel
    qtbot.waitUntil(lambda: panel.plan is not None, timeout=10_000)
    panel.password.line.setText("eleven red kites")
    panel.again.line.setText("eleven red kite")
    panel.password_button.click()
    assert "not the same" in panel.again.error.text()
    qtbot.wait(200)
    assert not program.holder.practice.answer(backup_plan).has_pack_password
    panel.again.line.setText("eleven red kites")
    panel.password_button.click()
    qtbot.waitUntil(lambda: not panel.again.text() and not panel.password.text(), timeout=10_000)
    assert program.holder.practice.answer(backup_plan).has_pack_password


def test_the_list_tells_the_day_of_each_backup_and_why_one_is_damaged_whole(
    house: House, program: Program, qtbot: Any
) -> None:
    make_one(program, qtbot)
    (only,) = place_of(program)
    (only / "riverside.daybook.keys").unlink()
    section = opened(program, qtbot)
    qtbot.waitUntil(section.reason.isVisible, timeout=10_000)
    assert row_words(section, 0).startswith("3/2/2026 9:00 AM | Damaged")
    why = "riverside.daybook.keys is missing from the backup. Nothing was restored; put it back"
    assert section.reason.text().startswith(f"The backup of 3/2/2026 9:00 AM is damaged: {why}")
    assert section.reason.wordWrap()
    qtbot.waitUntil(lambda: status(program).item.tone == "danger", timeout=10_000)


def test_after_a_restore_the_status_names_the_backup_that_was_restored(house: House, qtbot: Any) -> None:
    plan(house)
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        make_one(program, qtbot)
        house.clock.advance(timedelta(hours=3))
        make_one(program, qtbot)
        qtbot.waitUntil(lambda: len(place_of(program)) == 2, timeout=10_000)
        newest = max(place_of(program))
    house.clock.advance(timedelta(hours=1))
    restore_practice(RestoreWish(newest, house.file, "ruth", PASSWORD, replace=True), house.setting)
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        wait_known(program, qtbot)
        assert status(program).item.words == "Backup verified, 12:00 PM"
