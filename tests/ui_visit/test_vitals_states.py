"""What is typed into the vitals strip is on record or visibly not: unreadable values, sets, questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget

from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.views import Measure, Part, VitalEntry
from app.visits.model import VisitState
from tests.support.bare import MONDAY
from tests.ui_visit.test_vitals_keys import Enter, Tab, begun, recorded, take
from ui.common.acknowledge import AcknowledgePanel
from ui.common.desk import ThreadDesk
from ui.common.layout import scrolled
from ui.common.navigation import Go
from ui.common.words import words_for
from ui.patient.visit.page import VisitPage
from ui.patient.visit.reason_panel import ReasonPanel
from ui.patient.visit.vital_field import VitalField
from ui.patient.visit.vitals_section import VitalsSection
from ui.theme.theme import theme

F7, Escape = Qt.Key.Key_F7, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier
BP, PULSE, WEIGHT = Measure.BLOOD_PRESSURE, Measure.PULSE, Measure.WEIGHT


def over(section: VitalsSection, measure: Measure) -> VitalField:
    """Go into a field with its text chosen, as Tab does."""
    field = section.strip.fields[measure]
    field.line.setFocus()
    field.line.selectAll()
    return field


def shows(section: VitalsSection, widget: Any) -> bool:
    return bool(widget.isVisibleTo(section))


def last_visit(sitting: Any, *entries: VitalEntry) -> None:
    """Record values thirty days ago."""
    before = sitting.clinic.another_visit(state=VisitState.DONE)
    command = RecordVitals(visit_id=before, entries=entries, taken_at=MONDAY - timedelta(days=30))
    sitting.clinic.run(record_vitals, command)


# -- what cannot be read ----------------------------------------------------------------------------------


@pytest.mark.parametrize("slip", ["abc", "130/", "13084", "98.6 72"])
def test_an_unreadable_pressure_is_a_hard_stop_and_nothing_is_saved(sit: Any, show: Any, slip: str) -> None:
    sitting, section, keys = begun(sit, show)
    keys.type(slip)
    keys.press(Tab)
    field = section.strip.fields[BP]
    assert "120/80" in field.error.text() and shows(section, field.error)
    assert field.line.property("state") == "error"
    keys.type("72")
    keys.press(Enter)
    assert recorded(sitting).sets == ()
    assert field.line.hasFocus() and shows(section, section.strip.save)
    keys.type("132 84")
    keys.press(Enter)
    (one,) = recorded(sitting).sets
    assert (one.of(Part.SYSTOLIC).entered, one.of(Part.DIASTOLIC).entered) == ("132", "84")
    assert one.of(Part.PULSE).entered == "72"
    assert field.text() == "132/84" and not shows(section, section.strip.save)


def test_an_unreadable_value_emptied_lets_the_others_be_saved(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "abc", "72")
    keys.press(Qt.Key.Key_Delete)
    keys.press(Enter)
    assert [value.part for value in recorded(sitting).sets[0].values] == [Part.PULSE]
    assert not section.strip.fields[BP].error.text()


def test_the_error_stays_while_the_other_fields_are_checked(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    keys.type("130/")
    keys.press(Tab)
    keys.type("140")
    section.check()
    assert "120/80" in section.strip.fields[BP].error.text()
    assert section.strip.fields[PULSE].line.property("state") == "error"  # critical


def test_a_reason_may_be_begun_or_told_in_ones_own_words(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "not obtained: cast on both arms", "ref")
    one = recorded(sitting).sets[0]
    assert one.of(Part.SYSTOLIC).absent_reason == "cast on both arms"
    assert one.of(Part.PULSE).absent_reason == "refused"
    assert section.strip.fields[BP].text() == "not obtained: cast on both arms"
    assert not section.strip.waiting()


def test_a_restored_draft_shows_its_errors_its_button_and_its_units(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    section.strip.use_units(metric=True)
    keys.type("130/")
    section.strip.fields[WEIGHT].setFocus()
    keys.type("71")
    section.keeper.save()
    again = VitalsSection(sitting.at)
    show(again)
    assert again.strip.fields[BP].text() == "130/"
    assert "120/80" in again.strip.fields[BP].error.text()
    assert shows(again, again.strip.save)
    assert (again.strip.fields[WEIGHT].text(), again.strip.fields[WEIGHT].unit) == ("71", "kg")


# -- sets -------------------------------------------------------------------------------------------------


def test_a_repeated_set_is_shown_as_recorded_and_f7_begins_another(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "150/96", "72")
    sitting.practice.clock.advance(timedelta(minutes=5))
    keys.press(F7)
    assert section.strip.about.text() == "Repeat set"
    take(keys, "140/86")
    assert section.strip.about.text() == "Set 2 · 9:05 AM · Maria R., CMA"
    assert not shows(section, section.strip.save)
    keys.press(F7)
    assert section.strip.fields[BP].text() == "" and section.strip.fields[BP].line.hasFocus()
    take(keys, "138/84")
    sets = recorded(sitting).sets
    assert [one.of(Part.SYSTOLIC).entered for one in sets] == ["150", "140", "138"]
    section.strip.fields[PULSE].setFocus()
    take(keys, "70")
    assert recorded(sitting).sets[2].of(Part.PULSE).entered == "70"
    assert section.stop is None


def test_an_unsaved_value_is_marked_beside_the_byline_of_its_set(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "150/96")
    section.strip.fields[PULSE].setFocus()
    keys.type("72")
    assert section.strip.about.text() == "Not saved yet: Pulse · 9:00 AM · Maria R., CMA"
    assert shows(section, section.strip.save)
    section.keeper.save()
    again = VitalsSection(sitting.at)
    show(again)
    assert again.strip.about.text() == "Not saved yet: Pulse · 9:00 AM · Maria R., CMA"
    assert shows(again, again.strip.save)


def test_a_draft_of_a_repeated_set_comes_back_as_a_set_of_its_own(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "150/96", "72")
    keys.press(F7)
    keys.type("195/122")
    section.keeper.save()
    again = VitalsSection(sitting.at)
    keys = show(again)
    assert again.strip.about.text() == "Repeat set · Not saved yet: Blood pressure"
    again.open_place(Go("visit"))
    keys.press(Enter)
    sets = recorded(sitting).sets
    assert [one.of(Part.SYSTOLIC).entered for one in sets] == ["150", "195"]
    assert sets[0].of(Part.PULSE).entered == "72" and again.stop is None


def test_a_missing_pressure_is_added_to_its_set_without_a_reason(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "refused", "72")
    over(section, BP)
    take(keys, "195/122")
    assert section.stop is None
    (one,) = recorded(sitting).sets
    assert one.of(Part.SYSTOLIC).entered == "195"


def test_f7_keeps_what_is_typed_in_its_set_and_nowhere_else(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    section.strip.fields[PULSE].setFocus()
    take(keys, "72")
    section.strip.fields[BP].setFocus()
    keys.type("195/122")
    keys.press(F7)
    assert section.stop is None and section.strip.fields[BP].text() == ""
    assert section.strip.about.text() == "Repeat set"
    take(keys, "150/96")
    sets = recorded(sitting).sets
    assert [one.of(Part.SYSTOLIC).entered for one in sets] == ["195", "150"]


def test_f7_in_a_set_that_was_begun_saves_it_and_begins_the_next(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    keys.type("150/96")
    keys.press(F7)
    keys.type("142/90")
    keys.press(F7)
    assert section.strip.fields[BP].text() == "" and section.strip.about.text() == "Repeat set"
    keys.type("130/")
    keys.press(F7)
    assert "120/80" in section.strip.fields[BP].error.text()
    sets = recorded(sitting).sets
    assert [one.of(Part.SYSTOLIC).entered for one in sets] == ["150", "142"]


def test_f7_at_a_question_closes_it_and_undo_brings_back_what_was_typed(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    told: list[Any] = []
    section.said.connect(told.append)
    take(keys, "150/96")
    over(section, BP)
    take(keys, "130/80")
    assert isinstance(section.stop, ReasonPanel)
    keys.press(F7)
    assert section.stop is None and section.strip.fields[BP].text() == ""
    assert told[-1].text == "Not saved: Blood pressure 130/80."
    told[-1].undo()
    assert section.strip.fields[BP].text() == "130/80"
    assert section.strip.about.text() == "Not saved yet: Blood pressure · 9:00 AM · Maria R., CMA"
    assert recorded(sitting).sets[0].of(Part.SYSTOLIC).entered == "150"


def test_a_set_that_was_begun_can_be_left_again(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    take(keys, "150/96")
    keys.press(F7)
    assert shows(section, section.strip.discard)
    section.strip.discard.click()
    assert section.strip.fields[BP].text() == "150/96"
    assert not shows(section, section.strip.discard)


def test_a_correction_that_is_hardly_possible_keeps_the_old_value_until_a_reason_is_given(
    sit: Any, show: Any
) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "150/96")
    over(section, BP)
    take(keys, "320/80")
    keys.type("typed wrong")
    keys.press(Enter)
    assert isinstance(section.stop, AcknowledgePanel)
    keys.press(Escape)
    assert recorded(sitting).sets[0].of(Part.SYSTOLIC).entered == "150"
    assert section.strip.fields[BP].text() == "320/80" and shows(section, section.strip.save)


# -- questions --------------------------------------------------------------------------------------------


def test_a_corrected_value_takes_the_question_away_and_enter_saves(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "320/80", "72")
    assert isinstance(section.stop, AcknowledgePanel)
    assert not shows(section, section.strip.save)  # the panel's own button saves
    over(section, BP)
    keys.type("120/80")
    assert section.stop is None and shows(section, section.strip.save)
    keys.press(Enter)
    assert recorded(sitting).sets[0].of(Part.SYSTOLIC).entered == "120"


def test_a_question_is_in_sight_where_the_text_is_large(sit: Any, qtbot: Any) -> None:
    theme().set_text_size(150)
    sitting = sit()
    section = VitalsSection(sitting.at)
    area = scrolled(section)
    qtbot.addWidget(area)
    area.resize(900, 400)
    area.show()
    qtbot.waitUntil(lambda: section.vitals is not None)
    section.strip.fields[BP].line.setText("320/80")
    section.save()
    assert isinstance(section.stop, AcknowledgePanel)
    line = section.stop.reason.line
    qtbot.waitUntil(lambda: line.visibleRegion().boundingRect() == line.rect())


@pytest.mark.parametrize("leave", ["escape", "accept"])
def test_after_a_question_the_cursor_is_in_the_field_it_was_about(sit: Any, show: Any, leave: str) -> None:
    _sitting, section, keys = begun(sit, show)
    take(keys, "320/80", "72")
    if leave == "escape":
        keys.press(Escape)
    else:
        keys.type("by hand, twice")
        keys.press(Enter, hold=CONTROL)
    assert section.stop is None
    assert section.strip.fields[BP].line.hasFocus()


def test_a_weight_far_from_the_last_is_asked_about_in_words_with_units(sit: Any, show: Any) -> None:
    sitting = sit()
    last_visit(sitting, VitalEntry(measure=WEIGHT, text="142.6", unit="[lb_av]"))
    section = VitalsSection(sitting.at)
    keys = show(section)
    section.strip.fields[WEIGHT].setFocus()
    take(keys, "250")
    assert isinstance(section.stop, AcknowledgePanel)
    assert recorded(sitting).sets == ()
    (finding,) = section.stop.findings
    assert finding.message.id == "vitals.changed_far"
    keys.press(Escape)
    keys.press(Tab)
    section.check()
    assert section.strip.fields[WEIGHT].error.text().startswith("250 lb is 75 % off")


def test_units_are_shown_as_people_write_them(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    take(keys, "1200/80", "72", "16", "38")
    assert isinstance(section.stop, AcknowledgePanel)
    said = [words_for(finding.message) for finding in section.stop.findings]
    assert any(text.startswith("1200 mmHg is hardly possible") for text in said)
    assert "38 °F: did you mean °C? Check the unit." in said
    assert not any("[" in text for text in said)
    section.strip.fields[Measure.HEIGHT].setFocus()
    keys.type("165")
    keys.press(Tab)
    section.check()
    assert section.strip.fields[Measure.HEIGHT].error.text() == "165 in: did you mean cm? Check the unit."


def test_the_suffix_is_the_unit_that_was_typed(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    for measure, text, suffix in (
        (Measure.TEMPERATURE, "38c", "°C oral"),
        (WEIGHT, "71kg", "kg"),
        (Measure.HEIGHT, "165cm", "cm"),
    ):
        line = section.strip.fields[measure].line
        line.setFocus()
        keys.type(text)
        assert line.suffix == suffix
    keys.press(Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert section.strip.fields[Measure.HEIGHT].line.suffix == "in"


def test_a_pressure_taken_again_is_not_held_against_the_one_before(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "195/122")
    keys.press(F7)
    keys.type("150/96")
    keys.press(Tab)
    section.check()
    assert "% off" not in section.strip.fields[BP].error.text()
    keys.press(Enter)
    assert len(recorded(sitting).sets) == 2


# -- keys -------------------------------------------------------------------------------------------------


def test_ctrl_u_offers_the_reasons_and_leaves_what_is_typed(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    keys.type("12")
    keys.press(Qt.Key.Key_U, hold=CONTROL)
    assert section.strip.fields[BP].text() == "12"
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert section.strip.fields[BP].text() == "refused"


def test_ctrl_e_shows_the_other_measures_from_within_a_field(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    keys.type("120/80")
    keys.press(Qt.Key.Key_E, hold=CONTROL)
    assert shows(section, section.strip.more)
    assert section.strip.fields[BP].text() == "120/80"


# -- room -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "percent"), [(576, 100), (480, 100), (860, 150), (700, 150)])
def test_nothing_of_the_card_is_cut_where_the_window_is_narrow(
    sit: Any, qtbot: Any, width: int, percent: int
) -> None:
    theme().set_text_size(percent)
    sitting = sit()
    section = VitalsSection(sitting.at)
    area = scrolled(section)
    qtbot.addWidget(area)
    area.resize(width, 700)
    area.show()
    qtbot.waitUntil(lambda: section.vitals is not None)
    section.strip.fields[BP].line.setText("132/84")
    section.save()
    section.strip.fields[PULSE].line.setText("1049")
    section.strip.changed.emit()
    qtbot.wait(50)
    cut = [
        widget.objectName() or widget.accessibleName()
        for card in (section.strip, section.trends)
        for widget in card.findChildren(QWidget)
        if widget.isVisible() and widget.mapTo(card, widget.rect().topRight()).x() > card.width() - 12
    ]
    assert cut == []
    assert section.strip.save.width() >= section.strip.save.minimumSizeHint().width()


# -- the desk of the program ------------------------------------------------------------------------------


def test_enter_pressed_twice_makes_one_set_and_what_is_typed_meanwhile_stays(
    sit: Any, show: Any, qtbot: Any
) -> None:
    sitting = sit()
    desk = ThreadDesk(sitting.practice)
    section = VitalsSection(replace(sitting.at, desk=desk))
    keys = show(section)
    qtbot.waitUntil(lambda: section.vitals is not None)
    section.open_place(Go("visit"))
    take(keys, "150/96")
    keys.press(Enter)
    keys.press(Tab)
    keys.type("72")
    qtbot.waitUntil(lambda: section.strip.form.set_number == 1)
    assert section.strip.fields[BP].text() == "150/96"
    assert section.strip.typed_texts() == {PULSE: "72"}
    keys.press(Enter)
    qtbot.waitUntil(lambda: not section.strip.waiting())
    desk.settle()
    desk.close()
    (one,) = recorded(sitting).sets
    assert (one.of(Part.SYSTOLIC).entered, one.of(Part.PULSE).entered) == ("150", "72")


# -- coming back ------------------------------------------------------------------------------------------


def test_coming_back_shows_the_heading_and_no_digit_takes_the_place_of_a_value(
    sit: Any, show: Any, qtbot: Any
) -> None:
    sitting = sit()
    section = VitalsSection(sitting.at)
    page = VisitPage(section)
    keys = show(page)
    page.window().resize(1000, 330)
    section.setFocus()
    take(keys, "132/84")
    line = section.strip.fields[BP].line
    section.strip.fields[WEIGHT].setFocus()
    area = page.findChild(QScrollArea)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 60)
    bar.setValue(60)
    page.take_keys()
    qtbot.waitUntil(lambda: bar.value() == 0)
    assert line.hasFocus() and not line.hasSelectedText()
    keys.type("1")
    assert line.text() == "132/841"
    assert "Not saved yet" in section.strip.about.text()
    bar.setValue(60)
    section.strip.fields[WEIGHT].setFocus()
    line.setFocus(
        Qt.FocusReason.OtherFocusReason
    )  # as a chart gives the keys back to the field that had them
    qtbot.waitUntil(lambda: bar.value() == 0)
    assert not line.hasSelectedText()
