"""The problem list: added from ICD-10-CM while typing, resolved with a day."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.chart.problems.queries import problems
from app.chart.problems.views import ProblemView
from app.chart.review.views import Section
from app.core.changes import Kind
from app.core.ids import Id
from ui.common.card import Card
from ui.patient.visit.chart_panels import ProblemPanel
from ui.patient.visit.chart_words import problem_detail, problem_words
from ui.patient.visit.entries import EntryLine, EntryList
from ui.patient.visit.history_section import ListSection
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import words


class ProblemsSection(ListSection):
    """Active problems first; those that are over stand below."""

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.PROBLEM, Kind.HISTORY})

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Problems"), "visit_problems", parent)
        self.found: tuple[ProblemView, ...] = ()
        self.list = self.card(Section.PROBLEMS, words("No problems entered."))
        self.over = Card(words("Inactive and resolved"))
        self.over_list = EntryList()
        self.over.add(self.over_list)
        for card in (self.list, self.over):
            self.column.addWidget(card)
        self.column.addStretch(1)
        self.list.add_wanted.connect(lambda: self.open_panel(ProblemPanel(self.at)))
        self.keys.add(
            "Ctrl+N", words("Add a problem"), self.list.add_button.click, button=self.list.add_button
        )
        for entries in (self.list.list, self.over_list):
            entries.acted.connect(self._acted)

    def refresh(self) -> None:
        self.desk.ask(problems, self.at.patient_id, done=self._show, owner=self)
        self.ask_states()

    def _show(self, found: tuple[ProblemView, ...]) -> None:
        self.found = found
        acts = (("change", words("Change")),) if self.may_record else ()
        lines = {
            one.id: EntryLine(one.id, problem_words(one), problem_detail(one), acts=acts) for one in found
        }
        self.list.list.show_lines([lines[one.id] for one in found if one.status == "active"])
        over = [lines[one.id] for one in found if one.status != "active"]
        self.over_list.show_lines(over)
        self.over.setVisible(bool(over))

    def _acted(self, entry: Id, _act: str) -> None:
        one = next((each for each in self.found if each.id == entry), None)
        if one is not None:
            self.open_panel(ProblemPanel(self.at, one))
