"""Signing: the level of the visit by a digit, its diagnoses by letters, Enter signs (DUTIES A10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.acknowledge import AcknowledgePanel
from ui.common.button import link, primary, secondary
from ui.common.card import Card, SectionTitle
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.fields import CheckField, ChoiceField
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, scrolled
from ui.common.plain_text import Label
from ui.patient.visit.visit_words import said, words
from ui.theme.theme import theme

_OTHERS = "others"
_LEAST_LISTS = 100
_NO_CHARGE = "no_charge"
NO_CHARGE_KEY = "0"
LETTERS = "abcdefghijklmnopqrstuvw"


@dataclass(frozen=True)
class Level:
    """A level of the fee schedule: its code, its words, and the digit that chooses it."""

    code: str
    words: str
    key: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """A diagnosis that may be chosen, by its ICD-10-CM code."""

    code: str
    title: str


@dataclass(frozen=True)
class Choice:
    """What was chosen: the level's code, the diagnoses in order, who else signs, and what follows."""

    level: str
    diagnoses: tuple[str, ...]
    hand_over: bool
    cosigner: str
    no_charge: bool = False


@dataclass
class Begun:
    """What was chosen for a note that is not signed yet; leaving the panel loses nothing of it.

    `known` are the diagnoses that the panel began with, so that one added since is chosen as well.
    """

    level: str = ""
    chosen: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    hand_over: bool = True
    cosigner: str | None = None

    def take_up(self, chosen: Sequence[str], offered: Sequence[str]) -> None:
        """Add the diagnoses that came to the visit since, and take off those that went from it."""
        gone = {code for code in self.known if code not in chosen}
        self.chosen += [code for code in chosen if code not in (*self.known, *self.chosen)]
        self.chosen = [code for code in self.chosen if code in offered and code not in gone]
        self.known = list(chosen)


def with_keys(levels: Sequence[tuple[str, str]]) -> tuple[Level, ...]:
    """Return levels with a digit each: the last of the code, where no level before has it."""
    used = {NO_CHARGE_KEY}
    found = []
    for code, text in levels:
        key = code[-1:] if code[-1:].isdigit() and code[-1:] not in used else ""
        used.add(key)
        found.append(Level(code, text, key))
    return tuple(found)


class SignPanel(Card):
    """Digits choose the level, letters turn diagnoses on and off in the order of the keys, Enter signs.

    `signed` tells a Choice, `left` that the clinician goes on writing.
    """

    signed = Signal(object)
    left = Signal()

    def __init__(
        self,
        levels: Sequence[Level],
        diagnoses: Sequence[Diagnosis],
        chosen: Sequence[str],
        cosigners: Sequence[tuple[str, str]] = (),
        others: Sequence[Level] = (),
        begun: Begun | None = None,
        who: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words("Sign the note"), space=8, parent=parent)
        self.levels, self.diagnoses, self.others = tuple(levels), tuple(diagnoses), tuple(others)
        self.begun = begun or Begun()
        self.begun.take_up(chosen, [one.code for one in self.diagnoses])
        if self.begun.level in [one.code for one in self.others]:
            self.levels, self.others = self.levels + self.others, ()
        self.keys = KeyList(self, words("Sign the note"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.level_list, self.diagnosis_list = CheckList(), CheckList()
        self.problem = Label("", "label", "danger", wrap=True)
        self.cosigner = ChoiceField("cosigner", words("Also to sign"), cosigners, none_words=words("Nobody"))
        self.hand_over = CheckField("hand_over", words("Hand to checkout, next patient"))
        self.hand_over.set_value(self.begun.hand_over)
        if self.begun.cosigner in [which for which, _name in cosigners]:
            self.cosigner.set_value(self.begun.cosigner)
        self.hand_over.edited.connect(self._keep)
        self.cosigner.edited.connect(self._keep)
        self.who = Label(who, "body", "second", wrap=True)
        self.sign = primary(words("Sign"), keys="Return", tall=True, name="sign_note")
        back = secondary(words("Go on writing"), name="go_on_writing")
        row = Row()
        row.addWidget(back)
        row.addWidget(self.sign, 1)
        if who:
            self.add(self.who)
        self.body.addWidget(self._lists(), 1)
        self.as_it_is = link(words("Sign as it is…"), name="sign_as_it_is")
        self.as_it_is.hide()
        self.stops = Column(space=8)
        self._stop: QWidget | None = None
        self.add(self.problem, self.as_it_is, self.stops, self.cosigner, self.hand_over, row)
        self.cosigner.setVisible(bool(cosigners))
        self.level_list.activated.connect(self.choose_level)
        self.diagnosis_list.activated.connect(self.turn)
        self.sign.clicked.connect(self.accept)
        self.as_it_is.clicked.connect(self._emit)
        back.clicked.connect(self.left)
        self._escape = self.keys.add("Esc", words("Go on writing"), self.left.emit)
        self.keys.describe("1 … 9", words("Level of the visit"))
        self.keys.describe(NO_CHARGE_KEY, words("No charge"))
        self.keys.describe("A …", words("Diagnoses"))
        self.keys.describe("Return", words("Sign"))
        self._show()

    @property
    def level(self) -> str:
        """The code of the chosen level, or that there is no charge; "" before one is chosen."""
        return self.begun.level

    @property
    def chosen(self) -> list[str]:
        """The chosen diagnoses in order."""
        return self.begun.chosen

    def _keep(self) -> None:
        self.begun.hand_over, self.begun.cosigner = self.hand_over.value(), self.cosigner.value()

    def _lists(self) -> QWidget:
        """Return levels and diagnoses in a place that scrolls: the act stays in sight below it."""
        inside = QWidget()
        column = Column(inside, space=8)
        column.addWidget(SectionTitle(words("Level of the visit")))
        column.addWidget(self.level_list)
        column.addWidget(SectionTitle(words("Diagnoses, the first one first")))
        column.addWidget(self.diagnosis_list)
        column.addStretch(1)
        area = scrolled(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(theme().px(_LEAST_LISTS))
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        return area

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits, letters and Enter; everything else as panels do. A key held down acts once."""
        if event.isAutoRepeat() or self._stop is not None:
            event.accept()
            return
        text = event.text().lower()
        level = next((one for one in self.levels if one.key and one.key == text), None)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif level is not None or text == NO_CHARGE_KEY:
            self.choose_level(level.code if level is not None else _NO_CHARGE)
        elif text and text in LETTERS[: len(self.diagnoses)]:
            self.turn(self.diagnoses[LETTERS.index(text)].code)
        else:
            super().keyPressEvent(event)

    def choose_level(self, code: str) -> None:
        """Choose a level, or that there is no charge; the chosen one again takes it off."""
        if code == _OTHERS:
            self.levels, self.others = self.levels + self.others, ()
            self._show()
            return
        self.begun.level = "" if code == self.level else code
        self._show()

    def turn(self, code: str) -> None:
        """Put a diagnosis at the end of those chosen, or take it off."""
        if code in self.chosen:
            self.chosen.remove(code)
        else:
            self.chosen.append(code)
        self._show()

    def _show(self) -> None:
        more = [CheckLine(_OTHERS, words("Other levels…"), active=True)] if self.others else []
        self.level_list.set_lines(
            [
                CheckLine(
                    one.code,
                    "  ".join(part for part in (one.key, one.code, one.words) if part and part != _NO_CHARGE),
                    CheckState.DONE if one.code == self.level else CheckState.TO_DO,
                    strong=one.code == self.level,
                    active=True,
                )
                for one in (*self.levels, Level(_NO_CHARGE, words("No charge"), NO_CHARGE_KEY))
            ]
            + more
        )
        self.diagnosis_list.set_lines(
            [self._diagnosis_line(LETTERS[number], one) for number, one in enumerate(self.diagnoses)]
        )
        self.problem.setText("" if self.diagnoses else words("Add a diagnosis below the text first."))
        self.problem.setVisible(bool(self.problem.text()))

    def _diagnosis_line(self, letter: str, one: Diagnosis) -> CheckLine:
        place = self.chosen.index(one.code) + 1 if one.code in self.chosen else 0
        text = f"{letter.upper()}  {one.title} ({one.code})"
        if place:
            text = said("{text}, number {place}", text=text, place=place)
        state = CheckState.DONE if place else CheckState.TO_DO
        return CheckLine(one.code, text, state, strong=bool(place), active=True)

    def say_problem(self, text: str) -> None:
        """Say why it could not be signed."""
        self.problem.setText(text)
        self.problem.show()

    def accept(self) -> None:
        """Tell what was chosen. A visit is billed by its level and diagnoses, so both are asked for here."""
        if not self.level:
            self._lacks(words("Choose the level by its digit, or 0 for no charge."))
        elif self.level != _NO_CHARGE and not self.chosen:
            self._lacks(words("Choose at least one diagnosis for this level."))
        else:
            self._emit()

    def _lacks(self, text: str) -> None:
        self.say_problem(text)
        self.as_it_is.show()

    def _emit(self) -> None:
        none = self.level == _NO_CHARGE
        chosen, cosigner = tuple(self.chosen), self.cosigner.value() or ""
        self.signed.emit(Choice("" if none else self.level, chosen, self.hand_over.value(), cosigner, none))

    def show_stop(self, panel: AcknowledgePanel) -> None:
        """Show what is missing and take the reason to sign without it."""
        self.close_stop()
        self._stop = panel
        self._escape.setEnabled(False)
        self.stops.addWidget(panel)
        panel.show()
        panel.reason.setFocus()

    def close_stop(self) -> None:
        """Take the question away and give the keys back."""
        if self._stop is not None:
            panel, self._stop = self._stop, None
            panel.hide()
            panel.deleteLater()
            self._escape.setEnabled(True)
            self.setFocus()
