"""Who works in the practice, and how a new person gets a sign-in."""

from __future__ import annotations

from collections.abc import Callable

from app.core.acts import CLINICIANS, Role
from app.security.queries import accounts
from app.security.views import AccountView
from ui.common.button import secondary
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.record_table_model import Column, RecordTableModel
from ui.practice.list_section import ListSection, ListTexts
from ui.practice.person_editor import AddStaff, PersonEditor
from ui.practice.words import ROLES, word_of, words
from ui.theme.tokens import Tone

PracticeName = Callable[[], str]
NewSheet = Callable[[], object]
"""Leads an owner to a new recovery sheet, the paper that opens the practice when every password is lost."""


def role_chips(one: AccountView) -> tuple[ChipText, ...]:
    """Return what a person may be, the clinicians marked."""
    shown = sorted(one.roles, key=lambda role: list(Role).index(role))
    return tuple(
        ChipText(word_of(ROLES, role), Tone.ACCENT if role in CLINICIANS else Tone.NEUTRAL) for role in shown
    )


def state_chips(one: AccountView) -> tuple[ChipText, ...]:
    """Return whether a person can sign in."""
    if one.active:
        return (ChipText(words("Signs in"), Tone.ACCENT),)
    return (ChipText(words("Closed")),)


def columns() -> list[Column[AccountView]]:
    """Return the columns of the staff."""
    return [
        Column(
            "name",
            words("Name"),
            lambda one: one.name,
            strong=lambda one: one.active,
            width=180,
            stretch=2,
        ),
        Column("short", words("On the board"), lambda one: one.short_name, width=140, stretch=1),
        Column("login", words("Sign-in name"), lambda one: one.login, width=110),
        Column(
            "roles",
            words("Roles"),
            lambda one: ", ".join(chip.text for chip in role_chips(one)),
            chips=role_chips,
            width=220,
            stretch=1,
        ),
        Column("state", words("State"), lambda one: state_chips(one)[0].text, chips=state_chips, width=90),
    ]


class PeopleSection(ListSection[AccountView]):
    """The staff. A person is added where the program gave a way to make their key.

    An owner replaces the recovery sheet here: it stands for the password of everyone.
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
    ) -> None:
        self._add_staff, self._practice_name, self._books = add_staff, practice_name, books
        texts = ListTexts(
            "people",
            words("People"),
            words("Each person has an own sign-in"),
            words("Add a person"),
            words("The people of the practice will stand here."),
        )
        model = RecordTableModel(columns(), lambda one: one.id)
        super().__init__(desk, texts, model, adds=manages and add_staff is not None, edits=False)
        self.sheet_button = secondary(
            words("New recovery sheet"), icon="file-text", name="new_recovery_sheet"
        )
        self.head.row.insertWidget(self.head.row.indexOf(self.add_button), self.sheet_button)
        self.sheet_button.setVisible(new_sheet is not None)
        if new_sheet is not None:
            self.sheet_button.clicked.connect(lambda: new_sheet())

    def refresh(self) -> None:
        self.desk.ask(accounts, done=self.show_records, owner=self)

    def make_editor(self, record: AccountView | None) -> PersonEditor | None:
        if record is not None or self._add_staff is None:
            return None
        return PersonEditor(self.desk, self._add_staff, self._practice_name(), books=self._books)
