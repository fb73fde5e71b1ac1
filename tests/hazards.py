"""The hazard log against the run: a hazard without a passing test fails a run of the whole suite.

What is asked of `tests/hazards.toml` itself stands in tests/architecture/test_hazards.py.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

LOG = Path(__file__).parent / "hazards.toml"


@dataclass(frozen=True)
class Hazard:
    """One hazard: how it comes about, what it does to a patient, what is done about it, and its tests."""

    id: str
    cause: str
    effect: str
    mitigation: str
    tests: tuple[str, ...]


def read_hazards(file: Path = LOG) -> tuple[Hazard, ...]:
    """Return the hazard log. Raises KeyError or TypeError for an entry that lacks something."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["hazard"]
    return tuple(Hazard(**{**one, "tests": tuple(one["tests"])}) for one in entries)


@dataclass
class Outcomes:
    """How the tests of one run ended, by id without parameters: passed only if each of them passed."""

    _passed: dict[str, bool] = field(default_factory=dict)

    def note(self, node_id: str, outcome: str, when: str) -> None:
        """Take one report of pytest: `outcome` passed, failed or skipped; `when` setup, call or teardown."""
        if outcome == "passed" and when != "call":
            return
        test = node_id.partition("[")[0]
        self._passed[test] = outcome == "passed" and self._passed.get(test, True)

    def missing(self, hazards: tuple[Hazard, ...]) -> list[tuple[str, str]]:
        """Return each hazard and test of it that did not pass."""
        return [
            (hazard.id, test)
            for hazard in hazards
            for test in hazard.tests
            if not self._passed.get(test, False)
        ]
