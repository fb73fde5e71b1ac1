"""A backup found damaged stays so in the record: it counts no more, and another one is owed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import Unavailable
from app.practice.backups.queries import backup_status
from app.practice.backups.timing import backup_due, level_now
from app.practice.backups.views import AgeLevel, BackupStatus
from app.practice_file import BackupMade, ListedState, Practice
from app.store.backup_keeping import Keep
from app.store.files import PracticePaths
from tests.store.backup_house import House, attach, dated, flip, wrong

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.build(tmp_path)


@pytest.fixture
def practice(house: House) -> Iterator[Practice]:
    opened = house.open()
    yield opened
    opened.close()


def database(backup: Path) -> Path:
    return backup / "riverside.daybook"


def spoil(backup: Path) -> None:
    """One bit of the database, as a failing drive turns it: no size changes."""
    flip(database(backup), 9_000)


def status(practice: Practice) -> BackupStatus:
    found: BackupStatus = practice.answer(backup_status)
    return found


def states(house: House, practice: Practice) -> list[str]:
    return [str(one.state) for one in practice.backups.listed(house.drive)]


def test_a_backup_read_and_found_damaged_is_damaged_in_the_list_with_the_reason(
    house: House, practice: Practice
) -> None:
    older = house.back_up(practice)
    house.back_up(practice)
    spoil(older.folder)
    assert states(house, practice) == ["verified", "verified"]  # a glance does not see it
    assert practice.backups.verify(older.folder)
    for _again in range(2):
        newest, found = practice.backups.listed(house.drive)
        assert (newest.state, found.state) == (ListedState.VERIFIED, ListedState.DAMAGED)
        assert found.reason is not None and found.reason.id == "unavailable.backup_file_damaged"
        assert found.reason.params["file"] == "riverside.daybook"
    assert status(practice).damaged is None  # a newer one is whole


def test_the_newest_one_damaged_the_age_is_that_of_the_one_before_and_another_is_owed(
    house: House, practice: Practice
) -> None:
    older = house.back_up(practice)
    newest = house.back_up(practice)
    assert not status(practice).changed
    spoil(newest.folder)
    practice.backups.verify(newest.folder)
    told = status(practice)
    assert told.verified is not None and told.verified.folder == older.folder.name
    assert told.damaged is not None and told.damaged.folder == newest.folder.name
    assert told.damaged.why is not None and told.damaged.why.id == "unavailable.backup_file_damaged"
    now = house.clock.now()
    assert told.changed and backup_due(told, NEW_YORK, now) and level_now(told, now) is AgeLevel.RED
    house.back_up(practice)
    told = status(practice)
    assert told.damaged is None and level_now(told, house.clock.now()) is not AgeLevel.RED


def test_with_no_other_backup_there_is_none_that_counts(house: House, practice: Practice) -> None:
    only = house.back_up(practice)
    spoil(only.folder)
    practice.backups.verify(only.folder)
    told = status(practice)
    assert told.verified is None and told.damaged is not None


def test_a_rehearsal_that_failed_is_remembered_like_a_check(house: House, practice: Practice) -> None:
    older = house.back_up(practice)
    newest = house.back_up(practice)
    spoil(newest.folder)
    with pytest.raises(Unavailable):
        practice.backups.rehearse(house.drive)
    told = status(practice)
    assert told.damaged is not None and told.damaged.folder == newest.folder.name
    assert states(house, practice) == ["damaged", "verified"]
    practice.backups.rehearse(house.drive)  # the next one takes the one that counts
    rehearsed = status(practice).rehearsed
    assert rehearsed is not None and rehearsed.folder == older.folder.name


def test_one_read_whole_again_counts_again(house: House, practice: Practice) -> None:
    made = house.back_up(practice)
    spoil(made.folder)
    practice.backups.verify(made.folder)
    spoil(made.folder)  # the same bit turned back
    assert not practice.backups.verify(made.folder)
    told = status(practice)
    assert told.damaged is None and told.verified is not None
    assert states(house, practice) == ["verified"]


def test_damage_that_the_list_sees_is_remembered_as_well_once(house: House, practice: Practice) -> None:
    made = house.back_up(practice)
    Path(f"{database(made.folder)}.keys").unlink()
    for _again in range(2):
        assert states(house, practice) == ["damaged"]
    told = status(practice)
    assert told.damaged is not None and told.verified is None
    assert told.damaged.why is not None and told.damaged.why.params["file"] == "riverside.daybook.keys"


def test_a_drive_pulled_out_says_nothing_of_the_backup(
    house: House, practice: Practice, tmp_path: Path
) -> None:
    made = house.back_up(practice)
    house.drive.rename(tmp_path / "in the bag")
    for act in (
        lambda: practice.backups.verify(made.folder),
        lambda: practice.backups.rehearse(house.drive),
    ):
        with pytest.raises(Unavailable) as refused:
            act()
        assert refused.value.cause == "backup_target_missing"
    assert status(practice).damaged is None


def test_no_room_for_a_rehearsal_says_nothing_of_the_backup(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.back_up(practice)
    monkeypatch.setattr("app.store.backup_place.shutil.disk_usage", lambda _folder: _Full())
    with pytest.raises(Unavailable):
        practice.backups.rehearse(house.drive)
    assert status(practice).damaged is None


class _Full:
    free = 0


def test_a_backup_that_went_for_a_newer_one_counts_no_more(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.open_practice.backing_up.kept_backups", lambda reading: Keep(1, 0, 0, 0))
    house.back_up(practice)
    attach(practice, b"more")
    newest = house.back_up(practice)
    assert dated(house) == [newest.folder]
    spoil(newest.folder)
    practice.backups.verify(newest.folder)
    assert status(practice).verified is None


def test_broken_backups_never_push_out_the_only_good_one(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.open_practice.backing_up.kept_backups", lambda reading: Keep(3, 0, 0, 0))
    good, *broken = [house.back_up(practice).folder for _ in range(3)]
    for one in broken:
        Path(f"{database(one)}.keys").unlink()
    made = [house.back_up(practice) for _ in range(2)]
    assert [one.removed for one in made] == [(), ()]
    assert dated(house) == [good, *broken, *(one.folder for one in made)]
    assert house.back_up(practice).removed == (good.name,)  # three newer ones are whole


def test_one_that_only_a_check_found_damaged_takes_no_place_either(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.open_practice.backing_up.kept_backups", lambda reading: Keep(2, 0, 0, 0))
    good, spoilt = [house.back_up(practice).folder for _ in range(2)]
    spoil(spoilt)
    practice.backups.verify(spoilt)
    assert house.back_up(practice).removed == ()
    assert good in dated(house)


def test_a_folder_that_somebody_without_the_key_put_there_takes_no_place(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.open_practice.backing_up.kept_backups", lambda reading: Keep(2, 0, 0, 0))
    good = house.back_up(practice).folder
    shutil.copytree(good, good.with_name("2026-03-02T235900Z"))
    manifest = good.with_name("2026-03-02T235900Z") / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"Riverside", b"Riverslde"))
    assert house.back_up(practice).removed == ()


def keep_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.open_practice.backing_up.kept_backups", lambda reading: Keep(1, 0, 0, 0))


def told(made: BackupMade) -> list[str]:
    return [one.message.id for one in made.problems]


def test_while_the_history_is_in_doubt_no_backup_goes_and_the_new_one_is_marked(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_one(monkeypatch)
    practice = house.open()
    older = PracticePaths.of(house.file)
    kept = {one: one.read_bytes() for one in (older.keys, older.keys2)}
    practice.close()
    kept[older.file] = older.file.read_bytes()
    practice = house.open()
    attach(practice, b"what the older history has not")
    before = house.back_up(practice)
    practice.close()
    for place, content in kept.items():
        place.write_bytes(content)
    practice = house.open()
    assert practice.history.alarms
    made = house.back_up(practice)
    assert before.folder in dated(house) and made.removed == ()
    assert made.manifest.during_alarm and told(made) == ["backup.made_during_alarm"]
    assert wrong(practice, made.folder) == []
    newest, _before = practice.backups.listed(house.drive)
    assert newest.during_alarm
    practice.history.accept("The backup was restored on purpose")
    again = house.back_up(practice)
    assert not again.manifest.during_alarm and told(again) == []
    assert dated(house) == [again.folder]
    practice.close()


def proved(practice: Practice, *found: str, full: bool = False) -> None:
    """What the record keeps of a proof."""
    result = "findings" if found else "whole"
    first = [{"finding": one, "sequence": 12} for one in found]
    practice.record("verify", result=result, full=full, findings=len(found), first=first)


def test_a_finding_of_the_proof_keeps_them_all_until_a_proof_in_full_is_whole(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_one(monkeypatch)
    house.back_up(practice)
    proved(practice, "audit.changed", full=True)
    house.back_up(practice)
    proved(practice)
    assert house.back_up(practice).manifest.during_alarm and len(dated(house)) == 3
    proved(practice, full=True)
    assert not house.back_up(practice).manifest.during_alarm and len(dated(house)) == 1


def test_a_quiet_finding_is_taken_back_by_the_next_proof(
    house: House, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_one(monkeypatch)
    proved(practice, "audit.changed")
    assert house.back_up(practice).manifest.during_alarm
    proved(practice)
    assert not house.back_up(practice).manifest.during_alarm


def test_what_anchors_said_is_over_with_the_judgement_of_the_owner(house: House, practice: Practice) -> None:
    proved(practice, "audit.anchor_database_behind")
    assert not house.back_up(practice).manifest.during_alarm
