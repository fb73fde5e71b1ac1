"""A critical value interrupts the right person, names nobody, and goes further when nobody takes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.chart.alerts.queries import open_alerts
from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.views import Measure, VitalEntry
from ui.patient.visit.alerts import CriticalAlerts


def critical(sitting: Any, text: str = "190/124") -> None:
    entry = VitalEntry(measure=Measure.BLOOD_PRESSURE, text=text)
    command = RecordVitals(visit_id=sitting.at.visit_id, entries=(entry,))
    sitting.clinic.run(record_vitals, command)


def watched(sit: Any, show: Any, who: str) -> tuple[Any, CriticalAlerts, Any]:
    sitting = sit(who)
    page = QWidget()
    keys = show(page)
    return sitting, CriticalAlerts(sitting.desk, sitting.practice.actor, sitting.at.now, keys.window), keys


def test_the_clinician_sees_the_room_and_neither_name_nor_value(sit: Any, show: Any) -> None:
    sitting, alerts, _keys = watched(sit, show, "doctor")
    assert alerts.isHidden()
    critical(sitting)
    assert alerts.isVisible()
    assert alerts.text.text() == "Room 5: a vital sign needs you"
    everything = alerts.accessibleName()
    assert "Lee" not in everything and "190" not in everything


def test_it_stands_in_the_middle_of_the_window_at_any_width(sit: Any, show: Any) -> None:
    sitting, alerts, keys = watched(sit, show, "doctor")
    critical(sitting)
    keys.window.resize(1600, 800)
    assert abs(alerts.geometry().center().x() - 800) <= 2


def test_one_key_takes_it(sit: Any, show: Any) -> None:
    sitting, alerts, keys = watched(sit, show, "doctor")
    critical(sitting)
    keys.press(Qt.Key.Key_F2)
    assert alerts.isHidden()
    assert sitting.practice.answer(open_alerts) == ()


def test_it_goes_to_the_others_and_back_to_its_sender_when_nobody_takes_it(sit: Any, show: Any) -> None:
    sitting, colleague, _keys = watched(sit, show, "colleague")
    critical(sitting)
    assert colleague.isHidden()
    sitting.practice.clock.advance(timedelta(seconds=121))
    colleague.refresh()
    assert colleague.isVisible()
    assert "nobody has taken it yet" in colleague.more.text()
    sender, back, _more_keys = watched(sit, show, "assistant")
    assert sender.clinic is sitting.clinic
    assert back.isVisible() and not back.take_button.isVisibleTo(back)


def test_the_timer_waits_no_longer_than_until_it_goes_further(sit: Any, show: Any) -> None:
    sitting, colleague, _keys = watched(sit, show, "colleague")
    critical(sitting)
    sitting.practice.clock.advance(timedelta(seconds=115))
    colleague.refresh()
    assert colleague._timer.interval() == 5_000


def test_a_flag_that_is_not_critical_interrupts_nobody(sit: Any, show: Any) -> None:
    sitting, alerts, _keys = watched(sit, show, "doctor")
    critical(sitting, "150/96")
    assert alerts.isHidden()
