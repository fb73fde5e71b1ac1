"""The patient banner: who this is, always in sight at the top of everything about one patient."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.common.button import Button, primary
from ui.common.chip import Avatar, ChipRow, ChipText
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.theme.theme import theme
from ui.theme.tokens import Tone


class Allergies(Enum):
    """What is said of allergies: what is known, nothing while it is asked for, or that they are not shown."""

    TOLD = "told"
    WAITED_FOR = "waited_for"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True)
class BannerView:
    """What the banner shows. `facts`: birth date, age, sex, MRN, payer, in this order; `states` stand right.

    `no_allergies` is "" while allergies were never asked: then the banner says so, where they are `TOLD`.
    """

    initials: str
    name: str
    facts: tuple[str, ...]
    goes_by: str = ""
    allergies: tuple[str, ...] = ()
    no_allergies: str = ""
    allergies_are: Allergies = Allergies.TOLD
    flags: tuple[ChipText, ...] = ()
    states: tuple[ChipText, ...] = ()
    act: str = ""
    act_keys: str = ""


class PatientBanner(QFrame):
    """Shows a BannerView; `act_pressed` is its primary button."""

    act_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.view: BannerView | None = None
        self._avatar = Avatar("", 40)
        self._name = Label("", "heading", selectable=True)
        self._facts = Label("", "body", "second", selectable=True)
        who = Column(space=3)
        who.addWidget(self._name)
        who.addWidget(self._facts)
        self._flags = ChipRow()
        self._states = ChipRow()
        self.button: Button = primary("", name="banner_act")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a press leaves the keys with the work
        self.button.clicked.connect(self.act_pressed)
        self._column = Column(self, space=8, margins=(20, 11, 20, 11))
        self._first = Row(space=16)
        self._first.addWidget(self._avatar)
        self._first.addLayout(who)
        self._first.addWidget(self._flags, 100, Qt.AlignmentFlag.AlignVCenter)
        self._first.addStretch(1)
        self._first.addWidget(self._states, 0, Qt.AlignmentFlag.AlignVCenter)
        self._first.addWidget(self.button)
        self._column.addLayout(self._first)
        self._below: list[ChipRow] = []
        self.button.hide()

    def show_view(self, view: BannerView) -> None:
        """Show this patient; nothing is rebuilt when the view is the same."""
        if view == self.view:
            return
        self.view = view
        self._avatar.set_initials(view.initials)
        self._name.setText(f"{view.name}  “{view.goes_by}”" if view.goes_by else view.name)
        self._facts.setText(" · ".join(fact for fact in view.facts if fact))
        self._facts.setToolTip("")
        flags = self._allergy_chips(view) + view.flags
        self._flags.set_chips(flags)
        self._states.set_chips(view.states)
        self.button.setVisible(bool(view.act))
        self.button.setText(view.act)
        self.button.show_keys(view.act_keys)
        said = [view.name, *view.facts, *(chip.text for chip in flags + view.states)]
        self.setAccessibleName(", ".join(said))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Move the chips into a second line where the first has no room for them; names are never cut."""
        gap = theme().px(16)
        who = max(self._name.sizeHint().width(), self._facts.sizeHint().width())
        used = theme().px(40) + self._avatar.width() + who + 3 * gap
        if self.button.isVisibleTo(self):
            used += self.button.sizeHint().width() + gap
        room, below = self.width() - used, []
        for chips in (self._states, self._flags):
            need = chips.sizeHint().width() + gap
            if need > room:
                below.append(chips)
            else:
                room -= need
        if below == self._below:
            return
        self._below = below
        for chips, stretch in ((self._flags, 100), (self._states, 0)):
            self._first.removeWidget(chips)
            self._column.removeWidget(chips)
            if chips in below:
                self._column.addWidget(chips)
            else:
                # Flags follow the name; states stand before the act, which stays at the right.
                at = 2 if chips is self._flags else self._first.indexOf(self.button)
                self._first.insertWidget(at, chips, stretch, Qt.AlignmentFlag.AlignVCenter)

    def _allergy_chips(self, view: BannerView) -> tuple[ChipText, ...]:
        if view.allergies_are is Allergies.WAITED_FOR:
            return ()
        if view.allergies_are is Allergies.NOT_SHOWN:
            return (ChipText(self.tr("Allergies: not shown"), Tone.WARNING, "lock"),)
        if view.allergies:
            return tuple(
                ChipText(text, Tone.DANGER, "" if number else "triangle-alert")
                for number, text in enumerate(view.allergies)
            )
        if view.no_allergies:
            return (ChipText(view.no_allergies),)
        return (ChipText(self.tr("Allergies not asked yet"), Tone.WARNING),)
