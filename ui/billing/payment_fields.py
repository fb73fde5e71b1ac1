"""The fields of a payment: amount, method by one key, and what the method asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.billing.payments.views import AmountDue, PayMethod
from app.core.errors import RuleViolated
from app.core.money import money_text, parse_money
from ui.billing.words import method_words, reference_words
from ui.common.card import PairRow
from ui.common.fields import MoneyField, SegmentedField, TextField
from ui.common.layout import Column, rule
from ui.common.plain_text import Label
from ui.common.words import words_for

_METHODS = (PayMethod.CARD, PayMethod.CASH, PayMethod.CHECK)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PaymentFields", text)


@dataclass(frozen=True)
class Paid:
    """What was typed: the amount, how, the approval code or check number, and the cash that was given."""

    amount_cents: int
    method: PayMethod
    reference: str
    tendered_cents: int | None


def amount_problem(typed: str) -> str:
    """Return why what was typed is no amount of money and what to type instead, or ""."""
    text = typed.strip().replace("\N{MINUS SIGN}", "-")
    if not text or parse_money(text) is not None:
        return ""
    if text.lstrip("$ ").startswith("-") or text.startswith("("):
        return _tr("An amount is not below zero. Money goes back with Take back or Refund.")
    whole, point, cents = text.lstrip("$ ").partition(".")
    if point and cents.isdigit() and whole.replace(",", "").isdigit():
        return _tr("Cents have two digits. Type an amount such as 12.35.")
    return _tr("Not an amount. Type dollars and cents, such as 25 or 63.20.")


class AmountField(MoneyField):
    """An amount that says what is wrong with it in particular."""

    def problem(self) -> str:
        return amount_problem(self.line.text())


class PaymentFields(QWidget):
    """Shows what is due with its reason and takes the payment. `edited` tells that the amount changed.

    `keys` are the keys of the methods, where they have some; they are shown on their buttons.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None, *, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(parent)
        self.due: AmountDue | None = None
        self._agreed: int | None = None
        column = Column(self, space=8)
        self.previous = PairRow(self.tr("Previous balance"), "")
        self.today = PairRow(self.tr("Due for this visit"), "")
        self.credit = PairRow(self.tr("Credit"), "")
        self.now = PairRow(self.tr("Due now"), "", strong=True)
        self.reason = Label("", "label", "second", wrap=True)
        self.late = Label("", "label", "warning", wrap=True)
        self.question = Label("", "strong", "warning", wrap=True)
        self._build_fields(keys or {})
        for item in (self.previous, self.today, self.credit):
            column.addWidget(item)
        column.addWidget(self.reason)
        column.addWidget(rule())
        for widget in (self.now, self.late, self.amount, self.question):
            column.addWidget(widget)
        for field in (self.method, self.reference, self.given):
            column.addWidget(field)
        self.clear()

    def _build_fields(self, keys: Mapping[str, str]) -> None:
        def named(method: PayMethod) -> str:
            key = keys.get(str(method))
            return f"{method_words(method)} ({key})" if key else method_words(method)

        self.amount = AmountField("amount_cents", self.tr("Amount"))
        self.method = SegmentedField(
            "method", self.tr("Paid by"), [(str(one), named(one)) for one in _METHODS], "card"
        )
        self.reference = TextField("reference", reference_words(PayMethod.CARD), most=40)
        self.given = AmountField("tendered_cents", reference_words(PayMethod.CASH))
        self.method.edited.connect(self.method_changed)
        self.amount.edited.connect(self._amount_edited)

    def show_due(self, due: AmountDue) -> None:
        """Show what is due and propose to take it; a hard stop proposes nothing and says why."""
        self.due = due
        self.previous.value.setText(money_text(max(due.previous_cents, 0)))
        visit = self.tr("Not known") if due.visit_cents is None else money_text(due.remaining_cents)
        self.today.value.setText(visit)
        self.credit.value.setText(money_text(due.spare_cents))
        self.credit.setVisible(due.spare_cents > 0)
        self.now.value.setText(money_text(due.due_now_cents))
        self.reason.setText(words_for(due.reason))
        self._show_late(due)
        self.amount.set_value(max(due.due_now_cents, 0))
        self._amount_edited()

    def _show_late(self, due: AmountDue) -> None:
        day = due.late_day
        words = self.tr("The money of today is locked: what is paid now stands on the books of {day}.")
        self.late.setText(words.replace("{day}", f"{day.month}/{day.day}") if day else "")
        self.late.setVisible(day is not None)

    def clear(self) -> None:
        """Empty every field: nothing that was typed for one patient stays for the next."""
        self.due = None
        for field in (self.amount, self.reference, self.given):
            field.set_value(None)
            field.set_error("")
        for row in (self.previous, self.today, self.now, self.credit):
            row.value.setText("")
        for label in (self.reason, self.late):
            label.setText("")
        self.credit.hide()
        self.late.hide()
        self.method.set_value("card")
        self.method_changed()
        self._amount_edited()

    @property
    def cents(self) -> int:
        """Return the amount typed; 0 for none."""
        return int(self.amount.value() or 0)

    @property
    def kept_as_credit(self) -> int:
        """Return the cents beyond what is owed that the person is being asked about, or has agreed to."""
        asked = self._agreed is not None and self._agreed == self.cents
        return self.due.beyond(self.cents) if asked and self.due is not None else 0

    def paid(self) -> Paid | None:
        """Return what was typed, or None while something is wrong or asked; the fields say what."""
        method = PayMethod(self.method.value() or "card")
        fields = (self.amount, self.given) if method is PayMethod.CASH else (self.amount,)
        for field in fields:
            if problem := field.problem():
                field.set_error(problem)
                field.setFocus()
                return None
        if self._asks_first():
            return None
        given = self.given.value() if method is PayMethod.CASH else None
        tendered = None if given is None else int(given)
        reference = "" if method is PayMethod.CASH else self.reference.line.text().strip()
        return Paid(self.cents, method, reference, tendered)

    def _asks_first(self) -> bool:
        """Ask once about what is more than is owed; the same press again keeps it as credit."""
        over = self.due.beyond(self.cents) if self.due is not None else 0
        if not over or self._agreed == self.cents:
            return False
        self._agreed = self.cents
        words = self.tr("{amount} more than is owed: keep as credit? Press again to keep it.")
        self.question.setText(words.replace("{amount}", money_text(over)))
        self.question.show()
        self.edited.emit()
        return True

    def show_error(self, error: Exception) -> bool:
        """Show a refusal beside its field; False if none of these fields is meant."""
        if not isinstance(error, RuleViolated):
            return False
        fields = {one.name: one for one in (self.amount, self.method, self.reference, self.given)}
        field = fields.get(error.field.removeprefix("payment."))
        if field is None:
            return False
        if error.message.id == "fields.card_number":
            self.reference.set_value(None)  # the number of a card stays nowhere, not even in sight
            field.set_error(
                self.tr("That was a full card number. It was not kept. Type the terminal's approval code.")
            )
        else:
            field.set_error(words_for(error.message))
        field.setFocus()
        return True

    def _amount_edited(self) -> None:
        self._agreed = None
        self.question.setText("")
        self.question.hide()
        self.edited.emit()

    def method_changed(self) -> None:
        method = self.method.value() or "card"
        cash = method == str(PayMethod.CASH)
        self.reference.setVisible(not cash)
        self.given.setVisible(cash)
        self.reference.label.setText(reference_words(method))
        self.reference.set_error("")
        self.edited.emit()
