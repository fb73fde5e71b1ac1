"""F6: every entry of every section in sight, and one key to sign that nothing changed (DUTIES C1)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.chart.allergies.queries import allergies
from app.chart.allergies.views import AllergyKnowledge, AllergyList
from app.chart.history.queries import histories
from app.chart.history.views import Histories
from app.chart.medications.queries import medications
from app.chart.medications.views import MedicationList
from app.chart.problems.queries import problems
from app.chart.problems.views import ProblemView
from app.chart.review.actions import ReviewSections, review_sections
from app.chart.review.queries import sections_to_review
from app.chart.review.views import Reviewed, Section, SectionState, ShownSection
from app.core.findings import Message
from app.core.ids import Id
from ui.common.button import primary, secondary
from ui.common.card import Card, SectionTitle
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.patient.visit.chart_words import (
    allergy_words,
    history_words,
    medication_words,
    problem_words,
    reproductive_words,
    section_words,
    social_words,
)
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words


class ReviewPanel(Card):
    """Lists what stands in each section; only what is listed here is signed. `signed` tells what to say."""

    signed = Signal(str)
    left = Signal()

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(words("Reviewed, no change"), space=8, parent=parent)
        self._at = at
        self.states: tuple[SectionState, ...] = ()
        self.keys = KeyList(self, words("Reviewed, no change"))
        self.add(
            Label(words("Read these to the patient. What is marked is signed."), "body", "second", wrap=True)
        )
        self._sections = Column(space=4)
        self.add(self._sections)
        self.body.addStretch(1)
        self.sign = primary(words("Sign: nothing changed"), keys="Return", tall=True, name="sign_review")
        self.back = secondary(words("Go back"), name="leave_review")
        row = Row()
        row.addWidget(self.back)
        row.addWidget(self.sign, 1)
        self.add(row)
        self.setFocusProxy(self.sign)
        self.keys.add("Return", words("Sign: nothing changed"), self.accept, button=self.sign)
        self.keys.add("Esc", words("Go back"), self.left.emit)
        self.sign.clicked.connect(self.accept)
        self.back.clicked.connect(self.left)

    def refresh(self) -> None:
        """Ask for every section, and for the words of its entries; the sections last, so that they decide."""
        patient = self._at.patient_id
        self._allergies: AllergyList | None = None
        self._medications: MedicationList | None = None
        self._problems: tuple[ProblemView, ...] = ()
        self._histories: Histories | None = None
        ask = self._at.desk.ask
        ask(allergies, patient, done=lambda found: setattr(self, "_allergies", found), owner=self)
        ask(medications, patient, done=lambda found: setattr(self, "_medications", found), owner=self)
        ask(problems, patient, done=lambda found: setattr(self, "_problems", found), owner=self)
        ask(histories, patient, done=lambda found: setattr(self, "_histories", found), owner=self)
        ask(sections_to_review, patient, self._at.visit_id, done=self._show, owner=self)

    def _texts(self) -> dict[Id, str]:
        found = {one.id: allergy_words(one) for one in (self._allergies.entries if self._allergies else ())}
        if self._medications is not None:
            found |= {one.id: medication_words(one) for one in self._medications.active}
        found |= {one.id: problem_words(one) for one in self._problems}
        told = self._histories
        if told is not None:
            lines = (*told.past, *told.surgical, *told.family)
            found |= {one.id: history_words(one) for one in lines}
            if told.social is not None:
                found[told.social.id] = social_words(told.social)
            if told.reproductive is not None:
                found[told.reproductive.id] = reproductive_words(told.reproductive)
        return found

    def _show(self, states: tuple[SectionState, ...]) -> None:
        texts = self._texts()
        self.states = states
        none = self._allergies is not None and self._allergies.knowledge is AllergyKnowledge.NONE_KNOWN
        for state in states:
            self._sections.addWidget(SectionTitle(section_words(state.section)))
            shown = [texts[one.id] for one in state.entries if one.id in texts]
            if state.section is Section.ALLERGIES and none:
                shown = [words("No known allergies")]
            if shown:
                self._sections.addWidget(Label("\n".join(shown), wrap=True))
            if state.why_not:
                self._sections.addWidget(
                    Label(
                        words_for(Message(state.why_not)), "label", "warning" if shown else "third", wrap=True
                    )
                )
        if not self._open():  # first: what is disabled would send the cursor, and with it Esc, elsewhere
            self.setFocusProxy(self.back)
            if self.sign.hasFocus():
                self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.sign.setEnabled(bool(self._open()))

    def _open(self) -> list[SectionState]:
        return [state for state in self.states if not state.why_not]

    def accept(self) -> None:
        """Sign for the sections that stand here and may be found unchanged."""
        if not self._open():
            return
        command = ReviewSections(
            patient_id=self._at.patient_id,
            visit_id=self._at.visit_id,
            sections=tuple(ShownSection(state.section, state.entries) for state in self._open()),
        )
        self._at.desk.do(review_sections, command, done=self._done, owner=self)

    def _done(self, result: Reviewed) -> None:
        names = ", ".join(section_words(section).lower() for section in result.done)
        self.signed.emit(said("Reviewed, no change: {names}.", names=names))
