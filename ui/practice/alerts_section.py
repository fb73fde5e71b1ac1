"""Questions before an act: how often each was shown and passed over, those that nobody reads first."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.reports.soft_stops.queries import soft_stops
from app.reports.soft_stops.views import SoftStopReport, SoftStopRule
from ui.common.card import Card, PageHead
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.layout import Column
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.words import all_texts, fill
from ui.practice.words import words
from ui.theme.tokens import Tone

_PARAMETER = re.compile(r"\{\w+\}|%n")


def rule_words(rule: str) -> str:
    """Return what a rule says, with a mark where its values stand."""
    return _PARAMETER.sub("\u2026", all_texts().get(rule, rule))


def alerts_model(parent: QWidget | None = None) -> RecordTableModel[SoftStopRule]:
    """Return the model of the rules: what is asked, how often, and what became of it."""
    columns: list[TableColumn[SoftStopRule]] = [
        TableColumn("rule", words("What is asked"), lambda one: rule_words(one.rule), width=320, stretch=1),
        TableColumn("shown", words("Asked"), lambda one: str(one.shown), width=80, numeric=True),
        TableColumn(
            "passed", words("Passed over"), lambda one: str(one.passed_over), width=110, numeric=True
        ),
        TableColumn("percent", words("Share"), lambda one: f"{one.percent} %", width=80, numeric=True),
        TableColumn("judged", "", _judged_words, chips=_judged_chips, width=190, whole=True),
    ]
    return RecordTableModel(columns, key=lambda one: one.rule, parent=parent)


def _judged_words(one: SoftStopRule) -> str:
    return words("Hardly stops anybody") if one.too_many else ""


def _judged_chips(one: SoftStopRule) -> list[ChipText]:
    return [ChipText(_judged_words(one), Tone.WARNING, "triangle-alert")] if one.too_many else []


class AlertsSection(QWidget):
    """A list to read. What is asked, and where its limit lies, is changed under Rules and limits."""

    said = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.head = PageHead(words("Questions before an act"), "")
        self.note = Label("", "body", "second", wrap=True)
        self.model = alerts_model(self)
        self.table = RecordTable(self.model, name="alerts", label=words("Questions before an act"))
        card = Card(flush=True)
        card.add(self.table)
        column = Column(self, space=12)
        column.addWidget(self.head)
        column.addWidget(self.note)
        column.addWidget(card, 1)

    def refresh(self) -> None:
        """Count anew."""
        self.desk.ask(soft_stops, done=self._show, owner=self)

    def _show(self, report: SoftStopReport) -> None:
        self.model.set_records(report.rules)
        text = words(
            "The last {days} days. A question that was passed over in more than {percent} % of at least "
            "{least} times hardly stops anybody, and it hides those that matter: change its rule under Rules "
            "and limits, or talk about it."
        )
        if not report.rules:
            text = words("In the last {days} days nothing was asked before an act.")
        numbers = {"days": report.days, "percent": report.percent, "least": report.least}
        self.note.setText(fill(text, numbers))

    def focus_list(self) -> None:
        self.table.setFocus()

    def list_in_sight(self) -> None:
        """Say that nothing is added or edited here."""
