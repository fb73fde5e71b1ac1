"""The acts on an account, each as a form: take back, refund, write off, no copay, use credit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.billing.accounts.views import AccountCharge, AccountPage
from app.billing.adjustments.actions import ReverseEntry, WriteOff, reverse_entry, write_off
from app.billing.charges.actions import ReverseCharge, reverse_charge
from app.billing.ledger.views import EntryKind, StatementLine
from app.billing.payments.actions import (
    ApplyCredit,
    DecideCopay,
    ReturnCheck,
    ReversePayment,
    apply_credit,
    decide_copay,
    return_check,
    reverse_payment,
)
from app.billing.payments.views import CopayDecisionKind, PayMethod, RefundView
from app.billing.refunds.actions import DecideRefund, RequestRefund, decide_refund, request_refund
from app.core.ids import Id
from app.core.money import money_text
from ui.billing.act_form import Act, ActForm
from ui.billing.payment_fields import AmountField
from ui.billing.words import kind_words, method_words
from ui.common.desk import Desk
from ui.common.fields import ChoiceField, Field, SegmentedField, TextField

_BACK = (EntryKind.ADJUSTMENT, EntryKind.REFUND, EntryKind.PAYER_PAYMENT)


def _tr(text: str) -> str:
    return QCoreApplication.translate("AccountActs", text)


def _reason() -> TextField:
    return TextField("reason", _tr("Why"), most=300)


def may_take_back(line: StatementLine, page: AccountPage) -> bool:
    """Say whether a line is one that can be taken back: it stands, and is no reversal itself."""
    if line.reversal or line.reversed:
        return False
    if line.kind is EntryKind.PAYMENT:
        return line.receipt_number is not None
    if line.kind is EntryKind.CHARGE:
        return bool(_charges_of(line, page))
    return line.kind in _BACK


def _charges_of(line: StatementLine, page: AccountPage) -> list[AccountCharge]:
    return [one for one in page.charges if one.visit_id == line.visit_id]


def take_back(desk: Desk, line: StatementLine, page: AccountPage) -> ActForm:
    """Return the form that takes a line back."""
    if line.kind is EntryKind.PAYMENT:
        return _payment_back(desk, line, page)
    if line.kind is EntryKind.CHARGE:
        return _charge_back(desk, line, page)

    def build(values: dict[str, Any]) -> Act:
        return reverse_entry, ReverseEntry(entry_id=line.entry_id, reason=values["reason"] or "")

    title = _tr("Take back: {what}").replace("{what}", f"{kind_words(line.kind)} {money_text(line.cents)}")
    return ActForm(
        desk, title, _books(line, page), [_reason()], _tr("Take it back"), build, said=_tr("Taken back.")
    )


def _books(line: StatementLine, page: AccountPage) -> str:
    """Say on which books an act stands: a locked day is never changed."""
    day = page.late_day or page.today
    if line.day == day:
        return _tr("It stands on the books of today, beside what it takes back.")
    words = _tr("The books of {then} stay as they are: it stands on the books of {day}.")
    then = f"{line.day.month}/{line.day.day}/{line.day.year}"
    return words.replace("{then}", then).replace("{day}", f"{day.month}/{day.day}")


def _payment_back(desk: Desk, line: StatementLine, page: AccountPage) -> ActForm:
    number = line.receipt_number or 0
    words = {
        "cash": _tr("Give {amount} back in cash from the drawer."),
        "card": _tr("Void or refund {amount} on the card terminal."),
        "check": _tr("Give the check of {amount} back."),
    }
    amount = money_text(abs(line.cents))
    told = words.get(line.method, "{amount}").replace("{amount}", amount)
    fields: list[Field] = [_reason()]
    if line.method == "check" and line.day < page.today:
        ways = [("back", _tr("Entered wrongly")), ("bank", _tr("The bank returned it"))]
        fields.insert(0, SegmentedField("way", _tr("What happened"), ways, "back"))

    def build(values: dict[str, Any]) -> Act:
        reason = values["reason"] or ""
        if values.get("way") == "bank":
            return return_check, ReturnCheck(receipt_number=number, reason=reason)
        return reverse_payment, ReversePayment(receipt_number=number, reason=reason)

    title = _tr("Take back receipt {number}").replace("{number}", f"{number:06d}")
    act = _tr("Take {amount} back").replace("{amount}", amount)
    said = _tr("Receipt {number} is taken back.").replace("{number}", f"{number:06d}")
    return ActForm(desk, title, f"{told} {_books(line, page)}", fields, act, build, said=said)


def _charge_back(desk: Desk, line: StatementLine, page: AccountPage) -> ActForm:
    charges = {str(one.id): one for one in _charges_of(line, page)}

    def build(values: dict[str, Any]) -> Act:
        chosen = charges[values["charge_id"]]
        command = ReverseCharge(charge_id=chosen.id, version=chosen.version, reason=values["reason"] or "")
        return reverse_charge, command

    told = _tr("The charge is taken back; what was paid on it becomes credit.")
    fields = [_charge_choice(list(charges.values()), fee=True), _reason()]
    return ActForm(
        desk,
        _tr("Take a charge back"),
        f"{told} {_books(line, page)}",
        fields,
        _tr("Take the charge back"),
        build,
        said=_tr("The charge is taken back."),
    )


def _charge_choice(charges: list[AccountCharge], *, fee: bool = False) -> ChoiceField:
    def named(one: AccountCharge) -> str:
        cents = one.fee_cents if fee else one.open_cents
        return f"{one.day.month}/{one.day.day}/{one.day:%y}  {one.code}  {money_text(cents)}  {one.wording}"

    choices = [(str(one.id), named(one)) for one in charges]
    return ChoiceField("charge_id", _tr("Charge"), choices, choices[0][0])


def refund(desk: Desk, page: AccountPage, line: StatementLine | None = None) -> ActForm:
    """Return the form that asks for credit to be given back; the visit of the line has the first say."""
    places = dict(page.credits)
    visit = line.visit_id if line is not None and line.visit_id in places else page.credits[0][0]
    credit = places[visit]
    amount = AmountField("cents", _tr("Amount"))
    amount.set_value(credit)
    ways = [(str(one), method_words(one)) for one in (PayMethod.CARD, PayMethod.CASH, PayMethod.CHECK)]
    first = line.method if line is not None and line.method in {way for way, _ in ways} else "card"
    method = SegmentedField("method", _tr("Paid back by"), ways, first)

    def build(values: dict[str, Any]) -> Act:
        return request_refund, RequestRefund(
            patient_id=page.account.patient_id,
            visit_id=visit,
            cents=int(values["cents"] or 0),
            method=PayMethod(values["method"]),
            reason=values["reason"] or "",
        )

    told = _tr("Credit of {credit}. Another person approves the refund, and only then money goes out.")
    return ActForm(
        desk,
        _tr("Refund"),
        told.replace("{credit}", money_text(credit)),
        [amount, method, _reason()],
        _tr("Ask for the refund"),
        build,
        said=_tr("The refund waits for approval."),
    )


def decide(desk: Desk, waiting: RefundView) -> ActForm:
    """Return the form that approves and pays a refund, or refuses it."""
    ways = [("pay", _tr("Approve and pay")), ("refuse", _tr("Refuse"))]
    way = SegmentedField("way", _tr("Decision"), ways, "pay")
    reference = TextField("reference", _tr("Approval code or check number; none for cash"), most=40)
    reason = TextField("reason", _tr("Why it is refused"), most=300)
    same = TextField("same_person_reason", _tr("Why nobody else can approve"), most=200)
    reason.hide()

    def build(values: dict[str, Any]) -> Act:
        return decide_refund, DecideRefund(
            refund_id=waiting.id,
            version=waiting.version,
            approve=values["way"] == "pay",
            reference=values["reference"] or "",
            reason=values["reason"] or "",
            same_person_reason=values["same_person_reason"] or "",
        )

    words = _tr("{amount} by {method}, asked for by {name}: {reason}")
    told = words.replace("{amount}", money_text(waiting.cents)).replace(
        "{method}", method_words(waiting.method)
    )
    told = told.replace("{name}", waiting.requested_by_name).replace("{reason}", waiting.reason)
    form = ActForm(
        desk,
        _tr("Refund that waits"),
        told,
        [way, reference, reason, same],
        _tr("Decide"),
        build,
        said=_tr("The refund is decided."),
        later=("same_person_reason", "reason"),
    )
    way.edited.connect(lambda: _swap(way.value() == "refuse", reason, reference))
    return form


def _swap(first: bool, shown: QWidget, other: QWidget) -> None:
    shown.setVisible(first)
    other.setVisible(not first)


def writing_off(desk: Desk, page: AccountPage, line: StatementLine | None = None) -> ActForm:
    """Return the form that writes off what a patient owes on a charge."""
    still = [one for one in page.charges if one.open_cents > 0]
    near = [one for one in still if line is not None and one.visit_id == line.visit_id]
    charges = {str(one.id): one for one in (near or still)}
    choice, amount = _charge_choice(list(charges.values())), AmountField("cents", _tr("Amount"))

    def fill() -> None:
        chosen = charges.get(choice.value() or "")
        amount.set_value(chosen.open_cents if chosen else None)

    choice.edited.connect(fill)
    fill()

    def build(values: dict[str, Any]) -> Act:
        chosen = charges[values["charge_id"]]
        cents = int(values["cents"] or 0)
        return write_off, WriteOff(charge_id=chosen.id, cents=cents, reason=values["reason"] or "")

    return ActForm(
        desk,
        _tr("Write off"),
        _tr("What the patient will not be asked for: a small balance, a courtesy, documented hardship."),
        [choice, amount, _reason()],
        _tr("Write it off"),
        build,
        said=_tr("Written off."),
    )


def no_copay(desk: Desk, visit_id: Id, *, may_waive: bool) -> ActForm:
    """Return the form that says why the copay of a visit is not taken now."""
    ways = [("to_bill", _tr("Bill it later"))]
    if may_waive:
        ways.append(("waived", _tr("Waive it for hardship")))
    way = SegmentedField("kind", _tr("What happens to it"), ways, "to_bill")
    documented = TextField("documented", _tr("Paper that shows the hardship"), most=200)
    way.edited.connect(lambda: documented.setVisible(way.value() == "waived"))

    def build(values: dict[str, Any]) -> Act:
        return decide_copay, DecideCopay(
            visit_id=visit_id,
            kind=CopayDecisionKind(values["kind"]),
            reason=values["reason"] or "",
            documented=values["documented"] or "",
        )

    told = _tr(
        "The patient is seen all the same. Waiving it takes documented hardship and the owner or biller."
    )
    return ActForm(
        desk,
        _tr("No copay, because"),
        told,
        [way, documented, _reason()],
        _tr("Keep the reason"),
        build,
        said=_tr("The reason is kept."),
        later=("documented",),
    )


def use_credit(desk: Desk, page: AccountPage) -> ActForm:
    """Return the form that uses credit for what is owed."""
    account = page.account
    told = _tr("Credit of {credit} pays what is owed, {owed}, the oldest charge first.")
    told = told.replace("{credit}", money_text(account.credit_cents))

    def build(_values: dict[str, Any]) -> Act:
        return apply_credit, ApplyCredit(patient_id=account.patient_id)

    return ActForm(
        desk,
        _tr("Use the credit"),
        told.replace("{owed}", money_text(account.patient_cents)),
        [],
        _tr("Use the credit"),
        build,
        said=_tr("The credit is used."),
    )
