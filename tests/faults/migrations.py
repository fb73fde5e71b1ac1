"""An upgrade cut at each statement: a practice of schema 1 is opened, and the fault comes at one point."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from random import Random

from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.migrations_cutting import How, count_points, cut
from tests.faults.migrations_judging import judge
from tests.support.older import Older

Cut = tuple[int, How]


def prepare(ground: Ground) -> tuple[str, int]:
    """Return the key of the sample's database, and how many points its upgrade has."""
    older = Older.copy(ground.folder / "counted")
    key_hex = older.key_hex()  # derived once, before the first fork
    return key_hex, count_points(older)


def cases(ground: Ground) -> Sequence[Cut]:
    """Return every point in every way."""
    return [(at, how) for how in How for at in range(1, ground.prepared[1] + 1)]


def trial(ground: Ground, case: Cut, _chance: Random) -> Outcome:
    key_hex, points = ground.prepared
    at, how = case
    place = ground.folder / "older"
    shutil.rmtree(place, ignore_errors=True)
    older = Older.copy(place)
    outcome = cut(older, at, how)
    losses = [f"{how} at point {at} of {points}: {one}" for one in judge(older, key_hex, outcome)]
    return Outcome(f"{how}: {outcome}", losses)


ROW = Row(
    "migration cut at each statement", in_ci=45, at_night=200, trial=trial, prepare=prepare, cases=cases
)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
