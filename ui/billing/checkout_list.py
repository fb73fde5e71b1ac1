"""The visits of the day to check out: who waits at checkout, then who left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.frontdesk.checkout.views import ToCheckOut
from ui.common.card import Card, EmptyState
from ui.common.chip import ChipText
from ui.common.keys import KeyList
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.words import time_words, words_for
from ui.theme.tokens import Tone

Now = Callable[[], datetime]


def _tr(text: str) -> str:
    return QCoreApplication.translate("CheckoutList", text)


def list_model(now: Now, parent: QWidget | None = None) -> RecordTableModel[ToCheckOut]:
    """Return the model of the visits to check out; `now` gives the practice's wall time."""

    def waited(one: ToCheckOut) -> str:
        minutes = int((now() - one.state_since).total_seconds() // 60)
        return "" if one.done else _tr("{minutes} min").replace("{minutes}", str(minutes))

    columns: list[Column[ToCheckOut]] = [
        Column(
            "time",
            _tr("Time"),
            lambda one: time_words(one.starts_at.astimezone(now().tzinfo)),
            sort=lambda one: one.starts_at,
            width=86,
        ),
        Column(
            "patient",
            _tr("Patient"),
            lambda one: one.patient,
            lambda one: f"MRN {one.mrn}",
            strong=lambda one: not one.done,
            width=230,
            stretch=2,
        ),
        Column("visit", _tr("Visit"), lambda one: one.visit_type, width=150, stretch=1, optional=True),
        Column("with", _tr("With"), lambda one: one.provider, width=110, optional=True),
        Column("wait", _tr("Waiting"), waited, sort=lambda one: one.state_since, width=80),
        Column("open", _tr("Still open"), _open_words, chips=_open_chips, width=330, stretch=2),
    ]
    bands = [_band(False, True), _band(True, True), _band(True, False)]
    return RecordTableModel(
        columns,
        key=lambda one: one.visit_id,
        band=lambda one: _band(one.done, bool(one.open_items)),
        band_order=bands,
        parent=parent,
    )


def _band(done: bool, still_open: bool) -> str:
    if not done:
        return _tr("At checkout")
    return _tr("Checked out, something still open") if still_open else _tr("Checked out")


def _open_words(one: ToCheckOut) -> str:
    return ", ".join(chip.text for chip in _open_chips(one))


def _open_chips(one: ToCheckOut) -> tuple[ChipText, ...]:
    """Return what is open; who waits at checkout has it ahead, so it warns only once the patient has left."""
    tone = Tone.WARNING if one.done else Tone.NEUTRAL
    return tuple(ChipText(words_for(item.message), tone) for item in one.open_items)


class CheckoutList(Card):
    """Lists the visits; `opened` gives the one that Enter or a double click was given."""

    opened = Signal(object)

    def __init__(self, now: Now, parent: QWidget | None = None) -> None:
        super().__init__("", flush=True, parent=parent)
        self.table = RecordTable(
            list_model(now, self), name="to_check_out", label=self.tr("Visits to check out")
        )
        self.table.opened.connect(lambda one: self.opened.emit(one.visit_id))
        self.nobody = EmptyState(
            self.tr("Nobody is at checkout. Visits appear here once they are ready for checkout.")
        )
        self.keys = KeyList(self, self.tr("Visits to check out"))
        self.keys.describe("Return", self.tr("Open the checkout of the selected visit"))
        self.add(self.table, self.nobody)
        self.setFocusProxy(self.table)
        self.nobody.hide()

    def show_visits(self, visits: Sequence[ToCheckOut]) -> None:
        """Show the visits in the order they come in; the first is selected until somebody chooses another."""
        self.table.records.set_records(visits)
        self.table.setVisible(bool(visits))
        self.nobody.setVisible(not visits)
        if self.table.selected_record() is None:
            self.table.select_first()
