"""What is due at the desk, payer by payer, and the hard stop of the law."""

from datetime import date, timedelta

import pytest

from app.billing.adjustments.actions import PayerLine, PostPayerPayment, post_payer_payment
from app.billing.model import Charge, ChargeSource, ChargeStatus, CodeSystem
from app.billing.payments.queries import amount_due_at_check_in
from app.billing.payments.rules import DueFacts, Result, amount_due, copay_faults, split_payment
from app.billing.payments.views import CopayStatus, PayMethod
from app.core.errors import RuleViolated
from app.people.insurance import RecordEligibility, record_eligibility
from app.people.model import PayerKind
from app.practice.actions import SavePolicy, save_policy
from app.practice.model import CopayKind
from app.practice.policy import shipped_policy
from app.visits.model import Visit
from tests.billing.desk import Desk

RULES = shipped_policy("copay")
P, K = PayerKind, CopayKind


@pytest.mark.parametrize(
    ("payer", "visit", "result"),
    [
        (P.COMMERCIAL, K.OFFICE, Result.COPAY),
        (P.COMMERCIAL, K.PREVENTIVE, Result.NONE),
        (P.COMMERCIAL, K.POST_OP, Result.NONE),
        (P.COMMERCIAL, K.NONE, Result.NONE),
        (P.MEDICARE, K.OFFICE, Result.NONE),
        (P.MEDICARE, K.PREVENTIVE, Result.NONE),
        (P.MEDICARE_ADVANTAGE, K.OFFICE, Result.COPAY),
        (P.MEDICAID, K.OFFICE, Result.COPAY),
        (P.MEDICAID, K.PREVENTIVE, Result.NONE),
        (P.TRICARE, K.OFFICE, Result.COPAY),
        (P.WORKERS_COMPENSATION, K.OFFICE, Result.NONE),
        (P.AUTO, K.PREVENTIVE, Result.NONE),
        (P.SELF_PAY, K.OFFICE, Result.CHARGES),
        (P.SELF_PAY, K.PREVENTIVE, Result.CHARGES),
        (P.SELF_PAY, K.POST_OP, Result.CHARGES),
    ],
)
def test_each_payer_and_kind_of_visit_has_its_rule(payer: P, visit: K, result: Result) -> None:
    due = amount_due(RULES, DueFacts(payer=payer, visit=visit, plan_copay=2500, charges=16800))
    amount = {Result.COPAY: 2500, Result.NONE: 0, Result.CHARGES: 16800}
    assert (due.result, due.cents) == (result, amount[result])


@pytest.mark.parametrize("visit", list(K))
@pytest.mark.parametrize("payer", [P.MEDICARE, P.MEDICARE_ADVANTAGE])
def test_a_qualified_medicare_beneficiary_owes_nothing_for_any_visit(payer: P, visit: K) -> None:
    due = amount_due(RULES, DueFacts(payer=payer, visit=visit, qmb=True, plan_copay=2500))
    assert (due.result, due.cents) == (Result.PROHIBITED, 0)
    assert "1396a(n)(3)(B)" in due.source


def test_every_rule_names_its_source() -> None:
    assert all(rule["source"] for rule in RULES["rules"].values())


def test_care_of_a_medicaid_patient_is_never_refused() -> None:
    assert amount_due(RULES, DueFacts(payer=P.MEDICAID, visit=K.OFFICE)).care_never_refused


def test_where_no_rule_fits_the_charges_are_due_and_care_may_wait_for_them() -> None:
    due = amount_due({"rules": {}}, DueFacts(payer=P.COMMERCIAL, visit=K.OFFICE, charges=16800))
    assert (due.result, due.cents, due.care_never_refused) == (Result.CHARGES, 16800, False)


def test_a_visit_after_the_global_period_is_an_office_visit() -> None:
    facts = DueFacts(payer=P.COMMERCIAL, visit=K.POST_OP, plan_copay=2500, within_global=False)
    assert amount_due(RULES, facts).cents == 2500


@pytest.mark.parametrize(
    "change",
    [
        {"active": False},
        {"result": "none"},
        {"payers": ["medicare"]},
        {"visits": ["office"]},
        {"order": 95},
        {"qmb": False},
    ],
)
def test_the_law_is_not_the_practices_to_change(desk: Desk, change: dict[str, object]) -> None:
    content = {"rules": {"qualified_medicare_beneficiary": change}}
    with pytest.raises(RuleViolated):
        desk.run(save_policy, SavePolicy(name="copay", valid_from=desk.today, content=content))


def test_other_rules_are(desk: Desk) -> None:
    assert copay_faults(RULES) == []
    content = {"rules": {"plan_copay": {"source": "As agreed with the plan"}}}
    desk.run(save_policy, SavePolicy(name="copay", valid_from=desk.today, content=content))


@pytest.mark.parametrize(
    ("amount", "visit", "old", "asked", "split"),
    [
        (6320, 2500, 3820, None, (2500, 3820, 0)),
        (3000, 2500, 3820, None, (2500, 500, 0)),
        (9000, 2500, 3820, None, (2500, 3820, 2680)),
        (3000, 2500, 3820, 3000, (0, 3000, 0)),
        (3000, None, 3820, None, (3000, 0, 0)),
        (3000, None, 3820, 1000, (2000, 1000, 0)),
    ],
)
def test_a_payment_is_split(
    amount: int, visit: int | None, old: int, asked: int | None, split: tuple[int, int, int]
) -> None:
    found = split_payment(amount, visit, old, asked)
    assert (found.visit, found.old, found.credit) == split


@pytest.mark.parametrize("asked", [-1, 3821, 7000])
def test_no_more_goes_to_the_old_balance_than_it_is(asked: int) -> None:
    with pytest.raises(RuleViolated):
        split_payment(6320, 2500, 3820, asked)


def test_the_check_of_today_goes_before_the_card(desk: Desk) -> None:
    coverage = desk.covered(P.COMMERCIAL, copay_cents=2500)
    visit = desk.visit()
    assert desk.due(visit).reason.id == "billing.due.copay_card"
    told = RecordEligibility(coverage_id=coverage.id, method="phone", active=True, copay_cents=4000)
    desk.run(record_eligibility, told)
    due = desk.due(visit)
    assert (due.visit_cents, due.reason.id) == (4000, "billing.due.copay_checked")


def test_a_copay_that_nobody_knows_can_be_taken_and_is_then_collected(desk: Desk) -> None:
    desk.covered(P.COMMERCIAL)
    visit = desk.visit()
    due = desk.due(visit)
    assert (due.visit_cents, due.status, due.reason.id) == (
        None,
        CopayStatus.OPEN,
        "billing.due.copay_not_known",
    )
    desk.pay(3000, visit)
    assert desk.due(visit).status is CopayStatus.COLLECTED


def test_cost_sharing_of_a_qualified_medicare_beneficiary_cannot_be_taken(desk: Desk) -> None:
    medicare = desk.covered(P.MEDICARE)
    desk.covered(P.MEDICAID, qualified_medicare_beneficiary=True, copay_cents=300)
    visit = desk.visit(payer_coverage_id=medicare.id)
    assert desk.due(visit).prohibited and desk.due(visit).status is CopayStatus.NONE_DUE
    for method in PayMethod:
        with pytest.raises(RuleViolated) as refused:
            desk.pay(300, visit, method)
        assert refused.value.message.id == "billing.qmb_no_cost_sharing"
    assert desk.balances() == {}


def test_a_beneficiary_cannot_choose_to_pay_instead(desk: Desk) -> None:
    desk.covered(P.MEDICARE, qualified_medicare_beneficiary=True)
    visit = desk.visit(self_pay=True)
    with pytest.raises(RuleViolated):
        desk.pay(5000, visit)


def test_money_without_a_visit_pays_what_is_owed_and_no_more(desk: Desk) -> None:
    visit = desk.visit()
    desk.level(visit)
    desk.post(visit)
    assert desk.pay(10000).old_cents == 10000
    with pytest.raises(RuleViolated):
        desk.pay(2801)
    assert desk.pay(2800).remains_cents == 0


def test_what_will_be_due_is_known_before_the_visit_begins(desk: Desk) -> None:
    coverage = desk.covered(P.COMMERCIAL, copay_cents=2500)
    booked = desk.book()
    due = desk.answer(amount_due_at_check_in, booked.id, coverage.id)
    assert (due.visit_id, due.visit_cents, due.due_now_cents) == (booked.id, 2500, 2500)
    assert desk.answer(amount_due_at_check_in, booked.id, self_pay=True).rule == "self_pay"
    assert desk.all(Visit) == []


def test_nothing_is_left_to_a_qualified_medicare_beneficiary_by_a_remittance(desk: Desk) -> None:
    medicare = desk.covered(P.MEDICARE, qualified_medicare_beneficiary=True)
    visit = desk.visit()
    desk.level(visit)
    charge = desk.post(visit).charges[0]
    assert desk.account().patient_cents == 0
    left = PayerLine(charge_id=charge.id, paid_cents=8000, patient_cents=2000)
    with pytest.raises(RuleViolated):
        desk.run(
            post_payer_payment, PostPayerPayment(coverage_id=medicare.id, lines=(left,), reference="EFT 1")
        )


def test_a_beneficiary_may_pay_what_is_owed_from_before(desk: Desk) -> None:
    old = desk.visit(day=desk.today - timedelta(days=200), self_pay=True)
    desk.level(old)
    desk.post(old)
    desk.covered(P.MEDICARE, qualified_medicare_beneficiary=True, valid_from=desk.today - timedelta(days=30))
    visit = desk.visit()
    kept = desk.pay(5000, visit, old_balance_cents=5000)
    assert (kept.old_cents, kept.visit_cents) == (5000, 0)


def test_original_medicare_owes_nothing_at_the_desk_and_its_share_later(desk: Desk) -> None:
    medicare = desk.covered(P.MEDICARE)
    visit = desk.visit()
    desk.level(visit)
    charge = desk.post(visit).charges[0]
    assert desk.due(visit).remaining_cents == 0
    line = PayerLine(charge_id=charge.id, paid_cents=8000, adjustment_cents=2800, patient_cents=2000)
    desk.run(post_payer_payment, PostPayerPayment(coverage_id=medicare.id, lines=(line,), reference="EFT 1"))
    assert desk.due(visit).remaining_cents == 2000


def test_the_global_period_of_our_own_procedure_is_known(desk: Desk) -> None:
    desk.covered(P.COMMERCIAL, copay_cents=2500)
    after = desk.kind_of_visit(CopayKind.POST_OP)
    drained = Charge(
        patient_id=desk.lee.id,
        service_day=desk.today - timedelta(days=20),
        system=CodeSystem.CPT,
        code="10060",
        wording="Draining a simple abscess",
        unit_cents=24000,
        source=ChargeSource.DESK,
        status=ChargeStatus.DRAFT,
        by=desk.actor.person_id,
    )
    desk.write(drained)
    assert desk.due(desk.visit(visit_type_id=after.id)).visit_cents == 2500
    inside = desk.visit(visit_type_id=after.id, day=desk.today - timedelta(days=15))
    assert desk.due(inside).visit_cents == 0


def test_a_coverage_that_has_ended_pays_nothing(desk: Desk) -> None:
    desk.covered(P.COMMERCIAL, copay_cents=2500, valid_to=date(2026, 2, 28))
    visit = desk.visit()
    desk.level(visit)
    assert desk.due(visit).remaining_cents == 12800
