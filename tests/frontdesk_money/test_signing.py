"""Signing hands the patient to checkout with the charges of what was done."""

from app.billing.charges.views import ChargeStatus
from app.chart.notes.actions import SaveNote, save_note
from app.frontdesk.signing import SignAndHandOver, sign_and_hand_over
from app.visits.model import Visit, VisitState
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
