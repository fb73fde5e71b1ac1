"""The practice's own facts, typed and saved by keys."""

from __future__ import annotations

from dataclasses import fields as fields_of

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.practice.actions import ChangeSettings, change_settings
from app.practice.queries import practice_settings
from app.practice.views import OpenHours, SettingsView
from tests.support.bare import BarePractice
from tests.ui_practice.conftest import Person, open_screen
from ui.practice.entry_fields import hours_text, read_hours


def settings(practice: BarePractice) -> SettingsView:
    found: SettingsView = practice.answer(practice_settings)
    return found


def test_typed_facts_are_saved_together_by_one_key(owner: Person) -> None:
    owner.type_in(owner.section.form.fields["name"], "Elm Street Clinic")
    owner.type_in(owner.section.form.fields["tax_id"], "123456789")
    owner.type_in(owner.section.form.fields["hours.sat"], "9-12")
    owner.type_in(owner.section.form.fields["drawer_float_cents"], "200")
    owner.save()
    found = settings(owner.practice)
    assert (found.name, found.tax_id, found.drawer_float_cents) == ("Elm Street Clinic", "12-3456789", 20_000)
    assert found.hours["sat"] == (OpenHours("09:00", "12:00"),)
    assert found.phone == "+19375550100"
    assert not owner.section.form.dirty


def test_saved_facts_can_be_taken_back(owner: Person) -> None:
    before = settings(owner.practice)
    owner.fill_in(name="Elm Street Clinic", **{"hours.mon": ""})
    owner.save()
    assert "mon" not in settings(owner.practice).hours
    owner.undo()
    after = settings(owner.practice)
    assert (after.name, after.hours, after.version) == (before.name, before.hours, before.version + 2)
    assert owner.section.form.fields["name"].text() == before.name


@pytest.mark.parametrize(
    ("field", "typed"),
    [("npi", "1234567890"), ("lock_after_minutes", "16"), ("hours.mon", "5 to 3 am"), ("zone", "Ohio")],
)
def test_a_refusal_stands_beside_its_field(owner: Person, field: str, typed: str) -> None:
    owner.type_in(owner.section.form.fields[field], typed)
    owner.save()
    assert owner.section.form.fields[field].error.text()
    assert settings(owner.practice).version == 1
    assert owner.section.save_button.isEnabled()


def test_what_somebody_else_saved_meanwhile_is_never_overwritten_unasked(owner: Person) -> None:
    found = settings(owner.practice)
    names = {one.name for one in fields_of(ChangeSettings)} - {"command_id", "settings_id", "city"}
    values = {name: getattr(found, name) for name in names}
    owner.type_in(owner.section.form.fields["name"], "Mine")
    owner.practice.run(change_settings, ChangeSettings(settings_id=found.id, city="Xenia", **values))
    owner.save()
    assert settings(owner.practice).city == "Xenia"
    assert owner.section.newer.isVisible()
    owner.press(Qt.Key.Key_Space)  # "Show theirs" has the keyboard
    assert owner.section.form.fields["city"].text() == "Xenia"
    assert owner.section.form.fields["name"].text() == found.name
    owner.type_in(owner.section.form.fields["name"], "Mine")
    owner.save()
    assert (settings(owner.practice).name, settings(owner.practice).city) == ("Mine", "Xenia")


def test_a_half_typed_form_is_there_again_after_a_lock(practice: BarePractice, qtbot: QtBot) -> None:
    first = open_screen(practice, qtbot)
    first.type_in(first.section.form.fields["name"], "Half typ")
    first.screen.desk.locking.emit()
    second = open_screen(practice, qtbot)
    assert second.section.form.fields["name"].text() == "Half typ"
    assert settings(practice).name == "Riverside Family Practice"


def test_others_only_read(practice: BarePractice, qtbot: QtBot) -> None:
    person = open_screen(practice, qtbot, role="front_desk")
    assert not person.section.save_button.isVisible()
    assert not person.section.form.fields["name"].input.isEnabled()


@pytest.mark.parametrize(
    ("typed", "walls"),
    [
        ("8 to 12, 1 to 5", [("08:00", "12:00"), ("13:00", "17:00")]),
        ("8:30-4:30 pm", [("08:30", "16:30")]),
        ("10 to 2", [("10:00", "14:00")]),
        ("13:00 until 17:15", [("13:00", "17:15")]),
        ("", []),
    ],
)
def test_hours_are_understood_as_people_say_them(typed: str, walls: list[tuple[str, str]]) -> None:
    found = read_hours(typed)
    assert found == tuple(OpenHours(*one) for one in walls)
    assert read_hours(hours_text(found)) == found


@pytest.mark.parametrize(
    "typed", ["8", "8 to", "12 pm to 8 am", "8 to 12, 11:00 am to 5 pm", "25 to 26", "a to b"]
)
def test_hours_that_cannot_be_are_not_guessed(typed: str) -> None:
    assert read_hours(typed) is None
