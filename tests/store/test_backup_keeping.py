"""Which backups stay, and what goes with those that do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.progress import Progress
from app.practice.policy import shipped_policy
from app.store.backup_attachments import let_go
from app.store.backup_keeping import Keep, to_keep
from app.store.backup_place import BackupPlace, Dated
from tests.store.backup_house import House, attach, dated, leftovers, wrong

NEW_YORK = ZoneInfo("America/New_York")
KEEP = Keep(latest=2, daily=3, weekly=2, monthly=2)


def made(*moments: datetime) -> list[Dated]:
    return [Dated(moment, 1, Path(f"{moment:%Y-%m-%dT%H%M%SZ}")) for moment in moments]


def at(month: int, day: int, hour: int = 20) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def kept(backups: list[Dated], keep: Keep = KEEP) -> list[str]:
    return sorted(one.folder.name[5:10] for one in to_keep(backups, keep, NEW_YORK))


def test_the_newest_of_each_of_the_last_days_stays() -> None:
    backups = made(*(at(3, day, hour) for day in (2, 3, 4, 5) for hour in (15, 22)))
    only_days = Keep(latest=0, daily=3, weekly=0, monthly=0)
    assert kept(backups, only_days) == ["03-03", "03-04", "03-05"]
    assert all("T22" in one.folder.name for one in to_keep(backups, only_days, NEW_YORK))


def test_weeks_and_months_reach_further_back() -> None:
    backups = made(at(1, 30), at(2, 20), at(2, 27), at(3, 2), at(3, 3), at(3, 4), at(3, 5))
    assert kept(backups) == ["02-27", "03-03", "03-04", "03-05"]
    assert kept(backups, Keep(1, 1, 1, 3)) == ["01-30", "02-27", "03-05"]


def test_a_day_is_one_of_the_practice() -> None:
    """9 in the evening in New York is the next day in UTC."""
    backups = made(datetime(2026, 3, 3, 2, tzinfo=UTC), at(3, 3))
    assert len(to_keep(backups, Keep(0, 9, 0, 0), NEW_YORK)) == 2


def test_days_without_a_backup_do_not_count() -> None:
    assert kept(made(at(3, 1), at(3, 9), at(3, 20)), Keep(0, 3, 0, 0)) == ["03-01", "03-09", "03-20"]


def test_several_of_the_latest_stay_even_of_one_day() -> None:
    backups = made(*(at(3, 2, hour) for hour in range(10, 15)))
    assert len(to_keep(backups, Keep(3, 1, 1, 1), NEW_YORK)) == 3


@given(
    hours=st.lists(st.integers(0, 24 * 900), min_size=1, max_size=60, unique=True),
    keep=st.builds(Keep, *(st.integers(0, 5) for _ in range(4))),
)
def test_the_newest_always_stays_and_never_more_than_was_asked_for(hours: list[int], keep: Keep) -> None:
    backups = made(*(at(1, 1) + timedelta(hours=one) for one in hours))
    stay = to_keep(backups, keep, NEW_YORK)
    assert max(backups) in stay
    assert stay <= set(backups)
    assert len(stay) <= max(keep.latest, 1) + keep.daily + keep.weekly + keep.monthly


def test_the_numbers_are_a_table_of_policy() -> None:
    assert set(shipped_policy("backup")["keep"]) == {"latest", "daily", "weekly", "monthly"}


def test_old_backups_go_with_the_files_that_no_other_backup_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.open_practice.backing_up.kept_backups", lambda reading: Keep(1, 2, 0, 0))
    house = House.build(tmp_path)
    practice = house.open()
    first = house.back_up(practice)
    name = attach(practice, b"stays")
    for _ in range(2):
        house.clock.advance(timedelta(days=1))
        last = house.back_up(practice)
    assert last.removed == (first.folder.name,)
    assert last.problems == ()
    assert len(dated(house)) == 2
    assert name in last.manifest.attachments
    assert all(wrong(practice, one) == [] for one in dated(house))
    assert leftovers(house.drive) == []
    practice.close()


def test_an_attachment_goes_with_the_last_backup_that_names_it(tmp_path: Path) -> None:
    place = BackupPlace(tmp_path)
    for name in ("ab" * 16, "cd" * 16):
        (place.attachments / name[:2]).mkdir(parents=True)
        (place.attachments / name[:2] / name).write_bytes(b"x")
    (place.attachments / "ab" / "mine.txt").write_text("not ours")
    assert let_go(place.attachments, {"ab" * 16}, Progress()) == 1
    assert sorted(one.name for one in place.attachments.rglob("*") if one.is_file()) == [
        "ab" * 16,
        "mine.txt",
    ]


def test_as_long_as_a_manifest_cannot_be_read_no_file_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House.build(tmp_path)
    practice = house.open()
    first = house.back_up(practice)
    second = house.back_up(practice)
    (second.folder / "manifest.json").write_bytes(b"{")
    monkeypatch.setattr("app.open_practice.backing_up.kept_backups", lambda reading: Keep(1, 0, 0, 0))
    third = house.back_up(practice)
    assert third.removed == (first.folder.name,)
    assert [one.message.id for one in third.problems] == ["backup.old_not_removed"]
    assert wrong(practice, third.folder) == []
    practice.close()


def test_a_clock_that_was_set_back_never_takes_the_backup_just_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.open_practice.backing_up.kept_backups", lambda reading: Keep(1, 1, 1, 1))
    house = House.build(tmp_path)
    practice = house.open()
    later = house.back_up(practice)
    house.clock.advance(timedelta(days=-40))
    made = house.back_up(practice)
    assert dated(house) == [made.folder, later.folder]
    practice.close()


def test_a_name_is_not_given_again_within_its_second(tmp_path: Path) -> None:
    place, moment = BackupPlace(tmp_path), at(3, 2)
    for _ in range(3):
        place.name_for(moment).mkdir()
    (tmp_path / "2026-03-02T200000Z").rmdir()
    assert place.name_for(moment).name == "2026-03-02T200000Z-4"


def test_a_folder_that_is_not_dated_is_left_alone(tmp_path: Path) -> None:
    for name in ("2026-03-02T140000Z", "2026-99-02T140000Z", "mine", "2026-03-02T140000Z-2"):
        (tmp_path / name).mkdir()
    found = [one.folder.name for one in BackupPlace(tmp_path).backups()]
    assert found == ["2026-03-02T140000Z-2", "2026-03-02T140000Z"]
