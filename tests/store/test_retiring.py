"""Retiring a PC: a verified backup first, then nothing of the practice stays that opens."""

from __future__ import annotations

import json
from pathlib import Path

import keyring
import pytest
import sqlalchemy as sa

from app.core.errors import Cancelled, NotPermitted, RuleViolated, Unavailable
from app.core.progress import Progress
from app.open_practice import retiring
from app.practice_file import Practice, Retired, look_at
from app.security import os_keyring
from app.store.audit import AuditRow
from app.store.files import PracticePaths
from app.store.kdf import FLOOR
from tests.security.test_os_keyring import Memory, allow
from tests.store.backup_house import PASSWORD, House, add_nurse, content_of, dated

NAME = "Riverside Family Practice"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    other_drive(monkeypatch, "drive")
    return House.build(tmp_path)


def other_drive(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let folders of this name lie on a drive of their own: a test has one disk."""
    real = retiring.drive_of
    monkeypatch.setattr(retiring, "drive_of", lambda folder: "usb" if name in folder.parts else real(folder))


@pytest.mark.parametrize("files", [True, False])
def test_a_backup_on_the_drive_that_goes_is_refused_and_nothing_is_removed(
    house: House, monkeypatch: pytest.MonkeyPatch, files: bool
) -> None:
    monkeypatch.undo()  # as the disk really is: one for all
    before = set(content_of(house.file.parent))
    practice = house.open()
    with pytest.raises(RuleViolated) as refused:
        retire(house, practice, files=files)
    assert refused.value.field == "target" and refused.value.message.id == "retire.same_drive"
    practice.record("still open")
    practice.close()
    assert before <= set(content_of(house.file.parent))
    assert dated(house) == []


def test_a_practice_that_stays_on_its_own_drive_may_have_its_backup_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_drive(monkeypatch, house.file.parent.name)
    practice = house.open()
    practice.retiring.require_place(house.drive, files=False)
    with pytest.raises(RuleViolated):
        practice.retiring.require_place(house.drive, files=True)
    practice.close()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second file system here")
def test_another_file_system_is_another_drive_and_a_folder_to_come_is_on_the_one_above_it(
    tmp_path: Path,
) -> None:
    assert retiring.drive_of(tmp_path / "to" / "come") == retiring.drive_of(tmp_path)
    assert retiring.drive_of(Path("/dev/shm")) != retiring.drive_of(tmp_path)


def retire(house: House, practice: Practice | None = None, **more: object) -> Retired:
    told = {"typed_name": NAME, "password": PASSWORD, "target": house.drive, "files": True, **more}
    return (practice or house.open()).retiring.retire(**told)  # type: ignore[arg-type]


def test_nothing_stays_but_the_backup_which_opens_elsewhere(house: House) -> None:
    done = retire(house)
    assert done.left == ()
    assert list(house.file.parent.iterdir()) == []
    assert [one for one in (house.top / "state").rglob("*") if one.is_file()] == []
    house.restore(done.backup.folder)
    again = house.open(house.elsewhere)
    with again.file.database.reader.connect() as connection:
        entry = connection.scalars(sa.select(AuditRow.entry).where(AuditRow.event == "pc_retired")).one()
    again.close()
    assert json.loads(entry)["details"] == {"files": True}


def test_without_the_files_only_what_lies_outside_goes(house: House) -> None:
    retire(house, files=False)
    assert [one for one in (house.top / "state").rglob("*") if one.is_file()] == []
    house.open().close()


def test_the_keyring_entry_and_its_slot_go(house: House) -> None:
    before, ring = keyring.get_keyring(), Memory()
    keyring.set_keyring(ring)
    try:
        practice = house.open()
        allow(practice)
        practice.pins.stay("80527419", cost=FLOOR)
        assert ring.kept
        retire(house, practice)
        assert ring.kept == {}
        slots = os_keyring.place_of(practice.practice_id, "ruth", house.top / "state").parent
        assert list(slots.iterdir()) == []
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("case", ["nurse", "name", "password", "drive", "own folder", "cancelled"])
def test_what_refuses_or_stops_it_removes_nothing(house: House, case: str) -> None:
    practice = house.open()
    add_nurse(practice)
    practice.close()
    practice = house.open(login="nan" if case == "nurse" else "ruth")
    before = set(content_of(house.file.parent))
    progress = Progress()
    if case == "cancelled":
        progress.cancel()
    told: dict[str, object] = {
        "typed_name": "Riverside" if case == "name" else "riverside  family practice",
        "password": "wrong wrong wrong" if case == "password" else PASSWORD,
        "target": {"drive": house.top / "none", "own folder": house.file.parent}.get(case, house.drive),
        "progress": progress,
    }
    with pytest.raises((NotPermitted, RuleViolated, Unavailable, Cancelled)):
        retire(house, practice, **told)
    assert before <= set(content_of(house.file.parent)) | {"riverside.daybook.attempts"}
    practice.record("still open")
    practice.close()
    house.open().close()
    assert dated(house) == []


def test_the_keys_are_written_over_before_their_names_go(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = PracticePaths.of(house.file)
    held = paths.keys.with_name("another name of the same content")
    held.hardlink_to(paths.keys)
    before, order = held.read_bytes(), list[str]()
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        order.append(self.name)
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    assert retiring.erase_practice(paths) == []
    assert order[:2] == [paths.keys.name, paths.keys2.name]
    assert held.read_bytes() != before
    assert len(held.read_bytes()) == len(before)


def test_what_cannot_be_removed_is_named(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    paths, real = PracticePaths.of(house.file), Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self == paths.file:
            raise PermissionError
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    assert retire(house).left == (paths.file.name,)
    with pytest.raises(Unavailable):  # without its keys it opens for nobody
        look_at(house.file)
