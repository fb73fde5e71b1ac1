"""Runs the trials of the upgrade in a process without threads, which may fork; prints what came of them.

    python -m tests.faults.migrations_campaign FOLDER SEED MOST

MOST trials are drawn by the seed; 0: every point in every way.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

from tests.faults.house import remember_derivations
from tests.faults.migrations_cutting import How, count_points, cut
from tests.faults.migrations_judging import judge
from tests.support.older import Older


def campaign(folder: Path, seed: int, most: int) -> dict[str, object]:
    """Return how many points there are, the trials by way and outcome, and each loss."""
    remember_derivations()
    first = Older.copy(folder / "count")
    key_hex = first.key_hex()  # derived once, before the first fork
    points = count_points(first)
    trials = [(at, how) for how in How for at in range(1, points + 1)]
    if most:
        trials = sorted(random.Random(seed).sample(trials, min(most, len(trials))))
    outcomes: Counter[str] = Counter()
    losses: list[str] = []
    for at, how in trials:
        older = Older.copy(folder / "trial")
        outcome = cut(older, at, how)
        outcomes[f"{how}: {outcome}"] += 1
        losses += [f"{how} at point {at} of {points}: {one}" for one in judge(older, key_hex, outcome)]
        shutil.rmtree(older.folder)
    return {"points": points, "tried": len(trials), "outcomes": dict(outcomes), "losses": losses}


if __name__ == "__main__":
    print(json.dumps(campaign(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
