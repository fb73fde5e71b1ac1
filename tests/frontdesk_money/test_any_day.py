"""Whatever the desk does in whatever order, the books hold."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.billing.adjustments.actions import (
    PayerLine,
    PostPayerPayment,
    ReverseEntry,
    WriteOff,
    post_payer_payment,
    reverse_entry,
    write_off,
)
from app.billing.charges.actions import ReverseCharge, reverse_charge
from app.billing.ledger.balances import credits_of, open_charges
from app.billing.ledger.rules import RECEIVABLES
from app.billing.model import Charge, ChargeStatus, DayClose, LedgerEntry, Receipt
from app.billing.payments.actions import (
    ApplyCredit,
    DecideCopay,
    ReturnCheck,
    ReversePayment,
    apply_credit,
    decide_copay,
    return_check,
    reverse_payment,
)
from app.billing.payments.views import CopayDecisionKind, PayMethod
from app.billing.refunds.actions import DecideRefund, RequestRefund, decide_refund, request_refund
from app.core.errors import NeedsAcknowledgement, RuleViolated
from app.people.model import PayerKind
from app.visits.model import Visit
from tests.frontdesk_money.till import Till

cents = st.integers(1, 30_000)
place = st.integers(0, 30)


class AnyDay(RuleBasedStateMachine):
    """Visits, charges, payments and their undoing, refunds, payers, counts and locks, over several days."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.till = Till(Path(self.folder.name))
        self.coverage = self.till.covered(PayerKind.COMMERCIAL, copay_cents=2500)
        self.visits: list[Visit] = []
        self.locked: dict[Any, tuple[Any, ...]] = {}

    def teardown(self) -> None:
        if hasattr(self, "till"):
            self.till.close()
            self.folder.cleanup()

    def tried(self, act: Callable[[], object]) -> None:
        """Do what the desk asks; a refusal is an answer too, and must leave the books as they were."""
        with suppress(RuleViolated, NeedsAcknowledgement):
            act()

    def one(self, kind: type[Any], at: int) -> Any:
        there = self.till.all(kind)
        return there[at % len(there)] if there else None

    @rule(covered=st.booleans())
    def visit(self, covered: bool) -> None:
        patient = self.till.lee if covered else self.till.ito
        self.visits.append(self.till.visit(patient, self_pay=not covered))

    @precondition(lambda self: self.visits)
    @rule(at=place, level=st.sampled_from(["99212", "99214", "99396"]), post=st.booleans())
    def charge(self, at: int, level: str, post: bool) -> None:
        visit = self.visits[at % len(self.visits)]
        self.tried(lambda: self.till.level(visit, level))
        if post:
            self.tried(lambda: self.till.charge(visit, "93000"))
            self.tried(lambda: self.till.post(visit, "as it is"))

    @precondition(lambda self: self.visits)
    @rule(at=place, amount=cents, method=st.sampled_from(list(PayMethod)), to_visit=st.booleans())
    def pay(self, at: int, amount: int, method: PayMethod, to_visit: bool) -> None:
        visit = self.visits[at % len(self.visits)]
        if to_visit:
            self.tried(lambda: self.till.pay(amount, visit, method))
        else:
            self.tried(lambda: self.till.pay(amount, None, method, patient=visit.patient_id))

    @rule(at=place, returned=st.booleans())
    def take_back(self, at: int, returned: bool) -> None:
        receipt = self.one(Receipt, at)
        if receipt is not None:
            act, kind = (return_check, ReturnCheck) if returned else (reverse_payment, ReversePayment)
            self.tried(lambda: self.till.run(act, kind(receipt_number=receipt.number, reason="x")))

    @rule(at=place)
    def reverse_charge(self, at: int) -> None:
        charge = self.one(Charge, at)
        if charge is not None:
            command = ReverseCharge(charge_id=charge.id, version=charge.version, reason="x")
            self.tried(lambda: self.till.run(reverse_charge, command))

    @rule(at=place)
    def reverse_other(self, at: int) -> None:
        entry = self.one(LedgerEntry, at)
        if entry is not None:
            self.tried(lambda: self.till.run(reverse_entry, ReverseEntry(entry_id=entry.id, reason="x")))

    @rule(at=place, amount=cents, adjust=cents, patient=cents)
    def payer(self, at: int, amount: int, adjust: int, patient: int) -> None:
        charge = self.one(Charge, at)
        if charge is not None:
            line = PayerLine(
                charge_id=charge.id,
                paid_cents=amount,
                adjustment_cents=adjust // 4,
                patient_cents=patient // 4,
            )
            command = PostPayerPayment(coverage_id=self.coverage.id, lines=(line,), reference="EFT")
            self.tried(lambda: self.till.run(post_payer_payment, command))

    @rule(at=place, amount=cents)
    def write_off(self, at: int, amount: int) -> None:
        charge = self.one(Charge, at)
        if charge is not None:
            command = WriteOff(charge_id=charge.id, cents=amount, reason="x")
            self.tried(lambda: self.till.run(write_off, command))

    @precondition(lambda self: self.visits)
    @rule(at=place)
    def waive(self, at: int) -> None:
        visit = self.visits[at % len(self.visits)]
        command = DecideCopay(
            visit_id=visit.id, kind=CopayDecisionKind.WAIVED, reason="x", documented="Application"
        )
        self.tried(lambda: self.till.run(decide_copay, command))

    @precondition(lambda self: self.visits)
    @rule(at=place, amount=cents, method=st.sampled_from(list(PayMethod)))
    def refund(self, at: int, amount: int, method: PayMethod) -> None:
        visit = self.visits[at % len(self.visits)]
        ask = RequestRefund(
            patient_id=visit.patient_id, visit_id=visit.id, cents=amount, method=method, reason="x"
        )

        def both() -> None:
            asked = self.till.run(request_refund, ask)
            pay = DecideRefund(refund_id=asked.id, version=asked.version, approve=True, reference="1")
            self.till.run(decide_refund, pay, actor=self.till.biller)

        self.tried(both)

    @precondition(lambda self: self.visits)
    @rule(covered=st.booleans())
    def use_credit(self, covered: bool) -> None:
        patient = self.till.lee if covered else self.till.ito
        self.tried(lambda: self.till.run(apply_credit, ApplyCredit(patient_id=patient.id)))

    @rule(bills=st.integers(0, 40), batch=st.integers(0, 60_000))
    def close_the_day(self, bills: int, batch: int) -> None:
        day = self.till.today
        self.tried(lambda: self.till.count((500, bills), checks_cents=bills * 7, card_batch_cents=batch))
        self.tried(lambda: self.till.close_the_day(difference_reason="x"))
        if day not in self.locked:
            self.locked[day] = self.figures(day)

    @rule()
    def next_day(self) -> None:
        self.till.next_day()

    def figures(self, day: Any) -> tuple[Any, ...]:
        sheet = self.till.sheet(day)
        assert sheet.locked is not None
        return (
            sheet.opening_cents,
            sheet.charges_cents,
            sheet.payments_cents,
            sheet.insurance_cents,
            sheet.adjustments_cents,
            sheet.refunds_cents,
            sheet.closing_cents,
            sheet.locked.deposit_cents,
            tuple((one.method, one.expected_cents) for one in sheet.methods),
        )

    @invariant()
    def the_ledger_balances(self) -> None:
        if not hasattr(self, "till"):
            return
        held = self.till.balances()  # each entry and the whole
        self.held = sum(held.get(account, 0) for account in RECEIVABLES)

    @invariant()
    def the_sheet_is_the_ledger(self) -> None:
        if not hasattr(self, "till"):
            return
        sheet = self.till.sheet()
        later = self.till.sheet(self.till.today.replace(year=2030))
        assert sheet.balances in (True, None)
        assert later.opening_cents == self.held

    @invariant()
    def no_credit_is_below_zero(self) -> None:
        if not hasattr(self, "till"):
            return
        for patient in (self.till.lee, self.till.ito):
            patient_id = patient.id
            credits = self.till.within(lambda work, patient_id=patient_id: credits_of(work, patient_id))
            assert min(credits.values(), default=0) >= 0

    @invariant()
    def receipts_have_no_gaps(self) -> None:
        if hasattr(self, "till"):
            numbers = sorted(one.number for one in self.till.all(Receipt))
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def a_locked_day_stays_as_it_is(self) -> None:
        if not hasattr(self, "till"):
            return
        assert {one.day for one in self.till.all(DayClose)} == set(self.locked)
        for day, figures in self.locked.items():
            assert self.figures(day) == figures

    @invariant()
    def reversed_charges_owe_nothing(self) -> None:
        if not hasattr(self, "till"):
            return
        gone = {one.id for one in self.till.all(Charge) if one.status is ChargeStatus.REVERSED}
        for patient in (self.till.lee, self.till.ito):
            patient_id = patient.id
            owed = self.till.within(lambda work, patient_id=patient_id: self.open_on(work, patient_id))
            assert not gone & owed

    @staticmethod
    def open_on(work: Any, patient_id: Any) -> set[Any]:
        return {one.charge_id for one in open_charges(work, patient_id)}


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(
    max_examples=8,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
