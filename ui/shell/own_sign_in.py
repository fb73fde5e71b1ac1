"""What each person does with the own sign-in: another password, and the second step after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.core.errors import DaybookError, RuleViolated
from app.practice_file import Practice
from ui.common.button import link, primary, secondary
from ui.common.fields import TextField
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.codes_shown import CodesShown
from ui.shell.new_password import NewPassword
from ui.shell.second_step_setup import SetUp
from ui.shell.secret_overlay import SecretPanel

FEW_CODES = 3


class PasswordPanel(SecretPanel):
    """The old password, and the new one twice, judged while it is typed. `changed` when it is in force."""

    changed = Signal()

    def __init__(self, practice: Practice, login: str, owner: QObject) -> None:
        super().__init__()
        self._practice, self._owner = practice, owner
        title = self.tr("Change your password")
        self.setAccessibleName(title)
        self.old = self.secret("old", self.tr("The password that you have now"), 128)
        self.new = NewPassword(self.form, lambda: (login, practice.practice_name))
        self.new.password.label.setText(self.tr("New password"))
        self.new.again.label.setText(self.tr("New password again"))
        self.secrets += [self.new.password, self.new.again]
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        self.leave_button = link(self.tr("Leave it as it is"), keys="Esc", name="leave_password")
        self.change_button = primary(self.tr("Change it"), name="change_password")
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.change_button)
        self.add(Label(title, "heading"), self.old, self.new.password, self.new.again)
        self.add(self.new.shown, self.new.rules, self.trouble, buttons)
        self.change_button.clicked.connect(self.submit)
        self.leave_button.clicked.connect(self.left)
        self.new.judge()
        self.setFocusProxy(self.old)

    def submit(self) -> None:
        """Change it, if the new one may be used. Slow: two keys are derived."""
        self.form.clear_errors()
        self.trouble.hide()
        if not self.old.text():
            self.wrong(self.old, self.tr("Type your password."))
        elif self.new.holds() and self.change_button.isEnabled():
            old, new, staff = self.old.text(), self.new.password.text(), self._practice.staff
            self.change_button.setEnabled(False)
            Background(lambda: staff.change_password(old, new), self._done, self._refused, self._owner)

    def _done(self, _none: Any) -> None:
        if not self.gone:
            self.changed.emit()

    def _refused(self, error: Exception) -> None:
        if self.gone:
            return
        self.change_button.setEnabled(True)
        if not isinstance(error, DaybookError):
            self.left.emit()
            raise error
        words = words_for(error.message)
        if isinstance(error, RuleViolated) and error.field == "password":
            self.wrong(self.new.password, words)
        elif getattr(error, "cause", "") in ("wrong_password", "wait"):
            wrong = self.tr("This is not your password.")
            self.wrong(self.old, wrong if getattr(error, "cause", "") == "wrong_password" else words)
        else:
            self.trouble.setText(words)
            self.trouble.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next empty line, and then changes the password."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        empty = [field for field in self.secrets if not field.text()]
        if empty:
            empty[0].setFocus()
        else:
            self.submit()


class SecondStepPanel(SecretPanel):
    """Sets an authenticator up; where there is one: new recovery codes, or no authenticator any more.

    `told(words)` says what was done, and the panel goes.
    """

    told = Signal(str)

    def __init__(self, practice: Practice, owner: QObject) -> None:
        super().__init__()
        self._practice, self._owner = practice, owner
        self.set_up: SetUp | None = None
        self.codes: CodesShown | None = None
        self._state = practice.second_step.state
        title = self.tr("Second step at the sign-in")
        self.setAccessibleName(title)
        self.title = Label(title, "heading")
        self.add(self.title)
        if self._state.there:
            self._show_there()
        else:
            self._show_set_up()

    def _show_set_up(self) -> None:
        self.set_up = SetUp(self._practice, self._owner, ask_password=True)
        self.set_up.left.connect(self.left)
        self.set_up.stepped.connect(self.title.hide)
        on = self.tr("The authenticator is on. It is asked for after your password.")
        self.set_up.done.connect(lambda: self.told.emit(on))
        self.secrets += [self.set_up.code, self.set_up.password]
        self.add(self.set_up)
        self.setFocusProxy(self.set_up)

    def _show_there(self) -> None:
        left = self.tr("Your authenticator is on. %n recovery code(s) left.", "", self._state.codes_left)
        few = self._state.codes_left < FEW_CODES
        self.left_words = Label(left, "body", "warning" if few else "second", wrap=True)
        self.password = self.secret("password", self.tr("Your password"), 128)
        self.code = self.form.add(TextField("code", self.tr("Code of the authenticator"), most=20))
        self.secrets.append(self.code)
        self.leave_button = link(self.tr("Leave it as it is"), keys="Esc", name="leave_step")
        self.remove_button = secondary(self.tr("Remove it"), name="remove_step")
        self.renew_button = primary(self.tr("New recovery codes"), name="renew_codes")
        why = self.tr(
            "A lost phone: type a recovery code in place of the code, remove it, and set up a new one."
        )
        if self._state.demanded:
            why = self.tr("Your role needs an authenticator. With a new phone, an owner removes the old one.")
        self.remove_button.setVisible(not self._state.demanded)
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.remove_button)
        buttons.addWidget(self.renew_button)
        self.add(self.left_words, self.password, self.code, Label(why, "label", "second", wrap=True), buttons)
        self.leave_button.clicked.connect(self.left)
        self.renew_button.clicked.connect(self.renew)
        self.remove_button.clicked.connect(self.remove)
        self.setFocusProxy(self.password)

    def renew(self) -> None:
        """Make ten new recovery codes, after password and code."""
        step = self._practice.second_step
        self._ask(lambda password, code: step.draw_codes(password, code), self._renewed)

    def remove(self) -> None:
        """Remove the authenticator, after password and code."""
        step = self._practice.second_step
        gone = self.tr("The authenticator is removed. Your password alone signs you in.")
        self._ask(lambda password, code: step.remove(password, code), lambda _none: self.told.emit(gone))

    def _ask(self, act: Callable[[str, str], Any], done: Callable[[Any], object]) -> None:
        self.form.clear_errors()
        password, code = self.password.text(), self.code.text()
        if not password:
            self.wrong(self.password, self.tr("Type your password."))
        elif not code:
            self.wrong(self.code, self.tr("Type the code."))
        elif self.renew_button.isEnabled():
            self._set_enabled(False)
            self.code.line.clear()

            def over(result: Any) -> None:
                if not self.gone:
                    done(result)

            Background(lambda: act(password, code), over, self._refused, self._owner)

    def _set_enabled(self, enabled: bool) -> None:
        for button in (self.renew_button, self.remove_button):
            button.setEnabled(enabled)

    def _renewed(self, codes: tuple[str, ...]) -> None:
        shown = self.codes = CodesShown(self._practice, codes, self.tr("New recovery codes"), self._owner)
        for widget in (self.password, self.code, self.left_words, self.leave_button):
            widget.hide()
        for button in (self.renew_button, self.remove_button):
            button.hide()
        new = self.tr("The new recovery codes are in force. The old ones open nothing.")
        shown.done.connect(lambda: self.told.emit(new))
        self.title.hide()
        self.add(shown)
        self.setFocusProxy(shown)
        shown.setFocus()

    def _refused(self, error: Exception) -> None:
        if self.gone:
            return
        self._set_enabled(True)
        if not isinstance(error, DaybookError):
            self.left.emit()
            raise error
        wrong_password = getattr(error, "cause", "") == "wrong_password"
        words = self.tr("This is not your password.") if wrong_password else words_for(error.message)
        self.wrong(self.password if wrong_password else self.code, words)

    def forget(self) -> None:
        super().forget()
        if self.set_up is not None:
            self.set_up.put_away()
        if self.codes is not None:
            self.codes.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._state.there:
            (self.code if self.password.text() and not self.code.text() else self.renew_button).setFocus()
        else:
            super().keyPressEvent(event)
