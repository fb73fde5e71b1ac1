"""A patient leaves: everything in one act, and what is open is said."""

from datetime import timedelta

import pytest

from app.billing.model import Charge
from app.billing.payments.views import PayMethod
from app.chart.notes.model import Note
from app.core.errors import NeedsAcknowledgement, RuleViolated
from app.frontdesk.checkout.actions import Payment, PrepareCheckout, prepare_checkout
from app.orders.model import Administration, Authority, ClinicalOrder, OrderKind, OrderState, Outcome
from app.people.model import PayerKind
from app.visits.model import Visit, VisitState
from tests.frontdesk_money.till import Till


def ordered(till: Till, visit: Visit, item: str, kind: OrderKind, state: OrderState) -> ClinicalOrder:
    order = ClinicalOrder(
        patient_id=visit.patient_id,
        visit_id=visit.id,
        kind=kind,
        item=item,
        state=state,
        state_since=till.clock.now(),
        authority=Authority.SIGNED,
        recorded_at=till.clock.now(),
        text=item,
    )
    till.write(order)
    return order


def stopped(till: Till, visit: Visit, payment: Payment | None = None, **more: object) -> list[str]:
    with pytest.raises(NeedsAcknowledgement) as stop:
        till.finish(visit, payment, **more)
    return [one.field for one in stop.value.findings]


def test_one_act_takes_the_money_posts_the_charges_and_ends_the_visit(till: Till) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit()
    till.sign(visit)
    next_visit = till.book(day=till.today + timedelta(days=14))
    paid = Payment(amount_cents=2500, method=PayMethod.CARD, reference="044821")
    done = till.finish(visit, paid, follow_up_appointment_id=next_visit.id)
    assert done.visit.state == VisitState.DONE and done.left_open == () and done.posted_cents == 12800
    assert done.receipt is not None and done.receipt.visit_cents == 2500
    view = till.checkout(visit)
    assert view.open_items == () and view.follow_up.appointment_id == next_visit.id
    assert view.charges.level_by == "Ada Okafor"
    assert [(one.letter, one.code) for one in view.charges.diagnoses] == [("A", "I10")]
    assert [one.kind for one in view.activity] == ["payment", "charge"]


def test_what_is_open_is_listed_and_leaving_it_takes_a_reason(till: Till) -> None:
    till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = till.visit()
    assert stopped(till, visit) == ["not_collected", "not_signed", "no_charge", "follow_up"]
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT
    done = till.finish(visit, acknowledged_reason="Patient in a hurry")
    assert done.left_open == ("not_collected", "not_signed", "no_charge", "follow_up")
    assert done.visit.state == VisitState.DONE


def test_each_open_thing_names_the_record_to_open(till: Till) -> None:
    visit = till.visit()
    order = ordered(till, visit, "rapid_strep", OrderKind.TEST, OrderState.ORDERED)
    found = {one.key: one.id for one in till.checkout(visit).open_items}
    assert found["order_open"] == order.id and found["no_charge"] == visit.id


def test_charges_wait_for_the_signature_and_come_later(till: Till) -> None:
    visit = till.visit()
    ordered(till, visit, "ecg", OrderKind.OTHER, OrderState.COMPLETED)
    done = till.finish(visit, acknowledged_reason="Note follows")
    assert done.posted_cents == 0
    till.sign(visit)
    assert till.run(prepare_checkout, PrepareCheckout(visit_id=visit.id)) == 1
    view = till.post(visit)
    assert [one.code for one in view.charges] == ["99213", "93000"]


def test_completed_orders_propose_their_charges_once(till: Till) -> None:
    visit = till.visit()
    till.sign(visit)
    shot = ordered(till, visit, "ketorolac", OrderKind.INJECTION, OrderState.COMPLETED)
    given = Administration(
        patient_id=visit.patient_id,
        order_id=shot.id,
        outcome=Outcome.GIVEN,
        dose=60,
        dose_unit="mg",
        at=till.clock.now(),
        by=till.actor.person_id,
    )
    till.write(given)
    till.run(prepare_checkout, PrepareCheckout(visit_id=visit.id))
    assert till.run(prepare_checkout, PrepareCheckout(visit_id=visit.id)) == 0
    lines = till.checkout(visit).charges.charges
    assert [(one.code, one.units, one.pointers) for one in lines] == [
        ("99213", 1, ("A",)),
        ("96372", 1, ("A",)),
        ("J1885", 4, ("A",)),
    ]


def test_a_completed_order_that_nobody_priced_is_open(till: Till) -> None:
    visit = till.visit()
    order = ordered(till, visit, "something_else", OrderKind.OTHER, OrderState.COMPLETED)
    assert ("order_without_charge", order.id) in {
        (one.key, one.id) for one in till.checkout(visit).open_items
    }


def test_a_refused_payment_leaves_the_visit_as_it_was(till: Till) -> None:
    visit = till.visit()
    till.sign(visit)
    card = Payment(amount_cents=100, method=PayMethod.CARD, reference="4111111111111111")
    with pytest.raises(RuleViolated):
        till.finish(visit, card, no_follow_up=True, acknowledged_reason="x")
    assert till.all(Charge) == [] and till.balances() == {}
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT


def test_a_follow_up_of_another_patient_is_refused(till: Till) -> None:
    other = till.book(patient_id=till.ito.id, day=till.today + timedelta(days=1))
    with pytest.raises(RuleViolated):
        till.finish(till.visit(), follow_up_appointment_id=other.id, acknowledged_reason="x")


def test_the_note_that_was_signed_makes_the_level(till: Till) -> None:
    visit = till.visit()
    till.sign(visit, "99214", ("R00.2", "I10"))
    till.finish(visit, no_follow_up=True, acknowledged_reason="Pays by mail")
    (charge,) = till.all(Charge)
    (note,) = till.all(Note)
    assert charge.code == "99214" and charge.source_id == note.id
