"""Changing who a patient is: versions, both values of a conflict, older drafts, former names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.ids import Id
from app.people.actions import ChangeDemographics, change_demographics
from app.people.model import Patient
from app.people.queries import patient_form
from app.people.views import Demographics, PatientForm
from tests.support.bare import BarePractice
from tests.ui_patient.people import NOW, TODAY, Window, press, susan, type_into
from ui.common.desk import Desk
from ui.patient.change_panel import ChangePanel

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(qtbot: QtBot, desk: Desk, patient_id: Id) -> ChangePanel:
    panel = ChangePanel(desk, patient_id, lambda: TODAY, lambda: NOW)
    Window(qtbot, panel)
    return panel


def put(panel: ChangePanel, **texts: Any) -> None:
    for name, text in texts.items():
        panel.form.fields[name].restore_draft(text)
    panel.form.edited.emit()


def who(practice: BarePractice, patient_id: Id) -> Demographics:
    form: PatientForm = practice.answer(patient_form, patient_id)
    return form.demographics


def change_elsewhere(practice: BarePractice, patient_id: Id, **changes: Any) -> None:
    form: PatientForm = practice.answer(patient_form, patient_id)
    practice.run(
        change_demographics,
        ChangeDemographics(
            patient_id=patient_id, version=form.version, demographics=replace(form.demographics, **changes)
        ),
    )


def choose(panel: ChangePanel, place: int, value: str) -> None:
    panel.stale.rows[place].choice.set_value(value)
    panel.stale.rows[place].choice.changed.emit(value)


def test_everything_that_is_kept_is_shown_and_saving_changes_nothing_else(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    before = who(practice, here)
    panel = opened(qtbot, desk, here)
    assert not panel.act.isEnabled()
    panel.form.fields["mobile"].setFocus()
    panel.form.fields["mobile"].input.selectAll()  # type: ignore[attr-defined]
    type_into(qtbot, "937 555 0177")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert who(practice, here) == replace(before, mobile="(937) 555-0177")


def test_a_surname_that_changes_becomes_a_former_name_unless_it_was_a_slip(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    panel = opened(qtbot, desk, here)
    assert not panel.former.isVisible()
    put(panel, last_name="Park")
    assert panel.former.isVisible() and panel.former.value() is True
    panel.save()
    assert who(practice, here).former_names == ("Lee",)
    again = opened(qtbot, desk, here)
    put(again, last_name="Parks")
    again.former.set_value(False)
    again.save()
    assert who(practice, here).former_names == ("Lee",)


def test_both_values_are_shown_when_two_people_changed_the_same_field(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    panel = opened(qtbot, desk, here)
    put(panel, city="Kettering", pharmacy="Oak Pharmacy", suffix="Jr.")
    change_elsewhere(practice, here, city="Oakwood", pharmacy="Main Pharmacy", email="sue@example.com")
    panel.save()
    rows = [(row.difference.name, row.difference.mine, row.difference.theirs) for row in panel.stale.rows]
    assert sorted(rows) == [
        ("city", "Kettering", "Oakwood"),
        ("pharmacy", "Oak Pharmacy", "Main Pharmacy"),
    ]
    assert who(practice, here).city == "Oakwood" and not panel.act.isEnabled()
    for place, row in enumerate(list(panel.stale.rows)):
        choose(panel, place, "mine" if row.difference.name == "city" else "theirs")
    panel.save()
    kept = who(practice, here)
    assert (kept.city, kept.pharmacy, kept.email) == ("Kettering", "Main Pharmacy", "sue@example.com")
    assert kept.suffix == "Jr."


def test_changes_of_different_fields_are_joined_without_a_question(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    panel = opened(qtbot, desk, here)
    put(panel, city="Kettering")
    change_elsewhere(practice, here, email="sue@example.com", race=(("2028-9", "Asian"),))
    panel.save()
    kept = who(practice, here)
    assert (kept.city, kept.email, kept.race) == ("Kettering", "sue@example.com", (("2028-9", "Asian"),))


def test_a_draft_begun_on_an_older_version_meets_the_newer_one(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    panel = opened(qtbot, desk, here)
    put(panel, city="Kettering")
    panel.leave()
    change_elsewhere(practice, here, city="Oakwood")
    again = opened(qtbot, desk, here)
    assert again.form.fields["city"].value() == "Kettering"
    again.save()
    assert [row.difference.theirs for row in again.stale.rows] == ["Oakwood"]
    assert who(practice, here).city == "Oakwood"


def test_finer_codes_that_an_import_brought_stay_when_the_field_is_not_touched(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    change_elsewhere(practice, here, race=(("2039-6", "Japanese"),))
    panel = opened(qtbot, desk, here)
    put(panel, city="Kettering")
    panel.save()
    assert who(practice, here).race == (("2039-6", "Japanese"),)


def test_a_refusal_stands_beside_its_field(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    here = susan(practice)
    panel = opened(qtbot, desk, here)
    put(panel, last_name="", confidential_phone="12")
    panel.save()
    assert (
        panel.form.fields["last_name"].error.text() and panel.form.fields["confidential_phone"].error.text()
    )
    assert practice.all(Patient)[0].last_name == "Lee"
