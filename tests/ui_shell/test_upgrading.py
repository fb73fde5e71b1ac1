"""A practice of an earlier Daybook in the window: how far it is, stopped, refused, and what is said."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.core.clock import SetClock
from app.core.findings import Message
from app.store import upgrading
from app.store.migrations.runner import SCHEMA_VERSION
from app.store.slot_files import read_keys
from app.store.upgrading import FOLDER
from app.store.upgrading_causes import UpgradeCause, upgrade_trouble
from tests.support.older import Older
from tests.ui_shell.standing import House, frame, lock_screen, running, sign_in, words_of
from ui.common.words import words_for
from ui.shell.program import Program
from ui.shell.upgrading import UpgradePage


@pytest.fixture
def older(tmp_path: Path, qapp: Any) -> Older:
    return Older.copy(tmp_path)


@pytest.fixture
def program(older: Older, qtbot: Any) -> Iterator[Program]:
    house = House(older.folder, clock=SetClock(datetime.fromisoformat(older.facts["now"])))
    with running(house, qtbot) as begun:
        yield begun


class Held:
    """Lets the upgrade wait before it begins its steps, so that the page can be looked at."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        real: Callable[..., Any] = upgrading.upgrade

        def waits(*args: Any) -> None:
            self.go.wait(20)
            real(*args)

        patch.setattr(upgrading, "upgrade", waits)


def _submit(program: Program, older: Older) -> None:
    screen = lock_screen(program)
    screen.choose(older.facts["login"])
    screen.password.line.setText(older.facts["password"])
    screen.submit()


def _page(program: Program) -> UpgradePage:
    assert program.window is not None
    (page,) = program.window.findChildren(UpgradePage)
    return page


def _shown(program: Program) -> bool:
    return program.window is not None and bool(program.window.findChildren(UpgradePage))


def test_the_page_says_what_happens_and_the_window_opens_with_where_the_backup_lies(
    older: Older, program: Program, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    _submit(program, older)
    qtbot.waitUntil(lambda: _shown(program), timeout=10_000)
    page = _page(program)
    assert "Riverside" in words_of(page) and "backup" in words_of(page)
    qtbot.waitUntil(lambda: page.bar.value() == page.bar.maximum() == 1_000, timeout=10_000)
    with qtbot.waitSignal(program.signed_in, timeout=20_000):
        held.go.set()
    qtbot.waitUntil(lambda: FOLDER in words_of(frame(program)), timeout=5_000)
    assert read_keys(older.paths).shown.schema == SCHEMA_VERSION


def test_stopped_during_the_backup_the_sign_in_is_there_again_and_nothing_changed(
    older: Older, program: Program, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()
    real = upgrading.remove_old

    def waits(*args: Any) -> Any:  # the last of the backup; the steps come next
        stopped.wait(20)
        return real(*args)

    monkeypatch.setattr(upgrading, "remove_old", waits)
    before = older.content()
    _submit(program, older)
    qtbot.waitUntil(lambda: _shown(program), timeout=10_000)
    _page(program).stop_button.click()
    stopped.set()
    qtbot.waitUntil(lambda: program.lock_screen is not None, timeout=10_000)
    assert {name: one for name, one in older.content().items() if not name.startswith(FOLDER)} == before


def test_a_refusal_stands_at_the_sign_in(
    older: Older, program: Program, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = upgrade_trouble(UpgradeCause.FAILED, older.file.name)

    def fails(*_: Any) -> None:
        raise refusal

    monkeypatch.setattr(upgrading, "upgrade", fails)
    _submit(program, older)
    qtbot.waitUntil(lambda: program.lock_screen is not None and not _shown(program), timeout=10_000)
    qtbot.waitUntil(lambda: words_for(refusal.message) in words_of(lock_screen(program)), timeout=10_000)
    monkeypatch.undo()
    sign_in(program, qtbot, older.facts["login"], older.facts["password"])


def test_a_practice_of_today_opens_without_a_word_of_it(older: Older, qtbot: Any, program: Program) -> None:
    older.open().close()
    shown = sign_in(program, qtbot, older.facts["login"], older.facts["password"])
    assert FOLDER not in words_of(shown)


def test_once_the_steps_have_begun_there_is_nothing_to_stop(qtbot: Any) -> None:
    page = UpgradePage("Riverside Family Practice")
    qtbot.addWidget(page)
    page.tell(5_000_000_000, 10_000_000_000, Message("backup.copying"))
    assert (page.bar.value(), page.bar.maximum(), page.stop_button.isEnabled()) == (500, 1_000, True)
    page.tell(2, 2, Message("upgrade.step", {"number": 2}))
    assert not page.stop_button.isEnabled()
