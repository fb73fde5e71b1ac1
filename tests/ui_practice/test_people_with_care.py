"""Coming back, becoming an owner, and a code that went with a lock: nothing is said that is not so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.acts import Role
from app.core.errors import RuleViolated, Unavailable
from app.security.actions import DeactivatePerson
from app.security.queries import accounts
from tests.ui_practice.test_people_changes import Office, add, house, office
from tests.ui_shell.standing import PASSWORD, House
from ui.practice.code_panel import CodeShown
from ui.practice.keys_section import KeyLeads, KeysSection
from ui.practice.person_acts import CodeEditor

__all__ = ["house", "office"]


def tick(office: Office, role: str) -> None:
    office.editor.form.fields["roles"].boxes[role].setFocus()
    office.press(Qt.Key.Key_Space)


def test_who_comes_back_does_so_with_the_name_and_roles_that_are_chosen_there(office: Office) -> None:
    noor = office.real.staff.add_with_code(add("noor", Role.PHYSICIAN)).account
    office.real.staff.deactivate(DeactivatePerson(person_id=noor.id, version=noor.version))
    office.section.refresh()
    editor = office.open_person("noor")
    assert not any(field.isEnabled() for field in editor.form.own_fields() if field.isVisible())
    office.push("person_code")
    back = office.editor
    assert isinstance(back, CodeEditor) and back.roles.value() == ("physician",)
    office.fill_in(name="Noor Stone")
    tick(office, "physician")
    tick(office, "front_desk")
    office.fill_in(own_password=PASSWORD)
    office.save()
    made = office.account("noor")
    assert (made.name, made.roles, made.active) == ("Noor Stone", (Role.FRONT_DESK,), True)
    assert isinstance(office.editor, CodeShown)
    assert {one.label.role for one in office.real.file.ring.slots.people if one.label.login == "noor"} == {
        "front_desk"
    }


def test_a_new_owner_takes_the_own_password_in_the_window(office: Office) -> None:
    office.control(Qt.Key.Key_N)
    assert not office.editor.own_password.isVisible()
    office.fill_in(name="Noor Haddad")
    tick(office, "owner")
    assert office.editor.own_password.isVisible()
    office.save()
    assert office.editor.own_password.error.text()
    office.fill_in(own_password="not my password")
    office.save()
    assert "not your password" in office.editor.own_password.error.text()
    assert "noor" not in [one.login for one in office.real.answer(accounts)]
    office.fill_in(own_password=PASSWORD)
    office.press(Qt.Key.Key_Return)
    assert isinstance(office.editor, CodeShown) and office.account("noor").roles == (Role.OWNER,)


def test_who_becomes_an_owner_takes_it_too_and_enter_sends_it(office: Office) -> None:
    office.open_person("maria")
    tick(office, "owner")
    assert office.editor.password.isVisible()
    office.save()
    assert office.editor.password.error.text() and Role.OWNER not in office.account("maria").roles
    office.fill_in(own_password=PASSWORD)
    office.press(Qt.Key.Key_Return)
    assert Role.OWNER in office.account("maria").roles


@pytest.mark.parametrize("typed", ["", "not my password"])
def test_below_the_window_no_way_makes_an_owner_without_it(house: House, typed: str) -> None:
    practice = house.open()
    refusal = (RuleViolated, Unavailable)
    with pytest.raises(refusal):
        practice.staff.add(add("noor", Role.OWNER), "eleven silver thimbles", own_password=typed)
    with pytest.raises(refusal):
        practice.staff.add_with_code(add("noor", Role.OWNER), typed)
    practice.close()


def test_a_code_that_went_with_the_lock_is_said_to_be_gone_and_another_is_offered(office: Office) -> None:
    office.open_person("maria")
    office.push("person_code")
    office.fill_in(own_password=PASSWORD)
    office.press(Qt.Key.Key_Return)
    shown = office.editor
    assert isinstance(shown, CodeShown) and not shown.another.isVisible()
    office.screen.desk.locking.emit()
    assert "shown no more" in office.seen() and not shown.card.isVisible()
    assert not shown.print_button.isVisible() and shown.act.words == "It was handed over before"
    office.push("another_code")
    assert isinstance(office.editor, CodeEditor)
    office.fill_in(own_password=PASSWORD)
    office.press(Qt.Key.Key_Return)
    assert isinstance(office.editor, CodeShown) and office.editor is not shown


def test_the_keys_card_says_that_the_own_password_stays(qtbot: object, tmp_path: Path) -> None:
    from ui.common.plain_text import Label

    section = KeysSection(KeyLeads(new_key=lambda: None))
    words = " ".join(one.text() for one in section.findChildren(Label))
    assert "only your own password and the new sheet" in words and "no earlier password" not in words


def test_a_row_keeps_its_height_when_the_panel_opens_beside_people_of_several_roles(office: Office) -> None:
    office.real.staff.add_with_code(add("noor", Role.RN, Role.FRONT_DESK, Role.BILLER))
    office.section.refresh()
    office.screen.resize(1150, 720)
    table = office.section.table
    before = [table.rowHeight(row) for row in range(table.records.rowCount())]
    office.open_person("maria")
    assert [table.rowHeight(row) for row in range(table.records.rowCount())] == before
