"""Who may be here already: asked while typing, answered before anyone is registered twice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.people.views import DuplicateView
from ui.common.button import Button, ButtonKind, link
from ui.common.card import Card
from ui.common.chip import Chip, ChipText
from ui.common.fields import TextField
from ui.common.flow import Flow
from ui.common.layout import Column, Row, rule
from ui.common.plain_text import Label
from ui.common.words import fill
from ui.patient.patient_words import duplicate_facts, duplicate_reasons, month_day_year, words
from ui.theme.tokens import Tone


class DuplicateEntry(QWidget):
    """One patient who may be the same person. A likely one takes an answer."""

    open_wanted = Signal(object)
    answered = Signal(object, bool)

    def __init__(self, view: DuplicateView, ruled_out: bool) -> None:
        super().__init__()
        self.view = view
        column = Column(self, space=4)
        name = Row(space=6)
        name.addWidget(Label(view.name.upper(), "strong", elide=True))
        name.addWidget(Label(fill(words("MRN {mrn}"), {"mrn": view.mrn}), "body", "third"))
        name.addStretch(1)
        column.addLayout(name)
        column.addWidget(Label(duplicate_facts(view), "body", "second", wrap=True))
        column.addWidget(Label(duplicate_reasons(view), "body", "second", wrap=True))
        if view.last_seen is not None:
            seen = fill(words("last seen {day}"), {"day": month_day_year(view.last_seen)})
            column.addWidget(Label(seen, "body", "second"))
        self._buttons(column, ruled_out)
        self.setAccessibleName(f"{view.name}, {duplicate_facts(view)}, {duplicate_reasons(view)}")

    def _buttons(self, column: Column, ruled_out: bool) -> None:
        flow = Flow(space=12)
        kind = ButtonKind.PRIMARY if self.view.exact and not ruled_out else ButtonKind.SECONDARY
        self.open_button = Button(words("Open this chart"), kind, name="open_this_chart")
        self.open_button.clicked.connect(lambda: self.open_wanted.emit(self.view.patient_id))
        self.not_same = link(words("Not the same person"), name="not_the_same")
        if ruled_out:
            self.not_same.setText(words("May be the same after all"))
        self.not_same.clicked.connect(lambda: self.answered.emit(self.view.patient_id, not ruled_out))
        if self.view.likely:
            flow.addWidget(self.open_button)
            flow.addWidget(self.not_same)
            column.addSpacing(4)
            column.addLayout(flow)
        else:
            self.open_button.setParent(self)
            self.open_button.hide()
            self.not_same.setParent(self)
            self.not_same.hide()


class DuplicatesCard(Card):
    """Lists possible duplicates. `changed` is told when a likely one is ruled out, or no longer.

    `ruled_out` are those answered "not the same person"; `how` is how the person at the desk knows.
    """

    open_wanted = Signal(object)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__(space=10)
        self.found: tuple[DuplicateView, ...] = ()
        self.ruled_out: dict[Id, None] = {}
        self.entries: list[DuplicateEntry] = []
        chips = Row()
        chips.addWidget(Chip(ChipText(words("Already here?"), Tone.WARNING, "triangle-alert")))
        chips.addStretch(1)
        self.list = Column(space=10)
        self.how = TextField("how", words("How you know that it is someone else"), most=200)
        self.how.edited.connect(self.changed)
        self.add(chips, self.list, self.how)
        self.set_attention(True)
        self.setAccessibleName(words("Already here?"))
        self.show_found(())

    @property
    def open_ones(self) -> tuple[DuplicateView, ...]:
        """The likely duplicates that were not ruled out."""
        return tuple(one for one in self.found if one.likely and one.patient_id not in self.ruled_out)

    @property
    def answered(self) -> tuple[Id, ...]:
        """The likely duplicates that were ruled out and are still in sight."""
        return tuple(one.patient_id for one in self.found if one.likely and one.patient_id in self.ruled_out)

    @property
    def exact(self) -> DuplicateView | None:
        """The one whose chart should be opened instead of registering."""
        return next((one for one in self.open_ones if one.exact), None)

    def show_found(self, found: Sequence[DuplicateView]) -> None:
        """Show who was found; nothing is rebuilt when they are the same."""
        if tuple(found) != self.found or not self.entries:
            self.found = tuple(found)
            self._build()
        self.setVisible(bool(self.found))
        self.changed.emit()

    def _build(self) -> None:
        while (item := self.list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.entries = []
        for number, view in enumerate(self.found):
            if number:
                self.list.addWidget(rule())
            entry = DuplicateEntry(view, view.patient_id in self.ruled_out)
            entry.open_wanted.connect(self.open_wanted)
            entry.answered.connect(self.answer)
            self.entries.append(entry)
            self.list.addWidget(entry)
        self.how.setVisible(bool(self.answered))

    def answer(self, patient_id: Id, not_the_same: bool) -> None:
        """Take "not the same person" for one of them, or take it back."""
        if not_the_same:
            self.ruled_out[patient_id] = None
        else:
            self.ruled_out.pop(patient_id, None)
        self._build()
        self.changed.emit()
        if self.answered and not self.how.value():
            self.how.setFocus()

    def answer_next(self) -> None:
        """Say "not the same person" of the first that is open."""
        for one in self.open_ones[:1]:
            self.answer(one.patient_id, True)

    def open_first(self) -> None:
        """Open the chart of the likeliest."""
        for one in (self.open_ones or self.found)[:1]:
            self.open_wanted.emit(one.patient_id)
