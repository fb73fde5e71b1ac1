"""The editors of a price, and of adopting the examples as they are."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from app.billing.charges.actions import AdoptExampleFees, SetFee, adopt_example_fees, set_fee
from app.billing.charges.views import CodeSystem, Fee
from app.core.money import money_text
from ui.common.button import secondary
from ui.common.desk import Desk
from ui.common.fields import CheckField, DateField, MoneyField, SegmentedField, TextField
from ui.common.plain_text import Label
from ui.common.words import fill
from ui.practice.editor import Editor, Sent
from ui.practice.entry_fields import WholeField
from ui.practice.place_editors import TakeBack
from ui.practice.words import SYSTEMS, choices, words

_BETWEEN = re.compile(r"[\s,;]+")


def as_set(fee: Fee, start: date | None, *, active: bool = True) -> SetFee:
    """Return the command that makes a price what `fee` says."""
    return SetFee(
        system=fee.system,
        code=fee.code,
        wording=fee.wording,
        unit_cents=fee.unit_cents,
        modifiers=fee.modifiers,
        pointers=fee.pointers,
        order_items=fee.order_items,
        level=fee.level,
        global_days=fee.global_days,
        active=active,
        valid_from=start,
    )


class FeeEditor(Editor):
    """A code with the practice's words and price, from a day on."""

    def __init__(self, desk: Desk, record: Fee | None, today: date, take_back: TakeBack) -> None:
        title = words("New code") if record is None else record.code
        super().__init__(desk, title, words("Save this price"))
        self._record, self._today, self._take_back = record, today, take_back
        self.system = SegmentedField("system", words("Code system"), choices(SYSTEMS), "cpt")
        self.code = TextField("code", words("Code"), most=10)
        for field in (self.system, self.code) if record is None else ():
            self.field(field)
        self._make_fields()
        self._fill(record)
        if record is not None:
            button = secondary(words("Take out of the schedule"), name="take_out_fee")
            button.clicked.connect(self.take_out)
            self.add(button)
        self.ready()

    def _make_fields(self) -> None:
        hint = words("In your words") if self._record else words("What it is, in your own words")
        self.field(TextField("wording", hint, most=120))
        self.field(MoneyField("unit_cents", words("Price")))
        self.field(TextField("modifiers", words("Modifiers, such as 25"), most=20))
        self.field(CheckField("level", words("A level of visit, chosen by the clinician")))
        days = words("Days after it in which follow-up costs nothing")
        self.field(WholeField("global_days", days, most=3))
        self.field(DateField("valid_from", words("Valid from"), lambda: self._today))

    def _fill(self, record: Fee | None) -> None:
        values: dict[str, Any] = {"global_days": 0, "valid_from": self._today}
        if record is not None:
            names = ("wording", "unit_cents", "level", "global_days")
            values |= {name: getattr(record, name) for name in names}
            values["modifiers"] = ", ".join(record.modifiers)
        self.form.set_values(values)

    def sent(self, values: dict[str, Any]) -> Sent | None:
        price = self.form.fields["unit_cents"]
        if values["unit_cents"] is None:
            price.set_error(words("Type a price, such as 128 or 0."))
            price.setFocus()
            return None
        command = self._command(values)
        said = fill(
            words("{code} costs {price}."), {"code": command.code, "price": money_text(command.unit_cents)}
        )
        return Sent(set_fee, command, said, self._undo(command))

    def _undo(self, command: SetFee) -> Any:
        """Return what sets the price of the same day as it was before, or takes a new code out again."""
        record = self._record
        told = fill(words("{code} is as it was before."), {"code": command.code})
        if record is None:
            gone = self._without(command)
            return lambda _made: self._take_back(set_fee, gone(), told)
        if record.example:  # an example cannot be set again: its price would count as the practice's own
            return None
        return lambda _made: self._take_back(set_fee, as_set(record, command.valid_from), told)

    @staticmethod
    def _without(command: SetFee) -> Any:
        def gone() -> SetFee:
            return SetFee(
                system=command.system,
                code=command.code,
                wording=command.wording,
                unit_cents=command.unit_cents,
                active=False,
                valid_from=command.valid_from,
            )

        return gone

    def _command(self, values: dict[str, Any]) -> SetFee:
        record = self._record
        typed = [one for one in _BETWEEN.split(values["modifiers"] or "") if one]
        return SetFee(
            system=CodeSystem(values["system"] or "cpt") if record is None else record.system,
            code=(values["code"] or "").upper() if record is None else record.code,
            wording=values["wording"] or "",
            unit_cents=values["unit_cents"],
            modifiers=tuple(typed),
            pointers=() if record is None else record.pointers,
            order_items=() if record is None else record.order_items,
            level=values["level"],
            global_days=values["global_days"],
            valid_from=values["valid_from"] or self._today,
        )

    def take_out(self) -> None:
        """Take the code out of the schedule from today on."""
        record = self._record
        if record is None or self.busy:
            return
        said = fill(words("{code} is out of the schedule."), {"code": record.code})
        told = fill(words("{code} is back, with this price as your own."), {"code": record.code})
        back = as_set(record, self._today)
        undo = lambda _made: self._take_back(set_fee, back, told)  # noqa: E731
        self.send(Sent(set_fee, as_set(record, self._today, active=False), said, undo))


class AdoptEditor(Editor):
    """Makes every example the practice's own price; it is asked once, for each price can be changed later."""

    def __init__(self, desk: Desk, count: int, today: date) -> None:
        super().__init__(desk, words("Adopt the examples"), words("Adopt %n price(s)", count))
        self._today = today
        told = words(
            "%n example price(s) become the practice's own as they stand. Look through them first: each can "
            "still be changed afterwards.",
            count,
        )
        self.add(Label(told, "body", "second", wrap=True))
        self.field(DateField("valid_from", words("Valid from"), lambda: self._today))
        self.form.set_values({"valid_from": today})
        self.ready()

    def sent(self, values: dict[str, Any]) -> Sent:
        command = AdoptExampleFees(valid_from=values["valid_from"] or self._today)
        return Sent(adopt_example_fees, command, words("The prices are your own now."))
