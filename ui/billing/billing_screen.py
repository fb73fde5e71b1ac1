"""The Billing place: a visit at checkout, the accounts, and the close of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.ids import Id
from ui.billing.account_card import May
from ui.billing.accounts_screen import AccountsScreen
from ui.billing.checkout_screen import CheckoutScreen
from ui.billing.day_close_screen import DayCloseScreen
from ui.common.desk import Desk
from ui.common.layout import Column, Row
from ui.common.navigation import Go
from ui.common.screen import Screen
from ui.common.segmented import Segmented


class BillingScreen(Screen):
    """Holds checkout, accounts and the close of the day.

    `Go("billing", visit_id, "checkout")` opens a visit, `Go("billing", patient_id, "accounts")` an account.
    """

    def __init__(
        self,
        desk: Desk,
        today: Callable[[], date],
        now: Callable[[], datetime],
        may: May = lambda _permission: True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, self.tr("Billing"), "billing", parent)
        self.checkout = CheckoutScreen(desk, now, may)
        self.accounts = AccountsScreen(desk, may)
        self.day_close = DayCloseScreen(desk, today)
        self._by_name: dict[str, Screen] = {
            "checkout": self.checkout,
            "accounts": self.accounts,
            "day_close": self.day_close,
        }
        self.pages = QStackedWidget()
        self.which = Segmented(
            [
                ("checkout", self.tr("Checkout")),
                ("accounts", self.tr("Accounts")),
                ("day_close", self.tr("Close the day")),
            ],
            "checkout",
            label=self.tr("Billing"),
        )
        self.which.changed.connect(self.show_page)
        column = Column(self, space=0)
        bar = Row(margins=(20, 12, 20, 10))
        bar.addWidget(self.which)
        bar.addStretch(1)
        column.addLayout(bar)
        column.addWidget(self.pages, 1)
        for page in self._by_name.values():
            self.pages.addWidget(page)
            page.go.connect(self.go)
            page.said.connect(self.said)
        self.setFocusProxy(self.checkout)
        self.accounts.visit_wanted.connect(self._open_visit)
        self.keys.add("F3", self.tr("Accounts: who owes, who has credit"), lambda: self.show_page("accounts"))
        self.keys.add("F8", self.tr("Close the day"), lambda: self.show_page("day_close"))

    def show_page(self, which: str) -> None:
        """Show checkout, the accounts or the close of the day."""
        self.which.set_value(which)
        page = self._by_name[which]
        self.pages.setCurrentWidget(page)
        self.setFocusProxy(page)
        if self.isVisible():
            page.setFocus()

    def open_place(self, place: Go) -> None:
        """Open a visit at checkout, a patient's account, or the close of the day."""
        self.show_page(place.act if place.act in self._by_name else "checkout")
        if place.record is None:
            return
        if place.act == "accounts":
            self.accounts.open_account(place.record)
        else:
            self.checkout.open_visit(place.record)

    def _open_visit(self, visit_id: Id) -> None:
        self.show_page("checkout")
        self.checkout.open_visit(visit_id)
