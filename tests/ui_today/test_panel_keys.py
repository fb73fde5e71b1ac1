"""The panel beside the board at the keyboard: where Tab goes, and what comes into sight with it."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from tests.ui_today.conftest import Person
from tests.visits.day import Day


def test_tab_leaves_the_list_for_a_button_or_field_that_shows_it(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    stops = []
    person.press(Qt.Key.Key_Tab)
    while (focused := QApplication.focusWidget()) is not person.screen.table and len(stops) < 20:
        assert focused is not None
        stops.append(focused)
        person.press(Qt.Key.Key_Tab)
    assert stops[0] is person.screen.panel.next_button
    assert not [one for one in stops if isinstance(one, QScrollArea)]


def test_page_down_in_the_panel_goes_through_what_is_too_tall(person: Person, day: Day) -> None:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    panel = person.screen.panel
    panel.plan.setText("\n".join(["Rapid strep test"] * 60))
    panel.plan.show()
    bar = panel.area.verticalScrollBar()
    person.until(bar.maximum)
    person.press(Qt.Key.Key_Tab, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    person.press(Qt.Key.Key_PageUp)
    assert bar.value() == 0


@pytest.mark.parametrize("size", [(1356, 826), (1196, 646)])
def test_the_hand_off_note_keeps_three_lines_and_comes_into_sight_with_the_keys(
    person: Person, day: Day, size: tuple[int, int]
) -> None:
    visit = day.arrived("10:00")
    person.screen.refresh()
    person.choose(visit.visit_id)
    panel = person.screen.panel
    panel.plan.setText("\n".join(["Rapid strep test"] * 60))
    panel.plan.show()
    person.screen.resize(*size)
    person.until(panel.area.verticalScrollBar().maximum)
    assert panel.hand_off.note is not None
    text = panel.hand_off.note.field.area
    while QApplication.focusWidget() is not text:
        assert person.keys < 20
        person.press(Qt.Key.Key_Tab)
    seen = panel.area.viewport().rect()
    person.until(lambda: seen.contains(QRect(text.mapTo(panel.area.viewport(), QPoint()), text.size())))
    assert text.viewport().height() >= 3 * text.fontMetrics().lineSpacing()
