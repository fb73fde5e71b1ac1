"""`daybook verify`: plain words, progress on standard error, and an exit code for what was found."""

import json
from pathlib import Path

import pytest

from app.command_line.outcome import Exit
from app.store.engine import connect
from app.store.files import PracticePaths
from app.store.slot_files import read_keys, unlock
from tests.command_line.test_command_line import PASSWORD, _quick_keys, file, run

__all__ = ["_quick_keys", "file"]  # fixtures


def test_a_whole_record_is_told_in_a_sentence(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(monkeypatch, "verify", str(file), "--user", "ruth", "--full") == Exit.DONE
    said = capsys.readouterr()
    assert said.out.startswith("The record of who did what is whole: ")
    assert "every page of the file was read" in said.out
    assert "Comparing each record with what was recorded of it last: " in said.err


def _tamper(file: Path, statement: str) -> None:
    key = unlock(read_keys(PracticePaths.of(file)), "ruth", PASSWORD).store_key.database_key_hex()
    connection = connect(file, key, mode="rw")
    connection.execute(statement)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def test_a_record_changed_past_the_program_is_named_and_the_exit_code_says_damaged(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _tamper(file, "UPDATE practice_settings SET name = 'Another practice'")
    capsys.readouterr()
    assert run(monkeypatch, "verify", str(file), "--user", "ruth") == Exit.DONE  # the chain alone is whole
    capsys.readouterr()
    assert run(monkeypatch, "verify", str(file), "--user", "ruth", "--full") == Exit.DAMAGED
    said = capsys.readouterr().out
    assert "A record in table practice_settings is not what" in said
    assert "Another practice" not in said


def test_the_json_names_each_finding_by_its_id_and_place(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _tamper(file, "UPDATE location SET name = 'Another street'")
    capsys.readouterr()
    assert run(monkeypatch, "verify", str(file), "--user", "ruth", "--full", "--json") == Exit.DAMAGED
    told = json.loads(capsys.readouterr().out)
    assert (told["verified"], told["full"], len(told["problems"])) == (False, True, 1)
    assert told["findings"][0]["finding"] == "audit.record_differs"
    assert told["findings"][0]["table"] == "location"
