"""The review of emergency openings in the Practice place, by somebody else than the person who opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.core.acts import Actor, Role
from app.people.break_glass.model import BreakGlass, ReviewOutcome
from tests.people.emergencies import WHY, SensitiveHouse
from tests.ui_patient.people import Window
from ui.common.desk import Desk
from ui.practice.break_glass_section import REVIEWED, BreakGlassSection


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SensitiveHouse]:
    made = SensitiveHouse(tmp_path)
    yield made
    for window in Window.opened:
        shiboken6.delete(window)
    Window.opened.clear()
    made.practice.close()


def section_for(qtbot: QtBot, house: SensitiveHouse, who: Actor) -> BreakGlassSection:
    house.practice.actor = who
    section = BreakGlassSection(Desk(house.practice))
    Window(qtbot, section)
    section.refresh()
    return section


def test_nothing_waits_and_the_place_says_so(qtbot: QtBot, house: SensitiveHouse) -> None:
    section = section_for(qtbot, house, house.owner)
    assert section.empty.isVisible() and not section.table.isVisible()


def test_an_owner_reviews_with_a_note_where_it_was_not_justified(qtbot: QtBot, house: SensitiveHouse) -> None:
    house.break_glass(house.maria)
    house.later(hours=2)
    section = section_for(qtbot, house, house.owner)
    (use,) = section.model.records
    assert (use.person, use.reason) == ("Maria R.", WHY)
    section.table.opened.emit(use)
    editor = section.editor
    assert editor is not None
    editor.save()
    assert editor.outcome.error.isVisible()
    editor.outcome.set_value(str(ReviewOutcome.NOT_JUSTIFIED))
    editor.save()
    assert editor.note.error.isVisible()
    editor.note.set_value("No emergency was known to anybody")
    editor.save()
    assert section.editor is None and section.empty.isVisible()
    (kept,) = house.practice.all(BreakGlass)
    assert kept.outcome is ReviewOutcome.NOT_JUSTIFIED
    section.which.set_value(REVIEWED)
    section.refresh()
    assert [one.reviewed_by for one in section.model.records] == ["Ruth Day"]


def test_the_person_who_opened_the_chart_is_told_that_somebody_else_reviews(
    qtbot: QtBot, house: SensitiveHouse
) -> None:
    both = house.person(Role.OWNER, Role.PHYSICIAN)
    house.break_glass(both)
    house.later(hours=2)
    section = section_for(qtbot, house, both)
    section.review(section.model.records[0])
    editor = section.editor
    assert editor is not None
    editor.outcome.set_value(str(ReviewOutcome.JUSTIFIED))
    editor.save()
    assert section.editor is editor
    (kept,) = house.practice.all(BreakGlass)
    assert kept.outcome is None
