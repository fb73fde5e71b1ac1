"""Two groups typed back from the recovery sheet: proof that the paper is there and can be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import RuleViolated
from app.practice_file import GroupPlace
from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.fields import TextField
from ui.common.form import Form
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

CARD_WIDTH = 440


class GroupFields(QWidget):
    """The inputs for the groups asked for; `done` when Enter is pressed in the last of them."""

    done = Signal()

    def __init__(self, places: Sequence[GroupPlace], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(self)
        self._places = tuple(places)
        row = Row(self, space=16)
        self.fields: list[TextField] = []
        for place in places:
            field = TextField(_name(place), self._label(place), placeholder="XXXX", most=12)
            self.fields.append(self.form.add(field))
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        for before, after in zip(self.fields, self.fields[1:], strict=False):
            before.line.returnPressed.connect(after.setFocus)
        self.fields[-1].line.returnPressed.connect(self.done)
        self.setFocusProxy(self.fields[0])

    def _label(self, place: GroupPlace) -> str:
        words = self.tr("Line {line}, group {group}")
        return words.replace("{line}", str(place.line)).replace("{group}", str(place.group))

    def typed(self) -> tuple[str, ...] | None:
        """Return what was typed, or None after saying which group is missing."""
        missing = [field for field in self.fields if not field.value()]
        for field in missing:
            field.set_error(self.tr("Type the four characters from the sheet."))
        if missing:
            missing[0].setFocus()
            return None
        return tuple(field.text() for field in self.fields)

    def refuse(self, error: Exception) -> bool:
        """Put a refusal beside the group that is wrong; False when it is about something else."""
        if not isinstance(error, RuleViolated):
            return False
        line, group = error.message.params.get("line"), error.message.params.get("group")
        wrong = [place for place in self._places if (place.line, place.group) == (line, group)]
        field = self.form.fields[_name(wrong[0])] if wrong else self.fields[0]
        field.set_error(words_for(error.message))
        field.setFocus()
        return True


def _name(place: GroupPlace) -> str:
    return f"group_{place.line}_{place.group}"


class RecoveryPage(QWidget):
    """Asks the owner of a practice whose sheet nobody confirmed. `entered(groups)`, `later`, or `lost`."""

    entered = Signal(object)
    later = Signal()
    lost = Signal()
    """The sheet is gone, or cannot be read: a new one is wanted."""

    def __init__(self, practice: str, places: Sequence[GroupPlace], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        title = self.tr("Is the recovery sheet at hand?")
        self.setAccessibleName(title)
        what = self.tr(
            "If every password is lost, only this sheet opens {practice}. Type two groups from it, so that "
            "it is certain that it was printed and can be read."
        ).replace("{practice}", practice)
        self.card = Card(space=0)
        self._inside = Column(space=12, margins=(24, 18, 24, 18))
        self.card.body.addLayout(self._inside)
        self.groups = GroupFields(places)
        self.button = primary(self.tr("Confirm the sheet"), tall=True, name="confirm_sheet")
        self.later_button = link(self.tr("Not here, ask again next time"), name="later")
        self.lost_button = link(self.tr("Make a new sheet"), name="new_sheet")
        self._inside.addWidget(Wordmark(22), 0, Qt.AlignmentFlag.AlignLeft)
        self._inside.addWidget(Label(title, "title", wrap=True))
        self._inside.addWidget(Label(what, "body", "second", wrap=True))
        self._inside.addWidget(self.groups)
        self._inside.addWidget(self.button)
        links = Row()
        links.addWidget(self.later_button)
        links.addStretch(1)
        links.addWidget(self.lost_button)
        self._inside.addLayout(links)
        in_the_middle(self, self.card)
        self.groups.done.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.later_button.clicked.connect(self.later)
        self.lost_button.clicked.connect(self.lost)
        self.setFocusProxy(self.groups)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.card.setFixedWidth(theme().px(CARD_WIDTH))

    def submit(self) -> None:
        """Tell the groups, if both were typed."""
        typed = self.groups.typed()
        if typed is not None:
            self.button.setEnabled(False)
            self.entered.emit(typed)

    def refuse(self, error: Exception) -> bool:
        """Say which group is wrong; False for an error that is about something else."""
        self.button.setEnabled(True)
        return self.groups.refuse(error)


def in_the_middle(page: QWidget, card: QWidget) -> None:
    """Let a card stand a little above the middle of a page."""
    column = Column(page, space=0)
    column.addStretch(3)
    middle = Row(space=0)
    middle.addStretch(1)
    middle.addWidget(card)
    middle.addStretch(1)
    column.addLayout(middle)
    column.addStretch(4)
