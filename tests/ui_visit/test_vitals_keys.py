"""The vitals strip by keyboard: real key events, counted against the budget of DUTIES."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.chart.alerts.queries import open_alerts
from app.chart.vitals.actions import SetTarget, set_target
from app.chart.vitals.queries import visit_vitals
from app.chart.vitals.views import Measure, Part
from ui.common.acknowledge import AcknowledgePanel
from ui.common.navigation import Go
from ui.patient.visit.reason_panel import ReasonPanel
from ui.patient.visit.vitals_section import VitalsSection

Tab, Enter = Qt.Key.Key_Tab, Qt.Key.Key_Return
ROOMING_KEYS = len(["R", "5", "Enter"])


def begun(sit: Callable[..., Any], show: Callable[..., Any]) -> tuple[Any, VitalsSection, Any]:
    sitting = sit()
    section = VitalsSection(sitting.at)
    keys = show(section)
    section.open_place(Go("visit"))
    return sitting, section, keys


def take(keys: Any, *values: str) -> None:
    for number, value in enumerate(values):
        if number:
            keys.press(Tab)
        keys.type(value)
    keys.press(Enter)


def recorded(sitting: Any) -> Any:
    return sitting.practice.answer(visit_vitals, sitting.at.visit_id)


def test_five_vitals_with_rooming_take_28_keys_at_most(sit: Any, show: Any) -> None:
    sitting, _section, keys = begun(sit, show)
    take(keys, "120/80", "72", "16", "98.6", "98")
    one = recorded(sitting).sets[0]
    assert {value.part: value.entered for value in one.values} == {
        Part.SYSTOLIC: "120",
        Part.DIASTOLIC: "80",
        Part.PULSE: "72",
        Part.RESPIRATIONS: "16",
        Part.TEMPERATURE: "98.6",
        Part.SPO2: "98",
    }
    assert one.of(Part.TEMPERATURE).entered_unit == "[degF]"
    assert keys.count + ROOMING_KEYS <= 28


def test_a_fever_with_fast_pulse_and_breathing_is_one_prompt(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    take(keys, "132/84", "104", "22", "100.9", "94")
    texts = [chip.text for chip in section.strip.chips._chips]
    assert "Fever, pulse 104, respirations 22: sepsis?" in texts
    assert len([text for text in texts if "pulse" in text.lower()]) == 1
    assert section.strip.fields[Measure.TEMPERATURE].line.property("state") == "attention"
    assert section.strip.fields[Measure.SPO2].line.property("state") == "attention"
    assert not section.strip.fields[Measure.BLOOD_PRESSURE].line.property("state")


def test_a_flag_shows_in_its_field_before_anything_is_saved(sit: Any, show: Any, qtbot: QtBot) -> None:
    sitting, section, keys = begun(sit, show)
    keys.type("190/124")
    field = section.strip.fields[Measure.BLOOD_PRESSURE]
    qtbot.waitUntil(lambda: field.line.property("state") == "error", timeout=2000)
    assert "BP 190/124 mmHg, high" in [chip.text for chip in section.strip.chips._chips]
    assert recorded(sitting).sets == ()


def test_only_the_newest_check_counts(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    keys.type("190/124")
    section.check()
    first = section._checking
    keys.press(Qt.Key.Key_Backspace)
    section.check()
    assert first is not None and first.is_forgotten()


def test_what_is_hardly_possible_takes_a_reason(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "320/80")
    assert isinstance(section.stop, AcknowledgePanel)
    assert recorded(sitting).sets == ()
    keys.type("measured twice by hand")
    keys.press(Enter)
    assert recorded(sitting).sets[0].of(Part.SYSTOLIC).entered == "320"
    assert section.stop is None


def test_half_a_pressure_is_refused_beside_its_field(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "120")
    assert recorded(sitting).sets == ()
    field = section.strip.fields[Measure.BLOOD_PRESSURE]
    assert "120/80" in field.error.text()
    assert field.line.hasFocus()


def test_a_word_in_place_of_a_number_is_why_it_was_not_obtained(sit: Any, show: Any) -> None:
    sitting, _section, keys = begun(sit, show)
    take(keys, "refused", "72")
    one = recorded(sitting).sets[0]
    assert one.of(Part.SYSTOLIC).absent_reason == "refused"
    assert one.of(Part.PULSE).entered == "72"


def test_repeat_makes_a_second_set_and_an_average(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "150/96")
    assert any("Repeat BP" in chip.text for chip in section.strip.chips._chips)
    keys.press(Qt.Key.Key_F7)
    assert section.strip.fields[Measure.BLOOD_PRESSURE].text() == ""
    assert "150/96" in section.strip.fields[Measure.BLOOD_PRESSURE].line.placeholderText()
    sitting.practice.clock.advance(timedelta(minutes=5))
    take(keys, "140/86")
    assert [one.number for one in recorded(sitting).sets] == [1, 2]
    assert any("145/91" in chip.text for chip in section.strip.chips._chips)
    assert section.sets.isVisibleTo(section)


def test_a_later_weight_joins_the_set_on_the_screen(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "120/80")
    section.strip.fields[Measure.WEIGHT].setFocus()
    take(keys, "158.4", "64.5")
    sets = recorded(sitting).sets
    assert len(sets) == 1
    assert sets[0].of(Part.WEIGHT).entered_unit == "[lb_av]"
    assert section.strip.figures.text().startswith("BMI 26.8 kg/m2")


def test_typing_over_a_recorded_value_corrects_it_with_a_reason(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    take(keys, "120/80", "27")
    pulse = section.strip.fields[Measure.PULSE]
    pulse.setFocus()
    pulse.line.selectAll()
    take(keys, "72")
    assert isinstance(section.stop, ReasonPanel)
    assert recorded(sitting).sets[0].of(Part.PULSE).entered == "27"
    keys.press(Enter)
    assert recorded(sitting).sets[0].of(Part.PULSE).entered == "27"  # no reason is chosen beforehand
    keys.press(Qt.Key.Key_1, hold=Qt.KeyboardModifier.AltModifier)
    keys.press(Enter)
    assert recorded(sitting).sets[0].of(Part.PULSE).entered == "72"
    assert len(recorded(sitting).sets) == 1
    assert section.strip.fields[Measure.PULSE].line.hasFocus()


def test_units_switch_converts_what_was_typed(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    section.strip.fields[Measure.WEIGHT].setFocus()
    keys.type("158.4")
    section.strip.use_units(metric=True)
    assert section.strip.fields[Measure.WEIGHT].text() == "71.8"
    assert section.strip.fields[Measure.WEIGHT].line.suffix == "kg"
    section.strip.fields[Measure.TEMPERATURE].setFocus()
    take(keys, "37.2")
    assert recorded(sitting).sets[0].of(Part.TEMPERATURE).entered_unit == "Cel"


def test_oxygen_is_named_where_the_saturation_is_read(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    section.strip.show_more(True)
    section.strip.fields[Measure.OXYGEN_FLOW].setFocus()
    keys.type("2")
    assert section.strip.fields[Measure.SPO2].label.text() == "SpO2, oxygen 2 L/min"
    section.strip.fields[Measure.SPO2].setFocus()
    take(keys, "93")
    assert recorded(sitting).sets[0].of(Part.SPO2).details["oxygen"] == "2"


def test_tell_puts_an_alert_with_the_words_of_the_chips(sit: Any, show: Any) -> None:
    sitting, _section, keys = begun(sit, show)
    take(keys, "150/96")
    keys.press(Qt.Key.Key_T, hold=Qt.KeyboardModifier.ControlModifier)
    told = [one for one in sitting.practice.answer(open_alerts) if one.level == "told"]
    assert len(told) == 1


def test_an_unfinished_set_comes_back_as_a_draft(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    keys.type("118/7")
    section.keeper.save()
    again = VitalsSection(sitting.at)
    show(again)
    assert again.strip.fields[Measure.BLOOD_PRESSURE].text() == "118/7"


def test_what_is_typed_stays_when_somebody_else_changes_the_chart(sit: Any, show: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    keys.type("118/76")
    section.refresh()
    assert section.strip.fields[Measure.BLOOD_PRESSURE].text() == "118/76"


def test_the_table_behind_the_chart_is_a_sound_model(sit: Any, show: Any, qtmodeltester: Any) -> None:
    _sitting, section, keys = begun(sit, show)
    take(keys, "132/84", "72")
    section.trends.turn()
    assert section.trends.table.isVisibleTo(section)
    assert section.trends.model.rowCount() == 2
    qtmodeltester.check(section.trends.model)


def test_a_target_stands_in_the_chart_as_a_line(sit: Any, show: Any) -> None:
    sitting, section, keys = begun(sit, show)
    target = SetTarget(patient_id=sitting.at.patient_id, part=Part.SYSTOLIC, at_least=Decimal(130))
    sitting.clinic.run(set_target, target, sitting.clinic.doctor)
    take(keys, "132/84")
    plot = section.trends.chart._plots[0]
    assert [one.value for one in plot.targets] == [130.0]
    assert plot.targets[0].words == "target 130"
