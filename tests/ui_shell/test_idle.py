"""When the program locks by itself."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from ui.shell.idle import IdleWatch
from ui.shell.system_lock import SystemLock


class Clocks:
    """The monotonic and the wall clock, in seconds."""

    def __init__(self) -> None:
        self.steady, self.wall = 1_000.0, 50_000.0

    def pass_by(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    made = Clocks()
    monkeypatch.setattr("ui.shell.idle.time.monotonic", lambda: made.steady)
    monkeypatch.setattr("ui.shell.idle.time.time", lambda: made.wall)
    return made


@pytest.fixture
def watch(clocks: Clocks, qtbot: Any) -> Any:
    made = IdleWatch()
    asked: list[bool] = []
    made.lock_wanted.connect(lambda: asked.append(made.is_due))
    made.start(5)
    yield made, asked
    made.stop()
    made.deleteLater()


def look_each_second(watch: IdleWatch, clocks: Clocks, seconds: int) -> None:
    for _ in range(seconds):
        clocks.pass_by(1)
        watch.look()


def test_five_idle_minutes_lock_and_one_second_less_does_not(watch: Any, clocks: Clocks) -> None:
    idle, asked = watch
    look_each_second(idle, clocks, 299)
    assert asked == []
    look_each_second(idle, clocks, 1)
    assert asked == [True]


def test_a_key_or_the_mouse_begins_the_minutes_anew(watch: Any, clocks: Clocks, qtbot: Any) -> None:
    idle, asked = watch
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    look_each_second(idle, clocks, 200)
    QTest.keyClick(widget.windowHandle(), Qt.Key.Key_A)
    look_each_second(idle, clocks, 200)
    QTest.mouseMove(widget.windowHandle(), QPoint(5, 5))
    QTest.mouseClick(widget.windowHandle(), Qt.MouseButton.LeftButton)
    look_each_second(idle, clocks, 299)
    assert asked == []


def test_a_window_that_opened_since_is_heard_too(watch: Any, clocks: Clocks, qtbot: Any) -> None:
    idle, asked = watch
    look_each_second(idle, clocks, 290)
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    look_each_second(idle, clocks, 5)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A)
    look_each_second(idle, clocks, 299)
    assert asked == []


@pytest.mark.parametrize("steady", [0.0, 45.0])
def test_sleep_locks_whether_or_not_the_steady_clock_went_on(
    watch: Any, clocks: Clocks, steady: float
) -> None:
    idle, asked = watch
    clocks.steady += steady
    clocks.wall += 45
    idle.look()
    assert asked == [False]  # not idle for long: the PC slept


def test_a_wall_clock_set_back_locks_nobody(watch: Any, clocks: Clocks) -> None:
    idle, asked = watch
    clocks.wall -= 3_600
    idle.look()
    assert asked == []


def test_the_systems_lock_and_its_sleep_are_told_and_its_waking_is_not(qtbot: Any) -> None:
    system, told = SystemLock(), []
    system.locked.connect(lambda: told.append(1))
    system.lock()
    system.begin(True)
    system.begin(False)
    assert len(told) == 2
    system.listen()  # where no bus answers it stays silent
    assert len(told) == 2
