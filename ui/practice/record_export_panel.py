"""What goes into the file: a table to read, or the chain to prove; its place is chosen, progress is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import Cancelled
from app.reports.record.exporting import Format
from app.reports.record.views import RecordAsked
from ui.common.button import primary, secondary
from ui.common.card import SidePanel
from ui.common.desk import Desk
from ui.common.fields import SegmentedField
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.presenter import presentation_of
from ui.common.progress_panel import ProgressPanel
from ui.practice.record_export import AskFile, ExportRun
from ui.practice.record_words import words

WIDTH = 380
_NAMES = {Format.TABLE: "record.csv", Format.CHAIN: "record.jsonl"}


@dataclass(frozen=True)
class Wanted:
    """What the list shows: the question, the numbers of its lines, and whose record it is."""

    asked: RecordAsked
    numbers: Sequence[int]
    practice: str


class ExportPanel(SidePanel):
    """`left`: the person wants back; `said`: words for the strip. `wanted` gives what the list shows now."""

    left = Signal()
    said = Signal(object)

    def __init__(self, desk: Desk, wanted: Callable[[], Wanted], ask: AskFile, *, sees_charts: bool) -> None:
        super().__init__(width=WIDTH)
        self.setAccessibleName(words("Export the record"))
        self._desk, self._wanted, self._ask, self._sees_charts = desk, wanted, ask, sees_charts
        self.run: ExportRun | None = None
        self._progress: ProgressPanel | None = None
        self.keys = KeyList(self, words("Export the record"))
        self.form = SegmentedField(
            "form",
            words("What goes into the file"),
            [(str(Format.TABLE), words("Table")), (str(Format.CHAIN), words("Whole record, to prove it"))],
            str(Format.TABLE),
        )
        self.told = Label("", "body", "second", wrap=True)
        self.trouble = Label("", "body", "danger", wrap=True)
        self.act = primary(words("Choose a place and export"), tall=True, name="export_record")
        self.cancel = secondary(words("Back"), name="leave_export")
        self._lay_out()
        self.show_form()

    def _lay_out(self) -> None:
        self.body.setSpacing(12)
        self.add(Label(words("Export the record"), "heading", wrap=True), self.form, self.told)
        self.body.addStretch(1)
        self._place = Column(space=0)
        self.footer.addLayout(self._place)
        self.footer.addWidget(self.trouble)
        row = Row(space=8)
        row.addWidget(self.cancel)
        row.addWidget(self.act, 1)
        self.footer.addLayout(row)
        self.trouble.hide()
        self.form.edited.connect(self.show_form)
        self.act.clicked.connect(self.export)
        self.cancel.clicked.connect(self.leave)
        self.keys.add("Ctrl+Return", self.act.words, self.export, button=self.act)
        self.keys.add("Esc", words("Back to the list"), self.leave)
        self.setFocusProxy(self.form)

    def chosen(self) -> Format:
        return Format(self.form.value() or Format.TABLE)

    def show_form(self) -> None:
        """Say what the chosen file holds and who may have it."""
        if self.chosen() is Format.TABLE:
            count = len(self._wanted().numbers)
            told = words("%n line(s) as they are listed, for a spreadsheet: who, when, what, why.", count)
        else:
            told = words(
                "Every row of the record from the first on, with its hash, so that anybody can prove that "
                "none was changed. It holds what charts say: keep it as safe as the charts."
            )
        allowed = self.chosen() is Format.TABLE or self._sees_charts
        if not allowed:
            told = words(
                "The whole record holds what charts say. An owner or auditor exports it whose roles see "
                "charts too: physician, NP or PA, nurse, or medical assistant. Ask one of them, or let an "
                "owner add such a role to an account under Practice, People. The table can be exported as "
                "it is: it says who, when and what, and nothing of the charts."
            )
        self.told.setText(told)
        self.act.setEnabled(allowed and self.run is None)

    def export(self) -> None:
        """Ask for the place and write the file."""
        form, wanted = self.chosen(), self._wanted()
        kinds = "CSV (*.csv)" if form is Format.TABLE else "JSON lines (*.jsonl)"
        chosen = self._ask(self, _NAMES[form], kinds) if self.act.isEnabled() else ""
        if not chosen:
            return
        self.trouble.hide()
        self._progress = ProgressPanel(words("Exporting the record"))
        self._place.addWidget(self._progress)
        self.run = ExportRun(
            self._desk,
            form,
            Path(chosen),
            wanted.asked,
            wanted.numbers,
            wanted.practice,
            self._progress.progress,
            self,
        )
        self.run.over.connect(lambda error: self._over(Path(chosen).name, error))
        self.show_form()
        self.run.start()

    def _over(self, name: str, error: Exception | None) -> None:
        if self._progress is not None:
            self._progress.finish()
            self._progress.deleteLater()
        self.run = self._progress = None
        self.show_form()
        if error is None:
            told = words("The record is exported as {name}. The file is not encrypted: delete it when done.")
            self.said.emit(Said(told.replace("{name}", name)))
            self.left.emit()
        elif isinstance(error, Cancelled):
            self.said.emit(Said(words("The export was stopped. Nothing of the file is left.")))
        else:
            self.trouble.setText(presentation_of(error).text)
            self.trouble.show()

    def leave(self) -> None:
        """Go back to the list; an export under way goes on only while its panel is there."""
        if self.run is not None and self._progress is not None:
            self._progress.progress.cancel()
        else:
            self.left.emit()

    def first_field(self) -> QWidget:
        """Return what takes the keyboard when the panel opens."""
        return self.form
