"""A shot: given with lot, site and statement, refused, or not given (DUTIES C8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from app.codes import gs1, vaccines
from app.core.quantities import number_text
from app.orders.completion.actions import GiveShot, give_shot
from app.orders.completion.views import LotInUse
from app.orders.correction.actions import CorrectShot, correct_shot
from app.orders.views import Item, OrderKind, OrderView, Outcome, ShotView, VisGiven
from ui.common.fields import (
    CheckField,
    ChoiceField,
    DateField,
    ExpiryField,
    Field,
    SegmentedField,
    TextField,
    day_text,
)
from ui.common.vital_words import unit_words
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_fields import NumberField
from ui.patient.visit.order_panels import ask_identifiers
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
    """A scan of the vial or box fills in lot, expiry, maker and product; everything can be typed instead.

    What must be told comes first: lot, site by its first letter, two identifiers. Dose, route, statement and
    days are filled in as usual. With an entry that is there already, the panel corrects it; the old one
    stays.
    """

    def __init__(
        self, at: VisitAt, order: OrderView, item: Item | None, lots: Sequence[LotInUse] = ()
    ) -> None:
        self.correcting = bool(order.shots)
        title = said("Correct: {name}", name=order.name) if self.correcting else order.name
        super().__init__(
            at,
            title,
            words("Save"),
            draft="visit.shot_correction" if self.correcting else "visit.shot",
            subject=str(order.id),
        )
        self.order, self.item = order, item
        self.lots = {one.lot.casefold(): one for one in lots}
        self.vaccine = order.kind is OrderKind.VACCINE
        self.cvx = item.cvx if item else ""
        self._make_fields()
        self.asks = self._asks()
        self._lay_out()
        self._fill()
        self.form.mark_clean()
        self.lot.line.textEdited.connect(self._lot_typed)
        self.outcome.edited.connect(self._outcome_chosen)
        self._show_fields()

    def _make_fields(self) -> None:
        at, item = self.at, self.item
        not_given = words("In error") if self.correcting else words("Not given")
        self.outcome = SegmentedField(
            "outcome",
            words("It was"),
            [
                (Outcome.GIVEN, words("Given")),
                (Outcome.REFUSED, words("Refused")),
                (Outcome.NOT_GIVEN, not_given),
            ],
            Outcome.GIVEN,
        )
        self.reason = TextField("reason", words("Why not"))
        self.wrong = TextField("correction_reason", words("What was wrong?"))
        self.lot = TextField("lot", words("Lot (scan or type)"), most=120)
        self.expires = ExpiryField("expires", words("Expires"), at.today)
        self.maker = TextField("maker", words("Maker"))
        self.site = ChoiceField("site", words("Site (L, R or first letters)"), site_choices())
        self.dose = NumberField("dose", words("Dose"), suffix=unit_words(item.dose_unit) if item else "")
        self.dose_unit = TextField("dose_unit", words("Dose unit"))
        self.route = ChoiceField("route", words("Route"), route_choices())
        self.identified = CheckField("two_identifiers", words("Name and birth date checked with the patient"))
        self.vis = ChoiceField("vis", words("Information statement"), self._editions())
        self.vis_on = DateField("vis_given_on", words("Statement given on"), at.today)
        self.product = TextField("product", words("Product"))
        self.package = TextField("package", "")

    def _lay_out(self) -> None:
        self.put(self.lot)
        self.put_beside(self.expires, self.maker)
        self.put(self.site, self.identified)
        if self.correcting:
            self.put(self.wrong)
        self.put(self.outcome, self.reason)
        self.put_beside(self.dose, self.dose_unit, self.route)
        self.put(self.vis)
        self.put_beside(self.vis_on, self.product)
        self.put(self.package)
        self.package.hide()  # the scanned package, so that a draft keeps it

    def _editions(self) -> list[tuple[str, str]]:
        found = vaccines.vis_editions(self.cvx, self.at.today()) if self.cvx else []
        return [
            (f"{number}", said("{edition}: {document}", document=one.document, edition=day_text(one.edition)))
            for number, one in enumerate(found)
        ]

    def _fill(self) -> None:
        """Fill in what the list of the office, or the entry to correct, knows."""
        if self.item is not None:
            self.dose.set_value(number_text(self.item.dose) if self.item.dose is not None else None)
            self.dose_unit.set_value(self.item.dose_unit)
            self.route.set_value(self.item.route)
        if self.vis.list.count() > 1:
            self.vis.set_value("0")
        self.vis_on.set_value(self.at.today())
        if self.correcting:
            self._fill_from(self.order.shots[-1])

    def _fill_from(self, shot: ShotView) -> None:
        if shot.outcome is not Outcome.GIVEN:
            return
        for name in ("lot", "maker", "product", "dose_unit", "site", "route", "expires"):
            self.form.field(name).set_value(getattr(shot, name))
        self.dose.set_value(number_text(shot.dose) if shot.dose is not None else None)
        self.package.set_value(shot.ndc)
        if shot.vis:
            self.vis_on.set_value(shot.vis[0].given_on)

    def restored(self) -> None:
        self._show_fields()

    def _outcome_chosen(self) -> None:
        self._show_fields()
        if self.outcome.value() != Outcome.GIVEN and not self.correcting:
            self.reason.setFocus()

    def _show_fields(self) -> None:
        """A refused shot asks for no lot."""
        given = self.outcome.value() == Outcome.GIVEN
        shot = (self.lot, self.site, self.expires, self.maker, self.product, self.dose, self.route)
        for field in (*shot, self.identified):
            field.setVisible(given)
        known = self.item is not None and bool(self.item.dose_unit)
        self.dose_unit.setVisible(given and not known)
        for vaccine_field in (self.vis, self.vis_on):
            vaccine_field.setVisible(given and self.vaccine)
        self.reason.setVisible(not given and not self.correcting)
        maker = [self.maker] if self.vaccine else []
        self.needed = [self.lot, self.expires, *maker, self.site, self.identified]
        if self.correcting:
            self.needed.append(self.wrong)

    def _asks(self) -> dict[Field, str]:
        return {
            self.lot: words("Type or scan the lot."),
            self.expires: words("Type the day on the package."),
            self.maker: words("Type who made it."),
            self.site: words("Choose where it was given."),
            self.identified: ask_identifiers(),
            self.wrong: words("Type what was wrong."),
        }

    def _lot_typed(self, text: str) -> None:
        """Fill in what a scan says, or what is known of a lot that was used before."""
        scan = gs1.read(text)
        if scan.gtin and scan.lot:
            self._scanned(text, scan.lot, scan.expiry)
            return
        known = self.lots.get(text.strip().casefold())
        if known is not None:
            self.expires.set_value(known.expires)
            self.maker.set_value(known.maker)
            self.product.set_value(known.product)
            self.package.set_value(known.ndc)
            self._forget_errors()

    def _forget_errors(self) -> None:
        """What a lot filled in is not missing any more."""
        for field in (self.expires, self.maker):
            if field.value() is not None:
                field.set_error("")

    def _scanned(self, text: str, lot: str, expires: date | None) -> None:
        self.lot.set_value(lot)
        self.expires.set_value(expires)
        package = vaccines.scanned(text)
        known = self.lots.get(lot.casefold())
        if package is not None:
            self.package.set_value(package.ndc)
            self.product.set_value(package.name)
            self.maker.set_value(package.labeler)
        elif known is not None:
            self.maker.set_value(known.maker)
            self.product.set_value(known.product)
        self._forget_errors()

    def _statements(self, values: dict[str, Any]) -> tuple[VisGiven, ...]:
        found = vaccines.vis_editions(self.cvx, self.at.today()) if self.cvx else []
        chosen, given_on = values["vis"], values["vis_given_on"]
        if chosen is None or given_on is None or int(chosen) >= len(found):
            return ()
        one = found[int(chosen)]
        return (VisGiven(one.document, one.edition, given_on),)

    def _told(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return what both acts take: given with everything, or not and why."""
        outcome = Outcome(values["outcome"] or Outcome.GIVEN)
        told: dict[str, Any] = {
            "command_id": self.command_id,
            "order_id": self.order.id,
            "version": self.order.version,
            "outcome": outcome,
            "reason": values["reason"] or "",
        }
        if outcome is not Outcome.GIVEN:
            return told
        ndc = values["package"] or ""
        package = vaccines.scanned(ndc) if ndc else None
        names = ("product", "dose_unit", "site", "route", "lot", "maker")
        return {
            **told,
            **{name: values[name] or "" for name in names},
            "two_identifiers": values["two_identifiers"],
            "cvx": (package.cvx if package else "") or self.cvx,
            "dose": values["dose"],
            "expires": values["expires"],
            "mvx": package.mvx if package else "",
            "ndc": ndc,
            "vis": self._statements(values) if self.vaccine else (),
        }

    def send(self, values: dict[str, Any]) -> None:
        told = self._told(values)
        again = _with_reason
        if self.correcting:
            command = CorrectShot(correction_reason=values["correction_reason"] or "", **told)
            self.do(correct_shot, command, said("{name}: corrected.", name=self.order.name), again)
            return
        texts = {Outcome.GIVEN: "{name} given.", Outcome.REFUSED: "{name}: refused, kept."}
        text = texts.get(told["outcome"], "{name}: not given, kept.")
        self.do(give_shot, GiveShot(**told), said(text, name=self.order.name), again)


S = TypeVar("S", bound=GiveShot)


def _with_reason(command: S, why: str) -> S:
    return replace(command, acknowledged_reason=why)
