"""Somebody saved a newer version meanwhile: both values of each field, and which of them shall stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.common.card import Card
from ui.common.chip import Chip, ChipText
from ui.common.fields import CheckField, ChoiceField, Field, SegmentedField, TextField
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.segmented import Segment, Segmented
from ui.patient.entry_fields import SeveralField
from ui.patient.patient_words import words
from ui.patient.versioned_form import VersionedForm
from ui.theme.tokens import Tone

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """One field that both changed: its label, both values in words, and the value of the other person."""

    name: str
    label: str
    mine: str
    theirs: str
    their_value: Any


class DifferenceRow(QWidget):
    """Both values of one field; nothing is chosen beforehand."""

    chosen = Signal()

    def __init__(self, difference: Difference) -> None:
        super().__init__()
        self.difference = difference
        column = Column(self, space=4)
        column.addWidget(Label(difference.label, "label", "second"))
        for word, value in ((words("Mine"), difference.mine), (words("Theirs"), difference.theirs)):
            row = Row(space=8)
            row.addWidget(Label(word, "body", "third"))
            row.addWidget(Label(value or words("empty"), "body", wrap=True), 1)
            column.addLayout(row)
        choices = ((MINE, words("Keep mine")), (THEIRS, words("Take theirs")))
        self.choice = Segmented(choices, stretch=True, label=difference.label)
        self.choice.changed.connect(lambda _value: self.chosen.emit())
        column.addWidget(self.choice)


class StaleCard(Card):
    """Stands where the act would be until each difference has its answer; then `settled` is told."""

    settled = Signal(dict)

    def __init__(self) -> None:
        super().__init__(space=12)
        self.rows: list[DifferenceRow] = []
        chips = Row()
        chips.addWidget(Chip(ChipText(words("Changed meanwhile"), Tone.WARNING, "triangle-alert")))
        chips.addStretch(1)
        said = words("Someone saved this patient while you were typing. Nothing was overwritten.")
        self.said = Label(said, "body", "second", wrap=True)
        self._list = Column(space=12)
        self.add(chips, self.said, self._list)
        self.set_attention(True)
        self.setAccessibleName(words("Changed meanwhile"))
        self.hide()

    def ask(self, differences: tuple[Difference, ...]) -> None:
        """Show these differences."""
        self.clear()
        for difference in differences:
            row = DifferenceRow(difference)
            row.chosen.connect(self._tell)
            self.rows.append(row)
            self._list.addWidget(row)
        self.show()
        if self.rows:
            self.rows[0].choice.setFocus()

    def clear(self) -> None:
        """Take everything away."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        self.hide()

    @property
    def open(self) -> bool:
        """Whether a difference still waits for its answer."""
        return any(row.choice.value() is None for row in self.rows)

    def _tell(self) -> None:
        if not self.open:
            self.settled.emit(
                {
                    row.difference.name: row.difference.their_value
                    for row in self.rows
                    if row.choice.value() == THEIRS
                }
            )


def field_words(field: Field) -> str:
    """Return what stands in a field as a person reads it."""
    if isinstance(field, TextField):
        return field.text()
    if isinstance(field, ChoiceField):
        return field.list.currentText()
    if isinstance(field, SeveralField):
        return field.button.text()
    if isinstance(field, SegmentedField):
        chosen = [each.accessibleName() for each in field.control.findChildren(Segment) if each.isChecked()]
        return "".join(chosen)
    if isinstance(field, CheckField):
        return words("Yes") if field.value() else words("No")
    return str(field.value() or "")


def meet(form: VersionedForm, theirs: VersionedForm, card: StaleCard) -> None:
    """Lay a newer version beside what was typed.

    What only they changed is taken over; what both changed differently is asked in the card. Afterwards the
    newer version is the measure of what is unsaved.
    """
    base, mine = form.clean_drafts(), {field.name: field.draft() for field in form.own_fields()}
    newer = {field.name: field.draft() for field in theirs.own_fields()}
    taken, asked = differing(base, mine, newer)
    for name in taken:
        form.fields[name].restore_draft(newer[name])
    form.take_as_clean(newer)
    card.ask(
        tuple(
            Difference(
                name,
                form.fields[name].label.text() or form.fields[name].input.accessibleName(),
                field_words(form.fields[name]),
                field_words(theirs.fields[name]),
                newer[name],
            )
            for name in asked
        )
    )


def differing(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """Return the fields that only they changed (taken over), and those that both changed differently."""
    changed = [name for name in theirs if theirs[name] != base.get(name)]
    taken = [name for name in changed if mine.get(name) == base.get(name)]
    asked = [name for name in changed if name not in taken and mine.get(name) != theirs[name]]
    return taken, asked
