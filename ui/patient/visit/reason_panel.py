"""A question with one line to answer it, put where the person looks: why something is taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.fields import TextField
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.patient.visit.visit_words import words


class ReasonPanel(Card):
    """Asks for a reason; Enter accepts it, Escape leaves."""

    accepted = Signal(str)
    left = Signal()

    def __init__(self, question: str, act: str, proposal: str = "", parent: QWidget | None = None) -> None:
        super().__init__(space=12, parent=parent)
        self.set_attention(True)
        self.keys = KeyList(self, act)
        self.reason = TextField("reason", question)
        self.reason.set_value(proposal)
        self.reason.line.selectAll()
        self.go_on = primary(act, keys="Return", name="give_reason")
        back = secondary(words("Go back"), name="go_back")
        row = Row()
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(self.go_on)
        self.add(self.reason, row)
        self.setFocusProxy(self.reason)
        self.keys.add("Esc", words("Go back"), self.left.emit)
        self.reason.line.returnPressed.connect(self._accept)
        self.go_on.clicked.connect(self._accept)
        back.clicked.connect(self.left)

    def _accept(self) -> None:
        reason = self.reason.value()
        if reason is None:
            self.reason.set_error(words("Type a reason. It is kept with the record."))
            return
        self.accepted.emit(reason)
