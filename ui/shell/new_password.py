"""A new password, typed twice and judged while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from app.security.passwords import password_problem
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.fields import CheckBox, TextField
from ui.common.form import Form
from ui.common.words import words_for


class NewPassword(QObject):
    """The pieces, for a page to lay out: `password`, `again`, `shown` (a box) and `rules` (what it needs).

    `about` gives the sign-in name and the practice's name as they stand: neither may be the password.
    """

    def __init__(self, form: Form, about: Callable[[], tuple[str, str]]) -> None:
        super().__init__(form)
        self._about = about
        self.password = form.add(TextField("password", self.tr("Password"), most=128))
        self.again = form.add(TextField("again", self.tr("Password again"), most=128))
        self.shown = CheckBox(self.tr("Show what I type"))
        self.rules = CheckList([])
        for field in (self.password, self.again):
            field.line.textChanged.connect(self.judge)
        self.shown.toggled.connect(self._show_typed)
        self._show_typed(False)

    def judge(self) -> None:
        """Say what the password still needs."""
        typed = self.password.text()
        problem = password_problem(typed, *self._about())
        if not typed:
            first = CheckLine("rule", self.tr("At least 12 characters. Several words are easy to remember."))
        elif problem is not None:
            first = CheckLine("rule", words_for(problem), CheckState.ATTENTION)
        else:
            first = CheckLine("rule", self.tr("A good password"), CheckState.DONE)
        same = bool(typed) and typed == self.again.text()
        second = CheckLine(
            "same", self.tr("Typed twice alike"), CheckState.DONE if same else CheckState.TO_DO
        )
        self.rules.set_lines([first, second])

    def holds(self) -> bool:
        """Return whether it may be used; False after saying beside its field what is wrong."""
        problem = password_problem(self.password.text(), *self._about())
        if problem is not None:
            return self._wrong(self.password, words_for(problem))
        if self.password.text() != self.again.text():
            return self._wrong(self.again, self.tr("The two are not the same. Type it once more."))
        return True

    def take(self) -> str:
        """Return the password and forget it here."""
        password = self.password.text()
        for field in (self.password, self.again):
            field.line.clear()
        return password

    @staticmethod
    def _wrong(field: TextField, why: str) -> bool:
        field.set_error(why)
        field.setFocus()
        return False

    def _show_typed(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.password, self.again):
            field.line.setEchoMode(mode)
