"""A vaccine on the bill: its diagnosis, the code of giving that its payer wants, what a correction leaves."""

import pytest

from app.billing.model import Charge, ChargeStatus
from app.frontdesk.checkout.actions import PrepareCheckout, prepare_checkout
from app.orders.model import ClinicalOrder, OrderKind, OrderState
from app.people.model import PayerKind
from app.visits.model import Visit
from tests.frontdesk_money.test_checkout import ordered
from tests.frontdesk_money.till import Till

DONE = OrderState.COMPLETED


def prepared(till: Till, visit: Visit) -> dict[str, tuple[str, ...]]:
    """Prepare the checkout and return where each charge points."""
    till.run(prepare_checkout, PrepareCheckout(visit_id=visit.id))
    return {one.code: tuple(one.pointers) for one in till.all(Charge) if one.status is ChargeStatus.DRAFT}


def diagnoses(till: Till, visit: Visit) -> list[str]:
    return [one.code for one in till.checkout(visit).charges.diagnoses]


def flu(till: Till, visit: Visit) -> ClinicalOrder:
    return ordered(till, visit, "flu_vaccine", OrderKind.VACCINE, DONE)


def order_state(till: Till, order: ClinicalOrder, state: OrderState) -> None:
    till.within(lambda work: setattr(work.get(ClinicalOrder, order.id), "state", state))


def test_a_vaccine_points_at_its_own_diagnosis_and_the_visit_at_the_first(till: Till) -> None:
    till.covered(PayerKind.COMMERCIAL)
    visit = till.visit()
    till.sign(visit, diagnoses=("J02.0",))
    flu(till, visit)
    ordered(till, visit, "rapid_strep", OrderKind.TEST, DONE)
    assert prepared(till, visit) == {"99213": ("A",), "90471": ("B",), "90686": ("B",), "87880": ("A",)}
    assert diagnoses(till, visit) == ["J02.0", "Z23"]


def test_a_shot_before_the_note_keeps_its_diagnosis_when_the_note_brings_others(till: Till) -> None:
    visit = till.visit()
    flu(till, visit)
    assert prepared(till, visit) == {"90471": ("A",), "90686": ("A",)}
    till.sign(visit, diagnoses=("J02.0", "I10"))
    assert prepared(till, visit) == {"99213": ("A",), "90471": ("C",), "90686": ("C",)}
    assert diagnoses(till, visit) == ["J02.0", "I10", "Z23"]


def test_an_indication_that_the_note_names_is_not_named_twice(till: Till) -> None:
    visit = till.visit()
    till.sign(visit, diagnoses=("Z23", "I10"))
    flu(till, visit)
    assert prepared(till, visit)["90686"] == ("A",)
    assert diagnoses(till, visit) == ["Z23", "I10"]


@pytest.mark.parametrize(
    ("payer", "code"),
    [
        (PayerKind.MEDICARE, "G0008"),
        (PayerKind.MEDICARE_ADVANTAGE, "G0008"),
        (PayerKind.MEDICAID, "90471"),
        (PayerKind.COMMERCIAL, "90471"),
        (PayerKind.SELF_PAY, "90471"),
    ],
)
def test_giving_a_flu_shot_has_the_code_that_its_payer_wants(till: Till, payer: PayerKind, code: str) -> None:
    if payer is not PayerKind.SELF_PAY:
        till.covered(payer)
    visit = till.visit()
    till.sign(visit)
    flu(till, visit)
    assert set(prepared(till, visit)) == {"99213", code, "90686"}


def test_a_draft_goes_with_its_order_and_a_posted_charge_is_open_until_it_is_reversed(till: Till) -> None:
    visit = till.visit()
    till.sign(visit)
    shot = flu(till, visit)
    assert set(prepared(till, visit)) == {"99213", "90471", "90686"}
    order_state(till, shot, OrderState.NOT_DONE)
    assert set(prepared(till, visit)) == {"99213"}
    order_state(till, shot, DONE)
    assert set(prepared(till, visit)) == {"99213", "90471", "90686"}
    till.post(visit)
    order_state(till, shot, OrderState.NOT_DONE)
    open_ones = [one.key for one in till.checkout(visit).open_items]
    assert open_ones.count("charge_of_undone") == 2
