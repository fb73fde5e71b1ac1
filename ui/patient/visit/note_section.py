"""The clinician's note: template, macros, diagnoses; what is signed, and what is added to it."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.billing.charges.queries import fee_schedule
from app.billing.charges.views import Fee
from app.chart.notes.actions import CosignNote, SaveNote, cosign_note, save_note
from app.chart.notes.queries import note_texts, notes_of_visit
from app.chart.notes.views import NoteStart, NoteState, NoteTexts, NoteView, SavedNote
from app.chart.problems.queries import problems
from app.chart.problems.views import ProblemView
from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import Id, new_id
from app.frontdesk.note_beginning import note_start
from app.people.queries import patient_banner
from app.people.views import PatientBanner
from app.practice.queries import my_provider, providers
from app.practice.views import ProviderView
from app.visits.queries import row_of_visit
from app.visits.views import VisitRow
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import day_text
from ui.common.form import Form
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.search_field import Choice as Found
from ui.patient.visit.chart_fields import diagnosis_search
from ui.patient.visit.entries import EntryLine, EntryList
from ui.patient.visit.macro_panel import MacroPanel
from ui.patient.visit.note_editor import NoteEditor
from ui.patient.visit.note_merge import merged, replace_lines
from ui.patient.visit.note_signing import NoteSigning
from ui.patient.visit.private_field import PrivateField
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.sign_panel import Diagnosis
from ui.patient.visit.signed_card import ADDENDUM_KEY, AddendumPanel, SignedCard
from ui.patient.visit.visit_words import said, spoken_name, words


class NoteSection(VisitSection):
    """Writes one's own note; shows those of others and what is signed."""

    watches: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.NOTE, Kind.PROBLEM, Kind.VISIT, Kind.HISTORY, Kind.OBSERVATION, Kind.ORDER, Kind.RESULT}
    )

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Note"), "visit_note", parent)
        self.may_write = at.may(Permission.WRITE_NOTE)
        self.mine: NoteView | None = None
        self.note_id: Id | None = None
        self.version = 0
        self.start: NoteStart | None = None
        self._filled: NoteStart | None = None
        self.signing = NoteSigning(self)
        self.problems: tuple[ProblemView, ...] = ()
        self.diagnoses: list[Diagnosis] = []
        self.fees: tuple[Fee, ...] = ()
        self.signed: tuple[NoteView, ...] = ()
        self.provider: ProviderView | None = None
        self.cosigners: tuple[tuple[str, str], ...] = ()
        self.row: VisitRow | None = None
        self.who = ""  # name and birth date, for the panel that signs
        self._first = True
        self._signed = Column(space=12)
        self.column.addLayout(self._signed)
        self._build_editor()
        self.nothing = Label(words("No note is signed yet."), "body", "third")
        self.column.addWidget(self.nothing)
        self.column.addStretch(0)

    def _build_editor(self) -> None:
        self.card = Card(words("Note"), space=10)
        self.about = Label("", "label", "third", elide=True)
        self.card.head.insertWidget(1, self.about, 1)
        self.form = Form(self)
        self.editor = self.form.add(NoteEditor())
        self.search = diagnosis_search("diagnosis", words("Diagnosis"), self.desk, free=False, billable=True)
        self.private = self.form.add(PrivateField(self.at))
        self.list = EntryList()
        self.macro_button = secondary(words("Macros"), name="macros")
        self.save_button = secondary(words("Keep, sign later"), name="save_note")
        self.sign_button = primary(words("Sign…"), name="open_sign")
        row = Row()
        row.addWidget(self.private)
        row.addStretch(1)
        row.addWidget(self.macro_button)
        row.addWidget(self.save_button)
        row.addWidget(self.sign_button)
        self.card.add(self.editor, self.search, self.list, row)
        self.card.body.setStretchFactor(self.editor, 1)
        self.column.addWidget(self.card, 1)
        self.keeper = DraftKeeper(self.desk, self.form, "visit.note", str(self.at.visit_id))
        self.setFocusProxy(self.editor)
        self.search.chosen.connect(self._add_found)
        self.list.acted.connect(self._act_on_diagnosis)
        self.save_button.clicked.connect(lambda: self.save())
        self.sign_button.clicked.connect(self.signing.open)
        self.macro_button.clicked.connect(self.open_macros)
        self.keys.add("Ctrl+S", words("Keep, sign later"), lambda: self.save(), button=self.save_button)
        self.keys.add("Ctrl+Return", words("Sign…"), self.signing.open, button=self.sign_button)
        self.keys.add("Ctrl+Shift+M", words("Macros"), self.open_macros, button=self.macro_button)
        self.keys.add(ADDENDUM_KEY, words("Addendum to the signed note"), self.open_last_addendum)
        self.keys.describe("Tab", words("Put the text of a .macro in its place"))

    # -- showing -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        if self.may_write:
            day = self.at.today()
            self.desk.ask(note_texts, done=self._show_texts, owner=self)
            self.desk.ask(note_start, self.at.visit_id, done=self._show_start, owner=self)
            self.desk.ask(fee_schedule, day, done=lambda found: setattr(self, "fees", found), owner=self)
            self.desk.ask(my_provider, done=lambda found: setattr(self, "provider", found), owner=self)
            self.desk.ask(providers, done=self._show_cosigners, owner=self)
            self.desk.ask(problems, self.at.patient_id, done=self._show_problems, owner=self)
            self.desk.ask(row_of_visit, self.at.visit_id, done=self._show_row, owner=self)
            self.desk.ask(patient_banner, self.at.patient_id, done=self._show_patient, owner=self)
        self.desk.ask(notes_of_visit, self.at.visit_id, done=self._show, owner=self)

    def _show_texts(self, texts: NoteTexts) -> None:
        self.editor.macros = texts.macros

    def _show_start(self, start: NoteStart) -> None:
        self.start = start
        self.editor.headings = frozenset(block.heading for block in start.blocks if block.heading)

    def _show_patient(self, banner: PatientBanner) -> None:
        born = day_text(banner.birth_date) if banner.birth_date else banner.birth_date_known
        name = spoken_name(banner.name)
        self.who = said("{name}, born {day}", name=name, day=born) if born else name

    def _show_row(self, row: VisitRow | None) -> None:
        self.row = row

    def _show_problems(self, found: tuple[ProblemView, ...]) -> None:
        self.problems = tuple(one for one in found if one.status == "active" and one.icd10)
        self._show_diagnoses()

    def _show_cosigners(self, found: tuple[ProviderView, ...]) -> None:
        others = [one for one in found if one.account_id and one.account_id != self.at.account_id]
        self.cosigners = tuple(
            (str(one.account_id), one.short_name) for one in others if one.kind in ("physician", "np_pa")
        )

    def _show(self, notes: tuple[NoteView, ...]) -> None:
        signed = [one for one in notes if one.state is not NoteState.UNSIGNED]
        focused = QApplication.focusWidget() or self
        had = focused is self or self.isAncestorOf(focused) or focused.isAncestorOf(self)
        while (item := self._signed.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.signed = tuple(signed)
        for one in signed:
            self._signed.addWidget(SignedCard(self.at, one, self.cosign, self.open_addendum))
        self.mine = next((one for one in notes if one.state is NoteState.UNSIGNED), None)
        writing = self.may_write and (self.mine is not None or not signed)
        self._hold_focus(writing, had)
        self.card.setVisible(writing)
        self.nothing.setVisible(not writing and not signed)
        if writing:
            self._show_mine()

    def _hold_focus(self, writing: bool, had: bool) -> None:
        """Let the keys of a signed note work at once: there is no text to stand in any more."""
        if writing:
            self.setFocusProxy(self.editor)
            return
        last = self._signed.itemAt(self._signed.count() - 1)
        card = last.widget() if last is not None else None
        self.setFocusProxy(card.addendum if isinstance(card, SignedCard) and self.may_write else self.nothing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if had and self.isVisible():
            QTimer.singleShot(0, self, self.setFocus)  # the new card is not in sight before that

    def _show_mine(self) -> None:
        """Show one's unsigned note, else its template; what is being typed stays."""
        if self.mine is not None:
            self.note_id, self.version = self.mine.id, self.mine.version
            self.about.setText(said("{title}, not signed", title=self.mine.title))
        elif self.start is not None:
            self.about.setText(self.start.title)
        if not self.form.dirty:
            text = self.mine.text if self.mine is not None else (self.start.text if self.start else "")
            private = bool(self.mine and self.mine.private_from_guardian)
            self._put_text(text, private)
            self._filled = self.start if self.mine is None else None
        if self._first:
            self._first = False
            self.keeper.bring_back()
        self._fill_in()

    def _put_text(self, text: str, private: bool) -> None:
        """Show a text, the cursor where one writes; one that is shown already keeps its cursor."""
        if (
            text.strip() == self.editor.area.toPlainText().strip()
        ):  # what is kept has no empty lines around it
            self.form.set_values({"private_from_guardian": private})
            return
        self.form.set_values({"text": text, "private_from_guardian": private})
        self.editor.place_cursor()

    def _fill_in(self) -> None:
        """Bring what was found since into the text; what somebody wrote stays."""
        if self.start is None or self._filled == self.start:
            return
        area = self.editor.area
        text = merged(area.toPlainText(), self._filled, self.start)
        self._filled = self.start
        if text != area.toPlainText():
            replace_lines(area, text)

    # -- diagnoses -----------------------------------------------------------------------------------------

    def _add_found(self, found: Found) -> None:
        self.add_diagnosis(str(found.id), found.text)
        self.search.set_value(None)
        self.search.setFocus()

    def add_diagnosis(self, code: str, title: str) -> None:
        """Put a diagnosis on the list of this visit; a second time changes nothing."""
        if all(one.code != code for one in self.diagnoses):
            self.diagnoses.append(Diagnosis(code, title))
            self._show_diagnoses()

    def _act_on_diagnosis(self, entry: object, act: str) -> None:
        code = str(entry)
        if act == "remove":
            self.diagnoses = [one for one in self.diagnoses if one.code != code]
            self._show_diagnoses()
            return
        known = next((one for one in self.problems if one.icd10 == code), None)
        if known is not None:
            self.add_diagnosis(code, known.problem)

    def _show_diagnoses(self) -> None:
        chosen = [
            EntryLine(one.code, f"{number}. {one.title} ({one.code})", acts=(("remove", words("Remove")),))
            for number, one in enumerate(self.diagnoses, 1)
        ]
        taken = {one.code for one in self.diagnoses}
        offered = [
            EntryLine(one.icd10, f"{one.problem} ({one.icd10})", words("from the problem list"), None,
                      (("use", words("Use")),))
            for one in self.problems
            if one.icd10 not in taken
        ]  # fmt: skip
        self.list.show_lines([*chosen, *offered])

    def candidates(self) -> tuple[Diagnosis, ...]:
        """Return the diagnoses of the visit, then those of the problem list."""
        taken = {one.code for one in self.diagnoses}
        known = [Diagnosis(one.icd10, one.problem) for one in self.problems if one.icd10 not in taken]
        return (*self.diagnoses, *known)

    def written(self) -> bool:
        """Say whether the text holds a line that the visit did not bring by itself."""
        given = {line.strip() for line in (self.start.text if self.start is not None else "").splitlines()}
        lines = self.editor.area.toPlainText().splitlines()
        return any(line.strip() and line.strip() not in given for line in lines)

    def unsaved(self) -> tuple[str, ...]:
        """Return nothing: a note keeps itself while it is written, and an unsigned one is asked about."""
        return ()

    # -- keeping and signing -------------------------------------------------------------------------------

    def save(self, then: Any = None) -> None:
        """Keep the text as a version of the note, then go on with `then`."""
        values = self.form.collect()
        if values is None:
            return
        command = SaveNote(
            command_id=new_id(),
            visit_id=self.at.visit_id,
            note_id=self.note_id,
            version=self.version,
            template=self.start.template if self.start and self.note_id is None else "",
            title=self.start.title if self.start and self.note_id is None else "",
            text=values["text"] or "",
            private_from_guardian=values["private_from_guardian"],
        )

        def saved(result: SavedNote) -> None:
            self.note_id, self.version = result.id, result.version
            self.keeper.finish()
            if then is not None:
                then()
            else:
                self.say(words("Note kept. It is not signed yet."))
                self.refresh()

        self.do(save_note, command, saved, self.form)

    def cosign(self, note: NoteView) -> None:
        """Sign with the author, as was asked."""
        command = CosignNote(command_id=new_id(), note_id=note.id, version=note.version)

        def done(_result: None) -> None:
            self.say(words("Note co-signed."))
            self.refresh()

        self.do(cosign_note, command, done)

    def open_macros(self) -> None:
        """Show the practice's macros beside the text; one that is chosen goes to the cursor."""
        if not self.card.isVisibleTo(self):
            return
        panel = MacroPanel(self.editor.macros)
        panel.chosen.connect(self._put_macro)
        panel.left.connect(lambda: self.beside.emit(None))
        self.beside.emit(panel)

    def _put_macro(self, text: str) -> None:
        self.beside.emit(None)
        self.editor.put(text)
        self.editor.area.setFocus()

    def open_last_addendum(self) -> None:
        """Add to the note that was signed last."""
        if self.signed and self.may_write:
            self.open_addendum(self.signed[-1])

    def open_addendum(self, note: NoteView) -> None:
        """Open the panel for what is added to a signed note; its signer may choose the level there."""
        mine = note.author_id is not None and note.author_id == self.at.account_id
        levels = self.signing.all_levels() if mine and self.at.may(Permission.SIGN_NOTE) else ()
        panel = AddendumPanel(self.at, note, levels, [one.code for one in self.candidates()])
        panel.finished.connect(self.say)
        panel.finished.connect(lambda _said: self.beside.emit(None))
        panel.finished.connect(lambda _said: self.refresh())
        panel.left.connect(lambda: self.beside.emit(None))
        self.beside.emit(panel)
        panel.bring_back()
