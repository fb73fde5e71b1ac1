"""The cards of a person: who, who pays in which order, who is around, what is signed. Acts go by keys too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.dates import PartialDate
from app.people.views import ContactView, CoverageView, Demographics, PatientForm, SignatureView
from ui.common.button import Button, link, secondary
from ui.common.card import Card
from ui.common.chip import ChipText
from ui.common.fields import day_text
from ui.common.flow import FieldGrid
from ui.common.layout import Column as Stack
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.words import fill
from ui.patient.patient_words import (
    born_text,
    language_name,
    message_words,
    payer_words,
    role_words,
    sex_words,
    signature_words,
    word_of,
    words,
)
from ui.theme import tokens
from ui.theme.theme import theme
from ui.theme.tokens import Tone

T = TypeVar("T")


class Fact(QWidget):
    """A label with its value below; nothing known is said in grey."""

    def __init__(self, label: str, value: str) -> None:
        super().__init__()
        column = Stack(self, space=2)
        column.addWidget(Label(label, "label", "second"))
        shown = Label(value or words("not known"), "body", "ink" if value else "third", wrap=True)
        column.addWidget(shown)
        self.setAccessibleName(f"{label}: {shown.text()}")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class WhoCard(Card):
    """What is known of the person, and the way to change it."""

    def __init__(self) -> None:
        super().__init__(words("Who this is"), space=12)
        self.edit = link(words("Edit"), name="edit_demographics")
        self.head.addWidget(self.edit)
        self._place = QWidget()
        self.add(self._place)

    def show_form(self, form: PatientForm) -> None:
        """Show the facts of a person."""
        self.body.removeWidget(self._place)
        self._place.hide()
        self._place.deleteLater()
        self._place = QWidget()
        grid = FieldGrid(self._place, columns=4, least=150, line_space=10)
        for label, value, span in facts_of(form):
            grid.add(Fact(label, value), span)
        self.add(self._place)


def facts_of(form: PatientForm) -> list[tuple[str, str, int]]:
    """Return label, value and number of columns of each fact; what is rarely there only where it is."""
    who = form.demographics
    place = ", ".join(part for part in (who.city, f"{who.state} {who.zip}".strip()) if part)
    heard = word_of(message_words(), who.message_preference)
    facts = [
        (words("Born"), born_text(who.birth_date, known_text(who.birth_date_known)), 1),
        (words("Sex at birth"), word_of(sex_words(), who.sex), 1),
        (words("Gender identity"), who.gender_identity, 1),
        (words("Pronouns"), who.pronouns, 1),
        (words("Mobile"), who.mobile, 1),
        (words("May we leave a message?"), heard, 1),
        (words("Address"), ", ".join(part for part in (who.street, place) if part), 2),
        (words("Language"), _spoken(who), 1),
        (words("Race, ethnicity"), ", ".join(name for _code, name in (*who.race, *who.ethnicity)), 1),
        (words("Comfort and access"), who.access_needs, 1),
        (words("Pharmacy"), who.pharmacy, 1),
    ]
    return facts + [(label, value, span) for label, value, span in _rare(form) if value]


def known_text(known: str) -> str:
    """Return what is known of a birth date, as the banner and cards show it."""
    return PartialDate(known).value if known else ""


def _spoken(who: Demographics) -> str:
    name = language_name(who.language)
    return (
        fill(words("{language}, interpreter needed"), {"language": name}) if who.interpreter_needed else name
    )


def _rare(form: PatientForm) -> list[tuple[str, str, int]]:
    who = form.demographics
    deceased = form.deceased_on or words("Yes") if form.deceased else ""
    return [
        (words("Home phone"), who.home_phone, 1),
        (words("Work phone"), who.work_phone, 1),
        (words("E-mail"), who.email, 1),
        (words("Marital status"), who.marital_status, 1),
        (words("Former names"), ", ".join(who.former_names), 1),
        (words("Provider elsewhere"), who.outside_pcp, 1),
        (words("Confidential address"), who.confidential_address, 2),
        (words("Confidential phone"), who.confidential_phone, 1),
        (words("Deceased"), deceased, 1),
        (words("What matters to the patient"), who.what_matters, 2),
        (words("Numbers elsewhere"), ", ".join(value for _system, value in form.identifiers), 2),
    ]


class ShortTable(RecordTable[T]):
    """A table of a few rows, as tall as they are; `reordered` tells Alt+Up (-1) and Alt+Down (1)."""

    reordered = Signal(int)

    def __init__(self, model: RecordTableModel[T], name: str, label: str) -> None:
        super().__init__(model, name=name, label=label)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        model.modelReset.connect(self.fit_height)
        theme().changed.connect(self.fit_height)
        self.fit_height()

    def fit_height(self) -> None:
        rows = self.records.rowCount()
        self.setFixedHeight(theme().px(tokens.BAND_HEIGHT + 1) + rows * theme().px(tokens.ROW_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.reordered.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class ListCard(Card):
    """A card with a short table, a way to add, and acts on the selected row."""

    def __init__(self, title: str, add: str, empty: str, table: ShortTable[Any]) -> None:
        super().__init__(title, space=10)
        self.table = table
        self.add_button = link(add, icon="plus", name=f"add_{table.objectName()}")
        self.head.addWidget(self.add_button)
        self.empty = Label(empty, "body", "second", wrap=True)
        self.acts = QWidget()
        self._acts = FieldGrid(self.acts, columns=8, least=60, space=8)
        self._buttons: list[Button] = []
        self.add(self.empty, table)
        table.selected.connect(lambda _record: self.fit())

    def add_act(self, word: str, act: Callable[[Any], object], name: str) -> Button:
        """Add an act on the selected record."""
        button = secondary(word, name=name)

        def press() -> None:
            record = self.table.selected_record()
            if record is not None:
                act(record)

        button.clicked.connect(press)
        self._buttons.append(button)
        self.head.insertWidget(self.head.indexOf(self.add_button), button)
        return button

    def show_records(self, records: Sequence[Any]) -> None:
        """Show these records, or what will stand here."""
        self.table.records.set_records(records)
        self.table.setVisible(bool(records))
        self.empty.setVisible(not records)
        if self.table.selected_record() is None:
            self.table.select_first()
        self.fit()

    def fit(self) -> None:
        """Show acts only while there is something to do them to."""
        chosen = self.table.selected_record() is not None
        for button in self._buttons:
            button.setVisible(chosen)


def coverage_columns() -> list[Column[CoverageView]]:
    """Return the columns of coverages in their order of payment."""
    return [
        Column("rank", words("Pays"), lambda one: f"{one.rank}.", width=44),
        Column(
            "payer",
            words("Payer"),
            lambda one: one.entry.payer or word_of(payer_words(), one.entry.kind),
            secondary=lambda one: one.entry.plan,
            strong=lambda one: one.in_force,
            width=180,
            stretch=2,
        ),
        Column("member", words("Member id"), _number_of, width=140, stretch=1),
        Column("group", words("Group"), lambda one: one.entry.group_number, width=90, optional=True),
        Column("for", words("Subscriber"), _subscriber_of, width=130, optional=True),
        Column("state", words("Verified"), lambda _one: "", chips=_state_chips, width=200),
    ]


def _number_of(one: CoverageView) -> str:
    if one.entry.claim_number:
        return fill(words("Claim {number}"), {"number": one.entry.claim_number})
    return one.entry.member_id


def _subscriber_of(one: CoverageView) -> str:
    return one.entry.subscriber_name or words("The patient")


def _state_chips(one: CoverageView) -> tuple[ChipText, ...]:
    chips = [] if one.in_force else [ChipText(words("Not in force"), Tone.NEUTRAL)]
    if one.entry.qualified_medicare_beneficiary:
        chips.append(ChipText(words("QMB"), Tone.INFO))
    if one.checked is None:
        return (*chips, ChipText(words("Not yet"), Tone.WARNING))
    day = {"day": day_text(one.checked.at.date())}
    if one.checked.active:
        return (*chips, ChipText(fill(words("Active {day}"), day), Tone.ACCENT))
    return (*chips, ChipText(fill(words("Not active {day}"), day), Tone.DANGER))


def contact_columns() -> list[Column[ContactView]]:
    """Return the columns of the people around."""
    return [
        Column("role", words("Why"), lambda one: word_of(role_words(), one.entry.role), width=130),
        Column(
            "name",
            words("Name"),
            lambda one: one.entry.name,
            secondary=lambda one: one.entry.relation,
            strong=lambda _one: True,
            width=180,
            stretch=2,
        ),
        Column("phone", words("Phone"), lambda one: one.entry.phone, width=140),
        Column("limits", words("May be told"), lambda one: one.entry.limits, width=140, stretch=1),
    ]


def signature_columns() -> list[Column[SignatureView]]:
    """Return the columns of signatures on file."""
    patient = words("The patient")
    return [
        Column(
            "kind",
            words("What"),
            lambda one: word_of(signature_words(), one.entry.kind),
            strong=lambda _one: True,
            width=200,
            stretch=1,
        ),
        Column("on", words("Signed on"), lambda one: day_text(one.entry.signed_on), width=110),
        Column("by", words("By"), lambda one: one.entry.signed_by or patient, width=160),
    ]
