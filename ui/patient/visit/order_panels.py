"""The panels of orders: prepare one with its authority, collect, result a test, give a shot, end one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.acts import Permission
from app.core.ids import Id
from app.orders.actions import CancelOrder, CollectOrder, PlaceOrder, cancel_order, collect_order, place_order
from app.orders.completion.actions import (
    CompleteOrder,
    CorrectResult,
    ResultTest,
    TypedResult,
    complete_order,
    correct_result,
    result_test,
)
from app.orders.views import Authority, Catalog, Item, OrderKind, OrderView, StandingOrder
from app.practice.queries import providers
from app.practice.views import ProviderView
from ui.common.fields import CheckField, ChoiceField, DateField, Field, SegmentedField, TextField
from ui.common.layout import Column
from ui.common.plain_text import Label
from ui.common.search_field import Choice, Deliver, SearchField
from ui.common.vital_words import unit_words
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_fields import NumberField
from ui.patient.visit.chart_panels import private_field
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words


class PreparePanel(ActPanel):
    """Prepares an order. A standing order that covers it is proposed, where there is one.

    Every criterion of a standing order is ticked by the person who checked it; none is ticked beforehand.
    """

    def __init__(self, at: VisitAt, catalog: Catalog) -> None:
        super().__init__(at, words("Prepare an order"), words("Place order"), draft="visit.order")
        self.catalog = catalog
        self.item = SearchField(
            "item", words("What"), self._find, placeholder=words("Test, shot, picture"), free_text=True
        )
        choices = [
            (Authority.STANDING, words("Standing order")),
            (Authority.VERBAL, words("Verbal")),
            (Authority.PENDED, words("Waits for signature")),
        ]
        if at.may(Permission.SIGN_ORDER):
            choices.insert(0, (Authority.SIGNED, words("I order it")))
        self.authority = ChoiceField("authority", words("On whose word"), choices, choices[0][0])
        self.standing = ChoiceField("standing", words("Standing order"), [])
        self.criteria_place = Column(space=4)
        self.criteria: dict[str, CheckField] = {}
        self.clinician = ChoiceField("clinician_id", words("Clinician"), [])
        self.read_back = CheckField("read_back", words("Read back to the clinician"))
        self.put(self.item, self.authority, self.standing)
        self.place.addLayout(self.criteria_place)
        self.put(
            self.clinician,
            self.read_back,
            TextField("details", words("Details"), placeholder=words("side, dose, question")),
            TextField("reason", words("Why")),
            CheckField("urgent", words("Urgent")),
            private_field(at),
        )
        self.form.fields["name"] = self.item
        self.form.fields["criteria"] = self.standing
        self.item.chosen.connect(lambda _choice: self._show_authority(propose=True))
        self.authority.edited.connect(self._show_authority)
        self.standing.edited.connect(self._show_criteria)
        at.desk.ask(providers, done=self._show_clinicians, owner=self)
        self._show_authority()

    def _find(self, text: str, deliver: Deliver) -> None:
        parts = text.lower().split()
        found = [
            Choice(key, item.name, item.kind.value)
            for key, item in self.catalog.items.items()
            if all(part in item.name.lower() for part in parts)
        ]
        deliver(found)

    def _show_clinicians(self, found: tuple[ProviderView, ...]) -> None:
        clinicians = [one for one in found if one.account_id and one.kind in ("physician", "np_pa")]
        self.clinician.set_choices([(str(one.account_id), one.short_name) for one in clinicians])

    def _chosen_item(self) -> str:
        value = self.item.choice
        return str(value.id) if value is not None else ""

    def _covering(self) -> tuple[StandingOrder, ...]:
        return self.catalog.standing_for(self._chosen_item())

    def _show_authority(self, *, propose: bool = False) -> None:
        """Show what the chosen authority asks for."""
        covering = self._covering()
        mine = self.at.may(Permission.SIGN_ORDER)
        if propose and not mine:
            self.authority.set_value(Authority.STANDING if covering else Authority.PENDED)
        authority = self.authority.value()
        standing = authority == Authority.STANDING
        self.standing.setVisible(standing)
        if standing:
            texts = [
                (one.key, said("{number}: {name}", number=one.number, name=one.name)) for one in covering
            ]
            before = self.standing.value()
            self.standing.set_choices(texts)
            self.standing.set_value(before or (texts[0][0] if texts else None))
        self.clinician.setVisible(authority in (Authority.VERBAL, Authority.PENDED))
        self.read_back.setVisible(authority == Authority.VERBAL)
        self._show_criteria()

    def _show_criteria(self) -> None:
        for field in self.criteria.values():
            self.criteria_place.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.criteria = {}
        chosen = next((one for one in self._covering() if one.key == self.standing.value()), None)
        if chosen is None or self.authority.value() != Authority.STANDING:
            return
        for name, text in chosen.criteria.items():
            self.criteria[name] = CheckField(f"criterion_{name}", text)
            self.criteria_place.addWidget(self.criteria[name])

    def send(self, values: dict[str, Any]) -> None:
        item = self._chosen_item()
        chosen = self.catalog.items.get(item)
        clinician = values["clinician_id"] if self.clinician.isVisibleTo(self) else None
        command = PlaceOrder(
            command_id=self.command_id,
            visit_id=self.at.visit_id,
            item=item,
            kind=chosen.kind if chosen else OrderKind.OTHER,
            name="" if item else self.item.line.text(),
            details=values["details"] or "",
            reason=values["reason"] or "",
            urgent=values["urgent"],
            authority=Authority(values["authority"] or Authority.PENDED),
            standing=values["standing"] or "" if self.standing.isVisibleTo(self) else "",
            criteria=tuple(name for name, field in self.criteria.items() if field.value()),
            clinician_id=Id(clinician) if clinician else None,
            read_back=values["read_back"],
            private_from_guardian=values["private_from_guardian"],
        )
        self.do(
            place_order,
            command,
            said("{name} ordered.", name=chosen.name if chosen else command.name),
            with_reason=lambda again, why: replace(again, acknowledged_reason=why),
        )


class CollectPanel(ActPanel):
    """Two identifiers, then the specimen; the clock of the reading starts here."""

    def __init__(self, at: VisitAt, order: OrderView) -> None:
        super().__init__(at, said("Collect: {name}", name=order.name), words("Collected"))
        self.order = order
        self.put(CheckField("two_identifiers", words("Name and birth date checked with the patient")))

    def send(self, values: dict[str, Any]) -> None:
        command = CollectOrder(
            command_id=self.command_id,
            order_id=self.order.id,
            version=self.order.version,
            two_identifiers=values["two_identifiers"],
        )
        self.do(collect_order, command, said("{name} collected.", name=self.order.name))


class ResultPanel(ActPanel):
    """The result of a test from its list, and what proves it. The lot of the last kit is filled in."""

    # The kit that stands open on this bench, by item; it is read and can be typed over at every result.
    open_kits: dict[str, tuple[str, Any]] = {}  # noqa: RUF012

    def __init__(self, at: VisitAt, order: OrderView, item: Item) -> None:
        self.correcting = bool(order.results)
        title = said("Correct: {name}", name=order.name) if self.correcting else order.name
        super().__init__(at, title, words("Save result"))
        self.order, self.item = order, item
        self.values: dict[str, Field] = {}
        if item.read_from_minutes is not None or item.read_to_minutes is not None:
            self.place.addWidget(Label(self._window(), "label", "second", wrap=True))
        for spec in item.results:
            field: Field
            if spec.choices:
                pairs = [(choice, choice) for choice in spec.choices]
                few = len(pairs) <= 3
                field = SegmentedField(spec.loinc, spec.name, pairs) if few else ChoiceField(
                    spec.loinc, spec.name, pairs
                )  # fmt: skip
            else:
                field = NumberField(spec.loinc, spec.name, suffix=unit_words(spec.unit))
            self.values[spec.loinc] = field
            self.put(field)
        lot, expires = self.open_kits.get(item.key, ("", None))
        kit_lot = TextField("kit_lot", words("Kit lot"))
        kit_expires = DateField("kit_expires", words("Kit expires"), lambda: at.today().replace(year=2099))
        kit_lot.set_value(lot)
        kit_expires.set_value(expires)
        self.put(kit_lot, kit_expires, CheckField("control_valid", words("Internal control is valid")))
        if self.correcting:
            self.put(TextField("reason", words("Why is it corrected?")))
        self.form.fields["values"] = next(iter(self.values.values()))
        self.form.fields["read_at"] = self.form.fields["started_at"] = kit_lot

    def _window(self) -> str:
        low, high = self.item.read_from_minutes, self.item.read_to_minutes
        start = self.order.collected_at
        text = said("Read between {low} and {high} minutes after it was begun.", low=low or 0, high=high or 0)
        if start is None:
            return text
        return f"{text} {said('Begun {time}.', time=self.at.time_words(start))}"

    def send(self, values: dict[str, Any]) -> None:
        typed = tuple(
            TypedResult(loinc, str(values[loinc])) for loinc in self.values if values[loinc] is not None
        )
        if values["kit_expires"] is None:
            self.form.field("kit_expires").set_error(words("Type the day on the kit."))
            return
        told: dict[str, Any] = {
            "command_id": self.command_id,
            "order_id": self.order.id,
            "version": self.order.version,
            "values": typed,
            "kit_lot": values["kit_lot"] or "",
            "kit_expires": values["kit_expires"],
            "control_valid": values["control_valid"],
        }
        text = said("{name}: result saved.", name=self.order.name)
        if self.correcting:
            self.do(correct_result, CorrectResult(reason=values["reason"] or "", **told), text)
        else:
            self.do(result_test, ResultTest(**told), text)
        self.open_kits[self.item.key] = (told["kit_lot"], told["kit_expires"])


class EndPanel(ActPanel):
    """Anything but a test or shot was done, or an order is taken back: in words."""

    def __init__(self, at: VisitAt, order: OrderView, act: str) -> None:
        titles = {
            "complete": (said("Done: {name}", name=order.name), words("Done"), words("What was done")),
            "not_done": (said("Not done: {name}", name=order.name), words("Not done"), words("Why not")),
            "cancel": (said("Cancel: {name}", name=order.name), words("Cancel this order"), words("Why")),
        }
        title, button, label = titles[act]
        super().__init__(at, title, button)
        self.order, self.act = order, act
        self.put(TextField("reason", label))
        self.form.fields["words"] = self.form.fields["reason"]

    def send(self, values: dict[str, Any]) -> None:
        why = values["reason"] or ""
        told: dict[str, Any] = {
            "command_id": self.command_id,
            "order_id": self.order.id,
            "version": self.order.version,
        }
        if self.act == "cancel":
            self.do(
                cancel_order, CancelOrder(reason=why, **told), said("{name} cancelled.", name=self.order.name)
            )
            return
        command = CompleteOrder(done=self.act == "complete", words=why, **told)
        self.do(complete_order, command, said("{name}: kept.", name=self.order.name))
