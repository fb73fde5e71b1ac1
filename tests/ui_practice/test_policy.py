"""The tables of policy: values changed from a day on, checked by their room, put back as shipped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.practice.actions import SavePolicy, save_policy
from app.practice.policy import policy_names, shipped_policy
from app.practice.queries import policy_table, policy_versions
from app.practice.views import PolicyVersion
from tests.support.bare import BarePractice
from tests.ui_practice.conftest import Person, open_screen
from tests.ui_practice.place import TODAY
from ui.practice.policy_paths import (
    Shape,
    own_on,
    read_number,
    shape_of,
    values_of,
    with_value,
    without,
)
from ui.practice.policy_words import ELSEWHERE, TITLES

NEXT_MONTH = date(2026, 4, 1)


def in_force(practice: BarePractice, name: str, on: date = TODAY) -> dict[str, Any]:
    content: dict[str, Any] = practice.answer(policy_table, name, on).content
    return content


def open_table(person: Person, name: str) -> Any:
    """Go to the tables, select one and press Enter; return its values."""
    section = person.go("policy")
    assert section.tables.table.select_key(name)
    section.tables.table.setFocus()
    person.press(Qt.Key.Key_Return)
    return section.values


def edit(person: Person, name: str, *path: str) -> Any:
    values = open_table(person, name)
    assert values.table.select_key(path)
    person.press(Qt.Key.Key_Return)
    assert values.editor is not None
    return values


def type_value(person: Person, values: Any, **texts: str) -> None:
    for name, text in texts.items():
        person.type_in(values.editor.form.fields[name], text)


def test_a_threshold_is_changed_from_today_on_and_taken_back(owner: Person) -> None:
    values = edit(owner, "flow", "warn_after_minutes", "arrived")
    type_value(owner, values, value="7")
    owner.save()
    assert in_force(owner.practice, "flow")["warn_after_minutes"]["arrived"] == 7
    assert in_force(owner.practice, "flow", TODAY - timedelta(days=1))["warn_after_minutes"]["arrived"] == 10
    assert values.record_of(("warn_after_minutes", "arrived")).own
    owner.undo()
    assert in_force(owner.practice, "flow") == shipped_policy("flow")


def test_a_second_change_keeps_the_first(owner: Person) -> None:
    for stage, minutes in (("arrived", "7"), ("in_room", "55")):
        values = edit(owner, "flow", "warn_after_minutes", stage)
        type_value(owner, values, value=minutes)
        owner.save()
        owner.section.show_tables()
    found = in_force(owner.practice, "flow")["warn_after_minutes"]
    assert (found["arrived"], found["in_room"], found["ready_for_room"]) == (7, 55, 10)


@pytest.mark.parametrize(
    ("table", "path", "typed"),
    [
        ("flow", ("warn_after_minutes", "arrived"), "601"),
        ("flow", ("late_after_minutes",), "soon"),
        ("vitals", ("systolic", "bands", "adult", "critical", "at_least"), "120"),
        ("vitals", ("systolic", "bands", "adult", "from"), "adult"),
        ("schedule", ("step_minutes",), "0"),
        ("copay", ("rules", "qualified_medicare_beneficiary", "result"), "copay"),
    ],
)
def test_the_room_of_a_table_refuses_beside_the_value(
    owner: Person, table: str, path: tuple[str, ...], typed: str
) -> None:
    values = edit(owner, table, *path)
    type_value(owner, values, value=typed)
    owner.save()
    assert " " in values.editor.input.error.text()  # words, not the id of a message
    assert in_force(owner.practice, table) == shipped_policy(table)


def test_a_day_gone_by_is_refused_beside_the_day(owner: Person) -> None:
    values = edit(owner, "flow", "late_after_minutes")
    type_value(owner, values, value="20", valid_from="2/1/2026")
    owner.save()
    assert values.editor.form.fields["valid_from"].error.text()


def test_a_later_version_is_told_and_stays(owner: Person) -> None:
    later = SavePolicy(name="flow", valid_from=NEXT_MONTH, content={"late_after_minutes": 30})
    owner.practice.run(save_policy, later)
    values = edit(owner, "flow", "late_after_minutes")
    assert values.editor.later.isVisible()
    type_value(owner, values, value="20")
    owner.save()
    assert in_force(owner.practice, "flow")["late_after_minutes"] == 20
    assert in_force(owner.practice, "flow", NEXT_MONTH)["late_after_minutes"] == 30


def test_what_somebody_saved_while_the_editor_stood_open_is_not_overwritten(owner: Person) -> None:
    values = edit(owner, "flow", "late_after_minutes")
    theirs = SavePolicy(name="flow", valid_from=TODAY, content={"warn_after_minutes": {"arrived": 7}})
    owner.practice.run(save_policy, theirs)
    type_value(owner, values, value="20")
    owner.save()
    found = in_force(owner.practice, "flow")
    assert found["warn_after_minutes"]["arrived"] == 7
    assert found["late_after_minutes"] == shipped_policy("flow")["late_after_minutes"]
    values.editor.newer.mine.click()
    both = in_force(owner.practice, "flow")
    assert (both["warn_after_minutes"]["arrived"], both["late_after_minutes"]) == (7, 20)


def test_a_change_from_a_later_day_on_is_laid_over_what_holds_then(owner: Person) -> None:
    later = SavePolicy(name="flow", valid_from=NEXT_MONTH, content={"late_after_minutes": 30})
    owner.practice.run(save_policy, later)
    values = edit(owner, "flow", "warn_after_minutes", "in_room")
    type_value(owner, values, value="50", valid_from="4/2/2026")
    owner.save()
    found = in_force(owner.practice, "flow", date(2026, 4, 2))
    assert (found["late_after_minutes"], found["warn_after_minutes"]["in_room"]) == (30, 50)
    assert in_force(owner.practice, "flow") == shipped_policy("flow")


def test_one_value_goes_back_to_what_shipped(owner: Person) -> None:
    content = {"late_after_minutes": 20, "warn_after_minutes": {"arrived": 5}}
    owner.practice.run(save_policy, SavePolicy(name="flow", valid_from=TODAY, content=content))
    values = edit(owner, "flow", "warn_after_minutes", "arrived")
    values.editor.back_button.setFocus()
    owner.press(Qt.Key.Key_Space)
    found = in_force(owner.practice, "flow")
    assert (found["late_after_minutes"], found["warn_after_minutes"]["arrived"]) == (20, 10)


def test_a_whole_table_goes_back_after_being_asked_once(owner: Person) -> None:
    content = {"late_after_minutes": 20, "warn_after_minutes": {"arrived": 5}}
    owner.practice.run(save_policy, SavePolicy(name="flow", valid_from=TODAY, content=content))
    values = open_table(owner, "flow")
    values.reset_button.setFocus()
    owner.press(Qt.Key.Key_Space)
    assert in_force(owner.practice, "flow")["late_after_minutes"] == 20
    owner.save()
    assert in_force(owner.practice, "flow") == shipped_policy("flow")
    owner.undo()
    assert in_force(owner.practice, "flow")["late_after_minutes"] == 20


def test_a_list_is_edited_one_entry_a_line(owner: Person) -> None:
    values = edit(owner, "respiratory", "words")
    values.editor.input.set_value(["fever", "cough", "croup"])
    owner.save()
    assert in_force(owner.practice, "respiratory")["words"] == ["fever", "cough", "croup"]


def test_what_cannot_be_edited_here_says_so(owner: Person) -> None:
    values = open_table(owner, "orders")
    assert values.table.select_key(("items", "glucose", "results"))
    owner.press(Qt.Key.Key_Return)
    assert values.editor is None
    assert owner.words().startswith("Results has parts")


def test_others_read_the_values(practice: BarePractice, qtbot: QtBot) -> None:
    person = open_screen(practice, qtbot, role="medical_assistant")
    values = open_table(person, "vitals")
    assert values.table.records.rowCount() > 100
    person.press(Qt.Key.Key_Return)
    assert values.editor is None and not values.edit_button.isVisible()


def test_every_table_has_its_title_or_its_place_elsewhere(owner: Person) -> None:
    assert {*TITLES, *ELSEWHERE} == set(policy_names())
    section = owner.go("policy")
    assert {line.name for line in section.tables.table.records.records} == set(TITLES)


@pytest.mark.parametrize("name", sorted(TITLES))
def test_the_values_of_a_table_are_all_there(owner: Person, name: str) -> None:
    values = open_table(owner, name)
    QAbstractItemModelTester(values.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert len(values.table.records.records) == count_of(shipped_policy(name))
    assert not any(one.own for one in values.table.records.records)


def count_of(table: dict[str, Any]) -> int:
    named = {name: value for name, value in table.items() if name != "source"}
    return sum(count_of(value) if isinstance(value, dict) else 1 for value in named.values())


def test_values_are_laid_over_and_taken_out_again() -> None:
    own = with_value({"a": {"b": 1}}, ("a", "c"), 2)
    assert own == {"a": {"b": 1, "c": 2}}
    assert without(without(own, ("a", "b")), ("a", "c")) == {}
    assert without(own, ("x", "y")) == own
    versions = (PolicyVersion(TODAY, {"a": 1}), PolicyVersion(NEXT_MONTH, {"a": 2}))
    assert [own_on(versions, day) for day in (date(2026, 1, 1), TODAY, NEXT_MONTH)] == [
        {},
        {"a": 1},
        {"a": 2},
    ]


def test_a_number_is_read_as_a_table_holds_it() -> None:
    assert [read_number(text) for text in ("38", "37.5", "37,5", "nan", "1e99", "")] == [
        38,
        37.5,
        37.5,
        None,
        None,
        None,
    ]


def test_what_is_no_plain_value_is_only_shown() -> None:
    shipped = shipped_policy("orders")
    shapes = {one.path[-1]: shape_of("orders", one) for one in values_of(shipped, shipped)}
    assert shapes["results"] is Shape.FIXED
    assert shapes["read_from_minutes"] is Shape.WHOLE


def test_versions_are_told_in_their_order(practice: BarePractice) -> None:
    content = {"late_after_minutes": 20}
    for version, day in enumerate((NEXT_MONTH, TODAY)):
        practice.run(save_policy, SavePolicy(name="flow", version=version, valid_from=day, content=content))
    found = practice.answer(policy_versions, "flow")
    assert [one.valid_from for one in found] == [TODAY, NEXT_MONTH]
