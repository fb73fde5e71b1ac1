"""`daybook backup` and `daybook restore`: what they tell and how they end."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from app.command_line import program
from app.command_line.outcome import Exit, exit_of
from app.command_line.program import main
from app.core.errors import Unavailable
from app.core.progress import Progress, Report
from app.documents.views import RecoverySheet
from app.store import kdf
from app.store.backup_causes import BackupCause

PASSWORD = "seven green kayaks"


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Argon2's floor instead of its default, and a state folder of the test's own."""
    real = program.create_practice
    monkeypatch.setattr(program, "create_practice", lambda *a, **k: real(*a, **k, cost=kdf.FLOOR))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


class Shell:
    """Types commands."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], top: Path
    ) -> None:
        self._patch, self._capture = monkeypatch, capsys
        self.file, self.drive = top / "practice" / "riverside.daybook", top / "drive"
        self.elsewhere = top / "other" / "clinic.daybook"
        for folder in (self.file.parent, self.drive, self.elsewhere.parent):
            folder.mkdir()
        sheet = str(top / "sheet.pdf")
        owner = ("--name", "Riverside", "--owner", "ruth", "--sheet", sheet)
        assert self.run("create", str(self.file), *owner) == Exit.DONE

    def run(self, *arguments: str, password: str = PASSWORD) -> int:
        self._patch.setattr("sys.stdin", io.StringIO(password + "\n"))
        self._capture.readouterr()
        code = main([*arguments, "--password-stdin"])
        told = self._capture.readouterr()
        self.out, self.err = told.out, told.err
        return code

    def backup(self, *more: str) -> int:
        return self.run("backup", str(self.file), str(self.drive), "--user", "ruth", *more)

    def restore(self, backup: str, *more: str, password: str = PASSWORD) -> int:
        to = ("--to", str(self.elsewhere)) if "--to" not in more else ()
        return self.run("restore", backup, *to, "--user", "ruth", *more, password=password)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    return Shell(monkeypatch, capsys, tmp_path)


def test_a_backup_tells_where_it_is_and_that_it_was_verified(shell: Shell) -> None:
    assert shell.backup() == Exit.DONE
    assert shell.out.startswith("The backup is verified: ")
    assert "same drive" in shell.err


def test_a_backup_has_its_shape(shell: Shell) -> None:
    assert shell.backup("--json") == Exit.DONE
    said = json.loads(shell.out)
    assert said["verified"] is True
    assert Path(said["backup"]).parent.parent == shell.drive
    assert set(said) == {
        "backup", "made_at", "verified", "bytes", "attachments", "audit", "removed", "warnings", "problems",
    }  # fmt: skip
    assert len(said["audit"]["head"]) == 64


def test_what_was_backed_up_is_restored_on_another_pc(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.backup("--json")
    made = json.loads(shell.out)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other_state"))
    assert shell.restore(made["backup"], "--json") == Exit.DONE
    said = json.loads(shell.out)
    assert said["practice"] == "Riverside"
    assert said["audit"] == made["audit"]
    assert said["kept_aside"] == ""
    assert shell.run("info", str(shell.elsewhere), "--user", "ruth", "--json") == Exit.DONE


def test_a_practice_that_is_there_is_refused_or_kept_aside(shell: Shell) -> None:
    shell.backup("--json")
    backup = json.loads(shell.out)["backup"]
    assert shell.restore(backup, "--to", str(shell.file)) == Exit.REFUSED
    assert shell.restore(backup, "--to", str(shell.file), "--replace") == Exit.DONE
    assert "are kept in" in shell.out
    assert len(list(shell.file.parent.glob("riverside.daybook.replaced-*"))) == 1


def test_the_folder_of_the_practice_is_refused(shell: Shell) -> None:
    shell.drive = shell.file.parent
    assert shell.backup() == Exit.REFUSED
    assert len(shell.err.strip().splitlines()) == 1


def test_a_drive_that_is_not_there_cannot_be_opened(shell: Shell) -> None:
    shell.drive = shell.drive / "usb"
    assert shell.backup() == Exit.CANNOT_OPEN
    assert shell.err.startswith("usb is not there.")


def test_a_damaged_backup_is_damage_and_names_the_file(shell: Shell) -> None:
    shell.backup("--json")
    backup = json.loads(shell.out)["backup"]
    (Path(backup) / "riverside.daybook.anchor").unlink()
    assert shell.restore(backup) == Exit.DAMAGED
    assert shell.err.startswith("riverside.daybook.anchor is missing from the backup.")
    assert not shell.elsewhere.exists()


def test_a_folder_that_is_no_backup_cannot_be_opened(shell: Shell) -> None:
    assert shell.restore(str(shell.drive)) == Exit.CANNOT_OPEN


def test_a_wrong_password_cannot_open_a_backup(shell: Shell) -> None:
    shell.backup("--json")
    backup = json.loads(shell.out)["backup"]
    assert shell.restore(backup, password="seven red kayaks") == Exit.CANNOT_OPEN


def test_lost_files_of_records_end_with_problems(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.store.backup_attachments import NamedFile

    gone = NamedFile("ab" * 16, b"k" * 32, 3, b"h" * 32)
    monkeypatch.setattr("app.store.backup_making.named_files", lambda connection: [gone])
    assert shell.backup("--json") == Exit.DONE_WITH_PROBLEMS
    said = json.loads(shell.out)
    assert said["attachments"] == {"all": 0, "new": 0, "left_out": [gone.name]}
    assert len(said["problems"]) == 1


def test_a_restore_that_leaves_damaged_files_out_ends_with_problems(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.backup("--json")
    backup = json.loads(shell.out)["backup"]
    monkeypatch.setattr("app.store.backup_restoring._copy_attachments", lambda *rest: ("ab" * 16,))
    assert shell.restore(backup, "--leave-out-damaged", "--json") == Exit.DONE_WITH_PROBLEMS
    assert json.loads(shell.out)["attachments"]["damaged"] == ["ab" * 16]
    assert "The record itself is whole." in shell.err


def test_a_cancelled_backup_and_restore_end_so(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.backup("--json")
    backup = json.loads(shell.out)["backup"]
    real = Progress.__init__

    def stopped_at_once(progress: Progress, report: Report | None = None) -> None:
        real(progress, report)
        if report is None:  # the sign-in, which has one, goes through
            progress.cancel()

    monkeypatch.setattr(Progress, "__init__", stopped_at_once)
    assert shell.backup() == Exit.CANCELLED
    assert shell.restore(backup) == Exit.CANCELLED
    assert not shell.elsewhere.exists()


def test_restore_without_a_place_is_wrong_use(shell: Shell) -> None:
    assert shell.run("restore", str(shell.drive), "--user", "ruth") == Exit.WRONG_USE


def test_what_a_backup_can_end_in_has_its_code() -> None:
    codes = {cause: exit_of(Unavailable(cause)) for cause in BackupCause}
    assert codes[BackupCause.NOT_VERIFIED] == codes[BackupCause.CHANGED] == Exit.DAMAGED
    assert codes[BackupCause.NO_ROOM] == codes[BackupCause.RUNNING] == Exit.REFUSED
    assert codes[BackupCause.NOT_FOUND] == codes[BackupCause.RESTORE_UNFINISHED] == Exit.CANNOT_OPEN


def test_every_cause_has_its_words() -> None:
    from app.command_line.words import say

    assert [cause for cause in BackupCause if say(f"unavailable.{cause}") == f"unavailable.{cause}"] == []


def test_a_backup_is_readable_by_its_owner_only(shell: Shell) -> None:
    shell.backup("--json")
    folder = Path(json.loads(shell.out)["backup"])
    assert {one.stat().st_mode & 0o077 for one in folder.iterdir()} == {0}
    shutil.rmtree(folder)


def test_the_recovery_sheet_restores_in_place_of_a_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kept: list[str] = []

    def keep(sheet: RecoverySheet) -> bytes:
        kept.append(" ".join("-".join([*line.groups, line.checksum]) for line in sheet.lines))
        return b"%PDF"

    monkeypatch.setattr(program, "sheet_pdf", keep)
    typing = Shell(monkeypatch, capsys, tmp_path)
    assert typing.backup("--json") == Exit.DONE
    source = json.loads(typing.out)["backup"]
    assert typing.restore(source, "--recovery-sheet", password=kept[0][:-1]) == Exit.REFUSED
    assert not typing.elsewhere.exists()
    assert typing.restore(source, "--recovery-sheet", password=kept[0]) == Exit.DONE
    assert typing.elsewhere.exists()
