"""A restore gives back the practice, or leaves all as it was; cut off anywhere it is one or the other."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pytest
import sqlalchemy as sa

from app.core.errors import Cancelled, NotPermitted, Unavailable
from app.core.progress import Progress
from app.practice_file import Practice, look_at
from app.security.queries import verify
from app.store import backup_files
from app.store.attachments import Attachment, read
from app.store.audit import AuditRow
from app.store.backup_causes import BackupCause
from app.store.backup_files import SourceUnreadable
from app.store.causes import Cause
from app.store.files import PracticeLock, PracticePaths
from app.store.state import read_state
from tests.store.backup_house import (
    FILES,
    House,
    add_nurse,
    attach,
    content_of,
    dated,
    flip,
    leftovers,
)


@dataclass
class Scene:
    """A house with one backup, after which the practice has gone on."""

    house: House
    backup: Path
    lineage: Any


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    house = House.build(tmp_path)
    practice = house.open()
    backup = house.back_up(practice).folder
    attach(practice, b"after the backup")
    with practice.file.database.reader.connect() as connection:
        lineage = read_state(connection).lineage
    practice.close()
    return Scene(house, backup, lineage)


def contents(practice: Practice) -> set[bytes]:
    with sa.orm.Session(practice.file.database.reader) as session:
        rows = session.scalars(sa.select(Attachment)).all()
        return {read(practice.paths.attachments, one) for one in rows}


def entries(practice: Practice, event: str) -> list[dict[str, Any]]:
    with practice.file.database.reader.connect() as connection:
        rows = connection.scalars(sa.select(AuditRow.entry).where(AuditRow.event == event))
        return [json.loads(row) for row in rows]


@pytest.fixture
def bare_pc(scene: Scene) -> Iterator[Practice]:
    """The practice restored on another PC, which has never seen it."""
    scene.house.setting.state_folder = scene.house.top / "other_state"
    scene.house.restore(scene.backup)
    opened = scene.house.open(scene.house.elsewhere)
    yield opened
    opened.close()


def test_the_restored_practice_has_everything_up_to_the_backup(bare_pc: Practice) -> None:
    assert bare_pc.practice_name == "Riverside Family Practice"
    assert contents(bare_pc) == set(FILES)
    assert bare_pc.answer(verify, full=True).findings == ()


def test_on_a_pc_that_knows_no_other_history_nothing_is_asked(bare_pc: Practice) -> None:
    assert bare_pc.history.alarms == ()


def test_the_restore_is_in_the_record_and_begins_a_new_lineage(scene: Scene, bare_pc: Practice) -> None:
    (said,) = entries(bare_pc, "restore")
    assert said["details"]["made_at"] == "2026-03-02T14:01:00+00:00"
    assert said["details"]["backup_sequence"] < said["sequence"]
    with bare_pc.file.database.reader.connect() as connection:
        assert read_state(connection).lineage != scene.lineage


def test_the_backup_itself_is_not_touched(scene: Scene) -> None:
    before = content_of(scene.house.drive)
    scene.house.restore(scene.backup)
    assert content_of(scene.house.drive) == before
    assert leftovers(scene.house.elsewhere.parent) == []


def test_a_backup_on_a_read_only_drive_can_be_restored(scene: Scene) -> None:
    for one in (*scene.house.drive.rglob("*"), scene.house.drive):
        one.chmod(0o500 if one.is_dir() else 0o400)
    try:
        scene.house.restore(scene.backup)
    finally:
        for one in (scene.house.drive, *scene.house.drive.rglob("*")):
            one.chmod(0o700 if one.is_dir() else 0o600)
    assert scene.house.elsewhere.exists()


def test_a_backup_carried_away_with_its_files_can_be_restored(scene: Scene) -> None:
    carried = scene.house.top / "carried"
    shutil.copytree(scene.backup, carried)
    shutil.copytree(scene.backup.parent / "attachments", carried / "attachments")
    scene.house.restore(carried)
    opened = scene.house.open(scene.house.elsewhere)
    assert contents(opened) == set(FILES)
    opened.close()


def test_where_a_practice_lies_nothing_is_restored(scene: Scene) -> None:
    before = content_of(scene.house.file.parent)
    with pytest.raises(Unavailable) as refused:
        scene.house.restore(scene.backup, scene.house.file)
    assert refused.value.cause == Cause.FILE_EXISTS
    assert content_of(scene.house.file.parent) == before


def test_restored_in_place_the_files_from_before_are_kept_aside(scene: Scene) -> None:
    before = content_of(scene.house.file.parent)
    restored = scene.house.restore(scene.backup, scene.house.file, replace=True)
    assert restored.kept_aside is not None
    assert content_of(restored.kept_aside) == before
    assert leftovers(scene.house.file.parent) == []


def test_a_pc_that_knows_a_later_history_has_the_owner_confirm_it(scene: Scene) -> None:
    scene.house.restore(scene.backup, scene.house.file, replace=True)
    opened = scene.house.open()
    (alarm,) = opened.history.alarms
    assert alarm.message.id == "audit.anchor_restored"
    restored = opened.history.restored
    assert restored is not None and restored.made_at == alarm.message.params["made_at"]
    assert restored.person
    anchored = entries(opened, "restore")[0]["details"]["anchored"]
    assert anchored and anchored[0]["sequence"] > entries(opened, "restore")[0]["details"]["backup_sequence"]
    opened.history.accept("The backup was restored on purpose")
    opened.close()
    again = scene.house.open()
    assert again.history.alarms == ()
    assert again.answer(verify, full=True).findings == ()
    again.close()


def test_a_practice_in_use_is_not_replaced(scene: Scene) -> None:
    with PracticeLock(PracticePaths.of(scene.house.file)), pytest.raises(Unavailable) as refused:
        scene.house.restore(scene.backup, scene.house.file, replace=True)
    assert refused.value.cause == Cause.IN_USE


def test_a_wrong_password_restores_nothing(scene: Scene) -> None:
    with pytest.raises(Unavailable) as refused:
        scene.house.restore(scene.backup, login="rita")
    assert refused.value.cause == Cause.WRONG_PASSWORD
    assert content_of(scene.house.elsewhere.parent) == {}


def test_only_an_owner_restores(scene: Scene) -> None:
    practice = scene.house.open()
    add_nurse(practice)
    backup = scene.house.back_up(practice).folder
    practice.close()
    with pytest.raises(NotPermitted):
        scene.house.restore(backup, login="nan")
    assert content_of(scene.house.elsewhere.parent) == {}
    assert leftovers(scene.house.elsewhere.parent) == []


def test_a_folder_that_is_no_backup_is_named(scene: Scene) -> None:
    for folder in (scene.house.drive, scene.house.top / "nowhere", scene.backup / "riverside.daybook"):
        with pytest.raises(Unavailable) as refused:
            scene.house.restore(folder)
        assert refused.value.cause == BackupCause.NOT_FOUND
        assert refused.value.message.params["file"] == folder.name


def test_one_bad_file_of_a_record_need_not_hold_up_all_others(scene: Scene) -> None:
    store = scene.backup.parent / "attachments"
    lost, spoilt, *_ = sorted((one for one in store.rglob("*") if one.is_file()), key=lambda one: one.name)
    lost.unlink()
    flip(spoilt, 0)
    restored = scene.house.restore(scene.backup, leave_out_damaged=True)
    assert restored.left_out == (lost.name, spoilt.name)
    opened = scene.house.open(scene.house.elsewhere)
    assert entries(opened, "restore")[0]["details"]["damaged"] == list(restored.left_out)
    with sa.orm.Session(opened.file.database.reader) as session:
        gone = session.scalars(sa.select(Attachment).where(Attachment.file_name == spoilt.name)).one()
        with pytest.raises(Unavailable) as told:
            read(opened.paths.attachments, gone)
    assert told.value.cause == "attachment_missing"
    opened.close()


def test_a_part_of_the_drive_that_cannot_be_read_is_called_damage_there(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup_files._piece

    def bad_sector(reading: BinaryIO) -> bytes:
        if reading.tell():
            raise SourceUnreadable(5, "input/output error")
        return real(reading)

    monkeypatch.setattr(backup_files, "_piece", bad_sector)
    with pytest.raises(Unavailable) as refused:
        scene.house.restore(scene.backup)
    assert refused.value.cause == BackupCause.FILE_DAMAGED
    assert refused.value.message.params["file"] == "riverside.daybook"


def test_too_little_room_is_said_before_anything_is_written(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: real(folder)._replace(free=1_000_000))
    with pytest.raises(Unavailable) as refused:
        scene.house.restore(scene.backup)
    assert refused.value.cause == BackupCause.NO_ROOM
    assert content_of(scene.house.elsewhere.parent) == {}


def test_cancelled_at_any_step_it_leaves_everything_as_it_was(scene: Scene) -> None:
    before = content_of(scene.house.file.parent)
    for steps in range(1, 12):
        progress = Progress(lambda *_: counted.append(1) or len(counted) < steps or progress.cancel())  # noqa: B023
        counted: list[int] = []
        try:
            scene.house.restore(scene.backup, scene.house.file, replace=True, progress=progress)
        except Cancelled:
            assert content_of(scene.house.file.parent) == before
            assert leftovers(scene.house.file.parent) == []
        else:
            break
    assert steps > 4


class Cut(BaseException):
    """The program is no more: nothing that would clean up runs."""


def _cut_at(number: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stop the program at the Nth rename, and keep it from tidying up behind itself."""
    seen: list[str] = []

    def cut(name: str) -> None:
        real = getattr(os, name)

        def one(source: Any, target: Any, **more: Any) -> None:
            seen.append(Path(source).name)
            if len(seen) == number:
                monkeypatch.setattr(shutil, "rmtree", lambda *a, **k: None)
                monkeypatch.setattr(Path, "unlink", lambda *a, **k: None)
                raise Cut
            real(source, target, **more)

        monkeypatch.setattr(os, name, one)

    cut("rename")
    cut("replace")
    return seen


def test_cut_at_any_rename_it_is_the_practice_before_or_the_restored_one(
    scene: Scene, tmp_path: Path
) -> None:
    model, number, outcomes = tmp_path / "model", 0, []
    shutil.copytree(scene.house.file.parent, model, symlinks=True)
    while True:
        number += 1
        with pytest.MonkeyPatch.context() as patch:
            seen = _cut_at(number, patch)
            with suppress(Cut):
                scene.house.restore(scene.backup, scene.house.file, replace=True)
            if len(seen) < number:
                break
        look_at(scene.house.file)
        opened = scene.house.open()
        found = contents(opened)
        assert found in (set(FILES), {*FILES, b"after the backup"})
        outcomes.append(len(found) == len(FILES))
        found_now = opened.answer(verify, full=True).findings
        told = [one.message.params["sequence"] for one in opened.history.alarms]
        assert [one.message.params["sequence"] for one in found_now] == told
        assert not (scene.house.file.parent / ".riverside.daybook.restoring" / "whole").exists()
        opened.close()
        shutil.rmtree(scene.house.file.parent)
        shutil.copytree(model, scene.house.file.parent)
    assert outcomes == sorted(outcomes)  # before the note the old one, after it the new one
    assert outcomes.count(True) >= 8


def test_what_a_cut_restore_left_is_cleared_by_the_next(scene: Scene) -> None:
    folder = scene.house.elsewhere.parent / ".clinic.daybook.restoring"
    folder.mkdir()
    (folder / "clinic.daybook").write_bytes(b"half")
    scene.house.restore(scene.backup)
    assert leftovers(scene.house.elsewhere.parent) == []


def test_a_place_that_cannot_be_written_yet_is_finished_at_the_next_look(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "clinic.daybook":
            raise OSError(5, "input/output error")
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "rename", fail)
        with pytest.raises(Unavailable) as told:
            scene.house.restore(scene.backup)
    assert told.value.cause == BackupCause.RESTORE_UNFINISHED
    assert look_at(scene.house.elsewhere).practice_name == "Riverside Family Practice"
    assert leftovers(scene.house.elsewhere.parent) == []


def test_backups_go_on_after_a_restore(scene: Scene) -> None:
    scene.house.restore(scene.backup, scene.house.file, replace=True)
    opened = scene.house.open()
    opened.history.accept("The backup was restored on purpose")
    scene.house.back_up(opened)
    opened.close()
    assert len(dated(scene.house)) == 2
