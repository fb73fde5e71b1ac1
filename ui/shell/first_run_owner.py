"""First run: the owner's sign-in. The password is judged while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.core.acts import Role
from app.core.errors import RuleViolated
from app.core.ids import new_id
from app.core.staff_names import suggested_login, suggested_short
from app.practice_file import Owner
from app.security.actions import AddAccount, check_account
from ui.common.fields import SegmentedField, TextField
from ui.common.layout import Grid
from ui.common.plain_text import Label
from ui.common.wording import tr
from ui.common.words import words_for
from ui.shell.first_run_steps import FirstRunPage
from ui.shell.new_password import NewPassword

NOT_CLINICIAN = "none"


class OwnerPage(FirstRunPage):
    """Name, sign-in name, whether the owner sees patients, and the password twice."""

    def __init__(self) -> None:
        super().__init__(
            tr("first_run", "Your sign-in"),
            tr("first_run", "Your own sign-in"),
            tr("first_run", "You are the owner: you give others their sign-in and decide what they may do."),
        )
        self.practice_name = ""
        self._suggested: dict[str, str] = {"short_name": "", "login": ""}
        self.name = self.form.add(TextField("name", self.tr("Your name, as on paper"), most=200))
        self.name.line.setPlaceholderText(self.tr("Ruth Day, MD"))
        self.clinician = self.form.add(
            SegmentedField(
                "roles",
                self.tr("Do you see patients?"),
                [
                    (NOT_CLINICIAN, self.tr("No")),
                    (Role.PHYSICIAN, self.tr("Physician")),
                    (Role.NP_PA, self.tr("NP or PA")),
                ],
                NOT_CLINICIAN,
            )
        )
        self.short_name = self.form.add(
            TextField("short_name", self.tr("Short name, for the board"), most=40)
        )
        self.login = self.form.add(TextField("login", self.tr("Sign-in name"), most=64))
        self.new = NewPassword(self.form, lambda: (self.login.text(), self.practice_name))
        self.password, self.again = self.new.password, self.new.again
        self.shown, self.rules = self.new.shown, self.new.rules
        self._lay_out()
        self._connect()
        self.new.judge()
        self.setFocusProxy(self.name)

    def _lay_out(self) -> None:
        grid = Grid(columns=2, space=14)
        places = (self.name, self.clinician, self.short_name, self.login, self.password, self.again)
        for number, field in enumerate(places):
            grid.addWidget(field, number // 2, number % 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.shown, 3, 0)
        self.body.addLayout(grid)
        self.body.addWidget(self.rules)
        why = self.tr("Nobody can read your password. If it is lost, only the recovery sheet helps.")
        self.body.addWidget(Label(why, "label", "second", wrap=True))
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.name.edited.connect(self._suggest)
        self.clinician.edited.connect(self._suggest)
        self.login.line.textChanged.connect(self.new.judge)

    def owner(self) -> Owner:
        """Return the owner as entered."""
        role = self.clinician.value()
        also = () if role in (None, NOT_CLINICIAN) else (Role(role),)
        texts = (self.login, self.name, self.short_name)
        login, name, short_name = (field.text().strip() for field in texts)
        return Owner(login=login, name=name, short_name=short_name, also=also)

    def arrive(self) -> None:
        self.new.judge()

    def leave(self) -> bool:
        self.form.clear_errors()
        owner = self.owner()
        account = AddAccount(
            person_id=new_id(),
            login=owner.login,
            name=owner.name,
            short_name=owner.short_name,
            roles=owner.roles,
        )
        try:
            check_account(account)
        except RuleViolated as refused:
            short = refused.field == "name" and bool(owner.name.strip())
            self._wrong(
                self.short_name if short else self.form.fields[refused.field], words_for(refused.message)
            )
            return False
        return self.new.holds()

    def take_password(self) -> str:
        """Return the password and forget it here."""
        return self.new.take()

    @staticmethod
    def _wrong(field: object, why: str) -> None:
        if isinstance(field, TextField):
            field.set_error(why)
            field.setFocus()

    def _suggest(self) -> None:
        """Fill in what follows from the name, as long as nobody typed something else there."""
        name = self.name.text()
        doctor = self.clinician.value() == Role.PHYSICIAN
        new = {"short_name": suggested_short(name, doctor=doctor), "login": suggested_login(name)}
        for key, field in (("short_name", self.short_name), ("login", self.login)):
            if field.text() in ("", self._suggested[key]):
                field.set_value(new[key])
        self._suggested = new
        self.new.judge()
