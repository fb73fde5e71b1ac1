"""A shot: given with lot, site and statement, refused, or not given (DUTIES C8)."""

from __future__ import annotations

from typing import Any

from app.codes import gs1, vaccines
from app.core.quantities import number_text
from app.orders.completion.actions import GiveShot, give_shot
from app.orders.views import Item, OrderKind, OrderView, Outcome, VisGiven
from ui.common.fields import CheckField, ChoiceField, DateField, SegmentedField, TextField
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_fields import NumberField
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words


def site_choices() -> list[tuple[str, str]]:
    return [
        ("left deltoid", words("Left deltoid")),
        ("right deltoid", words("Right deltoid")),
        ("left thigh", words("Left thigh")),
        ("right thigh", words("Right thigh")),
        ("left gluteal", words("Left gluteal")),
        ("right gluteal", words("Right gluteal")),
        ("left upper arm", words("Left upper arm (under the skin)")),
        ("right upper arm", words("Right upper arm (under the skin)")),
    ]


def route_choices() -> list[tuple[str, str]]:
    return [
        ("intramuscular", words("Intramuscular")),
        ("subcutaneous", words("Subcutaneous")),
        ("intradermal", words("Intradermal")),
        ("oral", words("Oral")),
        ("intranasal", words("Intranasal")),
    ]


class ShotPanel(ActPanel):
    """A scan of the vial or box fills in lot, expiry, maker and product; everything can be typed instead."""

    def __init__(self, at: VisitAt, order: OrderView, item: Item | None) -> None:
        super().__init__(at, order.name, words("Save"))
        self.order, self.item = order, item
        self.vaccine = order.kind is OrderKind.VACCINE
        self.cvx = item.cvx if item else ""
        self._ndc = self._mvx = ""
        self.outcome = SegmentedField(
            "outcome",
            words("It was"),
            [
                (Outcome.GIVEN, words("Given")),
                (Outcome.REFUSED, words("Refused")),
                (Outcome.NOT_GIVEN, words("Not given")),
            ],
            Outcome.GIVEN,
        )
        self.reason = TextField("reason", words("Why not"))
        self.lot = TextField("lot", words("Lot (scan or type)"), most=120)
        self.site = ChoiceField("site", words("Site"), site_choices())
        self.expires = DateField("expires", words("Expires"), lambda: at.today().replace(year=2099))
        self.maker = TextField("maker", words("Maker"))
        self.product = TextField("product", words("Product"))
        self.dose = NumberField("dose", words("Dose"), suffix=item.dose_unit if item else "")
        self.dose_unit = TextField("dose_unit", words("Dose unit"))
        self.route = ChoiceField("route", words("Route"), route_choices())
        self.vis = ChoiceField("vis", words("Information statement"), self._editions())
        self.vis_on = DateField("vis_given_on", words("Statement given on"), at.today)
        self.identified = CheckField("two_identifiers", words("Name and birth date checked with the patient"))
        self.put(self.lot, self.site, self.expires, self.maker, self.product, self.dose, self.dose_unit)
        self.put(self.route, self.vis, self.vis_on, self.identified, self.outcome, self.reason)
        self._fill()
        self.lot.line.textEdited.connect(self._maybe_scanned)
        self.outcome.edited.connect(self._show_fields)
        self._show_fields()

    def _editions(self) -> list[tuple[str, str]]:
        found = vaccines.vis_editions(self.cvx, self.at.today()) if self.cvx else []
        return [
            (f"{number}", said("{document}, {edition}", document=one.document, edition=one.edition))
            for number, one in enumerate(found)
        ]

    def _fill(self) -> None:
        """Fill in what the list of the office knows; the lot and site are the person's."""
        if self.item is not None:
            self.dose.set_value(number_text(self.item.dose) if self.item.dose is not None else None)
            self.dose_unit.set_value(self.item.dose_unit)
            self.route.set_value(self.item.route)
        if self.vis.list.count() > 1:
            self.vis.set_value("0")
        self.vis_on.set_value(self.at.today())

    def _show_fields(self) -> None:
        """A refused shot asks for no lot."""
        given = self.outcome.value() == Outcome.GIVEN
        shot = (self.lot, self.site, self.expires, self.product, self.dose, self.dose_unit, self.route)
        for field in (*shot, self.identified):
            field.setVisible(given)
        for vaccine_field in (self.maker, self.vis, self.vis_on):
            vaccine_field.setVisible(given and self.vaccine)
        self.maker.setVisible(given)
        self.reason.setVisible(not given)
        if not given:
            self.reason.setFocus()

    def _maybe_scanned(self, text: str) -> None:
        scan = gs1.read(text)
        if not scan.gtin or not scan.lot:
            return
        self.lot.set_value(scan.lot)
        self.expires.set_value(scan.expiry)
        package = vaccines.scanned(text)
        if package is not None:
            self._ndc, self._mvx = package.ndc, package.mvx
            self.cvx = package.cvx or self.cvx
            self.product.set_value(package.name)
            self.maker.set_value(package.labeler)

    def _statements(self, values: dict[str, Any]) -> tuple[VisGiven, ...]:
        found = vaccines.vis_editions(self.cvx, self.at.today()) if self.cvx else []
        chosen, given_on = values["vis"], values["vis_given_on"]
        if chosen is None or given_on is None or int(chosen) >= len(found):
            return ()
        one = found[int(chosen)]
        return (VisGiven(one.document, one.edition, given_on),)

    def send(self, values: dict[str, Any]) -> None:
        outcome = Outcome(values["outcome"] or Outcome.GIVEN)
        given = outcome is Outcome.GIVEN
        told: dict[str, Any] = {
            name: values[name] or ""
            for name in ("product", "dose_unit", "site", "route", "lot", "maker")
            if given
        }
        command = GiveShot(
            command_id=self.command_id,
            order_id=self.order.id,
            version=self.order.version,
            outcome=outcome,
            reason=values["reason"] or "",
            two_identifiers=values["two_identifiers"],
            cvx=self.cvx,
            dose=values["dose"] if given else None,
            expires=values["expires"] if given else None,
            mvx=self._mvx,
            ndc=self._ndc,
            vis=self._statements(values) if given and self.vaccine else (),
            **told,
        )
        texts = {Outcome.GIVEN: "{name} given.", Outcome.REFUSED: "{name}: refused, kept."}
        self.do(
            give_shot, command, said(texts.get(outcome, "{name}: not given, kept."), name=self.order.name)
        )
