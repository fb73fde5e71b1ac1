"""Completing orders: the result of a test, a shot given or not, anything else done or not."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from app.chart.alerts.actions import kept_findings, raise_alert
from app.chart.alerts.model import AlertLevel
from app.chart.entering import codings_of, entered, visit_of
from app.chart.immunizations.model import Immunization, ImmunizationSource, ImmunizationStatus
from app.chart.observations.model import Flag, Observation, ValueKind
from app.codes import laboratory, vaccines
from app.core.acts import Command, Permission, action
from app.core.coding import LOINC, Code
from app.core.dates import PartialDate
from app.core.findings import Finding, Message
from app.core.ids import Id, new_id
from app.orders import rules
from app.orders.actions import catalog_on, saved, to_state
from app.orders.catalog import Item, ResultSpec
from app.orders.doses import dose_findings
from app.orders.model import (
    Administration,
    ClinicalOrder,
    OrderKind,
    OrderResult,
    OrderState,
    Outcome,
)
from app.orders.views import SavedOrder, VisGiven
from app.practice import fields
from app.practice.soft_stops import stop_softly
from app.store.base import plain_value
from app.store.work import Work
from app.visits.model import Visit

_FLAGS = {
    "LL": Flag.CRITICAL,
    "HH": Flag.CRITICAL,
    "L": Flag.ABNORMAL,
    "H": Flag.ABNORMAL,
    "A": Flag.ABNORMAL,
}


@dataclass(frozen=True)
class TypedResult:
    """One value of a test, chosen or typed, for the code of the item's list."""

    loinc: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ResultTest(Command):
    """What a test showed. `started_at` None means when it was collected, `read_at` None now."""

    order_id: Id
    version: int
    values: tuple[TypedResult, ...]
    kit: str = ""
    kit_lot: str
    kit_expires: date
    control_valid: bool
    started_at: datetime | None = None
    read_at: datetime | None = None


@action(Permission.COMPLETE_ORDER)
def result_test(work: Work, command: ResultTest) -> SavedOrder:
    """Keep a result. A failed control, an expired kit, an early or late reading are hard stops."""
    order = work.change(ClinicalOrder, command.order_id, command.version)
    rules.may_work(order.state)
    _keep_result(work, order, command)
    to_state(work, order, OrderState.COMPLETED)
    work.session.flush()
    return saved(order)


@dataclass(frozen=True, kw_only=True)
class CorrectResult(ResultTest):
    """The right result in place of a wrong one, and why; the old one stays on record."""

    reason: str


@action(Permission.COMPLETE_ORDER)
def correct_result(work: Work, command: CorrectResult) -> SavedOrder:
    """Correct a result. It has to be reviewed again."""
    order = work.change(ClinicalOrder, command.order_id, command.version)
    if order.state not in (OrderState.COMPLETED, OrderState.REVIEWED) or order.kind is not OrderKind.TEST:
        raise rules.refuse("", "nothing_to_correct")
    reason = fields.free_line("reason", command.reason, most=300)
    if not reason:
        raise rules.refuse("reason", "needed")
    before = _last_result(work, order)
    for name in before.observations:
        work.get(Observation, Id(name)).entered_in_error = reason
    work.because(reason)
    now = _keep_result(work, order, command)
    now.corrects_id, now.correction_reason = before.id, reason
    order.reviewed_at = order.reviewed_by = None
    order.reviewed_by_name = ""
    to_state(work, order, OrderState.COMPLETED)
    work.session.flush()
    return saved(order)


def _last_result(work: Work, order: ClinicalOrder) -> OrderResult:
    asked = sa.select(OrderResult).where(OrderResult.order_id == order.id).order_by(OrderResult.id.desc())
    return work.session.scalars(asked.limit(1)).one()


def _keep_result(work: Work, order: ClinicalOrder, command: ResultTest) -> OrderResult:
    visit = visit_of(work, order.visit_id) if order.visit_id else None
    item = catalog_on(work, visit).items.get(order.item) if visit else None
    if visit is None or item is None or item.kind is not OrderKind.TEST:
        raise rules.refuse("", "not_a_test")
    read_at = command.read_at or work.now
    proof = rules.Reading(
        fields.line("kit_lot", command.kit_lot, most=40),
        command.kit_expires,
        command.control_valid,
        command.started_at or order.collected_at,
        read_at,
    )
    rules.valid_reading(item, proof, work.now, work.today)
    made = [_observe(work, order, spec, text, read_at) for spec, text in _answers(item, command.values)]
    _alert_if_critical(work, visit, made)
    return work.add(
        OrderResult(
            patient_id=order.patient_id,
            order_id=order.id,
            observations=[str(one.id) for one in made],
            kit=fields.line("kit", command.kit),
            kit_lot=proof.kit_lot,
            kit_expires=proof.kit_expires,
            control_valid=proof.control_valid,
            started_at=proof.started_at,
            read_at=read_at,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )


def _answers(item: Item, values: tuple[TypedResult, ...]) -> list[tuple[ResultSpec, str]]:
    """Return each value that the test gives with what was typed; all are needed, no other is taken."""
    typed = {one.loinc: one.value for one in values}
    if set(typed) != {spec.loinc for spec in item.results} or len(typed) != len(values):
        raise rules.refuse("values", "all_values_needed")
    return [(spec, typed[spec.loinc]) for spec in item.results]


def _observe(work: Work, order: ClinicalOrder, spec: ResultSpec, text: str, at: datetime) -> Observation:
    value = rules.result_number(spec, text)
    letter = rules.interpretation(spec, text, value)
    found = laboratory.find(spec.loinc)
    code = found.coding() if found else Code(LOINC, spec.loinc, spec.name)
    return work.add(
        Observation(
            id=new_id(),
            patient_id=order.patient_id,
            loinc=spec.loinc,
            code=code,
            codings=codings_of(code),
            text=spec.name,
            category="laboratory",
            effective_at=at,
            effective=PartialDate(at.isoformat(timespec="seconds")),
            value_kind=ValueKind.TEXT if value is None else ValueKind.QUANTITY,
            value=value,
            unit=spec.unit,
            entered_value=text,
            entered_unit=spec.unit,
            value_text=text if value is None else "",
            interpretation=letter,
            reference_low=spec.low,
            reference_high=spec.high,
            flag=_FLAGS.get(letter),
            performer=work.actor.name,
            **entered(work, order.patient_id, order.visit_id, private=order.private_from_guardian),
        )
    )


def _alert_if_critical(work: Work, visit: Visit, made: list[Observation]) -> None:
    critical = [
        Finding(
            Message(
                "orders.critical_result",
                {"name": one.text, "value": one.entered_value, "unit": one.entered_unit},
            )
        )
        for one in made
        if one.flag is Flag.CRITICAL
    ]
    if critical:
        raise_alert(work, visit, AlertLevel.CRITICAL, critical)


@dataclass(frozen=True, kw_only=True)
class GiveShot(Command):
    """A shot given (all fields), refused or not given (the reason, no lot). `given_at` None means now."""

    order_id: Id
    version: int
    outcome: Outcome = Outcome.GIVEN
    reason: str = ""
    two_identifiers: bool = False
    product: str = ""
    cvx: str = ""
    dose: Decimal | None = None
    dose_unit: str = ""
    site: str = ""
    route: str = ""
    lot: str = ""
    maker: str = ""
    mvx: str = ""
    ndc: str = ""
    expires: date | None = None
    vis: tuple[VisGiven, ...] = field(default_factory=tuple)
    funding: str = ""
    eligibility: str = ""
    given_at: datetime | None = None
    acknowledged_reason: str = ""


ENDED = {
    Outcome.GIVEN: OrderState.COMPLETED,
    Outcome.REFUSED: OrderState.REFUSED,
    Outcome.NOT_GIVEN: OrderState.NOT_DONE,
}


@action(Permission.COMPLETE_ORDER)
def give_shot(work: Work, command: GiveShot) -> SavedOrder:
    """Keep a shot; a vaccine enters the immunization record too.

    An expired lot and an absurd dose are hard stops; a dose that is not the usual one takes a reason.
    """
    order = work.change(ClinicalOrder, command.order_id, command.version)
    rules.may_work(order.state)
    if order.kind not in rules.SHOTS:
        raise rules.refuse("", "not_a_shot")
    reason = fields.free_line("reason", command.reason, most=300)
    if command.outcome is Outcome.GIVEN:
        check_shot(work, order, command, work.today)
    elif not reason:
        raise rules.refuse("reason", "needed")
    keep_shot(work, order, command, reason)
    to_state(work, order, ENDED[command.outcome], reason)
    work.session.flush()
    return saved(order)


def check_shot(work: Work, order: ClinicalOrder, command: GiveShot, given_on: date) -> None:
    """Refuse a shot that lacks something; ask about a dose that is not the usual one."""
    if not command.two_identifiers:
        raise rules.refuse("two_identifiers", "two_identifiers")
    if command.given_at is not None and command.given_at > work.now + timedelta(minutes=1):
        raise rules.refuse("given_at", "in_the_future")
    rules.complete_shot(
        rules.Shot(
            order.kind,
            command.dose,
            command.dose_unit,
            command.site,
            command.route,
            command.lot,
            command.maker,
            command.expires,
            tuple((one.edition, one.given_on) for one in command.vis),
        ),
        given_on,
    )
    _ask_about_dose(work, order, command)


def _ask_about_dose(work: Work, order: ClinicalOrder, command: GiveShot) -> None:
    visit = work.session.get(Visit, order.visit_id) if order.visit_id else None
    limits = catalog_on(work, visit).limits_for(order.item, order.kind) if visit else None
    unit = command.dose_unit.strip()
    findings = dose_findings(limits, command.dose, unit) if command.dose is not None else []
    if reason := stop_softly(work, findings, command.acknowledged_reason):
        order.acknowledged_reason = "; ".join(filter(None, (order.acknowledged_reason, reason)))
        order.findings = [*order.findings, *kept_findings(findings)]


def keep_shot(work: Work, order: ClinicalOrder, command: GiveShot, reason: str) -> Administration:
    """Add what was given or not, with its row of the immunization record."""
    given = command.outcome is Outcome.GIVEN
    at = (command.given_at or work.now) if given else work.now
    immunization = _immunize(work, order, command, at, reason) if order.kind is OrderKind.VACCINE else None
    work.session.flush()
    shot = Administration(
        patient_id=order.patient_id,
        order_id=order.id,
        immunization_id=immunization.id if immunization else None,
        outcome=command.outcome,
        reason=reason,
        product=fields.line("product", command.product, most=200) or order.text,
        at=at,
        watch_until=_watch_until(work, order, at) if given else None,
        by=work.actor.person_id,
        by_name=work.actor.name,
    )
    if given:
        for name in ("dose_unit", "site", "route", "lot", "maker", "ndc", "funding"):
            setattr(shot, name, fields.line(name, getattr(command, name)))
        shot.dose, shot.expires, shot.vis = command.dose, command.expires, _vis(command)
    return work.add(shot)


def _vis(command: GiveShot) -> list[dict[str, str]]:
    return [
        {
            "document": fields.line("vis", one.document, most=200),
            "edition": plain_value(one.edition),
            "given_on": plain_value(one.given_on),
        }
        for one in command.vis
    ]


def _watch_until(work: Work, order: ClinicalOrder, at: datetime) -> datetime | None:
    visit = work.session.get(Visit, order.visit_id) if order.visit_id else None
    minutes = catalog_on(work, visit).watch_minutes.get(order.kind.value) if visit else None
    return at + timedelta(minutes=minutes) if minutes else None


_IMMUNIZED = {
    Outcome.GIVEN: ImmunizationStatus.GIVEN,
    Outcome.REFUSED: ImmunizationStatus.REFUSED,
    Outcome.NOT_GIVEN: ImmunizationStatus.NOT_GIVEN,
}


def _immunize(work: Work, order: ClinicalOrder, command: GiveShot, at: datetime, reason: str) -> Immunization:
    found = vaccines.find(command.cvx) if command.cvx else None
    code = found.coding() if found else order.code
    row = Immunization(
        id=new_id(),
        patient_id=order.patient_id,
        text=code.display if code else order.text,
        code=code,
        codings=codings_of(code),
        cvx=code.code if code else "",
        status=_IMMUNIZED[command.outcome],
        status_reason=reason,
        occurred=PartialDate(at.astimezone(work.zone).date().isoformat()),
        origin=ImmunizationSource.GIVEN_HERE,
        performer=work.actor.name,
        **entered(work, order.patient_id, order.visit_id, private=order.private_from_guardian),
    )
    if command.outcome is Outcome.GIVEN:
        for name in ("dose_unit", "site", "route", "lot", "maker", "mvx", "ndc", "funding", "eligibility"):
            setattr(row, name, fields.line(name, getattr(command, name)))
        row.dose, row.expires, row.vis = command.dose, command.expires, _vis(command)
    return work.add(row)


@dataclass(frozen=True, kw_only=True)
class CompleteOrder(Command):
    """Anything but a test or shot was done, or was not and why."""

    order_id: Id
    version: int
    done: bool = True
    words: str = ""


@action(Permission.COMPLETE_ORDER)
def complete_order(work: Work, command: CompleteOrder) -> SavedOrder:
    """Complete an order in words, or keep why it was not done."""
    order = work.change(ClinicalOrder, command.order_id, command.version)
    rules.may_work(order.state)
    if order.kind in rules.SHOTS or (order.kind is OrderKind.TEST and command.done and order.item):
        raise rules.refuse("", "needs_its_form")
    words = fields.free_line("words", command.words, most=400)
    if not command.done and not words:
        raise rules.refuse("words", "needed")
    to_state(work, order, OrderState.COMPLETED if command.done else OrderState.NOT_DONE, words)
    work.session.flush()
    return saved(order)
