"""A campaign: one fault, tried many times on copies of one house, and what came of it.

Each row of the table of faults is a module with a `Row`; alone it runs as
`python -m tests.faults.kills --count 50 --seed 1`. The same seed and number make the same trial again
(`--first 17 --count 1`).
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.faults import disk_calls, false_clock, table
from tests.faults.examiner import Condition
from tests.faults.forking import Died, in_child
from tests.faults.house import INBOX, House, make_house, remember_derivations
from tests.faults.workflows import WORKFLOWS

_TEMPORARY, _INBOX = "temporary", "in"
_MEMORY = Path("/dev/shm")


@dataclass
class Outcome:
    """What came of one trial: a word for it, and what was lost."""

    kind: str
    losses: list[str] = field(default_factory=list)


@dataclass
class Ground:
    """Where trials happen: the house to copy, a folder for each trial, and what the row prepared."""

    folder: Path
    house: House
    seed: int
    prepared: Any = None

    def copy(self, name: str = "trial") -> House:
        """Return a fresh copy of the house in place of the last one of this name."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        return self.house.copy(place)


Case = Any
Trial = Callable[[Ground, Case, Random], Outcome]


@dataclass(frozen=True)
class Row:
    """One row of the table: its name, how often in CI and at night, and one trial.

    `cases` gives all that can be tried, in order: at night all of them count, in CI a sample; without it a
    trial is told its number. `why_not` says why it cannot run here; with `calls` the library of `disk_calls`
    is loaded, with `clock` that of `false_clock`. `houses`: how often each workflow was prepared; `shard`:
    trials of one test of the night.
    """

    name: str
    in_ci: int
    at_night: int
    trial: Trial
    prepare: Callable[[Ground], Any] | None = None
    cases: Callable[[Ground], Sequence[Case]] | None = None
    why_not: Callable[[], str] = str
    calls: bool = False
    clock: bool = False
    houses: int = 6
    shard: int = 500


@dataclass
class Result:
    """A row's figures; `lost` tells each loss with the number of its trial."""

    fault: str
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    skipped: str = ""
    at_night: int = 0

    @property
    def survived(self) -> int:
        return self.tried - len({one.split(":")[0] for one in self.lost})


def run(
    row: Row, count: int, seed: int, first: int = 0, folder: Path | None = None, *, in_order: bool = False
) -> Result:
    """Run trials `first` to `first + count` of a row. The caller has no threads."""
    reason = row.why_not()
    if reason:
        return Result(row.name, skipped=reason, at_night=row.at_night)
    place = Path(tempfile.mkdtemp(prefix="daybook-faults-", dir=folder or _quick_folder()))
    for name in (_TEMPORARY, _INBOX):
        (place / name).mkdir()
    os.environ.update(TMPDIR=str(place / _TEMPORARY), SQLITE_TMPDIR=str(place / _TEMPORARY))
    os.environ[INBOX], tempfile.tempdir = str(place / _INBOX), str(place / _TEMPORARY)
    try:
        return _run(row, count, seed, first, place, in_order)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _quick_folder() -> Path | None:
    return _MEMORY if os.access(_MEMORY, os.W_OK) else None


def _run(row: Row, count: int, seed: int, first: int, place: Path, in_order: bool) -> Result:
    remember_derivations()
    logging.disable()  # that an anchor was not written is what many trials are about
    ground = Ground(place, make_house(place / "house", row.houses), seed)
    in_child(lambda: None)  # a fork that cannot be is told before anything was tried
    warm(ground)
    ground.prepared = row.prepare(ground) if row.prepare else None
    chosen = _chosen(row, ground, count, seed, first, in_order)
    gc.freeze()
    outcomes: Counter[str] = Counter()
    result, began = Result(row.name, at_night=row.at_night), time.monotonic()
    for number, case in chosen:
        outcome = _one(row, ground, case, Random(f"{seed}/{number}"))
        result.tried += 1
        outcomes[outcome.kind] += 1
        result.lost += [f"{number}: {one}" for one in outcome.losses]
    result.outcomes, result.seconds = dict(outcomes.most_common()), time.monotonic() - began
    return result


def _chosen(
    row: Row, ground: Ground, count: int, seed: int, first: int, in_order: bool
) -> list[tuple[int, Case]]:
    if row.cases is None:
        return [(number, number) for number in range(first, first + count)]
    cases = list(enumerate(row.cases(ground)))
    if count >= row.at_night:  # the night takes all there are
        return cases[first:]
    if not in_order:
        Random(seed).shuffle(cases)
    return cases[first : first + count]


def _one(row: Row, ground: Ground, case: Case, chance: Random) -> Outcome:
    try:
        outcome = in_child(lambda: row.trial(ground, case, chance))
    except Died as died:
        return Outcome("hung or died", [f"the trial itself: {died}"])
    except Exception as bug:
        return Outcome("broken trial", [f"the trial itself: {type(bug).__name__}: {bug}"])
    return _without_temporary_files(ground, outcome)


def _without_temporary_files(ground: Ground, outcome: Outcome) -> Outcome:
    """Count what the program left in the system's folder for temporary files: it keeps nothing there."""
    left = list((ground.folder / _TEMPORARY).iterdir())
    for one in left:
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    losses = [f"{Condition.NOTHING_LEFT} in the temporary folder: {one.name[:8]}..." for one in left]
    return Outcome(outcome.kind, outcome.losses + losses)


def warm(ground: Ground) -> None:
    """Do each workflow once in this process, so that no trial reads lists of codes first."""
    house = ground.copy("warm")
    practice = house.open()
    for workflow in WORKFLOWS.values():
        for step in workflow(practice, house, 0):
            practice.run(step.act, step.command)
    practice.close()
    shutil.rmtree(house.folder)


def main(*rows: Row) -> int:
    """Run a row of a module from the command line; its figures go to standard output, as JSON with --json."""
    given = _arguments(rows)
    row = rows[given.row]
    if row.calls and not row.why_not() and not disk_calls.is_loaded():
        disk_calls.start_with_it()
    if row.clock and false_clock.library() and not false_clock.is_loaded():
        false_clock.start_with_it()
    count = row.in_ci if given.count is None else given.count
    result = run(row, count, given.seed, given.first, given.folder, in_order=given.in_order)
    told = {**asdict(result), "survived": result.survived}
    table.keep(told)
    print(json.dumps(told) if given.json else _shown(result))
    return 1 if result.lost else 0


def _arguments(rows: tuple[Row, ...]) -> argparse.Namespace:
    names = ", ".join(f"{number}: {row.name}" for number, row in enumerate(rows))
    parser = argparse.ArgumentParser(description="One row of the table of faults")
    parser.add_argument("--row", type=int, default=0, help=names)
    parser.add_argument("--count", type=int, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--in-order", action="store_true", help="take cases as they come, not a sample")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _shown(result: Result) -> str:
    if result.skipped:
        return f"{result.fault}: skipped, {result.skipped}"
    each = result.seconds / max(result.tried, 1)
    lines = [
        f"{result.fault}: {result.tried} tried, {result.survived} survived, {len(result.lost)} losses",
        f"  {result.seconds:.1f} s, {each * 1000:.0f} ms each; {result.outcomes}",
        *(f"  lost {one}" for one in result.lost[:40]),
    ]
    return "\n".join(lines)


def as_module(row_module: str) -> list[str]:
    """Return the command that runs a row by itself."""
    return [sys.executable, "-m", row_module]
