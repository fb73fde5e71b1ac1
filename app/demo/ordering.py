"""Orders of the made-up visits: a flu shot and a throat swab under standing orders, each to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from app.codes import vaccines
from app.core.ids import Id
from app.demo.parts import STAFF, Part
from app.demo.stage import Stage
from app.orders.actions import (
    CollectOrder,
    PlaceOrder,
    ReviewOrder,
    catalog_on,
    collect_order,
    place_order,
    review_order,
)
from app.orders.completion.actions import GiveShot, ResultTest, TypedResult, give_shot, result_test
from app.orders.model import Authority, ClinicalOrder
from app.orders.views import VisGiven
from app.store.work import Work
from app.visits.model import Visit

_READ_AFTER = timedelta(minutes=6)
_LASTS = timedelta(days=200)  # until kit and lot expire
_SWAB_FROM = 3  # years
FLU_CVX, LATEST_CVX = "150", "140"  # the season's vaccine, and the list's row with the current statement


@dataclass
class Ordering:
    """The one order of a visit, if its part has one: `standing` names the order and what it orders."""

    stage: Stage
    part: Part
    assistant: str
    order_id: Id | None = None

    @property
    def item(self) -> str:
        """Return what is ordered, "" for nothing."""
        if self.part.column == STAFF:
            return "flu_vaccine" if self.part.kind == "Shot visit" else ""
        swab = self.part.code == "J02.9" and self.part.patient.age(self.part.day) >= _SWAB_FROM
        return "rapid_strep" if swab else ""

    def place(self, visit_id: Id) -> None:
        """Order it under the practice's standing order; a swab is taken at once."""
        standing = {"flu_vaccine": "flu_vaccine", "rapid_strep": "strep"}.get(self.item)
        if standing is None:
            return

        def order(work: Work) -> PlaceOrder:
            met = catalog_on(work, work.get(Visit, visit_id)).standing[standing].criteria
            return PlaceOrder(
                visit_id=visit_id,
                item=self.item,
                authority=Authority.STANDING,
                standing=standing,
                criteria=tuple(met),
                reason=self.part.reason,
            )

        self.order_id = self.stage.act(self.assistant, place_order, order).id
        if self.item == "rapid_strep":
            self.stage.act(self.assistant, collect_order, self._collect)

    def _order(self, work: Work) -> ClinicalOrder:
        if self.order_id is None:
            raise LookupError("nothing was ordered")
        return work.get(ClinicalOrder, self.order_id)

    def _collect(self, work: Work) -> CollectOrder:
        order = self._order(work)
        return CollectOrder(order_id=order.id, version=order.version, two_identifiers=True)

    def complete(self) -> None:
        """Give the shot, or read the swab."""
        if self.order_id is None:
            return
        if self.item == "flu_vaccine":
            self.stage.act(self.assistant, give_shot, self._shot)
        else:
            self.stage.act(self.assistant, result_test, self._result)

    def review(self, clinician: str) -> None:
        """Let the clinician see what came of it."""
        if self.order_id is not None:
            self.stage.act(clinician, review_order, self._review)

    def _review(self, work: Work) -> ReviewOrder:
        order = self._order(work)
        return ReviewOrder(order_id=order.id, version=order.version, patient_told=True)

    def _shot(self, work: Work) -> GiveShot:
        order, day = self._order(work), work.today
        statement = vaccines.vis_editions(LATEST_CVX, day)[0]
        return GiveShot(
            order_id=order.id,
            version=order.version,
            two_identifiers=True,
            product="Influenza vaccine, made up for the demo",
            cvx=FLU_CVX,
            dose=Decimal("0.5"),
            dose_unit="mL",
            site="left deltoid",
            route="intramuscular",
            lot="DEMO417",
            maker="Made-up Biologics",
            expires=day + _LASTS,
            vis=(VisGiven(statement.document, statement.edition, day),),
            funding="private",
        )

    def _result(self, work: Work) -> ResultTest:
        order = self._order(work)
        item = catalog_on(work, work.get(Visit, order.visit_id or order.id)).items[self.item]
        return ResultTest(
            order_id=order.id,
            version=order.version,
            values=tuple(TypedResult(one.loinc, one.choices[0]) for one in item.results),
            kit="Strep A, made up for the demo",
            kit_lot="DEMO902",
            kit_expires=work.today + _LASTS,
            control_valid=True,
            started_at=work.now - _READ_AFTER,
        )
