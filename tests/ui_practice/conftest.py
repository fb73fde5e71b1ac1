"""The Practice place over a made-up practice, driven by real key events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.acts import Permission
from app.security.policy import ALLOWED
from app.security.views import AccountView
from tests.support.bare import BarePractice
from tests.ui_practice.place import TODAY, furnish, staffed
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.common.wording import EnglishPlurals
from ui.practice.practice_screen import PracticeScreen
from ui.theme.theme import Appearance, theme


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    theme().install(qapp)
    theme().set_appearance(Appearance.LIGHT)
    theme().set_text_size(100)
    plurals = EnglishPlurals(qapp)
    qapp.installTranslator(plurals)
    yield
    qapp.removeTranslator(plurals)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    furnish(made)
    yield made
    made.close()


class Person:
    """Someone at the keyboard in front of the screen."""

    def __init__(self, practice: BarePractice, screen: PracticeScreen) -> None:
        self.practice, self.screen = practice, screen
        self.heard: list[Said] = []
        screen.said.connect(self.heard.append)

    @property
    def section(self) -> Any:
        return self.screen.sections[self.screen.current]

    @property
    def editor(self) -> Any:
        return self.section.editor

    def go(self, which: str) -> Any:
        """Move down the list of sections with the arrow keys until one is there."""
        self.screen.setFocus()
        for _each in self.screen.entries:
            self.press(Qt.Key.Key_Up)
        for _each in self.screen.entries:
            if self.screen.current != which:
                self.press(Qt.Key.Key_Down)
        assert self.screen.current == which
        return self.section

    def press(self, *keys: Qt.Key, holding: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.screen, key, holding)

    def control(self, key: Qt.Key) -> None:
        self.press(key, holding=Qt.KeyboardModifier.ControlModifier)

    def type_in(self, field: QWidget, text: str) -> None:
        """Replace what stands in a field by typing."""
        field.setFocus()
        self.control(Qt.Key.Key_A)
        self.press(Qt.Key.Key_Delete)
        QTest.keyClicks(QApplication.focusWidget() or field, text)

    def fill_in(self, **texts: str) -> None:
        form = self.editor.form if hasattr(self.section, "editor") else self.section.form
        for name, text in texts.items():
            self.type_in(form.fields[name], text)

    def save(self) -> None:
        self.control(Qt.Key.Key_Return)

    def undo(self) -> None:
        said = self.heard[-1]
        assert said.undo is not None
        said.undo()

    def words(self) -> str:
        return self.heard[-1].text


def open_screen(
    practice: BarePractice, qtbot: QtBot, *, role: str = "owner", add_staff: Any = None, new_sheet: Any = None
) -> Person:
    """The screen as a role sees it."""

    def may(permission: Permission) -> bool:
        return any(str(one) == role for one in ALLOWED[permission])

    screen = PracticeScreen(Desk(practice), lambda: TODAY, may, add_staff, new_sheet)
    qtbot.addWidget(screen)
    screen.resize(1360, 820)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    return Person(practice, screen)


@pytest.fixture
def owner(practice: BarePractice, qtbot: QtBot) -> Person:
    def add_staff(command: Any, password: str) -> AccountView:
        assert password
        return staffed(practice, command)

    return open_screen(practice, qtbot, add_staff=add_staff)
