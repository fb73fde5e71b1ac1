"""The calendar over a made-up clinic, driven by real key and mouse events."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import Id
from app.people.model import Patient
from app.schedule.model import Appointment
from tests.visits.day import Day
from ui.calendar.calendar_screen import CalendarScreen
from ui.calendar.placing import Placed
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.search_field import Choice
from ui.common.wording import EnglishPlurals
from ui.theme.theme import theme

ENTER = Qt.Key.Key_Return
NONE = Qt.KeyboardModifier.NoModifier


class Person:
    """Someone at the calendar: counts every key, and remembers what the screen said and asked for."""

    def __init__(self, day: Day, screen: CalendarScreen, qtbot: QtBot) -> None:
        self.day, self.screen, self.qtbot = day, screen, qtbot
        self.keys = 0
        self.went: list[Go] = []
        self.heard: list[Said] = []
        self.cards: list[Id] = []
        screen.go.connect(self.went.append)
        screen.said.connect(self.heard.append)
        screen.card_wanted.connect(self.cards.append)

    def press(self, *keys: str | Qt.Key, holding: Qt.KeyboardModifier = NONE) -> None:
        """Press keys; a text of several letters is typed and not counted."""
        for key in keys:
            target = QApplication.focusWidget() or self.screen
            if isinstance(key, str) and len(key) > 1:
                QTest.keyClicks(target, key)
                continue
            self.keys += 1
            if isinstance(key, str):
                QTest.keyClicks(target, key, holding)
            else:
                QTest.keyClick(target, key, holding)

    def control(self, letter: Qt.Key) -> None:
        self.press(letter, holding=Qt.KeyboardModifier.ControlModifier)

    def refresh(self) -> None:
        self.screen.refresh()
        self.screen.view.setFocus()

    def stand_on(self, appointment: Id) -> None:
        assert self.screen.view.select_key(("entry", appointment))
        self.screen.view.setFocus()

    def choose_patient(self, patient: Patient) -> None:
        """Take a patient from the list of the search, as Enter does."""
        words = f"{patient.last_name}, {patient.first_name}"
        self.screen.book_panel.patient.choose(Choice(patient.id, words, "67 F"))
        self.keys += 1

    def item(self) -> Placed:
        found = self.screen.view.item()
        assert found is not None
        return found

    def all_appointments(self) -> list[Appointment]:
        return list(self.day.all(Appointment))

    def point(self, column: int, minute: int) -> QPoint:
        """Where a time of a column stands in the viewport, brought into sight first."""
        view = self.screen.view
        view._bring_into_sight(column, minute, 60)
        at = view.geometry_now()
        return QPoint((at.x_of(column) + at.x_of(column + 1)) // 2, at.y_of(minute) + 3)

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press, move in steps as a hand does, and let go."""
        port = self.screen.view.viewport()
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(port, left, pos=start)
        for part in range(1, 6):
            QTest.mouseMove(port, start + (end - start) * part / 5)
        QTest.mouseRelease(port, left, pos=end)

    def panel(self) -> str:
        current = self.screen.side.currentWidget()
        assert current is not None
        return current.objectName()


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    made = Day(tmp_path)
    yield made
    made.close()


def person_at(day: Day, qtbot: QtBot, qapp: QApplication) -> Person:
    """Sit somebody down at the calendar of a clinic."""
    theme().install(qapp)
    qapp.installTranslator(EnglishPlurals(qapp))

    def today() -> object:
        return day.clock.now().astimezone(day.around.zone).date()

    screen = CalendarScreen(Desk(day), today, day.clock.now)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    person = Person(day, screen, qtbot)
    screen.resize(1320, 780)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(lambda: screen.view.day is not None)
    screen.view.setFocus()
    return person


@pytest.fixture
def person(day: Day, qtbot: QtBot, qapp: QApplication) -> Person:
    return person_at(day, qtbot, qapp)
