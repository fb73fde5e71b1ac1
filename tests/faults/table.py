"""The table of faults that a run of tests prints: fault, tried, survived, lost, or why it was skipped.

Every campaign adds its figures to a file that the run names in the environment, whoever started it and in
whichever process; the run prints them at its end. `tests/conftest.py` registers this module.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

FIGURES = "DAYBOOK_FAULT_FIGURES"
_HEAD = ("fault", "tried", "survived", "lost", "minutes")


def begin(config: pytest.Config) -> None:
    """Name the file of this run; the processes of pytest-xdist write into the one of their controller."""
    if not hasattr(config, "workerinput"):
        handle, name = tempfile.mkstemp(prefix="daybook-figures-")
        os.close(handle)
        os.environ[FIGURES] = name


def keep(figures: dict[str, Any]) -> None:
    """Add one campaign's figures to the run's, if there is a run."""
    if FIGURES in os.environ:
        handle = os.open(os.environ[FIGURES], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, json.dumps(figures).encode() + b"\n")  # one write: campaigns run beside each other
        os.close(handle)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, if a campaign was among the tests."""
    file = Path(os.environ.get(FIGURES, ""))
    if hasattr(terminalreporter.config, "workerinput") or not file.is_file():
        return
    rows = merged(json.loads(line) for line in file.read_text().splitlines())
    if rows:
        terminalreporter.section("faults")
        for line in lines(rows):
            terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and FIGURES in os.environ:
        Path(os.environ.pop(FIGURES)).unlink(missing_ok=True)


def merged(told: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add up what several campaigns tell of the same fault, in the order in which faults were first told."""
    rows: dict[str, dict[str, Any]] = {}
    for one in told:
        row = rows.setdefault(one["fault"], {**one, "tried": 0, "survived": 0, "lost": [], "seconds": 0.0})
        for name in ("tried", "survived", "lost", "seconds"):
            row[name] = row[name] + one[name]
    return list(rows.values())


def lines(rows: list[dict[str, Any]]) -> list[str]:
    """Return the table as lines, then each loss, then how long the full counts would take."""
    width = max(len(_HEAD[0]), *(len(one["fault"]) for one in rows))
    said = [f"{_HEAD[0]:<{width}}  {_HEAD[1]:>6}  {_HEAD[2]:>8}  {_HEAD[3]:>5}  {_HEAD[4]:>7}"]
    for one in rows:
        figures = f"{one['tried']:>6}  {one['survived']:>8}  {one['tried'] - one['survived']:>5}"
        told = (
            f"{figures}  {one['seconds'] / 60:>7.1f}" if not one["skipped"] else f"skipped: {one['skipped']}"
        )
        said.append(f"{one['fault']:<{width}}  {told}")
    said += [f"lost: {one['fault']}: {loss}" for one in rows for loss in one["lost"]]
    return [*said, f"The full counts take about {night_minutes(rows):.0f} minutes of one process."]


def night_minutes(rows: list[dict[str, Any]]) -> float:
    """Return how many minutes the full counts take, by the time of the trials that were made."""
    ran = [one for one in rows if one["tried"]]
    return sum(one["seconds"] / one["tried"] * max(one["at_night"], one["tried"]) for one in ran) / 60
