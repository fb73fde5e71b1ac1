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
