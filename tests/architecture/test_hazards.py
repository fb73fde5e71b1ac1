"""The hazard log is whole, and its guard finds what it is for."""

import ast
from pathlib import Path

import pytest

from tests.hazards import Hazard, Outcomes, read_hazards

HAZARDS = read_hazards()


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda one: one.id)
def test_each_hazard_names_a_test_that_is_there(hazard: Hazard, repo: Path) -> None:
    assert hazard.tests
    for test in hazard.tests:
        file, _, name = test.partition("::")
        tree = ast.parse((repo / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test


def test_each_hazard_says_cause_effect_and_mitigation_once() -> None:
    assert len({one.id for one in HAZARDS}) == len(HAZARDS)
    for one in HAZARDS:
        for said in (one.cause, one.effect, one.mitigation):
            assert said.endswith(".") and len(said) > 10, one.id


def test_a_hazard_whose_test_failed_was_skipped_or_never_ran_is_missing() -> None:
    hazard = Hazard("x", "", "", "", ("t.py::good", "t.py::bad", "t.py::skipped", "t.py::never"))
    outcomes = Outcomes()
    for name, outcome in (("good", "passed"), ("bad[one]", "passed"), ("bad[two]", "failed")):
        outcomes.note(f"t.py::{name}", outcome, "call")
    outcomes.note("t.py::skipped", "skipped", "setup")
    outcomes.note("t.py::never", "passed", "setup")
    assert [test for _id, test in outcomes.missing((hazard,))] == [
        "t.py::bad",
        "t.py::skipped",
        "t.py::never",
    ]
