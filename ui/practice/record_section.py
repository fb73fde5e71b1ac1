"""The record of who did what: found, sorted, opened, printed, exported; by whoever may read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.core.acts import Permission
from app.core.ids import Id
from app.documents.papers import PaperKind
from app.people.views import PatientLine
from app.reports.record.asking import subject_of
from app.reports.record.queries import (
    act_in_full,
    find_record,
    record_lines,
    record_patient,
    record_people,
)
from app.reports.record.views import ActInFull, RecordAsked, RecordFound, RecordLine, SortBy
from ui.common.button import secondary
from ui.common.card import Card, EmptyState, PageHead, SidePanel
from ui.common.desk import Desk
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.paper_wanted import PaperWanted
from ui.practice.editor import is_tight
from ui.practice.record_act import ActPanel
from ui.practice.record_export import AskFile, ask_file
from ui.practice.record_export_panel import ExportPanel, Wanted
from ui.practice.record_filter import RecordFilter, patient_choice
from ui.practice.record_list import RecordList
from ui.practice.record_model import RecordModel
from ui.practice.record_words import words

PRINT_KEYS, EXPORT_KEYS, LOOKED_KEYS = "Ctrl+P", "Ctrl+Shift+E", "Ctrl+Shift+W"


@dataclass(frozen=True)
class RecordWays:
    """Ways out of the section: show a paper, show who looked at a chart, ask where a file goes."""

    show_paper: Callable[[PaperWanted], object] = lambda paper: None
    who_looked: Callable[[Id], object] | None = None
    ask_file: AskFile = ask_file
    practice_name: Callable[[], str] = lambda: ""


class RecordSection(QWidget):
    """The filter above, the lines below, one act in full beside them."""

    said = Signal(object)

    def __init__(
        self,
        desk: Desk,
        today: Callable[[], date],
        may: Callable[[Permission], bool],
        ways: RecordWays | None = None,
    ) -> None:
        super().__init__()
        self.desk, self._may, self.ways = desk, may, ways or RecordWays()
        self.asked = RecordAsked()
        self.side: SidePanel | None = None
        self._tickets = 0
        self._stale = True
        self.setAccessibleName(words("Record of who did what"))
        self.keys = KeyList(self, words("Record of who did what"))
        self.model = RecordModel(self)
        self.filter = RecordFilter(desk, today)
        self.table = RecordList(self.model)
        self.head = PageHead(words("Record"), "")
        self.looked_button = secondary(words("Who looked at this chart"), name="who_looked")
        self.print_button = secondary(words("Print"), icon="printer", name="print_record")
        self.export_button = secondary(words("Export"), icon="file-text", name="open_export")
        self.empty = EmptyState(words("Nothing in the record is like this. Show everything, or ask wider."))
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        for button in (self.filter.clear_button, self.looked_button, self.print_button, self.export_button):
            self.head.add_button(button)
        card = Card(flush=True)
        card.add(self.table, self.empty)
        self.empty.hide()
        self.looked_button.hide()
        self.filter.clear_button.hide()
        self.list_side = QWidget()
        left = Column(self.list_side, space=12)
        left.addWidget(card, 1)
        self.middle = Row(space=12)
        self.middle.addWidget(self.list_side, 1)
        column = Column(self, space=12)
        column.addWidget(self.head)
        column.addWidget(self.filter)
        column.addLayout(self.middle, 1)

    def _bind(self) -> None:
        self.filter.changed.connect(self.ask)
        self.model.sort_wanted.connect(self._sort)
        self.model.pages_wanted.connect(self._ask_pages)
        self.table.opened.connect(self.open_line)
        self.table.selected.connect(self._follow)
        self.table.find_wanted.connect(self.filter.text.setFocus)
        self.looked_button.clicked.connect(self.show_who_looked)
        self.print_button.clicked.connect(self.print)
        self.export_button.clicked.connect(self.open_export)
        add = self.keys.add
        add(PRINT_KEYS, words("Print these lines"), self.print, button=self.print_button)
        add(EXPORT_KEYS, words("Export from the record"), self.open_export, button=self.export_button)
        add(
            LOOKED_KEYS,
            words("Who looked at this chart"),
            self.show_who_looked,
            button=self.looked_button,
        )
        add("Ctrl+F", words("Find by the words of the act"), self.filter.text.setFocus)
        add("Esc", words("Back to the list"), self._escape)
        add("F5", words("Ask the record again"), self.ask)
        self.keys.describe("Return", words("Show the act in full"))

    # -- what is asked --------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask when the section comes into sight. Changes elsewhere ask nothing: each question is recorded."""
        if self._stale:
            self._stale = False
            self.desk.ask(record_people, done=self.filter.show_people, owner=self)
            self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stale = self._stale or not event.spontaneous()

    def ask(self) -> None:
        """Ask for the lines that the filter names, in the order that the table has."""
        asked = self.filter.asked()
        if asked is not None:
            self._ask(asked, self.model.order)

    def _sort(self, by: SortBy, descending: bool) -> None:
        self._ask(self.asked, (by, descending))

    def _ask(self, asked: RecordAsked, order: tuple[SortBy, bool]) -> None:
        self._tickets += 1
        show = partial(self._show_found, self._tickets, asked, order)
        self.desk.ask(find_record, asked, *order, done=show, owner=self)

    def _show_found(
        self, ticket: int, asked: RecordAsked, order: tuple[SortBy, bool], found: RecordFound
    ) -> None:
        if ticket != self._tickets:
            return  # another question was asked meanwhile
        self.asked = asked
        self.model.show_found(found, order)
        self.table.setVisible(found.total > 0)
        self.empty.setVisible(not found.total)
        self.table.horizontalHeader().viewport().update()
        if not self.table.currentIndex().isValid():
            self.table.select_first()
        self.head.detail.setText(
            words("%n line(s)", found.total).replace(str(found.total), f"{found.total:,}")
        )
        self.filter.clear_button.setVisible(asked != RecordAsked())
        self.looked_button.setVisible(asked.patient_id is not None and self.ways.who_looked is not None)
        self.print_button.setEnabled(found.total > 0)
        if isinstance(self.side, ExportPanel):
            self.side.show_form()

    def _ask_pages(self, pages: list[int]) -> None:
        found = self.model.found
        for page in pages:

            def show(lines: Sequence[RecordLine], page: int = page) -> None:
                if self.model.found is found:
                    self.model.show_page(page, lines)

            self.desk.ask(record_lines, self.model.numbers_of(page), done=show, owner=self)

    def open_for(self, patient_id: Id) -> None:
        """Narrow to a patient who came with the question."""

        def show(line: PatientLine | None) -> None:
            if line is not None:
                self.filter.choose_patient(patient_choice(line))

        self.desk.ask(record_patient, patient_id, done=show, owner=self)

    # -- one act in full ------------------------------------------------------------------------------------

    def open_line(self, line: RecordLine) -> None:
        """Show an act in full beside the list, with the keyboard in it."""
        self._ask_act(line, take_keys=True)

    def _follow(self, line: RecordLine | None) -> None:
        """Let an open panel show the line that was moved to; the keyboard stays in the list."""
        if line is not None and isinstance(self.side, ActPanel) and self.table.hasFocus():
            self._ask_act(line, take_keys=False)

    def _ask_act(self, line: RecordLine, *, take_keys: bool) -> None:
        def show(act: ActInFull) -> None:
            selected = self.table.selected_record()
            if selected is not None and selected.number == act.line.number:
                self._show_act(act, take_keys)

        self.desk.ask(act_in_full, line.number, done=show, owner=self)

    def _show_act(self, act: ActInFull, take_keys: bool) -> None:
        panel = self.side
        if not isinstance(panel, ActPanel):
            panel = ActPanel()
            panel.left.connect(self.close_side)
            self._open_side(panel)
        panel.show_act(act)
        if take_keys:
            panel.setFocus()

    # -- out of the house -----------------------------------------------------------------------------------

    def print(self) -> None:
        """Show the lines as a paper, to be printed or saved."""
        by, descending = self.model.order
        subject = subject_of(self.asked, by, descending=descending, upto=self.model.found.head)
        self.ways.show_paper(PaperWanted(PaperKind.RECORD_LIST, subject=subject))

    def open_export(self) -> None:
        """Open what is said and chosen before the record goes into a file."""
        panel = ExportPanel(
            self.desk, self._wanted, self.ways.ask_file, sees_charts=self._may(Permission.SEE_CHART)
        )
        panel.left.connect(self.close_side)
        panel.said.connect(self.said)
        self._open_side(panel)
        panel.setFocus()

    def _wanted(self) -> Wanted:
        return Wanted(self.asked, self.model.found.numbers, self.ways.practice_name())

    def show_who_looked(self) -> None:
        """Show who looked at the chart of the patient that the list is narrowed to."""
        if self.asked.patient_id is not None and self.ways.who_looked is not None:
            self.ways.who_looked(self.asked.patient_id)

    # -- beside the list ------------------------------------------------------------------------------------

    def _open_side(self, panel: SidePanel) -> None:
        self.close_side()
        self.side = panel
        self.middle.addWidget(panel)
        self.fit()
        panel.show()

    def close_side(self) -> None:
        """Take the panel away and give the list the keyboard."""
        panel, self.side = self.side, None
        if panel is not None:
            self.middle.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
            self.fit()
            self.table.setFocus()

    def _escape(self) -> None:
        self.close_side()
        self.table.setFocus()

    def fit(self) -> None:
        """Where list and panel do not fit beside each other, the open panel stands in the list's place."""
        self.list_side.setVisible(self.side is None or not is_tight(self))
        if self.side is not None:
            self.side.rescale()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # -- what the place asks of each section ----------------------------------------------------------------

    def list_in_sight(self) -> None:
        """Return None: nothing is added to the record or edited in it."""

    def focus_list(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()
