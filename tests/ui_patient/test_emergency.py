"""A sensitive chart in its window: closed, opened in an emergency with a reason, and closed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.core.acts import Actor, Permission, Role
from app.people.break_glass.model import BreakGlass
from tests.people.emergencies import WHY, SensitiveHouse
from tests.ui_patient.people import NOW, TODAY, Window
from ui.common.desk import Desk
from ui.patient.chart_frame import ChartFrame
from ui.patient.chart_section import BannerParts, ChartSection
from ui.patient.person_section import PERSON, PersonSection, person_section
from ui.patient.sensitive_card import SensitiveEditor

NOTES = "notes"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SensitiveHouse]:
    made = SensitiveHouse(tmp_path)
    yield made
    for window in Window.opened:
        shiboken6.delete(window)
    Window.opened.clear()
    made.practice.close()


def chart_for(qtbot: QtBot, house: SensitiveHouse, who: Actor, made: list[QLabel]) -> ChartFrame:
    practice = house.practice
    practice.actor = who

    def page(_desk: Desk, _patient: object, _visit: object) -> QLabel:
        made.append(QLabel("Takes lisinopril"))
        return made[-1]

    sections = [
        ChartSection(NOTES, "Notes", page, permission=Permission.SEE_CHART),
        person_section(lambda: TODAY, lambda: NOW),
    ]
    chart = ChartFrame(
        Desk(practice),
        house.patient_id,
        sections,
        may=lambda one: practice.around.policy.allows(who, one),
    )
    Window(qtbot, chart)
    chart.show_section(NOTES)
    return chart


def test_a_closed_chart_says_so_and_makes_no_page_of_it(qtbot: QtBot, house: SensitiveHouse) -> None:
    made: list[QLabel] = []
    chart = chart_for(qtbot, house, house.maria, made)
    assert made == [] and chart.pages.currentWidget() is chart.closed_page
    assert chart.closed_page is not None
    assert chart.closed_page.open_button.isVisible() and not chart.emergency.isVisible()
    assert "lock" in {chip.icon for chip in chart.banner.view.flags}
    assert chart.show_section(PERSON) is not None and chart.pages.currentWidget() is not chart.closed_page


def test_the_care_team_sees_the_chart_at_once(qtbot: QtBot, house: SensitiveHouse) -> None:
    made: list[QLabel] = []
    chart = chart_for(qtbot, house, house.ada, made)
    assert len(made) == 1 and chart.pages.currentWidget() is not chart.closed_page
    assert not chart.emergency.isVisible()


def test_a_reason_opens_it_and_the_line_over_it_stays_until_the_end(
    qtbot: QtBot, house: SensitiveHouse
) -> None:
    made: list[QLabel] = []
    chart = chart_for(qtbot, house, house.maria, made)
    assert chart.closed_page is not None
    qtbot.mouseClick(chart.closed_page.open_button, Qt.MouseButton.LeftButton)
    assert chart.closed_page.reason.error.isVisible() and made == []
    qtbot.keyClicks(chart.closed_page.reason.line, WHY)
    qtbot.keyClick(chart.closed_page.reason.line, Qt.Key.Key_Return)
    assert len(made) == 1 and chart.pages.currentWidget() is not chart.closed_page
    assert chart.emergency.isVisible() and "60" in chart.emergency.text.text()
    chart.show_section(PERSON)
    assert chart.emergency.isVisible()
    qtbot.mouseClick(chart.emergency.end_button, Qt.MouseButton.LeftButton)
    assert not chart.emergency.isVisible()
    chart.show_section(NOTES)
    assert chart.pages.currentWidget() is chart.closed_page and chart.closed_page.reason.text() == ""
    (use,) = house.practice.all(BreakGlass)
    assert use.ended_at is not None


def test_when_the_time_is_over_the_pages_of_the_chart_go(qtbot: QtBot, house: SensitiveHouse) -> None:
    made: list[QLabel] = []
    house.break_glass(house.maria)
    chart = chart_for(qtbot, house, house.maria, made)
    assert len(made) == 1
    house.later(minutes=59)
    chart.refresh()
    assert "1 more minute" in chart.emergency.text.text()
    house.practice.clock.advance(timedelta(minutes=1))
    chart.emergency._seconds = 0
    chart.emergency.count_down()
    assert chart.pages.currentWidget() is chart.closed_page and not chart.emergency.isVisible()
    assert chart.pages.indexOf(made[0]) == -1 and not made[0].isVisible()


def test_a_chart_is_marked_and_its_team_changed_among_the_cards_of_the_person(
    qtbot: QtBot, house: SensitiveHouse
) -> None:
    chart = chart_for(qtbot, house, house.ada, [])
    page = chart.show_section(PERSON)
    assert isinstance(page, PersonSection) and page.sensitive.isVisibleTo(page)
    assert "Ada Okafor" in page.sensitive.told.text()
    page.edit_sensitive()
    editor = page.editor
    assert isinstance(editor, SensitiveEditor)
    editor.people[house.maria.person_id].set_value(True)
    editor.save()
    assert editor.reason.error.isVisibleTo(editor) and not house.opens(house.maria)
    editor.reason.set_value("She rooms this patient")
    editor.save()
    assert page.editor is None and house.opens(house.maria)
    page.edit_sensitive()
    editor = page.editor
    assert isinstance(editor, SensitiveEditor)
    for box in editor.people.values():
        box.set_value(False)
    editor.reason.set_value("Nobody")
    editor.save()
    assert editor.none.text() and page.editor is editor


def test_who_may_not_mark_a_chart_sees_no_such_card(qtbot: QtBot, house: SensitiveHouse) -> None:
    chart = chart_for(qtbot, house, house.maria, [])
    page = chart.show_section(PERSON)
    assert isinstance(page, PersonSection) and not page.sensitive.isVisibleTo(page)


def test_the_banner_of_a_closed_chart_says_nothing_of_what_stands_in_it(
    qtbot: QtBot, house: SensitiveHouse
) -> None:
    made: list[QLabel] = []
    chart = chart_for(qtbot, house, house.maria, made)
    said = chart.banner.accessibleName()
    assert "asked" not in said and "No known" not in said
    # what was asked while it was open comes late
    chart._show_parts(BannerParts(allergies=("Penicillin: hives",)))
    assert "Penicillin" not in chart.banner.accessibleName()


def test_nothing_is_said_of_allergies_before_the_answer_is_there(qtbot: QtBot, house: SensitiveHouse) -> None:
    chart = chart_for(qtbot, house, house.ada, [])
    assert "llergies" not in chart.banner.accessibleName()


def test_a_chart_is_marked_with_who_sees_the_patient_and_never_for_nobody(
    qtbot: QtBot, house: SensitiveHouse
) -> None:
    house.mark(sensitive=False)
    for number in range(30):
        house.person(Role.MEDICAL_ASSISTANT, name=f"Assistant {number}")
    chart = chart_for(qtbot, house, house.ada, [])
    page = chart.show_section(PERSON)
    assert isinstance(page, PersonSection)
    page.edit_sensitive()
    editor = page.editor
    assert isinstance(editor, SensitiveEditor)
    editor.mark.box.click()
    ticked = [which for which, box in editor.people.items() if box.value()]
    assert ticked == [house.ada.person_id]
    assert editor.list.height() < 300 and editor.reason.isVisible()
    editor.people[house.ada.person_id].set_value(False)
    editor.reason.line.setFocus()
    qtbot.keyClicks(editor.reason.line, "Works here")
    editor.save()
    assert "at least one person" in editor.none.text()
    editor.people[house.ada.person_id].set_value(True)
    editor.save()
    assert page.editor is None and house.opens(house.ada) and not house.opens(house.maria)


def test_a_half_typed_change_of_who_opens_a_chart_is_a_draft(qtbot: QtBot, house: SensitiveHouse) -> None:
    chart = chart_for(qtbot, house, house.ada, [])
    page = chart.show_section(PERSON)
    assert isinstance(page, PersonSection)
    page.edit_sensitive()
    editor = page.editor
    assert isinstance(editor, SensitiveEditor)
    editor.people[house.maria.person_id].box.click()
    qtbot.keyClicks(editor.reason.line, "She covers on Frid")
    chart.desk.locking.emit()
    again = chart_for(qtbot, house, house.ada, []).show_section(PERSON)
    assert isinstance(again, PersonSection)
    again.edit_sensitive()
    assert isinstance(again.editor, SensitiveEditor)
    assert again.editor.reason.value() == "She covers on Frid"
    assert again.editor.people[house.maria.person_id].value()
