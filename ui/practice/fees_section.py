"""The fee schedule: what a code costs, in the practice's own words, and since when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.billing.charges.queries import fee_schedule
from app.billing.charges.views import Fee
from app.core.money import money_text
from ui.common.button import secondary
from ui.common.card import Card
from ui.common.chip import Chip, ChipText
from ui.common.desk import Desk
from ui.common.fields import DateField, day_text
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.record_table_model import Column, RecordTableModel
from ui.practice.fee_editors import AdoptEditor, FeeEditor
from ui.practice.list_section import ListSection, ListTexts
from ui.practice.words import SYSTEMS, word_of, words
from ui.theme.tokens import Tone


def since_chips(one: Fee) -> tuple[ChipText, ...]:
    """Return since when a price is the practice's own, or that it is an example."""
    if one.example:
        return (ChipText(words("Example"), Tone.WARNING),)
    return (ChipText(day_text(one.valid_from)),) if one.valid_from else (ChipText(words("No price")),)


def columns() -> list[Column[Fee]]:
    """Return the columns of the fee schedule."""
    return [
        Column("code", words("Code"), lambda one: one.code, strong=lambda _one: True, width=80),
        Column("system", words("System"), lambda one: word_of(SYSTEMS, one.system), width=90, optional=True),
        Column("wording", words("In your words"), lambda one: one.wording, width=220, stretch=3),
        Column(
            "modifiers", words("Modifiers"), lambda one: ", ".join(one.modifiers), width=90, optional=True
        ),
        Column(
            "price",
            words("Price"),
            lambda one: money_text(one.unit_cents),
            sort=lambda one: one.unit_cents,
            width=100,
            numeric=True,
        ),
        Column(
            "since",
            words("Valid from"),
            lambda one: since_chips(one)[0].text,
            chips=since_chips,
            sort=lambda one: one.valid_from or date.min,
            width=110,
        ),
    ]


class FeesSection(ListSection[Fee]):
    """The prices of a day; those that only shipped as examples are adopted in one act."""

    def __init__(self, desk: Desk, today: Callable[[], date], *, changes: bool) -> None:
        self.today = today
        texts = ListTexts(
            "fees",
            words("Fees"),
            words("Charges keep the price of their own day"),
            words("Add a code"),
            words("The codes that this practice charges will stand here."),
        )
        super().__init__(
            desk, texts, RecordTableModel(columns(), lambda one: one.code), adds=changes, edits=changes
        )
        self.on = DateField("on", words("Prices of"), today)
        self.on.set_value(today())
        self.examples = Label("", "body", wrap=True)
        self.adopt_button = secondary(words("Adopt all"), name="adopt_fees")
        self.notice = self._make_notice()
        self.left.insertWidget(0, self.notice)
        self.left.addWidget(self._foot())
        self.adopt_button.clicked.connect(self.open_adopt)
        self.on.line.editingFinished.connect(self.refresh)

    def _make_notice(self) -> Card:
        card = Card()
        card.set_attention(True)
        row = Row(space=12)
        row.addWidget(Chip(ChipText(words("Examples"), Tone.WARNING, "triangle-alert")))
        row.addWidget(self.examples, 1)
        row.addWidget(self.adopt_button)
        self.adopt_button.setVisible(self.edits)
        card.add(row)
        card.hide()
        return card

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = Row(foot, space=16)
        told = words(
            "CPT is a registered trademark of the American Medical Association. Only code numbers stand "
            "here; the words are the practice's own."
        )
        row.addWidget(Label(told, "label", "second", wrap=True), 1)
        self.on.setMaximumWidth(160)
        row.addWidget(self.on)
        return foot

    def day(self) -> date:
        """Return the day whose prices are shown."""
        return self.on.value() or self.today()

    def refresh(self) -> None:
        self.desk.ask(fee_schedule, self.day(), done=self.show_records, owner=self)

    def show_records(self, records: Sequence[Fee]) -> None:
        super().show_records(records)
        count = self.example_count()
        self.notice.setVisible(bool(count))
        text = words("%n price(s) are examples until you adopt or change them.", count)
        self.examples.setText(text)

    def example_count(self) -> int:
        """Return how many prices are examples."""
        return sum(one.example for one in self.table.records.records)

    def make_editor(self, record: Fee | None) -> FeeEditor:
        return FeeEditor(self.desk, record, self.today(), self.take_back)

    def open_adopt(self) -> None:
        """Ask from which day on the examples are the practice's own prices."""
        if self.may_leave_editor():
            self._edited = None
            self.open_editor(AdoptEditor(self.desk, self.example_count(), self.today()))
