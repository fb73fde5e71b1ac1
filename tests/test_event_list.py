"""The event list of the record: each thing is done in the program, and its row is read.

Jumps of the clock have tests of their own (`test_clock_jump`), as have changes of roles
(`test_staff_changes`), the emergency sign-in and break-glass (`test_emergency_sign_in`), and migrations
(`store/test_migrations*`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.chart.medications.queries import medications
from app.chart.notes.actions import AddAddendum, SaveNote, SignNote, add_addendum, save_note, sign_note
from app.chart.notes.model import Note
from app.chart.queries import chart_summary
from app.core.acts import Role
from app.core.errors import NeedsAcknowledgement, NotPermitted, Unavailable
from app.core.ids import Id, new_id
from app.core.progress import Progress
from app.documents.actions import RecordPrint, record_print
from app.documents.papers import PaperKind
from app.people.actions import RecordSearch, RegisterPatient, record_search, register_patient
from app.people.model import Patient, Sex
from app.people.views import Demographics
from app.practice.actions import SaveRoom, save_room
from app.practice.model import Room
from app.practice_file import Practice, RestoreWish, open_practice, restore_practice
from app.reports.record.actions import RecordExport, record_export
from app.reports.record.exporting import Format
from app.security.actions import AddAccount
from app.store.audit import AuditRow
from app.store.kdf import FLOOR
from app.visits.model import Visit
from tests.faults import house as made
from tests.faults.house import LOGIN, PASSWORD, House, make_house
from tests.faults.workflows import WORKFLOWS
from tests.test_recovery_sheet import typed_back


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> House:
    return make_house(tmp_path_factory.mktemp("house") / "kept", prepared=2)


@pytest.fixture
def house(kept: House, tmp_path: Path) -> House:
    return kept.copy(tmp_path / "house")


@pytest.fixture
def practice(house: House) -> Iterator[Practice]:
    opened = house.open()
    yield opened
    opened.close()


def rows(practice: Practice, event: str, act: str = "") -> list[dict[str, Any]]:
    """What the rows of an event say, newest last."""
    asked = sa.select(AuditRow.entry).where(AuditRow.event == event).order_by(AuditRow.sequence)
    with Session(practice.around.database.reader) as session:
        found = session.scalars(asked.where(AuditRow.act == act) if act else asked).all()
    return [json.loads(one) for one in found]


def newest(practice: Practice, event: str, act: str = "") -> dict[str, Any]:
    return rows(practice, event, act)[-1]


def someone(practice: Practice) -> Id:
    found: Id = made.rows(practice, Patient)[0].id
    return found


def step(practice: Practice, house: House, name: str) -> None:
    for one in WORKFLOWS[name](practice, house, 0):
        practice.run(one.act, one.command)


def test_a_sign_in(practice: Practice) -> None:
    row = newest(practice, "sign_in")
    assert row["person"] == str(practice.actor.person_id)
    assert row["workstation"] == "FRONT-DESK"


def test_failed_sign_ins_before_the_next_one(house: House) -> None:
    for _ in range(2):
        with pytest.raises(Unavailable):
            open_practice(house.file, LOGIN, "not this one at all", house.setting())
    practice = house.open()
    (failed,) = newest(practice, "sign_in")["details"]["failed"]
    assert (failed["login"], failed["count"]) == (LOGIN, 2)
    practice.close()


@pytest.mark.parametrize("event", ["lock", "sign_out"])
def test_a_lock_and_a_sign_out(house: House, event: str) -> None:
    house.open().close(event)
    again = house.open()
    assert len(rows(again, event)) == 1 + (event == "sign_out")  # the house was closed once when it was made
    again.close()


def test_a_view_of_a_chart_and_of_a_section_of_it(practice: Practice) -> None:
    who = someone(practice)
    practice.answer(chart_summary, who)
    practice.answer(medications, who)
    views = rows(practice, "view")[-2:]
    assert [one["act"] for one in views] == ["chart.chart_summary", "chart.medications.medications"]
    assert {one["patient"] for one in views} == {str(who)}


def test_a_search(practice: Practice) -> None:
    practice.run(record_search, RecordSearch(text="lee", found=3))
    assert newest(practice, "act", "people.record_search")["details"] == {"text": "lee", "found": 3}


def test_something_made_and_something_changed(practice: Practice) -> None:
    room = made.rows(practice, Room)[0]
    practice.run(
        save_room,
        SaveRoom(room_id=room.id, version=room.version, location_id=room.location_id, name="Blue room"),
    )
    row = newest(practice, "record", "practice.save_room")
    assert row["record"] == ["room", str(room.id)]
    assert (row["before"]["name"], row["after"]["name"]) == (room.name, "Blue room")
    practice.run(save_room, SaveRoom(location_id=room.location_id, name="Red room"))
    created = newest(practice, "record", "practice.save_room")
    assert "before" not in created and created["after"]["name"] == "Red room"


def test_a_note_signed_and_added_to(practice: Practice) -> None:
    visit = made.rows(practice, Visit)[-1]
    with suppress(NeedsAcknowledgement):
        practice.run(save_note, SaveNote(visit_id=visit.id, text="Blood pressure is better."))
    note = made.rows(practice, Note)[-1]
    practice.run(sign_note, SignNote(note_id=note.id, version=note.version, level="", diagnoses=("I10",)))
    practice.run(add_addendum, AddAddendum(note_id=note.id, text="Left arm.", reason="Was left out"))
    for act in ("sign_note", "add_addendum"):
        assert newest(practice, "act", f"chart.notes.{act}")["patient"] == str(visit.patient_id)


def test_a_paper(practice: Practice) -> None:
    who = someone(practice)
    paper = RecordPrint(kind=PaperKind.FACE_SHEET, language="en", pages=1, patient_id=who)
    practice.run(record_print, paper)
    row = newest(practice, "act", "documents.record_print")
    assert row["patient"] == str(who)


def test_an_export(practice: Practice) -> None:
    practice.run(record_export, RecordExport(form=Format.TABLE, lines=12))
    assert newest(practice, "act", "reports.record.record_export")["details"]["lines"] == 12


def test_an_import_and_a_merge_with_who_is_here(practice: Practice, house: House) -> None:
    step(practice, house, "import")
    assert newest(practice, "act", "exchange.import_bundle")
    assert rows(practice, "load")
    step(practice, house, "merge")
    assert newest(practice, "act", "exchange.decide_held")["patient"]


def test_what_was_passed_over_with_a_reason(practice: Practice) -> None:
    person = Demographics(first_name="Susan", last_name="Lee", birth_date=date(1958, 8, 12), sex=Sex.FEMALE)
    practice.run(register_patient, RegisterPatient(demographics=person))
    here = made.rows(practice, Patient, last_name="Lee")[0].id
    reason = "Her cousin of the same day"
    again = RegisterPatient(demographics=person, not_the_same_as=(here,), acknowledged_reason=reason)
    practice.run(register_patient, again)
    row = newest(practice, "override", "people.register_patient")
    assert row["reason"] == reason and row["details"]["rules"]


def test_a_refused_act(practice: Practice, house: House) -> None:
    account = AddAccount(
        person_id=new_id(), login="lena", name="Lena Fry", short_name="Lena F.", roles=(Role.FRONT_DESK,)
    )
    practice.staff.add(account, PASSWORD, FLOOR)
    practice.close()
    desk = open_practice(house.file, "lena", PASSWORD, house.setting())
    with pytest.raises(NotPermitted):
        desk.run(save_room, SaveRoom(location_id=new_id(), name="Red room"))
    row = newest(desk, "refused")
    assert (row["act"], row["person"]) == ("practice.save_room", str(account.person_id))
    desk.close()


def test_a_backup_a_restore_and_a_proof(practice: Practice, house: House, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    backup = practice.backups.make(drive)
    assert newest(practice, "backup")["details"]
    practice.verifying.prove(Progress(), full=True)
    assert newest(practice, "verify")["details"]["result"] == "whole"
    practice.close()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    wish = RestoreWish(backup.folder, elsewhere / "house.daybook", LOGIN, PASSWORD)
    restore_practice(wish, house.setting())
    restored = open_practice(elsewhere / "house.daybook", LOGIN, PASSWORD, house.setting())
    assert newest(restored, "restore")["details"]
    restored.close()


def test_a_change_of_the_keys(practice: Practice, house: House) -> None:
    pending = practice.recovery.new_key()
    typed = typed_back(pending)
    practice.recovery.replace(pending, typed)
    assert newest(practice, "recovery_replaced")["person"] == str(practice.actor.person_id)
