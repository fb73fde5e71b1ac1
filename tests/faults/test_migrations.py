"""An upgrade that is cut off leaves the old schema or the new one; a newer file is not touched."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import migrations
from tests.faults.campaign import as_module
from tests.faults.migrations_newer import WAYS, touched
from tests.support.older import Older

SEED = 20260302
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here, by which a trial is killed")


def _run(count: int, repo: Path) -> int:
    """Run so many trials in a process of their own, for this one has threads; return how many were tried."""
    command = [*as_module("tests.faults.migrations"), "--count", str(count), "--seed", str(SEED), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=repo, check=False)
    assert ran.stdout, ran.stderr[-2000:]
    told = json.loads(ran.stdout)
    assert told["lost"] == []
    return int(told["tried"])


@forks
def test_an_upgrade_cut_off_somewhere_leaves_the_old_schema_or_the_new(repo: Path) -> None:
    assert _run(migrations.ROW.in_ci, repo) == migrations.ROW.in_ci


@forks
@pytest.mark.nightly
def test_an_upgrade_cut_off_anywhere_leaves_the_old_schema_or_the_new(repo: Path) -> None:
    assert _run(migrations.ROW.at_night, repo) >= migrations.ROW.at_night


@pytest.mark.parametrize("with_sheet", [False, True])
@pytest.mark.parametrize("make_newer", WAYS)
def test_a_newer_file_is_refused_and_no_byte_of_it_changes(
    tmp_path: Path, make_newer: Callable[[Older], None], with_sheet: bool
) -> None:
    assert touched(Older.copy(tmp_path), make_newer, with_sheet) == []
