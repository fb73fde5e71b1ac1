"""The command line: one exit code a kind of outcome, one plain line on standard error, no window."""

import io
import json
import os
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.command_line import program
from app.command_line.outcome import Exit, exit_of, line_of
from app.command_line.program import main
from app.core.errors import Cancelled, NotPermitted, Unavailable
from app.store import kdf
from app.store.files import PracticeLock, PracticePaths

PASSWORD = "seven green kayaks"


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Argon2's floor instead of its default, and a state folder of the test's own."""
    real = program.create_practice
    monkeypatch.setattr(program, "create_practice", lambda *a, **k: real(*a, **k, cost=kdf.FLOOR))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def say(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = PASSWORD) -> int:
    say(monkeypatch, password)
    return main([*arguments, "--password-stdin"])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "riverside.daybook"
    sheet = str(tmp_path / "sheet.pdf")
    code = run(monkeypatch, "create", str(made), "--name", "Riverside", "--owner", "ruth", "--sheet", sheet)
    assert code == Exit.DONE
    return made


def test_create_writes_the_recovery_sheet(file: Path) -> None:
    text = PdfReader(file.with_name("sheet.pdf")).pages[0].extract_text()
    assert "Riverside" in text


def test_create_without_a_sheet_is_wrong_use_and_the_option_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(monkeypatch, "create", str(tmp_path / "p"), "--name", "R", "--owner", "ruth")
    assert code == Exit.WRONG_USE
    assert not (tmp_path / "p").exists()
    assert "'--sheet'" in capsys.readouterr().err


@pytest.mark.parametrize("size", [1, 100, 5_000, 100_000])
def test_random_bytes_are_no_practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    other = tmp_path / "holiday.bin"
    other.write_bytes(os.urandom(size))
    assert run(monkeypatch, "info", str(other), "--user", "ruth") == Exit.CANNOT_OPEN


def test_a_practice_cut_off_is_called_damaged(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(file.read_bytes()[:-1_000])
    assert run(monkeypatch, "info", str(file), "--user", "ruth") == Exit.DAMAGED
    assert "cut off" in capsys.readouterr().err


def test_a_refused_sign_in_name_is_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = str(tmp_path / "sheet.pdf")
    code = run(monkeypatch, "create", str(tmp_path / "p"), "--name", "R", "--owner", "a b", "--sheet", sheet)
    assert code == Exit.REFUSED
    said = capsys.readouterr().err
    assert said.startswith("sign-in name: ") and "login" not in said


def test_create_over_an_existing_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.read_bytes()
    sheet = str(file.with_name("other.pdf"))
    code = run(monkeypatch, "create", str(file), "--name", "R", "--owner", "ruth", "--sheet", sheet)
    assert code == Exit.REFUSED
    assert file.read_bytes() == before
    assert not file.with_name("other.pdf").exists()


def test_a_sheet_that_is_there_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(b"mine")
    made = str(tmp_path / "p.daybook")
    code = run(monkeypatch, "create", made, "--name", "R", "--owner", "ruth", "--sheet", str(sheet))
    assert code == Exit.REFUSED
    assert sheet.read_bytes() == b"mine"
    assert not Path(made).exists()


def test_verify_proves_the_record(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(monkeypatch, "verify", str(file), "--user", "ruth", "--json", "--full") == Exit.DONE
    said = json.loads(capsys.readouterr().out)
    assert said["verified"] is True
    assert len(said["head"]) == 64


def _spoil_missing(file: Path) -> None:
    file.unlink()


def _spoil_empty(file: Path) -> None:
    file.write_bytes(b"")


def _spoil_keys_missing(file: Path) -> None:
    for suffix in (".keys", ".keys.2"):
        file.with_name(file.name + suffix).unlink()


def _spoil_foreign(file: Path) -> None:
    file.write_bytes(b"%PDF-1.7\n" + bytes(8183))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_spoil_missing, Exit.CANNOT_OPEN),
        (_spoil_keys_missing, Exit.CANNOT_OPEN),
        (_spoil_foreign, Exit.CANNOT_OPEN),
        (_spoil_empty, Exit.DAMAGED),
    ],
)
def test_what_cannot_be_opened_says_why_in_one_line(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: object,
    code: Exit,
) -> None:
    assert callable(spoil)
    spoil(file)
    capsys.readouterr()
    assert run(monkeypatch, "verify", str(file), "--user", "ruth") == code
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert "unavailable." not in told.err


def test_a_wrong_password_cannot_open(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = run(monkeypatch, "verify", str(file), "--user", "ruth", password="seven red kayaks")
    assert code == Exit.CANNOT_OPEN


def test_a_practice_in_use_cannot_be_opened(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with PracticeLock(PracticePaths.of(file)):
        assert run(monkeypatch, "verify", str(file), "--user", "ruth") == Exit.CANNOT_OPEN
    assert "In use by Daybook on this PC" in capsys.readouterr().err


def test_a_row_changed_behind_the_program_is_damage(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    shutil.copy(file, kept)
    assert run(monkeypatch, "verify", str(file), "--user", "ruth") == Exit.DONE
    shutil.copy(kept, file)
    assert run(monkeypatch, "verify", str(file), "--user", "ruth") == Exit.DAMAGED


def test_a_password_is_never_an_argument(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "verify", str(file), "--user", "ruth", "--password", PASSWORD) == Exit.WRONG_USE


def test_what_stops_a_command_has_its_code() -> None:
    assert exit_of(NotPermitted("x.y")) == Exit.REFUSED
    assert exit_of(Cancelled()) == exit_of(KeyboardInterrupt()) == Exit.CANCELLED
    assert exit_of(Unavailable("in_use")) == Exit.CANNOT_OPEN
    assert exit_of(Unavailable("keys_damaged")) == Exit.DAMAGED
    assert exit_of(ValueError("Ann Lee")) == Exit.OUR_BUG


def test_our_bug_never_shows_what_it_was_about() -> None:
    try:
        raise ValueError("Ann Lee, penicillin")
    except ValueError as error:
        assert "Ann" not in line_of(error)
        assert "ValueError" in line_of(error)


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == Exit.DONE
    told = capsys.readouterr().out
    assert "create" in told
    assert "verify" in told
