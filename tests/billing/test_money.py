"""Charges, payments and what becomes of them in the ledger."""

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from app.billing.adjustments.actions import (
    PayerLine,
    PostPayerPayment,
    ReverseEntry,
    WriteOff,
    post_payer_payment,
    reverse_entry,
    write_off,
)
from app.billing.charges.actions import (
    ChangeCharge,
    RemoveCharge,
    ReverseCharge,
    change_charge,
    remove_charge,
    reverse_charge,
)
from app.billing.charges.queries import find_fee, visit_charges
from app.billing.charges.views import ChargeStatus
from app.billing.ledger.rules import Entry, Line, WrongEntry, spread
from app.billing.model import Charge, EntryKind, LedgerAccount, LedgerEntry, Receipt
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
from app.billing.payments.queries import receipt, receipts_of
from app.billing.payments.views import CopayDecisionKind, CopayStatus, PayMethod
from app.billing.refunds.actions import DecideRefund, RequestRefund, decide_refund, request_refund
from app.core.errors import NeedsAcknowledgement, NotPermitted, RuleViolated
from app.core.ids import new_id
from app.people.model import PayerKind
from app.practice.actions import SavePolicy, save_policy
from app.security.policy import RolePolicy
from app.store.audit import AuditRow
from tests.billing.desk import HYPERTENSION, PALPITATIONS, Desk

A = LedgerAccount
FEE_99213, FEE_ECG = 12800, 4200


def test_an_entry_that_does_not_balance_cannot_be_made() -> None:
    patient, charge = new_id(), new_id()
    debit = Line(account=A.RECEIVABLE_PATIENT, cents=100, patient_id=patient, charge_id=charge)
    credit = Line(account=A.CHARGES, cents=-99, patient_id=patient, charge_id=charge)
    with pytest.raises(WrongEntry):
        Entry(kind=EntryKind.CHARGE, lines=(debit, credit))
    with pytest.raises(WrongEntry):
        Entry(kind=EntryKind.CHARGE, lines=())


def test_a_line_must_know_whose_money_it_is() -> None:
    for account in (A.RECEIVABLE_PATIENT, A.CHARGES, A.UNAPPLIED_CREDIT, A.RECEIVABLE_PAYER):
        lines = (Line(account=account, cents=5), Line(account=A.CASH, cents=-5))
        with pytest.raises(WrongEntry):
            Entry(kind=EntryKind.PAYMENT, lines=lines)


def test_an_amount_fills_what_is_open_in_its_order() -> None:
    first, second = new_id(), new_id()
    assert spread(70, [(first, 50), (second, 50)]) == [(first, 50), (second, 20)]
    assert spread(0, [(first, 50)]) == []


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_line", "receipt"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET version = 9"])
def test_the_database_keeps_what_is_posted(desk: Desk, table: str, statement: str) -> None:
    visit = desk.visit()
    desk.pay(2500, visit)
    raw = desk.around.database.writer.raw_connection()
    with pytest.raises(IntegrityError):
        raw.cursor().execute(statement.format(table))
    raw.close()


def test_a_copay_is_split_from_the_charges_and_the_payer_owes_the_rest(desk: Desk) -> None:
    desk.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = desk.visit()
    desk.level(visit)
    desk.charge(visit, "93000")
    desk.post(visit)
    assert desk.balances() == {
        A.RECEIVABLE_PATIENT: 2500,
        A.RECEIVABLE_PAYER: FEE_99213 + FEE_ECG - 2500,
        A.CHARGES: -(FEE_99213 + FEE_ECG),
    }
    assert desk.due(visit).remaining_cents == 2500


def test_a_copay_at_check_in_is_credit_until_the_charges_post(desk: Desk) -> None:
    desk.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = desk.visit()
    taken = desk.pay(2500, visit)
    assert desk.balances() == {A.CASH: 2500, A.UNAPPLIED_CREDIT: -2500}
    assert (taken.visit_cents, taken.old_cents, taken.credit_cents, taken.remains_cents) == (2500, 0, 0, 0)
    desk.level(visit)
    desk.post(visit)
    assert A.UNAPPLIED_CREDIT not in desk.balances()
    assert desk.due(visit).status is CopayStatus.COLLECTED
    assert [one.kind for one in desk.account().lines] == ["payment", "charge", "application"]


def test_a_payment_goes_to_the_visit_first_and_then_to_the_old_balance(desk: Desk) -> None:
    old = desk.visit()
    desk.level(old)
    desk.post(old)
    coverage = desk.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = desk.visit(payer_coverage_id=coverage.id)
    due = desk.due(visit)
    assert (due.remaining_cents, due.previous_cents, due.due_now_cents) == (2500, 12800, 15300)
    kept = desk.pay(3000, visit, PayMethod.CARD)
    assert (kept.visit_cents, kept.old_cents, kept.remains_cents) == (2500, 500, 12300)
    assert desk.due(visit).previous_cents == 12300


def test_money_beyond_what_is_due_is_credit_on_the_visit(desk: Desk) -> None:
    desk.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = desk.visit()
    assert desk.pay(3000, visit).credit_cents == 500
    desk.level(visit)
    desk.post(visit)
    assert desk.account().credit_cents == 500


def test_the_charges_of_one_who_pays_alone_are_due(desk: Desk) -> None:
    visit = desk.visit()
    desk.level(visit)
    assert desk.due(visit).remaining_cents == 12800
    desk.pay(12800, visit, PayMethod.CHECK, reference="1042")
    desk.post(visit)
    assert desk.balances() == {A.CHECKS: 12800, A.CHARGES: -12800}


def test_receipt_numbers_have_no_gap_where_a_payment_was_refused(desk: Desk) -> None:
    visit = desk.visit()
    assert desk.pay(100, visit).number == 1
    with pytest.raises(RuleViolated):
        desk.pay(100, visit, PayMethod.CARD, reference="4111 1111 1111 1111")
    assert desk.pay(100, visit).number == 2
    assert [one.number for one in desk.answer(receipts_of, desk.lee.id)] == [2, 1]


@pytest.mark.parametrize(
    "reference", ["4111111111111111", "4111-1111-1111-1111", "ok 378282246310005", "1354 1001 4004 955"]
)
def test_a_text_like_a_card_number_is_refused(desk: Desk, reference: str) -> None:
    visit = desk.visit()
    with pytest.raises(RuleViolated) as refused:
        desk.pay(100, visit, PayMethod.CARD, reference=reference)
    assert refused.value.field == "reference"
    assert reference not in str(refused.value) and desk.all(Receipt) == []


@pytest.mark.parametrize("method", [PayMethod.CARD, PayMethod.CHECK])
def test_card_and_check_need_their_reference(desk: Desk, method: PayMethod) -> None:
    with pytest.raises(RuleViolated):
        desk.pay(100, desk.visit(), method, reference=" ")


def test_change_is_what_was_given_beyond_the_amount(desk: Desk) -> None:
    visit = desk.visit()
    assert desk.pay(2500, visit, tendered_cents=4000).change_cents == 1500
    with pytest.raises(RuleViolated):
        desk.pay(2500, visit, tendered_cents=2400)


def test_a_reversed_payment_is_owed_again(desk: Desk) -> None:
    desk.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = desk.visit()
    kept = desk.pay(2500, visit)
    desk.level(visit)
    desk.post(visit)
    command = ReversePayment(receipt_number=kept.number, reason="Wrong patient")
    desk.run(reverse_payment, command)
    assert desk.due(visit).remaining_cents == 2500
    assert desk.balances()[A.RECEIVABLE_PATIENT] == 2500 and A.CASH not in desk.balances()
    assert desk.answer(receipt, kept.number).reversed
    with pytest.raises(RuleViolated):
        desk.run(reverse_payment, ReversePayment(receipt_number=kept.number, reason="Again"))


def test_a_returned_check_costs_the_fee_of_the_practice(desk: Desk) -> None:
    desk.run(
        save_policy,
        SavePolicy(name="billing", valid_from=desk.today, content={"returned_check_fee_cents": 2500}),
    )
    visit = desk.visit()
    desk.level(visit)
    desk.post(visit)
    kept = desk.pay(12800, visit, PayMethod.CHECK, reference="1042")
    cash = desk.pay(1, visit)
    desk.run(return_check, ReturnCheck(receipt_number=kept.number, reason="No funds"))
    assert desk.account().patient_cents == 12800 + 2500
    with pytest.raises(RuleViolated):
        desk.run(return_check, ReturnCheck(receipt_number=cash.number, reason="No funds"))


def test_a_posted_charge_is_reversed_and_its_money_becomes_credit(desk: Desk) -> None:
    visit = desk.visit()
    desk.level(visit)
    line = desk.post(visit).charges[0]
    desk.pay(12800, visit)
    command = ReverseCharge(charge_id=line.id, version=line.version, reason="Wrong level")
    desk.run(reverse_charge, command)
    assert desk.balances() == {A.CASH: 12800, A.UNAPPLIED_CREDIT: -12800}
    desk.level(visit, "99212")
    desk.post(visit)
    assert desk.account().credit_cents == 12800 - 8500 and desk.due(visit).remaining_cents == 0


def test_one_of_two_charges_posted_together_is_reversed_and_then_the_other(desk: Desk) -> None:
    visit = desk.visit()
    desk.level(visit)
    desk.charge(visit, "93000")
    for line in desk.post(visit).charges:
        desk.run(reverse_charge, ReverseCharge(charge_id=line.id, version=line.version, reason="Wrong"))
    assert desk.balances() == {}


def test_what_is_posted_is_not_changed(desk: Desk) -> None:
    visit = desk.visit()
    desk.level(visit)
    line = desk.post(visit).charges[0]
    change = ChangeCharge(charge_id=line.id, version=line.version, units=2, modifiers=(), pointers=("A",))
    with pytest.raises(RuleViolated):
        desk.run(change_charge, change, actor=desk.doctor)
    with pytest.raises(RuleViolated):
        command = RemoveCharge(charge_id=line.id, version=line.version, reason="Slip")
        desk.run(remove_charge, command, actor=desk.doctor)


def test_the_desk_neither_chooses_nor_removes_the_level(desk: Desk) -> None:
    visit = desk.visit()
    with pytest.raises(RuleViolated):
        desk.charge(visit, "99214")
    line = desk.level(visit).charges[0]
    assert not desk.answer(visit_charges, visit.id).charges[0].may_change
    with pytest.raises(RuleViolated):
        desk.run(remove_charge, RemoveCharge(charge_id=line.id, version=line.version, reason="Too high"))
    ecg = desk.charge(visit, "93000")
    desk.run(remove_charge, RemoveCharge(charge_id=ecg.id, version=ecg.version, reason="Not done"))
    assert desk.fresh(Charge, ecg.id).status is ChargeStatus.REMOVED


def test_a_level_chosen_again_replaces_the_draft(desk: Desk) -> None:
    visit = desk.visit()
    desk.level(visit)
    view = desk.level(visit, "99214", diagnoses=(PALPITATIONS, HYPERTENSION))
    assert [one.code for one in view.charges] == ["99214"]
    assert [(one.letter, one.code) for one in view.diagnoses] == [("A", "R00.2"), ("B", "I10")]


def test_open_claim_checks_take_a_reason(desk: Desk) -> None:
    visit = desk.visit()
    desk.level(visit)
    desk.charge(visit, "93000", pointers=("C",))
    with pytest.raises(NeedsAcknowledgement) as stopped:
        desk.post(visit)
    assert [one.message.id for one in stopped.value.findings] == ["billing.claim.pointer_without_diagnosis"]
    assert desk.post(visit, "Diagnosis follows").charges[1].status is ChargeStatus.POSTED


def test_a_copay_is_waived_only_with_documented_hardship(desk: Desk) -> None:
    desk.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = desk.visit()
    waive = {"visit_id": visit.id, "kind": CopayDecisionKind.WAIVED, "reason": "Hardship"}
    with pytest.raises(RuleViolated):
        desk.run(decide_copay, DecideCopay(**waive))
    desk.run(decide_copay, DecideCopay(**waive, documented="Application of February 20"))
    assert desk.due(visit).status is CopayStatus.WAIVED
    desk.level(visit)
    desk.post(visit)
    assert desk.balances()[A.WRITE_OFF] == 2500 and desk.account().patient_cents == 0


def test_the_front_desk_may_bill_a_copay_but_not_waive_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = desk.visit()
    monkeypatch.setattr(desk.around, "policy", RolePolicy())
    bill = DecideCopay(visit_id=visit.id, kind=CopayDecisionKind.TO_BILL, reason="Wallet at home")
    assert desk.run(decide_copay, bill, actor=desk.clerk).status is CopayStatus.TO_BILL
    waive = DecideCopay(visit_id=visit.id, kind=CopayDecisionKind.WAIVED, reason="x", documented="y")
    with pytest.raises(NotPermitted):
        desk.run(decide_copay, waive, actor=desk.clerk)


def test_a_refund_takes_two_people_and_never_more_than_the_credit(desk: Desk) -> None:
    visit = desk.visit()
    desk.pay(5000, visit)
    ask = {"patient_id": desk.lee.id, "visit_id": visit.id, "method": PayMethod.CASH, "reason": "Moved away"}
    with pytest.raises(RuleViolated):
        desk.run(request_refund, RequestRefund(**ask, cents=5001))
    asked = desk.run(request_refund, RequestRefund(**ask, cents=5000))
    pay = {"refund_id": asked.id, "version": asked.version, "approve": True}
    with pytest.raises(RuleViolated):
        desk.run(decide_refund, DecideRefund(**pay))
    paid = desk.run(decide_refund, DecideRefund(**pay), actor=desk.biller)
    assert paid.state == "paid" and desk.balances() == {}


def test_without_a_credit_not_one_cent_is_refunded(desk: Desk) -> None:
    visit = desk.visit()
    ask = {"patient_id": desk.lee.id, "visit_id": visit.id, "method": PayMethod.CASH, "reason": "Moved away"}
    with pytest.raises(RuleViolated) as refused:
        desk.run(request_refund, RequestRefund(**ask, cents=1))
    assert refused.value.field == "cents"


def test_why_a_refund_was_paid_is_in_the_record(desk: Desk) -> None:
    visit = desk.visit()
    desk.pay(5000, visit)
    ask = {"patient_id": desk.lee.id, "visit_id": visit.id, "method": PayMethod.CASH, "reason": "Moved away"}
    asked = desk.run(request_refund, RequestRefund(**ask, cents=5000))
    pay = {"refund_id": asked.id, "version": asked.version, "approve": True}
    with pytest.raises(RuleViolated):
        desk.run(decide_refund, DecideRefund(**pay, reason="x" * 201), actor=desk.biller)
    desk.run(decide_refund, DecideRefund(**pay, reason="Card was charged twice"), actor=desk.biller)
    assert any("Card was charged twice" in one.entry for one in desk.all(AuditRow))


def test_a_payment_that_was_refunded_cannot_be_reversed(desk: Desk) -> None:
    visit = desk.visit()
    kept = desk.pay(5000, visit)
    command = RequestRefund(
        patient_id=desk.lee.id, visit_id=visit.id, cents=1000, method=PayMethod.CASH, reason="x"
    )
    asked = desk.run(request_refund, command)
    desk.run(
        decide_refund,
        DecideRefund(refund_id=asked.id, version=asked.version, approve=True),
        actor=desk.biller,
    )
    with pytest.raises(RuleViolated):
        desk.run(reverse_payment, ReversePayment(receipt_number=kept.number, reason="Slip"))


def test_what_a_payer_sends_pays_adjusts_and_leaves_the_rest_to_the_patient(desk: Desk) -> None:
    coverage = desk.covered(PayerKind.COMMERCIAL, copay_cents=2500)
    visit = desk.visit()
    desk.level(visit)
    charge = desk.post(visit).charges[0]
    line = PayerLine(charge_id=charge.id, paid_cents=6000, adjustment_cents=3300, patient_cents=1000)
    command = PostPayerPayment(coverage_id=coverage.id, lines=(line,), reference="EFT 8812")
    desk.run(post_payer_payment, command)
    assert desk.balances() == {
        A.RECEIVABLE_PATIENT: 3500,
        A.PAYER_CLEARING: 6000,
        A.CONTRACTUAL_ADJUSTMENT: 3300,
        A.CHARGES: -12800,
    }
    with pytest.raises(RuleViolated):
        more = PostPayerPayment(coverage_id=coverage.id, lines=(line,), reference="EFT 8813")
        desk.run(post_payer_payment, more)


def test_a_write_off_is_reversed_line_by_line(desk: Desk) -> None:
    visit = desk.visit()
    desk.level(visit)
    charge = desk.post(visit).charges[0]
    desk.run(write_off, WriteOff(charge_id=charge.id, cents=800, reason="Courtesy"))
    entry = next(one for one in desk.all(LedgerEntry) if one.kind == "adjustment")
    desk.run(reverse_entry, ReverseEntry(entry_id=entry.id, reason="Not agreed"))
    assert desk.account().patient_cents == 12800
    with pytest.raises(RuleViolated):
        desk.run(reverse_entry, ReverseEntry(entry_id=entry.id, reason="Not agreed"))


def test_credit_of_one_visit_can_pay_an_older_charge(desk: Desk) -> None:
    visit, other = desk.visit(), desk.visit()
    desk.level(visit)
    desk.pay(3000, other)
    desk.post(visit)
    assert desk.run(apply_credit, ApplyCredit(patient_id=desk.lee.id)) == 3000
    assert (desk.account().patient_cents, desk.account().credit_cents) == (9800, 0)


def test_a_code_is_found_by_its_number_and_by_words(desk: Desk) -> None:
    assert desk.answer(find_fee, "9300")[0].code == "93000"
    assert desk.answer(find_fee, "strep rapid")[0].code == "87880"
    assert any(fee.unit_cents == 0 for fee in desk.answer(find_fee, "wheelchair"))


def test_a_code_without_a_price_is_not_charged(desk: Desk) -> None:
    visit = desk.visit()
    for code, message in (("J9999", "billing.no_price"), ("ZZZZZ", "billing.code_unknown")):
        with pytest.raises(RuleViolated) as refused:
            desk.charge(visit, code)
        assert refused.value.message.id == message
