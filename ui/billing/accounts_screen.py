"""The accounts: who owes or has credit, the oldest first, and one account with its acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.billing.accounts.queries import accounts
from app.billing.accounts.views import AccountPage, AccountRow
from app.billing.payments.views import AmountDue, CopayStatus
from app.core.acts import Permission
from app.core.changes import Change, Kind
from app.core.findings import Message
from app.core.ids import Id
from app.core.money import money_text
from app.frontdesk.identity import Identity, patient_identity
from ui.billing.account_card import AccountCard, May
from ui.billing.act_form import ActForm
from ui.billing.banner import banner_view
from ui.billing.side_stack import SideStack
from ui.common.banner import PatientBanner
from ui.common.button import primary, secondary
from ui.common.card import Card, EmptyState, PageHead, PairRow, SectionTitle, SidePanel
from ui.common.desk import Desk
from ui.common.fields import TextField, day_text
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.screen import Screen

REST_MS = 200


def _tr(text: str) -> str:
    return QCoreApplication.translate("AccountsScreen", text)


def accounts_model(parent: QWidget | None = None) -> RecordTableModel[AccountRow]:
    """Return the model of the accounts."""
    columns: list[TableColumn[AccountRow]] = [
        TableColumn(
            "patient",
            _tr("Patient"),
            lambda one: one.patient,
            lambda one: f"MRN {one.mrn}",
            strong=lambda one: True,
            width=240,
            stretch=2,
        ),
        TableColumn(
            "born", _tr("Born"), lambda one: day_text(one.birth_date) if one.birth_date else "", width=100
        ),
        TableColumn("owed", _tr("Owes"), lambda one: money_text(one.owed_cents), width=110, numeric=True),
        TableColumn("credit", _tr("Credit"), _credit, width=110, numeric=True),
        TableColumn("oldest", _tr("Owed since"), lambda one: _day(one, "oldest"), width=110),
        TableColumn("paid", _tr("Last payment"), lambda one: _day(one, "paid_on"), width=120),
    ]
    return RecordTableModel(columns, key=lambda one: one.patient_id, parent=parent)


def _credit(one: AccountRow) -> str:
    return money_text(one.credit_cents) if one.credit_cents else ""


def _day(one: AccountRow, name: str) -> str:
    day = getattr(one, name)
    return day_text(day) if day is not None else ""


class AccountsScreen(Screen):
    """The list of accounts, and one of them.

    `payment_wanted` gives what is due, the patient and the name; `receipt_wanted` the number of a receipt to
    print again; `visit_wanted` a visit to be opened at checkout.
    """

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.PAYMENT, Kind.CHARGE})
    payment_wanted = Signal(object, object, str)
    receipt_wanted = Signal(int)
    visit_wanted = Signal(object)

    def __init__(self, desk: Desk, may: May, parent: QWidget | None = None) -> None:
        super().__init__(desk, self.tr("Accounts"), "accounts", parent)
        self._may = may
        self._patient_id: Id | None = None
        self._name = ""
        self._build()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask_list)
        take = self.tr("Take a payment on the account")
        if may(Permission.TAKE_PAYMENT):
            self.keys.add("$", take, self.take_payment, button=self.pay)
        self.keys.add("F9", self.tr("Print the receipt of the selected line again"), self.print_receipt)
        self.keys.add("Alt+Left", self.tr("Back to all accounts"), self.show_list, button=self.to_list)
        self.keys.describe("Return", self.tr("Open the selected account"))

    # -- what is seen ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        whole = Column(self, space=0)
        self.banner = PatientBanner()
        self.banner.hide()
        whole.addWidget(self.banner)
        column = Column(space=12, margins=(20, 16, 20, 16))
        whole.addLayout(column, 1)
        self.head = PageHead(self.tr("Accounts"), "")
        self.to_list = secondary(self.tr("All accounts"), name="to_accounts")
        self.to_list.clicked.connect(self.show_list)
        self.to_list.hide()
        self.head.add_button(self.to_list)
        column.addWidget(self.head)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._list())
        self.pages.addWidget(self._one())
        column.addWidget(self.pages, 1)
        self.setFocusProxy(self.finder)

    def _list(self) -> QWidget:
        card = Card("", flush=True)
        box = QWidget()
        Column(box, margins=(16, 12, 16, 8)).addWidget(self._search())
        self.table = RecordTable(accounts_model(self), name="accounts", label=self.tr("Accounts"))
        self.table.opened.connect(lambda row: self.open_account(row.patient_id))
        self.nobody = EmptyState(self.tr("Nobody owes and nobody has credit. Search for any patient above."))
        self.nobody.hide()
        card.add(box, self.table, self.nobody)
        return card

    def _search(self) -> TextField:
        self.finder = TextField(
            "find_account",
            self.tr("Find a patient"),
            placeholder=self.tr("Name, birth date, phone or MRN; empty: who owes or has credit"),
        )
        self.finder.edited.connect(lambda: self._rest.start())
        self.finder.line.returnPressed.connect(self._open_first)
        return self.finder

    def _one(self) -> QWidget:
        one = QWidget()
        row = Row(one, space=12)
        card = Card(self.tr("Activity"))
        self.account = AccountCard(self.desk, self._may, wide=True)
        self.account.form_wanted.connect(self._show_form)
        self.account.form_left.connect(self._close_form)
        self.account.said.connect(self.said)
        self.account.shown.connect(self._show_page)
        self.account.visit_wanted.connect(self.visit_wanted)
        card.body.addWidget(self.account, 1)
        row.addWidget(card, 1)
        panel = SidePanel()
        self.owes = PairRow(self.tr("Patient owes"), "")
        self.credit = PairRow(self.tr("Credit"), "")
        self.balance = PairRow(self.tr("Balance"), "", strong=True)
        self.payers = PairRow(self.tr("Insurance owes"), "")
        self.late = Label("", "label", "warning", wrap=True)
        panel.add(SectionTitle(self.tr("Account")))
        panel.space(8)
        panel.add(self.owes, self.credit, self.payers, self.balance, self.late)
        panel.body.addStretch(1)
        self.pay = primary(self.tr("Take a payment"), tall=True, name="pay_account")
        self.pay.clicked.connect(self.take_payment)
        panel.footer.addWidget(self.pay)
        self.pay.setVisible(self._may(Permission.TAKE_PAYMENT))
        self.side = SideStack(panel)
        row.addWidget(self.side)
        return one

    def resizeEvent(self, event: object) -> None:
        self.side.rescale()

    @property
    def shown_patient(self) -> Id | None:
        """Return the patient whose account is in sight."""
        return self._patient_id

    # -- the list -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        if self._patient_id is None:
            self._ask_list()
        else:
            self.account.show_patient(self._patient_id)

    def concerns(self, changes: frozenset[Change]) -> bool:
        if self._patient_id is None:
            return super().concerns(changes)
        mine = self._patient_id
        return any(one.kind in self.watches and one.patient_id in (None, mine) for one in changes)

    def _ask_list(self) -> None:
        self.desk.ask(accounts, self.finder.line.text(), done=self._show_list, owner=self)

    def _show_list(self, rows: Sequence[AccountRow]) -> None:
        self.table.records.set_records(rows)
        self.table.setVisible(bool(rows))
        searched = bool(self.finder.line.text().strip())
        self.nobody.words.setText(
            self.tr("No patient fits. Try a birth date, or fewer letters.")
            if searched
            else self.tr("Nobody owes and nobody has credit. Search for any patient above.")
        )
        self.nobody.setVisible(not rows)
        if self.table.selected_record() is None:
            self.table.select_first()

    def _open_first(self) -> None:
        """Enter in the search opens the account that is selected, the first one found."""
        if self._rest.isActive():
            self._rest.stop()
            self._ask_list()
            return
        row = self.table.selected_record()
        if row is not None:
            self.open_account(row.patient_id)

    def show_list(self) -> None:
        """Leave the account and show all of them."""
        self._patient_id = None
        self.account.clear()
        self._close_form()
        for widget in (self.banner, self.to_list):
            widget.hide()
        self.pages.setCurrentIndex(0)
        self.setFocusProxy(self.finder)
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    # -- one account ----------------------------------------------------------------------------------------

    def open_account(self, patient_id: Id) -> None:
        """Show the account of a patient, with the keys on its lines."""
        self._patient_id, self._name = patient_id, ""
        self._close_form()
        self.banner.hide()
        self.pages.setCurrentIndex(1)
        self.to_list.show()
        self.setFocusProxy(self.account)
        self.desk.ask(patient_identity, patient_id, done=self._show_identity, owner=self)
        self.account.show_patient(patient_id)
        self.account.begin()

    def _show_identity(self, identity: Identity) -> None:
        if identity.facts.id == self._patient_id:
            self._name = identity.facts.name
            self.banner.show_view(banner_view(identity))
            self.banner.show()

    def _show_page(self, page: AccountPage) -> None:
        account = page.account
        for row, cents in (
            (self.owes, account.patient_cents),
            (self.credit, account.credit_cents),
            (self.payers, account.payer_cents),
            (self.balance, account.balance_cents),
        ):
            row.value.setText(money_text(cents))
        day = page.late_day
        words = self.tr("The money of today is locked: what is done now stands on the books of {day}.")
        self.late.setText(words.replace("{day}", f"{day.month}/{day.day}") if day else "")
        self.pay.setEnabled(account.balance_cents > 0)
        if self.table_is_new:
            self.account.begin()

    @property
    def table_is_new(self) -> bool:
        """Say whether the lines came while no line of them is selected yet."""
        return self.isVisible() and self.account.table.selected_record() is None

    def _show_form(self, form: ActForm) -> None:
        self.side.show_guest(form)
        form.begin()

    def _close_form(self) -> None:
        was = self.side.guest is not None
        self.side.send_away()
        if was and self._patient_id is not None:
            self.account.begin()

    def take_payment(self) -> None:
        """Take a payment of what is owed, without a visit."""
        page = self.account.page
        if page is None or page.account.balance_cents <= 0:
            return
        self.payment_wanted.emit(_due_on(page), page.account.patient_id, self._name)

    def print_receipt(self) -> None:
        """Print the receipt of the selected line again."""
        line = self.account.table.selected_record()
        if line is not None and line.receipt_number is not None:
            self.receipt_wanted.emit(line.receipt_number)


def _due_on(page: AccountPage) -> AmountDue:
    """Return what an account owes as the payment shows it: older charges alone."""
    owed = page.account.balance_cents
    return AmountDue(
        visit_id=page.account.patient_id,
        visit_cents=0,
        remaining_cents=0,
        previous_cents=owed,
        due_now_cents=owed,
        paid_cents=0,
        credit_cents=0,
        prohibited=False,
        care_never_refused=False,
        reason=Message("billing.due.account"),
        rule="",
        source="",
        status=CopayStatus.NONE_DUE,
        late_day=page.late_day,
    )
