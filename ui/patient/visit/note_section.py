"""The clinician's note: template, macros, diagnoses, signature, addendum, co-signature."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from app.billing.charges.queries import fee_schedule
from app.billing.charges.views import Fee
from app.chart.notes.actions import (
    AddAddendum,
    CosignNote,
    SaveNote,
    add_addendum,
    cosign_note,
    save_note,
)
from app.chart.notes.queries import note_start, note_texts, notes_of_visit
from app.chart.notes.views import NoteStart, NoteState, NoteTexts, NoteView, SavedNote, SignedNote
from app.chart.problems.queries import problems
from app.chart.problems.views import ProblemView
from app.core.acts import Permission
from app.core.changes import Kind
from app.core.errors import RuleViolated
from app.core.ids import Id, new_id
from app.frontdesk.signing import SignAndHandOver, sign_and_hand_over
from app.practice.queries import my_provider, providers
from app.practice.views import ProviderView
from app.visits.queries import rows_of_day
from app.visits.views import VisitRow, VisitState
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.chip import Chip, ChipText
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import CheckField, TextArea, TextField
from ui.common.form import Form
from ui.common.layout import Column, Row
from ui.common.navigation import Go
from ui.common.plain_text import Label
from ui.common.search_field import Choice as Found
from ui.common.words import words_for
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_fields import diagnosis_search
from ui.patient.visit.entries import EntryLine, EntryList
from ui.patient.visit.note_editor import NoteEditor
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.sign_panel import Choice, Diagnosis, Level, SignPanel, with_keys
from ui.patient.visit.visit_words import said, words
from ui.theme.tokens import Tone

# Which codes of the fee schedule are offered first for a template; the rest is one key away.
_FIRST_DIGITS = {"new_patient": "9920", "physical": "9939", "well_child": "9939"}


class AddendumPanel(ActPanel):
    """Adds to a signed note; what was signed stays as it is."""

    def __init__(self, at: VisitAt, note: NoteView) -> None:
        super().__init__(
            at, words("Addendum"), words("Add to the note"), draft="visit.addendum", subject=str(note.id)
        )
        self.note = note
        self.put(TextArea("text", words("What is added"), lines=8), TextField("reason", words("Why")))

    def send(self, values: dict[str, Any]) -> None:
        command = AddAddendum(
            command_id=self.command_id,
            note_id=self.note.id,
            text=values["text"] or "",
            reason=values["reason"] or "",
        )
        self.do(add_addendum, command, words("Added to the note."))


class SignedCard(Card):
    """A note that can no longer change: its text, who signed it, what was added."""

    def __init__(self, section: NoteSection, note: NoteView) -> None:
        super().__init__(note.title or words("Note"), space=8)
        at = section.at
        waits = note.state is NoteState.TO_COSIGN
        chip = (
            ChipText(words("To co-sign"), Tone.WARNING) if waits else ChipText(words("Signed"), Tone.ACCENT)
        )
        self.head.addWidget(Chip(chip))
        if not note.intact:
            self.head.addWidget(Chip(ChipText(words("Text was altered"), Tone.DANGER, "triangle-alert")))
        self.add(Label(note.text, wrap=True, selectable=True))
        for signature in note.signatures:
            role = words("Signed by") if signature.role == "author" else words("Co-signed by")
            line = f"{role} {signature.name}, {at.time_words(signature.at)}"
            self.add(Label(line, "label", "second", wrap=True))
        codes = ", ".join(f"{one.display} ({one.code})" for one in note.diagnoses)
        self.add(
            Label(" · ".join(part for part in (note.level, codes) if part), "label", "second", wrap=True)
        )
        for added in note.addenda:
            head = said("Addendum, {name}, {time}", name=added.name, time=at.time_words(added.at))
            reason = f" ({added.reason})" if added.reason else ""
            self.add(Label(f"{head}{reason}", "section", "second", wrap=True), Label(added.text, wrap=True))
        row = Row()
        row.addStretch(1)
        if waits and at.may(Permission.SIGN_NOTE):
            self.cosign = primary(words("Co-sign"), name="cosign")
            self.cosign.clicked.connect(lambda: section.cosign(note))
            row.addWidget(self.cosign)
        if at.may(Permission.WRITE_NOTE):
            self.addendum = secondary(words("Addendum"), name="addendum")
            self.addendum.clicked.connect(lambda: section.open_addendum(note))
            row.addWidget(self.addendum)
        self.add(row)


class NoteSection(VisitSection):
    """Writes one's own note; shows those of others and what is signed."""

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.NOTE, Kind.PROBLEM, Kind.VISIT})

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Note"), "visit_note", parent)
        self.may_write = at.may(Permission.WRITE_NOTE)
        self.mine: NoteView | None = None
        self.note_id: Id | None = None
        self.version = 0
        self.start: NoteStart | None = None
        self.problems: tuple[ProblemView, ...] = ()
        self.diagnoses: list[Diagnosis] = []
        self.fees: tuple[Fee, ...] = ()
        self.provider: ProviderView | None = None
        self.cosigners: tuple[tuple[str, str], ...] = ()
        self.panel: SignPanel | None = None
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
        self.private = self.form.add(CheckField("private_from_guardian", words("Private from guardian")))
        self.list = EntryList()
        self.save_button = secondary(words("Keep, sign later"), name="save_note")
        self.sign_button = primary(words("Sign…"), name="open_sign")
        row = Row()
        row.addWidget(self.private)
        row.addStretch(1)
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
        self.sign_button.clicked.connect(self.open_sign)
        self.keys.add("Ctrl+S", words("Keep, sign later"), lambda: self.save(), button=self.save_button)
        self.keys.add("Ctrl+Return", words("Sign…"), self.open_sign, button=self.sign_button)
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
        self.desk.ask(notes_of_visit, self.at.visit_id, done=self._show, owner=self)

    def _show_texts(self, texts: NoteTexts) -> None:
        self.editor.macros = texts.macros

    def _show_start(self, start: NoteStart) -> None:
        self.start = start

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
        while (item := self._signed.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in signed:
            self._signed.addWidget(SignedCard(self, one))
        self.mine = next((one for one in notes if one.state is NoteState.UNSIGNED), None)
        writing = self.may_write and (self.mine is not None or not signed)
        self.card.setVisible(writing)
        self.nothing.setVisible(not writing and not signed)
        if writing:
            self._show_mine()

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
            self.form.set_values({"text": text, "private_from_guardian": private})
        if self._first:
            self._first = False
            self.keeper.bring_back()

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

    def open_sign(self) -> None:
        """Open the panel that takes level and diagnoses."""
        if not self.at.may(Permission.SIGN_NOTE):
            return
        near, others = self._levels()
        self.panel = SignPanel(
            with_keys(near),
            self.candidates(),
            [one.code for one in self.diagnoses],
            self.cosigners,
            [Level(code, text) for code, text in others],
        )
        self.panel.signed.connect(self._sign)
        self.panel.left.connect(lambda: self.beside.emit(None))
        self.beside.emit(self.panel)

    def _levels(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the levels of this kind of visit, and all others."""
        template = self.start.template if self.start is not None else ""
        first = _FIRST_DIGITS.get(template, "9921")
        levels = [(fee.code, fee.wording) for fee in self.fees if fee.level]
        near = [one for one in levels if one[0].startswith(first)]
        return near, [one for one in levels if one not in near]

    def _sign(self, choice: Choice) -> None:
        self.save(lambda: self._sign_saved(choice))

    def _sign_saved(self, choice: Choice) -> None:
        if self.note_id is None:
            return
        command = SignAndHandOver(
            command_id=new_id(),
            note_id=self.note_id,
            version=self.version,
            level=choice.level,
            diagnoses=choice.diagnoses,
            hand_to_checkout=choice.hand_over,
            cosigner_id=Id(choice.cosigner) if choice.cosigner else None,
        )
        self.desk.do(
            sign_and_hand_over, command, done=self._after_signing, failed=self._not_signed, owner=self
        )

    def _not_signed(self, error: Exception) -> bool:
        """Say in the panel why it could not be signed; the text was kept."""
        if not isinstance(error, RuleViolated) or self.panel is None:
            return False
        self.panel.say_problem(words_for(error.message))
        return True

    def _after_signing(self, signed: SignedNote) -> None:
        self.note_id, self.version = None, 0
        self.beside.emit(None)
        self.panel = None
        self.diagnoses = []
        self.say(words("Note signed."))
        self.refresh()
        if signed.hand_to_checkout:
            self.go_next()

    def go_next(self) -> None:
        """Go to the next patient who waits for this clinician, the longest waiting first, else to Today."""
        self.desk.ask(rows_of_day, self.at.today(), done=self._go_to, owner=self)

    def _go_to(self, rows: tuple[VisitRow, ...]) -> None:
        mine = self.provider.id if self.provider is not None else None
        waiting = [
            one
            for one in rows
            if one.state == VisitState.READY_FOR_PROVIDER
            and one.visit_id not in (None, self.at.visit_id)
            and mine in (None, one.provider_id)
        ]
        found = min(waiting, key=lambda one: one.state_since or one.starts_at, default=None)
        if found is None:
            self.go.emit(Go("today"))
        else:
            self.go.emit(Go("patients", found.patient_id, f"note@{found.visit_id}"))

    def cosign(self, note: NoteView) -> None:
        """Sign with the author, as was asked."""
        command = CosignNote(command_id=new_id(), note_id=note.id, version=note.version)

        def done(_result: None) -> None:
            self.say(words("Note co-signed."))
            self.refresh()

        self.do(cosign_note, command, done)

    def open_addendum(self, note: NoteView) -> None:
        """Open the panel for what is added to a signed note."""
        panel = AddendumPanel(self.at, note)
        panel.finished.connect(self.say)
        panel.finished.connect(lambda _said: self.beside.emit(None))
        panel.finished.connect(lambda _said: self.refresh())
        panel.left.connect(lambda: self.beside.emit(None))
        self.beside.emit(panel)
        panel.bring_back()
