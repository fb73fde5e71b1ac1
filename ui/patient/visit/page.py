"""A page of the visit: the section at the left, and beside it what belongs to every section, or a panel."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.core.acts import Permission
from app.people.queries import patient_banner
from app.people.views import PatientBanner
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, scrolled
from ui.common.navigation import Go
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.next_act import NEXT_KEY, NextStep
from ui.patient.visit.review_panel import ReviewPanel
from ui.patient.visit.section import VisitSection
from ui.patient.visit.side_column import SideColumn
from ui.patient.visit.visit_words import spoken_name, words
from ui.theme.theme import theme

SIDE_WIDTH = 330
NARROW = 900  # design pixels of the page, below which nothing stands beside the section


@dataclass(frozen=True)
class _Away:
    """A panel that a question stands over, and what had the cursor then."""

    panel: QWidget
    area: QWidget
    focused: QWidget | None


class VisitPage(QWidget):
    """What the chart shows for one section of the visit."""

    go = Signal(object)
    said = Signal(object)

    def __init__(self, section: VisitSection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.section, self.at = section, section.at
        self.setObjectName(f"page_{section.objectName()}")
        self.setAccessibleName(section.title)
        self.side = SideColumn(self.at)
        self._row = Row(self, space=12)
        inside = QWidget()
        self._inside = Column(inside, space=12)
        self._inside.addWidget(section, 1)
        self._main_area = scrolled(inside)
        self._row.addWidget(self._main_area, 1)
        self._side_place = QWidget()
        self._side_column = Column(self._side_place, space=12)
        self._side_column.addWidget(self.side)
        self._side_area = scrolled(self._side_place, width=SIDE_WIDTH)
        self._row.addWidget(self._side_area)
        self._narrow = False
        self.panel: QWidget | None = None
        self._panel_area: QWidget | None = None
        self._asking = False
        self._away: _Away | None = None
        self.keys = KeyList(self, words("This visit"))
        if self.at.may(Permission.ROOM_PATIENT):
            self.keys.add("F6", words("Reviewed, no change, for all that is shown"), self.review_all)
        if self.at.may(Permission.MOVE_VISIT):
            self.keys.add(NEXT_KEY, words("The next act of the visit"), self.do_next)
        self.next_step = NextStep(self.at, self, self.said.emit, self.ask_beside, self.answered, self.name)
        for source in (section, self.side):
            source.said.connect(self.said)
            source.go.connect(self.go)
        section.beside.connect(self.show_beside)
        section.desk.ask(patient_banner, self.at.patient_id, done=self._take_name, owner=self)
        self.side.section_wanted.connect(self.open_section)

    def open_place(self, place: Go) -> None:
        """Begin what somebody asked this section for."""
        self.section.open_place(place)

    def open_section(self, which: str, act: str = "") -> None:
        """Bring another section of the same chart into sight, and begin an act there."""
        chart = self.parentWidget()
        while chart is not None and not hasattr(chart, "show_section"):
            chart = chart.parentWidget()
        if chart is None:
            return
        page = chart.show_section(which)
        if isinstance(page, VisitPage):
            page.open_place(Go(which, None, act))

    def show_beside(self, panel: QWidget | None) -> None:
        """Put a panel of the section in the place of the side column; None brings the column back.

        What stood there goes for good, but for a question: that stays until it is answered or left.
        """
        if self._away is not None:
            self._away.area.deleteLater()
            self._away = None
        if panel is None and self._asking:
            return
        self._asking = False
        self._remove_area()
        self._place(panel)

    def ask_beside(self, question: QWidget) -> None:
        """Put a question there. A panel is saved and put away, and comes back when `answered` is called."""
        if self._asking:
            self._remove_area()
        elif self.panel is not None and self._panel_area is not None:
            if isinstance(self.panel, ActPanel):
                self.panel.keep()
            self._away = _Away(self.panel, self._panel_area, self._focused())
            self._row.removeWidget(self._panel_area)
            self._panel_area.hide()
        self._asking = True
        self._place(question)

    def answered(self) -> None:
        """Take the question away; the panel that it stood over comes back as it was left."""
        if not self._asking:
            return
        self._asking = False
        self._remove_area()
        away, self._away = self._away, None
        if away is None:
            self._place(None)
            return
        self.panel, self._panel_area = away.panel, away.area
        self._show_area()
        (away.focused or away.panel).setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self, panel: QWidget | None) -> None:
        self.panel = panel
        if panel is None:
            self._panel_area = None
            self._share_width()
            self.section.setFocus()
            return
        self._panel_area = scrolled(panel, width=0 if self._narrow else SIDE_WIDTH + 30)
        self._show_area()
        panel.setFocus()

    def _show_area(self) -> None:
        self._share_width()
        if self._panel_area is not None:
            self._row.addWidget(self._panel_area, 1 if self._narrow else 0)
            self._panel_area.show()

    def _remove_area(self) -> None:
        if self._panel_area is not None:
            self._row.removeWidget(self._panel_area)
            self._panel_area.hide()
            self._panel_area.deleteLater()
            self._panel_area = None

    def _focused(self) -> QWidget | None:
        """Return what has the cursor on this page."""
        focused = QApplication.focusWidget()
        return focused if isinstance(focused, QWidget) and self.isAncestorOf(focused) else None

    def _share_width(self) -> None:
        panel = self.panel is not None
        self._side_area.setVisible(not panel and not self._narrow)
        self._main_area.setVisible(not panel or not self._narrow)

    def take_keys(self) -> None:
        """Put the cursor where the work begins or went on."""
        (self.section if self.panel is None else self.panel).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor where the work begins, so that no key is spent on getting there."""
        super().showEvent(event)
        if not event.spontaneous() and self._focused() is None and self.panel is None:
            self.section.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit()

    def _fit(self) -> None:
        """Where the window is small beside the text, the column goes below, and a panel takes the page."""
        (self._inside if self._narrow else self._side_column).addWidget(self.side)
        self.side.show()
        self._share_width()

    def do_next(self) -> None:
        """Do the one next act of the visit, as the banner's button does."""
        self.next_step.do()

    def name(self) -> str:
        """Return the patient's name as messages say it, "" until it is known."""
        return self.section.patient_name

    def _take_name(self, facts: PatientBanner) -> None:
        for source in (self.section, self.side):
            source.patient_name = spoken_name(facts.name)

    def review_all(self) -> None:
        """F6: show every entry of every section, to sign that nothing changed."""
        panel = ReviewPanel(self.at)
        panel.left.connect(self.answered)
        panel.signed.connect(self._reviewed)
        self.ask_beside(panel)
        panel.refresh()

    def _reviewed(self, text: str) -> None:
        self.answered()
        self.section.refresh_soon()
        self.section.say(text)
