"""Tampering with the keys in hand is found and located; what was not touched is whole."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from app.core.findings import Finding, Message
from app.store.anchor_file import Anchor
from tests.faults import tampering
from tests.faults.attacks import ATTACKS, Struck
from tests.faults.campaign import as_module

SEED = 20260302
ANCHOR = Anchor(9, bytes(32))
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here, in which a trial runs")


def _run(count: int, repo: Path) -> dict[str, int]:
    """Run so many trials in a process of their own, for this one has threads; return how each kind ended."""
    command = [*as_module("tests.faults.tampering"), "--count", str(count), "--seed", str(SEED), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=repo, check=False)
    assert ran.stdout, ran.stderr[-2000:]
    told = json.loads(ran.stdout)
    assert told["lost"] == []
    assert told["tried"] == count
    outcomes: dict[str, int] = told["outcomes"]
    return outcomes


@forks
def test_each_kind_of_tampering_is_found_and_located(repo: Path) -> None:
    outcomes = _run(tampering.ROW.in_ci, repo)
    assert {one.split(":")[0] for one, _count in outcomes.items()} == set(ATTACKS)
    assert {one.split(":")[0] for one in outcomes if one.endswith(": found")} == set(ATTACKS)


@forks
@pytest.mark.nightly
def test_each_kind_of_tampering_is_found_at_a_thousand_places(repo: Path) -> None:
    outcomes = _run(tampering.ROW.at_night, repo)
    found = {one: count for one, count in outcomes.items() if one.endswith(": found")}
    assert min(found.values()) >= tampering.AT_NIGHT * 8 // 10
    assert set(found) == {f"{one}: found" for one in ATTACKS}


@pytest.mark.parametrize(
    ("struck", "told"),
    [
        (Struck({4}), ("audit.changed", {"sequence": 6, "before": 5})),
        (Struck(each=[{2}, {3}]), ("audit.gap", {"first": 3, "last": 3})),
        (Struck(block=4), ("audit.checkpoint_wrong", {"first": 5, "sequence": 9})),
        (Struck(head=4), ("audit.anchor_database_behind", {"head": 5, "sequence": 9})),
    ],
)
def test_the_judge_does_not_take_a_wrong_place_for_the_right_one(
    struck: Struck, told: tuple[str, dict[str, int]]
) -> None:
    assert tampering.judge(struck, set(), [Finding(Message(*told))], ANCHOR)


def test_the_judge_wants_each_changed_record_named() -> None:
    changed = {("visit", b"\x01" * 16)}
    other = Finding(Message("audit.record_differs", {"table": "visit", "id": "02" * 16}))
    own = Finding(Message("audit.record_differs", {"table": "visit", "id": "01" * 16}))
    assert tampering.judge(Struck(pages=True), changed, [other], ANCHOR)
    assert not tampering.judge(Struck(pages=True), changed, [own], ANCHOR)
