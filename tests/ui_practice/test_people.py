"""A new person: the roles, the password that is judged while it is typed, the column of the calendar."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.acts import Role
from app.practice.queries import providers
from app.security.actions import AddAccount
from app.security.queries import accounts
from app.security.views import AccountView
from app.store.kdf import FLOOR
from tests.support.bare import BarePractice
from tests.ui_practice.conftest import Person, open_screen
from tests.ui_practice.place import TODAY
from tests.ui_shell.standing import House
from ui.common.check_rows import CheckRow, CheckState
from ui.common.desk import ThreadDesk
from ui.practice.practice_screen import PracticeScreen

PASSWORD = "seven quiet otters"


def begin(person: Person) -> None:
    person.go("people")
    person.control(Qt.Key.Key_N)


def type_person(person: Person, *, role: str, password: str = PASSWORD, again: str = PASSWORD) -> None:
    person.fill_in(name="Noor Haddad, NP")
    box = person.editor.form.fields["roles"].boxes[role]
    box.setFocus()
    person.press(Qt.Key.Key_Space)
    person.fill_in(password=password, again=again)


def staff_logins(practice: BarePractice) -> list[str]:
    return [one.login for one in practice.answer(accounts)]


def test_a_clinician_gets_a_sign_in_and_a_column_in_one_act(owner: Person) -> None:
    begin(owner)
    type_person(owner, role="np_pa")
    owner.save()
    made = next(one for one in owner.practice.answer(accounts) if one.login == "noor")
    assert (made.name, made.short_name, made.roles) == ("Noor Haddad, NP", "Noor H.", (Role.NP_PA,))
    column = next(one for one in owner.practice.answer(providers) if one.account_id == made.id)
    assert (column.kind, column.short_name, column.position) == ("np_pa", "Noor H.", 3)
    assert owner.editor is None
    assert "column in the calendar" in owner.words()
    assert "noor" in [one.account.login for one in owner.section.table.records.records]


def test_who_is_no_clinician_gets_no_column(owner: Person) -> None:
    before = len(owner.practice.answer(providers, inactive=True))
    begin(owner)
    type_person(owner, role="front_desk")
    assert not owner.editor.bookable.isVisible()
    owner.save()
    assert "noor" in staff_logins(owner.practice)
    assert len(owner.practice.answer(providers, inactive=True)) == before


def rule_states(person: Person) -> dict[str, CheckState]:
    QTest.qWait(20)  # the lines are laid out by the event loop
    return {
        row.line.id: row.line.state for row in person.editor.rules.findChildren(CheckRow) if row.isVisible()
    }


def test_the_password_is_judged_while_it_is_typed(owner: Person) -> None:
    begin(owner)
    type_person(owner, role="biller", password="password1234", again="pass")
    assert rule_states(owner) == {"rule": CheckState.ATTENTION, "same": CheckState.TO_DO}
    owner.save()
    assert owner.editor.password.error.text()
    owner.fill_in(password=PASSWORD)
    assert rule_states(owner)["rule"] is CheckState.DONE
    owner.save()
    assert owner.editor.again.error.text()
    assert "noor" not in staff_logins(owner.practice)


def test_a_taken_sign_in_name_and_a_missing_role_are_told_beside_their_field(owner: Person) -> None:
    begin(owner)
    owner.fill_in(name="Ada Second", password=PASSWORD, again=PASSWORD)
    owner.save()
    assert owner.editor.form.fields["roles"].error.text()
    owner.editor.form.fields["roles"].boxes["biller"].setFocus()
    owner.press(Qt.Key.Key_Space)
    owner.save()
    assert owner.editor.form.fields["login"].error.text()
    assert owner.editor.act.isEnabled()
    assert owner.editor.password.text() == PASSWORD


def test_a_password_is_gone_when_the_window_locks_and_never_in_a_draft(owner: Person) -> None:
    begin(owner)
    type_person(owner, role="biller")
    owner.screen.desk.locking.emit()
    assert owner.editor.password.text() == "" == owner.editor.again.text()


def test_nobody_is_added_without_the_way_to_make_a_key_or_the_permission(
    practice: BarePractice, qtbot: QtBot
) -> None:
    ways: tuple[dict[str, Any], ...] = ({}, {"role": "biller", "add_staff": lambda *_given: None})
    for given in ways:
        person = open_screen(practice, qtbot, **given)
        section = person.go("people")
        assert not section.add_button.isVisible()
        person.control(Qt.Key.Key_N)
        assert person.editor is None


def test_a_person_added_in_a_real_practice_signs_in(tmp_path: Path, qtbot: QtBot) -> None:
    house = House(tmp_path).make()
    practice = house.open()
    threads: list[bool] = []

    def add_staff(command: AddAccount, password: str) -> AccountView:
        threads.append(threading.current_thread() is threading.main_thread())
        return practice.staff.add(command, password, FLOOR)

    desk = ThreadDesk(practice)
    screen = PracticeScreen(desk, lambda: TODAY, practice.may, add_staff)
    qtbot.addWidget(screen)
    screen.resize(1360, 820)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    person = Person(practice, screen)  # type: ignore[arg-type]
    try:
        qtbot.waitUntil(lambda: screen.sections["facts"].settings is not None)
        begin(person)
        type_person(person, role="physician")
        person.save()
        assert person.editor.busy
        person.save()  # pressed twice: done once
        qtbot.waitUntil(lambda: bool(person.heard), timeout=10_000)
    finally:
        desk.close()
        practice.close()
    assert threads == [False]
    again = house.open("noor", PASSWORD)
    assert again.actor.roles == {Role.PHYSICIAN}
    assert [one.name for one in again.answer(providers) if one.account_id == again.actor.person_id]
    again.close()


def test_an_owner_reaches_a_new_recovery_sheet_from_the_list_by_keyboard(
    practice: BarePractice, qtbot: QtBot
) -> None:
    asked: list[bool] = []
    person = open_screen(practice, qtbot, new_sheet=lambda: asked.append(True))
    person.go("people")
    button = person.section.sheet_button
    assert button.isVisible() and button.words == "New recovery sheet"
    button.setFocus()
    person.press(Qt.Key.Key_Return)
    assert asked == [True]


def test_without_a_way_to_make_one_no_new_sheet_is_offered(practice: BarePractice, qtbot: QtBot) -> None:
    person = open_screen(practice, qtbot, role="front_desk")
    assert not person.go("people").sheet_button.isVisible()
