"""Papers before they go out: seen page by page, in the language wanted, printed or saved in one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import NotPermitted
from app.documents.papers import PrintedSheet, Sheet, draw
from app.documents.queries import paper_patient
from app.documents.texts_views import PaperPatient
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.fields import CheckField, ChoiceField, SegmentedField, day_text
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, rule, scrolled
from ui.common.paper_list import PaperLine, PaperList
from ui.common.paper_output import (
    PaperOutcome,
    PaperOutput,
    PaperRun,
    Send,
    file_name_of,
    free_paths,
    save_to,
)
from ui.common.paper_wanted import PaperWanted
from ui.common.paper_words import (
    language_words,
    no_printer_words,
    paper_words,
    remade_words,
    saved_words,
    sent_words,
    trouble_words,
)
from ui.common.pdf_preview import PdfPreview
from ui.common.plain_text import Label
from ui.common.printing import Printers
from ui.common.progress_panel import ProgressPanel
from ui.common.words import words_for_all
from ui.theme.theme import theme

LANGUAGES = ("en", "es")
SIDE = 296
_NO_PRINTERS = Printers((), "")


def _not_permitted(error: Exception) -> bool:
    return isinstance(error, NotPermitted)


class PaperPanel(Card):
    """Shows papers and sends them out: for an Overlay, about 1,080 design pixels wide.

    `said` gives words for the message strip when papers are out (or saved); `finished` the PaperOutcome of a
    run in which all went well; `left` that the person wants back. Call `open` once it is in sight.
    """

    said = Signal(str)
    finished = Signal(object)
    left = Signal()

    def __init__(
        self,
        desk: Desk,
        papers: Sequence[PaperWanted],
        *,
        output: PaperOutput | None = None,
        title: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(flush=True, parent=parent)
        self._desk, self.papers = desk, tuple(papers)
        self.output = output or PaperOutput()
        self._printers: Printers | None = None
        self._shown: dict[PaperWanted, PrintedSheet] = {}
        self._run: PaperRun | None = None
        self._saving = False
        self._told_of = False
        self.keys = KeyList(self, self.tr("Papers"))
        self.setAccessibleName(self.tr("Papers"))
        self._build(title)
        self.keys.add("Return", self.tr("Print"), self.print, button=self.print_button)
        self.keys.add("Enter", self.tr("Print"), self.print, button=self.print_button)
        self.keys.add("Ctrl+S", self.tr("Save as PDF"), self.save, button=self.save_button)
        self.keys.add("Esc", self.tr("Leave the papers"), self._leave)
        self.print_button.show_keys("Return")

    # -- what is seen ---------------------------------------------------------------------------------------

    def _build(self, title: str) -> None:
        whole = Row(space=0)
        self.body.addLayout(whole, 1)
        side = QWidget()
        side.setFixedWidth(theme().px(SIDE))
        self._side = side
        theme().changed.connect(self._rescale)
        column = Column(side, space=0)
        inside = QWidget()
        self._fields(Column(inside, space=10, margins=(16, 14, 16, 8)), title)
        column.addWidget(scrolled(inside), 1)
        column.addLayout(self._footer())
        whole.addWidget(side)
        whole.addWidget(rule(vertical=True))
        self.preview = PdfPreview(self._desk, self.tr("The paper"), printers=lambda: _NO_PRINTERS)
        self.preview.head.hide()
        whole.addWidget(self.preview, 1)

    def _fields(self, column: Column, title: str) -> None:
        self.title = Label(title or self.tr("Print"), "heading", wrap=True)
        self.about = Label("", "body", "second", wrap=True)
        self.list = PaperList()
        self.language = SegmentedField(
            "language", self.tr("Language"), [(one, language_words(one)) for one in LANGUAGES], stretch=False
        )
        self.language_note = Label("", "label", "warning", wrap=True)
        self.private = CheckField("include_private", self.tr("Include private items"))
        self.private_note = Label("", "label", "second", wrap=True)
        self.large = CheckField("large_print", self.tr("Large print handouts"))
        self.printer = ChoiceField(
            "printer", self.tr("Printer"), [], none_words=self.tr("Looking for printers")
        )
        self.findings = Label("", "label", "warning", wrap=True)
        self.trouble = Label("", "body", "danger", wrap=True)
        parts: tuple[QWidget, ...] = (self.title, self.about, self.list, self.language, self.language_note)
        for part in (*parts, self.private, self.private_note, self.large, self.printer, self.findings):
            column.addWidget(part)
        column.addStretch(1)
        for hidden in (self.language_note, self.findings, self.trouble):
            hidden.hide()
        self.language.setVisible(any(one.has_languages for one in self.papers))
        for private_part in (self.private, self.private_note):
            private_part.setVisible(any(one.may_hold_private for one in self.papers))
        self.large.setVisible(any(one.has_large_print for one in self.papers))
        self._name_private()
        self.list.reached.connect(lambda _place: self._show_current())
        self.list.changed.connect(self._name_the_act)
        self.language.edited.connect(self._chosen)
        self.private.edited.connect(self._chosen)
        self.large.edited.connect(self._chosen)
        self.printer.edited.connect(self._name_the_act)

    def _footer(self) -> Column:
        footer = Column(space=10, margins=(16, 8, 16, 16))
        self.progress = Column(space=0)
        footer.addWidget(self.trouble)
        footer.addLayout(self.progress)
        self.print_button = primary("", icon="printer", tall=True, name="print_papers")
        self.save_button = secondary(self.tr("Save as PDF"), icon="file-text", name="save_papers")
        self.close_button = secondary(self.tr("Close"), name="close_papers")
        buttons = Row(space=8)
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.close_button)
        footer.addWidget(self.print_button)
        footer.addLayout(buttons)
        self.print_button.clicked.connect(self.print)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self._leave)
        return footer

    def _rescale(self) -> None:
        self._side.setFixedWidth(theme().px(SIDE))

    def sizeHint(self) -> QSize:
        """Ask for all the height there is: a page is tall."""
        return QSize(theme().px(1080), theme().px(1600))

    def open(self, trouble: str = "") -> None:
        """Ask for the first paper and for the printers; `trouble` tells what went wrong before."""
        self.list.set_lines([PaperLine(paper_words(one.kind, one.subject)) for one in self.papers])
        self._tell_trouble(trouble)
        self._name_the_act()
        self.list.show_place(0)
        if self.list.rows:
            self.list.rows[0].setFocus(Qt.FocusReason.OtherFocusReason)
        for place in range(1, len(self.papers)):
            self._ask(place)
        self._desk.work_on_pool(self.output.find, done=self._show_printers, owner=self)

    def wanted(self, place: int) -> PaperWanted:
        """Return a paper with the language and the rest as they are chosen now."""
        paper = self.papers[place]
        language = self.language.value() or paper.language
        private, large = bool(self.private.value()), bool(self.large.value()) or paper.large_print
        return paper.chosen(language, private=private, large=large)

    def shown(self, place: int) -> PrintedSheet | None:
        """Return a paper as it was drawn for the choices of now."""
        return self._shown.get(self.wanted(place))

    def _ask(self, place: int) -> None:
        wanted = self.wanted(place)
        query, args = wanted.question()
        self._desk.ask(query, *args, done=partial(self._told, place, wanted), owner=self)

    def _told(self, place: int, wanted: PaperWanted, sheet: Sheet) -> None:
        if sheet.patient_id is not None and not self._told_of:
            self._told_of = True
            known = sheet.patient_id  # an auditor prints from the record and looks up no patient
            self._desk.ask(paper_patient, known, done=self._show_patient, failed=_not_permitted, owner=self)
        if self.language.value() is None and wanted.has_languages:
            self.language.set_value(sheet.language)
        done = partial(self._drawn, place, wanted)
        self._desk.work_on_pool(draw, sheet, done=done, owner=self)

    def _drawn(self, place: int, wanted: PaperWanted, printed: PrintedSheet) -> None:
        self._shown[wanted] = self._shown[self.wanted(place)] = printed
        sheet = printed.sheet
        words = paper_words(sheet.kind, sheet.subject, sheet.title)
        pages = self.tr("%n page(s)", "", printed.pages)
        parts = [pages, language_words(sheet.language)] if wanted.has_languages else [pages]
        self.list.set_detail(place, PaperLine(words, " · ".join(parts)))
        if place == self.list.current:
            self._put_in_sight(printed)

    def _show_current(self) -> None:
        drawn = self.shown(self.list.current)
        if drawn is None:
            self._ask(self.list.current)
        else:
            self._put_in_sight(drawn)

    def _put_in_sight(self, printed: PrintedSheet) -> None:
        self.preview.show_pdf(printed.pdf)
        self.preview.view.setAccessibleName(self.list.rows[self.list.current].line.text)
        self.findings.setText(words_for_all(printed.findings))
        self.findings.setVisible(bool(printed.findings))

    def _show_patient(self, patient: PaperPatient) -> None:
        born = day_text(patient.birth_date) if patient.birth_date else self.tr("birth date not known")
        self.title.setText(patient.name)
        self.about.setText(
            self.tr("{born} · MRN {mrn}").replace("{born}", born).replace("{mrn}", patient.mrn)
        )
        own = patient.language.split("-")[0]
        if own not in ("", *LANGUAGES) and self.language.isVisibleTo(self):
            words = self.tr("There are no papers in {language} yet. Go through this one with an interpreter.")
            self.language_note.setText(words.replace("{language}", patient.language_name))
            self.language_note.show()
        if patient.minor and not self.private.value():
            self._name_private(minor=True)

    def _name_private(self, minor: bool = False) -> None:
        if self.private.value():
            words = self.tr("The paper holds private items and says so. Give it to the patient only.")
        elif minor:
            words = self.tr("A guardian may read this: what is marked private is left off.")
        else:
            words = self.tr("What is marked private from guardian or subscriber is left off.")
        self.private_note.setText(words)
        self.private_note.set_tone("warning" if self.private.value() else "second")

    def _chosen(self) -> None:
        """Draw every paper anew where a choice changed it."""
        self._name_private()
        for place in range(len(self.papers)):
            if self.shown(place) is None:
                self._ask(place)
        if self.shown(self.list.current) is not None:
            self._show_current()

    # -- printers -------------------------------------------------------------------------------------------

    def _show_printers(self, found: Printers) -> None:
        self._printers = found
        none = self.tr("Choose a printer") if found.names else self.tr("No printer on this PC")
        self.printer.set_choices([(name, name) for name in found.names])
        self.printer.list.setItemText(0, none)
        self.printer.set_value(self.output.printer_for(self.papers[0].kind, found) or None)
        if not found.names and self.trouble.isHidden():
            self._tell_trouble(no_printer_words())
        self._name_the_act()

    def _name_the_act(self) -> None:
        count = len(self.list.chosen())
        many = len(self.papers) > 1
        self.print_button.setText(self.tr("Print %n paper(s)", "", count) if many else self.tr("Print"))
        idle = self._run is None and count > 0
        self.print_button.setEnabled(idle and self.printer.value() is not None)
        self.save_button.setEnabled(idle)

    def _tell_trouble(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    # -- acts -----------------------------------------------------------------------------------------------

    def print(self) -> None:
        """Print every chosen paper, in order, as it is in the record now."""
        name = self.printer.value()
        if name is None or self._run is not None:
            return
        for place in self.list.chosen():
            self.output.remember(self.papers[place].kind, name)
        send = self.output.send
        self._start(lambda _wanted: lambda printed, progress: send(printed, name, progress), saving=False)

    def save(self) -> None:
        """Save every chosen paper as PDF: one under a name, several in a folder."""
        drawn = [self.shown(place) for place in self.list.chosen()]
        ready = [one for one in drawn if one is not None]
        if self._run is not None or not ready or len(ready) < len(drawn):
            return
        if len(ready) == 1:
            chosen = self.output.ask_file(self, file_name_of(ready[0]))
            paths = [Path(chosen)]
        else:
            chosen = self.output.ask_folder(self)
            paths = free_paths(Path(chosen), ready)
        if chosen:
            out = save_to(paths)
            self._start(lambda _wanted: out, saving=True)

    def _start(self, send: Callable[[PaperWanted], Send], *, saving: bool) -> None:
        papers = [self.wanted(place) for place in self.list.chosen()]
        self._saving = saving
        self._tell_trouble("")
        run = PaperRun(self._desk, papers, send, self._shown, self)
        self._run = run
        words = self.tr("Saving") if saving else self.tr("Printing")
        panel = ProgressPanel(words)
        panel.cancelled.connect(run.progress.cancel)
        self.progress.addWidget(panel)
        run.over.connect(partial(self._over, panel))
        self._name_the_act()
        run.start()

    def _over(self, panel: ProgressPanel, outcome: PaperOutcome) -> None:
        panel.finish()
        panel.deleteLater()
        self._run = None
        if outcome.error is None:
            self._all_out(outcome)
        else:
            total = len(self.list.chosen())
            self.list.keep(self.list.chosen()[len(outcome.out) :])
            self._tell_trouble(trouble_words(outcome.error, len(outcome.out), total))
        self._name_the_act()

    def _all_out(self, outcome: PaperOutcome) -> None:
        words = saved_words(len(outcome.out)) if self._saving else sent_words(len(outcome.out), outcome.pages)
        self.said.emit(f"{words}. {remade_words()}" if outcome.remade and not self._saving else words)
        self.finished.emit(outcome)

    def _leave(self) -> None:
        if self._run is None:
            self.left.emit()
