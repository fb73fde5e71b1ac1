"""Signing hands the patient to checkout with the charges of what was done."""

from dataclasses import replace
from typing import Any

import pytest

from app.billing.charges.views import ChargeStatus
from app.chart.notes.actions import SaveNote, save_note
from app.chart.notes.model import NoteAddendum, NoteSignature
from app.core.errors import NeedsAcknowledgement, RuleViolated
from app.core.ids import new_id
from app.frontdesk.signing import AddToSigned, SignAndHandOver, add_to_signed, sign_and_hand_over
from app.orders.model import OrderKind, OrderState
from app.visits.model import Visit, VisitState, VisitStateChange
from tests.frontdesk_money.test_checkout import ordered
from tests.frontdesk_money.till import Till


def _signed(till: Till, visit: Visit, *, hand: bool) -> None:
    saved = till.run(save_note, SaveNote(visit_id=visit.id, text="Better."), actor=till.doctor)
    command = SignAndHandOver(
        note_id=saved.id, version=saved.version, level="99213", diagnoses=("I10",), hand_to_checkout=hand
    )
    till.run(sign_and_hand_over, command, actor=till.doctor)


def test_one_act_signs_drafts_the_charges_and_moves_the_visit(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    _signed(till, visit, hand=True)
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT
    (level,) = till.checkout(visit).charges.charges
    assert (level.code, level.status, level.pointers) == ("99213", ChargeStatus.DRAFT, ("A",))


def test_signing_alone_leaves_the_patient_where_they_are(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    _signed(till, visit, hand=False)
    assert till.fresh(Visit, visit.id).state is VisitState.WITH_PROVIDER


def _saved(till: Till, visit: Visit, text: str = "Better.") -> SignAndHandOver:
    saved = till.run(save_note, SaveNote(visit_id=visit.id, text=text), actor=till.doctor)
    return SignAndHandOver(note_id=saved.id, version=saved.version)


def _sign(till: Till, command: SignAndHandOver, **more: Any) -> Any:
    return till.run(sign_and_hand_over, replace(command, **more), actor=till.doctor)


def test_a_billable_visit_without_level_or_diagnosis_takes_a_reason(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    command = _saved(till, visit)
    with pytest.raises(NeedsAcknowledgement) as stop:
        _sign(till, command)
    assert [one.field for one in stop.value.findings] == ["no_level", "no_diagnosis"]
    assert till.fresh(Visit, visit.id).state is VisitState.WITH_PROVIDER
    _sign(till, command, acknowledged_reason="Level follows after the call")
    assert "no_level" in {one.key for one in till.checkout(visit).open_items}


def test_no_charge_is_said_and_nothing_is_missing_then(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    _sign(till, _saved(till, visit), no_charge=True)
    keys = {one.key for one in till.checkout(visit).open_items}
    assert not keys & {"no_level", "no_charge", "not_signed"}


def test_a_visit_before_the_providers_part_begins_by_signing(till: Till) -> None:
    visit = till.visit(state=VisitState.READY_FOR_PROVIDER)
    _sign(till, _saved(till, visit), level="99213", diagnoses=("I10",))
    states = [one.state for one in till.all(VisitStateChange)]
    assert states == [VisitState.WITH_PROVIDER, VisitState.READY_FOR_CHECKOUT]


def test_a_visit_that_did_not_take_place_has_no_level(till: Till) -> None:
    visit = till.visit(state=VisitState.LEFT_WITHOUT_BEING_SEEN)
    with pytest.raises(RuleViolated) as refused:
        _sign(till, _saved(till, visit), level="99213", diagnoses=("I10",))
    assert refused.value.message.id == "frontdesk.signing.did_not_happen"


def test_the_signer_chooses_the_level_again_until_it_is_posted(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    signed = _sign(till, _saved(till, visit), level="99213", diagnoses=("I10",))
    again = AddToSigned(
        note_id=signed.id, version=signed.version, choose=True, level="99214", diagnoses=("R00.2", "I10")
    )
    with pytest.raises(RuleViolated) as refused:
        till.run(add_to_signed, again)
    assert refused.value.message.id == "notes.level_anothers"
    till.run(add_to_signed, again, actor=till.doctor)
    view = till.checkout(visit).charges
    assert [one.code for one in view.charges] == ["99214"]
    assert [one.code for one in view.diagnoses] == ["R00.2", "I10"]
    assert [one.level for one in till.all(NoteSignature)] == ["99213", "99214"]
    none = replace(
        again, command_id=new_id(), version=signed.version + 1, level="", no_charge=True, diagnoses=()
    )
    till.run(add_to_signed, none, actor=till.doctor)
    assert till.checkout(visit).charges.charges == ()
    back = replace(again, command_id=new_id(), version=signed.version + 2, level="99213")
    till.run(add_to_signed, back, actor=till.doctor)
    till.post(visit)
    with pytest.raises(RuleViolated) as late:
        till.run(
            add_to_signed, replace(back, command_id=new_id(), version=signed.version + 3), actor=till.doctor
        )
    assert late.value.message.id == "frontdesk.signing.posted"


def test_an_addendum_without_a_level_leaves_the_level(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    signed = _sign(till, _saved(till, visit), level="99213", diagnoses=("I10",))
    command = AddToSigned(note_id=signed.id, version=signed.version, text="Culture negative.")
    till.run(add_to_signed, command, actor=till.doctor)
    (added,) = till.all(NoteAddendum)
    assert (added.text, added.reason) == ("Culture negative.", "")
    assert [one.code for one in till.checkout(visit).charges.charges] == ["99213"]


@pytest.mark.parametrize(
    ("kind", "key"), [(OrderKind.TEST, "result_to_review"), (OrderKind.VACCINE, "shot_to_review")]
)
def test_what_nobody_reviewed_is_open_at_checkout(till: Till, kind: OrderKind, key: str) -> None:
    visit = till.visit()
    order = ordered(till, visit, "rapid_strep", kind, OrderState.COMPLETED)
    assert (key, order.id) in {(one.key, one.id) for one in till.checkout(visit).open_items}
