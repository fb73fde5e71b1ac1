"""The first openings as buttons: 1, 2, 3 or Enter choose one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.schedule.views import Offer
from ui.calendar.side_panel import enter_presses
from ui.calendar.words import clock_words, minute_of, short_day
from ui.common.button import Button, secondary
from ui.common.keys import KeyList
from ui.common.layout import Column


@dataclass(frozen=True)
class Slot:
    """A time to book in. `minutes` None: as long as the visit type is; `fold` as in the day's clock."""

    day: date
    wall_start: str
    minutes: int | None = None
    fold: int | None = None
    provider_id: Id | None = None
    provider: str = ""
    room_id: Id | None = None

    @property
    def words(self) -> str:
        """The slot as its button says it: "Tue 3/17 · 8:30 AM · Okafor"."""
        who = self.provider.removeprefix("Dr. ")
        at = clock_words(minute_of(self.wall_start))
        return " · ".join(part for part in (short_day(self.day), at, who) if part)


def slot_of(offer: Offer) -> Slot:
    """Return a free time that was found as one to book in."""
    return Slot(
        offer.day,
        offer.wall_start,
        offer.minutes,
        provider_id=offer.provider_id,
        provider=offer.provider_short,
    )


class Openings(QWidget):
    """Slots below each other; `chosen` tells the one that was pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slots: tuple[Slot, ...] = ()
        self.buttons: list[Button] = []
        self._column = Column(self, space=6)
        self.keys = KeyList(self, self.tr("First openings"))
        for number in range(1, 4):
            words = self.tr("Take opening {number}").replace("{number}", str(number))
            self.keys.add(str(number), words, partial(self.choose, number - 1))

    def show_slots(self, slots: Sequence[Slot], *, chosen: Slot | None = None) -> None:
        """Show these; the one that was chosen before stays pressed where it is offered again."""
        had_focus = any(button.hasFocus() for button in self.buttons)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.slots, self.buttons = tuple(slots), []
        for number, slot in enumerate(self.slots):
            self._column.addWidget(self._button(number, slot, slot == chosen))
        if had_focus:
            self.focus_first()

    def _button(self, number: int, slot: Slot, pressed: bool) -> Button:
        button = secondary(slot.words, keys=str(number + 1), name=f"opening_{number + 1}")
        button.setCheckable(True)
        button.setChecked(pressed)
        button.clicked.connect(partial(self.choose, number))
        enter_presses(button)
        self.buttons.append(button)
        return button

    def choose(self, number: int, _checked: bool = False) -> None:
        """Take an opening."""
        if number < len(self.slots):
            self.mark(self.slots[number])
            self.chosen.emit(self.slots[number])

    def mark(self, slot: Slot | None) -> None:
        """Show one as pressed."""
        for each, button in zip(self.slots, self.buttons, strict=True):
            button.setChecked(each == slot)

    def focus_first(self) -> bool:
        """Give the focus to the first opening; False where there is none."""
        if self.buttons:
            self.buttons[0].show()  # one just made is not in sight yet, and would not take the focus
            self.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(self.buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from one opening to the next with the arrow keys."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        now = next((number for number, button in enumerate(self.buttons) if button.hasFocus()), None)
        if step is None or now is None:
            super().keyPressEvent(event)
            return
        self.buttons[min(max(now + step, 0), len(self.buttons) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
