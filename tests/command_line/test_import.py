"""`daybook import fhir`: the stable JSON, one exit code a kind of outcome, the second time all known."""

import io
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.command_line import importing, program
from app.command_line.outcome import Exit
from app.command_line.program import main
from app.command_line.words import _texts
from app.core.progress import Progress
from app.exchange.views import ImportReport
from app.store import kdf
from tests.exchange.bundles import bundle, observation, of_type, patient, write
from ui.common.wordings.exchange import TEXTS

PASSWORD = "seven green kayaks"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Argon2's floor instead of its default, and a state folder of the test's own."""
    real = program.create_practice
    monkeypatch.setattr(program, "create_practice", lambda *a, **k: real(*a, **k, cost=kdf.FLOOR))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    return main([*arguments, "--password-stdin"])


@pytest.fixture
def take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Callable[..., Any]:
    """Make a practice; return how to import paths into it: (exit code, JSON told, standard error)."""
    made, sheet = str(tmp_path / "riverside.daybook"), str(tmp_path / "sheet.pdf")
    code = run(monkeypatch, "create", made, "--name", "Riverside", "--owner", "ruth", "--sheet", sheet)
    assert code == Exit.DONE
    capsys.readouterr()

    def import_them(*paths: Path, user: str = "ruth") -> tuple[int, Any, str]:
        code = run(monkeypatch, "import", "fhir", made, *map(str, paths), "--user", user, "--json")
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else None, told.err

    return import_them


def test_a_clean_import_is_done_and_the_second_time_known(tmp_path: Path, take: Callable[..., Any]) -> None:
    path = write(tmp_path, "one.json", bundle(observation()))
    code, told, error = take(path)
    assert (code, error) == (Exit.DONE, "")
    assert told == {
        "patients": {"new": 1, "known": 0, "held": 0},
        "resources": {
            "Observation": {"stored": 1, "known": 0, "attached_only": 0, "skipped": 0},
            "Patient": {"stored": 1, "known": 0, "attached_only": 0, "skipped": 0},
        },
        "problems": [],
    }
    code, told, _ = take(path)
    assert code == Exit.DONE
    assert told["patients"] == {"new": 0, "known": 1, "held": 0}
    assert told["resources"]["Observation"] == {"stored": 0, "known": 1, "attached_only": 0, "skipped": 0}


def test_what_is_not_data_is_named_with_its_reason(tmp_path: Path, take: Callable[..., Any]) -> None:
    path = write(tmp_path, "one.json", bundle(of_type("Claim", "c1"), observation(status="made up")))
    code, told, _ = take(path)
    assert code == Exit.DONE_WITH_PROBLEMS
    assert told["resources"]["Claim"]["attached_only"] == 1
    assert told["resources"]["Observation"]["skipped"] == 1
    assert {one["resource"] for one in told["problems"]} == {"Claim/c1", "Observation/o1"}
    assert all(one["file"] == str(path) for one in told["problems"])
    assert all(" " in one["reason"] and "exchange." not in one["reason"] for one in told["problems"])


def test_somebody_who_seems_to_be_here_is_held(tmp_path: Path, take: Callable[..., Any]) -> None:
    first = write(tmp_path, "one.json", bundle())
    other = patient(id="p9", identifier=[{"system": "urn:z", "value": "9"}])
    entries = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": other}]}
    code, told, _ = take(first, write(tmp_path, "two.json", entries))
    assert code == Exit.DONE_WITH_PROBLEMS
    assert told["patients"] == {"new": 1, "known": 0, "held": 1}


def test_a_refused_file_is_a_problem_and_the_others_are_taken(
    tmp_path: Path, take: Callable[..., Any]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, "a.json", bundle())
    (folder / "b.json").write_text('{"a": 1, "a": 2}')
    code, told, _ = take(folder)
    assert code == Exit.DONE_WITH_PROBLEMS
    assert told["patients"]["new"] == 1
    (problem,) = told["problems"]
    assert (problem["file"], problem["resource"]) == (str(folder / "b.json"), "")


def test_a_path_that_is_not_there_is_told(tmp_path: Path, take: Callable[..., Any]) -> None:
    code, told, _ = take(tmp_path / "missing.json")
    assert code == Exit.DONE_WITH_PROBLEMS
    assert told["patients"] == {"new": 0, "known": 0, "held": 0}
    assert len(told["problems"]) == 1


def test_stopped_before_anything_was_written(
    tmp_path: Path, take: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "one.json", bundle())

    def stopped(paths: Any, run: Any, progress: Progress) -> ImportReport:
        progress.cancel()
        progress.check()
        return ImportReport()

    monkeypatch.setattr(importing, "import_files", stopped)
    code, told, error = take(path)
    assert (code, told) == (Exit.CANCELLED, None)
    assert error == "Stopped. Nothing half done was kept.\n"


def test_stopped_while_writing_tells_what_is_in(
    tmp_path: Path, take: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "one.json", bundle())
    monkeypatch.setattr(
        importing, "import_files", lambda paths, run, progress: ImportReport(new=1, stopped=True)
    )
    code, told, error = take(path)
    assert (code, told["patients"]["new"]) == (Exit.CANCELLED, 1)
    assert error.startswith("Stopped after the file in hand")


def test_control_c_asks_the_import_to_stop() -> None:
    before = signal.getsignal(signal.SIGINT)
    with importing.stoppable() as progress:
        signal.raise_signal(signal.SIGINT)
        assert progress.cancelled
    assert signal.getsignal(signal.SIGINT) is before


def test_a_folder_without_a_path_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "import", "fhir", str(tmp_path / "p.daybook")) == Exit.WRONG_USE


def test_every_reason_has_its_words() -> None:
    wanted = {one for one in TEXTS if one.startswith("exchange.")}
    said = {one for one in _texts() if one.startswith("exchange.")}
    assert wanted == said
