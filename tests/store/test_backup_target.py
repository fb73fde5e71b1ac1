"""What is said of a target: another computer, a synced folder, the practice's own drive."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.core.errors import Unavailable
from app.core.ids import Id, new_id
from app.store import backup_place, backup_target
from app.store.backup_listing import TargetLook, look_at_target
from app.store.backup_place import BackupPlace
from app.store.backup_target import target_findings
from app.store.far_folders import far_by_mounts
from app.store.files import PracticePaths
from tests.store.backup_house import House

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
nas:/vol /mnt/office nfs4 rw 0 0
/dev/sdb1 /mnt/office/usb vfat rw 0 0
//server/share /media/My\\040Share cifs rw 0 0
garbage
/dev/sdc1 /mnt/officer ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "far"),
    [
        ("/home/ruth", False),
        ("/mnt/office", True),
        ("/mnt/office/backups/a", True),
        ("/mnt/office/usb/backups", False),
        ("/mnt/officer", False),
        ("/media/My Share/x", True),
    ],
)
def test_a_folder_on_another_computer_is_known_by_the_mounts(folder: str, far: bool) -> None:
    assert far_by_mounts(MOUNTS, Path(folder)) is far


def said(target: Path, practice: Path) -> list[str]:
    return [one.message.id for one in target_findings(target, PracticePaths.of(practice))]


@pytest.mark.parametrize(
    "name", ["Dropbox", "OneDrive", "OneDrive - Riverside", "Google Drive", "Nextcloud", "iCloud Drive"]
)
def test_a_synced_folder_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "backups"
    folder.mkdir(parents=True)
    assert said(folder, tmp_path / "p.daybook") == ["backup.target_synced"]


@pytest.mark.parametrize("name", ["Dropboxes", "my onedrives", "boxes"])
def test_a_folder_that_is_called_nearly_so_is_not_synced(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert said(folder, tmp_path / "p.daybook") == ["backup.target_same_drive"]


def test_another_computer_is_said_rather_than_the_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_target, "is_far", lambda folder: True)
    assert said(tmp_path, tmp_path / "p.daybook") == ["backup.target_network"]


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    (tmp_path / "p.daybook").write_bytes(b"x" * 1_000)
    (tmp_path / "drive").mkdir()
    return tmp_path / "drive"


def look(drive: Path, practice_id: Id | None = None) -> TargetLook:
    return look_at_target(drive, PracticePaths.of(drive.parent / "p.daybook"), practice_id or new_id())


def refused(drive: Path, practice_id: Id | None = None) -> str:
    found = look(drive, practice_id).refused
    return found.id if found is not None else ""


def write_fails(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the drive refuse the file that is tried; the tests may run as somebody who may write anywhere."""
    real = os.open

    def shut(path: Any, *args: Any, **more: Any) -> int:
        if ".unfinished-trial-" in str(path):
            raise OSError(number, os.strerror(number), str(path))
        return real(path, *args, **more)

    monkeypatch.setattr(os, "open", shut)


def test_a_folder_is_tried_by_writing_and_nothing_of_that_stays(drive: Path) -> None:
    tried: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        real = backup_place._write_through
        patch.setattr(backup_place, "_write_through", lambda file: (tried.append(file.name), real(file)))
        assert look(drive).refused is None and look(drive).free > 0
    assert len(tried) == 2 and list(drive.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EROFS, "unavailable.backup_write_protected"),
        (errno.EACCES, "unavailable.not_writable"),
        (errno.ENOSPC, "unavailable.disk_full"),
        (errno.EIO, "unavailable.write_failed"),
    ],
)
def test_a_folder_that_takes_no_file_is_refused_with_the_reason(
    drive: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    write_fails(monkeypatch, number)
    assert refused(drive) == said


def test_it_is_tried_where_the_backups_lie(drive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of before may be shut though the one around it is not."""
    practice_id = new_id()
    place = BackupPlace.within(drive, practice_id).folder
    place.mkdir()
    found: list[Path] = []
    monkeypatch.setattr(backup_place, "_write_through", lambda file: found.append(file.parent))
    look(drive, practice_id)
    assert found == [place]


def test_a_drive_that_is_too_small_or_gone_is_refused(drive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(drive / "stick") == "unavailable.backup_target_missing"
    (drive.parent / "p.daybook.attachments").mkdir()
    (drive.parent / "p.daybook.attachments" / "one").write_bytes(b"x" * 5_000)
    just_too_small = 8 * 1024 * 1024 + 6_000 + 6_000 // 50 - 1
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _folder: SimpleNamespace(free=just_too_small, total=0, used=0)
    )
    assert refused(drive) == "unavailable.backup_no_room"


def test_a_backup_to_a_write_protected_drive_says_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House.build(tmp_path)
    practice = house.open()
    write_fails(monkeypatch, errno.EROFS)
    with pytest.raises(Unavailable) as shut:
        house.back_up(practice)
    assert shut.value.cause == "backup_write_protected"
    practice.close()
