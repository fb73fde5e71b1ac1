"""What tests of shared pieces need: the look, English plurals, and a practice made of nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.core.changes import Change, ChangeBus, Kind, Verb
from app.core.ids import new_id
from ui.common.wording import EnglishPlurals
from ui.theme.theme import Appearance, theme


class FakePractice:
    """Runs plain functions as acts and questions, and keeps what it was asked for in order."""

    def __init__(self) -> None:
        self.bus = ChangeBus()
        self.asked: list[str] = []

    def run(self, action: Callable[..., Any], command: Any) -> Any:
        self.asked.append("act")
        return action(self, command)

    def answer(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.asked.append("question")
        return query(*args, **kwargs)

    def publish(self, kind: Kind = Kind.VISIT) -> None:
        self.bus.publish(frozenset({Change(kind, new_id(), Verb.CHANGED)}))


@pytest.fixture
def practice() -> FakePractice:
    return FakePractice()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """The look as it is when the program starts, whatever the test before did to it."""
    theme().install(qapp)
    theme().set_appearance(Appearance.LIGHT)
    theme().set_text_size(100)
    plurals = EnglishPlurals(qapp)
    qapp.installTranslator(plurals)
    yield
    qapp.removeTranslator(plurals)
    theme().set_appearance(Appearance.LIGHT)
    theme().set_text_size(100)
