"""The Nth call fails: each open, write, sync, truncate, rename, unlink, mkdir and mapping under the
practice's paths, in each of eight workflows from opening to closing; once, or that one and all after it.

A failed call may keep an act from being done, never be told as "saved"; and the person is told a plain
reason.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from random import Random

from tests.faults import disk_calls
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.disk_calls import DiskCalls, Failure
from tests.faults.examiner import examine
from tests.faults.forking import in_child, read_all
from tests.faults.house import FILE_NAME, House
from tests.faults.telling import Told, pipe, teller, told, work_through
from tests.faults.workflows import WORKFLOWS

_MANNERS = (
    (Failure.EIO, False),
    (Failure.EIO, True),
    (Failure.FULL, False),
    (Failure.FULL, True),
    (Failure.SHORT, False),
)
_MUST_BE_TOLD = (FILE_NAME, f"{FILE_NAME}-wal")


@dataclass(frozen=True)
class Cut:
    """One case: which call of which workflow fails, how, and whether all after it fail too."""

    workflow: str
    at: int
    failure: Failure
    for_good: bool

    @property
    def manner(self) -> str:
        return f"{self.failure.name.lower()} {'for good' if self.for_good else 'once'}"


def cases(ground: Ground) -> list[Cut]:
    """Return every call of every workflow in every manner."""
    return [
        Cut(name, at, failure, for_good)
        for name in WORKFLOWS
        for at in range(1, in_child(lambda name=name: counted(ground, name)) + 1)
        for failure, for_good in _MANNERS
    ]


def counted(ground: Ground, name: str) -> int:
    """Return how many calls a workflow makes, from opening to closing."""
    house, calls = ground.copy("count"), DiskCalls()
    calls.count(house.folder)
    work_through(house, [(name, 0)], lambda said: None)
    calls.off()
    return calls.counted


def trial(ground: Ground, cut: Cut, chance: Random) -> Outcome:
    house = ground.copy()
    said, failed = _worked(house, cut)
    found = examine(house, said.acknowledged)
    losses = [f"{one.condition} {one.what}" for one in found.losses] + said.crashes
    call, _, file = failed.partition(" ")
    if call == "fsync" and file in _MUST_BE_TOLD and not said.refusals:
        losses.append("3 a sync of the file or its log failed, and nobody was told")
    return Outcome(
        f"{call or 'none'} {cut.manner}",
        [f"{cut.workflow}, call {cut.at} ({failed}) {cut.manner}: {one}" for one in losses],
    )


def _worked(house: House, cut: Cut) -> tuple[Told, str]:
    """Work in a child with the failure armed; return what it told, and the name of the call that failed."""
    reader, writer = pipe()
    child = os.fork()
    if child == 0:
        calls, tell = DiskCalls(), teller(writer)
        calls.fail(house.folder, cut.at, cut.failure, for_good=cut.for_good)
        work_through(house, [(cut.workflow, 0)], tell)
        calls.off()
        tell(("failed", calls.failed, ""))
        os._exit(0)
    os.close(writer)
    said = told(read_all(reader, 60))
    os.close(reader)
    os.waitpid(child, 0)
    return said, said.failed


ROW = Row(
    "the Nth call of the disk fails",
    in_ci=80,
    at_night=10_500,
    trial=trial,
    cases=cases,
    why_not=disk_calls.why_not,
    calls=True,
)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
