"""Two copies of the program at one practice: one owns it, the other hears who does, and nothing is mixed."""

from __future__ import annotations

import os
import time
from random import Random

from app.core.errors import Unavailable
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.examiner import crash, examine
from tests.faults.forking import read_all
from tests.faults.house import House
from tests.faults.telling import pipe, teller, told, work_through
from tests.faults.workflows import WORKFLOWS

_COMERS = 3


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    """Let one work, and others come within the same half second; or let all come at once."""
    house = ground.copy()
    plan = [(name, 0) for name in WORKFLOWS]
    waits = [chance.choice((0.0, chance.uniform(0, 0.4))) for _ in range(_COMERS)]
    running = [_start(house, plan, wait, number) for number, wait in enumerate(waits)]
    said = []
    for child, reader in running:
        said.append(told(read_all(reader, 60)))
        os.close(reader)
        os.waitpid(child, 0)
    losses = [one for each in said for one in each.crashes]
    refused = sum("in_use" in each.refusals for each in said)
    losses += [f"told as {one}" for each in said for one in each.refusals if one != "in_use"]
    found = None
    for each in said:
        if each.acknowledged.done:
            found = examine(house, each.acknowledged)
            losses += [f"{one.condition} {one.what}" for one in found.losses]
    return Outcome(f"{refused} refused", losses if found else [*losses, "nobody could work"])


def _start(house: House, plan: list[tuple[str, int]], wait: float, number: int) -> tuple[int, int]:
    """Start a comer; each does workflows of its own, so that those who come after the others can work too."""
    reader, writer = pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        time.sleep(wait)
        _come(house, [(name, number) for name, _ in plan], writer)
    os.close(writer)
    return child, reader


def _come(house: House, plan: list[tuple[str, int]], writer: int) -> None:
    tell = teller(writer)
    try:
        house.open().close()
    except Unavailable as refused:
        tell(("refused", refused.cause, ""))
        wrong = refused.cause == "in_use" and not _named(refused)
        if wrong:
            tell(("crashed", "the second comer is not told who has it", ""))
    except Exception as bug:
        tell(("crashed", crash("coming second", bug), ""))
    else:
        work_through(house, plan, tell)
    os._exit(0)


def _named(refused: Unavailable) -> bool:
    params = refused.message.params
    return params.get("pid") != os.getpid() and "host" in params


ROW = Row("two copies of the program", in_ci=15, at_night=500, trial=trial, shard=250)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
