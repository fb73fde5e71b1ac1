"""What is said of a target: another computer, a synced folder, the practice's own drive."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store import backup_target
from app.store.backup_target import target_findings
from app.store.far_folders import far_by_mounts
from app.store.files import PracticePaths

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
