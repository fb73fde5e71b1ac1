"""What is due for a visit, from its payer, its kind and the ledger; for the rooms of app."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.billing.charges.writing import charges_of, within_global_period
from app.billing.ledger.balances import OpenCharge, credits_of, open_charges, paid_on_visit
from app.billing.model import ChargeStatus, CopayDecision
from app.billing.payments.rules import Due, DueFacts, Result, amount_due, copay_status
from app.billing.payments.views import AmountDue
from app.core.ids import Id
from app.people.insurance import coverages
from app.people.model import PayerKind
from app.people.views import CoverageView
from app.practice.model import CopayKind, VisitType
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.model import Visit

_MEDICARE = (PayerKind.MEDICARE, PayerKind.MEDICARE_ADVANTAGE)


@dataclass(frozen=True)
class VisitMoney:
    """A visit's payer and what the ledger says of it; `older` are open charges of other visits."""

    coverage: CoverageView | None
    due: Due
    visit_open: tuple[OpenCharge, ...]
    older: tuple[OpenCharge, ...]
    credit: int
    other_credit: int
    paid: int
    drafts: int
    posted: bool
    decision: CopayDecision | None

    @property
    def prohibited(self) -> bool:
        return self.due.result is Result.PROHIBITED

    @property
    def visit_due(self) -> int | None:
        """Return what is left to pay for the visit; None: the plan's copay is not known."""
        if self.prohibited or (self.decision and self.decision.kind == "waived"):
            return 0
        if self.posted:
            more = self.drafts if self.due.result is Result.CHARGES else 0
            return max(sum(one.cents for one in self.visit_open) + more - self.credit, 0)
        return None if self.due.cents is None else max(self.due.cents - self.paid, 0)

    @property
    def spare(self) -> int:
        """Return the credit that nothing due asks for, on this visit and on others."""
        asked = self.due.cents
        if self.posted:
            asked = sum(one.cents for one in self.visit_open) + self.drafts
        elif self.prohibited or (self.decision and self.decision.kind == "waived"):
            asked = 0
        mine = 0 if asked is None else max(self.credit - asked, 0)
        return mine + max(self.other_credit - self.older_due, 0)

    @property
    def older_due(self) -> int:
        """Return what the patient owes on charges of other visits."""
        return sum(one.cents for one in self.older)


def payer_of(reading: Reading, visit: Visit) -> tuple[PayerKind, CoverageView | None, bool]:
    """Return who pays a visit, by which coverage, and whether a Qualified Medicare Beneficiary comes.

    A visit names its payer; one that does not is the first coverage's in force, else the patient pays.
    The beneficiary's mark counts on any coverage in force, for it may stand with the Medicaid one, and such a
    patient cannot choose to pay instead of Medicare.
    """
    in_force = [one for one in coverages(reading, visit.patient_id, visit.day) if one.in_force]
    chosen = next((one for one in in_force if one.id == visit.payer_coverage_id), None)
    if chosen is None and not visit.self_pay:
        chosen = next(iter(in_force), None)
    qmb = any(one.entry.qualified_medicare_beneficiary for one in in_force)
    if chosen is None and qmb:
        chosen = next((one for one in in_force if one.entry.kind in _MEDICARE), None)
    return (PayerKind.SELF_PAY if chosen is None else chosen.entry.kind), chosen, qmb


def visit_money(reading: Reading, visit: Visit, table: Mapping[str, Any] | None = None) -> VisitMoney:
    """Return payer, rule and ledger of a visit; `table` is the policy "copay", if it is at hand."""
    payer, coverage, qmb = payer_of(reading, visit)
    charges = charges_of(reading, visit.id)
    table = policy(reading, "copay", visit.day) if table is None else table
    fees = sum(one.fee_cents for one in charges)
    due = amount_due(table, _facts(reading, visit, payer, coverage, qmb, fees))
    owed = open_charges(reading, visit.patient_id)
    credits = credits_of(reading, visit.patient_id)
    return VisitMoney(
        coverage=coverage,
        due=due,
        visit_open=tuple(one for one in owed if one.visit_id == visit.id),
        older=tuple(one for one in owed if one.visit_id != visit.id and not (qmb and _barred(reading, one))),
        credit=credits.get(visit.id, 0),
        other_credit=sum(cents for place, cents in credits.items() if place != visit.id),
        paid=paid_on_visit(reading, visit.id),
        drafts=sum(one.fee_cents for one in charges if one.status is ChargeStatus.DRAFT),
        posted=any(one.status is ChargeStatus.POSTED for one in charges),
        decision=last_decision(reading, visit.id),
    )


def _facts(
    reading: Reading, visit: Visit, payer: PayerKind, coverage: CoverageView | None, qmb: bool, fees: int
) -> DueFacts:
    kind = reading.session.get(VisitType, visit.visit_type_id) if visit.visit_type_id else None
    copay_kind = kind.copay_kind if kind else CopayKind.OFFICE
    checked = coverage.checked.copay_cents if coverage and coverage.checked else None
    card = coverage.entry.copay_cents if coverage else None
    post_op = copay_kind is CopayKind.POST_OP
    return DueFacts(
        payer=payer,
        visit=copay_kind,
        qmb=qmb,
        plan_copay=card if checked is None else checked,
        from_check=checked is not None,
        charges=fees,
        within_global=within_global_period(reading, visit.patient_id, visit.day) if post_op else None,
    )


def _barred(reading: Reading, charge: OpenCharge) -> bool:
    """Say whether an older charge is Medicare cost-sharing of a Qualified Medicare Beneficiary."""
    visit = reading.session.get(Visit, charge.visit_id) if charge.visit_id else None
    if visit is None:
        return False
    payer, _, qmb = payer_of(reading, visit)
    return qmb and payer in _MEDICARE


def barred_charges(reading: Reading, owed: list[OpenCharge]) -> list[OpenCharge]:
    """Return those of the open charges for which the patient must not pay."""
    return [one for one in owed if _barred(reading, one)]


def last_decision(reading: Reading, visit_id: Id) -> CopayDecision | None:
    """Return what was last decided about the copay of a visit."""
    asked = sa.select(CopayDecision).where(CopayDecision.visit_id == visit_id)
    return reading.session.scalars(asked.order_by(CopayDecision.id.desc()).limit(1)).first()


def amount_due_view(reading: Reading, visit: Visit, table: Mapping[str, Any] | None = None) -> AmountDue:
    """Return what is due for a visit and on the account, as screens see it; `table` as in `visit_money`."""
    money = visit_money(reading, visit, table)
    remaining = money.visit_due
    previous = money.older_due - money.other_credit
    decided = money.decision
    return AmountDue(
        visit_id=visit.id,
        visit_cents=money.due.cents,
        remaining_cents=remaining or 0,
        previous_cents=previous,
        due_now_cents=(remaining or 0) + max(previous, 0),
        paid_cents=money.paid,
        credit_cents=money.credit,
        prohibited=money.prohibited,
        care_never_refused=money.due.care_never_refused,
        reason=money.due.reason,
        rule=money.due.rule,
        source=money.due.source,
        status=copay_status(
            money.due.cents,
            money.prohibited,
            money.paid,
            remaining or 0,
            str(decided.kind) if decided else "",
        ),
        payer=money.coverage.entry.payer if money.coverage else "",
        is_copay=money.due.result is not Result.CHARGES,
        decision_reason=decided.reason if decided else "",
        spare_cents=money.spare,
    )
