"""The words that the patient takes home from this visit."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.common.paper_instructions import InstructionsCard
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.visit_words import words


class HomeSection(VisitSection):
    """What was found, what to do at home and when to call, for the after-visit summary."""

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Take home"), "visit_home", parent)
        self.card = InstructionsCard(at.desk)
        self.card.saved.connect(lambda _kept: self.say(words("Kept for the after-visit summary.")))
        self.column.addWidget(self.card)
        self.column.addStretch(1)
        self.setFocusProxy(self.card.form.field("found"))
        self.card.open_visit(at.visit_id)
