"""Emergency openings that wait for a review are told in the status line of whoever reads the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.people.break_glass.actions import ReviewBreakGlass, review_break_glass
from app.people.break_glass.model import BreakGlass, ReviewOutcome
from tests.people.emergencies import SensitiveHouse
from ui.common.desk import Desk
from ui.common.navigation import Go
from ui.shell.entries import PersonLine, ScreenEntry
from ui.shell.frame import Frame
from ui.shell.review_line import ITEM, PLACE, ReviewLine


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SensitiveHouse]:
    made = SensitiveHouse(tmp_path)
    made.practice.actor = made.owner
    yield made
    made.practice.close()


@pytest.fixture
def frame(qtbot: QtBot) -> Frame:
    entries = [ScreenEntry("practice", "Practice", "settings", QLabel)]
    made = Frame(
        entries, practice="Riverside", person=PersonLine("RD", "Ruth"), now=lambda: datetime.now(UTC)
    )
    qtbot.addWidget(made)
    return made


def test_it_counts_what_waits_leads_there_and_is_silent_afterwards(
    house: SensitiveHouse, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(house.practice)
    ReviewLine(desk, frame)
    assert ITEM not in frame.status_line.texts
    house.break_glass(house.maria)
    told = frame.status_line.texts[ITEM]
    assert told.item.words == "1 emergency opening to review"
    went: list[Go] = []
    monkeypatch.setattr(frame, "go_to", went.append)
    told.pressed.emit()
    assert went == [PLACE]
    house.later(hours=2)
    (use,) = house.practice.all(BreakGlass)
    review = ReviewBreakGlass(use_id=use.id, version=use.version, outcome=ReviewOutcome.JUSTIFIED)
    house.practice.run(review_break_glass, review)
    assert ITEM not in frame.status_line.texts
