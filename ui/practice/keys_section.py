"""The keys of the practice: its paper, a new key when somebody left in anger, and the end of a PC."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.common.button import Button, secondary
from ui.common.card import Card, PageHead
from ui.common.layout import Column, Row, scrolled
from ui.common.plain_text import Label
from ui.practice.words import words

Lead = Callable[[], object]


@dataclass(frozen=True)
class KeyLeads:
    """What leads an owner to each act; None where there is no way."""

    new_sheet: Lead | None = None
    new_key: Lead | None = None
    measure: Lead | None = None
    retire: Lead | None = None


class KeysSection(QWidget):
    """Four cards, each with what it is for and its one act."""

    said = Signal(object)

    def __init__(self, leads: KeyLeads) -> None:
        super().__init__()
        self.setAccessibleName(words("Keys"))
        self.buttons: list[Button] = []
        inside = QWidget()
        self._cards = Column(inside, space=12)
        self._add_sheet(leads)
        self._add_key(leads)
        self._add_measure(leads)
        self._add_retire(leads)
        self._cards.addStretch(1)
        column = Column(self, space=12)
        column.addWidget(PageHead(words("Keys"), words("What opens the practice, and for whom")))
        column.addWidget(scrolled(inside), 1)

    def _add_sheet(self, leads: KeyLeads) -> None:
        self._add(
            words("Recovery sheet"),
            words(
                "The paper that opens the practice when every password is lost. Make a new one when it was "
                "lost, or seen by someone who should not."
            ),
            secondary(words("New recovery sheet"), icon="file-text", name="keys_new_sheet"),
            leads.new_sheet,
        )

    def _add_key(self, leads: KeyLeads) -> None:
        self._add(
            words("New keys for everything"),
            words(
                "When somebody left in anger, or a password, a sheet or a copy may be in wrong hands. "
                "Everything is encrypted anew. Afterwards only your own password and the new sheet open it: "
                "no password of anybody else, no earlier sheet and no copied key. Everyone else gets a code. "
                "Backups from before still open with what opened them then."
            ),
            secondary(words("New keys for everything"), icon="lock", name="keys_new_key"),
            leads.new_key,
        )

    def _add_measure(self, leads: KeyLeads) -> None:
        self._add(
            words("Protection of your password"),
            words("How much work each wrong try is. Measure it again on a faster PC."),
            secondary(words("Measure this PC"), name="keys_measure"),
            leads.measure,
        )

    def _add_retire(self, leads: KeyLeads) -> None:
        self._add(
            words("Retire this PC"),
            words(
                "Before it is sold or thrown out: a verified backup elsewhere, then this PC forgets the "
                "practice and its keys."
            ),
            secondary(words("Retire this PC"), name="keys_retire"),
            leads.retire,
        )

    def _add(self, title: str, about: str, button: Button, lead: Lead | None) -> None:
        if lead is None:
            return
        card = Card(space=8)
        row = Row(space=16)
        text = Column(space=4)
        text.addWidget(Label(title, "strong"))
        text.addWidget(Label(about, "body", "second", wrap=True))
        row.addLayout(text, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        card.add(row)
        self._cards.addWidget(card)
        button.clicked.connect(lambda: lead())
        self.buttons.append(button)

    def refresh(self) -> None:
        """Nothing here is asked for."""

    def list_in_sight(self) -> None:
        """There is no list here."""

    def focus_list(self) -> None:
        """Put the keyboard on the first act."""
        if self.buttons:
            self.buttons[0].setFocus()
