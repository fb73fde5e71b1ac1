"""While the practice is locked a due backup is a byte copy, and is called verified only after the unlock."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.core.errors import Cancelled, Unavailable
from app.core.progress import Progress
from app.practice_file import Practice
from app.store.backup_causes import BackupCause
from app.store.backup_copying import NOTE, Copied, copy_closed, remembered
from app.store.backup_listing import ListedState, backups_below
from app.store.backup_place import BackupPlace
from app.store.causes import Cause
from app.store.files import PracticeLock, PracticePaths
from app.store.sealed_files import place_of
from tests.store.backup_house import FILES, House, attach, content_of, dated, flip, leftovers, wrong


class Scene:
    """A locked practice and a drive."""

    def __init__(self, house: House) -> None:
        self.house = house
        practice = house.open()
        self.practice_id, self.name = practice.practice_id, practice.practice_name
        practice.close()
        self.paths = PracticePaths.of(house.file)

    @property
    def state(self) -> Path:
        return self.house.top / "state"

    @property
    def place(self) -> BackupPlace:
        return BackupPlace.within(self.house.drive, self.practice_id)

    def copy(self, progress: Progress | None = None) -> Copied:
        return copy_closed(
            self.paths,
            self.practice_id,
            self.name,
            self.house.drive,
            self.house.clock.now(),
            progress or Progress(),
            self.state,
        )

    def prove(self) -> tuple[Practice, object]:
        practice = self.house.open()
        try:
            return practice, practice.backups.finish_copy(self.house.drive)
        except Unavailable as error:
            return practice, error


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(House.build(tmp_path))


def test_a_copy_is_no_backup_until_it_was_verified(scene: Scene) -> None:
    scene.copy()
    assert dated(scene.house) == [] == scene.place.backups()
    assert [one.folder.name for one in scene.place.copies()] == ["2026-03-02T140000Z.copied"]
    assert [one.state for one in backups_below(scene.house.drive)] == [ListedState.COPIED]


def test_the_copy_holds_every_byte_of_the_closed_files(scene: Scene) -> None:
    copied = scene.copy()
    folder = scene.place.folder / copied.name
    for name in ("", ".keys", ".keys.2", ".anchor"):
        own = scene.paths.file.with_name(scene.paths.file.name + name)
        assert (folder / own.name).read_bytes() == own.read_bytes()
    assert len([one for one in scene.place.attachments.rglob("*") if one.is_file()]) == len(FILES)


def test_it_changes_nothing_beside_the_practice(scene: Scene) -> None:
    before = content_of(scene.house.file.parent)
    scene.copy()
    assert content_of(scene.house.file.parent) == before


def test_after_the_unlock_it_becomes_a_verified_backup_of_its_own_moment(scene: Scene) -> None:
    scene.copy()
    practice, made = scene.prove()
    assert [one.name for one in dated(scene.house)] == ["2026-03-02T140000Z"]
    assert wrong(practice, dated(scene.house)[0]) == []
    assert scene.place.copies() == [] and remembered(scene.practice_id, scene.state) is None
    assert made is not None and not isinstance(made, Exception)
    practice.close()
    restored = scene.house.restore(dated(scene.house)[0])
    assert len(restored.manifest.attachments) == len(FILES)


@pytest.mark.parametrize("suffix", ["", ".keys", ".keys.2", ".anchor"])
def test_one_changed_bit_and_it_is_never_called_verified(scene: Scene, suffix: str) -> None:
    copied = scene.copy()
    file = scene.place.folder / copied.name / f"riverside.daybook{suffix}"
    flip(file, file.stat().st_size // 2)
    practice, refused = scene.prove()
    assert isinstance(refused, Unavailable) and refused.cause == BackupCause.NOT_VERIFIED
    assert dated(scene.house) == [] == scene.place.copies()
    practice.close()


def test_a_page_of_an_older_copy_is_found_by_what_was_read(scene: Scene) -> None:
    """Each page of it is authentic, and so is its head: only this PC knows what was copied."""
    copied = scene.copy()
    folder = scene.place.folder / copied.name
    practice = scene.house.open()
    attach(practice, b"newer")
    practice.close()
    (folder / "riverside.daybook").write_bytes(scene.house.file.read_bytes())
    practice, refused = scene.prove()
    assert isinstance(refused, Unavailable) and refused.cause == BackupCause.NOT_VERIFIED
    practice.close()


def test_a_file_of_a_record_that_the_drive_spoilt_is_brought_again(scene: Scene) -> None:
    scene.copy()
    spoilt = next(one for one in scene.place.attachments.rglob("*") if one.is_file())
    spoilt.write_bytes(b"other")
    practice, made = scene.prove()
    assert not isinstance(made, Exception)
    assert wrong(practice, dated(scene.house)[0]) == []
    practice.close()


def test_without_the_note_of_this_pc_it_stays_a_copy(scene: Scene) -> None:
    scene.copy()
    shutil.rmtree(scene.state / "copies")
    practice, made = scene.prove()
    assert made is None and dated(scene.house) == []
    assert len(scene.place.copies()) == 1
    practice.close()


def test_a_verified_backup_that_comes_after_takes_its_place(scene: Scene) -> None:
    scene.copy()
    practice = scene.house.open()
    scene.house.back_up(practice)
    assert scene.place.copies() == [] and len(dated(scene.house)) == 1
    practice.close()


def test_a_practice_that_is_open_is_not_copied(scene: Scene) -> None:
    practice = scene.house.open()
    with pytest.raises(Unavailable) as refused:
        scene.copy()
    assert refused.value.cause == Cause.IN_USE
    assert list(scene.house.drive.iterdir()) == []
    practice.close()


def test_a_log_that_still_holds_rows_is_no_closed_practice(scene: Scene) -> None:
    scene.paths.log.write_bytes(b"rows")
    with pytest.raises(Unavailable) as refused:
        scene.copy()
    assert refused.value.cause == BackupCause.NOT_CLOSED
    assert scene.place.copies() == [] and leftovers(scene.house.drive) == []


def test_whoever_unlocks_stops_it_and_nothing_is_left(scene: Scene) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        scene.copy(progress)
    assert scene.place.copies() == [] and leftovers(scene.house.drive) == []
    PracticeLock(scene.paths).close()


def test_a_drive_that_gives_back_something_else_keeps_no_copy(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.store import backup_copying

    monkeypatch.setattr(backup_copying, "settle", lambda file: flip(file, 5))
    with pytest.raises(Unavailable) as refused:
        scene.copy()
    assert refused.value.cause == BackupCause.NOT_VERIFIED
    assert scene.place.copies() == [] and leftovers(scene.house.drive) == []


def test_a_note_that_leads_elsewhere_is_none(scene: Scene) -> None:
    copied = scene.copy()
    note = scene.place.folder / copied.name / NOTE
    note.write_text(note.read_text().replace('"file": "riverside.daybook"', '"file": "../x"'))
    assert [one.state for one in backups_below(scene.house.drive)] == [ListedState.DAMAGED]


def test_files_of_records_lie_where_all_backups_share_them(scene: Scene) -> None:
    scene.copy()
    practice, _made = scene.prove()
    again = scene.house.back_up(practice)
    assert again.added == 0
    for name in again.manifest.attachments:
        assert place_of(scene.place.attachments, name).exists()
    practice.close()
