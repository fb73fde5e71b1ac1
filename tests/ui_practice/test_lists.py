"""Providers, rooms, visit types and fees: read, changed and taken back by keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.billing.charges.actions import SetFee, set_fee
from app.billing.charges.queries import fee_schedule
from app.billing.charges.views import CodeSystem, Fee
from app.practice.actions import SaveRoom, save_room
from app.practice.queries import providers, rooms, visit_types
from tests.support.bare import BarePractice
from tests.ui_practice.conftest import Person, open_screen
from tests.ui_practice.place import TODAY

SECTIONS = ["facts", "people", "providers", "rooms", "visit_types", "fees", "policy"]


def edit(person: Person, which: str, key: Any) -> None:
    """Go to a section, select a line and press Enter."""
    section = person.go(which)
    assert section.table.select_key(key)
    section.table.setFocus()
    person.press(Qt.Key.Key_Return)
    assert person.editor is not None


def one(practice: BarePractice, query: Any, name: str) -> Any:
    return next(each for each in practice.answer(query, inactive=True) if each.name == name)


def fee(practice: BarePractice, code: str) -> Fee | None:
    return next((each for each in practice.answer(fee_schedule, TODAY) if each.code == code), None)


def test_a_room_is_renamed_and_the_name_is_taken_back(owner: Person) -> None:
    edit(owner, "rooms", one(owner.practice, rooms, "Room 2").id)
    owner.fill_in(name="Procedure room", position="9")
    owner.save()
    assert one(owner.practice, rooms, "Procedure room").position == 9
    owner.undo()
    assert one(owner.practice, rooms, "Room 2").position == 2


def test_a_name_that_is_taken_is_refused_beside_the_field(owner: Person) -> None:
    owner.go("rooms")
    owner.control(Qt.Key.Key_N)
    owner.fill_in(name="Room 3")
    owner.save()
    assert owner.editor.form.fields["name"].error.text()
    assert len(owner.practice.answer(rooms)) == 6
    owner.press(Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    assert owner.editor is None


def test_what_was_typed_is_dropped_only_when_asked_twice(owner: Person) -> None:
    edit(owner, "rooms", one(owner.practice, rooms, "Room 2").id)
    owner.fill_in(name="Half typ")
    owner.control(Qt.Key.Key_E)
    assert owner.editor.form.fields["name"].text() == "Half typ"
    assert owner.editor.problem.isVisible()
    owner.fill_in(name="Half typed")
    owner.press(Qt.Key.Key_Escape)
    assert owner.editor is not None
    owner.press(Qt.Key.Key_Escape)
    assert owner.editor is None
    assert one(owner.practice, rooms, "Room 2").version == 1


def test_a_small_window_shows_the_editor_in_the_place_of_the_list(owner: Person) -> None:
    owner.screen.resize(1080, 700)
    section = owner.go("rooms")
    owner.control(Qt.Key.Key_N)
    assert not section.list_side.isVisible()
    assert owner.editor.width() > 600
    owner.press(Qt.Key.Key_Escape)
    assert section.list_side.isVisible() and section.table.hasFocus()


def test_a_room_out_of_service_needs_a_reason_and_comes_back_to_be_cleaned(owner: Person) -> None:
    edit(owner, "rooms", one(owner.practice, rooms, "Room 1").id)
    owner.editor.block_room()
    assert owner.editor.form.fields["reason"].error.text()
    owner.fill_in(reason="Lamp broken")
    owner.editor.block_room()
    assert one(owner.practice, rooms, "Room 1").out_of_service_reason == "Lamp broken"
    owner.undo()
    assert one(owner.practice, rooms, "Room 1").state == "to_clean"


def test_a_room_that_someone_changed_meanwhile_is_shown_as_it_is_now(owner: Person) -> None:
    room = one(owner.practice, rooms, "Room 4")
    edit(owner, "rooms", room.id)
    owner.fill_in(name="Mine")
    theirs = SaveRoom(room_id=room.id, version=room.version, location_id=room.location_id, name="Theirs")
    owner.practice.run(save_room, theirs)
    owner.save()
    assert one(owner.practice, rooms, "Theirs")
    owner.press(Qt.Key.Key_Space)
    assert owner.editor.form.fields["name"].text() == "Theirs"


def test_mine_is_saved_over_theirs_only_when_asked_for(owner: Person) -> None:
    room = one(owner.practice, rooms, "Room 4")
    edit(owner, "rooms", room.id)
    owner.fill_in(name="Mine")
    theirs = SaveRoom(room_id=room.id, version=room.version, location_id=room.location_id, name="Theirs")
    owner.practice.run(save_room, theirs)
    owner.save()
    owner.editor.newer.mine.setFocus()
    owner.press(Qt.Key.Key_Space)
    assert one(owner.practice, rooms, "Mine").id == room.id


def test_a_provider_needs_a_kind_and_an_account(owner: Person) -> None:
    owner.go("providers")
    owner.control(Qt.Key.Key_N)
    owner.fill_in(name="Lee Park, PA", short_name="Lee P.")
    owner.save()
    assert owner.editor.form.fields["kind"].error.text()
    owner.editor.form.fields["kind"].set_value("np_pa")
    owner.save()
    assert owner.editor.form.fields["account_id"].error.text()
    assert len(owner.practice.answer(providers)) == 3


def test_a_provider_is_closed_and_comes_back(owner: Person) -> None:
    edit(owner, "providers", one(owner.practice, providers, "Jonas Lind, MD").id)
    owner.editor.form.fields["active"].box.setFocus()
    owner.press(Qt.Key.Key_Space)
    owner.save()
    assert not one(owner.practice, providers, "Jonas Lind, MD").active
    owner.undo()
    assert one(owner.practice, providers, "Jonas Lind, MD").active


def test_a_visit_type_is_added_and_changed(owner: Person) -> None:
    owner.go("visit_types")
    owner.control(Qt.Key.Key_N)
    owner.fill_in(name="Travel advice", name_es="Consejo de viaje", minutes="32")
    owner.save()
    assert owner.editor.form.fields["minutes"].error.text()
    owner.fill_in(minutes="30")
    owner.save()
    made = one(owner.practice, visit_types, "Travel advice")
    assert (made.minutes, made.name_es, made.colour, made.copay_kind) == (
        30,
        "Consejo de viaje",
        "accent",
        "office",
    )
    kept = one(owner.practice, visit_types, "Well child")
    edit(owner, "visit_types", kept.id)
    owner.fill_in(minutes="40")
    owner.save()
    changed = one(owner.practice, visit_types, "Well child")
    assert (changed.minutes, changed.vitals, changed.note_template) == (40, kept.vitals, kept.note_template)
    owner.undo()
    assert one(owner.practice, visit_types, "Well child").minutes == 30


def test_an_example_price_becomes_the_practices_own(owner: Person) -> None:
    edit(owner, "fees", "99213")
    owner.fill_in(unit_cents="131.50", modifiers="25")
    owner.save()
    found = fee(owner.practice, "99213")
    assert found is not None
    assert (found.unit_cents, found.example, found.modifiers) == (13_150, False, ("25",))
    assert (found.level, found.valid_from) == (True, TODAY)


def test_an_own_price_can_be_taken_back(owner: Person) -> None:
    own = SetFee(system=CodeSystem.OWN, code="FORM", wording="School form", unit_cents=1_500)
    owner.practice.run(set_fee, own)
    edit(owner, "fees", "FORM")
    owner.fill_in(unit_cents="25")
    owner.save()
    assert owner.words() == "FORM costs $25.00."
    owner.undo()
    found = fee(owner.practice, "FORM")
    assert found is not None and found.unit_cents == 1_500


def test_a_code_is_added_and_a_wrong_one_refused(owner: Person) -> None:
    owner.go("fees")
    owner.control(Qt.Key.Key_N)
    owner.fill_in(code="9921", wording="Something", unit_cents="10")
    owner.save()
    assert owner.editor.form.fields["code"].error.text()
    owner.fill_in(code="99417")
    owner.save()
    assert fee(owner.practice, "99417") is not None
    owner.undo()
    assert fee(owner.practice, "99417") is None


def test_a_code_is_taken_out_and_comes_back_as_own(owner: Person) -> None:
    edit(owner, "fees", "36415")
    owner.editor.take_out()
    assert fee(owner.practice, "36415") is None
    owner.undo()
    found = fee(owner.practice, "36415")
    assert found is not None and not found.example


def test_all_examples_are_adopted_after_being_asked_once(owner: Person) -> None:
    section = owner.go("fees")
    assert section.notice.isVisible()
    section.adopt_button.setFocus()
    owner.press(Qt.Key.Key_Space)
    assert any(each.example for each in owner.practice.answer(fee_schedule))
    owner.save()
    assert not any(each.example for each in owner.practice.answer(fee_schedule))
    assert not section.notice.isVisible()


def test_prices_of_a_later_day_are_shown(owner: Person) -> None:
    edit(owner, "fees", "99214")
    owner.fill_in(unit_cents="200", valid_from="4/1/2026")
    owner.save()
    section = owner.section
    assert section.record_of("99214").example
    owner.type_in(section.on, "4 1 2026")
    owner.press(Qt.Key.Key_Return)
    assert section.record_of("99214").unit_cents == 20_000


def test_an_auditor_finds_the_record_and_nothing_else_of_the_practice(
    practice: BarePractice, qtbot: QtBot
) -> None:
    assert list(open_screen(practice, qtbot).screen.entries)[: len(SECTIONS)] == SECTIONS
    auditor = open_screen(practice, qtbot, role="auditor")
    assert auditor.screen.current == "record"
    assert not set(auditor.screen.entries) & set(SECTIONS)


@pytest.mark.parametrize("which", ["providers", "rooms", "visit_types", "fees"])
def test_others_read_the_lists_and_change_nothing(practice: BarePractice, qtbot: QtBot, which: str) -> None:
    person = open_screen(practice, qtbot, role="front_desk")
    section = person.go(which)
    assert section.table.records.rowCount() > 2
    assert not section.add_button.isVisible() and not section.edit_button.isVisible()
    section.table.setFocus()
    person.press(Qt.Key.Key_Return)
    person.control(Qt.Key.Key_N)
    assert person.editor is None


@pytest.mark.parametrize("which", ["people", "providers", "rooms", "visit_types", "fees"])
def test_the_models_keep_what_qt_asks_of_models(owner: Person, which: str) -> None:
    section = owner.go(which)
    model: QAbstractItemModel = section.table.records
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, fatal)
    section.table.set_filter("a")
    section.table.set_filter("")
    section.table.records.sort(1)
    section.refresh()
    assert tester.model() is model and model.rowCount() > 0
