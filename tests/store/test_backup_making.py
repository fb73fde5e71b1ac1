"""A backup holds all of the practice at one moment and was read back; the desk never waits for it."""

from __future__ import annotations

import shutil
import threading
from collections import namedtuple
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.errors import Cancelled, Unavailable
from app.core.findings import Message
from app.core.progress import Progress
from app.practice_file import Practice
from app.store import backup_making
from app.store.audit import AuditRow
from app.store.backup_causes import BackupCause
from app.store.backup_files import Meter
from app.store.causes import Cause
from app.store.files import PracticeLock, PracticePaths
from app.store.sealed_files import place_of
from tests.store.backup_house import FILES, House, attach, content_of, dated, flip, leftovers, wrong


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.build(tmp_path)


@pytest.fixture
def practice(house: House):  # type: ignore[no-untyped-def]
    opened = house.open()
    yield opened
    opened.close()


def events(practice: Practice) -> list[str]:
    with practice.file.database.reader.connect() as connection:
        return list(connection.scalars(sa.select(AuditRow.event).order_by(AuditRow.sequence)))


def test_a_backup_holds_what_the_practice_held_and_is_whole(house: House, practice: Practice) -> None:
    made = house.back_up(practice)
    assert dated(house) == [made.folder]
    assert made.manifest.facts.rows["attachment"] == len(FILES)
    assert made.manifest.facts.rows["account"] == 1
    assert "ledger_line.cents" in made.manifest.facts.money
    assert len(made.manifest.attachments) == made.added == len(FILES)
    assert wrong(practice, made.folder) == []
    assert leftovers(house.drive) == []


def test_the_folder_says_when_it_was_made_and_holds_both_copies_of_the_keys(
    house: House, practice: Practice
) -> None:
    made = house.back_up(practice)
    assert made.folder.name == "2026-03-02T140100Z"
    assert sorted(one.name for one in made.folder.iterdir()) == [
        "manifest.json",
        "riverside.daybook",
        "riverside.daybook.anchor",
        "riverside.daybook.keys",
        "riverside.daybook.keys.2",
    ]


def test_nothing_of_a_backup_is_in_the_clear(house: House, practice: Practice) -> None:
    house.back_up(practice)
    for one in house.drive.rglob("*"):
        if one.is_file():
            assert b"a letter" not in one.read_bytes()
            assert b"SQLite format" not in one.read_bytes()


def test_two_backups_share_the_files_of_records(house: House, practice: Practice) -> None:
    first = house.back_up(practice)
    attach(practice, b"one more")
    second = house.back_up(practice)
    assert (first.added, second.added) == (len(FILES), 1)
    stored = [one for one in (first.folder.parent / "attachments").rglob("*") if one.is_file()]
    assert len(stored) == len(FILES) + 1
    assert wrong(practice, first.folder) == wrong(practice, second.folder) == []


def test_two_backups_in_one_second_have_two_names(house: House, practice: Practice) -> None:
    names = [practice.backups.make(house.drive).folder.name for _ in range(2)]
    assert names == ["2026-03-02T140000Z", "2026-03-02T140000Z-2"]


def test_the_folder_of_the_backups_may_be_chosen_itself(house: House, practice: Practice) -> None:
    first = house.back_up(practice)
    assert practice.backups.make(first.folder.parent).folder.parent == first.folder.parent


def test_an_act_committed_while_it_copies_is_not_in_it_and_not_held_up(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, done = Meter.at, list[str]()

    def act_meanwhile(meter: Meter, so_far: int, what: Message) -> None:
        if not done:
            done.append("begun")
            worker = threading.Thread(target=lambda: done.append(attach(practice, b"meanwhile")))
            worker.start()
            worker.join(10)
        real(meter, so_far, what)

    monkeypatch.setattr(Meter, "at", act_meanwhile)
    monkeypatch.setattr(backup_making, "_PAGES_A_STEP", 50)
    made = house.back_up(practice)
    assert len(done) == 2
    assert done[1] not in made.manifest.attachments
    assert made.manifest.facts.rows["attachment"] == len(FILES)
    assert wrong(practice, made.folder) == []


def test_the_record_says_what_was_backed_up(house: House, practice: Practice) -> None:
    made = house.back_up(practice)
    with practice.file.database.reader.connect() as connection:
        row = connection.execute(sa.select(AuditRow.event, AuditRow.entry).order_by(AuditRow.sequence.desc()))
        event, entry = row.first() or ("", "")
    assert event == "backup"
    assert made.folder.name in entry
    assert made.manifest.facts.hash.hex() in entry


def refused(house: House, practice: Practice, target: Path) -> Unavailable:
    with pytest.raises(Unavailable) as found:
        practice.backups.make(target)
    assert events(practice)[-1] == "backup_failed"
    return found.value


def test_the_folder_of_the_practice_is_no_place_for_its_backups(house: House, practice: Practice) -> None:
    before = content_of(house.drive)
    assert refused(house, practice, house.file.parent).cause == BackupCause.INTO_ITSELF
    inside = PracticePaths.of(house.file).attachments
    assert refused(house, practice, inside).cause == BackupCause.INTO_ITSELF
    assert content_of(house.drive) == before


def test_a_drive_that_is_not_there_is_named(house: House, practice: Practice) -> None:
    error = refused(house, practice, house.top / "usb")
    assert error.cause == BackupCause.TARGET_MISSING
    assert error.message.params["file"] == "usb"


def test_too_little_room_is_said_before_anything_is_written(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 0, 9_000_000))
    error = refused(house, practice, house.drive)
    assert error.cause == BackupCause.NO_ROOM
    assert error.message.params["free_mb"] == 9
    assert content_of(house.drive) == {}


def test_a_second_program_does_not_back_up_to_the_same_place(house: House, practice: Practice) -> None:
    made = house.back_up(practice)
    with PracticeLock(PracticePaths(made.folder.parent / "backups")):
        assert refused(house, practice, house.drive).cause == BackupCause.RUNNING


def test_what_a_cut_left_is_cleared_by_the_next_backup(house: House, practice: Practice) -> None:
    made = house.back_up(practice)
    name = next(iter(made.manifest.attachments))
    (made.folder.parent / ".unfinished-00").mkdir()
    (made.folder.parent / ".unfinished-00" / "riverside.daybook").write_bytes(b"half")
    half = place_of(made.folder.parent / "attachments", name).with_name(f".{name}.{'0' * 16}.new")
    half.write_bytes(b"half")
    house.back_up(practice)
    assert leftovers(house.drive) == []


class _StopAfter(Progress):
    """Asks to stop at a given step."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        super().__init__(self._count)

    def _count(self, done: int, total: int, what: object) -> None:
        assert 0 <= done <= total
        self.left -= 1
        if self.left <= 0:
            self.cancel()


def test_a_backup_cancelled_at_any_step_leaves_nothing(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_making, "_PAGES_A_STEP", 100)
    ended = 0
    for steps in range(1, 40):
        progress = _StopAfter(steps)
        try:
            practice.backups.make(house.drive, progress)
            if progress.left > 0:
                break
        except Cancelled:
            ended += 1
            assert dated(house) == [] and leftovers(house.drive) == []
        else:
            shutil.rmtree(dated(house)[0])  # asked after the last place where it could stop
    assert ended > 8


def test_closing_the_practice_stops_its_backup(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    practice, ended, copying = house.open(), list[str](), threading.Event()
    real = Meter.at

    def slowly(meter: Meter, so_far: int, what: Message) -> None:
        copying.set()
        threading.Event().wait(0.05)
        real(meter, so_far, what)

    def back_up() -> None:
        try:
            practice.backups.make(house.drive)
        except Cancelled:
            ended.append("cancelled")

    monkeypatch.setattr(Meter, "at", slowly)
    monkeypatch.setattr(backup_making, "_PAGES_A_STEP", 1)
    worker = threading.Thread(target=back_up)
    worker.start()
    assert copying.wait(10)
    practice.close()
    assert not PracticePaths.of(house.file).log.exists()
    worker.join(10)
    assert ended == ["cancelled"]
    assert dated(house) == []


def test_a_file_that_the_practice_has_lost_is_named_and_all_else_is_saved(
    house: House, practice: Practice
) -> None:
    name = attach(practice, b"soon gone")
    place_of(practice.paths.attachments, name).unlink()
    made = house.back_up(practice)
    assert made.manifest.left_out == (name,)
    assert [one.message.id for one in made.problems] == ["backup.attachment_left_out"]
    assert wrong(practice, made.folder) == []


def test_a_file_that_was_saved_before_it_was_lost_stays_saved(house: House, practice: Practice) -> None:
    house.back_up(practice)
    name = next(iter(house.back_up(practice).manifest.attachments))
    flip(place_of(practice.paths.attachments, name), 0)
    made = house.back_up(practice)
    assert name in made.manifest.attachments
    assert made.problems == ()


def test_a_stored_file_that_went_bad_is_written_anew(house: House, practice: Practice) -> None:
    first = house.back_up(practice)
    name = next(iter(first.manifest.attachments))
    flip(place_of(first.folder.parent / "attachments", name), 3)
    assert wrong(practice, first.folder) == ["unavailable.backup_file_damaged"]
    assert house.back_up(practice).added == 1
    assert wrong(practice, first.folder) == []


def test_one_damaged_copy_of_the_keys_does_not_go_into_the_backup(house: House, practice: Practice) -> None:
    flip(practice.paths.keys, 200)
    made = house.back_up(practice)
    assert (made.folder / "riverside.daybook.keys").read_bytes() == practice.paths.keys2.read_bytes()


def test_a_damaged_practice_is_not_backed_up_as_if_it_were_whole(house: House) -> None:
    practice = house.open()
    with practice.file.database.reader.connect() as connection:
        page = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'medication'"
        ).scalar_one()
    practice.close()
    flip(house.file, (page - 1) * 4096 + 50)
    again = house.open()
    try:
        with pytest.raises(Unavailable) as found:
            again.backups.make(house.drive)
        assert found.value.cause in {Cause.DATABASE_DAMAGED, BackupCause.NOT_VERIFIED}
        assert dated(house) == [] and leftovers(house.drive) == []
    finally:
        again.close()
