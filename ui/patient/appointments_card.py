"""When is my appointment? Those to come, then what became of the others; the calendar is a key away."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.schedule.views import AppointmentLine, PatientAppointments
from ui.common.button import link
from ui.common.chip import ChipText
from ui.common.keys import KeyList
from ui.common.plain_text import Label
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.words import date_words, fill, wall_words
from ui.patient.patient_words import words
from ui.patient.person_cards import ListCard, ShortTable
from ui.theme.tokens import Tone

MOST_OTHERS = 5


class AppointmentsTable(ShortTable[AppointmentLine]):
    """The list; its letters act on the selected appointment while the list has the keyboard."""

    def __init__(self) -> None:
        self._coming: frozenset[object] = frozenset()
        bands = [words("To come"), words("Before")]
        model = RecordTableModel(
            appointment_columns(),
            lambda one: one.view.id,
            band=lambda one: bands[0] if one.view.id in self._coming else bands[1],
            band_order=bands,
        )
        super().__init__(model, "appointments", words("Appointments"))
        self.keys = KeyList(self, words("Appointments"))

    def show_lines(self, found: PatientAppointments, others: int) -> None:
        """Show those to come and some of the others."""
        self._coming = frozenset(one.view.id for one in found.coming)
        self.records.set_records((*found.coming, *found.others[:others]))


class AppointmentsCard(ListCard):
    """A patient's appointments. `wanted(appointment id, act)`: "" shows it in the calendar, "move", "cancel".

    `book_wanted` begins a booking.
    """

    wanted = Signal(object, str)
    book_wanted = Signal()

    def __init__(self) -> None:
        self.appointments = AppointmentsTable()
        super().__init__(
            words("Appointments"),
            words("Book"),
            words("No appointment is booked, and none was. Book one to see it here."),
            self.appointments,
        )
        self.found: PatientAppointments | None = None
        self._keys_wanted = False
        self.nothing_ahead = Label(words("Nothing is booked ahead."), "body", "second")
        self.body.insertWidget(1, self.nothing_ahead)
        self.all_button = link("", name="all_appointments")
        self.add(self.all_button)
        self.all_button.clicked.connect(self._show_all)
        self.add_button.clicked.connect(self.book_wanted)
        self.move_button = self.add_act(words("Move"), lambda one: self._ask(one, "move"), "move_appointment")
        self.cancel_button = self.add_act(
            words("Cancel"), lambda one: self._ask(one, "cancel"), "cancel_appointment"
        )
        self.appointments.opened.connect(lambda one: self._ask(one, ""))
        keys = self.appointments.keys
        keys.add("B", words("Book an appointment"), self.book_wanted.emit, button=self.add_button)
        keys.add("M", words("Move the appointment"), self.move_button.click, button=self.move_button)
        keys.add("X", words("Cancel the appointment"), self.cancel_button.click, button=self.cancel_button)
        keys.describe("Return", words("Show it in the calendar"))

    def show_found(self, found: PatientAppointments) -> None:
        """Show a patient's appointments."""
        self.found = found
        self._show(MOST_OTHERS)
        if self._keys_wanted:
            self.take_keys()

    def take_keys(self) -> None:
        """Give the list the keyboard, once it is there."""
        self._keys_wanted = self.found is None
        (self.table if self.table.isVisibleTo(self) else self.add_button).setFocus()

    def _show_all(self) -> None:
        self._show(len(self.found.others) if self.found is not None else 0)

    def _show(self, others: int) -> None:
        if self.found is None:
            return
        self.appointments.show_lines(self.found, others)
        hidden = len(self.found.others) - min(others, len(self.found.others))
        self.all_button.setText(fill(words("{count} more before these"), {"count": hidden}))
        self.all_button.setVisible(hidden > 0)
        anything = bool(self.found.coming or self.found.others)
        self.table.setVisible(anything)
        self.empty.setVisible(not anything)
        self.nothing_ahead.setVisible(anything and not self.found.coming)
        if self.table.selected_record() is None:
            self.table.select_first()
        self.fit()

    def fit(self) -> None:
        """Offer to move and cancel only what is still to come."""
        super().fit()
        chosen = self.table.selected_record()
        to_come = self.found is not None and chosen in self.found.coming
        for button in self._buttons:
            button.setVisible(to_come)

    def _ask(self, one: AppointmentLine, act: str) -> None:
        self.wanted.emit(one.view.id, act)


def appointment_columns() -> list[Column[AppointmentLine]]:
    """Return the columns of a patient's appointments."""
    return [
        Column(
            "when",
            words("When"),
            lambda one: f"{date_words(one.view.day)}, {wall_words(one.view.wall_start)}",
            strong=lambda one: _is_live(one) and not one.visit,
            width=200,
        ),
        Column(
            "what",
            words("What for"),
            lambda one: one.view.reason or one.view.visit_type,
            secondary=lambda one: one.view.visit_type if one.view.reason else "",
            width=180,
            stretch=2,
        ),
        Column("with", words("With"), lambda one: one.view.provider_short, width=110),
        Column("state", words("State"), lambda _one: "", chips=lambda one: (state_chip(one),), width=150),
    ]


def _is_live(one: AppointmentLine) -> bool:
    return one.view.state in ("booked", "confirmed")


def state_chip(one: AppointmentLine) -> ChipText:
    """Return what was agreed, or what became of it."""
    told = {
        "done": (words("Was here"), Tone.NEUTRAL),
        "no_show": (words("Did not come"), Tone.WARNING),
        "left_without_being_seen": (words("Left unseen"), Tone.WARNING),
    }
    agreed = {
        "confirmed": (words("Confirmed"), Tone.ACCENT),
        "cancelled_by_patient": (words("Cancelled by patient"), Tone.NEUTRAL),
        "cancelled_by_practice": (words("Cancelled by practice"), Tone.NEUTRAL),
    }
    here = (words("Here today"), Tone.INFO)
    if not _is_live(one):
        return ChipText(*agreed.get(one.view.state, (one.view.state, Tone.NEUTRAL)))
    if one.visit:
        return ChipText(*told.get(one.visit, here))
    return ChipText(*agreed.get(one.view.state, (words("Booked"), Tone.NEUTRAL)))
