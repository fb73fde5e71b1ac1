"""Killed at a random moment: a child opens, works and closes; SIGKILL comes 5 to 500 ms after its start."""

from __future__ import annotations

import os
import signal
import time
from random import Random

from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.examiner import examine
from tests.faults.forking import read_all
from tests.faults.telling import pipe, teller, told, work_through
from tests.faults.workflows import WORKFLOWS

_EARLIEST, _LATEST = 0.005, 0.5


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    house = ground.copy()
    plan = [(name, each) for each in range(house.prepared) for name in WORKFLOWS]
    chance.shuffle(plan)
    reader, writer = pipe()
    wait = chance.uniform(_EARLIEST, _LATEST)
    child = os.fork()
    if child == 0:
        os.close(reader)
        work_through(house, plan, teller(writer))
        os._exit(0)
    os.close(writer)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = told(read_all(reader, 10))
    found = examine(house, said.acknowledged)
    moment = "closed before" if said.ended else f"after {min(len(said.acknowledged.done), 9)} acts"
    return Outcome(moment, [*(f"{one.condition} {one.what}" for one in found.losses), *said.crashes])


ROW = Row("killed at a random moment", in_ci=50, at_night=1000, trial=trial, shard=250)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
