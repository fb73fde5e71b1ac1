"""The panels of orders: collect, result a test, end one."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from app.orders.actions import CancelOrder, CollectOrder, cancel_order, collect_order
from app.orders.completion.actions import (
    CompleteOrder,
    CorrectResult,
    ResultTest,
    TypedResult,
    complete_order,
    correct_result,
    result_test,
)
from app.orders.completion.views import LotInUse
from app.orders.views import Item, OrderView, ResultSpec
from ui.common.fields import CheckField, ChoiceField, ExpiryField, Field, SegmentedField, TextField
from ui.common.plain_text import Label
from ui.common.vital_words import unit_words
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_fields import NumberField
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words


def ask_identifiers() -> str:
    """Return what is said of the box of the two identifiers while it is not ticked."""
    return words("Check two identifiers with the patient, and say so here.")


class CollectPanel(ActPanel):
    """Two identifiers, then the specimen; the clock of the reading starts here."""

    def __init__(self, at: VisitAt, order: OrderView) -> None:
        super().__init__(at, said("Collect: {name}", name=order.name), words("Collected"))
        self.order = order
        identified = CheckField("two_identifiers", words("Name and birth date checked with the patient"))
        self.put(identified)
        self.needed = [identified]
        self.asks = {identified: ask_identifiers()}

    def send(self, values: dict[str, Any]) -> None:
        command = CollectOrder(
            command_id=self.command_id,
            order_id=self.order.id,
            version=self.order.version,
            two_identifiers=values["two_identifiers"],
        )
        self.do(collect_order, command, said("{name} collected.", name=self.order.name))


class ResultPanel(ActPanel):
    """The result of a test from its list, and what proves it. The lot of the last kit is filled in.

    A letter answers a value and goes on to the next question, so that no key is spent on the way.
    """

    def __init__(self, at: VisitAt, order: OrderView, item: Item, kit: LotInUse | None = None) -> None:
        self.correcting = bool(order.results)
        title = said("Correct: {name}", name=order.name) if self.correcting else order.name
        super().__init__(
            at,
            title,
            words("Save result"),
            draft="visit.correction" if self.correcting else "visit.result",
            subject=str(order.id),
        )
        self.order, self.item = order, item
        if item.read_from_minutes is not None or item.read_to_minutes is not None:
            self.place.addWidget(Label(self._window(), "label", "second", wrap=True))
        self.values: dict[str, Field] = {spec.loinc: _value_field(spec) for spec in item.results}
        self.control = CheckField("control_valid", words("Internal control is valid"))
        lot = TextField("kit_lot", words("Kit lot"), most=40)
        expires = ExpiryField("kit_expires", words("Kit expires"), at.today)
        if kit is not None:
            lot.set_value(kit.lot)
            expires.set_value(kit.expires)
        self.put(*self.values.values(), self.control)
        self.put_beside(lot, expires)
        self.asks = {field: words("Not answered yet.") for field in self.values.values()}
        self.asks |= {
            self.control: words("Not answered yet. Tick it if it is valid; if it failed, take a new kit."),
            lot: words("Type or scan the lot of the kit."),
            expires: words("Type the day on the kit."),
        }
        if self.correcting:
            why = TextField("reason", words("Why is it corrected?"))
            self.put(why)
            self.asks[why] = words("Type why it is corrected.")
        self.needed = list(self.asks)
        first = next(iter(self.values.values()))
        # Too early or too late is said of the reading, beside what was read.
        for name in ("values", "read_at", "started_at"):
            self.form.fields[name] = first
        self._go_on_by_letter()

    def _go_on_by_letter(self) -> None:
        fields = [*self.values.values(), self.control]
        for field, following in pairwise(fields):
            if isinstance(field, SegmentedField):
                field.control.lettered.connect(following.setFocus)

    def _window(self) -> str:
        low, high = self.item.read_from_minutes, self.item.read_to_minutes
        start = self.order.collected_at
        text = said("Read between {low} and {high} minutes after it was begun.", low=low or 0, high=high or 0)
        if start is None:
            return text
        begun = self.at.time_words(start)
        if high is None:
            return f"{text} {said('Begun {time}.', time=begun)}"
        return said(
            "Read between {first} and {last}. Begun {time}.",
            first=self.at.time_words(start + timedelta(minutes=low or 0)),
            last=self.at.time_words(start + timedelta(minutes=high)),
            time=begun,
        )

    def send(self, values: dict[str, Any]) -> None:
        typed = tuple(
            TypedResult(loinc, str(values[loinc])) for loinc in self.values if values[loinc] is not None
        )
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


def _value_field(spec: ResultSpec) -> Field:
    """Return the input of one value: a few choices in sight, a list of many, or a number."""
    if not spec.choices:
        return NumberField(spec.loinc, spec.name, suffix=unit_words(spec.unit))
    pairs = [(choice, choice) for choice in spec.choices]
    if len(pairs) <= 3:
        return SegmentedField(spec.loinc, spec.name, pairs)
    return ChoiceField(spec.loinc, spec.name, pairs)


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
        reason = TextField("reason", label)
        self.put(reason)
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
