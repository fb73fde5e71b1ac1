"""The Today screen over a made-up clinic, driven by real key events."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import Id
from tests.visits.day import Day
from ui.common.desk import Desk, ThreadDesk
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.wording import EnglishPlurals
from ui.theme.theme import theme
from ui.today.today_screen import TodayScreen


class Person:
    """Someone at the keyboard: counts every key, and remembers where the screen asked to go."""

    def __init__(self, day: Day, screen: TodayScreen, qtbot: QtBot) -> None:
        self.day, self.screen, self.qtbot = day, screen, qtbot
        self.keys = 0
        self.went: list[Go] = []
        self.heard: list[Said] = []
        screen.go.connect(self.went.append)
        screen.said.connect(self.heard.append)

    def press(self, *keys: str | Qt.Key) -> None:
        for key in keys:
            self.keys += 1
            target = QApplication.focusWidget() or self.screen
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key)

    def choose(self, row_id: Id) -> None:
        """Move to a row of the board, as the arrow keys or the mouse do."""
        self.until(lambda: self.screen.select_row(row_id))
        self.screen.table.setFocus()
        self.keys += 1

    def combine(self, key: Qt.Key) -> None:
        """Press a key with Ctrl."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.screen, key, Qt.KeyboardModifier.ControlModifier)

    def until(self, true: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(true()))

    def selected(self) -> Id | None:
        """The patient of the row that acts apply to."""
        row = self.screen.table.selected_record()
        return row.facts.patient_id if row is not None else None

    def stage(self) -> str:
        row = self.screen.table.selected_record()
        assert row is not None
        return row.stage


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    made = Day(tmp_path)
    yield made
    made.close()


def seated(day: Day, desk: Desk, qtbot: QtBot, qapp: QApplication) -> Person:
    """Somebody at the keyboard of the board."""
    theme().install(qapp)
    qapp.installTranslator(EnglishPlurals(qapp))
    screen = TodayScreen(desk, lambda: day.clock.now().astimezone(day.around.zone).date())
    qtbot.addWidget(screen)
    screen.resize(1360, 780)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    return Person(day, screen, qtbot)


@pytest.fixture
def person(day: Day, qtbot: QtBot, qapp: QApplication) -> Person:
    return seated(day, Desk(day), qtbot, qapp)


@pytest.fixture
def at_desk(day: Day, qtbot: QtBot, qapp: QApplication) -> Iterator[Person]:
    """Somebody at the board as the program has it: acts and answers take their time, on other threads."""
    desk = ThreadDesk(day)
    made = seated(day, desk, qtbot, qapp)
    yield made
    desk.close()
