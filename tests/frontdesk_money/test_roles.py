"""The jobs of the desk as the shipped roles allow them, and the record of what they did."""

from typing import Any

import pytest

from app.billing.adjustments.actions import WriteOff, write_off
from app.billing.payments.actions import ReversePayment, reverse_payment
from app.billing.payments.views import PayMethod
from app.core.acts import Role
from app.core.errors import NotPermitted
from app.core.progress import Progress
from app.frontdesk.checkout.actions import FinishCheckout, Payment, finish_checkout
from app.frontdesk.day_close.actions import CloseDay, CountDrawer, close_day, count_drawer
from app.security.policy import RolePolicy
from app.store.audit import AuditRow
from app.store.verify import verify_chain
from app.visits.model import Visit
from tests.frontdesk_money.till import Till


@pytest.fixture
def strict(till: Till, monkeypatch: pytest.MonkeyPatch) -> Till:
    """The till under the roles as they ship."""
    monkeypatch.setattr(till.around, "policy", RolePolicy())
    return till


def finish(till: Till, visit: Visit, **more: Any) -> FinishCheckout:
    version = till.fresh(Visit, visit.id).version
    paid = Payment(amount_cents=12800, method=PayMethod.CASH)
    return FinishCheckout(visit_id=visit.id, version=version, payment=paid, no_follow_up=True, **more)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MEDICAL_ASSISTANT])
def test_the_desk_checks_out_and_closes_the_day(strict: Till, role: Role) -> None:
    person, other = strict.person(role), strict.person(role)
    visit = strict.visit()
    strict.sign(visit)
    strict.run(finish_checkout, finish(strict, visit), actor=person)
    pieces = ((10000, 1), (5000, 1), (2000, 6), (500, 1), (100, 3))
    strict.run(count_drawer, CountDrawer(pieces=pieces), actor=person)
    locked = strict.run(close_day, CloseDay(), actor=other)
    assert (locked.deposit_cents, locked.over_short_cents) == (12800, 0)


def test_the_desk_neither_reverses_nor_writes_off(strict: Till) -> None:
    visit = strict.visit()
    strict.sign(visit)
    done = strict.run(finish_checkout, finish(strict, visit), actor=strict.clerk)
    with pytest.raises(NotPermitted):
        command = ReversePayment(receipt_number=done.receipt.number, reason="x")
        strict.run(reverse_payment, command, actor=strict.clerk)
    charge = strict.checkout(visit).charges.charges[0]
    with pytest.raises(NotPermitted):
        strict.run(write_off, WriteOff(charge_id=charge.id, cents=1, reason="x"), actor=strict.clerk)


def test_one_checkout_is_one_act_in_a_whole_record(strict: Till) -> None:
    visit = strict.visit()
    strict.sign(visit)
    command = finish(strict, visit)
    strict.run(finish_checkout, command, actor=strict.clerk)
    rows = [one for one in strict.all(AuditRow) if one.act_id == command.command_id]
    kinds = {one.record_kind for one in rows if one.record_kind}
    assert {"charge", "ledger_entry", "ledger_line", "receipt", "visit", "visit_state_change"} <= kinds
    assert {one.patient_id for one in rows if one.record_kind == "ledger_line"} == {visit.patient_id}
    with strict.around.database.reader.connect() as connection:
        assert verify_chain(connection, Progress(), columns=True) == []
