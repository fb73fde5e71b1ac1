"""Money at any moment of a visit: `$` from any row, unapplied credit until charges post."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.billing.payments.actions import TakePayment, take_payment
from app.billing.payments.queries import amount_due
from app.billing.payments.views import AmountDue, CopayStatus, PayMethod, ReceiptView
from app.core.ids import Id, new_id
from app.core.money import money_text
from app.frontdesk.identity import Identity, patient_identity
from ui.billing.account_acts import no_copay
from ui.billing.act_form import ActForm
from ui.billing.banner import identifiers
from ui.billing.payment_fields import PaymentFields
from ui.billing.words import method_words
from ui.common.button import link, primary, secondary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.plain_text import Label

_KEYS = (("K", PayMethod.CARD), ("H", PayMethod.CASH), ("J", PayMethod.CHECK))


class PaymentPanel(Card):
    """Takes a payment for one visit. `taken` gives the receipt; Esc leaves."""

    taken = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, *, may_waive: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(space=10, parent=parent)
        self.setObjectName("payment_panel")
        self.setAccessibleName(self.tr("Take a payment"))
        self.desk, self._may_waive = desk, may_waive
        self._patient_id: Id | None = None
        self._visit_id: Id | None = None
        self._command_id = new_id()
        self.who = Label("", "heading", wrap=True)
        self.facts = Label("", "body", "second", wrap=True)
        self.money = PaymentFields(keys={str(method): key for key, method in _KEYS})
        self.money.edited.connect(self._name_the_act)
        self.go_on = primary("", tall=True, name="take_payment")
        self.back = secondary(self.tr("Not now"), name="payment_later")
        self.go_on.clicked.connect(self.submit)
        self.back.clicked.connect(self.left)
        buttons = Row(space=12)
        buttons.addWidget(self.back)
        buttons.addWidget(self.go_on, 1)
        self.why_not = link(self.tr("No copay, because"), name="no_copay")
        self.why_not.clicked.connect(self.no_copay)
        self.work = QWidget()
        column = Column(self.work, space=10)
        for item in (self.money, self.why_not):
            column.addWidget(item)
        column.addLayout(buttons)
        self.add(self.who, self.facts, self.work)
        self.body.setStretchFactor(self.work, 1)  # what room there is belongs to the fields and their errors
        self.keys = KeyList(self, self.tr("Take a payment"))
        take = self.tr("Take the payment and print the receipt")
        bound = [self.keys.add("Return", take, self.submit, button=self.go_on)]
        bound.append(self.keys.add("N", self.tr("No copay, because"), self.no_copay, button=self.why_not))
        for key, method in _KEYS:
            bound.append(self.keys.add(key, method_words(method), partial(self._choose, str(method))))
        bound.append(self.keys.add("Esc", self.tr("Leave the payment"), self.left.emit, button=self.back))
        self._bound = bound

    def ask(self, patient_id: Id, visit_id: Id, name: str) -> None:
        """Ask for a payment of this patient's visit."""
        self._patient_id, self._visit_id, self._command_id = patient_id, visit_id, new_id()
        self.who.setText(name)
        self.facts.setText("")
        self.money.clear()
        self.desk.ask(patient_identity, patient_id, done=self._show_who, owner=self)
        self.desk.ask(amount_due, visit_id, done=self._show, owner=self)

    def ask_account(self, patient_id: Id, name: str, due: AmountDue) -> None:
        """Ask for a payment of older charges, without a visit."""
        self._patient_id, self._visit_id, self._command_id = patient_id, None, new_id()
        self.who.setText(name)
        self.facts.setText("")
        self.money.clear()
        self.desk.ask(patient_identity, patient_id, done=self._show_who, owner=self)
        self._show(due)

    def no_copay(self) -> None:
        """Ask why the copay is not taken, in the place of the payment."""
        if self._visit_id is None:
            return
        form = no_copay(self.desk, self._visit_id, may_waive=self._may_waive)
        form.done.connect(lambda _words: self.left.emit())
        form.left.connect(lambda: self._back_to_payment(form))
        for key in self._bound:
            key.setEnabled(False)  # the form has Esc and Enter for itself
        self.work.hide()
        self.add(form)
        form.show()
        form.begin()

    def _back_to_payment(self, form: ActForm) -> None:
        self.body.removeWidget(form)
        form.hide()
        form.deleteLater()
        for key in self._bound:
            key.setEnabled(True)
        self.work.show()
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_who(self, identity: Identity) -> None:
        """Say the birth date and the number: two patients may have one name."""
        if identity.facts.id == self._patient_id:
            self.facts.setText(identifiers(identity))

    def _show(self, due: AmountDue) -> None:
        self.money.show_due(due)
        self.why_not.setVisible(self._visit_id is not None and due.status is CopayStatus.OPEN)
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, method: str) -> None:
        self.money.method.set_value(method)
        self.money.method_changed()

    def _name_the_act(self) -> None:
        words = self.tr("Take {amount} and print receipt")
        if self.money.kept_as_credit:
            words = self.tr("Take {amount}, keep {credit} as credit")
            words = words.replace("{credit}", money_text(self.money.kept_as_credit))
        self.go_on.setText(words.replace("{amount}", money_text(self.money.cents)))

    def submit(self) -> None:
        """Take what was typed."""
        paid = self.money.paid()
        if paid is None or self._patient_id is None:
            return
        command = TakePayment(
            command_id=self._command_id,
            patient_id=self._patient_id,
            visit_id=self._visit_id,
            amount_cents=paid.amount_cents,
            method=paid.method,
            reference=paid.reference,
            tendered_cents=paid.tendered_cents,
        )
        self.desk.do(take_payment, command, done=self._done, failed=self._refused, owner=self)

    def _done(self, receipt: ReceiptView) -> None:
        self._patient_id = None  # a press that comes late takes nothing
        self.money.clear()
        self.taken.emit(receipt)

    def _refused(self, error: Exception) -> bool:
        self._command_id = new_id()  # what comes next is another try
        return self.money.show_error(error)
