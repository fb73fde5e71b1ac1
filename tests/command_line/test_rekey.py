"""`daybook rekey`: the new sheet, the codes, and how it ends when it is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from app.command_line.outcome import Exit
from app.command_line.program import main
from app.practice_file import look_at
from app.store.one_time_code import read_code
from tests.store.backup_house import PASSWORD, House, add_nurse


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    built = House.build(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    practice = built.open()
    add_nurse(practice)
    practice.close()
    return built


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = PASSWORD) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return main([*arguments, "--password-stdin"])


def test_it_tells_the_code_of_everyone_else_and_writes_the_sheet(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = house.top / "new sheet.pdf"
    code = run(monkeypatch, "rekey", str(house.file), "--user", "ruth", "--sheet", str(sheet), "--json")
    assert code == Exit.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["audit_key"] == 2
    assert [one["user"] for one in told["codes"]] == ["nan"]
    assert sheet.read_bytes().startswith(b"%PDF")
    assert len(read_code(told["codes"][0]["code"]).groups()) == 8
    assert run(monkeypatch, "info", str(house.file), "--user", "nan") == Exit.CANNOT_OPEN
    assert run(monkeypatch, "verify", str(house.file), "--user", "ruth", "--full") == Exit.DONE
    recovery = look_at(house.file).keys.shown.recovery
    assert recovery is not None
    assert len(recovery.asked) == 2


@pytest.mark.parametrize(
    ("user", "password", "exit_code"),
    [("ruth", "wrong wrong wrong", Exit.CANNOT_OPEN), ("nan", PASSWORD, Exit.REFUSED)],
)
def test_a_refusal_leaves_practice_and_no_sheet(
    house: House, monkeypatch: pytest.MonkeyPatch, user: str, password: str, exit_code: Exit
) -> None:
    before = house.file.read_bytes()[:16]
    sheet = house.top / "sheet.pdf"
    arguments = ("rekey", str(house.file), "--user", user, "--sheet", str(sheet))
    assert run(monkeypatch, *arguments, password=password) == exit_code
    assert not sheet.exists()
    assert house.file.read_bytes()[:16] == before  # the salt of the file: a new key comes with a new one


def test_a_sheet_that_is_there_is_never_overwritten(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = house.top / "sheet.pdf"
    sheet.write_bytes(b"the sheet of today")
    assert run(monkeypatch, "rekey", str(house.file), "--user", "ruth", "--sheet", str(sheet)) == Exit.REFUSED
    assert sheet.read_bytes() == b"the sheet of today"


def test_on_a_terminal_two_groups_are_read_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.command_line import rekeying
    from app.security.key_ring import PendingKey

    made: list[PendingKey] = []
    real = PendingKey.__init__

    def keep(self: PendingKey) -> None:
        real(self)
        made.append(self)

    monkeypatch.setattr(PendingKey, "__init__", keep)
    answers = iter([0, 1])

    def typed(_prompt: str) -> str:
        place = made[0].places[next(answers)]
        return made[0].key.group((place.line - 1) * 2 + place.group - 1)

    monkeypatch.setattr(rekeying.getpass, "getpass", typed)
    monkeypatch.setattr("app.command_line.program.read_password", lambda _from_stdin: PASSWORD)
    sheet = house.top / "sheet.pdf"
    assert main(["rekey", str(house.file), "--user", "ruth", "--sheet", str(sheet)]) == Exit.DONE
    recovery = look_at(house.file).keys.shown.recovery
    assert recovery is not None
    assert recovery.state == "confirmed"
