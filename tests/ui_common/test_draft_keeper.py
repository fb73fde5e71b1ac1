"""Drafts as they are kept while somebody types: a kill loses two seconds at the most."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.support.bare import BarePractice
from ui.common import draft_keeper
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import TextField
from ui.common.form import Form


@pytest.fixture
def practice(tmp_path: Any) -> Any:
    made = BarePractice(tmp_path)
    yield made
    made.close()


def typed(qtbot: QtBot, desk: Desk) -> tuple[TextField, DraftKeeper]:
    field = TextField("note", "Note")
    qtbot.addWidget(field)
    form = Form(field)
    form.add(field)
    keeper = DraftKeeper(desk, form, "test.note")
    keeper.bring_back()
    field.show()
    return field, keeper


def test_a_pause_of_a_second_saves_what_was_typed(qtbot: QtBot, practice: BarePractice) -> None:
    field, keeper = typed(qtbot, Desk(practice))
    assert draft_keeper.PAUSE_MS <= 1_000 and draft_keeper.SAVE_MS <= 2_000
    with qtbot.waitSignal(keeper.kept, timeout=1_900):
        qtbot.keyClicks(field.line, "headache")


def test_typing_without_a_pause_is_saved_meanwhile(
    qtbot: QtBot, practice: BarePractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_keeper, "SAVE_MS", 300)
    field, keeper = typed(qtbot, Desk(practice))
    keeper._pause.setInterval(60_000)
    with qtbot.waitSignal(keeper.kept, timeout=1_500):
        qtbot.keyClicks(field.line, "a")
    assert not keeper._timer.isActive()


def test_what_was_not_taken_is_tried_again(
    qtbot: QtBot, practice: BarePractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_keeper, "AGAIN_MS", 50)
    desk = Desk(practice)
    field, keeper = typed(qtbot, desk)
    qtbot.keyClicks(field.line, "a")
    real, tried = practice.run, []

    def fails_once(act: Any, command: Any, **more: Any) -> Any:
        tried.append(command)
        if len(tried) == 1:
            raise OSError
        return real(act, command, **more)

    monkeypatch.setattr(practice, "run", fails_once)
    desk.set_presenter(lambda _error, _owner: None)
    with qtbot.waitSignal(keeper.kept, timeout=1_500):
        keeper.save()
    assert len(tried) == 2


def test_the_cursor_comes_back_to_where_it_was(qtbot: QtBot, practice: BarePractice) -> None:
    field, keeper = typed(qtbot, Desk(practice))
    field.line.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    qtbot.keyClicks(field.line, "headache")
    for _time in range(3):
        qtbot.keyClick(field.line, Qt.Key.Key_Left)
    keeper.save()
    again, _keeper = typed(qtbot, Desk(practice))
    assert (again.value(), again.line.cursorPosition()) == ("headache", 5)


def test_drafts_leave_nothing_in_the_record(qtbot: QtBot, practice: BarePractice) -> None:
    from app.store.audit import AuditRow
    from app.store.commands import CommandResult

    before = len(practice.all(AuditRow)), len(practice.all(CommandResult))
    field, keeper = typed(qtbot, Desk(practice))
    for _time in range(20):
        qtbot.keyClicks(field.line, "a")
        keeper.save()
    assert (len(practice.all(AuditRow)), len(practice.all(CommandResult))) == before
