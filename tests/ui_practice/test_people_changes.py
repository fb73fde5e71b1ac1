"""An owner changes people, gives codes and ends access, at the keyboard, over a real practice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.acts import Role
from app.practice.actions import SaveProvider, save_provider
from app.practice.queries import providers
from app.practice.views import ProviderKind
from app.practice_file import Practice, WayIn
from app.security.queries import accounts
from app.security.views import AccountView
from app.store.kdf import FLOOR
from app.store.one_time_code import read_code
from tests.ui_practice.conftest import Person
from tests.ui_practice.place import TODAY
from tests.ui_shell.standing import PASSWORD, House
from ui.common.desk import Desk
from ui.common.plain_text import Label
from ui.practice.code_panel import CodeShown
from ui.practice.people_section import state_chips
from ui.practice.practice_screen import PracticeScreen


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path).make()


class Office(Person):
    """The owner in front of the People section of a real practice."""

    def __init__(self, practice: Practice, screen: PracticeScreen) -> None:
        super().__init__(practice, screen)  # type: ignore[arg-type]
        self.real = practice

    def open_person(self, login: str) -> Any:
        self.section.focus_list()
        self.section.table.select_key(self.account(login).id)
        self.press(Qt.Key.Key_Return)
        return self.editor

    def account(self, login: str) -> AccountView:
        return next(one for one in self.real.answer(accounts) if one.login == login)

    def push(self, name: str) -> None:
        button = self.editor.findChild(QWidget, name)
        assert button is not None and button.isVisible()
        button.setFocus()
        self.press(Qt.Key.Key_Space)

    def seen(self) -> str:
        return "\n".join(one.text() for one in self.editor.findChildren(Label) if one.isVisible())

    def state(self, login: str) -> list[str]:
        rows = self.section.table.records.records
        return [chip.text for row in rows if row.account.login == login for chip in state_chips(row)]


@pytest.fixture
def office(house: House, qtbot: QtBot) -> Iterator[Office]:
    practice = house.open()
    desk = Desk(practice)
    screen = PracticeScreen(
        desk,
        lambda: TODAY,
        practice.may,
        lambda command, password: practice.staff.add(command, password, FLOOR),
        staff=lambda: practice.staff,
        own=practice.actor.person_id,
    )
    qtbot.addWidget(screen)
    screen.resize(1360, 820)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    made = Office(practice, screen)
    made.go("people")
    yield made
    desk.close()
    practice.close()


def test_name_and_roles_are_changed_at_the_keyboard_and_the_list_shows_it(office: Office) -> None:
    editor = office.open_person("maria")
    office.fill_in(name="Maria Stone", short_name="Mia")
    editor.roles.boxes["biller"].setFocus()
    office.press(Qt.Key.Key_Space)
    office.save()
    made = office.account("maria")
    assert (made.name, made.short_name) == ("Maria Stone", "Mia")
    assert set(made.roles) == {Role.MEDICAL_ASSISTANT, Role.BILLER}
    assert office.editor is None and office.words() == "Maria Stone is saved."
    assert office.state("maria") == ["Signs in"]


def test_an_owner_is_not_offered_what_nobody_does_to_themself(office: Office) -> None:
    editor = office.open_person("ruth")
    assert editor.more == {}
    editor.roles.boxes["owner"].setFocus()
    office.press(Qt.Key.Key_Space)
    office.save()
    assert "last owner" in editor.form.fields["roles"].error.text()


def test_a_code_is_made_after_the_own_password_and_shown_once(office: Office, house: House) -> None:
    office.open_person("maria")
    office.push("person_code")
    office.fill_in(own_password="not my password")
    office.save()
    assert office.editor.form.fields["own_password"].error.text()
    office.fill_in(own_password=PASSWORD)
    office.save()
    shown = office.editor
    assert isinstance(shown, CodeShown)
    groups = [one.text() for one in shown.groups]
    assert [len(one) for one in groups] == [3] * 8
    assert "Tue, Mar 3" in office.seen() and office.state("maria") == ["Code until Tue, Mar 3"]
    office.save()
    assert office.editor is None and [one.text() for one in shown.groups] == [""] * 8
    assert read_code(" ".join(groups))


def test_the_code_is_gone_when_the_window_locks(office: Office) -> None:
    office.open_person("maria")
    office.push("person_code")
    office.fill_in(own_password=PASSWORD)
    office.screen.desk.locking.emit()
    assert office.editor.password.text() == ""
    office.fill_in(own_password=PASSWORD)
    office.save()
    shown = office.editor
    office.screen.desk.locking.emit()
    assert [one.text() for one in shown.groups] == [""] * 8 and not shown.print_button.isEnabled()


def test_the_slip_is_shown_as_it_prints(office: Office) -> None:
    office.open_person("maria")
    office.push("person_code")
    office.fill_in(own_password=PASSWORD)
    office.save()
    pages: list[bytes] = []
    office.editor._preview = pages.append
    office.editor.print_slip()
    assert pages and pages[0].startswith(b"%PDF")


def test_ending_an_access_shows_what_waits_and_says_what_became_of_the_column(office: Office) -> None:
    noor = office.real.staff.add_with_code(add("noor", Role.NP_PA)).account
    column = SaveProvider(account_id=noor.id, kind=ProviderKind.NP_PA, name="Noor", short_name="Noor")
    office.real.run(save_provider, column)
    office.section.refresh()
    office.open_person("noor")
    office.push("person_leave")
    assert "Nothing waits for them." in office.seen() and office.editor.close_column.isVisible()
    office.save()
    assert office.words() == "Noor Haddad can sign in no more, and the column takes no more bookings."
    assert office.state("noor") == ["No access"] and not office.account("noor").active
    assert [
        one.active for one in office.real.answer(providers, inactive=True) if one.account_id == noor.id
    ] == [False]


def test_a_column_may_stay_and_that_is_said(office: Office) -> None:
    noor = office.real.staff.add_with_code(add("noor", Role.NP_PA)).account
    column = SaveProvider(account_id=noor.id, kind=ProviderKind.NP_PA, name="Noor", short_name="Noor")
    office.real.run(save_provider, column)
    office.section.refresh()
    office.open_person("noor")
    office.push("person_leave")
    office.editor.close_column.setFocus()
    office.press(Qt.Key.Key_Space)
    office.save()
    assert "stays and can be booked" in office.words()


def test_who_has_left_is_let_back_in_by_a_code(office: Office) -> None:
    office.open_person("maria")
    office.push("person_leave")
    office.save()
    assert office.state("maria") == ["No access"]
    editor = office.open_person("maria")
    assert not editor.act.isVisible() and set(editor.more) == {"code"}
    office.push("person_code")
    office.fill_in(own_password=PASSWORD)
    office.save()
    assert isinstance(office.editor, CodeShown)
    assert office.account("maria").active
    assert office.real.staff.ways_in()[office.account("maria").id] is WayIn.CODE


def test_a_new_person_gets_a_code_unless_the_password_is_typed_here(office: Office) -> None:
    office.control(Qt.Key.Key_N)
    editor = office.editor
    assert editor.by_code and not editor.password.isVisible()
    office.fill_in(name="Noor Haddad")
    editor.form.fields["roles"].boxes["front_desk"].setFocus()
    office.press(Qt.Key.Key_Space)
    office.save()
    assert isinstance(office.editor, CodeShown)
    office.save()
    assert office.state("noor")[0].startswith("Code until")
    office.control(Qt.Key.Key_N)
    office.editor.own_choice.setFocus()
    office.press(Qt.Key.Key_Space)
    assert office.editor.password.isVisible()


def test_who_may_not_manage_staff_opens_nobody(house: House, qtbot: QtBot) -> None:
    from tests.ui_shell.standing import MARIA

    practice = house.open("maria", MARIA)
    desk = Desk(practice)
    screen = PracticeScreen(desk, lambda: TODAY, practice.may, None, staff=lambda: practice.staff)
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    person = Person(practice, screen)  # type: ignore[arg-type]
    person.go("people")
    person.section.focus_list()
    person.press(Qt.Key.Key_Return)
    assert person.editor is None and not person.section.edit_button.isVisible()
    desk.close()
    practice.close()


def add(login: str, *roles: Role) -> Any:
    from app.core.ids import new_id
    from app.security.actions import AddAccount

    return AddAccount(person_id=new_id(), login=login, name="Noor Haddad", short_name="Noor H.", roles=roles)
