"""A practice of an earlier Daybook under `daybook`: brought up to date on the way, told on standard error."""

from __future__ import annotations

import io
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from app.command_line.outcome import Exit
from app.command_line.program import main
from app.core.errors import Unavailable
from app.store import upgrading
from app.store.migrations.runner import SCHEMA_VERSION
from app.store.slot_files import read_keys
from app.store.upgrading import FOLDER
from app.store.upgrading_causes import UpgradeCause, upgrade_trouble
from tests.support.older import Older


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Older:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Older.copy(tmp_path)


def _info(older: Older, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(older.facts["password"] + "\n"))
    return main(["info", str(older.file), "--user", older.facts["login"], "--json", "--password-stdin"])


def test_it_is_brought_up_and_the_answer_stays_what_scripts_read(
    older: Older, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _info(older, monkeypatch) == Exit.DONE
    told = capsys.readouterr()
    assert json.loads(told.out)["audit"]["verified"] is True
    assert json.loads(told.out)["schema"] == SCHEMA_VERSION
    lines = told.err.splitlines()
    assert lines[0].startswith("Copying: ") and lines[0].endswith(" %")
    assert lines[-2] == "Bringing the practice up to date: 100 %"
    assert FOLDER in lines[-1]
    assert _info(older, monkeypatch) == Exit.DONE
    assert capsys.readouterr().err == ""


def test_ctrl_c_during_the_backup_stops_it(
    older: Older, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = upgrading.require_room

    def pressed(*args: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        real(*args)

    monkeypatch.setattr(upgrading, "require_room", pressed)
    assert _info(older, monkeypatch) == Exit.CANCELLED
    assert read_keys(older.paths).shown.schema == older.facts["schema"]


@pytest.mark.parametrize("cause", [*UpgradeCause])
def test_each_refusal_has_its_words_and_its_exit_code(
    older: Older, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cause: UpgradeCause
) -> None:
    def refuses(*_: Any) -> Unavailable:
        raise upgrade_trouble(cause, older.file.name)

    monkeypatch.setattr(upgrading, "make_backup", refuses)
    expected = Exit.CANNOT_OPEN if cause is UpgradeCause.FAILED else Exit.REFUSED
    assert _info(older, monkeypatch) == expected
    said = capsys.readouterr().err.strip()
    assert "earlier Daybook" in said and "unavailable." not in said and len(said.splitlines()) == 1
