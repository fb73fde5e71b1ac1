"""Orders of Mrs. Lee: on whose word, what may be done with them, what their completion must hold."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.chart.alerts.queries import open_alerts
from app.chart.allergies.actions import AddAllergy, add_allergy
from app.chart.immunizations.model import Immunization
from app.chart.observations.model import Observation
from app.core.errors import NeedsAcknowledgement, NotPermitted, RuleViolated
from app.orders.actions import (
    CancelOrder,
    CollectOrder,
    PlaceOrder,
    ReviewOrder,
    SignOrder,
    cancel_order,
    collect_order,
    place_order,
    review_order,
    sign_order,
)
from app.orders.completion.actions import (
    CompleteOrder,
    CorrectResult,
    GiveShot,
    ResultTest,
    TypedResult,
    complete_order,
    correct_result,
    give_shot,
    result_test,
)
from app.orders.model import Administration, Authority, ClinicalOrder, OrderKind, Outcome
from app.orders.queries import (
    charge_facts,
    order_catalog,
    orders_of_visit,
    orders_of_visits,
    waiting_for_signature,
)
from app.orders.views import OrderState, SavedOrder, VisGiven
from app.security.policy import RolePolicy
from tests.chart.people import Clinic
from tests.support.bare import MONDAY

FEVER_AND_THROAT = ("fever", "symptom")
STREP = (TypedResult("78012-2", "positive"),)


def standing(lee: Clinic, item: str = "rapid_strep", **more: Any) -> SavedOrder:
    told = {"standing": "respiratory", "criteria": FEVER_AND_THROAT, **more}
    command = PlaceOrder(visit_id=lee.visit_id, item=item, authority=Authority.STANDING, **told)
    made: SavedOrder = lee.run(place_order, command)
    return made


def pended(lee: Clinic, **more: Any) -> SavedOrder:
    told = {"name": "Chest X-ray", "kind": OrderKind.IMAGING, **more}
    made: SavedOrder = lee.run(
        place_order, PlaceOrder(visit_id=lee.visit_id, authority=Authority.PENDED, **told)
    )
    return made


def signed(lee: Clinic, **more: Any) -> SavedOrder:
    command = PlaceOrder(visit_id=lee.visit_id, authority=Authority.SIGNED, **more)
    made: SavedOrder = lee.run(place_order, command, lee.doctor)
    return made


def collected(lee: Clinic, order: SavedOrder) -> SavedOrder:
    command = CollectOrder(order_id=order.id, version=order.version, two_identifiers=True)
    made: SavedOrder = lee.run(collect_order, command)
    return made


def result(lee: Clinic, order: SavedOrder, **more: Any) -> SavedOrder:
    lee.practice.clock.advance(timedelta(minutes=6))
    told: dict[str, Any] = {
        "values": STREP,
        "kit_lot": "S24A",
        "kit_expires": date(2026, 12, 31),
        "control_valid": True,
        **more,
    }
    made: SavedOrder = lee.run(result_test, ResultTest(order_id=order.id, version=order.version, **told))
    return made


def why(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(RuleViolated) as refused:
        call(*args, **more)
    return refused.value.message.id


# -- authority --------------------------------------------------------------------------------------------


def test_a_standing_order_names_its_number_version_and_the_criteria_met(lee: Clinic) -> None:
    standing(lee)
    (order,) = lee.all(ClinicalOrder)
    assert (order.standing_number, order.standing_version, order.state) == ("12", 1, OrderState.ORDERED)
    assert len(order.criteria) == 2 and order.criteria[1] == "Cough or sore throat"


def test_a_standing_order_with_a_criterion_open_or_for_another_test_is_refused(lee: Clinic) -> None:
    assert why(standing, lee, criteria=("fever",)) == "orders.criteria_not_met"
    assert why(standing, lee, item="glucose") == "orders.not_covered"
    assert why(standing, lee, standing="nothing") == "orders.not_covered"
    assert why(standing, lee, item="rapid_mumps") == "orders.unknown_item"


def test_a_standing_order_covers_its_ages_only(lee: Clinic) -> None:
    for birth, fits in ((date(2023, 3, 2), True), (date(2023, 3, 3), False), (None, False)):
        _, todays = lee.new_patient(birth_date=birth)
        command = PlaceOrder(
            visit_id=todays,
            item="rapid_strep",
            authority=Authority.STANDING,
            standing="respiratory",
            criteria=FEVER_AND_THROAT,
        )
        if fits:
            assert lee.run(place_order, command).state is OrderState.ORDERED
        else:
            assert why(lee.run, place_order, command) == "orders.age_not_covered"


def test_a_verbal_order_names_the_clinician_was_read_back_and_is_cosigned_by_that_one(lee: Clinic) -> None:
    def say(**more: Any) -> Any:
        told = {"visit_id": lee.visit_id, "item": "glucose", "authority": Authority.VERBAL, **more}
        return lee.run(place_order, PlaceOrder(**told))

    assert why(say) == "orders.who_said_it"
    assert why(say, clinician_id=lee.doctor.person_id) == "orders.read_back_needed"
    assert why(say, clinician_id=lee.assistant.person_id, read_back=True) == "orders.who_said_it"
    order = say(clinician_id=lee.doctor.person_id, read_back=True)
    assert order.state is OrderState.ORDERED
    (waiting,) = lee.ask(waiting_for_signature, lee.doctor.person_id)
    assert waiting.verbal and waiting.id == order.id
    sign = SignOrder(order_id=order.id, version=order.version)
    assert why(lee.run, sign_order, sign, lee.colleague) == "orders.not_your_verbal_order"
    lee.run(sign_order, sign, lee.doctor)
    assert lee.ask(waiting_for_signature) == ()


def test_a_pended_order_can_be_neither_collected_nor_given_nor_resulted(lee: Clinic) -> None:
    order = pended(lee, item="rapid_strep")
    assert order.state is OrderState.PENDED
    collect = CollectOrder(order_id=order.id, version=order.version, two_identifiers=True)
    assert why(lee.run, collect_order, collect) == "orders.pended"
    assert why(result, lee, order) == "orders.pended"
    shot = pended(lee, item="flu_vaccine")
    assert why(lee.run, give_shot, GiveShot(order_id=shot.id, version=shot.version)) == "orders.pended"
    done = pended(lee)
    complete = CompleteOrder(order_id=done.id, version=done.version)
    assert why(lee.run, complete_order, complete) == "orders.pended"


def test_a_pended_order_waits_for_the_visits_clinician_until_any_signs(lee: Clinic) -> None:
    order = pended(lee)
    assert [one.name for one in lee.ask(waiting_for_signature, lee.doctor.person_id)] == ["Chest X-ray"]
    signed_one = lee.run(sign_order, SignOrder(order_id=order.id, version=order.version), lee.colleague)
    assert signed_one.state is OrderState.ORDERED
    (view,) = lee.ask(orders_of_visit, lee.visit_id)
    assert (view.signed_by, view.needs_signature) == ("J. Park, NP", False)
    again = SignOrder(order_id=order.id, version=signed_one.version)
    assert why(lee.run, sign_order, again, lee.doctor) == "orders.nothing_to_sign"


def test_an_assistant_cannot_sign_and_cannot_order_as_signed(lee: Clinic) -> None:
    lee.practice.around.policy = RolePolicy()
    order = pended(lee)
    with pytest.raises(NotPermitted):
        lee.run(sign_order, SignOrder(order_id=order.id, version=order.version))
    with pytest.raises(NotPermitted):
        lee.run(place_order, PlaceOrder(visit_id=lee.visit_id, item="glucose", authority=Authority.SIGNED))


def test_the_same_item_twice_in_a_visit_needs_a_reason_that_is_kept(lee: Clinic) -> None:
    standing(lee)
    with pytest.raises(NeedsAcknowledgement):
        standing(lee)
    standing(lee, acknowledged_reason="first swab dropped")
    assert lee.all(ClinicalOrder)[1].acknowledged_reason == "first swab dropped"


def test_an_order_is_cancelled_with_a_reason_and_a_done_one_never(lee: Clinic) -> None:
    order = standing(lee)
    cancel = CancelOrder(order_id=order.id, version=order.version, reason=" ")
    assert why(lee.run, cancel_order, cancel) == "orders.needed"
    done = result(lee, collected(lee, order))
    cancel = CancelOrder(order_id=done.id, version=done.version, reason="too late")
    assert why(lee.run, cancel_order, cancel) == "orders.not_open"
    other = standing(lee, item="influenza")
    gone = lee.run(cancel_order, CancelOrder(order_id=other.id, version=other.version, reason="refused"))
    assert gone.state is OrderState.CANCELLED


def test_everything_shipped_can_be_ordered_and_is_read_as_values(lee: Clinic) -> None:
    catalog = lee.ask(order_catalog)
    assert {one for order in catalog.standing.values() for one in order.items} <= set(catalog.items)
    assert all(one.results for one in catalog.items.values() if one.kind is OrderKind.TEST)
    assert [one.number for one in catalog.standing_for("influenza")] == ["12", "14"]
    numbers = [one.number for one in catalog.standing.values()]
    assert len(numbers) == len(set(numbers))


# -- tests ------------------------------------------------------------------------------------------------


def test_a_strep_test_from_swab_to_review(lee: Clinic) -> None:
    done = result(lee, collected(lee, standing(lee)))
    assert done.state is OrderState.COMPLETED
    (swab,) = [one for one in lee.all(Observation) if one.loinc == "78012-2"]
    assert (swab.value_text, swab.interpretation, swab.category) == ("positive", "A", "laboratory")
    reviewed = lee.run(
        review_order, ReviewOrder(order_id=done.id, version=done.version, patient_told=True), lee.doctor
    )
    assert reviewed.state is OrderState.REVIEWED
    (view,) = lee.ask(orders_of_visit, lee.visit_id)
    assert view.results[0].values[0].value == "positive" and view.results[0].kit_lot == "S24A"
    assert view.reviewed_by == "Dr. Okafor"


def test_an_expired_kit_and_a_failed_control_are_hard_stops(lee: Clinic) -> None:
    order = collected(lee, standing(lee))
    yesterday = MONDAY.date() - timedelta(days=1)
    assert why(result, lee, order, kit_expires=yesterday) == "orders.expired"
    assert why(result, lee, order, control_valid=False) == "orders.control_failed"
    assert why(result, lee, order, kit_lot=" ") == "orders.lot_needed"
    assert lee.all(Observation) == []


def test_a_kit_may_be_used_on_its_last_day(lee: Clinic) -> None:
    order = collected(lee, standing(lee))
    assert result(lee, order, kit_expires=MONDAY.date()).state is OrderState.COMPLETED


@pytest.mark.parametrize(
    ("minutes", "answer"),
    [(4, "orders.read_too_early"), (5, ""), (10, ""), (11, "orders.read_too_late")],
)
def test_a_reading_too_early_or_too_late_is_refused(lee: Clinic, minutes: int, answer: str) -> None:
    order = collected(lee, standing(lee))
    told = {"started_at": MONDAY, "read_at": MONDAY + timedelta(minutes=minutes)}
    lee.practice.clock.set(MONDAY + timedelta(hours=1))
    if answer:
        assert why(result, lee, order, **told) == answer
    else:
        assert result(lee, order, **told).state is OrderState.COMPLETED


def test_a_test_read_by_the_minute_needs_its_start(lee: Clinic) -> None:
    assert why(result, lee, standing(lee)) == "orders.start_needed"


def test_results_come_from_the_list_and_all_are_needed(lee: Clinic) -> None:
    order = collected(lee, standing(lee))
    assert why(result, lee, order, values=(TypedResult("78012-2", "maybe"),)) == "orders.not_a_choice"
    both = collected(lee, standing(lee, item="influenza"))
    lee.practice.clock.advance(timedelta(minutes=5))
    half = (TypedResult("80382-5", "negative"),)
    assert why(result, lee, both, values=half) == "orders.all_values_needed"


def glucose(lee: Clinic, text: str) -> SavedOrder:
    order = standing(lee, "glucose", standing="glucose", criteria=("reason",), acknowledged_reason="again")
    return result(lee, order, values=(TypedResult("41653-7", text),))


@pytest.mark.parametrize(
    ("text", "letter"),
    [("53", "LL"), ("54", "L"), ("69", "L"), ("70", "N"), ("139", "N"), ("140", "H"), ("400", "HH")],
)
def test_a_number_is_judged_on_both_sides_of_its_limits(lee: Clinic, text: str, letter: str) -> None:
    glucose(lee, text)
    assert lee.all(Observation)[0].interpretation == letter
    assert [one.level for one in lee.ask(open_alerts)] == (["critical"] if len(letter) == 2 else [])


@pytest.mark.parametrize("text", ["9", "801", "high", "NaN", "Infinity", ""])
def test_a_number_beyond_the_meter_is_refused(lee: Clinic, text: str) -> None:
    assert why(glucose, lee, text) in ("orders.beyond_the_test", "orders.not_a_number")


def test_a_correction_keeps_the_old_value_and_has_to_be_reviewed_again(lee: Clinic) -> None:
    done = result(lee, collected(lee, standing(lee)))
    seen = lee.run(review_order, ReviewOrder(order_id=done.id, version=done.version), lee.doctor)
    right = CorrectResult(
        order_id=seen.id,
        version=seen.version,
        values=(TypedResult("78012-2", "negative"),),
        kit_lot="S24A",
        kit_expires=date(2026, 12, 31),
        control_valid=True,
        reason="read the wrong cassette",
    )
    assert lee.run(correct_result, right).state is OrderState.COMPLETED
    (view,) = lee.ask(orders_of_visit, lee.visit_id)
    assert [one.values[0].value for one in view.results] == ["positive", "negative"]
    assert view.results[1].corrects and view.reviewed_by == ""
    marked = {one.value_text: one.entered_in_error for one in lee.all(Observation)}
    assert marked == {"positive": "read the wrong cassette", "negative": None}


# -- shots ------------------------------------------------------------------------------------------------

VIS = VisGiven("Influenza", date(2025, 1, 31), MONDAY.date())
FLU: dict[str, Any] = {
    "two_identifiers": True,
    "product": "Fluarix",
    "dose": Decimal("0.5"),
    "dose_unit": "mL",
    "site": "left deltoid",
    "route": "intramuscular",
    "lot": "AB12",
    "maker": "GlaxoSmithKline",
    "mvx": "SKB",
    "expires": date(2026, 6, 30),
    "vis": (VIS,),
}
FLU_CRITERIA = ("season", "no_severe_reaction", "well", "no_gbs")


def flu(lee: Clinic) -> SavedOrder:
    return standing(lee, "flu_vaccine", standing="flu_vaccine", criteria=FLU_CRITERIA)


def give(lee: Clinic, order: SavedOrder, **more: Any) -> SavedOrder:
    command = GiveShot(order_id=order.id, version=order.version, **{**FLU, **more})
    made: SavedOrder = lee.run(give_shot, command)
    return made


def test_a_vaccine_given_enters_the_immunization_record_and_is_watched(lee: Clinic) -> None:
    assert give(lee, flu(lee)).state is OrderState.COMPLETED
    (given,), (shot,) = lee.all(Immunization), lee.all(Administration)
    assert (given.cvx, given.status, given.lot, given.mvx) == ("150", "given", "AB12", "SKB")
    assert given.vis == [{"document": "Influenza", "edition": "2025-01-31", "given_on": "2026-03-02"}]
    assert (shot.immunization_id, shot.by_name) == (given.id, "Maria R., CMA")
    assert shot.watch_until == MONDAY + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("missing", "answer"),
    [
        ({"dose": None}, "orders.needed"),
        ({"dose": Decimal(0)}, "orders.needed"),
        ({"dose_unit": ""}, "orders.needed"),
        ({"site": ""}, "orders.needed"),
        ({"route": ""}, "orders.needed"),
        ({"lot": " "}, "orders.needed"),
        ({"maker": ""}, "orders.needed"),
        ({"expires": None}, "orders.needed"),
        ({"expires": date(2026, 3, 1)}, "orders.expired"),
        ({"vis": ()}, "orders.vis_needed"),
        ({"vis": (VisGiven("Influenza", date(2026, 3, 3), date(2026, 3, 2)),)}, "orders.vis_dates"),
        ({"two_identifiers": False}, "orders.two_identifiers"),
    ],
)
def test_a_vaccine_lacks_nothing(lee: Clinic, missing: dict[str, Any], answer: str) -> None:
    assert why(give, lee, flu(lee), **missing) == answer
    assert lee.all(Immunization) == []


def test_a_lot_may_be_used_on_its_last_day(lee: Clinic) -> None:
    assert give(lee, flu(lee), expires=MONDAY.date()).state is OrderState.COMPLETED


def test_refused_and_not_given_want_a_reason_and_no_lot(lee: Clinic) -> None:
    order = flu(lee)
    refused = GiveShot(order_id=order.id, version=order.version, outcome=Outcome.REFUSED)
    assert why(lee.run, give_shot, refused) == "orders.needed"
    no = GiveShot(
        order_id=order.id, version=order.version, outcome=Outcome.REFUSED, reason="afraid of needles"
    )
    assert lee.run(give_shot, no).state is OrderState.REFUSED
    (kept,) = lee.all(Immunization)
    assert (kept.status, kept.status_reason, kept.lot) == ("refused", "afraid of needles", "")
    assert lee.ask(charge_facts, lee.visit_id) == ()


def test_an_injection_against_an_allergy_of_its_class_needs_a_reason(lee: Clinic) -> None:
    lee.run(add_allergy, AddAllergy(patient_id=lee.patient_id, substance="cephalosporins"))
    with pytest.raises(NeedsAcknowledgement) as stopped:
        signed(lee, item="ceftriaxone")
    assert [one.message.params["shared"] for one in stopped.value.findings] == ["cephalosporins"]
    signed(lee, item="ceftriaxone", acknowledged_reason="tolerated cefdinir in 2024")
    kept = lee.all(ClinicalOrder)[0]
    assert kept.findings[0][0] == "orders.allergy" and kept.acknowledged_reason.startswith("tolerated")


def test_an_injection_needs_neither_maker_nor_statement(lee: Clinic) -> None:
    order = signed(lee, item="ceftriaxone")
    assert give(lee, order, maker="", vis=(), dose=Decimal(600), dose_unit="mg").state is OrderState.COMPLETED
    assert lee.all(Immunization) == []
    facts = {one.item: one.units for one in lee.ask(charge_facts, lee.visit_id)}
    assert facts == {"injection": 1, "ceftriaxone": 3}


def test_what_is_done_proposes_its_charges_and_what_is_open_none(lee: Clinic) -> None:
    result(lee, collected(lee, standing(lee)))
    standing(lee, item="influenza")
    assert [one.item for one in lee.ask(charge_facts, lee.visit_id)] == ["rapid_strep"]


def test_the_board_counts_where_orders_stand(lee: Clinic) -> None:
    assert lee.ask(orders_of_visits, [lee.visit_id]) == {}
    result(lee, collected(lee, standing(lee)))
    standing(lee, item="influenza")
    pended(lee)
    counts = lee.ask(orders_of_visits, [lee.visit_id])[lee.visit_id]
    assert (counts.to_collect, counts.to_sign, counts.to_review, counts.done) == (1, 1, 1, 1)


def test_other_work_is_completed_in_words_or_not_done_with_a_reason(lee: Clinic) -> None:
    order = signed(lee, item="ecg")
    no = CompleteOrder(order_id=order.id, version=order.version, done=False)
    assert why(lee.run, complete_order, no) == "orders.needed"
    done = CompleteOrder(order_id=order.id, version=order.version, words="sinus rhythm by machine")
    assert lee.run(complete_order, done).state is OrderState.COMPLETED
    shot = flu(lee)
    assert why(lee.run, complete_order, CompleteOrder(order_id=shot.id, version=shot.version)) == (
        "orders.needs_its_form"
    )
