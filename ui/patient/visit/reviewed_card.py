"""A list of the chart with who went through it, and the key to say that nothing changed."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.chart.review.actions import ReviewSection, ReviewSections, review_section, review_sections
from app.chart.review.views import Section, SectionState, ShownSection
from app.core.acts import Permission
from ui.common.button import link
from ui.patient.visit.chart_words import review_words, section_words
from ui.patient.visit.entries import ListCard
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import words

_ONE_BY_ONE = ("review.never", "review.imported")


class ReviewedCard(ListCard):
    """One section of the chart. `reviewed` tells that a review was signed, `add_wanted` the wish to add."""

    reviewed = Signal(str)
    add_wanted = Signal()

    def __init__(self, at: VisitAt, section: Section, empty: str) -> None:
        super().__init__(section_words(section), empty)
        self.at, self.section = at, section
        self.state: SectionState | None = None
        self.no_change = link(words("No change"), name=f"no_change_{section.value}")
        self.each = link(words("Gone through each"), name=f"each_{section.value}")
        self.add_button = link(words("Add"), icon="plus", name=f"add_{section.value}")
        for button in (self.no_change, self.each, self.add_button):
            button.setAccessibleName(f"{button.words}: {section_words(section)}")
            self.head.addWidget(button)
        self.add_button.setVisible(at.may(Permission.RECORD_CHART))
        self.no_change.clicked.connect(self.sign_no_change)
        self.each.clicked.connect(self.sign_each)
        self.add_button.clicked.connect(self.add_wanted)
        self.show_state(None)

    def show_state(self, state: SectionState | None) -> None:
        """Show who went through it, and offer what may be signed."""
        self.state = state
        may = state is not None and self.at.may(Permission.ROOM_PATIENT) and not state.reviewed_in_visit
        self.no_change.setVisible(bool(may and state is not None and not state.why_not))
        self.each.setVisible(bool(may and state is not None and state.why_not in _ONE_BY_ONE))
        self.about.setText(review_words(state, self.at) if state is not None else "")

    def _shown(self) -> ShownSection | None:
        return ShownSection(self.section, self.state.entries) if self.state is not None else None

    def sign_no_change(self) -> None:
        """Sign for this section alone."""
        shown = self._shown()
        if shown is None:
            return
        command = ReviewSections(patient_id=self.at.patient_id, visit_id=self.at.visit_id, sections=(shown,))
        self.at.desk.do(review_sections, command, done=lambda _done: self._told(), owner=self)

    def sign_each(self) -> None:
        """Sign that each entry was gone through with the patient."""
        shown = self._shown()
        if shown is None:
            return
        command = ReviewSection(patient_id=self.at.patient_id, visit_id=self.at.visit_id, shown=shown)
        self.at.desk.do(review_section, command, done=lambda _done: self._told(), owner=self)

    def _told(self) -> None:
        self.reviewed.emit(words("Review signed."))
