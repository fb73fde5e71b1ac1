"""A visit of Mrs. Lee in room 5, with a desk that does everything in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.core.acts import Actor
from app.security.policy import ALLOWED
from tests.chart.people import Clinic, clinic
from ui.common.desk import InPlaceDesk
from ui.common.screen import Screen
from ui.common.wording import EnglishPlurals
from ui.patient.visit.section import VisitAt
from ui.theme.theme import Appearance, theme


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """The look as it is when the program starts."""
    theme().install(qapp)
    theme().set_appearance(Appearance.LIGHT)
    theme().set_text_size(100)
    plurals = EnglishPlurals(qapp)
    qapp.installTranslator(plurals)
    yield
    qapp.removeTranslator(plurals)
    theme().set_appearance(Appearance.LIGHT)
    theme().set_text_size(100)


@dataclass
class Sitting:
    """One person at the PC with the visit open."""

    clinic: Clinic
    desk: InPlaceDesk
    at: VisitAt

    @property
    def practice(self) -> Any:
        return self.clinic.practice


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Sitting]]:
    """Sit somebody down: the assistant, unless another actor of the clinic is named."""
    there = clinic(tmp_path)
    desks: list[InPlaceDesk] = []

    def begin(who: str = "assistant", visit_id: Any = None) -> Sitting:
        actor: Actor = getattr(there, who)
        there.practice.actor = actor
        desk = InPlaceDesk(there.practice)
        desks.append(desk)
        return Sitting(there, desk, at_visit(there, desk, actor, visit_id))

    yield begin
    for desk in desks:
        desk.close()
    there.practice.close()


def at_visit(there: Clinic, desk: InPlaceDesk, actor: Actor, visit_id: Any = None) -> VisitAt:
    zone = there.practice.around.zone

    def now() -> datetime:
        return there.practice.clock.now().astimezone(zone)

    allowed = {permission for permission, roles in ALLOWED.items() if roles & actor.roles}
    return VisitAt(
        desk=desk,
        patient_id=there.patient_id,
        visit_id=visit_id or there.visit_id,
        now=now,
        today=lambda: now().date(),
        may=lambda permission: permission in allowed,
        account_id=actor.person_id,
    )


class Keys:
    """Sends real key events to whatever has the focus, and counts them."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.count = 0

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self._target(), letter)
            self.count += 1

    def press(self, *keys: Qt.Key, hold: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self._target(), key, hold)
            self.count += 1

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.window


@pytest.fixture
def show(qtbot: Any) -> Callable[[QWidget], Keys]:
    """Show a section in a window of its own and give it the focus."""

    kept: list[QWidget] = []

    def put(section: QWidget) -> Keys:
        window = QWidget()
        qtbot.addWidget(window)
        QVBoxLayout(window).addWidget(section)
        window.resize(1000, 800)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        if isinstance(section, Screen):
            qtbot.waitUntil(lambda: not section.stale)
        kept.append(window)
        return Keys(window)

    return put
