"""Handouts: the library, its review by clinicians of the practice, printing for a patient or the rack."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.core.changes import Kind
from app.core.ids import Id
from app.documents.actions import ApproveText, approve_text
from app.documents.papers import PaperKind, PrintedSheet, Sheet, draw
from app.documents.queries import paper_patient, standing_texts
from app.documents.standing_texts import SUMMARY
from app.documents.texts_views import PaperPatient, StandingText
from app.people.finding import find_patients
from app.people.views import PatientLine
from ui.common.button import primary, secondary
from ui.common.card import Card, PageHead
from ui.common.chip import Chip, ChipText
from ui.common.desk import Desk
from ui.common.fields import CheckField, TextField, day_text
from ui.common.layout import Column, Row
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.paper_handouts import key_of, reviewed_words
from ui.common.paper_panel import LANGUAGES
from ui.common.paper_wanted import PaperWanted
from ui.common.paper_words import language_words
from ui.common.pdf_preview import PdfPreview
from ui.common.plain_text import Label
from ui.common.printing import Printers
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.screen import Screen
from ui.common.search_field import Choice, Deliver, SearchField
from ui.common.search_record import SearchRecord
from ui.common.segmented import Segmented
from ui.theme.tokens import Tone

_NO_PRINTERS = Printers((), "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("HandoutsScreen", text)


def title_of(one: StandingText) -> str:
    """Return the name of a text in the list."""
    return _tr("After-visit summary: its fixed words") if one.text == SUMMARY else one.title


def handouts_model(parent: QWidget | None = None) -> RecordTableModel[StandingText]:
    """Return the model of the library: title, grade, who reviewed it."""
    columns: list[TableColumn[StandingText]] = [
        TableColumn("title", _tr("Handout"), title_of, strong=lambda _one: True, width=220, stretch=1),
        TableColumn(
            "grade", _tr("Grade"), lambda one: one.grade or "—", width=64, numeric=True, optional=True
        ),
        TableColumn(
            "review",
            _tr("Review"),
            reviewed_words,
            tone=lambda one: "second" if one.reviewed_by else "warning",
            width=130,
            stretch=1,
        ),
    ]
    return RecordTableModel(columns, key=lambda one: one.text, parent=parent)


class HandoutsScreen(Screen):
    """The library of handouts. `papers_wanted` gives a list of PaperWanted that somebody wants to print.

    `may_approve` says whether the person is a clinician who may put their name to a text.
    """

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.DOCUMENT})
    papers_wanted = Signal(object)

    def __init__(self, desk: Desk, *, may_approve: bool, parent: QWidget | None = None) -> None:
        super().__init__(desk, self.tr("Handouts"), "handouts", parent)
        self.searches = SearchRecord(desk, self)
        self._may_approve = may_approve
        self._texts: tuple[StandingText, ...] = ()
        self._patient: PaperPatient | None = None
        self._asked = 0
        self._build()
        self.keys.add("/", self.tr("Find a handout"), self.search.line.setFocus)
        self.keys.add("F2", self.tr("Choose the patient"), self.patient.line.setFocus)
        self.keys.add("Ctrl+Return", self.tr("Print for the patient"), self.give, button=self.give_button)
        self.keys.add("F8", self.tr("Large print"), self._toggle_large)

    def _build(self) -> None:
        column = Column(self, space=12, margins=(20, 16, 20, 16))
        self.head = PageHead(self.tr("Handouts"), "")
        self.language = Segmented(
            [(one, language_words(one)) for one in LANGUAGES], "en", label=self.tr("Language")
        )
        self.large = CheckField("large_print", self.tr("Large print"))
        self.head.add_beside_title(self.language)
        self.head.add_button(self.large)
        column.addWidget(self.head)
        row = Row(space=12)
        row.addWidget(self._library(), 1)
        row.addWidget(self._reader(), 1)
        column.addLayout(row, 1)
        self.language.changed.connect(lambda _language: self._show_language())
        self.large.edited.connect(self._show_text)

    def _library(self) -> Card:
        card = Card(flush=True)
        inside = Column(space=0, margins=(12, 12, 12, 10))
        self.search = TextField("search", "", placeholder=self.tr("Flu, blood pressure, back"))
        self.search.line.setAccessibleName(self.tr("Find a handout"))
        inside.addWidget(self.search)
        self.table = RecordTable(handouts_model(self), name="handouts", label=self.tr("Handouts"))
        card.add(inside, self.table)
        card.body.setStretchFactor(self.table, 1)
        self.search.edited.connect(self._search)
        self.table.selected.connect(lambda _one: self._show_text())
        self.table.opened.connect(lambda _one: self.give())
        return card

    def _reader(self) -> Card:
        card = Card(flush=True)
        self.preview = PdfPreview(self.desk, self.tr("The handout"), printers=lambda: _NO_PRINTERS)
        self.preview.head.hide()
        card.add(self.preview)
        card.body.setStretchFactor(self.preview, 1)
        card.add(self._footer())
        return card

    def _footer(self) -> Column:
        footer = Column(space=10, margins=(16, 12, 16, 14))
        self.review = Chip(ChipText(self.tr("Not yet reviewed"), Tone.WARNING, "triangle-alert"))
        self.review_note = Label("", "label", "second", wrap=True)
        self.approve_button = secondary(self.tr("Approve this text"), icon="check", name="approve_text")
        self.approve_button.hide()
        review = Row(space=10)
        review.addWidget(self.review)
        review.addWidget(self.review_note, 1)
        review.addWidget(self.approve_button)
        self.patient = SearchField(
            "patient_id", self.tr("For"), self._find, placeholder=self.tr("Patient: name, birth date")
        )
        self.give_button = primary(self.tr("Print for the patient"), icon="printer", name="give_handout")
        self.rack_button = secondary(self.tr("Print for the waiting room"), name="print_for_rack")
        give = Row(space=10)
        give.addStretch(1)
        give.addWidget(self.rack_button)
        give.addWidget(self.give_button)
        footer.addLayout(review)
        footer.addWidget(self.patient)
        footer.addLayout(give)
        self.approve_button.clicked.connect(self.approve)
        self.give_button.clicked.connect(self.give)
        self.rack_button.clicked.connect(self.print_for_rack)
        self.patient.chosen.connect(self._choose_patient)
        self.patient.line.textEdited.connect(self._patient_typed)
        return footer

    # -- the library ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the texts and who reviewed them."""
        self.desk.ask(standing_texts, done=self._show, owner=self)

    def open_place(self, place: Go) -> None:
        """Print for this patient, if one was named."""
        if place.record is not None:
            self.desk.ask(paper_patient, place.record, done=self._take_patient, owner=self)

    def _show(self, texts: tuple[StandingText, ...]) -> None:
        self._texts = texts
        self._show_language()

    def _show_language(self) -> None:
        language = self.language.value() or "en"
        shown = [one for one in self._texts if one.language == language]
        handouts = sorted((one for one in shown if one.text != SUMMARY), key=lambda one: one.title)
        rows = [*handouts, *(one for one in shown if one.text == SUMMARY)]
        self.table.records.set_records(rows)
        open_texts = sum(1 for one in rows if not one.reviewed_by)
        all_done = self.tr("Every text is reviewed by a clinician of the practice")
        self.head.detail.setText(
            self.tr("%n text(s) not yet reviewed", "", open_texts) if open_texts else all_done
        )
        if self.table.selected_record() is None:
            self.table.select_first()
        self._show_text()

    def _search(self) -> None:
        self.table.set_filter(self.search.text())
        if self.table.selected_record() is None:
            self.table.select_first()

    def _wanted(self, patient: PaperPatient | None) -> PaperWanted | None:
        one = self.table.selected_record()
        if one is None:
            return None
        language, large = one.language, bool(self.large.value())
        if one.text == SUMMARY:
            return PaperWanted(PaperKind.AFTER_VISIT_SUMMARY, language=language)
        who = patient.patient_id if patient is not None else None
        return PaperWanted(PaperKind.HANDOUT, who, None, key_of(one), language, large_print=large)

    def _show_text(self) -> None:
        """Show the page of the selected text as nobody's: to read the library is not to read a chart."""
        wanted = self._wanted(None)
        self._name_acts()
        if wanted is None:
            return
        self._asked += 1
        number = self._asked

        def told(sheet: Sheet) -> None:
            self.desk.work_on_pool(draw, sheet, done=drawn, owner=self)

        def drawn(printed: PrintedSheet) -> None:
            if number == self._asked:
                self.preview.show_pdf(printed.pdf)

        query, args = wanted.question()
        self.desk.ask(query, *args, done=told, owner=self)

    def _name_acts(self) -> None:
        one = self.table.selected_record()
        handout = one is not None and one.text != SUMMARY
        self.give_button.setEnabled(handout and self._patient is not None)
        self.rack_button.setEnabled(handout)
        reviewed = one is not None and bool(one.reviewed_by)
        words = reviewed_words(one) if one is not None else ""
        tone, icon = (Tone.ACCENT, "check") if reviewed else (Tone.WARNING, "triangle-alert")
        self.review.set_content(ChipText(words, tone, icon))
        self.review.setVisible(one is not None)
        if reviewed and one is not None and one.reviewed_on is not None:
            on = self.tr("on {day}; in these words").replace("{day}", day_text(one.reviewed_on))
            self.review_note.setText(on)
        else:
            self.review_note.setText(self.tr("Its paper says so until a clinician has approved it by name."))
        self.approve_button.setVisible(self._may_approve and one is not None and not reviewed)

    # -- acts -----------------------------------------------------------------------------------------------

    def approve(self) -> None:
        """Put the clinician's name to the text that is shown, word for word."""
        one = self.table.selected_record()
        if one is None or not self._may_approve:
            return
        command = ApproveText(text=one.text, language=one.language, sha256=one.sha256)
        self.desk.do(approve_text, command, done=lambda _none: self._approved(one), owner=self)

    def _approved(self, one: StandingText) -> None:
        words = self.tr("{title} carries your name from now on").replace("{title}", title_of(one))
        self.said.emit(Said(words))
        self.refresh()

    def give(self) -> None:
        """Print the handout for the chosen patient."""
        if self._patient is None:
            self.patient.line.setFocus()
            return
        wanted = self._wanted(self._patient)
        if wanted is not None and wanted.kind is PaperKind.HANDOUT:
            self.papers_wanted.emit([wanted])

    def print_for_rack(self) -> None:
        """Print the handout without a name."""
        wanted = self._wanted(None)
        if wanted is not None and wanted.kind is PaperKind.HANDOUT:
            self.papers_wanted.emit([wanted])

    def _toggle_large(self) -> None:
        self.large.set_value(not self.large.value())
        self._show_text()

    def _find(self, text: str, deliver: Deliver) -> None:
        def found(lines: tuple[PatientLine, ...]) -> None:
            self.searches.found(text, len(lines))
            deliver([_choice(line) for line in lines])

        self.desk.ask(find_patients, text, done=found, owner=self)

    def _patient_typed(self, _text: str) -> None:
        """Forget the patient as soon as another name is being typed: the one before gets nothing."""
        self._patient = None
        self._name_acts()

    def _choose_patient(self, choice: Choice) -> None:
        def told(patient: PaperPatient) -> None:
            if self.patient.value() == patient.patient_id:
                self._take_patient(patient)

        self.searches.opened(Id(str(choice.id)))
        self.desk.ask(paper_patient, Id(str(choice.id)), done=told, owner=self)

    def _take_patient(self, patient: PaperPatient) -> None:
        """Take the patient's language, where the library has it."""
        self._patient = patient
        born = day_text(patient.birth_date) if patient.birth_date else ""
        self.patient.set_value(Choice(patient.patient_id, patient.name, " · ".join((born, patient.mrn))))
        self.language.set_value(patient.paper_language)
        self._show_language()


def _choice(line: PatientLine) -> Choice:
    born = day_text(line.birth_date) if line.birth_date else ""
    return Choice(line.id, line.name, " · ".join(part for part in (born, line.sex, line.mrn) if part))
