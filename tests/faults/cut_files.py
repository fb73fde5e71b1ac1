"""The file cut off, two pages swapped, an old page or file put back, another practice's file: every 4 KiB.

What is refused or alarms at the opening is named there; an old or swapped page of the right key may open, and
must then be named by the full verification. None may be silently wrong.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Literal

from app.store.engine import PAGE_SIZE
from tests.faults.bit_flips import Known, fresh, judged, worked
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.forking import in_child
from tests.faults.house import House, make_house

How = Literal["cut", "cut inside", "swapped", "old page", "old file", "old keys", "wrong file", "wrong keys"]
_UNTOLD = frozenset({"sequence", "command_result", "draft", "search_entry", "patient_sound", "pack_password"})
"""Tables that the record of who did what does not tell of. An old page of one, put back by somebody, is not
found, and the manual says so; it is counted apart, and holds no chart and no money."""
_WHOLE: tuple[How, ...] = ("old file", "old keys", "wrong file", "wrong keys")


def prepare(ground: Ground) -> Known:
    """A worked practice, and beside it what is put in its place: the house before, another practice."""
    known = worked(ground)
    in_child(lambda: make_house(ground.folder / "other", 1) and None)
    return known


def cases(ground: Ground) -> Sequence[tuple[How, int]]:
    """Return each way at each page; whole files are put in place as often as there are pages to a hundred."""
    known: Known = ground.prepared
    pages = known.house.file.stat().st_size // PAGE_SIZE
    each: list[tuple[How, int]] = []
    for how in ("cut", "cut inside", "swapped", "old page"):
        each += [(how, page) for page in range(pages)]  # type: ignore[misc]
    return each + [(how, number) for how in _WHOLE for number in range(3)]


def trial(ground: Ground, case: tuple[How, int], chance: Random) -> Outcome:
    how, page = case
    known: Known = ground.prepared
    house = known.house.copy(fresh(ground.folder / "trial"))
    _damage(ground, house, how, page, chance)
    outcome = judged(known, house, f"{how}, page {page}")
    untold = {one.rpartition(" ")[2] for one in outcome.losses}
    if how == "old page" and untold and untold <= _UNTOLD:
        return Outcome(f"{how}: beyond the record: {', '.join(sorted(untold))}")
    return Outcome(f"{how}: {outcome.kind}", outcome.losses)


def _damage(ground: Ground, house: House, how: How, page: int, chance: Random) -> None:
    at = page * PAGE_SIZE
    content = bytearray(house.file.read_bytes())
    if how == "cut":
        del content[at:]
    elif how == "cut inside":
        del content[at + chance.randrange(1, PAGE_SIZE) :]
    elif how == "swapped":
        other = chance.randrange(len(content) // PAGE_SIZE) * PAGE_SIZE
        content[at : at + PAGE_SIZE], content[other : other + PAGE_SIZE] = (
            content[other : other + PAGE_SIZE],
            content[at : at + PAGE_SIZE],
        )
    elif how == "old page":
        old = ground.house.file.read_bytes()[at : at + PAGE_SIZE]
        content[at : at + len(old)] = old
    else:
        _put_whole(ground, house, how)
        return
    house.file.write_bytes(bytes(content))


def _put_whole(ground: Ground, house: House, how: How) -> None:
    source = ground.house if how.startswith("old") else House(ground.folder / "other", 1, "")
    names: Sequence[tuple[Path, Path]] = [(source.file, house.file)]
    if how.endswith("keys"):
        names = [(source.paths.keys, house.paths.keys), (source.paths.keys2, house.paths.keys2)]
    for old, new in names:
        shutil.copyfile(old, new)


ROW = Row(
    "file truncated, swapped, wrong or older, every 4 KiB",
    in_ci=80,
    at_night=2_500,
    trial=trial,
    prepare=prepare,
    cases=cases,
)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
