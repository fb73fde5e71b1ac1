"""Doses that are asked about and refused, shots put right, specimens taken at once, kits in use."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.chart.immunizations.model import Immunization
from app.core.errors import NeedsAcknowledgement
from app.orders.actions import PlaceOrder, place_order
from app.orders.catalog import catalog_faults
from app.orders.completion.queries import supplies_in_use
from app.orders.correction.actions import CorrectShot, correct_shot
from app.orders.model import Administration, Authority, ClinicalOrder, OrderState, Outcome
from app.orders.queries import charge_facts, orders_of_visit
from app.orders.views import SavedOrder
from app.practice.policy import shipped_policy
from tests.chart.people import Clinic
from tests.orders.test_orders import (
    FEVER_AND_THROAT,
    FLU,
    collected,
    flu,
    give,
    result,
    signed,
    standing,
    why,
)
from tests.support.bare import MONDAY

# -- doses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dose", ["0.25", "0.5"])
def test_a_usual_dose_is_given_without_a_question(lee: Clinic, dose: str) -> None:
    assert give(lee, flu(lee), dose=Decimal(dose)).state is OrderState.COMPLETED


@pytest.mark.parametrize(
    ("dose", "unit"), [("5", "mL"), ("0.05", "mL"), ("0.51", "mL"), ("0.24", "mL"), ("0.5", "mg")]
)
def test_an_unusual_dose_or_unit_is_asked_about_and_the_reason_is_kept(
    lee: Clinic, dose: str, unit: str
) -> None:
    order = flu(lee)
    told = {"dose": Decimal(dose), "dose_unit": unit}
    with pytest.raises(NeedsAcknowledgement) as stopped:
        give(lee, order, **told)
    assert stopped.value.findings[0].message.params["usual"] == "0.25 - 0.5 mL"
    assert lee.all(Administration) == []
    assert give(lee, order, **told, acknowledged_reason="said so").state is OrderState.COMPLETED
    (kept,) = lee.all(ClinicalOrder)
    assert (kept.findings[0][0], kept.acknowledged_reason) == ("orders.dose_unusual", "said so")


@pytest.mark.parametrize(("dose", "unit"), [("50", "mL"), ("5.1", "mL"), ("0.5", "L")])
def test_an_absurd_dose_is_refused_whatever_the_reason_and_the_unit(
    lee: Clinic, dose: str, unit: str
) -> None:
    told = {"dose": Decimal(dose), "dose_unit": unit, "acknowledged_reason": "sure"}
    assert why(give, lee, flu(lee), **told) == "orders.dose_absurd"
    assert lee.all(Administration) == []


def test_an_injection_of_grams_for_milligrams_is_refused(lee: Clinic) -> None:
    told: dict[str, Any] = {"maker": "", "vis": (), "dose_unit": "g", "acknowledged_reason": "sure"}
    assert why(give, lee, signed(lee, item="ketorolac"), dose=Decimal(30), **told) == "orders.dose_absurd"


def test_an_item_of_the_practice_takes_no_other_dose_unasked_and_tenfold_at_most() -> None:
    table = shipped_policy("orders")
    table["items"]["own"] = {"name": "Own", "kind": "vaccine", "dose": "1", "dose_unit": "mL"}
    assert catalog_faults(table) == []
    table["items"]["own"] |= {"usual_from": "2", "usual_to": "1"}
    table["doses"]["vaccine"]["usual_to"] = "much"
    assert [one.field for one in catalog_faults(table)] == ["items.own", "doses.vaccine"]


# -- corrections ------------------------------------------------------------------------------------------


def corrected(lee: Clinic, order: SavedOrder, **more: Any) -> SavedOrder:
    told = {**FLU, "correction_reason": "wrong lot typed", **more}
    command = CorrectShot(order_id=order.id, version=order.version, **told)
    made: SavedOrder = lee.run(correct_shot, command)
    return made


def test_a_shot_put_right_keeps_both_entries_its_giver_and_its_time(lee: Clinic) -> None:
    done = give(lee, flu(lee))
    lee.practice.clock.advance(timedelta(hours=1))
    command = CorrectShot(
        order_id=done.id,
        version=done.version,
        correction_reason="wrong lot typed",
        **{**FLU, "lot": "AB13"},
    )
    assert lee.run(correct_shot, command, lee.doctor).state is OrderState.COMPLETED
    old, new = lee.all(Administration)
    assert (old.lot, new.lot, new.corrects_id, new.correction_reason) == (
        "AB12",
        "AB13",
        old.id,
        "wrong lot typed",
    )
    assert (new.at, new.by_name) == (MONDAY, "Maria R., CMA")
    marked = {one.lot: one.entered_in_error for one in lee.all(Immunization)}
    assert marked == {"AB12": "wrong lot typed", "AB13": None}
    (view,) = lee.ask(orders_of_visit, lee.visit_id)
    assert [one.corrects for one in view.shots] == [False, True]


def test_a_shot_entered_in_error_makes_no_charge_any_more(lee: Clinic) -> None:
    done = give(lee, flu(lee))
    assert {one.item for one in lee.ask(charge_facts, lee.visit_id)} == {"vaccine", "flu_vaccine"}
    gone = corrected(lee, done, outcome=Outcome.NOT_GIVEN, correction_reason="wrong patient")
    assert gone.state is OrderState.NOT_DONE
    assert lee.ask(charge_facts, lee.visit_id) == ()
    assert [one.entered_in_error for one in lee.all(Immunization) if one.status == "given"] == [
        "wrong patient"
    ]


def test_a_correction_says_why_and_lacks_nothing(lee: Clinic) -> None:
    done = give(lee, flu(lee))
    assert why(corrected, lee, done, correction_reason=" ") == "orders.needed"
    assert why(corrected, lee, done, lot="") == "orders.needed"
    assert why(corrected, lee, done, two_identifiers=False) == "orders.two_identifiers"
    assert why(corrected, lee, done, dose=Decimal(50)) == "orders.dose_absurd"
    assert [one.entered_in_error for one in lee.all(Immunization)] == [None]


def test_what_was_not_given_or_is_no_shot_cannot_be_put_right(lee: Clinic) -> None:
    assert why(corrected, lee, flu(lee)) == "orders.nothing_to_correct"
    assert why(corrected, lee, result(lee, collected(lee, standing(lee)))) == "orders.nothing_to_correct"


def test_a_lot_that_expired_since_may_stand_in_a_correction_of_the_day_it_was_given(lee: Clinic) -> None:
    done = give(lee, flu(lee), expires=MONDAY.date())
    lee.practice.clock.advance(timedelta(days=2))
    assert corrected(lee, done, expires=MONDAY.date()).state is OrderState.COMPLETED


# -- collected at once, kits in use -----------------------------------------------------------------------


def at_once(lee: Clinic, **more: Any) -> SavedOrder:
    told = {
        "item": "rapid_strep",
        "authority": Authority.STANDING,
        "standing": "respiratory",
        "criteria": FEVER_AND_THROAT,
        "collected_now": True,
        "two_identifiers": True,
        **more,
    }
    made: SavedOrder = lee.run(place_order, PlaceOrder(visit_id=lee.visit_id, **told))
    return made


def test_a_specimen_is_taken_in_the_act_of_ordering_after_two_identifiers(lee: Clinic) -> None:
    assert why(at_once, lee, two_identifiers=False) == "orders.two_identifiers"
    assert lee.all(ClinicalOrder) == []
    assert at_once(lee).state is OrderState.COLLECTED
    (order,) = lee.all(ClinicalOrder)
    assert (order.collected_at, order.collected_by_name) == (MONDAY, "Maria R., CMA")


def test_what_waits_for_a_signature_or_is_no_test_is_not_collected_at_once(lee: Clinic) -> None:
    assert why(at_once, lee, authority=Authority.PENDED) == "orders.pended"
    shot = {"item": "flu_vaccine", "authority": Authority.VERBAL, "read_back": True}
    assert why(at_once, lee, clinician_id=lee.doctor.person_id, **shot) == "orders.not_a_test"
    assert lee.all(ClinicalOrder) == []


def test_the_kit_and_the_lots_in_use_are_known_until_they_expire(lee: Clinic) -> None:
    assert lee.ask(supplies_in_use).kits == {}
    result(lee, collected(lee, standing(lee)), kit_lot="S24A", kit_expires=date(2026, 3, 3))
    give(lee, flu(lee))
    found = lee.ask(supplies_in_use)
    assert found.kits["rapid_strep"].lot == "S24A"
    assert [(one.lot, one.maker) for one in found.lots["flu_vaccine"]] == [("AB12", "GlaxoSmithKline")]
    lee.practice.clock.set(MONDAY + timedelta(days=2))
    assert lee.ask(supplies_in_use).kits == {}
