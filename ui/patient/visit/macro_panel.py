"""The practice's macros beside the text: found by typing, put in by Enter."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.common.button import secondary
from ui.common.card import Card
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.fields import TextField
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.patient.visit.visit_words import said, words


class MacroPanel(Card):
    """Every macro with its text. Typing narrows the list, Enter puts the first one in, a click any other."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, macros: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(words("Macros"), space=8, parent=parent)
        self.macros = dict(sorted(macros.items()))
        self.keys = KeyList(self, words("Macros"))
        self.search = TextField("find", words("Find a macro"))
        self.setFocusProxy(self.search)
        self.list = CheckList()
        back = secondary(words("Go back"), name="go_back")
        row = Row()
        row.addWidget(back)
        row.addStretch(1)
        hint = Label(words("Or type .word and Tab in the text."), "label", "third", wrap=True)
        self.add(self.search, hint, self.list, row)
        self.body.addStretch(1)
        self.search.edited.connect(self._show)
        self.search.line.returnPressed.connect(self._put_first)
        self.list.activated.connect(lambda word: self.chosen.emit(self.macros[word]))
        back.clicked.connect(self.left)
        self.keys.add("Esc", words("Go back"), self.left.emit)
        self.keys.describe("Return", words("Put the first macro into the text"))
        self._show()

    def shown(self) -> list[str]:
        """Return the macros that fit what is typed."""
        typed = (self.search.value() or "").casefold().removeprefix(".")
        return [word for word, text in self.macros.items() if typed in word or typed in text.casefold()]

    def _show(self) -> None:
        self.list.set_lines(
            [
                CheckLine(
                    word,
                    said(".{word}  {text}", word=word, text=self.macros[word]),
                    CheckState.TO_DO,
                    active=True,
                )
                for word in self.shown()
            ]
        )

    def _put_first(self) -> None:
        found = self.shown()
        if found:
            self.chosen.emit(self.macros[found[0]])
