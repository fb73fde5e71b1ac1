"""The clock jumps back or forward, the PC sleeps, a night of daylight saving passes: amid the work."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from random import Random

from app.store.audit import JUMP
from tests.faults import looking
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.examiner import examine
from tests.faults.false_clock import FalseClock
from tests.faults.forking import read_all
from tests.faults.house import MORNING, House
from tests.faults.telling import Told, pipe, teller, told, work_through
from tests.faults.workflows import WORKFLOWS

_SPRING = datetime(2026, 3, 8, 6, 59, 59, 900_000, tzinfo=UTC)  # 1:59:59 AM in New York, then 3:00 AM
_AUTUMN = datetime(2026, 11, 1, 5, 59, 59, 900_000, tzinfo=UTC)  # 1:59:59 AM, then 1:00 AM again
_HOUR = timedelta(hours=1)
_KINDS = ("an hour back", "a day back", "years back", "an hour on", "years on", "sleep", "spring", "autumn")
_EVENING = MORNING + 2 * _HOUR


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    house, kind = ground.copy(), _KINDS[number % len(_KINDS)]
    false = FalseClock({"spring": _SPRING - _HOUR, "autumn": _AUTUMN - _HOUR}.get(kind, _EVENING))
    said = _worked(house, false, kind, chance)
    false.set(MORNING + 3 * _HOUR)
    found = examine(house, said.acknowledged)
    losses = [f"{kind}: {one.condition} {one.what}" for one in found.losses]
    losses += [f"{kind}: {one}" for one in said.crashes]
    if kind.endswith("back") and not _jumps(house):
        losses.append(f"{kind}: the record does not tell of the jump")
    return Outcome(f"{false.kind}: {kind}", losses)


def _worked(house: House, false: FalseClock, kind: str, chance: Random) -> Told:
    plan = [(name, each) for each in range(2) for name in WORKFLOWS]
    chance.shuffle(plan)
    when = chance.randrange(1, len(plan) // 2)
    acts = [0]

    def committed(act: object) -> None:
        acts[0] += 1
        if acts[0] == when:
            _jump(false, kind, chance)

    reader, writer = pipe()
    child = os.fork()
    if child == 0:
        # The clock jumps after an act is committed, while its anchors and its view are still on the way.
        work_through(house, plan, teller(writer), committed, false.clock)
        os._exit(0)
    os.close(writer)
    while os.waitpid(child, os.WUNTRACED)[1] == 0x137F:  # stopped: the PC sleeps for as long as this takes
        os.kill(child, signal.SIGCONT)
    said = told(read_all(reader, 60))
    os.close(reader)
    return said


def _jump(false: FalseClock, kind: str, chance: Random) -> None:
    now = false.now()
    if kind == "sleep":
        false.set(now + timedelta(hours=chance.randrange(1, 80)))
        os.kill(os.getpid(), signal.SIGSTOP)
    elif kind in ("spring", "autumn"):
        false.set(_SPRING if kind == "spring" else _AUTUMN)
    else:
        by = {"an": _HOUR, "a": timedelta(days=1), "years": timedelta(days=365 * chance.randrange(2, 20))}
        step = max(by[kind.split()[0]], JUMP)
        false.set(now - step if kind.endswith("back") else now + step)


def _jumps(house: House) -> int:
    with looking.looking(house) as connection:
        asked = "SELECT count(*) FROM audit WHERE event = 'clock_jump'"
        return int(connection.exec_driver_sql(asked).scalar_one())


ROW = Row("clock back or forward; sleep; daylight saving", in_ci=8, at_night=100, trial=trial, clock=True)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
