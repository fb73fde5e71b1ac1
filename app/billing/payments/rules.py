"""What is due at the desk and why; how a payment is split; which references may be kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.billing.model import PayMethod
from app.billing.payments.views import CopayStatus
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.people.model import PayerKind
from app.practice import fields
from app.practice.model import CopayKind

MOST_CENTS = 5_000_000  # a larger amount at the desk is a slip of the keys


class Result(StrEnum):
    """What a rule of the policy "copay" gives."""

    PROHIBITED = "prohibited"
    NONE = "none"
    COPAY = "copay"
    CHARGES = "charges"


@dataclass(frozen=True, kw_only=True)
class DueFacts:
    """What decides. `plan_copay` None: neither an eligibility check nor the card said it.

    `within_global` is None where the practice did not charge the procedure itself; `from_check` says that
    the copay comes from an eligibility check.
    """

    payer: PayerKind
    visit: CopayKind
    qmb: bool = False
    plan_copay: int | None = None
    from_check: bool = False
    charges: int = 0
    within_global: bool | None = None


@dataclass(frozen=True)
class Due:
    """What is due now in cents (None: not known), by which rule, and its source."""

    result: Result
    cents: int | None
    reason: Message
    rule: str
    source: str
    care_never_refused: bool


def amount_due(table: Mapping[str, Any], facts: DueFacts) -> Due:
    """Return what is due by the first rule that fits (policy "copay"). Without one, the charges are.

    Each rule names its public source; the order and the rules are the practice's to change.
    """
    for name, rule in sorted(table["rules"].items(), key=lambda one: one[1]["order"]):
        if _fits(rule, name, facts):
            return _due(Result(rule["result"]), name, rule, facts)
    return Due(Result.CHARGES, facts.charges, Message("billing.due.charges"), "", "", False)


def _fits(rule: Mapping[str, Any], name: str, facts: DueFacts) -> bool:
    if not rule.get("active", True) or (rule.get("qmb", False) and not facts.qmb):
        return False
    if facts.visit is CopayKind.POST_OP and facts.within_global is False and "post_op" in rule["visits"]:
        return False  # the global period is known to have ended
    fits_payer = not rule["payers"] or facts.payer in rule["payers"]
    return fits_payer and (not rule["visits"] or facts.visit in rule["visits"])


def _due(result: Result, name: str, rule: Mapping[str, Any], facts: DueFacts) -> Due:
    cents: int | None = 0
    reason = Message(f"billing.due.{name}")
    if result is Result.COPAY:
        cents = facts.plan_copay
        said = "not_known" if cents is None else "checked" if facts.from_check else "card"
        reason = Message(f"billing.due.copay_{said}")
    elif result is Result.CHARGES:
        cents, reason = facts.charges, Message("billing.due.charges")
    care = bool(rule.get("care_never_refused", False))
    return Due(result, cents, reason, name, rule.get("source", ""), care)


def copay_faults(table: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with a practice's own copay rules; the federal prohibition cannot be taken out."""
    found = []
    for name, rule in table["rules"].items():
        wrong = [one for one in rule.get("payers", ()) if one not in list(PayerKind)]
        wrong += [one for one in rule.get("visits", ()) if one not in list(CopayKind)]
        wrong += [] if rule.get("result") in list(Result) else ["result"]
        if wrong or not isinstance(rule.get("order"), int):
            found.append(_fault(name, "billing.copay_rule_shape"))
    qmb = table["rules"].get("qualified_medicare_beneficiary", {})
    earlier = [one for one in table["rules"].values() if one.get("order", 0) < qmb.get("order", 0)]
    medicare = {"medicare", "medicare_advantage"} <= set(qmb.get("payers", ()))
    whole = qmb.get("active", True) and qmb.get("qmb") and qmb.get("result") == "prohibited"
    if not (whole and medicare) or earlier or qmb.get("visits"):
        found.append(_fault("qualified_medicare_beneficiary", "billing.qmb_rule_is_law"))
    return found


def _fault(name: str, message: str) -> Finding:
    return Finding(Message(message, {"rule": name}), Severity.HARD_STOP, f"rules.{name}")


def copay_status(due: int | None, prohibited: bool, paid: int, remaining: int, decided: str) -> CopayStatus:
    """Return how the copay of a visit stands; `decided` is "waived", "to_bill" or "" for no decision."""
    if prohibited or due == 0:
        return CopayStatus.NONE_DUE
    if decided == "waived":
        return CopayStatus.WAIVED
    if paid > 0 and remaining == 0:
        return CopayStatus.COLLECTED
    return CopayStatus(decided) if decided else CopayStatus.OPEN


# -- a payment ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Split:
    """How a payment is used, in cents: for the visit, for older charges, and beyond all that is due."""

    visit: int
    old: int
    credit: int


def split_payment(amount: int, visit_due: int | None, old_due: int, asked_old: int | None) -> Split:
    """Split a payment: the visit first, then older charges, the rest is credit on the visit.

    `asked_old` is what the person wants to go to older charges; then the visit gets the rest. A copay that
    nobody knows (`visit_due` None) takes all that was not asked for older charges.
    """
    if asked_old is not None and not 0 <= asked_old <= min(amount, old_due):
        raise RuleViolated("old_balance_cents", Message("billing.more_than_old_balance"))
    if visit_due is None:
        old = asked_old or 0
        return Split(amount - old, old, 0)
    if asked_old is None:
        visit = min(amount, visit_due)
        old = min(amount - visit, old_due)
    else:
        old = asked_old
        visit = min(amount - old, visit_due)
    return Split(visit, old, amount - visit - old)


def checked_amount(field: str, cents: int) -> int:
    """Return an amount that can be paid at a desk: one cent to $50,000."""
    if not 1 <= cents <= MOST_CENTS:
        raise RuleViolated(field, Message("billing.amount"))
    return cents


_DIGITS = re.compile(r"\d(?:\D{0,3}\d){12,18}", re.ASCII)


def checked_reference(method: PayMethod, typed: str) -> str:
    """Return the terminal's approval code or the check's number; cash may have none.

    Raises RuleViolated for one that is missing, or that looks like a full card number: 13 to 19 digits with
    a right check digit (ISO/IEC 7812-1); the number of a card must never be kept (PCI DSS, requirement 3).
    """
    text = fields.free_line("reference", typed, most=40)
    for found in _DIGITS.findall(text):
        if fields.luhn(re.sub(r"\D", "", found)):
            raise fields.refuse("reference", "card_number")
    if not text and method is not PayMethod.CASH:
        raise RuleViolated("reference", Message(f"billing.reference_{method}"))
    return text


def checked_tendered(method: PayMethod, tendered: int | None, amount: int) -> int | None:
    """Return the cash handed over, at least the amount; only cash has change."""
    if tendered is None or method is not PayMethod.CASH:
        return None
    if tendered < amount:
        raise RuleViolated("tendered_cents", Message("billing.tendered_too_little"))
    return tendered


def may_decide_refund(same_person: bool, needs_second: bool, reason: str) -> None:
    """Refuse that one person both asks for a refund and pays it, unless the practice is that small."""
    if same_person and needs_second and not reason.strip():
        raise RuleViolated("same_person_reason", Message("billing.refund_second_person"))
