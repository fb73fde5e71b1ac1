"""Every row of SAFETY's table of faults: a seeded sample in each run, the full counts at night.

Each row runs in a process of its own, for it forks and this one has threads; at night in parts, so that
several processes share the work.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.rows import Entry, entries

SEED = 20260302
_LONGEST_SECONDS = 3 * 3600


@dataclass(frozen=True)
class Part:
    """A part of a row: so many trials from one on; of cases that are listed, in their order if `whole`."""

    entry: Entry
    first: int
    count: int
    whole: bool

    @property
    def name(self) -> str:
        return f"{self.entry.row.name}, from {self.first}" if self.first else self.entry.row.name


def _parts(nightly: bool) -> Iterator[Part]:
    for entry in entries():
        row = entry.row
        if not nightly:
            yield Part(entry, 0, row.in_ci, False)
        else:
            for first in range(0, row.at_night, row.shard):
                yield Part(entry, first, min(row.shard, row.at_night - first), True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "part" in metafunc.fixturenames:
        parts = list(_parts(bool(metafunc.config.getoption("--nightly"))))
        metafunc.parametrize("part", parts, ids=[one.name for one in parts])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here, by which each trial is kept apart")
def test_nothing_is_lost(part: Part, repo: Path) -> None:
    command = [sys.executable, *part.entry.command(part.count, SEED, part.first, in_order=part.whole)]
    env = dict(os.environ, PYTHONPATH=str(repo), PYTHONWARNINGS="error")
    ran = subprocess.run(
        command, capture_output=True, text=True, cwd=repo, env=env, timeout=_LONGEST_SECONDS, check=False
    )
    assert ran.stdout, ran.stderr[-3000:]
    told = json.loads(ran.stdout)
    if told["skipped"]:
        pytest.skip(told["skipped"])
    assert told["lost"] == []
    assert told["tried"] or part.first  # how many cases a row lists is known only once it runs
