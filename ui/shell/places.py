"""The one list of what stands in the window. A new screen is made in its room and named here.

An entry stands in the rail, has its Alt+number and is found by Ctrl+K, for those whose role has its
permission. The order here is that of the rail. Screens never import each other: what one asks of another
is wired here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.billing.payments.views import AmountDue
from app.codes import drugs, hcpcs, icd10cm, vaccines
from app.core.acts import Permission
from app.core.ids import Id
from app.frontdesk.views import BoardRow
from ui.common.navigation import Go
from ui.common.overlay import Overlay
from ui.common.paper_office import PaperOffice
from ui.common.paper_wanted import PaperWanted
from ui.common.screen import Screen
from ui.common.wording import tr
from ui.shell.entries import ScreenEntry
from ui.shell.given import Given, Places
from ui.shell.palette import PaletteSource
from ui.shell.practice_source import practice_source
from ui.shell.searching import PatientSource, VisitSource

if TYPE_CHECKING:
    from ui.billing.payment_panel import PaymentPanel

_ROOMS = (
    "ui.patient.patients_screen",
    "ui.patient.visit.sections",
    "ui.calendar.calendar_screen",
    "ui.billing.billing_screen",
    "ui.patient.importing",
    "ui.practice.practice_screen",
    "ui.handouts.handouts_screen",
)


class House(QObject):
    """Makes the screens of one person's window, each when it is first opened, and wires them."""

    def __init__(self, given: Given) -> None:
        super().__init__()
        self.given = given
        self.papers = PaperOffice(given.desk, given.window, given.say, output=given.output, parent=self)

    def entries(self) -> list[ScreenEntry]:
        """Return what the rail lists."""
        place, book = ScreenEntry, Permission.SEE_SCHEDULE
        return [
            place("today", tr("places", "Today"), "layout-list", self.today, Permission.SEE_SCHEDULE),
            place("calendar", tr("places", "Calendar"), "calendar-days", self.calendar, book),
            place("patients", tr("places", "Patients"), "users", self.patients, Permission.SEE_PATIENTS),
            place("billing", tr("places", "Billing"), "receipt-text", self.billing, Permission.SEE_LEDGER),
            place("handouts", tr("places", "Handouts"), "book-open-text", self.handouts, Permission.PRINT),
            self._practice_entry(),
        ]

    def _practice_entry(self) -> ScreenEntry:
        """Return the Practice place; for an auditor it holds the record alone, and is called so."""
        may, see = self.given.may, Permission.SEE_PRACTICE
        if may(Permission.SEE_AUDIT) and not may(Permission.SEE_SCHEDULE):
            word = tr("places", "Record")
            return ScreenEntry("practice", word, "clipboard-check", self.practice, Permission.SEE_AUDIT)
        return ScreenEntry("practice", tr("places", "Practice"), "settings", self.practice, see)

    def today(self) -> QWidget:
        from ui.today.today_screen import TodayScreen

        screen = TodayScreen(self.given.desk, self.given.today)
        screen.money_wanted.connect(self.take_money)
        screen.label_wanted.connect(lambda row: self.papers.label(row.facts.patient_id))
        self.add_paper_keys(screen, lambda: screen.panel.patient_id)
        return screen

    def calendar(self) -> QWidget:
        from ui.calendar.calendar_screen import CalendarScreen

        screen = CalendarScreen(self.given.desk, self.given.today, self.given.now)
        screen.card_wanted.connect(self.papers.card)
        screen.print_day_wanted.connect(self.papers.schedule)
        return screen

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
        place.append(PatientsPlace(screen, lambda: ImportScreen(given.desk, given.run)))
        self.add_paper_keys(screen, lambda: screen.shown_patient)
        self._add_looked_key(screen, lambda: screen.shown_patient)
        return place[0]

    def _add_looked_key(self, screen: Screen, patient: Callable[[], Id | None]) -> None:
        """Let whoever reads the record see from the chart who looked at it."""
        if not self.given.may(Permission.SEE_AUDIT):
            return

        def show() -> None:
            found = patient()
            if found is not None:
                self.show_who_looked(found)

        screen.keys.add("Ctrl+Shift+W", tr("places", "Who looked at this chart"), show)

    def add_paper_keys(self, screen: Screen, patient: Callable[[], Id | None]) -> None:
        """Give a screen the keys for the papers of the patient in sight."""
        if not self.given.may(Permission.PRINT):
            return

        def of_patient(act: Callable[[Id], object]) -> None:
            found = patient()
            if found is not None:
                act(found)

        screen.keys.add("Ctrl+P", tr("places", "Print again"), lambda: of_patient(self.papers.reprint))
        face = tr("places", "Face sheet")
        screen.keys.add("Ctrl+Shift+P", face, lambda: of_patient(self.papers.face_sheet))

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

        screen = BillingScreen(self.given.desk, self.given.today, self.given.now, self.given.may)
        checkout, papers = screen.checkout, self.papers
        checkout.papers_wanted.connect(papers.checkout_papers)
        checkout.paper_wanted.connect(
            lambda view, which: papers.visit_paper(view.visit_id, view.patient_id, which)
        )
        screen.accounts.payment_wanted.connect(self.take_on_account)
        screen.accounts.receipt_wanted.connect(papers.receipt)
        screen.day_close.day_sheet_wanted.connect(papers.day_sheet)
        self.add_paper_keys(checkout, lambda: checkout.view.patient_id if checkout.view else None)
        self.add_paper_keys(screen.accounts, lambda: screen.accounts.shown_patient)
        return screen

    def handouts(self) -> QWidget:
        from ui.handouts.handouts_screen import HandoutsScreen

        may_approve = self.given.may(Permission.APPROVE_TEXT)
        screen = HandoutsScreen(self.given.desk, may_approve=may_approve)
        screen.papers_wanted.connect(self.papers.print_now)
        return screen

    def practice(self) -> QWidget:
        from ui.practice.keys_section import KeyLeads
        from ui.practice.practice_screen import PracticeScreen
        from ui.practice.record_section import RecordWays

        given = self.given
        record = RecordWays(
            show_paper=lambda paper: self.papers.preview([paper]),
            who_looked=self.show_who_looked,
            practice_name=lambda: given.practice_name,
        )
        owner = given.new_key is not None
        keys = KeyLeads(given.new_sheet, given.new_key, given.measure, given.retire) if owner else None
        return PracticeScreen(
            given.desk,
            given.today,
            given.may,
            given.add_staff,
            given.new_sheet,
            record,
            keys,
            staff=given.staff,
            own=given.actor.person_id,
            backups=given.backups,
            proofs=given.proofs,
        )

    def show_who_looked(self, patient_id: Id) -> None:
        """Show who looked at a patient's chart, over whatever is in sight."""
        from ui.patient.access_panel import WIDTH, AccessPanel

        window = self.given.window()
        if window is None or not self.given.may(Permission.SEE_AUDIT):
            return
        panel = AccessPanel(self.given.desk, patient_id)
        overlay = Overlay(window, panel, width=WIDTH)

        def show_paper(paper: PaperWanted) -> None:
            overlay.close_panel()
            self.papers.preview([paper])

        overlay.closed.connect(overlay.deleteLater)
        panel.left.connect(overlay.close_panel)
        panel.paper_wanted.connect(show_paper)
        overlay.open()
        panel.open()

    def take_money(self, row: BoardRow) -> None:
        """Open the payment of a row over whatever is in sight."""
        from ui.billing.payment_panel import PaymentPanel

        window = self.given.window()
        if window is None or row.facts.visit_id is None or not self.given.may(Permission.TAKE_PAYMENT):
            return
        panel = PaymentPanel(self.given.desk, may_waive=self.given.may(Permission.ADJUST))
        self._over_window(panel, window)
        panel.ask(row.facts.patient_id, row.facts.visit_id, f"{row.facts.first_name} {row.facts.last_name}")

    def take_on_account(self, due: AmountDue, patient_id: Id, name: str) -> None:
        """Open a payment of what a patient owes, without a visit."""
        from ui.billing.payment_panel import PaymentPanel

        window = self.given.window()
        if window is None or not self.given.may(Permission.TAKE_PAYMENT):
            return
        panel = PaymentPanel(self.given.desk)
        self._over_window(panel, window)
        panel.ask_account(patient_id, name, due)

    def _over_window(self, panel: PaymentPanel, window: QWidget) -> None:
        overlay = Overlay(window, panel, width=420)
        overlay.closed.connect(overlay.deleteLater)
        panel.left.connect(overlay.close_panel)
        panel.taken.connect(lambda _receipt: overlay.close_panel())
        panel.taken.connect(lambda receipt: self.papers.receipt(receipt.number))
        overlay.open()


def warm() -> None:
    """Read the screens' modules and the code lists before somebody waits for the first one."""
    for room in _ROOMS:
        importlib.import_module(room)
    for codes in (icd10cm, drugs, hcpcs, vaccines):
        codes.warm()


def places_for(given: Given) -> Places:
    """Return what this person's window holds."""
    house = House(given)
    sources: list[PaletteSource] = []
    if given.may(Permission.SEE_PATIENTS):
        sources.append(PatientSource(given.desk, given.go))
    if given.may(Permission.SEE_SCHEDULE):
        sources.append(VisitSource(given.desk, given.today, given.go))
    sources.append(practice_source(given))
    return Places(entries=house.entries(), sources=sources, first="today", attach=house.attach)
