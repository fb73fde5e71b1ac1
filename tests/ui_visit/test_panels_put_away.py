"""A question (F8, F6) over a half-filled panel puts it away and gives it back; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.orders.actions import CollectOrder, PlaceOrder, collect_order, place_order
from app.orders.queries import orders_of_visit
from app.orders.views import Authority
from app.practice.drafts import draft_of
from app.visits.model import VisitState
from tests.ui_visit.booking import booked
from ui.common.acknowledge import AcknowledgePanel
from ui.patient.visit.order_panels import ResultPanel
from ui.patient.visit.orders_section import OrdersSection
from ui.patient.visit.page import VisitPage
from ui.patient.visit.prescription_panels import PrescriptionPanel
from ui.patient.visit.review_panel import ReviewPanel
from ui.patient.visit.shot_panel import ShotPanel

Key = Qt.Key
Sit = Callable[..., Any]


class Doctor:
    """The doctor with a patient, in the orders of the visit; nothing of the visit is done yet."""

    def __init__(self, sit: Sit, show: Any, *items: str) -> None:
        there = sit("doctor").clinic
        visit_id = booked(there, VisitState.WITH_PROVIDER, patient_id=there.patient_id, minutes=3)
        self.sitting = sit("doctor", visit_id)
        for item in items:
            self.order(item)
        self.section = OrdersSection(self.sitting.at)
        self.page = VisitPage(self.section)
        self.keys = show(self.page)
        self.section.refresh()
        self.section.setFocus()

    def order(self, item: str) -> None:
        clinic, visit_id = self.sitting.clinic, self.sitting.at.visit_id
        clinic.run(
            place_order,
            PlaceOrder(visit_id=visit_id, item=item, authority=Authority.SIGNED),
            clinic.doctor,
        )
        made = self.sitting.practice.answer(orders_of_visit, visit_id)[-1]
        if item == "rapid_strep":
            command = CollectOrder(order_id=made.id, version=made.version, two_identifiers=True)
            clinic.run(collect_order, command, clinic.doctor)

    def press(self, *keys: Key) -> None:
        """Press keys, and let what was taken away really go."""
        for key in keys:
            self.keys.press(key)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_half_typed_result_comes_back_when_the_question_is_left(sit: Sit, show: Any) -> None:
    doctor = Doctor(sit, show, "rapid_strep")
    doctor.press(Key.Key_N)
    panel = doctor.page.panel
    assert isinstance(panel, ResultPanel)
    doctor.keys.type("p")
    focused = QApplication.focusWidget()
    doctor.press(Key.Key_F8)
    assert isinstance(doctor.page.panel, AcknowledgePanel) and not panel.isVisible()
    doctor.press(Key.Key_Escape)
    assert doctor.page.panel is panel and panel.isVisible()
    assert next(iter(panel.values.values())).value() == "positive"
    assert QApplication.focusWidget() is focused


def test_what_was_typed_is_saved_before_the_question_takes_the_place(sit: Sit, show: Any) -> None:
    doctor = Doctor(sit, show, "rapid_strep")
    doctor.press(Key.Key_N)
    doctor.keys.type("p")
    doctor.press(Key.Key_F8)
    found = doctor.sitting.practice.answer(draft_of, "visit.result", str(doctor.section.orders[0].id))
    assert found is not None and "positive" in found.content["values"].values()


def test_another_panel_opens_after_each_question(sit: Sit, show: Any) -> None:
    doctor = Doctor(sit, show, "rapid_strep")
    doctor.press(Key.Key_N, Key.Key_F8, Key.Key_Escape, Key.Key_Escape)
    assert doctor.page.panel is None and doctor.section.panel is None
    for key in (Key.Key_N, Key.Key_L, Key.Key_X):
        doctor.section.prepare_button.setFocus()
        doctor.press(key)
        assert doctor.page.panel is doctor.section.panel
        doctor.press(Key.Key_F8, Key.Key_F6, Key.Key_Escape)
        assert doctor.page.panel is doctor.section.panel and doctor.page.panel.isVisible()
        doctor.press(Key.Key_Escape)
        assert doctor.page.panel is None


def test_answering_the_question_moves_the_visit_and_gives_the_panel_back(sit: Sit, show: Any) -> None:
    doctor = Doctor(sit, show, "rapid_strep")
    doctor.press(Key.Key_N)
    panel = doctor.page.panel
    doctor.keys.type("p")
    doctor.press(Key.Key_F8)
    doctor.keys.type("goes on in the evening")
    doctor.press(Key.Key_Return)
    assert doctor.page.panel is panel and panel.isVisible() and panel.form.dirty


@pytest.mark.parametrize(
    ("item", "key", "kind"),
    [("flu_vaccine", Key.Key_N, ShotPanel), ("", Key.Key_X, PrescriptionPanel)],
)
def test_a_shot_and_a_prescription_come_back_after_the_review(
    sit: Sit, show: Any, item: str, key: Key, kind: type
) -> None:
    doctor = Doctor(sit, show, *filter(None, [item]))
    doctor.press(key)
    panel = doctor.page.panel
    assert isinstance(panel, kind)
    doctor.keys.type("K77")
    doctor.press(Key.Key_F6)
    assert isinstance(doctor.page.panel, ReviewPanel)
    doctor.press(Key.Key_Escape)
    assert doctor.page.panel is panel and panel.isVisible() and panel.form.dirty


def test_a_panel_opened_over_a_question_saves_the_one_put_away(sit: Sit, show: Any) -> None:
    doctor = Doctor(sit, show, "rapid_strep")
    doctor.press(Key.Key_N)
    doctor.keys.type("p")
    doctor.press(Key.Key_F8)
    doctor.section.prepare_button.setFocus()
    doctor.press(Key.Key_N)
    panel = doctor.page.panel
    assert isinstance(panel, ResultPanel)
    assert next(iter(panel.values.values())).value() == "positive"
    doctor.press(Key.Key_Escape)
    assert doctor.page.panel is None
