"""Who works in the practice, how each comes in, and what an owner does about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from app.core.acts import CLINICIANS, Role
from app.core.errors import Unavailable
from app.core.ids import Id
from app.practice_file import CodeMade, Staff, WayIn
from app.security.queries import accounts
from app.security.views import AccountView
from ui.common.button import secondary
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.words import at_the_practice, date_words, fill
from ui.practice.code_panel import CodeShown
from ui.practice.editor import Editor
from ui.practice.list_section import ListSection, ListTexts
from ui.practice.person_acts import (
    AuthenticatorEditor,
    ChangeEditor,
    CodeEditor,
    LeaveEditor,
    Person,
    PersonAct,
    Staffing,
)
from ui.practice.person_editor import AddStaff, PersonEditor
from ui.practice.words import ROLES, word_of, words
from ui.theme.tokens import Tone

PracticeName = Callable[[], str]
NewSheet = Callable[[], object]
"""Leads an owner to a new recovery sheet, the paper that opens the practice when every password is lost."""


def role_chips(person: Person) -> tuple[ChipText, ...]:
    """Return what a person may be, the clinicians marked."""
    shown = sorted(person.account.roles, key=lambda role: list(Role).index(role))
    return tuple(
        ChipText(word_of(ROLES, role), Tone.ACCENT if role in CLINICIANS else Tone.NEUTRAL) for role in shown
    )


def state_chips(person: Person) -> tuple[ChipText, ...]:
    """Return whether and how a person comes in."""
    one = person.account
    if not one.active:
        return (ChipText(words("No access")),)
    if person.way is WayIn.NONE:
        return (ChipText(words("Needs a code"), Tone.WARNING, "triangle-alert"),)
    if person.way is WayIn.CODE:
        return (_code_chip(one),)
    second = (ChipText(words("Authenticator")),) if one.second_step else ()
    return (ChipText(words("Signs in"), Tone.ACCENT), *second)


def _code_chip(one: AccountView) -> ChipText:
    until = one.code_until
    if until is None:
        return ChipText(words("Needs a code"), Tone.WARNING, "triangle-alert")
    if one.code_over:
        return ChipText(words("Code ran out"), Tone.WARNING, "triangle-alert")
    local = at_the_practice(until)
    return ChipText(fill(words("Code until {day}"), {"day": day_words(local)}), Tone.INFO)


def day_words(moment: datetime) -> str:
    """Return "Tue, Mar 3": the year is plain for what lies within days."""
    return date_words(moment).rsplit(" ", 1)[0]


def columns() -> list[Column[Person]]:
    """Return the columns of the staff."""
    return [
        Column(
            "name",
            words("Name"),
            lambda one: one.account.name,
            strong=lambda one: one.account.active,
            width=180,
            stretch=2,
        ),
        Column("short", words("On the board"), lambda one: one.account.short_name, width=140, stretch=1),
        Column("login", words("Sign-in name"), lambda one: one.account.login, width=110),
        Column(
            "roles",
            words("Roles"),
            lambda one: ", ".join(chip.text for chip in role_chips(one)),
            chips=role_chips,
            width=220,
            stretch=1,
        ),
        Column("state", words("State"), lambda one: state_chips(one)[0].text, chips=state_chips, width=170),
    ]


class PeopleSection(ListSection[Person]):
    """The staff. A person is added where the program gave a way to make their key.

    With `staff` an owner changes people, gives codes and ends access. An owner replaces the recovery sheet
    here: it stands for the password of everyone. `own` is the account of who looks.
    """

    def __init__(
        self,
        desk: Desk,
        add_staff: AddStaff | None,
        practice_name: PracticeName,
        *,
        manages: bool,
        books: bool,
        new_sheet: NewSheet | None = None,
        staff: Staffing | None = None,
        own: Id | None = None,
    ) -> None:
        self._add_staff, self._practice_name, self._books = add_staff, practice_name, books
        self._staff, self._own = staff if manages else None, own
        texts = ListTexts(
            "people",
            words("People"),
            words("Everyone signs in as themselves"),
            words("Add a person"),
            words("The people of the practice will stand here."),
        )
        model = RecordTableModel(columns(), lambda one: one.account.id)
        adds, edits = manages and add_staff is not None, self._staff is not None
        super().__init__(desk, texts, model, adds=adds, edits=edits)
        self.table.grows = False  # the panel opens under the hand: a click must not hit another person
        self.sheet_button = secondary(
            words("New recovery sheet"), icon="file-text", name="new_recovery_sheet"
        )
        self.head.row.insertWidget(self.head.row.indexOf(self.add_button), self.sheet_button)
        self.sheet_button.setVisible(new_sheet is not None)
        if new_sheet is not None:
            self.sheet_button.clicked.connect(lambda: new_sheet())

    def refresh(self) -> None:
        self.desk.ask(accounts, done=self._know_accounts, owner=self)

    def _know_accounts(self, there: tuple[AccountView, ...]) -> None:
        """Show the staff with their ways in; who may not manage them sees who signs in, no more."""
        staff = self._staff
        if staff is None:
            self.show_records([Person(one, WayIn.PASSWORD) for one in there])
            return

        def known(ways: Mapping[Id, WayIn]) -> None:
            self.show_records([Person(one, ways.get(one.id, WayIn.NONE)) for one in there])

        self.desk.work_on_pool(lambda: staff().ways_in(), done=known, failed=_locked_meanwhile, owner=self)

    def make_editor(self, record: Person | None) -> Editor | None:
        if record is not None:
            return None if self._staff is None else self._wired(self._change(record, self._staff), record)
        if self._add_staff is None:
            return None
        staff, managed = self._staff_now, self._staff is not None
        editor = PersonEditor(
            self.desk,
            self._add_staff,
            self._practice_name(),
            books=self._books,
            add_with_code=(lambda person, own: staff().add_with_code(person, own)) if managed else None,
            add_owner=(lambda person, new, own: staff().add(person, new, own_password=own))
            if managed
            else None,
        )
        editor.code_made.connect(self._show_code)
        return editor

    def _staff_now(self) -> Staff:
        if self._staff is None:
            raise Unavailable("key_wiped")
        return self._staff()

    def _change(self, record: Person, staff: Staffing) -> PersonAct:
        return ChangeEditor(self.desk, staff, record, own=record.account.id == self._own)

    def _wired(self, editor: PersonAct, person: Person) -> PersonAct:
        editor.wanted.connect(lambda which: self._open_act(which, person))
        editor.code_made.connect(self._show_code)
        return editor

    def _open_act(self, which: str, person: Person) -> None:
        """Open the panel of an act in place of the person's."""
        staff = self._staff_now
        acts: dict[str, Callable[[], PersonAct]] = {
            "code": lambda: CodeEditor(self.desk, staff, person),
            "authenticator": lambda: AuthenticatorEditor(self.desk, staff, person),
            "leave": lambda: LeaveEditor(self.desk, staff, person, books=self._books),
        }
        self.open_editor(self._wired(acts[which](), person))

    def _show_code(self, made: CodeMade) -> None:
        self.refresh()
        shown = CodeShown(self.desk, self._staff_now, made)
        shown.another_wanted.connect(lambda: self._make_another(made.account.id))
        self.open_editor(shown)

    def _make_another(self, person_id: Id) -> None:
        """The code is gone with a lock: ask for the password and make another."""
        person = self.record_of(person_id)
        if person is not None:
            self._open_act("code", person)


def _locked_meanwhile(error: Exception) -> bool:
    return isinstance(error, Unavailable)
