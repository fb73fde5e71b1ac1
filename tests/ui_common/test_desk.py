"""The desk: order, threads, owners that are gone, errors, and changes told on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import Cancelled, NotPermitted, RuleViolated
from app.core.findings import Message
from app.core.progress import Progress
from tests.ui_common.conftest import FakePractice
from ui.common.desk import InPlaceDesk, ThreadDesk


@pytest.fixture
def desk(practice: FakePractice) -> Iterator[Any]:
    made = ThreadDesk(practice)
    yield made
    made.close()


def test_answers_come_on_the_gui_thread(desk: Any, qtbot: QtBot) -> None:
    seen: dict[str, Any] = {}

    def query(number: int) -> int:
        seen["worker"] = threading.current_thread().name
        return number + 1

    def done(result: int) -> None:
        seen["gui"] = threading.current_thread()
        seen["result"] = result

    desk.ask(query, 41, done=done)
    qtbot.waitUntil(lambda: "result" in seen)
    assert seen["result"] == 42
    assert seen["gui"] is threading.main_thread()
    assert "questions" in seen["worker"]


def test_a_question_waits_for_the_askers_own_act_only(desk: Any, qtbot: QtBot) -> None:
    gate, order = threading.Event(), []
    owner, other = QWidget(), QWidget()
    qtbot.addWidget(owner)
    qtbot.addWidget(other)

    def act(_practice: Any, _command: Any) -> None:
        gate.wait(5)
        order.append("act")

    desk.do(act, None, owner=owner)
    desk.ask(lambda: order.append("own question"), owner=owner)
    desk.ask(lambda: order.append("other question"), owner=other)
    qtbot.waitUntil(lambda: order == ["other question"])
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["other question", "act", "own question"]


def test_acts_run_one_after_another_in_order(desk: Any, qtbot: QtBot) -> None:
    order: list[int] = []
    for number in range(50):
        desk.do(lambda _practice, command: order.append(command), number)
    qtbot.waitUntil(lambda: len(order) == 50)
    assert order == list(range(50))


def test_a_callback_whose_owner_is_gone_is_dropped(desk: Any, qtbot: QtBot) -> None:
    gate, called, after = threading.Event(), [], []
    owner = QWidget()
    desk.ask(lambda: gate.wait(5), done=lambda _result: called.append("gone"), owner=owner)
    owner.deleteLater()
    with qtbot.waitSignal(owner.destroyed):
        pass
    gate.set()
    desk.ask(lambda: None, done=lambda _result: after.append("still here"))
    qtbot.waitUntil(lambda: bool(after))
    assert called == []


def test_errors_go_to_failed_or_else_to_the_presenter(desk: Any, qtbot: QtBot) -> None:
    taken: list[Exception] = []
    presented: list[Exception] = []
    desk.set_presenter(lambda error, _owner: presented.append(error))

    def refuse() -> None:
        raise RuleViolated("dose", Message("core.cancelled"))

    def forbid() -> None:
        raise NotPermitted("test")

    desk.ask(refuse, failed=taken.append)
    desk.ask(forbid)
    desk.ask(refuse, failed=lambda _error: False)
    qtbot.waitUntil(lambda: len(taken) + len(presented) == 3)
    assert [type(error) for error in taken] == [RuleViolated]
    assert [type(error) for error in presented] == [NotPermitted, RuleViolated]


def test_changes_are_told_with_their_origin(desk: Any, practice: FakePractice, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    heard: list[tuple[Any, Any]] = []
    desk.changed.connect(lambda changes, origin: heard.append((threading.current_thread(), origin)))
    desk.do(lambda which, _command: which.publish(), None, owner=owner)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard == [(threading.main_thread(), owner)]
    practice.publish()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1][1] is None


def test_a_long_work_can_be_stopped(desk: Any, qtbot: QtBot) -> None:
    progress, started, outcome = Progress(), threading.Event(), []

    def work() -> None:
        started.set()
        for step in range(100_000):
            threading.Event().wait(0.001)
            progress.step(step, 0)

    ticket = desk.work_on_pool(work, failed=outcome.append, progress=progress)
    assert started.wait(5)
    ticket.cancel()
    qtbot.waitUntil(lambda: bool(outcome))
    assert isinstance(outcome[0], Cancelled)


def test_a_cancelled_question_is_never_answered(desk: Any, qtbot: QtBot) -> None:
    answers: list[str] = []
    desk.ask(lambda: "old", done=answers.append).cancel()
    desk.ask(lambda: "new", done=answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]


def test_closing_finishes_acts_and_calls_nobody_back(practice: FakePractice) -> None:
    desk: Any = ThreadDesk(practice)
    acts, called = [], []
    for number in range(5):
        desk.do(
            lambda _practice, command: acts.append(command),
            number,
            done=lambda _result: called.append("late"),
        )
    desk.close()
    desk.close()
    assert acts == [0, 1, 2, 3, 4]
    assert called == []
    assert desk.ask(lambda: None).job.cancelled


def test_the_desk_of_tests_answers_at_once(practice: FakePractice) -> None:
    desk: Any = InPlaceDesk(practice)
    got: list[int] = []
    desk.ask(lambda number: number * 2, 21, done=got.append)
    assert got == [42]
    with pytest.raises(ZeroDivisionError):
        desk.ask(lambda: 1 // 0)


def test_busy_is_told_while_acts_are_under_way(desk: Any, qtbot: QtBot) -> None:
    told: list[bool] = []
    desk.busy.connect(told.append)
    desk.do(lambda _practice, _command: None, None)
    qtbot.waitUntil(lambda: told[-1:] == [False])
    assert told == [True, False]


def test_no_thread_of_the_desk_keeps_what_is_called_back(practice: FakePractice, qtbot: QtBot) -> None:
    desk: Any = ThreadDesk(practice)
    gone_on: list[int] = []

    class Caller:
        def answered(self, _answer: Any) -> None:
            pass

        def __del__(self) -> None:
            gone_on.append(threading.get_ident())

    for _ in range(20):
        desk.work_on_pool(lambda: None, done=Caller().answered)
    qtbot.waitUntil(lambda: len(gone_on) == 20)
    desk.close()
    assert set(gone_on) == {threading.get_ident()}
