"""Orders by keyboard: prepared with their authority, collected, resulted, given, signed, reviewed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.orders.actions import PlaceOrder, place_order
from app.orders.prescriptions.queries import prescriptions_of_visit
from app.orders.queries import orders_of_visit
from app.orders.views import Authority, OrderState
from ui.common.button import Button
from ui.common.fields import CheckField
from ui.common.plain_text import Label
from ui.patient.visit.order_panels import CollectPanel, ResultPanel
from ui.patient.visit.orders_section import OrdersSection
from ui.patient.visit.page import VisitPage
from ui.patient.visit.prepare_panel import PreparePanel
from ui.patient.visit.prescription_panels import PrescriptionPanel, SendPanel
from ui.patient.visit.shot_panel import ShotPanel

Tab, Enter, Space = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space
CONTROL = Qt.KeyboardModifier.ControlModifier
Sit = Callable[..., Any]


def opened(sit: Sit, show: Any, who: str = "assistant") -> tuple[Any, OrdersSection, VisitPage, Any]:
    sitting = sit(who)
    section = OrdersSection(sitting.at)
    page = VisitPage(section)
    keys = show(page)
    section.refresh()
    section.setFocus()
    return sitting, section, page, keys


def orders(sitting: Any) -> Any:
    return sitting.practice.answer(orders_of_visit, sitting.at.visit_id)


def order(sitting: Any, item: str) -> None:
    command = PlaceOrder(visit_id=sitting.at.visit_id, item=item, authority=Authority.SIGNED)
    sitting.clinic.run(place_order, command, sitting.clinic.doctor)


def tick(panel: Any, *names: str) -> None:
    for name in names:
        field = panel.form.field(name)
        assert isinstance(field, CheckField)
        field.box.click()


def test_a_standing_order_is_proposed_and_asks_for_its_criteria(sit: Sit, show: Any, qtbot: QtBot) -> None:
    sitting, _section, page, keys = opened(sit, show)
    keys.press(Qt.Key.Key_L)
    panel = page.panel
    assert isinstance(panel, PreparePanel)
    keys.type("covid")
    qtbot.waitUntil(lambda: panel.item.popup is not None and panel.item.popup.isVisible())
    keys.press(Enter)
    assert panel.authority.value() == "standing"
    panel.standing.set_value("covid")
    panel._show_criteria()
    assert list(panel.criteria.boxes) == ["symptom_or_exposure"]
    panel.accept()
    assert orders(sitting) == ()
    assert "every criterion" in panel.criteria.error.text()
    panel.criteria.boxes["symptom_or_exposure"].click()
    panel.accept()
    one = orders(sitting)[0]
    assert (one.state, one.authority_words) == (OrderState.ORDERED, "13, 1")


def test_a_verbal_order_is_read_back_and_waits_for_its_co_signature(
    sit: Sit, show: Any, qtbot: QtBot
) -> None:
    sitting, section, page, keys = opened(sit, show)
    keys.press(Qt.Key.Key_L)
    panel = page.panel
    assert isinstance(panel, PreparePanel)
    keys.type("ketorolac")
    qtbot.waitUntil(lambda: panel.item.popup is not None and panel.item.popup.isVisible())
    keys.press(Enter)
    panel.authority.set_value("verbal")
    panel._show_authority()
    panel.clinician.set_value(str(sitting.clinic.doctor.person_id))
    panel.accept()
    assert orders(sitting) == ()
    assert "Read the order back" in panel.read_back.error.text()
    tick(panel, "read_back")
    panel.accept()
    assert orders(sitting)[0].needs_signature
    assert "read back" in section.list.rows[0].line.detail


def test_what_waits_for_a_signature_cannot_be_collected(sit: Sit, show: Any) -> None:
    sitting, section, _page, _keys = opened(sit, show)
    command = PlaceOrder(visit_id=sitting.at.visit_id, item="rapid_strep", authority=Authority.PENDED)
    sitting.clinic.run(place_order, command)
    section.refresh()
    line = section.list.rows[0].line
    assert line.chip is not None and line.chip.text.startswith("Waits for")
    assert "collect" not in dict(line.acts)


def test_the_clinician_signs_what_waits(sit: Sit, show: Any) -> None:
    sitting, section, _page, _keys = opened(sit, show, "doctor")
    command = PlaceOrder(visit_id=sitting.at.visit_id, item="chest_xray", authority=Authority.PENDED)
    sitting.clinic.run(place_order, command, sitting.clinic.assistant)
    section.refresh()
    assert section.waiting_card.isVisibleTo(section)
    section.sign_all.click()
    assert orders(sitting)[0].state is OrderState.ORDERED
    assert not section.waiting_card.isVisibleTo(section)


def test_a_rapid_test_that_is_ordered_is_collected_and_resulted(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "rapid_strep")
    section.refresh()
    keys.press(Qt.Key.Key_N)
    assert isinstance(page.panel, CollectPanel)
    keys.press(Space, Enter)
    sitting.practice.clock.advance(timedelta(minutes=6))
    panel = page.panel
    assert isinstance(panel, ResultPanel)
    keys.type("p")
    keys.press(Space, Tab)
    keys.type("K77")
    keys.press(Tab)
    keys.type("12/2027")
    keys.press(Enter)
    one = orders(sitting)[0]
    assert one.state is OrderState.COMPLETED
    proof = one.results[0]
    assert (proof.values[0].value, proof.kit_lot, proof.kit_expires) == (
        "positive",
        "K77",
        date(2027, 12, 31),
    )


def test_a_reading_too_early_is_refused_beside_what_was_read(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "rapid_strep")
    section.refresh()
    keys.press(Qt.Key.Key_N, Space, Enter)
    panel = page.panel
    assert isinstance(panel, ResultPanel)
    assert any("Read between" in one.text() for one in panel.findChildren(Label))
    panel.form.field("kit_lot").set_value("K77")
    panel.form.field("kit_expires").set_value(date(2026, 9, 30))
    keys.type("p")
    keys.press(Space, Enter)
    assert "Too early" in panel.form.field("78012-2").error.text()
    assert panel.form.field("kit_lot").error.text() == ""
    assert not panel.trouble.isVisibleTo(panel)  # once is enough
    assert orders(sitting)[0].state is OrderState.COLLECTED


def test_a_vaccine_is_given_by_scan_site_and_two_identifiers(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "flu_vaccine")
    section.refresh()
    keys.press(Qt.Key.Key_N)
    panel = page.panel
    assert isinstance(panel, ShotPanel)
    keys.type("(01)00349281424508(17)261231(10)UT8842AA")
    assert panel.lot.text() == "UT8842AA"
    assert panel.expires.value() == date(2026, 12, 31)
    panel.maker.set_value(panel.maker.value() or "Sanofi Pasteur")
    panel.site.set_value("left deltoid")
    tick(panel, "two_identifiers")
    panel.accept()
    shot = orders(sitting)[0].shots[0]
    assert (shot.site, shot.route, shot.dose) == ("left deltoid", "intramuscular", Decimal("0.5"))
    assert shot.vis and shot.vis[0].given_on == date(2026, 3, 2)


def test_a_refused_shot_asks_for_a_reason_and_no_lot(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "flu_vaccine")
    section.refresh()
    keys.press(Qt.Key.Key_N)
    panel = page.panel
    assert isinstance(panel, ShotPanel)
    panel.outcome.setFocus()
    keys.type("r")
    assert not panel.lot.isVisibleTo(panel)
    keys.type("fears needles")
    keys.press(Enter)
    one = orders(sitting)[0]
    assert (one.state, one.shots[0].reason) == (OrderState.REFUSED, "fears needles")


def test_the_clinician_reviews_a_result(sit: Sit, show: Any) -> None:
    test_a_rapid_test_that_is_ordered_is_collected_and_resulted(sit, show)
    sitting, section, _page, keys = opened(sit, show, "doctor")
    keys.press(Qt.Key.Key_N)
    assert orders(sitting)[0].state is OrderState.REVIEWED
    assert section.list.rows[0].line.chip.text == "Reviewed"


def test_a_prescription_against_an_allergy_takes_a_reason_a_signature_and_a_way_out(
    sit: Sit, show: Any, qtbot: QtBot
) -> None:
    sitting, section, page, keys = opened(sit, show, "doctor")
    command = AddAllergy(patient_id=sitting.at.patient_id, substance="penicillins", is_class=True)
    sitting.clinic.run(add_allergy, command)
    keys.press(Qt.Key.Key_X)
    panel = page.panel
    assert isinstance(panel, PrescriptionPanel)
    keys.type("amoxicillin 500")
    qtbot.waitUntil(lambda: panel.drug.popup is not None and panel.drug.popup.isVisible(), timeout=4000)
    keys.press(Enter)
    assert "allergic" in panel.warning.text()
    keys.press(Tab)
    keys.type("1 capsule twice a day")
    keys.press(Tab)
    keys.type("20")
    keys.press(Enter)
    assert sitting.practice.answer(prescriptions_of_visit, sitting.at.visit_id) == ()
    keys.type("tolerated it last year")
    keys.press(Enter)
    one = sitting.practice.answer(prescriptions_of_visit, sitting.at.visit_id)[0]
    assert one.acknowledged_reason == "tolerated it last year"
    section.act_on_prescription(one.id, "sign")
    section.act_on_prescription(one.id, "send")
    sending = page.panel
    assert isinstance(sending, SendPanel)
    sending.accept()
    assert sending.form.field("reference").error.text() != ""
    sending.form.field("reference").set_value("ERX-1")
    sending.accept()
    sent = sitting.practice.answer(prescriptions_of_visit, sitting.at.visit_id)[0]
    assert sent.state.value == "sent"


def test_tab_goes_through_the_acts_of_the_rows_as_the_eye_does(sit: Sit, show: Any) -> None:
    sitting, section, _page, keys = opened(sit, show)
    order(sitting, "rapid_strep")
    order(sitting, "flu_vaccine")
    section.refresh()
    QApplication.processEvents()  # the rows are shown with the next layout
    section.prepare_button.setFocus()
    strep, flu = (one.id for one in section.orders)
    reached = []
    for _each in range(5):
        keys.press(Tab)
        focused = QApplication.focusWidget()
        reached.append(focused.objectName() if focused is not None else "")
    assert reached == [f"collect_{strep}", f"cancel_{strep}", f"give_{flu}", f"cancel_{flu}", "prescribe"]
    section.prepare_button.setFocus()
    keys.press(Tab, Enter)
    assert isinstance(section.panel, CollectPanel)


def test_the_act_that_n_begins_shows_the_key(sit: Sit, show: Any) -> None:
    sitting, section, page, keys = opened(sit, show)
    order(sitting, "rapid_strep")
    order(sitting, "flu_vaccine")
    section.refresh()
    strep, flu = (one.id for one in section.orders)

    def capped() -> list[str]:
        return [one.objectName() for one in section.list.findChildren(Button) if one.keys == "N"]

    assert capped() == [f"collect_{strep}"]
    keys.press(Qt.Key.Key_N)
    assert isinstance(page.panel, CollectPanel)
    keys.press(Qt.Key.Key_Escape)
    assert capped() == [f"give_{flu}"]
    section.prepare_button.setFocus()
    keys.press(Qt.Key.Key_N)
    assert isinstance(page.panel, ShotPanel)
