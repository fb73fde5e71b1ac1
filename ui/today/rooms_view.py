"""The rooms of the practice: each with its state, its timer and who is in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.visits.views import RoomCard
from ui.common.button import secondary
from ui.common.card import Card
from ui.common.chip import Chip, ChipText
from ui.common.flow import FieldGrid
from ui.common.layout import Column, Row, scrolled
from ui.common.plain_text import Label
from ui.theme.tokens import Tone

_TONES = {"ready": Tone.ACCENT, "occupied": Tone.VIOLET, "to_clean": Tone.WARNING}


class RoomsView(QWidget):
    """Shows every room as a card. `ready_wanted` tells the room that was cleaned."""

    ready_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Rooms"))
        self._outer = Column(self, space=0)
        self._area: QWidget | None = None
        self.rooms: tuple[RoomCard, ...] = ()

    def show_rooms(self, rooms: Sequence[RoomCard]) -> None:
        """Show the rooms; nothing is rebuilt when they are the same."""
        if tuple(rooms) == self.rooms:
            return
        self.rooms = tuple(rooms)
        inside = QWidget()
        column = Column(inside, space=0)
        grid = FieldGrid(space=12, line_space=12)
        for room in rooms:
            grid.add(self._card(room))
        column.addLayout(grid)
        column.addStretch(1)
        before, self._area = self._area, scrolled(inside)
        self._outer.addWidget(self._area)
        if before is not None:
            before.hide()
            before.deleteLater()

    def _card(self, room: RoomCard) -> Card:
        states = {
            "ready": self.tr("Ready"),
            "occupied": self.tr("Occupied"),
            "to_clean": self.tr("To clean"),
            "out_of_service": self.tr("Out of service"),
        }
        card = Card(room.name)
        card.setObjectName(f"room_{room.name}")
        row = Row(space=8)
        row.addWidget(Chip(ChipText(states[room.state], _TONES.get(room.state, Tone.NEUTRAL))))
        minutes = self.tr("{minutes} min").replace("{minutes}", str(room.minutes))
        row.addWidget(Label(minutes, "body", "second"))
        row.addStretch(1)
        card.add(row)
        inside = ", ".join(room.patients) or room.out_of_service_reason or self.tr("Nobody")
        card.add(Label(inside, "body", "ink" if room.patients else "third", wrap=True))
        if room.state == "to_clean":
            button = secondary(self.tr("Cleaned, ready"), name=f"ready_{room.name}")
            button.clicked.connect(lambda _checked=False, one=room: self.ready_wanted.emit(one))
            card.add(button)
        return card

    def room(self, room_id: Id) -> RoomCard | None:
        """Return a room as it is shown."""
        return next((one for one in self.rooms if one.room_id == room_id), None)
