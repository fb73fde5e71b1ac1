"""Placing, signing, cancelling, collecting and reviewing orders."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.chart.alerts.actions import kept_findings
from app.chart.entering import codings_of, entered, visit_of
from app.codes import vaccines
from app.core.acts import CLINICIANS, Command, Permission, action
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.orders import rules
from app.orders.catalog import Catalog, Item, catalog_of
from app.orders.model import Authority, ClinicalOrder, OrderKind, OrderState
from app.orders.prescriptions.checking import drug_findings
from app.orders.views import SavedOrder
from app.people.model import Patient
from app.practice import fields
from app.practice.model import Provider
from app.practice.policy import policy
from app.practice.soft_stops import stop_softly
from app.security.model import Account
from app.store.work import Reading, Work
from app.visits.model import Visit


@dataclass(frozen=True, kw_only=True)
class PlaceOrder(Command):
    """An order with its authority. `item` is one of the catalog, or "" with `name` and `kind` in words.

    `standing` names the standing order and `criteria` those met; a verbal one names the clinician
    and that it was read back; a pended one waits for `clinician_id`, by default the visit's clinician.
    `collected_now`: the specimen of a test is taken in the same act, after `two_identifiers`.
    """

    visit_id: Id
    item: str = ""
    kind: OrderKind = OrderKind.OTHER
    name: str = ""
    details: str = ""
    reason: str = ""
    urgent: bool = False
    authority: Authority
    standing: str = ""
    criteria: tuple[str, ...] = ()
    clinician_id: Id | None = None
    read_back: bool = False
    private_from_guardian: bool = False
    collected_now: bool = False
    two_identifiers: bool = False
    acknowledged_reason: str = ""


@action(Permission.PREPARE_ORDER)
def place_order(work: Work, command: PlaceOrder) -> SavedOrder:
    """Place an order, and collect a test that is done at once.

    Raises NotPermitted for signing or collecting without the right to, RuleViolated for its authority.

    Soft stops: the same item was ordered today, or the product meets an allergy.
    """
    visit = visit_of(work, command.visit_id)
    catalog = catalog_on(work, visit)
    item = catalog.items.get(command.item)
    if command.item and item is None:
        raise rules.refuse("item", "unknown_item")
    order = _order(work, visit, command, item)
    _authorize(work, visit, order, command, catalog)
    findings = _soft_stops(work, order, item)
    if findings:
        _acknowledge(work, order, findings, command.acknowledged_reason)
    work.add(order)
    if command.collected_now:
        _collect_now(work, order, command.two_identifiers)
    work.session.flush()
    return saved(order)


def _collect_now(work: Work, order: ClinicalOrder, two_identifiers: bool) -> None:
    work.require(Permission.COMPLETE_ORDER, "orders.place_order")
    if order.kind is not OrderKind.TEST:
        raise rules.refuse("", "not_a_test")
    _collect(work, order, two_identifiers)


def catalog_on(reading: Reading, visit: Visit) -> Catalog:
    """Return the catalog in force on the day of a visit."""
    return catalog_of(policy(reading, "orders", on=visit.day))


def saved(order: ClinicalOrder) -> SavedOrder:
    """Return an order as its acts answer with it."""
    return SavedOrder(order.id, order.version, order.state)


def _order(work: Work, visit: Visit, command: PlaceOrder, item: Item | None) -> ClinicalOrder:
    vaccine = vaccines.find(item.cvx) if item and item.cvx else None
    code = vaccine.coding() if vaccine else None
    return ClinicalOrder(
        patient_id=visit.patient_id,
        kind=item.kind if item else command.kind,
        item=command.item,
        text=item.name if item else fields.line("name", command.name, most=200, required=True),
        code=code,
        codings=codings_of(code),
        state=OrderState.PENDED if command.authority is Authority.PENDED else OrderState.ORDERED,
        state_since=work.now,
        authority=command.authority,
        details=fields.free_line("details", command.details, most=400),
        reason=fields.free_line("reason", command.reason, most=400),
        urgent=command.urgent,
        **entered(work, visit.patient_id, visit.id, private=command.private_from_guardian),
    )


def _authorize(work: Work, visit: Visit, order: ClinicalOrder, command: PlaceOrder, catalog: Catalog) -> None:
    if command.authority is Authority.SIGNED:
        work.require(Permission.SIGN_ORDER, "orders.place_order")
        _sign(work, order)
        _answers_for(order, work.actor.person_id, work.actor.name)
    elif command.authority is Authority.STANDING:
        _under_standing_order(work, visit, order, command, catalog)
    elif command.authority is Authority.VERBAL:
        rules.spoken(command.clinician_id, work.actor.person_id, command.read_back)
        order.read_back = True
        _clinician(work, order, command.clinician_id)
    else:
        _clinician(work, order, command.clinician_id or _of_visit(work, visit))


def _under_standing_order(
    work: Work, visit: Visit, order: ClinicalOrder, command: PlaceOrder, catalog: Catalog
) -> None:
    standing = catalog.standing.get(command.standing)
    birth = work.get(Patient, visit.patient_id).birth_date
    rules.covered(standing, command.item, command.criteria, birth, work.today)
    if standing is not None:
        order.standing_number, order.standing_version = standing.number, standing.version
        order.criteria = [standing.criteria[name] for name in command.criteria]
        order.clinician_name = standing.adopted_by


def _of_visit(work: Work, visit: Visit) -> Id | None:
    provider = work.session.get(Provider, visit.provider_id) if visit.provider_id else None
    return provider.account_id if provider else None


def _clinician(work: Work, order: ClinicalOrder, account_id: Id | None) -> None:
    """Name the clinician of a verbal or pended order; a pended one without a name waits for any of them."""
    account = work.session.get(Account, account_id) if account_id else None
    if account is not None and account.roles & CLINICIANS:
        _answers_for(order, account.id, account.short_name)
    elif account_id is not None:
        raise rules.refuse("clinician_id", "not_a_clinician")


def _answers_for(order: ClinicalOrder, clinician_id: Id, name: str) -> None:
    order.clinician_id, order.clinician_name = clinician_id, name


def _sign(work: Work, order: ClinicalOrder) -> None:
    order.signed_at, order.signed_by = work.now, work.actor.person_id
    order.signed_by_name = work.actor.name


def _soft_stops(work: Work, order: ClinicalOrder, item: Item | None) -> list[Finding]:
    found: list[Finding] = []
    if order.item and _ordered_today(work, order):
        message = Message("orders.ordered_today", {"name": order.text})
        found.append(Finding(message, Severity.SOFT_STOP, "item"))
    if order.kind in rules.SHOTS:
        drug = item.drug if item and item.drug else order.text
        found += drug_findings(work, order.patient_id, drug, None, duplicates=False)
    return found


def _ordered_today(work: Work, order: ClinicalOrder) -> bool:
    asked = sa.select(ClinicalOrder.id).where(
        ClinicalOrder.visit_id == order.visit_id,
        ClinicalOrder.item == order.item,
        ClinicalOrder.state.not_in((OrderState.CANCELLED, OrderState.REFUSED, OrderState.NOT_DONE)),
    )
    with work.session.no_autoflush:
        return work.session.scalars(asked.limit(1)).first() is not None


def _acknowledge(work: Work, order: Any, findings: list[Finding], reason: str) -> None:
    """Stop for soft stops without a reason; with one, keep both beside the record."""
    order.acknowledged_reason = stop_softly(work, findings, reason)
    order.findings = kept_findings(findings)


@dataclass(frozen=True, kw_only=True)
class SignOrder(Command):
    """Sign a pended order, or co-sign one's own verbal order."""

    order_id: Id
    version: int


@action(Permission.SIGN_ORDER)
def sign_order(work: Work, command: SignOrder) -> SavedOrder:
    """Sign. A pended order may be worked on from here on."""
    order = work.change(ClinicalOrder, command.order_id, command.version)
    signed = order.signed_at is not None
    rules.may_sign(order.state, order.authority, order.clinician_id, signed, work.actor.person_id)
    _sign(work, order)
    if order.state is OrderState.PENDED:
        to_state(work, order, OrderState.ORDERED)
    work.session.flush()
    return saved(order)


def to_state(work: Work, order: ClinicalOrder, state: OrderState, why: str = "") -> None:
    """Move an order to a state, now."""
    order.state, order.state_since = state, work.now
    order.ended_reason = why or order.ended_reason


@dataclass(frozen=True, kw_only=True)
class CancelOrder(Command):
    """Take an order back before anything was done, with the reason."""

    order_id: Id
    version: int
    reason: str


@action(Permission.PREPARE_ORDER)
def cancel_order(work: Work, command: CancelOrder) -> SavedOrder:
    """Cancel an order that is still open. What a clinician signed, only who may sign orders cancels."""
    order = work.change(ClinicalOrder, command.order_id, command.version)
    if order.state not in rules.LIVE:
        raise rules.refuse("", "not_open")
    if order.signed_at is not None:
        work.require(Permission.SIGN_ORDER, "orders.cancel_order")
    reason = fields.free_line("reason", command.reason, most=300)
    if not reason:
        raise rules.refuse("reason", "needed")
    work.because(reason)
    to_state(work, order, OrderState.CANCELLED, reason)
    work.session.flush()
    return saved(order)


@dataclass(frozen=True, kw_only=True)
class CollectOrder(Command):
    """The specimen was taken, after two identifiers; the clock of the reading starts here."""

    order_id: Id
    version: int
    two_identifiers: bool


@action(Permission.COMPLETE_ORDER)
def collect_order(work: Work, command: CollectOrder) -> SavedOrder:
    """Collect. A pended order cannot be collected."""
    order = work.change(ClinicalOrder, command.order_id, command.version)
    _collect(work, order, command.two_identifiers)
    work.session.flush()
    return saved(order)


def _collect(work: Work, order: ClinicalOrder, two_identifiers: bool) -> None:
    rules.may_work(order.state)
    if order.state is OrderState.COLLECTED:
        raise rules.refuse("", "collected")
    if not two_identifiers:
        raise rules.refuse("two_identifiers", "two_identifiers")
    order.collected_at, order.collected_by_name = work.now, work.actor.name
    to_state(work, order, OrderState.COLLECTED)


@dataclass(frozen=True, kw_only=True)
class ReviewOrder(Command):
    """A clinician saw what came of it; `patient_told` that the patient knows."""

    order_id: Id
    version: int
    patient_told: bool = False


@action(Permission.SIGN_ORDER)
def review_order(work: Work, command: ReviewOrder) -> SavedOrder:
    """Review a completed order; the patient may be told then or later."""
    order = work.change(ClinicalOrder, command.order_id, command.version)
    if order.state not in (OrderState.COMPLETED, OrderState.REVIEWED):
        raise rules.refuse("", "nothing_to_review")
    if order.state is OrderState.COMPLETED:
        order.reviewed_at, order.reviewed_by = work.now, work.actor.person_id
        order.reviewed_by_name = work.actor.name
        to_state(work, order, OrderState.REVIEWED)
    if command.patient_told and order.patient_told_at is None:
        order.patient_told_at = work.now
    work.session.flush()
    return saved(order)
