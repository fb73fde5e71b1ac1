"""What an owner does with a person of the staff: change them, give a code, end their access."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.acts import Role
from app.core.errors import DaybookError, Stale
from app.core.ids import new_id
from app.frontdesk.leaving import LeftBehind, left_behind
from app.practice.actions import SaveProvider, save_provider
from app.practice.views import ProviderKind, ProviderView
from app.practice_file import Staff, WayIn
from app.security.actions import ChangePerson, DeactivatePerson
from app.security.views import AccountView
from ui.common.button import Button, secondary
from ui.common.card import PairRow, SectionTitle
from ui.common.desk import Desk
from ui.common.fields import CheckField, TextField
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.words import fill, words_for
from ui.practice.editor import Editor
from ui.practice.entry_fields import SeveralField
from ui.practice.words import ROLES, choices, words

Staffing = Callable[[], Staff]
"""The staff of the open practice; raises Unavailable while it is locked. Slow: on the pool."""


@dataclass(frozen=True)
class Person:
    """A person of the list: the account, and by what they come in."""

    account: AccountView
    way: WayIn


class PersonAct(Editor):
    """An editor whose act changes account and keys together, beside the GUI thread."""

    code_made = Signal(object)
    wanted = Signal(str)
    """Another panel for the same person: "code", "leave", "authenticator"."""

    def __init__(self, desk: Desk, staff: Staffing, person: Person, title: str, act: str) -> None:
        super().__init__(desk, title, act)
        self.staff, self.person, self.account = staff, person, person.account

    def field_of_password(self) -> TextField:
        """Return a field for the owner's own password, which is forgotten when the window locks."""
        field = self.field(TextField("own_password", words("Your own password"), most=128))
        field.line.setEchoMode(QLineEdit.EchoMode.Password)
        field.line.returnPressed.connect(self.save)
        self.desk.locking.connect(field.line.clear)
        return field

    def ask_names_and_roles(self) -> None:
        """Put in the fields of a person, as the person is."""
        one = self.account
        self.field(TextField("name", words("Name, as on paper"), most=120)).set_value(one.name)
        self.field(TextField("short_name", words("Short name, for the board"), most=40)).set_value(
            one.short_name
        )
        self.roles = self.field(SeveralField("roles", words("Roles"), choices(ROLES)))
        self.roles.set_value(tuple(str(role) for role in one.roles))

    def changed(self, values: Mapping[str, Any]) -> ChangePerson:
        """Return the person as those fields say."""
        return ChangePerson(
            person_id=self.account.id,
            version=self.account.version,
            name=(values["name"] or "").strip(),
            short_name=(values["short_name"] or "").strip(),
            roles=tuple(Role(role) for role in self.roles.value()),
        )

    def own_password(self) -> str:
        """Return the own password that was typed, which is forgotten here; "" after asking for it."""
        field = self.form.fields["own_password"]
        typed = str(field.draft())
        field.set_value("")
        if not typed:
            field.set_error(words("Type your own password."))
            field.setFocus()
        return typed

    def run(self, work: Callable[[], Any], done: Callable[[Any], object], while_busy: str) -> None:
        """Do the act on the pool; a refusal stands beside its field."""
        self.set_busy(True)
        self.problem.set_tone("second")
        self.tell(while_busy)

        def over(result: Any) -> None:
            self.set_busy(False)
            self.tell("")
            done(result)

        self.desk.work_on_pool(work, done=over, failed=self.refused, owner=self)

    def refused(self, error: Exception) -> bool:
        self.set_busy(False)
        self.problem.set_tone("danger")
        self.tell("")
        if isinstance(error, Stale):
            self.newer.show()
            self.newer.mine.hide()
            self.newer.theirs.setFocus()
            return True
        if self.refuse(error):
            return True
        password = self.form.fields.get("own_password")
        if not isinstance(error, DaybookError) or password is None:
            return False
        password.set_error(words_for(error.message))
        password.setFocus()
        return True

    def over(self, told: str, **more: str) -> None:
        """Say what was done, and go."""
        self.said.emit(Said(fill(words(told), {"name": self.account.name, **more})))
        self.finished.emit()


class ChangeEditor(PersonAct):
    """Name, short name and roles; below them what else can be done."""

    def __init__(self, desk: Desk, staff: Staffing, person: Person, *, own: bool) -> None:
        super().__init__(desk, staff, person, person.account.name, words("Save this person"))
        one = person.account
        self.add(PairRow(words("Sign-in name"), one.login))
        self.ask_names_and_roles()
        counts = words("Roles count from the next sign-in of this person on. The record keeps both.")
        back = words("This person has no access. Name and roles are chosen as you let them back in.")
        self.add(Label(counts if one.active else back, "label", "second", wrap=True))
        self.password = self.field_of_password()
        self.password.hide()
        self.roles.edited.connect(self._ask_of_owner)
        self.more: dict[str, Button] = {}
        if not own:
            self._offer_more()
        self.act.setVisible(one.active)
        for field in self.form.own_fields():
            field.setEnabled(one.active)
        self.ready()

    def first_field(self) -> QWidget:
        return super().first_field() if self.account.active else next(iter(self.more.values()), self.cancel)

    def _ask_of_owner(self) -> None:
        """Who makes somebody an owner types their own password: a desk left open must not do that."""
        becomes = str(Role.OWNER) in self.roles.value() and Role.OWNER not in self.account.roles
        self.password.setVisible(becomes)

    def _offer_more(self) -> None:
        one = self.account
        offered = [("code", words("Make a one-time code") if one.active else words("Let back in by a code"))]
        if one.second_step:
            offered.append(("authenticator", words("Remove the authenticator")))
        if one.active:
            offered.append(("leave", words("End this access")))
        self.add(SectionTitle(words("How they come in")))
        for which, word in offered:
            button = secondary(word, name=f"person_{which}")
            button.clicked.connect(lambda _checked=False, which=which: self._lead(which))
            self.more[which] = button
            self.add(button)

    def _lead(self, which: str) -> None:
        if self.may_go():
            self.wanted.emit(which)

    def save(self) -> None:
        """Change account and label together."""
        values = None if self.busy or not self.account.active else self.form.collect()
        if values is None:
            return
        typed = "" if self.password.isHidden() else self.own_password()
        if not (typed or self.password.isHidden()):
            return
        command = self.changed(values)
        self.account = replace(self.account, name=command.name)
        self.run(
            lambda: self.staff().change(command, typed),
            lambda _made: self.over("{name} is saved."),
            words("Saving"),
        )


class CodeEditor(PersonAct):
    """Makes a one-time code for someone, after the owner's own password."""

    def __init__(self, desk: Desk, staff: Staffing, person: Person) -> None:
        back = not person.account.active
        title = words("Let {name} back in") if back else words("One-time code for {name}")
        super().__init__(
            desk, staff, person, fill(title, {"name": person.account.name}), words("Make the code")
        )
        told = words(
            "With the code the person comes in once and chooses a new password. The password that they have "
            "now no longer opens the practice from this moment on, nor does an earlier code."
        )
        if back:
            told = words(
                "The person comes in with the code once and chooses a new password. Choose here as what they "
                "come back: it is filled in as they left."
            )
        self._back = back
        self.add(Label(told, "body", "second", wrap=True))
        if back:
            self.ask_names_and_roles()
        self.password = self.field_of_password()
        self.ready()

    def save(self) -> None:
        values = None if self.busy else self.form.collect()
        password = self.own_password() if values is not None else ""
        if values is None or not password:
            return
        changed = self.changed(values) if self._back else None
        if changed is None:
            self.form.mark_clean()
        self.run(
            lambda: self.staff().give_code(self.account.id, password, changed),
            self.code_made.emit,
            words("Checking your password"),
        )


class AuthenticatorEditor(PersonAct):
    """Removes the second step of someone who lost phone and recovery codes."""

    def __init__(self, desk: Desk, staff: Staffing, person: Person) -> None:
        title = fill(words("The authenticator of {name}"), {"name": person.account.name})
        super().__init__(desk, staff, person, title, words("Remove it"))
        told = words(
            "For when the phone and the recovery codes are lost. From then on the password alone lets them "
            "in, until they set up another one. Make sure that it is this person who asks."
        )
        self.add(Label(told, "body", "second", wrap=True))
        self.ready()

    def save(self) -> None:
        if not self.busy:
            self.run(
                lambda: self.staff().remove_second_step(self.account.id),
                lambda _none: self.over("{name} signs in with the password alone. The record has it."),
                words("Removing"),
            )


class LeaveEditor(PersonAct):
    """Ends an access, after showing what the person leaves undone."""

    def __init__(self, desk: Desk, staff: Staffing, person: Person, *, books: bool) -> None:
        title = fill(words("End the access of {name}"), {"name": person.account.name})
        super().__init__(desk, staff, person, title, words("End this access"))
        self._books, self._columns = books, tuple[ProviderView, ...]()
        told = words(
            "The key is removed at once, and no password of this person opens anything. What they wrote and "
            "did stays theirs. They can be let back in by a code."
        )
        self.add(Label(told, "body", "second", wrap=True))
        self.undone = Label(words("Looking what waits"), "body", "second", wrap=True)
        self.undone.setObjectName("left_undone")
        self.add(SectionTitle(words("What waits for them")), self.undone)
        self.close_column = self.field(CheckField("close_column", words("Close the column in the calendar")))
        self.close_column.set_value(True)
        self.close_column.hide()
        anger = words(
            "If they leave in anger or could have copied the file: Practice, Keys, New keys for everything."
        )
        self.add(Label(anger, "label", "second", wrap=True))
        self.ready()
        self.act.setEnabled(False)
        desk.ask(left_behind, person.account.id, done=self._show, owner=self)

    def _show(self, found: LeftBehind) -> None:
        self._columns = found.columns
        lines = [
            words("%n note(s) to sign", found.notes) if found.notes else "",
            words("%n order(s) to sign", found.orders) if found.orders else "",
            words("%n result(s) to review", found.results) if found.results else "",
            words("%n patient(s) in the house", found.visits) if found.visits else "",
            words("%n appointment(s) from today on", found.appointments) if found.appointments else "",
        ]
        waiting = [line for line in lines if line]
        self.undone.set_tone("warning" if waiting else "second")
        stays = words("Nobody else is given these by itself. Hand them over first, or move them afterwards.")
        self.undone.setText("\n".join([*waiting, stays]) if waiting else words("Nothing waits for them."))
        self.close_column.setVisible(self._books and bool(found.columns))
        self.act.setEnabled(True)

    def save(self) -> None:
        if self.busy or not self.act.isEnabled():
            return
        command = DeactivatePerson(person_id=self.account.id, version=self.account.version)
        self.run(lambda: self.staff().deactivate(command), self._ended, words("Removing the key"))

    def _ended(self, _made: AccountView) -> None:
        if not self._columns or not self._books:
            self.over("{name} can sign in no more.")
        elif not self.close_column.value():
            self.over("{name} can sign in no more. The column in the calendar stays and can be booked.")
        else:
            self._close(list(self._columns))

    def _close(self, columns: list[ProviderView]) -> None:
        one = columns.pop()
        command = SaveProvider(
            provider_id=one.id,
            version=one.version,
            account_id=one.account_id,
            kind=ProviderKind(one.kind),
            name=one.name,
            short_name=one.short_name,
            npi=one.npi,
            position=one.position,
            active=False,
            command_id=new_id(),
        )

        def closed(_made: Any) -> None:
            if columns:
                self._close(columns)
            else:
                self.over("{name} can sign in no more, and the column takes no more bookings.")

        def failed(_error: Exception) -> bool:
            self.over("{name} can sign in no more. The column could not be closed: do it under Providers.")
            return True

        self.desk.do(save_provider, command, done=closed, failed=failed, owner=self)
