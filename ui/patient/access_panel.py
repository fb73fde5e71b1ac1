"""Who looked at a chart: by person, how often, at what; and the paper for the patient who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.documents.papers import PaperKind
from app.reports.record.queries import chart_looks
from app.reports.record.views import ChartLook, ChartLooks
from ui.common.button import primary, secondary
from ui.common.card import Card, EmptyState
from ui.common.desk import Desk
from ui.common.fields import day_text
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.paper_wanted import PaperWanted
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.words import fill, time_words
from ui.patient.patient_words import words
from ui.theme.theme import theme

WIDTH = 1060  # design pixels
_HEIGHT = 300
_PRINT_KEYS = "Ctrl+P"


def moment(at: datetime) -> str:
    """Return day and time: "3/2/2026 9:00 AM"."""
    return f"{day_text(at.date())} {time_words(at)}"


def listed(parts: Sequence[tuple[str, int]]) -> str:
    """Return parts with how often: "Chart summary 3, Notes"."""
    return ", ".join(f"{part} {count}" if count > 1 else part for part, count in parts)


def columns() -> list[TableColumn[ChartLook]]:
    """Return the columns: who, when, how often, at what, what left on paper."""
    return [
        TableColumn(
            "person",
            words("Person"),
            lambda one: one.person,
            secondary=lambda one: ", ".join(one.roles),
            strong=lambda _one: True,
            width=210,
            stretch=1,
        ),
        TableColumn(
            "first",
            words("First time"),
            lambda one: moment(one.first),
            sort=lambda one: one.first,
            width=160,
            whole=True,
        ),
        TableColumn(
            "last",
            words("Last time"),
            lambda one: moment(one.last),
            sort=lambda one: one.last,
            width=160,
            whole=True,
        ),
        TableColumn(
            "looks",
            words("Looks"),
            lambda one: str(one.looks),
            sort=lambda one: one.looks,
            width=64,
            numeric=True,
        ),
        TableColumn(
            "changes",
            words("Changes"),
            lambda one: str(one.changes),
            sort=lambda one: one.changes,
            width=86,
            numeric=True,
        ),
        TableColumn(
            "papers", words("Printed or exported"), lambda one: listed(one.papers), width=150, stretch=1
        ),
    ]


class AccessPanel(Card):
    """For an Overlay. `left`: back; `paper_wanted` asks for the report on paper."""

    left = Signal()
    paper_wanted = Signal(object)

    def __init__(self, desk: Desk, patient_id: Id, parent: QWidget | None = None) -> None:
        super().__init__(space=12, parent=parent)
        self._desk, self._patient_id = desk, patient_id
        self.setAccessibleName(words("Who looked at this chart"))
        self.keys = KeyList(self, words("Who looked at this chart"))
        self.heading = Label(words("Who looked at this chart"), "heading", wrap=True)
        self.about = Label("", "body", "second", wrap=True)
        self.table: RecordTable[ChartLook] = RecordTable(
            RecordTableModel(columns(), lambda one: (one.person, one.first)),
            type_to_filter=True,
            name="chart_looks",
            label=words("Who looked at this chart"),
        )
        self.sections = Label("", "body", "second", wrap=True)
        self.empty = EmptyState(words("Nobody has opened this chart in this record."))
        self.print_button = primary(
            words("Paper for the patient"), icon="printer", tall=True, name="print_looks"
        )
        self.close_button = secondary(words("Close"), name="close_looks")
        self._lay_out()
        self.table.selected.connect(self._show_sections)
        self.print_button.clicked.connect(self.print)
        self.close_button.clicked.connect(self.left)
        self.keys.add(_PRINT_KEYS, words("Paper for the patient"), self.print, button=self.print_button)
        self.keys.add("Esc", words("Close"), self.left.emit)

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(theme().px(_HEIGHT))
        card = Card(flush=True)
        card.add(self.table, self.empty)
        self.empty.hide()
        foot = QWidget()
        opened = Column(foot, space=4)
        opened.addWidget(Label(words("Opened parts of the chart"), "section", "second"))
        opened.addWidget(self.sections)
        row = Row(space=8)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.print_button)
        self.add(self.heading, self.about)
        self.body.addWidget(card, 1)
        self.add(foot, row)
        self.print_button.setEnabled(False)

    def open(self) -> None:
        """Ask who looked; that this was asked is recorded too."""
        self.table.setFocus(Qt.FocusReason.PopupFocusReason)
        self._desk.ask(chart_looks, self._patient_id, done=self.show_looks, owner=self)

    def show_looks(self, looks: ChartLooks) -> None:
        """Show everybody, the latest first."""
        since = words("since {day}") if looks.since else ""
        told = fill(since, {"day": day_text(looks.since.date()) if looks.since else ""})
        parts = [looks.patient, fill(words("MRN {mrn}"), {"mrn": looks.mrn}), told]
        self.about.setText(" · ".join(part for part in parts if part))
        self.table.records.set_records(looks.people)
        self.table.setVisible(bool(looks.people))
        self.empty.setVisible(not looks.people)
        self.print_button.setEnabled(True)
        self.table.select_first()

    def _show_sections(self, one: ChartLook | None) -> None:
        told = listed(one.sections) if one is not None else ""
        self.sections.setText(told or words("None"))

    def print(self) -> None:
        """Show the paper that tells the patient."""
        self.paper_wanted.emit(PaperWanted(PaperKind.ACCESS_REPORT, self._patient_id))
