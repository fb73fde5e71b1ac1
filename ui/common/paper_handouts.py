"""Choosing a handout for a patient: type a few letters, Enter takes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.documents.queries import standing_texts
from app.documents.standing_texts import SUMMARY
from app.documents.texts_views import StandingText
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.fields import TextField
from ui.common.keys import KeyList
from ui.common.layout import Row, scrolled
from ui.common.paper_list import PaperLine, PaperList
from ui.common.plain_text import Label
from ui.common.record_table_model import fold
from ui.common.wording import tr

HANDOUT = "handout."


def key_of(text: StandingText) -> str:
    """Return the handout's key ("flu")."""
    return text.text.removeprefix(HANDOUT)


class HandoutChoice(Card):
    """Chooses one of the shipped handouts. `chosen` gives its key and title, `left`: nothing is wanted."""

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, desk: Desk, language: str = "en", parent: QWidget | None = None) -> None:
        super().__init__(space=10, parent=parent)
        self._desk, self._language = desk, language
        self._texts: list[StandingText] = []
        self._matching: list[StandingText] = []
        self.keys = KeyList(self, self.tr("Add a handout"))
        self.setAccessibleName(self.tr("Add a handout"))
        self.search = TextField("search", "", placeholder=self.tr("Flu, blood pressure, back"))
        self.search.line.setAccessibleName(self.tr("Find a handout"))
        self.list = PaperList()
        self.take = primary(self.tr("Add to what goes home"), keys="Return", name="take_handout")
        self.back = secondary(self.tr("Close"), name="close_handouts")
        buttons = Row(space=8)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.take)
        inside = scrolled(self.list)
        inside.setMinimumHeight(self.list.sizeHint().height())
        self.add(Label(self.tr("Add a handout"), "heading"), self.search, inside, buttons)
        self.body.setStretchFactor(inside, 1)
        self.setFocusProxy(self.search.line)
        self.search.edited.connect(self._narrow)
        self.take.clicked.connect(self._take)
        self.back.clicked.connect(self.left)
        self.keys.add("Return", self.tr("Add the handout"), self._take, button=self.take)
        self.keys.add("Esc", self.tr("Leave"), self.left.emit)

    def open(self) -> None:
        """Ask for the handouts."""
        self._desk.ask(standing_texts, done=self._show, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list while the cursor stays in the search."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self.list.rows:
            super().keyPressEvent(event)
            return
        self.list.show_place(max(0, min(len(self.list.rows) - 1, self.list.current + step)))

    def _show(self, texts: tuple[StandingText, ...]) -> None:
        mine = [one for one in texts if one.language == self._language and one.text != SUMMARY]
        self._texts = sorted(mine, key=lambda one: fold(one.title))
        self._narrow()

    def _narrow(self) -> None:
        words = fold(self.search.text()).split()
        self._matching = [one for one in self._texts if all(word in fold(_searched(one)) for word in words)]
        lines = [PaperLine(one.title, reviewed_words(one)) for one in self._matching]
        self.list.set_lines(lines, boxed=False)
        self.take.setEnabled(bool(lines))
        if lines:
            self.list.show_place(0)

    def _take(self) -> None:
        if 0 <= self.list.current < len(self._matching):
            one = self._matching[self.list.current]
            self.chosen.emit(key_of(one), one.title)


def _searched(one: StandingText) -> str:
    return f"{one.title} {one.summary} {one.text}"


def reviewed_words(one: StandingText) -> str:
    """Return who approved a text, or that nobody has yet."""
    if not one.reviewed_by:
        return tr("papers", "Not yet reviewed")
    return tr("papers", "Reviewed by {name}").replace("{name}", one.reviewed_by)
