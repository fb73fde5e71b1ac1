"""F8 asks what the practice wants asked, and no more."""

import pytest

from app.core.errors import NeedsAcknowledgement
from app.frontdesk.handing import HandOn, hand_on
from app.orders.model import OrderKind, OrderState
from app.practice.actions import SavePolicy, save_policy
from app.store.audit import AuditRow
from app.visits.model import Visit, VisitState
from tests.frontdesk_money.test_checkout import ordered
from tests.frontdesk_money.till import Till
from ui.common.words import words_for


def _handed(till: Till, visit: Visit, to: VisitState, reason: str = "") -> None:
    version = till.fresh(Visit, visit.id).version
    till.run(hand_on, HandOn(visit_id=visit.id, version=version, to=to, acknowledged_reason=reason))


def _asked(till: Till, visit: Visit, to: VisitState) -> list[str]:
    with pytest.raises(NeedsAcknowledgement) as stop:
        _handed(till, visit, to)
    return [one.field for one in stop.value.findings]


def test_what_is_open_is_asked_before_checkout_and_the_reason_is_kept(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    ordered(till, visit, "rapid_strep", OrderKind.TEST, OrderState.COMPLETED)
    ordered(till, visit, "ketorolac", OrderKind.INJECTION, OrderState.COMPLETED)
    assert _asked(till, visit, VisitState.READY_FOR_CHECKOUT) == ["note", "results", "shots"]
    _handed(till, visit, VisitState.READY_FOR_CHECKOUT, "the phone rang")
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT
    assert any("the phone rang" in one.entry for one in till.all(AuditRow))


def test_a_signed_note_and_reviewed_results_ask_nothing(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    till.sign(visit)
    ordered(till, visit, "rapid_strep", OrderKind.TEST, OrderState.REVIEWED)
    _handed(till, visit, VisitState.READY_FOR_CHECKOUT)
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_CHECKOUT


def test_the_practice_says_what_is_asked(till: Till) -> None:
    visit = till.visit(state=VisitState.ROOMING)
    assert _asked(till, visit, VisitState.READY_FOR_PROVIDER) == ["vitals"]
    own = {"ask_before": {"ready_for_provider": []}}
    till.run(save_policy, SavePolicy(name="flow", valid_from=till.today, content=own))
    _handed(till, visit, VisitState.READY_FOR_PROVIDER)
    assert till.fresh(Visit, visit.id).state is VisitState.READY_FOR_PROVIDER


def test_orders_that_are_left_are_named_by_what_is_left_to_do(till: Till) -> None:
    visit = till.visit(state=VisitState.WITH_PROVIDER)
    till.sign(visit)
    ordered(till, visit, "Rapid strep", OrderKind.TEST, OrderState.COLLECTED)
    ordered(till, visit, "Urine dip", OrderKind.TEST, OrderState.ORDERED)
    ordered(till, visit, "Ketorolac", OrderKind.INJECTION, OrderState.ORDERED)
    ordered(till, visit, "Flu vaccine", OrderKind.VACCINE, OrderState.ORDERED)
    ordered(till, visit, "Wrist film", OrderKind.IMAGING, OrderState.PENDED)
    ordered(till, visit, "Refused one", OrderKind.VACCINE, OrderState.REFUSED)
    with pytest.raises(NeedsAcknowledgement) as stop:
        _handed(till, visit, VisitState.READY_FOR_CHECKOUT)
    assert [words_for(one.message) for one in stop.value.findings] == [
        "No result yet: Rapid strep.",
        "Not collected yet: Urine dip.",
        "Not given yet: Ketorolac, Flu vaccine.",
        "Not signed yet: Wrist film.",
    ]


def test_what_is_typed_and_not_saved_is_asked_first_and_always(till: Till) -> None:
    visit = till.visit(state=VisitState.ROOMING)
    version = till.fresh(Visit, visit.id).version
    command = HandOn(
        visit_id=visit.id, version=version, to=VisitState.READY_FOR_PROVIDER, unsaved="Blood pressure"
    )
    with pytest.raises(NeedsAcknowledgement) as stop:
        till.run(hand_on, command)
    assert [one.field for one in stop.value.findings] == ["unsaved", "vitals"]
    assert words_for(stop.value.findings[0].message) == "Not saved yet: Blood pressure."
