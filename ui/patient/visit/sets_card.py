"""The sets of vital signs of a visit, one line each."""

from __future__ import annotations

from app.chart.vitals.views import VisitVitals
from ui.common.card import Card
from ui.common.chip import ChipText
from ui.common.layout import Column
from ui.common.plain_text import Label
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, set_words, words
from ui.theme.tokens import Tone


def chips_of_visit(at: VisitAt, vitals: VisitVitals) -> tuple[ChipText, ...]:
    """Return chips about all sets: when the pressure is due again, and the averages."""
    chips = []
    if vitals.repeat_due_at is not None:
        due = at.time_words(vitals.repeat_due_at)
        chips.append(ChipText(said("Repeat BP at {time}", time=due), Tone.INFO))
    if vitals.average_systolic is not None and vitals.average_diastolic is not None:
        upper, lower = vitals.average_systolic, vitals.average_diastolic
        chips.append(ChipText(said("average BP {upper}/{lower} mmHg", upper=upper, lower=lower)))
    return tuple(chips)


class SetsCard(Card):
    """The sets taken before the one in the strip, one line each."""

    def __init__(self, at: VisitAt) -> None:
        super().__init__(words("Sets of this visit"), space=6)
        self._at = at
        self._lines = Column(space=6)
        self.add(self._lines)
        self.hide()

    def show_sets(self, vitals: VisitVitals) -> None:
        """Show all sets as soon as there is more than one."""
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in vitals.sets:
            head = said(
                "Set {number}, {time}, {name}:",
                number=one.number,
                time=self._at.time_words(one.taken_at),
                name=one.taken_by,
            )
            self._lines.addWidget(Label(f"{head} {set_words(one)}", "body", "second", wrap=True))
        self.setVisible(len(vitals.sets) > 1)
