"""An auditor signs in to a real practice file: the window holds the record and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from app.core.acts import Role
from app.core.ids import new_id
from app.people.actions import RegisterPatient, register_patient
from app.people.views import Demographics
from app.reports.record.queries import find_record, record_lines
from app.reports.record.views import RecordAsked
from app.security.actions import AddAccount
from app.store.kdf import FLOOR
from tests.ui_shell.standing import MARIA, House, running, sign_in
from ui.common.keys import keys_within
from ui.common.navigation import Go
from ui.patient.access_panel import AccessPanel
from ui.patient.chart_frame import ChartFrame
from ui.shell.places import places_for

WORDS = "eleven paper lanterns"


def test_an_auditor_finds_the_record_and_nothing_else(tmp_path: Path, qapp: Any, qtbot: Any) -> None:
    house = House(tmp_path).make()
    practice = house.open()
    otto = AddAccount(
        person_id=new_id(), login="otto", name="Otto Audit", short_name="Otto A.", roles=(Role.AUDITOR,)
    )
    practice.staff.add(otto, WORDS, FLOOR)
    practice.close()
    with running(house, qtbot, places_for) as program:
        window = sign_in(program, qtbot, "otto", WORDS)
        assert window.screen_ids() == ["practice"]
        assert window.current == "practice"
        assert window.rail.buttons["practice"].text() == "Record"
        screen = window.screen_of("practice")
        assert screen.current == "record"
        assert not {"facts", "people", "rooms", "fees", "policy", "keys"} & set(screen.entries)
        section = screen.sections["record"]
        qtbot.waitUntil(lambda: section.model.record(0) is not None, timeout=5_000)
        assert section.model.record(0).person == "Otto Audit"


def test_what_an_auditor_asked_is_in_the_record(tmp_path: Path) -> None:
    house = House(tmp_path).make()
    practice = house.open()
    practice.answer(find_record, RecordAsked(text="sign"))
    found = practice.answer(find_record, RecordAsked())
    newest = practice.answer(record_lines, found.numbers[:1])[0]
    assert (newest.what, newest.person) == ("The record of who did what", "Ruth Day, MD")
    practice.close()


def test_the_owner_sees_from_a_chart_who_looked_at_it(tmp_path: Path, qapp: Any, qtbot: Any) -> None:
    house = House(tmp_path).make()
    practice = house.open()
    told = Demographics(last_name="Alvarez", first_name="Elena", birth_date=date(1958, 8, 12))
    patient_id = practice.run(register_patient, RegisterPatient(demographics=told)).patient_id
    practice.close()
    with running(house, qtbot, places_for) as program:
        window = sign_in(program, qtbot)
        window.go_to(Go("patients", patient_id))
        screen = window.show_screen("patients")
        qtbot.waitUntil(lambda: bool(screen.findChildren(ChartFrame)), timeout=5_000)
        acts = {words: act for one in keys_within(screen) for _keys, words, act in one.acts()}
        acts["Who looked at this chart"]()  # as the palette does
        qtbot.waitUntil(lambda: bool(window.findChildren(AccessPanel)), timeout=5_000)
        panel = window.findChildren(AccessPanel)[-1]
        qtbot.waitUntil(lambda: bool(panel.table.records.records), timeout=5_000)
        assert [one.person for one in panel.table.records.records] == ["Ruth Day, MD"]
        assert panel.about.text().startswith("Alvarez, Elena · MRN")


def test_a_medical_assistant_is_offered_neither(tmp_path: Path, qapp: Any, qtbot: Any) -> None:
    house = House(tmp_path).make()
    with running(house, qtbot, places_for) as program:
        window = sign_in(program, qtbot, "maria", MARIA)
        screen = window.show_screen("patients")
        offered = {words for one in keys_within(screen) for _keys, words, _act in one.acts()}
        assert "Who looked at this chart" not in offered
        assert "record" not in window.screen_of("practice").entries
