"""The fields of a payment: amount, method by one key, and what the method asks for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.billing.payments.views import AmountDue, PayMethod
from app.core.errors import RuleViolated
from app.core.money import money_text
from ui.billing.words import method_words, reference_words
from ui.common.card import PairRow
from ui.common.fields import MoneyField, SegmentedField, TextField
from ui.common.layout import Column, rule
from ui.common.plain_text import Label
from ui.common.words import words_for

_METHODS = (PayMethod.CARD, PayMethod.CASH, PayMethod.CHECK)


@dataclass(frozen=True)
class Paid:
    """What was typed: the amount, how, the approval code or check number, and the cash that was given."""

    amount_cents: int
    method: PayMethod
    reference: str
    tendered_cents: int | None


class PaymentFields(QWidget):
    """Shows what is due with its reason and takes the payment. `edited` tells that the amount changed."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.due: AmountDue | None = None
        column = Column(self, space=8)
        self.previous = PairRow(self.tr("Previous balance"), "")
        self.today = PairRow(self.tr("Due for this visit"), "")
        self.now = PairRow(self.tr("Due now"), "", strong=True)
        self.reason = Label("", "label", "second", wrap=True)
        self.amount = MoneyField("amount_cents", self.tr("Amount"))
        self.method = SegmentedField(
            "method", self.tr("Paid by"), [(str(one), method_words(one)) for one in _METHODS], "card"
        )
        self.reference = TextField("reference", reference_words(PayMethod.CARD), most=40)
        self.given = MoneyField("tendered_cents", reference_words(PayMethod.CASH))
        for item in (self.previous, self.today):
            column.addWidget(item)
        column.addWidget(self.reason)
        column.addWidget(rule())
        for widget in (self.now, self.amount, self.method, self.reference, self.given):
            column.addWidget(widget)
        self.method.edited.connect(self.method_changed)
        self.amount.edited.connect(self.edited)
        self.method_changed()

    def show_due(self, due: AmountDue) -> None:
        """Show what is due and propose to take it; a hard stop proposes nothing and says why."""
        self.due = due
        self.previous.value.setText(money_text(due.previous_cents))
        visit = self.tr("Not known") if due.visit_cents is None else money_text(due.remaining_cents)
        self.today.value.setText(visit)
        self.now.value.setText(money_text(due.due_now_cents))
        self.reason.setText(words_for(due.reason))
        self.amount.set_value(max(due.due_now_cents, 0))
        self.edited.emit()

    def clear(self) -> None:
        """Empty every field: nothing that was typed for one patient stays for the next."""
        self.due = None
        for field in (self.amount, self.reference, self.given):
            field.set_value(None)
            field.set_error("")
        for row in (self.previous, self.today, self.now):
            row.value.setText("")
        self.reason.setText("")
        self.method.set_value("card")
        self.method_changed()

    @property
    def cents(self) -> int:
        """Return the amount typed; 0 for none."""
        return int(self.amount.value() or 0)

    def paid(self) -> Paid | None:
        """Return what was typed, or None while something is wrong; the fields say what."""
        problem = self.amount.problem()
        if problem:
            self.amount.set_error(problem)
            return None
        method = PayMethod(self.method.value() or "card")
        given = self.given.value() if method is PayMethod.CASH else None
        tendered = None if given is None else int(given)
        reference = "" if method is PayMethod.CASH else self.reference.line.text().strip()
        return Paid(self.cents, method, reference, tendered)

    def show_error(self, error: Exception) -> bool:
        """Show a refusal beside its field; False if none of these fields is meant."""
        if not isinstance(error, RuleViolated):
            return False
        fields = {one.name: one for one in (self.amount, self.method, self.reference, self.given)}
        field = fields.get(error.field.removeprefix("payment."))
        if field is None:
            return False
        field.set_error(words_for(error.message))
        field.setFocus()
        return True

    def method_changed(self) -> None:
        method = self.method.value() or "card"
        cash = method == str(PayMethod.CASH)
        self.reference.setVisible(not cash)
        self.given.setVisible(cash)
        self.reference.label.setText(reference_words(method))
        self.edited.emit()
