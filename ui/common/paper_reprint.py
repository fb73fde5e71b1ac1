"""Ctrl+P: what was printed for the patient in sight, numbered; a digit prints it again (DUTIES, budgets)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.documents.papers import PaperKind
from app.documents.queries import paper_patient, printed_papers
from app.documents.texts_views import PaperPatient, PrintedLine
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.fields import day_text
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.paper_list import PaperLine, PaperList
from ui.common.paper_output import PaperOutcome, PaperOutput, PaperRun, Send, file_name, save_to
from ui.common.paper_wanted import PaperWanted, printed_again
from ui.common.paper_words import (
    no_printer_words,
    paper_words,
    printed_words,
    saved_words,
    sent_words,
    trouble_words,
)
from ui.common.plain_text import Label
from ui.common.printing import Printers

MOST = 9


class ReprintPanel(Card):
    """Lists what was printed for a patient, the newest first. For an Overlay, 520 design pixels wide.

    A digit prints its line at once; Enter shows the line in sight before printing (`shown` gives the
    PaperWanted). `said` gives words when it is out, `left` that the person wants back.
    """

    said = Signal(str)
    shown = Signal(object)
    finished = Signal(object)
    left = Signal()

    def __init__(
        self,
        desk: Desk,
        patient_id: Id,
        *,
        output: PaperOutput | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(space=10, parent=parent)
        self._desk, self._patient_id = desk, patient_id
        self.output = output or PaperOutput()
        self.lines: tuple[PrintedLine, ...] = ()
        self._run: PaperRun | None = None
        self._early = -1
        self._wanted: PaperWanted | None = None
        self.keys = KeyList(self, self.tr("Print again"))
        self.setAccessibleName(self.tr("Print again"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()

    def _build(self) -> None:
        self.heading = Label(self.tr("Print again"), "heading", wrap=True)
        self.about = Label("", "body", "second", wrap=True)
        self.list = PaperList()
        self.empty = Label(
            self.tr(
                "Nothing was printed for this patient yet. What is printed stands here, the newest first."
            ),
            "body",
            "second",
            wrap=True,
        )
        self.empty.hide()
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        self.save_button = secondary(self.tr("Save as PDF"), icon="file-text", name="save_again")
        self.save_button.hide()
        self.look = primary(self.tr("Look first"), keys="Return", name="look_first")
        self.back = secondary(self.tr("Close"), name="close_again")
        buttons = Row(space=8)
        buttons.addWidget(self.back)
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        buttons.addWidget(self.look)
        self.add(self.heading, self.about, self.list, self.empty, self.trouble, buttons)
        self.look.clicked.connect(self._show)
        self.back.clicked.connect(self.left)
        self.save_button.clicked.connect(self._save)
        self.keys.add("Return", self.tr("Look at the paper first"), self._show, button=self.look)
        self.keys.describe("1 … 9", self.tr("Print that paper again at once"))
        self.keys.add("Esc", self.tr("Leave"), self.left.emit)

    def open(self) -> None:
        """Ask what was printed."""
        self._desk.ask(paper_patient, self._patient_id, done=self._show_patient, owner=self)
        self._desk.ask(printed_papers, self._patient_id, MOST, done=self._show_lines, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < MOST:
            self.print_line(digit)
        else:
            super().keyPressEvent(event)

    def print_line(self, place: int) -> None:
        """Print a line again; pressed before the list is there, it waits for it."""
        if self._run is not None:
            return
        if not self.lines:
            self._early = place
        elif place < len(self.lines):
            self.list.show_place(place)
            self._wanted = printed_again(self.lines[place], self._patient_id)
            self._desk.work_on_pool(self.output.find, done=self._print_on, owner=self)

    def _show_patient(self, patient: PaperPatient) -> None:
        born = day_text(patient.birth_date) if patient.birth_date else self.tr("birth date not known")
        self.about.setText(f"{patient.name} · {born} · MRN {patient.mrn}")

    def _show_lines(self, lines: tuple[PrintedLine, ...]) -> None:
        self.lines = lines
        self.list.set_lines([self._line(number, one) for number, one in enumerate(lines, 1)], boxed=False)
        self.empty.setVisible(not lines)
        self.look.setEnabled(bool(lines))
        if lines:
            self.list.show_place(0)
        self.updateGeometry()
        self._settle()
        early, self._early = self._early, -1
        if early >= 0:
            self.print_line(early)

    def _settle(self) -> None:
        """Let the overlay make room for the lines."""
        place = getattr(self.parentWidget(), "place", None)
        if place is not None:
            place()

    def _line(self, number: int, one: PrintedLine) -> PaperLine:
        words = paper_words(PaperKind(one.kind), one.subject, one.title)
        if one.visit_day is not None and one.kind == PaperKind.AFTER_VISIT_SUMMARY:
            visit = self.tr("{paper}, visit of {day}").replace("{paper}", words)
            words = visit.replace("{day}", day_text(one.visit_day))
        return PaperLine(f"{number}   {words}", printed_words(one))

    def _show(self) -> None:
        if 0 <= self.list.current < len(self.lines):
            self.shown.emit(printed_again(self.lines[self.list.current], self._patient_id))

    # -- out ------------------------------------------------------------------------------------------------

    def _print_on(self, found: Printers) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        name = self.output.printer_for(wanted.kind, found)
        if not name:
            none = self.tr("Choose a printer first: press Enter to look at the paper.")
            self._tell(none if found.names else no_printer_words())
            return
        self.output.remember(wanted.kind, name)
        send = self.output.send
        self._start(wanted, lambda printed, progress: send(printed, name, progress), saving=False)

    def _start(self, wanted: PaperWanted, send: Send, *, saving: bool) -> None:
        self._tell("")
        self._run = PaperRun(self._desk, (wanted,), lambda _paper: send, {}, self)
        self._run.over.connect(partial(self._over, saving))
        self._run.start()

    def _tell(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.save_button.setVisible(bool(words))
        self._settle()

    def _over(self, saving: bool, outcome: PaperOutcome) -> None:
        self._run = None
        if outcome.error is not None:
            self._tell(trouble_words(outcome.error, len(outcome.out), 1))
            return
        done = saved_words(len(outcome.out)) if saving else sent_words(len(outcome.out), outcome.pages)
        self.said.emit(done)
        self.finished.emit(outcome)

    def _save(self) -> None:
        """Save the paper that could not be printed."""
        wanted = self._wanted
        if wanted is None or self._run is not None:
            return
        chosen = self.output.ask_file(self, file_name(wanted.kind, wanted.subject, wanted.language))
        if chosen:
            self._start(wanted, save_to([Path(chosen)]), saving=True)
