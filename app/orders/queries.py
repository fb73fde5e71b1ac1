"""Orders of a visit, what waits for a signature, what is open, and what completed orders propose to bill."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.chart.observations.model import Observation
from app.core.acts import Permission, query
from app.core.coding import ICD10CM, Code
from app.core.ids import Id
from app.orders import rules
from app.orders.actions import catalog_on
from app.orders.catalog import Catalog, catalog_of
from app.orders.model import Administration, Authority, ClinicalOrder, OrderResult, OrderState
from app.orders.prescriptions.model import Prescription, PrescriptionState
from app.orders.views import (
    ChargeFact,
    OrderView,
    ResultLine,
    ResultView,
    ShotView,
    ToSign,
    VisGiven,
    VisitOrders,
)
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.model import Visit

_DONE = (OrderState.COMPLETED, OrderState.REVIEWED)


@query(Permission.PREPARE_ORDER)
def order_catalog(reading: Reading, on: date | None = None) -> Catalog:
    """Return what can be ordered, and the standing orders in force."""
    return catalog_of(policy(reading, "orders", on=on))


@query(Permission.SEE_CHART, recorded=True)
def orders_of_visit(reading: Reading, visit_id: Id) -> tuple[OrderView, ...]:
    """Return the orders of a visit with what came of them, in the order placed."""
    reading.saw(reading.get(Visit, visit_id).patient_id)
    return orders_of(reading, visit_id)


def orders_of(reading: Reading, visit_id: Id) -> tuple[OrderView, ...]:
    """Return the orders of a visit in the order placed, for the rooms of app."""
    return _views(reading, ClinicalOrder.visit_id == visit_id)


@query(Permission.SEE_CHART, recorded=True)
def orders_of_patient(reading: Reading, patient_id: Id) -> tuple[OrderView, ...]:
    """Return all orders of a patient, the newest first."""
    reading.saw(patient_id)
    return tuple(reversed(_views(reading, ClinicalOrder.patient_id == patient_id)))


def _views(reading: Reading, condition: Any) -> tuple[OrderView, ...]:
    orders = reading.session.scalars(
        sa.select(ClinicalOrder).where(condition).order_by(ClinicalOrder.id)
    ).all()
    ids = [one.id for one in orders]
    results = _by_order(reading, OrderResult, ids)
    shots = _by_order(reading, Administration, ids)
    lines = _lines(
        reading, [name for found in results.values() for one in found for name in one.observations]
    )
    return tuple(
        _view(
            one,
            tuple(_result(row, lines) for row in results.get(one.id, ())),
            tuple(_shot(row) for row in shots.get(one.id, ())),
        )
        for one in orders
    )


def _by_order(reading: Reading, kind: Any, ids: Sequence[Id]) -> dict[Id, list[Any]]:
    found: dict[Id, list[Any]] = {}
    for row in reading.session.scalars(sa.select(kind).where(kind.order_id.in_(ids)).order_by(kind.id)):
        found.setdefault(row.order_id, []).append(row)
    return found


def _lines(reading: Reading, names: Sequence[str]) -> dict[str, ResultLine]:
    rows = reading.session.execute(
        sa.select(
            Observation.id,
            Observation.text,
            Observation.loinc,
            Observation.entered_value,
            Observation.entered_unit,
            Observation.interpretation,
        ).where(Observation.id.in_([Id(name) for name in names]))
    )
    return {
        str(row.id): ResultLine(
            row.id, row.text, row.loinc, row.entered_value, row.entered_unit, row.interpretation
        )
        for row in rows
    }


def _result(row: OrderResult, lines: dict[str, ResultLine]) -> ResultView:
    return ResultView(
        tuple(lines[name] for name in row.observations),
        row.kit,
        row.kit_lot,
        row.kit_expires,
        row.read_at,
        row.by_name,
        row.corrects_id is not None,
        row.correction_reason,
    )


def _shot(row: Administration) -> ShotView:
    vis = tuple(
        VisGiven(one["document"], date.fromisoformat(one["edition"]), date.fromisoformat(one["given_on"]))
        for one in row.vis
    )
    return ShotView(
        row.outcome,
        row.reason,
        row.product,
        row.dose,
        row.dose_unit,
        row.site,
        row.route,
        row.lot,
        row.maker,
        row.expires,
        vis,
        row.at,
        row.watch_until,
        row.by_name,
        row.ndc,
        row.corrects_id is not None,
        row.correction_reason,
    )


def _needs_signature(row: ClinicalOrder) -> bool:
    verbal = row.authority is Authority.VERBAL and row.signed_at is None
    return row.state is OrderState.PENDED or (verbal and row.state is not OrderState.CANCELLED)


def _authority_words(row: ClinicalOrder) -> str:
    if row.authority is Authority.STANDING:
        return f"{row.standing_number}, {row.standing_version}"
    return row.clinician_name


def _view(row: ClinicalOrder, results: tuple[ResultView, ...], shots: tuple[ShotView, ...]) -> OrderView:
    return OrderView(
        id=row.id,
        version=row.version,
        patient_id=row.patient_id,
        visit_id=row.visit_id,
        kind=row.kind,
        item=row.item,
        name=row.text,
        details=row.details,
        reason=row.reason,
        urgent=row.urgent,
        state=row.state,
        state_since=row.state_since,
        authority=row.authority,
        authority_words=_authority_words(row),
        criteria=tuple(row.criteria),
        needs_signature=_needs_signature(row),
        clinician_id=row.clinician_id,
        clinician=row.clinician_name,
        ordered_by=row.recorded_by_name,
        ordered_at=row.recorded_at,
        signed_by=row.signed_by_name,
        signed_at=row.signed_at,
        collected_at=row.collected_at,
        reviewed_by=row.reviewed_by_name,
        reviewed_at=row.reviewed_at,
        ended_reason=row.ended_reason,
        results=results,
        shots=shots,
        private_from_guardian=row.private_from_guardian,
    )


@query(Permission.SEE_CHART)
def waiting_for_signature(reading: Reading, account_id: Id | None = None) -> tuple[ToSign, ...]:
    """Return orders and prescriptions that wait for a clinician, oldest first; of one clinician if named.

    Those of a sensitive chart only for whom it opens.
    """
    orders = reading.session.scalars(
        sa.select(ClinicalOrder)
        .where(
            sa.or_(
                ClinicalOrder.state == OrderState.PENDED,
                sa.and_(
                    ClinicalOrder.authority == Authority.VERBAL,
                    ClinicalOrder.signed_at.is_(None),
                    ClinicalOrder.state != OrderState.CANCELLED,
                ),
            )
        )
        .order_by(ClinicalOrder.id)
    ).all()
    prepared = reading.session.scalars(
        sa.select(Prescription)
        .where(Prescription.state == PrescriptionState.PREPARED)
        .order_by(Prescription.id)
    ).all()
    waiting: list[ClinicalOrder | Prescription] = [*orders, *prepared]
    mine = [one for one in waiting if account_id in (None, one.clinician_id)]
    open_to_me = {one: reading.may_open(one) for one in {each.patient_id for each in mine}}
    mine = [one for one in mine if open_to_me[one.patient_id]]
    return tuple(sorted((_to_sign(one) for one in mine), key=lambda one: one.since))


def _to_sign(one: ClinicalOrder | Prescription) -> ToSign:
    details = {"details": one.details} if isinstance(one, ClinicalOrder) else {"sig": one.sig}
    verbal = isinstance(one, ClinicalOrder) and one.authority is Authority.VERBAL
    return ToSign(
        one.id,
        one.version,
        one.patient_id,
        one.visit_id,
        one.text,
        verbal,
        isinstance(one, Prescription),
        one.recorded_at,
        details,
    )


@query(Permission.SEE_BOARD)
def orders_of_visits(reading: Reading, visit_ids: Collection[Id]) -> dict[Id, VisitOrders]:
    """Return how many orders of each visit stand where; a visit without orders is not named."""
    rows = reading.session.execute(
        sa.select(
            ClinicalOrder.visit_id,
            ClinicalOrder.state,
            sa.and_(ClinicalOrder.authority == Authority.VERBAL, ClinicalOrder.signed_at.is_(None)).label(
                "unsigned"
            ),
        ).where(ClinicalOrder.visit_id.in_(tuple(visit_ids)))
    )
    counts: dict[Id, dict[str, int]] = {}
    for row in rows:
        of_visit = counts.setdefault(row.visit_id, {})
        for name in _counted(row.state, bool(row.unsigned)):
            of_visit[name] = of_visit.get(name, 0) + 1
    return {visit_id: VisitOrders(**found) for visit_id, found in counts.items()}


def _counted(state: OrderState, unsigned_verbal: bool) -> list[str]:
    names = {
        OrderState.PENDED: ["to_sign"],
        OrderState.ORDERED: ["to_collect"],
        OrderState.COLLECTED: ["to_result"],
        OrderState.COMPLETED: ["to_review", "done"],
        OrderState.REVIEWED: ["done"],
    }.get(state, [])
    verbal = unsigned_verbal and state is not OrderState.CANCELLED
    return [*names, "to_sign"] if verbal else names


@query(Permission.ADD_CHARGE)
def charge_facts(reading: Reading, visit_id: Id) -> tuple[ChargeFact, ...]:
    """Return what the completed orders of a visit propose to bill. Nothing that was refused is billed."""
    visit = reading.get(Visit, visit_id)
    items = catalog_on(reading, visit).items
    orders = reading.session.scalars(
        sa.select(ClinicalOrder)
        .where(ClinicalOrder.visit_id == visit_id, ClinicalOrder.state.in_(_DONE))
        .order_by(ClinicalOrder.id)
    ).all()
    shots = _by_order(reading, Administration, [one.id for one in orders])
    facts = []
    for order in orders:
        item = items.get(order.item)
        dose = shots[order.id][-1].dose if order.id in shots else None
        diagnoses = tuple(Code(ICD10CM, code, title, release) for code, title, release in order.diagnoses)
        for charge in item.charges if item else ():
            units = rules.billed_units(item, charge, dose)
            facts.append(ChargeFact(order.id, charge, units, diagnoses, visit.day))
    return tuple(facts)
