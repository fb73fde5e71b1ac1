"""How a working child tells what it did: each act before it begins, and its id once it is committed."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.acts import Command
from app.core.clock import Clock
from app.core.errors import DaybookError, Unavailable
from app.core.ids import Id
from app.practice_file import Practice
from tests.faults.examiner import Acknowledged, crash
from tests.faults.house import House
from tests.faults.workflows import WORKFLOWS

_ROOM = 1 << 20
Tell = Callable[[object], None]


@dataclass
class Told:
    """What a child told: acknowledged acts, and each failure as the person at the screen would get it.

    `refusals` are causes of known trouble, `crashes` our bugs by kind; `failed` is the call that was let
    fail.
    """

    acknowledged: Acknowledged = field(default_factory=Acknowledged)
    refusals: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    failed: str = ""
    sent: list[tuple[str, Command]] = field(default_factory=list)
    ended: bool = False

    def take(self, one: tuple[str, object, object]) -> None:
        what, first, second = one
        if what == "begun" and isinstance(second, Command):
            self.acknowledged.cut = str(first), second
            self.sent.append(self.acknowledged.cut)
        elif what == "done" and isinstance(first, Id):
            self.acknowledged.done.append(first)
            self.acknowledged.cut = None
        elif what == "refused":
            self.refusals.append(str(first))
        elif what == "crashed":
            self.crashes.append(str(first))
        elif what == "failed":
            self.failed = str(first)
        else:
            self.ended = True


def pipe() -> tuple[int, int]:
    """Return a pipe with room for all that a child tells, so that it never waits for its reader."""
    reader, writer = os.pipe()
    if sys.platform == "linux":
        import fcntl  # not on Windows, where these modules are read and no trial runs

        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _ROOM)
    return reader, writer


def teller(handle: int) -> Tell:
    """Return what writes to a pipe, whole messages at once, so that a kill leaves none in half."""

    def tell(said: object) -> None:
        message = pickle.dumps(said)
        os.write(handle, len(message).to_bytes(4, "big") + message)

    return tell


def told(raw: bytes) -> Told:
    """Read what came through the pipe; a message that a kill cut off is no message."""
    found, at = Told(), 0
    while at + 4 <= len(raw):
        length = int.from_bytes(raw[at : at + 4], "big")
        message = raw[at + 4 : at + 4 + length]
        if len(message) < length:
            break
        found.take(pickle.loads(message))
        at += 4 + length
    return found


def work_through(
    house: House,
    plan: list[tuple[str, int]],
    tell: Tell,
    committed: Tell = id,
    clock: Clock | None = None,
) -> None:
    """Open, do each workflow of the plan (name, number), close; tell everything.

    `committed` hears of an act before the reader does. A failed act ends its workflow, as a person would
    stop; the next one begins. A failed opening is tried once more in the same process, as at the sign-in
    screen.
    """
    practice = _opened(house, tell, clock) or _opened(house, tell, clock)
    if practice is not None:
        for name, number in plan:
            _guarded(
                tell,
                name,
                lambda name=name, number=number: _do(practice, house, name, number, tell, committed),
            )
        _guarded(tell, "close", practice.close)
    tell(("ended", "", ""))


def _opened(house: House, tell: Tell, clock: Clock | None) -> Practice | None:
    opened: list[Practice] = []
    _guarded(tell, "open", lambda: opened.append(house.open(clock)))
    return opened[0] if opened else None


def _guarded(tell: Tell, doing: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Unavailable as error:
        tell(("refused", error.cause, ""))
    except DaybookError as error:
        tell(("refused", error.message.id, ""))
    except Exception as bug:
        tell(("crashed", crash(doing, bug), ""))


def _do(practice: Practice, house: House, name: str, number: int, tell: Tell, committed: Tell) -> None:
    for step in WORKFLOWS[name](practice, house, number):
        tell(("begun", step.act.name, step.command))
        practice.run(step.act, step.command)
        committed(step.command.command_id)
        tell(("done", step.command.command_id, ""))
