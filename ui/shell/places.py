"""The one list of what stands in the window. A new screen is made in its room and named here.

An entry stands in the rail, has its Alt+number and is found by Ctrl+K, for those whose role has its
permission. The order here is that of the rail. Screens never import each other: what one asks of another
is wired here.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.acts import Permission
from app.core.ids import Id
from app.frontdesk.views import BoardRow
from ui.common.navigation import Go
from ui.common.overlay import Overlay
from ui.common.wording import tr
from ui.shell.entries import ScreenEntry
from ui.shell.given import Given, Places
from ui.shell.palette import PaletteSource
from ui.shell.searching import PatientSource, VisitSource


class House(QObject):
    """Makes the screens of one person's window, each when it is first opened, and wires them."""

    def __init__(self, given: Given) -> None:
        super().__init__()
        self.given = given

    def entries(self) -> list[ScreenEntry]:
        """Return what the rail lists."""
        place, book = ScreenEntry, Permission.SEE_SCHEDULE
        return [
            place("today", tr("places", "Today"), "layout-list", self.today, Permission.SEE_SCHEDULE),
            place("calendar", tr("places", "Calendar"), "calendar-days", self.calendar, book),
            place("patients", tr("places", "Patients"), "users", self.patients, Permission.SEE_PATIENTS),
            place("billing", tr("places", "Billing"), "receipt-text", self.billing, Permission.SEE_LEDGER),
        ]

    def today(self) -> QWidget:
        from ui.today.today_screen import TodayScreen

        screen = TodayScreen(self.given.desk, self.given.today)
        screen.money_wanted.connect(self.take_money)
        return screen

    def calendar(self) -> QWidget:
        from ui.calendar.calendar_screen import CalendarScreen

        return CalendarScreen(self.given.desk, self.given.today, self.given.now)

    def patients(self) -> QWidget:
        from ui.patient.importing import ImportScreen
        from ui.patient.patients_place import PatientsPlace
        from ui.patient.patients_screen import PatientsScreen
        from ui.patient.visit.next_act import visit_banner
        from ui.patient.visit.sections import at_maker, visit_sections

        given = self.given
        at = at_maker(given.now, given.today, given.may, given.actor.person_id)
        place: list[PatientsPlace] = []
        screen = PatientsScreen(
            given.desk,
            given.today,
            given.now,
            sections=visit_sections(at),
            banner=visit_banner(at),
            may=given.may,
            book=self.book_for,
            on_import=(lambda: place[0].open_import()) if given.may(Permission.IMPORT) else None,
        )
        place.append(PatientsPlace(screen, ImportScreen(given.desk, given.run)))
        return place[0]

    def book_for(self, patient_id: Id) -> None:
        """Book for a patient who was just registered."""
        self.given.go(Go("calendar", patient_id, "book"))

    def attach(self, window: QWidget) -> None:
        """Lay what interrupts over the window."""
        from ui.patient.visit.alerts import CriticalAlerts

        given = self.given
        if given.may(Permission.SEE_ALERTS):
            alerts = CriticalAlerts(given.desk, given.actor, given.now, window)
            alerts.go.connect(given.go)

    def billing(self) -> QWidget:
        from ui.billing.billing_screen import BillingScreen

        return BillingScreen(self.given.desk, self.given.today, self.given.now)

    def take_money(self, row: BoardRow) -> None:
        """Open the payment of a row over whatever is in sight."""
        from ui.billing.payment_panel import PaymentPanel

        window = self.given.window()
        if window is None or row.facts.visit_id is None or not self.given.may(Permission.TAKE_PAYMENT):
            return
        panel = PaymentPanel(self.given.desk)
        overlay = Overlay(window, panel, width=420)
        overlay.closed.connect(overlay.deleteLater)
        panel.left.connect(overlay.close_panel)
        panel.taken.connect(overlay.close_panel)
        panel.ask(row.facts.patient_id, row.facts.visit_id, f"{row.facts.first_name} {row.facts.last_name}")
        overlay.open()


def places_for(given: Given) -> Places:
    """Return what this person's window holds."""
    house = House(given)
    sources: list[PaletteSource] = []
    if given.may(Permission.SEE_PATIENTS):
        sources.append(PatientSource(given.desk, given.go))
    if given.may(Permission.SEE_SCHEDULE):
        sources.append(VisitSource(given.desk, given.today, given.go))
    return Places(entries=house.entries(), sources=sources, first="today", attach=house.attach)
