"""The activity of an account, and the acts on its lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.billing.accounts.queries import account_page
from app.billing.accounts.views import AccountPage
from app.billing.ledger.views import StatementLine
from app.core.acts import Permission
from app.core.ids import Id
from app.core.money import money_text
from ui.billing import account_acts as acts
from ui.billing.act_form import ActForm
from ui.billing.words import kind_words, method_words
from ui.common.button import secondary
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.desk import Desk
from ui.common.flow import Flow
from ui.common.keys import KeyList
from ui.common.layout import Column
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.theme.tokens import Tone

May = Callable[[Permission], bool]


def _tr(text: str) -> str:
    return QCoreApplication.translate("AccountCard", text)


def activity_model(parent: QWidget | None = None, *, wide: bool = False) -> RecordTableModel[StatementLine]:
    """Return the model of an account's lines; a wide one has receipt, reason and balance, too."""
    columns: list[TableColumn[StatementLine]] = [
        TableColumn("day", _tr("Day"), lambda one: f"{one.day.month}/{one.day.day}/{one.day:%y}", width=76),
        TableColumn("what", _tr("What"), _what, width=150, stretch=1),
        TableColumn("cents", _tr("Amount"), lambda one: money_text(one.cents), width=90, numeric=True),
    ]
    if wide:
        columns[2:2] = [
            TableColumn("receipt", _tr("Receipt"), _receipt, width=80),
            TableColumn("reason", _tr("Reason"), lambda one: one.reason, width=200, stretch=1),
        ]
        columns.append(
            TableColumn(
                "balance", _tr("Balance"), lambda one: money_text(one.balance_cents), width=100, numeric=True
            )
        )
    return RecordTableModel(columns, key=lambda one: one.entry_id, parent=parent)


def _receipt(one: StatementLine) -> str:
    return "" if one.receipt_number is None else f"{one.receipt_number:06d}"


def _what(one: StatementLine) -> str:
    words = kind_words(str(one.kind))
    if one.reversal:
        words = _tr("{what}, taking it back").replace("{what}", words)
    if one.reversed:
        words = _tr("{what}, taken back").replace("{what}", words)
    return f"{words}, {method_words(one.method)}" if one.method else words


class AccountCard(QWidget):
    """Lists an account's lines, the newest first, and opens the acts on them.

    `form_wanted` gives the form of an act, to be put where the person looks; `changed` tells that an act is
    in the books; `visit_wanted` gives the visit of the line that Enter was given.
    """

    form_wanted = Signal(object)
    form_left = Signal()
    changed = Signal()
    said = Signal(object)
    visit_wanted = Signal(object)
    shown = Signal(object)

    def __init__(self, desk: Desk, may: May, *, wide: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._may = desk, may
        self.page: AccountPage | None = None
        self._patient_id: Id | None = None
        self.table = RecordTable(
            activity_model(self, wide=wide), name="activity", label=self.tr("Activity of the account")
        )
        self.table.setMinimumHeight(150)
        self.table.opened.connect(self._open_visit)
        self.waiting = CheckList()
        self.waiting.activated.connect(self._decide)
        self.hint = Label("", "label", "warning", wrap=True)
        self.hint.hide()
        column = Column(self, space=8)
        self.keys = KeyList(self, self.tr("Activity of the account"))
        for widget in (self.waiting, self._buttons(), self.hint):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def _buttons(self) -> QWidget:
        box = QWidget()
        row = Flow(box, space=8, line_space=8)
        adjust, refund = self._may(Permission.ADJUST), self._may(Permission.TAKE_PAYMENT)
        wanted = (
            ("T", self.tr("Take back"), "take_back", self.take_back, adjust),
            ("R", self.tr("Refund"), "refund", self.refund, refund),
            ("W", self.tr("Write off"), "write_off", self.write_off, adjust),
            ("U", self.tr("Use credit"), "use_credit", self.use_credit, refund),
        )
        for key, words, name, act, may in wanted:
            if may:
                button = secondary(words, name=name)
                button.clicked.connect(act)
                self.keys.add(key, words, act, button=button)
                row.addWidget(button)
        if self._may(Permission.REFUND):
            self.keys.add("D", self.tr("Decide the refund that waits"), lambda: self._decide("0"))
        self.keys.describe("Return", self.tr("Open the visit of the selected line"))
        return box

    def show_patient(self, patient_id: Id) -> None:
        """Show the account of a patient; the lines of another are gone at once."""
        if patient_id != self._patient_id:
            self.clear()
        self._patient_id = patient_id
        self.desk.ask(account_page, patient_id, done=self._show, owner=self)

    def clear(self) -> None:
        """Show nobody's account."""
        self._patient_id = self.page = None
        self.table.records.set_records(())
        self.waiting.set_lines(())
        self._tell("")

    def _show(self, page: AccountPage) -> None:
        if page.account.patient_id != self._patient_id:
            return
        self.page = page
        self.table.records.set_records(page.account.lines[::-1])
        self.waiting.set_lines([self._waiting_line(number) for number in range(len(page.refunds))])
        self.shown.emit(page)

    def _waiting_line(self, number: int) -> CheckLine:
        refund = self.page.refunds[number] if self.page is not None else None
        if refund is None:
            return CheckLine(str(number), "")
        words = self.tr("Refund of {amount} waits for approval (D)").replace(
            "{amount}", money_text(refund.cents)
        )
        return CheckLine(str(number), words, CheckState.ATTENTION, active=self._may(Permission.REFUND))

    def begin(self) -> None:
        """Put the keys on the lines."""
        if self.table.selected_record() is None:
            self.table.select_first()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- acts -----------------------------------------------------------------------------------------------

    def take_back(self) -> None:
        """Take the selected line back."""
        line, page = self.table.selected_record(), self.page
        if line is None or page is None:
            self._tell(self.tr("Select the line that is to be taken back."))
        elif not acts.may_take_back(line, page):
            self._tell(self.tr("This line cannot be taken back, or it was taken back already."))
        else:
            self._ask(acts.take_back(self.desk, line, page))

    def refund(self) -> None:
        """Ask for credit to be given back."""
        if self.page is None or not self.page.credits:
            self._tell(self.tr("There is no credit to give back. A payment that was wrong is taken back."))
        else:
            self._ask(acts.refund(self.desk, self.page, self.table.selected_record()))

    def write_off(self) -> None:
        """Write off what is owed on a charge."""
        if self.page is None or not any(one.open_cents for one in self.page.charges):
            self._tell(self.tr("The patient owes nothing that could be written off."))
        else:
            self._ask(acts.writing_off(self.desk, self.page, self.table.selected_record()))

    def use_credit(self) -> None:
        """Use credit for what is owed."""
        account = self.page.account if self.page is not None else None
        if self.page is None or account is None or not (account.credit_cents and account.patient_cents > 0):
            self._tell(self.tr("There is no credit, or nothing owed to use it for."))
        else:
            self._ask(acts.use_credit(self.desk, self.page))

    def _decide(self, number: str) -> None:
        if self.page is None or not self.page.refunds:
            self._tell(self.tr("No refund of this patient waits for approval."))
        else:
            self._ask(acts.decide(self.desk, self.page.refunds[int(number)]))

    def _open_visit(self, line: StatementLine) -> None:
        if line.visit_id is not None:
            self.visit_wanted.emit(line.visit_id)

    def _tell(self, words: str) -> None:
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    def _ask(self, form: ActForm) -> None:
        self._tell("")
        self.ask_with(form)

    def ask_with(self, form: ActForm) -> None:
        """Have a form shown, and go on when it is done or left."""
        form.done.connect(self._acted)
        form.left.connect(self.form_left)
        self.form_wanted.emit(form)

    def _acted(self, words: str) -> None:
        self.form_left.emit()
        self.said.emit(Said(words, Tone.NEUTRAL))
        if self._patient_id is not None:
            self.show_patient(self._patient_id)
        self.changed.emit()
