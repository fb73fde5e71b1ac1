"""The Billing place: a visit at checkout, and the close of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.billing.checkout_screen import CheckoutScreen
from ui.billing.day_close_screen import DayCloseScreen
from ui.common.desk import Desk
from ui.common.layout import Column, Row
from ui.common.navigation import Go
from ui.common.screen import Screen
from ui.common.segmented import Segmented


class BillingScreen(Screen):
    """Holds checkout and the close of the day; `Go("billing", visit_id, "checkout")` opens a visit."""

    def __init__(
        self,
        desk: Desk,
        today: Callable[[], date],
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, self.tr("Billing"), "billing", parent)
        self.checkout = CheckoutScreen(desk, now)
        self.day_close = DayCloseScreen(desk, today)
        self.pages = QStackedWidget()
        self.which = Segmented(
            [("checkout", self.tr("Checkout")), ("day_close", self.tr("Close the day"))],
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
        for page in (self.checkout, self.day_close):
            self.pages.addWidget(page)
            page.go.connect(self.go)
            page.said.connect(self.said)
        self.setFocusProxy(self.checkout)
        self.keys.add("F8", self.tr("Close the day"), lambda: self.show_page("day_close"))

    def show_page(self, which: str) -> None:
        """Show checkout or the close of the day."""
        self.which.set_value(which)
        page = self.day_close if which == "day_close" else self.checkout
        self.pages.setCurrentWidget(page)
        self.setFocusProxy(page)

    def open_place(self, place: Go) -> None:
        """Open a visit at checkout, or the close of the day."""
        self.show_page("day_close" if place.act == "day_close" else "checkout")
        if place.record is not None:
            self.checkout.open_visit(place.record)
