"""Which room: a number typed, Enter, and the patient is roomed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.frontdesk.views import BoardRow
from app.visits.views import RoomCard
from ui.common.button import primary, secondary
from ui.common.card import SectionTitle, SidePanel
from ui.common.chip import ChipRow, ChipText
from ui.common.fields import CheckField, TextField
from ui.common.keys import KeyList
from ui.common.plain_text import Label
from ui.theme.tokens import Tone
from ui.today.board_table import name_text

_TONES = {"ready": Tone.ACCENT, "occupied": Tone.VIOLET, "to_clean": Tone.WARNING}


class RoomPanel(SidePanel):
    """Asks for the room. `chosen(number, mask_given)` tells it; Esc leaves."""

    chosen = Signal(str, bool)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("room_panel")
        self.setAccessibleName(self.tr("Room this patient"))
        self.keys = KeyList(self, self.tr("Room this patient"))
        self.who = Label("", "heading", wrap=True)
        self.number = TextField("room_number", self.tr("Room"))
        self.mask_given = CheckField("mask_given", self.tr("Mask given"))
        self.rooms = ChipRow()
        self.go = primary(self.tr("Room this patient"), tall=True, name="room_now")
        self.back = secondary(self.tr("Not now"), name="room_later")
        self.add(self.who)
        self.space(12)
        self.add(self.number, self.mask_given)
        self.space(12)
        self.add(SectionTitle(self.tr("Rooms")), self.rooms)
        self.body.addStretch(1)
        self.footer.addWidget(self.go)
        self.footer.addWidget(self.back)
        self.go.clicked.connect(self.submit)
        self.back.clicked.connect(self.left)
        self.number.line.returnPressed.connect(self.submit)
        self.keys.add("Esc", self.tr("Leave the rooming"), self.left.emit)

    def ask(self, row: BoardRow, rooms: Sequence[RoomCard], mask_first: bool) -> None:
        """Ask for this row's room; who needs a mask has it ticked, since the button says so."""
        self.who.setText(name_text(row))
        self.number.set_value(row.room_offered.removeprefix(self.tr("Room ")).strip())
        self.number.set_error("")
        self.mask_given.setVisible(mask_first)
        self.mask_given.set_value(mask_first)
        self.rooms.set_chips(tuple(self._chip(room) for room in rooms))
        self.number.line.selectAll()

    def start(self) -> None:
        """Give the focus to the number."""
        self.number.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.number.line.selectAll()

    def submit(self) -> None:
        number = self.number.line.text().strip()
        if not number:
            self.number.set_error(self.tr("Type the room number."))
            return
        self.chosen.emit(number, self.mask_given.value())

    def _chip(self, room: RoomCard) -> ChipText:
        states = {
            "ready": self.tr("ready"),
            "occupied": self.tr("taken"),
            "to_clean": self.tr("to clean"),
            "out_of_service": self.tr("out of service"),
        }
        return ChipText(f"{room.name}: {states[room.state]}", _TONES.get(room.state, Tone.NEUTRAL))
