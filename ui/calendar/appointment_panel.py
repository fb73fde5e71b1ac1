"""The panel of one appointment: what, when, how it stands, where it was moved from, and what can be done."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.schedule.views import AppointmentView, ScheduleEntry
from ui.calendar.side_panel import DayPanel
from ui.calendar.words import (
    age_sex,
    clock_words,
    full_name,
    minute_of,
    minutes_words,
    room_words,
    short_day,
    state_words,
    when_of,
)
from ui.common.button import Button, primary, secondary
from ui.common.card import EmptyState
from ui.common.chip import ChipRow, ChipText
from ui.common.fields import day_text
from ui.common.layout import Grid
from ui.common.plain_text import Label
from ui.theme.tokens import Tone

_TONES = {
    "confirmed": Tone.ACCENT,
    "cancelled_by_patient": Tone.WARNING,
    "cancelled_by_practice": Tone.WARNING,
    "rescheduled": Tone.WARNING,
}
LIVE = ("booked", "confirmed")


class AppointmentPanel(DayPanel):
    """Shows an appointment; `pressed` gives the id of the act (check_in, confirm, move, ...)."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "appointment", parent)
        self.shown: AppointmentView | None = None
        self.setAccessibleName(self.tr("The appointment that is selected"))
        self.close_button.hide()
        self.empty = EmptyState(
            self.tr("Choose an appointment to see what it is. Enter on a free time books it.")
        )
        self.chips = ChipRow()
        self.person = Label("", "body", "second", wrap=True)
        self.when = Label("", wrap=True)
        self.facts = Label("", wrap=True)
        self.history = Label("", "label", "second", wrap=True)
        self.add(self.empty, self.person)
        self.space(6)
        self.add(self.when)
        self.space(8)
        self.add(self.chips)
        self.space(12)
        self.add(self.facts)
        self.space(12)
        self.add(self.history)
        self._build_buttons()
        self.show_nothing()

    def _build_buttons(self) -> None:
        self.buttons: dict[str, Button] = {}
        grid = Grid(columns=2, space=8)
        words = {
            "confirm": self.tr("Confirm"),
            "move": self.tr("Move"),
            "change": self.tr("Change"),
            "cancel": self.tr("Cancel"),
            "chart": self.tr("Open chart"),
            "card": self.tr("Print card"),
        }
        for number, (act, text) in enumerate(words.items()):
            button = secondary(text, name=f"appointment_{act}")
            self._bind(act, button)
            grid.addWidget(button, number // 2, number % 2)
        self.check_in = primary(self.tr("Check in"), tall=True, name="appointment_check_in")
        self._bind("check_in", self.check_in)
        self.other = secondary("", name="appointment_other")
        self._bind("other", self.other)
        self.body.addStretch(1)
        self.space(12)
        self.add(grid, self.other)
        self.footer.addWidget(self.check_in)

    def _bind(self, act: str, button: Button) -> None:
        self.buttons[act] = button
        button.clicked.connect(lambda: self.pressed.emit(act))

    def show_nothing(self) -> None:
        """Say what will appear here."""
        self.shown = None
        self.empty.show()
        for widget in (self.heading, self.person, self.when, self.chips, self.facts, self.history):
            widget.hide()
        for button in self.buttons.values():
            button.hide()

    def show_person(self, entry: ScheduleEntry | None, today: date) -> None:
        """Show who it is beside the name, as far as the day tells: born, age, sex, MRN."""
        if entry is None:
            self.person.hide()
            return
        born = entry.birth_date
        told = self.tr("Born {day}").replace("{day}", day_text(born)) if born is not None else ""
        mrn = self.tr("MRN {mrn}").replace("{mrn}", entry.mrn)
        parts = (told, age_sex(born, entry.sex, today), mrn)
        self.person.setText(" · ".join(part for part in parts if part))
        self.person.show()

    def show_view(self, view: AppointmentView, today: date, other: AppointmentView | None = None) -> None:
        """Show an appointment; `other` is the one that it was moved from or to."""
        self.shown = view
        self.empty.hide()
        self.heading.setText(full_name(view))
        end = minute_of(view.wall_start) + view.minutes
        hours = f"{clock_words(minute_of(view.wall_start))} – {clock_words(end)}"
        self.when.setText(f"{short_day(view.day)} · {hours} · {minutes_words(view.minutes)}")
        self.chips.set_chips(self._chips(view))
        self.facts.setText("\n".join(self._facts(view)))
        self.history.setText("\n".join(self._history(view, other)))
        for widget in (self.heading, self.when, self.chips, self.facts):
            widget.show()
        self.history.setVisible(bool(self.history.text()))
        self._show_buttons(view, today, other)

    def _chips(self, view: AppointmentView) -> tuple[ChipText, ...]:
        chips = [ChipText(state_words(view.state), _TONES.get(view.state, Tone.NEUTRAL))]
        if view.visit_begun:
            chips.append(ChipText(self.tr("Visit begun"), Tone.INFO))
        if view.walk_in:
            chips.append(ChipText(self.tr("Walk-in")))
        return tuple(chips)

    def _facts(self, view: AppointmentView) -> list[str]:
        lines = [f"{view.visit_type} · {view.provider_short}", room_words(view.room), view.reason, view.note]
        if view.preparation:
            lines.append(self.tr("Prepare: {what}").replace("{what}", view.preparation))
        return [line for line in lines if line]

    def _history(self, view: AppointmentView, other: AppointmentView | None) -> list[str]:
        lines = []
        if other is not None:
            known = self.tr("Moved to {when}") if view.moved_to else self.tr("Moved from {when}")
            lines.append(known.replace("{when}", f"{when_of(other)}, {other.provider_short}"))
        if view.cancel_reason:
            lines.append(self.tr("Why: {reason}").replace("{reason}", view.cancel_reason))
        if view.overlap_reason:
            words = self.tr("Booked over something: {reason}")
            lines.append(words.replace("{reason}", view.overlap_reason))
        return lines

    def _show_buttons(self, view: AppointmentView, today: date, other: AppointmentView | None) -> None:
        live = view.state in LIVE
        can_change = live and not view.visit_begun
        for act in ("confirm", "move", "change", "cancel"):
            self.buttons[act].setVisible(can_change)
        self.buttons["chart"].show()
        self.buttons["card"].setVisible(live)
        confirmed = view.state == "confirmed"
        self.buttons["confirm"].setText(self.tr("Unconfirm") if confirmed else self.tr("Confirm"))
        self.check_in.setVisible(can_change and view.day == today)
        self.other.setVisible(other is not None and view.moved_to is not None)
        if other is not None:
            self.other.setText(self.tr("Go to {when}").replace("{when}", when_of(other)))
