"""A practice's own limits and orders are judged before they are saved, and hold once they are."""

from decimal import Decimal
from typing import Any

import pytest

from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.measures import Measure
from app.chart.vitals.views import VitalEntry
from app.core.errors import RuleViolated
from app.frontdesk.policy_checks import policy_checks
from app.orders.actions import PlaceOrder, place_order
from app.orders.model import Authority
from app.orders.queries import order_catalog
from app.practice.actions import SavePolicy, save_policy
from app.practice.policy import policy_faults, policy_names
from tests.chart.people import Clinic
from tests.support.bare import MONDAY


def own(lee: Clinic, name: str, content: dict[str, Any]) -> None:
    lee.run(save_policy, SavePolicy(name=name, valid_from=MONDAY.date(), content=content))


def test_what_ships_has_no_fault() -> None:
    checks = policy_checks()
    assert {"vitals", "orders", "copay", "flow"} <= checks.keys()
    assert [fault for name in policy_names() for fault in policy_faults(name, {}, checks)] == []


def test_a_practices_own_limit_holds_from_its_day_on(lee: Clinic) -> None:
    def flagged(text: str) -> bool:
        spo2 = VitalEntry(measure=Measure.SPO2, text=text)
        return bool(lee.run(record_vitals, RecordVitals(visit_id=lee.visit_id, entries=(spo2,))).flagged)

    assert flagged("94")
    own(lee, "vitals", {"spo2": {"bands": {"all": {"abnormal": {"below": 92}}}}})
    assert not flagged("94") and flagged("91")


@pytest.mark.parametrize(
    "row",
    [
        {"pulse": {"bands": {"own": {"abnormal": {"above": 100}}}}},
        {"pulse": {"bands": {"adult": {"from": "18 years"}}}},
        {"pulse": {"bands": {"school": {"to": "6 a"}}}},
        {"pulse": {"bands": {"adult": {"critical": {"above": 90}}}}},
        {"spo2": {"bands": {"all": {"critical": {"below": 96}}}}},
        {"spo2": {"bands": {"all": {"critical": {"below": True}}}}},
        {"weight": {"change": {"own": {"from": "0 d", "rise": 1}}}},
        {"weight": {"change": {"adult": {"asks_rise_percent": "20"}}}},
    ],
)
def test_a_slip_in_a_limit_is_refused(lee: Clinic, row: dict[str, Any]) -> None:
    with pytest.raises(RuleViolated):
        own(lee, "vitals", row)


@pytest.mark.parametrize(
    "row",
    [
        {"items": {"mono": {"name": "Mono test"}}},
        {"items": {"mono": {"name": "Mono test", "kind": "potion"}}},
        {"items": {"b12": {"dose": "much"}}},
        {"standing": {"own": {"number": "99", "version": 1, "name": "x", "items": ["mono"], "criteria": {}}}},
        {"standing": {"glucose": {"from": "18"}}},
    ],
)
def test_a_slip_in_an_order_is_refused(lee: Clinic, row: dict[str, Any]) -> None:
    with pytest.raises(RuleViolated):
        own(lee, "orders", row)


def test_a_practice_adds_its_own_test_and_withdraws_a_standing_order(lee: Clinic) -> None:
    mono = {
        "name": "Mono test",
        "kind": "test",
        "charges": ["mono"],
        "results": [{"loinc": "5213-4", "name": "Mono", "choices": ["negative", "positive"]}],
    }
    own(lee, "orders", {"items": {"mono": mono}, "standing": {"glucose": {"adopted_by": ""}}})
    assert lee.ask(order_catalog).items["mono"].results[0].loinc == "5213-4"
    refused = PlaceOrder(
        visit_id=lee.visit_id,
        item="glucose",
        authority=Authority.STANDING,
        standing="glucose",
        criteria=("reason",),
    )
    with pytest.raises(RuleViolated) as stopped:
        lee.run(place_order, refused)
    assert stopped.value.message.id == "orders.not_adopted"
    assert lee.ask(order_catalog).items["glucose"].results[0].critical_below == Decimal(54)
