"""Which room: a number typed, Enter, and the patient is roomed; two in one room only by a choice made so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.findings import Finding
from app.frontdesk.views import BoardRow
from app.visits.views import RoomCard
from ui.common.button import primary, secondary
from ui.common.card import SectionTitle, SidePanel
from ui.common.fields import CheckField, TextField
from ui.common.flow import Flow
from ui.common.keys import KeyList
from ui.common.plain_text import Label
from ui.common.words import fill, words_for
from ui.today.person_head import PersonHead
from ui.today.words import room_number, room_words


class RoomPanel(SidePanel):
    """Asks for the room. `chosen(number, mask_given, reason)` tells it; Esc leaves.

    The reason is empty unless somebody chose to take a room that is not free.
    """

    chosen = Signal(str, bool, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("room_panel")
        self.setAccessibleName(self.tr("Room this patient"))
        self.keys = KeyList(self, self.tr("Room this patient"))
        self._rooms: tuple[RoomCard, ...] = ()
        self.person = PersonHead(self)
        self._build()
        self.go = primary(self.tr("Room this patient"), tall=True, name="room_now")
        self.back = secondary(self.tr("Not now"), name="room_later")
        self.footer.addWidget(self.go)
        self.footer.addWidget(self.back)
        self.go.clicked.connect(self.submit)
        self.back.clicked.connect(self.left)
        self.number.line.returnPressed.connect(self.submit)
        self.number.edited.connect(self._ask_nothing)
        self.because.line.returnPressed.connect(self.submit)
        self.share.edited.connect(self._share_chosen)
        self.keys.add("Esc", self.tr("Leave the rooming"), self.left.emit)

    def _build(self) -> None:
        self.number = TextField("room_number", self.tr("Room"))
        self.free_title = SectionTitle(self.tr("Free rooms"))
        self.free = QWidget()
        self._free = Flow(self.free, space=6)
        self.others = Label("", "body", "second", wrap=True)
        self.share = CheckField("share", "")
        self.because = TextField("because", self.tr("Because"))
        self.mask_given = CheckField("mask_given", self.tr("Mask given"))
        self.add(self.number)
        self.space(6)
        self.add(self.share, self.because, self.mask_given)
        self.space(12)
        self.add(self.free_title)
        self.space(6)
        self.add(self.free)
        self.space(10)
        self.add(self.others)
        self.body.addStretch(1)

    def ask(self, row: BoardRow, rooms: Sequence[RoomCard], mask_first: bool) -> None:
        """Ask for this row's room; who needs a mask has it ticked, since the button says so."""
        self.person.show_person(row.facts, row.age, row.looks_like)
        self.number.set_value(room_number(row.room_offered))
        self.number.set_error("")
        self.mask_given.setVisible(mask_first)
        self.mask_given.set_value(mask_first)
        self._ask_nothing()
        self.show_rooms(rooms)

    def show_rooms(self, rooms: Sequence[RoomCard]) -> None:
        """Offer the rooms that are free now, and say who is in the others."""
        self._rooms = tuple(rooms)
        ready = [room for room in rooms if room.state == "ready"]
        while (item := self._free.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for room in ready:
            button = secondary(room_number(room.name), name=f"take_{room_number(room.name)}")
            button.clicked.connect(lambda _checked=False, one=room: self._take(one))
            self._free.addWidget(button)
            button.show()
        self.free_title.setText(self.tr("Free rooms") if ready else self.tr("No room is free"))
        self.others.setText("\n".join(self._line(room) for room in rooms if room.state != "ready"))

    def start(self) -> None:
        """Give the focus to the number."""
        self.area.verticalScrollBar().setValue(0)
        self._to_number()

    def _to_number(self) -> None:
        self.number.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.number.line.selectAll()

    def submit(self) -> None:
        number = self.number.line.text().strip()
        if not number:
            self.number.set_error(self.tr("Type the room number."))
            self._to_number()
            return
        reason = self.because.line.text().strip() if self._sharing() else ""
        if self._sharing() and not reason:
            self.because.set_error(self.tr("Type a reason. It is kept with the visit."))
            self.because.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.chosen.emit(number, self.mask_given.value(), reason)

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Say why the room cannot be taken as it is; another number is what comes next."""
        room = self._named(self.number.line.text())
        inside = _and(room.patients) if room is not None else ""
        if room is None:
            self.number.set_error(" ".join(words_for(finding.message) for finding in findings))
            self._to_number()
            return
        named = {"room": room_words(room.name), "who": inside}
        if inside:
            said, choice = self.tr("{who} is in {room}."), self.tr("Share {room} with {who}")
        elif room.state == "to_clean":
            said, choice = self.tr("{room} still has to be cleaned."), self.tr("Use {room} as it is")
        else:
            said, choice = self.tr("{room} is taken."), self.tr("Use {room} all the same")
        told = fill(said, named)
        self.number.set_error(told[:1].upper() + told[1:] + " " + self.tr("Type another room."))
        self._offer_share(fill(choice, named))
        self._to_number()

    def _offer_share(self, words: str) -> None:
        self.share.box.setText(words.replace("&", "&&"))
        self.share.box.setAccessibleName(words)
        self.share.show()

    def _sharing(self) -> bool:
        return self.share.isVisibleTo(self) and bool(self.share.value())

    def _ask_nothing(self) -> None:
        """Another number is being typed: nothing that was chosen about the one before holds."""
        self.share.set_value(False)
        self.share.hide()
        self.because.set_value(None)
        self.because.set_error("")
        self.because.hide()

    def _share_chosen(self) -> None:
        self.because.setVisible(self._sharing())
        if self._sharing():
            self.number.set_error("")
            self.because.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, room: RoomCard) -> None:
        self.number.set_value(room_number(room.name))
        self.number.set_error("")
        self._ask_nothing()
        self._to_number()

    def _named(self, typed: str) -> RoomCard | None:
        wanted = room_number(typed.strip().capitalize()).casefold()
        return next((room for room in self._rooms if room_number(room.name).casefold() == wanted), None)

    def _line(self, room: RoomCard) -> str:
        states = {
            "occupied": self.tr("taken"),
            "to_clean": self.tr("to clean"),
            "out_of_service": self.tr("out of service"),
        }
        return f"{room_number(room.name)}: {_and(room.patients) or states.get(room.state, '')}"


def _and(patients: Sequence[str]) -> str:
    """Return who is in a room as one says it: "Kenji Ito, Nora Walsh"."""
    turned = (" ".join(reversed(one.split(", ", 1))) for one in patients)
    return ", ".join(turned)
