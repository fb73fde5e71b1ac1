"""The whole day through the real window: in one rendering each time, in all of them at night."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ui.walk.watch import median_and_95th

STRICT = {
    "check in, nothing changed",
    "room and five vitals",
    "histories, medications, allergies reviewed, no change",
    "collect a copay, receipt",
    "find a patient, open the chart",
    "reprint a summary or receipt",
    "rapid test, order to result",
    "give a vaccine",
    "sign with level and diagnoses, hand to checkout",
}
"""The tasks whose keys must be within the budget; those of the others are reported."""


def tracing(trace: Path) -> list[str]:
    """Return the command that writes down each call about sockets, [] where nothing may be traced."""
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-qq", "-o", os.devnull, "true"], check=False).returncode:
        return []
    return [strace, "-f", "-qq", "--seccomp-bpf", "-e", "trace=%network", "-o", str(trace)]


def walked(repo: Path, out: Path, home: Path, *more: str, trace: Sequence[str] = ()) -> dict[str, Any]:
    """Walk the day in a process of its own, as `run.py demo` does, and return its report."""
    done = subprocess.run(
        [*trace, sys.executable, "-m", "ui.walk", "--out", str(out), *more],
        cwd=repo,
        env={"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(repo)},
        capture_output=True,
        text=True,
        timeout=1_200,
        check=False,
    )
    file = out / "report.json"
    assert file.is_file(), done.stderr
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    assert done.returncode == 0, report["steps"]
    return report


@pytest.fixture(scope="module")
def report(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("walk")
    trace = out / "sockets"
    report = walked(repo, out / "out", out / "home", "--quick", trace=tracing(trace))
    return report | {"folder": str(out / "out"), "sockets": trace}


@pytest.mark.gui
def test_every_step_of_the_day_is_done_by_the_window(report: dict[str, Any]) -> None:
    assert [one for one in report["steps"] if one["outcome"] not in ("done", "nothing to do")] == []


@pytest.mark.gui
def test_no_connection_is_opened_and_nothing_listens(report: dict[str, Any]) -> None:
    if not report["sockets"].is_file():
        pytest.skip("strace is not here or may not trace")
    calls = report["sockets"].read_text(encoding="utf-8", errors="replace").splitlines()
    assert any(
        "socketpair(AF_UNIX" in call or "AF_UNIX" in call for call in calls
    )  # the trace does see calls
    assert [call for call in calls if re.search(r"AF_(INET6?|PACKET)|\blisten\(", call)] == []


@pytest.mark.gui
def test_ten_patients_go_from_the_door_to_a_locked_day(report: dict[str, Any]) -> None:
    counts = report["counts"]
    assert counts["checked_out"] >= 10
    assert counts["booked"] >= 2
    assert counts["registered"] == counts["walk_ins"] == 1
    assert counts["no_shows"] >= 1
    assert report["day_locked"] is True


@pytest.mark.gui
@pytest.mark.parametrize("name", sorted(STRICT))
def test_a_task_takes_no_more_keys_than_its_budget(report: dict[str, Any], name: str) -> None:
    task = next(one for one in report["tasks"] if one["name"] == name)
    assert min(task["keys"]) <= task["budget"]


@pytest.mark.gui
def test_the_books_balance_and_the_record_is_whole(report: dict[str, Any]) -> None:
    assert report["ledger"]["balanced"] is True
    assert report["audit"]["verified"] is True


@pytest.mark.gui
def test_the_report_tells_how_long_the_window_stood_still_and_where(report: dict[str, Any]) -> None:
    assert report["longest_busy"]["ms"] > 0
    assert report["longest_busy"]["step"] in {one["step"] for one in report["steps"]} | {"", "the end"}
    assert report["key_to_paint_ms"]["count"] > 500


@pytest.mark.gui
def test_there_are_pictures_papers_and_a_report_to_read(report: dict[str, Any]) -> None:
    folder = Path(report["folder"])
    assert len(list((folder / "pictures").rglob("*.png"))) >= 25
    assert all(file.read_bytes().startswith(b"%PDF") for file in (folder / "papers").glob("*.pdf"))
    assert len(list((folder / "papers").glob("*.pdf"))) >= 5
    assert (folder / "report.md").read_text(encoding="utf-8").startswith("# One day")


@pytest.mark.nightly
@pytest.mark.gui
def test_the_day_in_every_rendering(repo: Path, tmp_path: Path) -> None:
    report = walked(repo, tmp_path / "out", tmp_path / "home")
    renderings = [one for one in (tmp_path / "out" / "pictures").iterdir() if one.is_dir()]
    assert len(renderings) == 12
    assert report["day_locked"] is True


def test_a_few_slow_keys_show_in_the_95th_percentile() -> None:
    assert median_and_95th([10.0] * 94 + [90.0] * 6) == (10.0, 90.0)
    assert median_and_95th([]) == (0.0, 0.0)
