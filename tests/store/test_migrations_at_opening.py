"""What stands between an older practice and its new schema: a verified backup, room, rights, a person."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.errors import Cancelled, Unavailable
from app.core.findings import Message
from app.core.progress import Progress
from app.store import backup_making, upgrading
from app.store.backup_place import BackupPlace
from app.store.causes import Cause
from app.store.engine import Database
from app.store.migrations import runner
from app.store.migrations.runner import SCHEMA_VERSION, schema_of
from app.store.slot_files import read_keys
from app.store.upgrading import FOLDER
from app.store.upgrading_causes import UpgradeCause
from tests.support.older import Older

BEFORE = 1


@pytest.fixture
def older(tmp_path: Path) -> Older:
    return Older.copy(tmp_path)


def _refused(older: Older, cause: str) -> Message:
    """Opening is refused for this cause, and every file of the practice is as it was."""
    before = older.content()
    with pytest.raises(Unavailable) as refused:
        older.open()
    assert refused.value.cause == cause
    after = {name: content for name, content in older.content().items() if not name.startswith(FOLDER)}
    assert after == before
    return refused.value.message


def _place(older: Older) -> BackupPlace:
    return BackupPlace.within(older.file.with_name(FOLDER), read_keys(older.paths).shown.practice_id)


def _schema(older: Older, key_hex: str) -> int:
    database = Database(older.file, key_hex)
    with database.reader.connect() as connection:
        found = schema_of(connection)
    database.close()
    return found


def test_the_backup_lies_beside_the_practice_in_a_folder_with_a_plain_name(older: Older) -> None:
    practice = older.open()
    practice.close()
    assert practice.upgraded is not None and practice.upgraded.backup is not None
    assert practice.upgraded.backup.parent.parent == older.file.parent / FOLDER
    assert (practice.upgraded.found, practice.upgraded.schema) == (BEFORE, SCHEMA_VERSION)


def test_the_person_is_told_how_far_it_is(older: Older) -> None:
    told: list[tuple[int, int, str]] = []
    older.open(
        Progress(lambda done, total, what: told.append((done, total, what.id if what else "")))
    ).close()
    names = [name for _, _, name in told]
    assert names[0] == "backup.copying" and names[-1] == "upgrade.step"
    assert all(0 <= done <= total for done, total, _ in told)


def test_who_does_not_get_in_changes_nothing(older: Older) -> None:
    before = older.content()
    with pytest.raises(Unavailable) as refused:
        older.open(password="seven red kayaks")
    assert refused.value.cause == Cause.WRONG_PASSWORD
    after = older.content()
    after.pop(older.paths.attempts.name)
    assert after == before


def test_without_room_for_the_backup_nothing_begins(older: Older, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    message = _refused(older, UpgradeCause.NO_ROOM)
    assert message.params["free_mb"] == 1 and int(message.params["needed_mb"]) > 1


@pytest.mark.parametrize("what", ["folder", "place"])
def test_where_nothing_may_be_written_nothing_begins(
    older: Older, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    real = Path.mkdir

    def refuse(path: Path, *args: Any, **more: Any) -> None:
        if path.name.startswith(FOLDER if what == "folder" else "daybook-backups-"):
            raise PermissionError(13, "no")
        real(path, *args, **more)

    monkeypatch.setattr(Path, "mkdir", refuse)
    _refused(older, UpgradeCause.NOT_WRITABLE)


def test_a_backup_that_comes_back_otherwise_stops_it(older: Older, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_making, "check_database", lambda *_args: ["differs"])
    _refused(older, UpgradeCause.NO_BACKUP)
    assert not BackupPlace.within(
        older.file.with_name(FOLDER), read_keys(older.paths).shown.practice_id
    ).backups()


def test_stopped_during_the_backup_it_is_as_it_was(older: Older) -> None:
    before = older.content()
    progress = Progress(lambda *_: progress.cancel())
    with pytest.raises(Cancelled):
        older.open(progress)
    assert older.content() == before
    older.open().close()


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("database or disk is full", Cause.DISK_FULL),
        ("attempt to write a readonly database", UpgradeCause.NOT_WRITABLE),
        ("disk I/O error", UpgradeCause.FAILED),
        ("database disk image is malformed", Cause.DATABASE_DAMAGED),
    ],
)
def test_what_a_step_meets_is_named(
    older: Older, monkeypatch: pytest.MonkeyPatch, said: str, cause: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise sa.exc.OperationalError("a statement", {}, Exception(said))

    key_hex = older.key_hex()
    monkeypatch.setattr(upgrading.audit, "append", fail)
    with pytest.raises(Unavailable) as refused:
        older.open()
    assert refused.value.cause == cause
    monkeypatch.undo()
    assert _schema(older, key_hex) == BEFORE
    older.open().close()


def test_a_step_that_loses_rows_is_undone(older: Older, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted past the step itself: whatever it was that took them."""
    key_hex = older.key_hex()
    real = runner.facts_of
    taken: list[int] = []

    def fewer(connection: Any) -> Any:
        if taken:
            connection.execute("DELETE FROM visit_story")
        taken.append(1)
        return real(connection)

    monkeypatch.setattr(runner, "facts_of", fewer)
    with pytest.raises(Unavailable) as refused:
        older.open()
    assert refused.value.cause == UpgradeCause.FAILED
    monkeypatch.undo()
    assert _schema(older, key_hex) == BEFORE
    assert older.counted(key_hex).rows["visit_story"] == older.facts["rows"]["visit_story"]


def test_key_files_that_did_not_follow_follow_at_the_next_opening(
    older: Older, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise Unavailable(Cause.DISK_FULL)

    key_hex = older.key_hex()
    monkeypatch.setattr(upgrading, "write_set", fail)
    with pytest.raises(Unavailable):
        older.open()
    monkeypatch.undo()
    assert _schema(older, key_hex) == SCHEMA_VERSION
    assert read_keys(older.paths).shown.schema == BEFORE
    practice = older.open()
    practice.close()
    assert practice.upgraded is None and practice.history.alarms == ()
    assert read_keys(older.paths).shown.schema == SCHEMA_VERSION


def test_of_the_backups_before_upgrades_the_last_three_stay(
    older: Older, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise sa.exc.OperationalError("a statement", {}, Exception("disk I/O error"))

    monkeypatch.setattr(upgrading.audit, "append", fail)
    for _ in range(5):
        with pytest.raises(Unavailable):
            older.open()
    assert len(_place(older).backups()) == 3


def test_half_written_files_of_a_killed_program_go_and_others_stay(older: Older) -> None:
    state = older.folder / "state" / "anchors"
    state.mkdir(parents=True)
    mark = "0123456789abcdef"
    practice_id = read_keys(older.paths).shown.practice_id
    cut = [older.file.with_name(f".{one.name}.{mark}.new") for one in (older.paths.keys, older.paths.anchor)]
    cut.append(state / f".{practice_id}.anchor.{mark}.new")
    others = [older.file.with_name(".hidden.new"), state / f".another.anchor.{mark}.new"]
    for one in (*cut, *others):
        one.write_bytes(b"{")
    older.open().close()
    assert [one.exists() for one in (*cut, *others)] == [False] * 3 + [True] * 2
