"""A new person: name, sign-in, roles, and the password, which is judged while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from app.core.acts import CLINICIANS, Role
from app.core.errors import RuleViolated, Unavailable
from app.core.ids import new_id
from app.core.staff_names import suggested_login, suggested_short
from app.practice.actions import SaveProvider, save_provider
from app.practice.queries import providers
from app.practice.views import ProviderKind, ProviderView
from app.practice_file import CodeMade
from app.security.actions import AddAccount, check_account
from app.security.passwords import password_problem
from app.security.views import AccountView
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.desk import Desk
from ui.common.fields import CheckBox, CheckField, TextField
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.words import fill, words_for
from ui.practice.editor import Editor
from ui.practice.entry_fields import SeveralField
from ui.practice.words import ROLES, choices, words

AddStaff = Callable[[AddAccount, str], AccountView]
"""Makes the person's key and account; slow by design, so it runs on the pool."""

AddWithCode = Callable[[AddAccount, str], CodeMade]
"""Makes the account and a one-time code in place of a password; a new owner takes the own password."""

AddOwner = Callable[[AddAccount, str, str], AccountView]
"""Makes the key and account of a new owner: with their password, and the own one of who adds them."""

KIND_OF = {Role.PHYSICIAN: ProviderKind.PHYSICIAN, Role.NP_PA: ProviderKind.NP_PA}


class PersonEditor(Editor):
    """Adds a person; a clinician gets a column of the calendar with it, unless that is not wanted.

    With `add_with_code` the person chooses their password at the first sign-in, unless they type it here.
    """

    code_made = Signal(object)
    """The person comes in by this code: it is to be shown, once."""

    def __init__(
        self,
        desk: Desk,
        add_staff: AddStaff,
        practice_name: str,
        *,
        books: bool,
        add_with_code: AddWithCode | None = None,
        add_owner: AddOwner | None = None,
    ) -> None:
        super().__init__(desk, words("New person"), words("Add this person"))
        self._add_staff, self._practice_name, self._books = add_staff, practice_name, books
        self._add_with_code, self._add_owner = add_with_code, add_owner
        self._code: CodeMade | None = None
        self._suggested = {"short_name": "", "login": ""}
        self._position = 1
        self._make_fields()
        self.ready()
        self._connect()
        self._show_typed(False)
        self._show_way()
        self._fit()
        desk.ask(providers, inactive=True, done=self._after, owner=self)

    def _make_fields(self) -> None:
        self.name = self.field(TextField("name", words("Name, as on paper"), most=120))
        self.name.line.setPlaceholderText(words("Ada Okafor, MD"))
        self.roles = self.field(SeveralField("roles", words("Roles"), choices(ROLES)))
        self.short_name = self.field(TextField("short_name", words("Short name, for the board"), most=40))
        self.login = self.field(TextField("login", words("Sign-in name"), most=64))
        self.bookable = self.field(CheckField("bookable", words("Has a column in the calendar")))
        self.bookable.set_value(True)
        self.own_choice = self.field(
            CheckField("own_choice", words("They choose a password at first sign-in"))
        )
        self.own_choice.set_value(self._add_with_code is not None)
        self.own_choice.setVisible(self._add_with_code is not None)
        self.password = self.field(TextField("password", words("Password"), most=128))
        self.again = self.field(TextField("again", words("Password again"), most=128))
        self.shown = CheckBox(words("Show what is typed"))
        self.rules = CheckList([])
        self.why = Label("", "label", "second", wrap=True)
        self.add(self.shown, self.rules, self.why)
        self.own_password = self.field(TextField("own_password", words("Your own password"), most=128))
        self.own_password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.own_password.line.returnPressed.connect(self.save)

    def _connect(self) -> None:
        self.name.edited.connect(self._fit)
        self.roles.edited.connect(self._fit)
        for field in (self.password, self.again, self.login):
            field.line.textChanged.connect(lambda _text: self._judge())
        self.shown.toggled.connect(self._show_typed)
        self.own_choice.edited.connect(self._show_way)
        self.desk.locking.connect(self.forget_password)

    def _after(self, there: tuple[ProviderView, ...]) -> None:
        """Place a new column behind those of the clinicians."""
        clinical = [one.position for one in there if one.kind != ProviderKind.STAFF]
        self._position = max(clinical, default=0) + 1

    # -- while typing ---------------------------------------------------------------------------------------

    def chosen_roles(self) -> tuple[Role, ...]:
        return tuple(Role(role) for role in self.roles.value())

    def _fit(self) -> None:
        """Fill in what follows from name and roles, as long as nobody typed something else there."""
        roles = set(self.chosen_roles())
        name = self.name.text()
        new = {
            "short_name": suggested_short(name, doctor=Role.PHYSICIAN in roles),
            "login": suggested_login(name),
        }
        for key, field in (("short_name", self.short_name), ("login", self.login)):
            if field.text() in ("", self._suggested[key]):
                field.set_value(new[key])
        self._suggested = new
        self.bookable.setVisible(self._books and bool(roles & CLINICIANS))
        self.own_password.setVisible(Role.OWNER in roles)
        self._judge()

    def _judge(self) -> None:
        """Say while it is typed what the password still needs."""
        typed = self.password.text()
        problem = password_problem(typed, self.login.text(), self._practice_name)
        if not typed:
            first = CheckLine("rule", words("At least 12 characters. Several words are easy to remember."))
        elif problem is not None:
            first = CheckLine("rule", words_for(problem), CheckState.ATTENTION)
        else:
            first = CheckLine("rule", words("A good password"), CheckState.DONE)
        same = bool(typed) and typed == self.again.text()
        state = CheckState.DONE if same else CheckState.TO_DO
        self.rules.set_lines([first, CheckLine("same", words("Typed twice alike"), state)])

    def _show_typed(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.password, self.again):
            field.line.setEchoMode(mode)

    @property
    def by_code(self) -> bool:
        """Whether the person gets a one-time code in place of a password typed here."""
        return self._add_with_code is not None and bool(self.own_choice.value())

    def _show_way(self) -> None:
        for widget in (self.password, self.again, self.shown, self.rules):
            widget.setVisible(not self.by_code)
        typed = words("The person types it here. Nobody can read it, and it is kept nowhere.")
        code = words("You get a one-time code to hand over. It opens once, and asks for a password.")
        self.why.setText(code if self.by_code else typed)

    def forget_password(self) -> None:
        """Empty both fields: a password stays nowhere once it is used or the window locks."""
        for field in (self.password, self.again, self.own_password):
            field.line.clear()

    # -- the act --------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Make the person's key and account beside everything else, then the column."""
        if self.busy or self.form.collect() is None:
            return
        command = AddAccount(
            person_id=new_id(),
            login=self.login.text().strip(),
            name=self.name.text().strip(),
            short_name=self.short_name.text().strip(),
            roles=self.chosen_roles(),
        )
        if self._holds(command):
            self._send_person(command)

    def _holds(self, command: AddAccount) -> bool:
        try:
            check_account(replace(command, short_name="x"))
            self._short_name_holds(command)
        except RuleViolated as refused:
            return not self.refuse(refused)
        if Role.OWNER in command.roles and not self.own_password.text():
            return self._wrong(self.own_password, words("Type your own password."))
        if self.by_code:
            return True
        problem = password_problem(self.password.text(), command.login, self._practice_name)
        if problem is not None:
            return self._wrong(self.password, words_for(problem))
        if self.password.text() != self.again.text():
            return self._wrong(self.again, words("The two are not the same. Type it once more."))
        return True

    @staticmethod
    def _short_name_holds(command: AddAccount) -> None:
        try:
            check_account(command)
        except RuleViolated as refused:
            raise RuleViolated("short_name", refused.message) from refused

    def _wrong(self, field: TextField, why: str) -> bool:
        field.set_error(why)
        field.setFocus()
        self.area.ensureWidgetVisible(field)
        return False

    def _send_person(self, command: AddAccount) -> None:
        own = self.own_password.text() if Role.OWNER in command.roles else ""
        self.own_password.line.clear()
        self.set_busy(True)
        self.problem.set_tone("second")
        self.tell(words("Making this person's key. This takes a few seconds."))
        if self._add_with_code is not None and self.by_code:
            self.desk.work_on_pool(
                self._add_with_code,
                command,
                own,
                done=self._code_is_made,
                failed=self._person_refused,
                owner=self,
            )
            return
        typed, add_owner = self.password.text(), self._add_owner
        self.desk.work_on_pool(
            (lambda: add_owner(command, typed, own)) if own and add_owner else self._add_staff,
            *(() if own and add_owner else (command, typed)),
            done=self._person_made,
            failed=self._person_refused,
            owner=self,
        )

    def _person_refused(self, error: Exception) -> bool:
        self.set_busy(False)
        self.problem.set_tone("danger")
        self.tell("")
        if isinstance(error, Unavailable) and error.cause in ("wrong_password", "wait"):
            wrong = words("This is not your password.")
            return not self._wrong(
                self.own_password, wrong if error.cause == "wrong_password" else words_for(error.message)
            )
        return self.refuse(error)

    def _code_is_made(self, made: CodeMade) -> None:
        self._code = made
        self._person_made(made.account)

    def _person_made(self, account: AccountView) -> None:
        self.forget_password()
        kind = next((KIND_OF[role] for role in account.roles if role in KIND_OF), None)
        if kind is None or not (self._books and self.bookable.value()):
            self._finish(account, words("{name} can sign in as {login}."))
            return
        command = SaveProvider(
            account_id=account.id,
            kind=kind,
            name=account.name,
            short_name=account.short_name[:40],
            position=self._position,
        )
        told = words("{name} can sign in as {login} and has a column in the calendar.")
        self.desk.do(
            save_provider,
            command,
            done=lambda _made: self._finish(account, told),
            failed=lambda error: self._column_failed(account, error),
            owner=self,
        )

    def _column_failed(self, account: AccountView, _error: Exception) -> bool:
        told = words("{name} can sign in as {login}, but has no column yet. Add it under Providers.")
        self._finish(account, told)
        return True

    def _finish(self, account: AccountView, told: str) -> None:
        self.set_busy(False)
        params: dict[str, Any] = {"name": account.name, "login": account.login}
        self.said.emit(Said(fill(told, params)))
        code, self._code = self._code, None
        if code is None:
            self.finished.emit()
        else:
            self.code_made.emit(code)
