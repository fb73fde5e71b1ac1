"""What is open when a patient leaves."""

from __future__ import annotations

from dataclasses import dataclass

from app.billing.payments.views import CopayStatus
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.core.money import money_text
from app.frontdesk.checkout.views import OpenItem


@dataclass(frozen=True, kw_only=True)
class CheckoutFacts:
    """What decides. `orders_without_charge` are completed orders whose item nobody priced.

    `level_missing`: a clinician signed without a level; `no_charge`: that was said on purpose.
    """

    visit_id: Id
    copay: CopayStatus
    remaining_cents: int
    note_expected: bool
    note_signed: bool
    note_id: Id | None
    live_charges: int
    drafts: int
    follow_up: bool
    orders_without_charge: tuple[Id, ...] = ()
    orders_open: tuple[Id, ...] = ()
    charges_of_undone: tuple[Id, ...] = ()
    results_to_review: tuple[Id, ...] = ()
    shots_to_review: tuple[Id, ...] = ()
    level_missing: bool = False
    no_charge: bool = False


def open_items(facts: CheckoutFacts) -> tuple[OpenItem, ...]:
    """Return what is open, each with the record to open for it (DUTIES A2)."""
    found = []
    if facts.copay is CopayStatus.OPEN and facts.remaining_cents:
        found.append(_item("not_collected", facts.visit_id, amount=money_text(facts.remaining_cents)))
    elif facts.copay is CopayStatus.OPEN:
        found.append(_item("copay_not_known", facts.visit_id))
    if facts.note_expected and not facts.note_signed:
        found.append(_item("not_signed", facts.note_id))
    if facts.level_missing:
        found.append(_item("no_level", facts.note_id))
    elif not facts.live_charges and not facts.no_charge:
        found.append(_item("no_charge", facts.visit_id))
    found += [_item("order_without_charge", order) for order in facts.orders_without_charge]
    found += [_item("charge_of_undone", charge) for charge in facts.charges_of_undone]
    found += [_item("order_open", order) for order in facts.orders_open]
    found += [_item("result_to_review", order) for order in facts.results_to_review]
    found += [_item("shot_to_review", order) for order in facts.shots_to_review]
    if not facts.follow_up:
        found.append(_item("follow_up", facts.visit_id))
    return tuple(found)


def _item(key: str, record: Id | None, **params: str) -> OpenItem:
    return OpenItem(key, Message(f"frontdesk.checkout.{key}", params), record)


def may_post(facts: CheckoutFacts) -> bool:
    """Say whether drafts are posted now: not before the clinician has signed and chosen the level."""
    return facts.drafts > 0 and (facts.note_signed or not facts.note_expected)


def as_findings(items: tuple[OpenItem, ...]) -> list[Finding]:
    """Return open things as soft stops: leaving them open takes a reason."""
    return [Finding(one.message, Severity.SOFT_STOP, one.key) for one in items]
