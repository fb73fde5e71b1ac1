"""A rehearsal restores the newest backup, proves what is in it, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.errors import Cancelled, Unavailable
from app.core.progress import Progress
from app.practice.backups.queries import backup_status
from app.practice_file import Practice
from app.store.audit import AuditRow
from app.store.backup_causes import BACKUP_DAMAGE, BackupCause
from app.store.backup_manifest import MANIFEST
from app.store.backup_rehearsing import scratch_of
from app.store.sealed_files import place_of
from tests.store.backup_house import FILES, House, content_of, flip


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.build(tmp_path)


@pytest.fixture
def practice(house: House) -> Iterator[Practice]:
    opened = house.open()
    yield opened
    opened.close()


def events(practice: Practice) -> list[str]:
    with practice.file.database.reader.connect() as connection:
        return list(connection.scalars(sa.select(AuditRow.event).order_by(AuditRow.sequence)))


def test_it_proves_the_newest_backup_and_the_record_has_the_date(house: House, practice: Practice) -> None:
    house.back_up(practice)
    newest = house.back_up(practice)
    proved = practice.backups.rehearse(house.drive)
    assert proved.manifest == newest.manifest
    assert proved.attachments == len(FILES) and proved.balance == 0
    assert events(practice)[-1] == "backup_rehearsed"
    rehearsed = practice.answer(backup_status).rehearsed
    assert rehearsed is not None and rehearsed.folder == newest.folder.name


def test_nothing_of_it_is_left_and_nothing_else_is_touched(house: House, practice: Practice) -> None:
    house.back_up(practice)
    drive, beside = content_of(house.drive), set(house.file.parent.iterdir())
    practice.backups.rehearse(house.drive)
    assert content_of(house.drive) == drive
    assert set(house.file.parent.iterdir()) == beside


@pytest.mark.parametrize("name", ["riverside.daybook", "riverside.daybook.anchor", MANIFEST])
def test_a_spoilt_backup_fails_the_rehearsal_and_the_record_says_so(
    house: House, practice: Practice, name: str
) -> None:
    file = house.back_up(practice).folder / name
    flip(file, file.stat().st_size // 2)
    with pytest.raises(Unavailable) as refused:
        practice.backups.rehearse(house.drive)
    assert refused.value.cause in BACKUP_DAMAGE
    assert events(practice)[-1] == "rehearsal_failed"
    assert practice.answer(backup_status).rehearsed is None
    assert not scratch_of(practice.paths).exists()


def test_a_file_of_a_record_that_is_gone_is_found(house: House, practice: Practice) -> None:
    made = house.back_up(practice)
    place_of(made.folder.parent / "attachments", next(iter(made.manifest.attachments))).unlink()
    with pytest.raises(Unavailable) as refused:
        practice.backups.rehearse(house.drive)
    assert refused.value.cause == BackupCause.FILE_MISSING


def test_without_a_backup_there_is_nothing_to_rehearse(house: House, practice: Practice) -> None:
    with pytest.raises(Unavailable) as refused:
        practice.backups.rehearse(house.drive)
    assert refused.value.cause == BackupCause.NOT_FOUND


def test_stopped_it_leaves_nothing_and_no_date(house: House, practice: Practice) -> None:
    house.back_up(practice)
    progress = Progress(lambda done, total, what: progress.cancel())
    with pytest.raises(Cancelled):
        practice.backups.rehearse(house.drive, progress)
    assert not scratch_of(practice.paths).exists()
    assert "backup_rehearsed" not in events(practice)


def test_what_a_killed_rehearsal_left_goes_at_the_next_sign_in(house: House, practice: Practice) -> None:
    scratch_of(practice.paths).mkdir()
    (scratch_of(practice.paths) / "riverside.daybook").write_bytes(b"left")
    practice.close()
    house.open().close()
    assert not scratch_of(practice.paths).exists()
