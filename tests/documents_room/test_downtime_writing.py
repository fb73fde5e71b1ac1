"""The downtime pack of a practice: who comes, what stays off, where it lies, and what the record says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.core.errors import RuleViolated, Unavailable
from app.documents.downtime_queries import downtime_pack
from app.people.model import Patient
from app.practice.backups.actions import SetPackPassword, set_pack_password
from app.practice.backups.queries import backup_status
from app.practice_file import Practice
from app.store.audit import AuditRow
from app.store.backup_causes import BackupCause
from app.store.work import Reading
from tests.schedule.clinic import Clinic
from tests.store.backup_house import House as BackupHouse

PASSWORD = "eleven red kites"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    opened = BackupHouse.build(tmp_path).open()
    yield opened
    opened.close()


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(tmp_path)
    made.run(add_allergy, AddAllergy(patient_id=made.lee.id, substance="Penicillin"))
    yield made
    made.close()


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    return tmp_path / "drive"


def row(practice: Practice, event: str) -> dict[str, object]:
    with practice.file.database.reader.connect() as connection:
        chosen = sa.select(AuditRow.entry).where(AuditRow.event == event)
        return dict(json.loads(connection.scalars(chosen.order_by(AuditRow.sequence.desc())).first() or "{}"))


def test_it_is_written_under_the_day_and_recorded(practice: Practice, drive: Path) -> None:
    practice.run(set_pack_password, SetPackPassword(password=PASSWORD))
    made = practice.backups.pack(drive)
    assert made.file.name.startswith("daybook-downtime-") and made.file.name.endswith("-2026-03-02.pdf")
    reader = PdfReader(made.file)
    assert reader.decrypt(PASSWORD) and len(reader.pages) == made.pages
    told = row(practice, "downtime_pack")["details"]
    assert told["pages"] == made.pages and told["file"] == made.file.name  # type: ignore[index]
    assert practice.answer(backup_status).pack is not None


def test_without_a_password_none_is_written(practice: Practice, drive: Path) -> None:
    with pytest.raises(RuleViolated):
        practice.backups.pack(drive)
    assert list(drive.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(practice: Practice, drive: Path) -> None:
    practice.run(set_pack_password, SetPackPassword(password=PASSWORD))
    with pytest.raises(Unavailable) as refused:
        practice.backups.pack(drive / "stick")
    assert refused.value.cause == BackupCause.TARGET_MISSING


def test_the_newest_three_stay_and_other_files_are_never_touched(practice: Practice, drive: Path) -> None:
    practice.run(set_pack_password, SetPackPassword(password=PASSWORD))
    own = practice.practice_id.hex[-8:]
    old = [drive / f"daybook-downtime-{own}-2026-02-{day:02}.pdf" for day in (10, 11, 12, 13)]
    others = [drive / "daybook-downtime-00000000-2026-01-01.pdf", drive / "letter.pdf"]
    for one in (*old, *others):
        one.write_bytes(b"x")
    practice.backups.pack(drive)
    assert [one for one in (*old, *others) if not one.exists()] == old[:2]


def test_who_comes_has_a_face_sheet_and_was_seen(clinic: Clinic) -> None:
    clinic.book("15:00")
    with Session(clinic.around.database.reader) as session:
        reading = Reading(session, clinic.actor, clinic.around)
        pack = downtime_pack(reading)
        seen = [one.patient_id for one in reading.seen]
    assert seen == [clinic.lee.id]
    (lee,) = pack.faces
    assert lee.patient.mrn == clinic.lee.mrn and [one.substance for one in lee.allergies] == ["Penicillin"]
    assert [one.day for one in pack.days] == [clinic.clock.now().date()]


def test_it_reaches_over_days_on_which_nobody_comes(clinic: Clinic) -> None:
    for ahead in (0, 4, 7, 8):
        clinic.book("10:00", day=date(2026, 3, 2) + timedelta(days=ahead))
    clinic.clock.advance(timedelta(hours=2))
    assert [one.day.day for one in clinic.answer(downtime_pack).days] == [6, 9]
    assert [one.day.day for one in clinic.answer(downtime_pack, 1).days] == [6]


def test_the_lists_of_a_sensitive_chart_stay_off(clinic: Clinic) -> None:
    clinic.book("15:00")
    clinic.within(lambda work: setattr(work.get(Patient, clinic.lee.id), "sensitive", True))
    (lee,) = clinic.answer(downtime_pack).faces
    assert lee.problems == () == lee.medicines
    assert len(lee.allergies) == 1  # who treats in an emergency must know them
