"""The Patients place: find, register, and the charts that are open, at most two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import Id
from app.people.queries import patient_banner
from app.people.views import PatientBanner
from app.visits.queries import visit_in_house
from ui.common.desk import Desk
from ui.common.layout import Column
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.screen import Screen
from ui.common.words import fill
from ui.patient.chart_frame import ChartFrame
from ui.patient.chart_section import BannerSource, ChartSection
from ui.patient.chart_tabs import LIST, NEW, ChartTabs
from ui.patient.documents_section import documents_section
from ui.patient.patient_list import PatientList
from ui.patient.patient_words import words
from ui.patient.person_section import PERSON, PersonSection, person_section
from ui.patient.register_panel import RegisterPanel

MOST_CHARTS = 2
APPOINTMENTS = "appointments"
EDGES = ("accent", "violet")
Sections = Sequence[ChartSection]


class PatientsScreen(Screen):
    """Shows the list, the form of a new patient, or an open chart.

    Others come here by `Go("patients", patient_id)`; its act is "" (the chart as it was left), "new"
    (register), "new_walk_in" (register, then go on with the walk-in; `words` are the name as typed), "edit"
    (the form of the person), "appointments" (their list), a section's id ("vitals"), or a section of a visit
    ("vitals@<visit id>").

    `sections` are those of the chart, in their order; those of the person and of the documents are added at
    the end. `book` is called with the new patient's id after "Register and book"; without it, only "Register"
    is offered.
    `on_import` begins an import; without it there is no such button.
    """

    watches = frozenset({Kind.PATIENT, Kind.VISIT})
    charts_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        today: Callable[[], date],
        now: Callable[[], datetime],
        *,
        sections: Sections = (),
        banner: BannerSource | None = None,
        may: Callable[[Permission], bool] = lambda _permission: True,
        book: Callable[[Id], object] | None = None,
        on_import: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(desk, words("Patients"), "patients")
        self.today, self.now, self._may, self._book = today, now, may, book
        self._sections = (*sections, person_section(today, now), documents_section(today, may))
        self._banner = banner
        self.charts: list[ChartFrame] = []
        self._used: list[ChartFrame] = []
        self.panel: RegisterPanel | None = None
        self._from_walk_in = False
        self.list = PatientList(desk, on_import, register=may(Permission.REGISTER))
        self.tabs = ChartTabs()
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.pages.addWidget(self.list)
        column = Column(self, space=0)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        self._fit_tabs()

    def _connect(self) -> None:
        self.list.opened.connect(lambda patient_id: self.go.emit(Go("patients", patient_id)))
        self.list.new_wanted.connect(lambda: self.go.emit(Go("patients", None, "new")))
        self.tabs.chosen.connect(self._show_tab)
        self.tabs.closed.connect(self._close_tab)
        self.keys.add("Ctrl+W", words("Close this chart"), self.close_current)
        self.keys.add("Ctrl+B", words("Book for this patient"), self.book_shown)
        self.keys.add("Ctrl+Tab", words("The other open chart"), self.show_next)
        self.keys.add("Ctrl+Home", words("All patients"), self.show_list)

    def refresh(self) -> None:
        """Look up again what the list shows; charts look after themselves."""
        if self.pages.currentWidget() is self.list:
            self.list.look_up()

    # -- places ---------------------------------------------------------------------------------------------

    def open_place(self, place: Go) -> None:
        """Open a chart, a section of it, or the form of a new patient."""
        if place.act == "new":
            self._from_walk_in = False
            self.show_register()
        elif place.act == "new_walk_in":
            self._from_walk_in = True
            self.show_register()
            if self.panel is not None:
                self.panel.for_walk_in(place.words)
        elif place.record is None:
            self.show_list()
        else:
            section, _, visit = place.act.partition("@")
            if visit or section or self.chart_of(place.record) is not None:
                self.open_chart(place.record, section, UUID(visit) if visit else None)
            else:
                self._open_where_the_patient_is(place.record)

    def _open_where_the_patient_is(self, patient_id: Id) -> None:
        """Open a chart with the visit for which the patient is here, if there is one."""

        def found(visit_id: Id | None) -> None:
            self.open_chart(patient_id, "", visit_id)

        self.desk.ask(visit_in_house, patient_id, done=found, owner=self)

    def show_list(self) -> None:
        """Show all patients, with the cursor in the search."""
        self.pages.setCurrentWidget(self.list)
        self._fit_tabs()
        self.list.look_up()
        self.list.begin()

    def show_register(self) -> None:
        """Show the form of a new patient, as it was left."""
        if self.panel is None:
            self.panel = RegisterPanel(self.desk, self.today, self.now, book=self._book is not None)
            self.panel.said.connect(self.said)
            self.panel.left.connect(self._leave_register)
            self.panel.open_wanted.connect(lambda patient_id: self.go.emit(Go("patients", patient_id)))
            self.panel.registered.connect(self._registered)
            self.pages.addWidget(self.panel)
        self.pages.setCurrentWidget(self.panel)
        self._fit_tabs()
        self.panel.form.fields["last_name"].setFocus()

    def _leave_register(self) -> None:
        """Go back to where the form was asked for: the walk-in waits on Today with what was said."""
        self.show_list()
        if self._from_walk_in:
            self._from_walk_in = False
            self.go.emit(Go("today"))

    def _registered(self, patient_id: Id, book: bool) -> None:
        panel, self.panel = self.panel, None
        walk_in = panel is not None and panel.walk_in
        if panel is not None:
            self.pages.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        if book and walk_in:
            self.show_list()
            self.desk.ask(patient_banner, patient_id, done=self._go_on_with_walk_in, owner=self)
            return
        self.open_chart(patient_id)
        if book and self._book is not None:
            self._book(patient_id)

    def _go_on_with_walk_in(self, banner: PatientBanner) -> None:
        self.go.emit(Go("today", banner.id, "walk_in", banner.name))

    def book_shown(self) -> None:
        """Book for the patient whose chart is in sight."""
        if self.shown_patient is not None:
            self.go.emit(Go("calendar", self.shown_patient, "book"))

    # -- charts ---------------------------------------------------------------------------------------------

    def chart_of(self, patient_id: Id) -> ChartFrame | None:
        """Return the open chart of a patient."""
        return next((one for one in self.charts if one.patient_id == patient_id), None)

    def open_chart(self, patient_id: Id, section: str = "", visit_id: Id | None = None) -> ChartFrame:
        """Bring a patient's chart into sight; a third one takes the place of the one used longest ago."""
        chart = self.chart_of(patient_id)
        if chart is not None and visit_id is not None and chart.visit_id != visit_id:
            self._drop(chart)
            chart = None
        if chart is None:
            chart = self._new_chart(patient_id, visit_id)
        self._show_chart(chart)
        if section in ("edit", APPOINTMENTS):
            page = chart.show_section(PERSON)
            if isinstance(page, PersonSection):
                (page.edit if section == "edit" else page.show_appointments)()
            return chart
        if section or not chart.current:
            chart.show_section(section)
        self._give_keys(chart)
        return chart

    def _new_chart(self, patient_id: Id, visit_id: Id | None) -> ChartFrame:
        if len(self.charts) >= MOST_CHARTS:
            oldest = self._used[0]
            said = fill(words("{name} is closed: at most two charts are open."), {"name": oldest.name})
            back = oldest.patient_id
            self._drop(oldest)
            self.said.emit(Said(said, undo=lambda: self.open_chart(back)))
        taken = {one.edge for one in self.charts}
        chart = ChartFrame(
            self.desk,
            patient_id,
            self._sections,
            visit_id=visit_id,
            banner=self._banner,
            may=self._may,
            edge=next(edge for edge in EDGES if edge not in taken),
        )
        chart.go.connect(self.go)
        chart.said.connect(self.said)
        chart.named.connect(lambda _name: self._fit_tabs())
        self.charts.append(chart)
        self.pages.addWidget(chart)
        return chart

    def _show_chart(self, chart: ChartFrame) -> None:
        self._used = [one for one in self._used if one is not chart] + [chart]
        self.pages.setCurrentWidget(chart)
        self._fit_tabs()
        self.charts_changed.emit()

    def _give_keys(self, chart: ChartFrame) -> None:
        """Put the keyboard into a chart that came into sight: Qt would take what stands first, the act."""
        if self.isVisible():
            chart.setFocus()

    def _drop(self, chart: ChartFrame) -> None:
        """Close a chart; its unfinished entries are saved as drafts first."""
        self.charts.remove(chart)
        self._used = [one for one in self._used if one is not chart]
        chart.desk.locking.emit()
        self.pages.removeWidget(chart)
        chart.hide()
        chart.deleteLater()
        self.charts_changed.emit()

    @property
    def shown_patient(self) -> Id | None:
        """The patient whose chart is in sight."""
        page = self.pages.currentWidget()
        return page.patient_id if isinstance(page, ChartFrame) else None

    def close_current(self) -> None:
        """Close the chart in sight, or leave the form of a new patient."""
        page = self.pages.currentWidget()
        if isinstance(page, ChartFrame):
            self._drop(page)
            if self._used:
                self._show_chart(self._used[-1])
                self._give_keys(self._used[-1])
            else:
                self.show_list()
        elif isinstance(page, RegisterPanel):
            page.leave()

    def show_next(self) -> None:
        """Bring the other open chart into sight."""
        if self._used:
            self._show_chart(self._used[0])
            self._give_keys(self._used[-1])

    # -- tabs -----------------------------------------------------------------------------------------------

    def _fit_tabs(self) -> None:
        page: QWidget | None = self.pages.currentWidget()
        current = LIST
        if isinstance(page, ChartFrame):
            current = str(page.patient_id)
        elif page is self.panel and page is not None:
            current = NEW
        open_ones = [(str(one.patient_id), one.name or "…", one.edge) for one in self.charts]
        self.tabs.show_tabs(open_ones, current, registering=self.panel is not None)

    def _show_tab(self, which: str) -> None:
        if which == LIST:
            self.show_list()
        elif which == NEW:
            self.show_register()
        else:
            self.open_chart(UUID(which))

    def _close_tab(self, which: str) -> None:
        chart = self.chart_of(UUID(which)) if which not in (LIST, NEW) else None
        if chart is None:
            return
        if self.pages.currentWidget() is chart:
            self.close_current()
        else:
            self._drop(chart)
            self._fit_tabs()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard where work is done: the search of the list, or the page in sight."""
        page = self.pages.currentWidget()
        (page or self.list).setFocus(reason)
