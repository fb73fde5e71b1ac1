"""What an import holds, beside the charts that it may belong to: three answers, each asked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.exchange.views import Candidate, Difference, HeldView
from ui.common.button import Button, link, primary, secondary
from ui.common.card import Card, EmptyState, SidePanel
from ui.common.chip import Chip, ChipText
from ui.common.keys import KeyList
from ui.common.layout import Column, Grid, Row, rule
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.segmented import Segmented
from ui.common.words import fill, words_for
from ui.patient.importing_words import born_words, brings_words, field_words, file_name, side_lines, words
from ui.theme.tokens import Tone

PANEL = 560


@dataclass(frozen=True)
class Answer:
    """What somebody decided: the chart, a new chart, or neither (left out)."""

    held: HeldView
    patient_id: Id | None = None
    new_person: bool = False


@dataclass(frozen=True)
class Question:
    """An answer before it is final: what it does in words, and the name of the act."""

    text: str
    act: str
    answer: Answer


def _why(held: HeldView) -> str:
    return words_for(held.reason)


def held_model() -> RecordTableModel[HeldView]:
    """Return the list of what waits."""
    columns: list[TableColumn[HeldView]] = [
        TableColumn(
            "name", words("Name"), lambda one: one.person.name, strong=lambda _one: True, width=170, stretch=2
        ),
        TableColumn("born", words("Born"), lambda one: born_words(one.person.birth_date), width=90),
        TableColumn("why", words("Why"), _why, width=210, stretch=2, optional=True),
        TableColumn(
            "brings", words("Brings"), lambda one: f"{one.records:,}", sort=lambda one: one.records,
            width=70, numeric=True, optional=True,
        ),
        TableColumn(
            "file", words("File"), lambda one: file_name(one.file), width=120, stretch=1, optional=True
        ),
    ]  # fmt: skip
    return RecordTableModel(columns, key=lambda one: one.id)


def difference_model() -> RecordTableModel[Difference]:
    """Return the table of what differs, field by field."""
    columns: list[TableColumn[Difference]] = [
        TableColumn("about", words("Record"), lambda one: one.about, width=150, stretch=2),
        TableColumn("field", words("Field"), lambda one: field_words(one.field), width=100, stretch=1),
        TableColumn("ours", words("Here"), lambda one: one.ours or "–", width=110, stretch=1),
        TableColumn(
            "theirs", words("In the file"), lambda one: one.theirs or "–", strong=lambda _one: True,
            width=110, stretch=1,
        ),
    ]  # fmt: skip
    return RecordTableModel(columns, key=lambda one: one)


class SideBySide(QWidget):
    """The person of the file beside a chart; what differs says so in words."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[Label, Label, Label, Chip]] = []
        self._grid = Grid(self, space=10)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.left, self.right = Label("", "section", "second"), Label("", "section", "second")
        self._grid.addWidget(self.left, 0, 1)
        self._grid.addWidget(self.right, 0, 2)

    def show_people(self, held: HeldView, candidate: Candidate) -> None:
        """Lay the two side by side."""
        self.left.setText(words("In the file"))
        self.right.setText(fill(words("Here, MRN {mrn}"), {"mrn": candidate.mrn}))
        here = side_lines(candidate.person)
        for number, ((word, theirs), (_word, ours)) in enumerate(
            zip(side_lines(held.person), here, strict=True)
        ):
            self._row(number, word, theirs, ours)

    def _row(self, number: int, word: str, theirs: str, ours: str) -> None:
        if number == len(self.rows):
            made = (
                Label(word, "body", "second"),
                Label("", wrap=True),
                Label("", wrap=True),
                Chip(ChipText(words("Differs"), Tone.WARNING)),
            )
            for column, widget in enumerate(made):
                self._grid.addWidget(widget, number + 1, column, Qt.AlignmentFlag.AlignTop)
            self.rows.append(made)
        _word, left, right, chip = self.rows[number]
        left.setText(theirs)
        right.setText(ours)
        nothing = words("Not known")
        unequal = theirs.casefold() != ours.casefold() and nothing not in (theirs, ours)
        chip.setVisible(unequal)
        for label, text in ((left, theirs), (right, ours)):
            label.set_tone("third" if text == nothing else "warning" if unequal else "ink")
            label.setAccessibleName(f"{word}: {text}")


class DecisionPanel(SidePanel):
    """One that is held, the charts it may be, and the three answers; each asks once, with the names."""

    answered = Signal(object)
    differences_wanted = Signal(object)
    """A HeldView of changed records: what differs is asked for, since it is a look into the chart."""

    def __init__(self) -> None:
        super().__init__(width=PANEL)
        self.setObjectName("import_decision")
        self.held: HeldView | None = None
        self.question: Question | None = None
        self.title = Label("", "strong", wrap=True)
        self.file = Label("", "body", "second", wrap=True)
        self.brings = Label("", "body", "second", wrap=True)
        self.people = SideBySide()
        self.differing = RecordTable(
            difference_model(), name="import_differences", label=words("What differs")
        )
        self.pick_row = Column(space=6)
        self.pick: Segmented | None = None
        self.same = primary(words("Same person"), tall=True, name="same_person")
        self.other = secondary(words("Not the same person"), name="new_person")
        self.leave = link(words("Leave out"), name="leave_out")
        self._lay_out()
        self.show_held(None)

    def _lay_out(self) -> None:
        self.add(self.title)
        self.space(4)
        self.add(self.file, self.brings)
        self.space(12)
        self.add(self.pick_row, rule())
        self.space(12)
        self.add(self.people)
        self.body.addWidget(self.differing, 1)
        self.body.addStretch(0)
        self.answers = QWidget()
        row = Row(self.answers, space=12)
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.other)
        row.addWidget(self.same)
        self.asking = Card(space=12)
        self.asking.set_attention(True)
        self.asked = Label("", wrap=True)
        self.yes = primary("", name="decide")
        self.back = secondary(words("Go back"), name="go_back")
        buttons = Row()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.yes)
        self.asking.add(self.asked, buttons)
        self.footer.addWidget(self.answers)
        self.footer.addWidget(self.asking)

    def bind(self, keys: KeyList) -> None:
        """Give the buttons their keys, which work from the list too."""
        acts: tuple[tuple[str, Button, Callable[[], object]], ...] = (
            ("Ctrl+S", self.same, self.ask_same),
            ("Ctrl+N", self.other, self.ask_new),
            ("Ctrl+D", self.leave, self.ask_leave),
            ("Ctrl+Return", self.yes, self.decide),
            ("Esc", self.back, self.go_back),
        )
        for key, button, act in acts:
            keys.add(key, button.words or words("Decide"), act, button=button)
            button.clicked.connect(act)

    def show_held(self, held: HeldView | None) -> None:
        """Show one that is held, or nothing; a question that was open for it stays open."""
        if held is not None and self.held is not None and held.id == self.held.id and self.question:
            self.held = held
            return
        self.held, self.pick = held, None
        self.setVisible(held is not None)
        self.go_back()
        if held is None:
            return
        changed = held.changed_records
        self.title.setText(words("Which content counts?") if changed else words("Is this the same person?"))
        here = self.candidate()
        whom = fill(words("{name}, MRN {mrn}."), {"name": here.person.name, "mrn": here.mrn}) if here else ""
        why = words_for(held.reason)
        told = {"who": whom if changed else "", "why": why, "file": file_name(held.file)}
        self.file.setText(fill("{who} {why} {file}", told).strip())
        self.brings.setText(fill(words("It brings: {what}"), {"what": brings_words(held)}))
        self.same.setText(words("Take the newer content") if changed else words("Same person"))
        self.leave.setText(words("Keep what is here") if changed else words("Leave out"))
        self.other.setVisible(not changed)
        self.differing.setVisible(changed)
        self.differing.records.set_records(())
        self._offer(held)
        if changed:
            self.differences_wanted.emit(held)

    def show_differences(self, held_id: Id, found: tuple[Difference, ...]) -> None:
        """Show what differs, if these records are still in sight."""
        if self.held is not None and self.held.id == held_id:
            self.differing.records.set_records(found)

    def _offer(self, held: HeldView) -> None:
        """Let the person choose among several charts; the likeliest is chosen."""
        while (item := self.pick_row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        several = len(held.candidates) > 1
        if several:
            choices = [
                (str(one.patient_id), fill(words("MRN {mrn}"), {"mrn": one.mrn})) for one in held.candidates
            ]
            self.pick_row.addWidget(Label(words("Several charts may be this person"), "label", "second"))
            self.pick = Segmented(choices, choices[0][0], stretch=True, label=words("Chart"))
            self.pick.changed.connect(lambda _value: self._compare())
            self.pick_row.addWidget(self.pick)
        self._compare()

    def candidate(self) -> Candidate | None:
        """Return the chart in sight beside the person of the file."""
        if self.held is None or not self.held.candidates:
            return None
        chosen = self.pick.value() if self.pick is not None else None
        return next(
            (one for one in self.held.candidates if str(one.patient_id) == chosen), self.held.candidates[0]
        )

    def _compare(self) -> None:
        candidate = self.candidate()
        changed = self.held is not None and self.held.changed_records
        self.people.setVisible(candidate is not None and not changed)
        self.same.setEnabled(candidate is not None)
        if self.held is not None and candidate is not None:
            self.people.show_people(self.held, candidate)

    # -- one question at a time -----------------------------------------------------------------------------

    def ask_same(self) -> None:
        """Ask whether the records go into the chart in sight."""
        held, candidate = self.held, self.candidate()
        if held is None or candidate is None:
            return
        text = words("Put {what} of {name} into the chart of {other}, MRN {mrn}? Its demographics stay.")
        if held.changed_records:
            text = words("Write {what} over those of {other}, MRN {mrn}? The record of changes keeps both.")
        names = {"name": held.person.name, "other": candidate.person.name, "mrn": candidate.mrn}
        answer = Answer(held, patient_id=candidate.patient_id)
        self._ask(fill(text, {**names, "what": brings_words(held).lower()}), self.same.words, answer)

    def ask_new(self) -> None:
        """Ask whether a new chart is to be made."""
        held = self.held
        if held is None or held.changed_records:
            return
        text = words("Make a new chart for {name}, born {born}, beside those that look alike?")
        told = {"name": held.person.name, "born": born_words(held.person.birth_date)}
        self._ask(fill(text, told), words("Make a new chart"), Answer(held, new_person=True))

    def ask_leave(self) -> None:
        """Ask whether the records are to stay in the original only."""
        held = self.held
        if held is None:
            return
        text = words("Leave {what} of {name} out of the charts? The original file stays kept.")
        told = {"name": held.person.name, "what": brings_words(held).lower()}
        self._ask(fill(text, told), self.leave.words, Answer(held))

    def _ask(self, text: str, act: str, answer: Answer) -> None:
        self.question = Question(text, act, answer)
        self.asked.setText(text)
        self.yes.setText(act)
        self.answers.hide()
        self.asking.show()
        self.yes.setFocus()

    def go_back(self) -> None:
        """Take the question away; nothing was decided."""
        self.question = None
        self.asking.hide()
        self.answers.show()

    def decide(self) -> None:
        """Give the answer."""
        if self.question is not None:
            answer = self.question.answer
            self.go_back()
            self.answered.emit(answer)


class DecisionsView(QWidget):
    """What waits, as a list with its panel. `answered` tells an Answer."""

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.table = RecordTable(
            held_model(), type_to_filter=True, name="held_patients", label=words("What waits for a decision")
        )
        self.panel = DecisionPanel()
        self.keys = KeyList(self, words("What waits for a decision"))
        self.panel.bind(self.keys)
        self.empty = EmptyState(
            words(
                "Nobody waits for a decision. When an import brings someone who seems to be here already, "
                "or records that differ from ours, they wait here, and nothing of them is stored."
            )
        )
        self.box = Card(flush=True, space=0)
        self.box.add(self.table)
        row = Row(self, space=12)
        row.addWidget(self.box, 1)
        row.addWidget(self.panel)
        row.addWidget(self.empty, 1)
        self.table.selected.connect(self.panel.show_held)
        self.table.opened.connect(lambda _held: self.panel.same.setFocus())
        self.panel.answered.connect(self.answered)
        self.show_held(())

    def show_held(self, held: tuple[HeldView, ...]) -> None:
        """Show what waits; the first is chosen unless somebody chose another."""
        self.table.records.set_records(held)
        self.box.setVisible(bool(held))
        self.empty.setVisible(not held)
        if not held:
            self.panel.show_held(None)
        elif self.table.selected_record() is None:
            self.table.select_first()
