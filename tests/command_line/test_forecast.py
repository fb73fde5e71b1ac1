"""`daybook forecast`: JSON lines in, JSON lines out, without a practice."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.command_line.program import main

CHILD = {
    "id": "one",
    "birth_date": "2025-09-06",
    "sex": "F",
    "assessment_date": "2025-11-10",
    "doses": [{"date": "2025-10-15", "cvx": "107", "mvx": ""}, {"date": "2025-11-10", "cvx": 107}],
    "observations": [{"code": "55", "date": None}],
}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["forecast", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lines"
    file.write_text(json.dumps(CHILD) + "\n\n" + json.dumps({**CHILD, "id": 2, "doses": []}) + "\n")
    first, second = run(capsys, str(file))
    assert (first["id"], second["id"], first["release"]) == ("one", 2, "4.64")
    tetanus = [one for one in first["evaluations"] if one["antigen"] == "Tetanus"]
    assert [one["status"] for one in tetanus] == ["Valid", "Not Valid"]
    assert "2025-11-11" in tetanus[1]["reason"]
    due = {one["vaccine_group"]: one for one in second["forecasts"]}["DTaP/Tdap/Td"]
    assert set(due) == {"vaccine_group", "status", "dose", "earliest", "recommended", "past_due", "reason"}
    assert (due["status"], due["dose"], due["earliest"]) == ("Not Complete", 1, "2025-10-18")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("nonsense", "JSON"),
        ("[1]", "object"),
        ("[" * 100_000, "deep"),
        (json.dumps({**CHILD, "birth_date": "06/09/2025"}), "birth_date"),
        (json.dumps({**CHILD, "doses": [{"date": "2025-10-15"}]}), "cvx"),
        (json.dumps({**CHILD, "doses": "none"}), "doses"),
        (json.dumps({**CHILD, "observations": [{"code": "abc"}]}), "code"),
    ],
)
def test_a_bad_line_has_its_error_and_the_rest_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, error: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n{json.dumps(CHILD)}\n"))
    bad, good = run(capsys)
    assert set(bad) == {"id", "error"} and error in bad["error"]
    assert good["id"] == "one" and good["forecasts"]
