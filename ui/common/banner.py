"""The patient banner: who this is, always in sight at the top of everything about one patient."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.common.button import Button, primary
from ui.common.chip import Avatar, Chip, ChipText
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.theme.tokens import Tone

MOST_CHIPS = 8


@dataclass(frozen=True)
class BannerView:
    """What the banner shows. `facts`: birth date, age, sex, MRN, payer, in this order; `states` stand right.

    `no_allergies` is "" while allergies were never asked: then the banner says so.
    """

    initials: str
    name: str
    facts: tuple[str, ...]
    goes_by: str = ""
    allergies: tuple[str, ...] = ()
    no_allergies: str = ""
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
        row = Row(self, space=16, margins=(20, 11, 20, 11))
        self._avatar = Avatar("", 40)
        self._name = Label("", "heading", selectable=True)
        self._facts = Label("", "body", "second", selectable=True)
        who = Column(space=3)
        who.addWidget(self._name)
        who.addWidget(self._facts)
        self._flags = Row(space=8)
        self._states = Row(space=8)
        self._chips: list[Chip] = []
        self.button: Button = primary("", name="banner_act")
        self.button.clicked.connect(self.act_pressed)
        row.addWidget(self._avatar)
        row.addLayout(who)
        row.addLayout(self._flags)
        row.addStretch(1)
        row.addLayout(self._states)
        row.addWidget(self.button)
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
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = []
        self._fill(self._flags, self._allergy_chips(view) + view.flags)
        self._fill(self._states, view.states)
        self.button.setVisible(bool(view.act))
        self.button.setText(view.act)
        self.button.show_keys(view.act_keys)
        said = [view.name, *view.facts, *(chip.content.text for chip in self._chips)]
        self.setAccessibleName(", ".join(said))

    def _allergy_chips(self, view: BannerView) -> tuple[ChipText, ...]:
        if view.allergies:
            return tuple(
                ChipText(text, Tone.DANGER, "" if number else "triangle-alert")
                for number, text in enumerate(view.allergies)
            )
        if view.no_allergies:
            return (ChipText(view.no_allergies),)
        return (ChipText(self.tr("Allergies not asked yet"), Tone.WARNING),)

    def _fill(self, row: Row, chips: tuple[ChipText, ...]) -> None:
        for content in chips[:MOST_CHIPS]:
            chip = Chip(content)
            self._chips.append(chip)
            row.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
        if len(chips) > MOST_CHIPS:
            more = Chip(ChipText(f"+{len(chips) - MOST_CHIPS}", chips[MOST_CHIPS].tone))
            more.setAccessibleName(", ".join(chip.text for chip in chips[MOST_CHIPS:]))
            self._chips.append(more)
            row.addWidget(more)
