"""What every fault is judged by: the seven conditions of SAFETY, "Faults that it must survive".

The program opens the copy as it would the next morning; then everything is looked at once more past the
program: rows, record, ledger and files are compared by queries of the tests' own (`looking.py`), so that
a program that believes itself is not believed. A practice that may be damaged (bits flipped, files cut)
may also refuse, or name the damage; what is wrong and not named is a loss there too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

import sqlalchemy as sa

from app.core.acts import ACTIONS, Command
from app.core.errors import Unavailable
from app.core.ids import Id
from app.practice_file import Practice
from app.security.queries import verify
from app.store.attachments import Attachment
from tests.faults import looking
from tests.faults.house import House
from tests.faults.leftovers import leftovers, orphans

_CRASHED = "crashed while"


class Condition(IntEnum):
    """The seven conditions, by their numbers in SAFETY."""

    OPENS = 1
    CLEAN = 2
    ACKNOWLEDGED = 3
    WHOLE = 4
    CHAIN = 5
    NOTHING_LEFT = 6
    NEXT_START = 7


@dataclass(frozen=True)
class Loss:
    """A condition that does not hold, and how it shows; never a patient's data."""

    condition: Condition
    what: str


@dataclass
class Acknowledged:
    """What the program said it did: the ids of its acts in order, and the command that it was cut off in."""

    done: list[Id] = field(default_factory=list)
    cut: tuple[str, Command] | None = None


@dataclass
class Found:
    """What an examination found. `refused` is the cause, `named` the damage that the program told by
    itself.
    """

    refused: str = ""
    named: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def add(self, condition: Condition, what: Iterable[str]) -> None:
        self.losses += [Loss(condition, one) for one in what]

    @property
    def told(self) -> bool:
        """Whether the program refused or named something."""
        return bool(self.refused or self.named)

    @property
    def crashed(self) -> bool:
        return any(one.what.startswith(_CRASHED) for one in self.losses)


def examine(house: House, acknowledged: Acknowledged, *, may_be_damaged: bool = False) -> Found:
    """Open the practice after a fault, and look at all seven conditions.

    With `may_be_damaged`, a refusal or named damage is as good as a sound practice; a crash or a silent
    difference is not. Without it the practice must open and there must be nothing to name.
    """
    found, anchored = Found(), looking.anchors_in(house)
    _open(house, found)
    if may_be_damaged and found.told:
        found.losses = [one for one in found.losses if one.what.startswith(_CRASHED)]
        return found
    if found.refused:
        found.add(Condition.OPENS, [f"refused: {found.refused}"])
    found.add(Condition.CLEAN, [f"named: {one}" for one in found.named])
    if not found.refused and not found.crashed:
        _look(house, acknowledged, anchored, found)
        _next_start(house, acknowledged, found)
    found.add(Condition.NOTHING_LEFT, leftovers(house))
    return found


def crash(doing: str, bug: BaseException) -> str:
    """Say what our bug was by kind alone: its text could hold what nobody may read."""
    code = getattr(getattr(bug, "orig", bug), "sqlite_errorname", "")
    return f"{_CRASHED} {doing}: {type(bug).__name__} {code}".rstrip()


def _open(house: House, found: Found) -> None:
    try:
        practice = house.open()
    except Unavailable as refused:
        found.refused = refused.cause
    except Exception as bug:
        found.add(Condition.OPENS, [crash("opening", bug)])
    else:
        found.named += [one.message.id for one in practice.history.alarms]
        _ask(practice, found)
        _close(practice, found)


def _ask(practice: Practice, found: Found) -> None:
    try:
        proof = practice.answer(verify, full=True)
    except Unavailable as refused:
        found.named.append(refused.cause)
    except Exception as bug:
        found.add(Condition.CLEAN, [crash("verifying", bug)])
    else:
        found.named += sorted({one.message.id for one in proof.findings})


def _close(practice: Practice, found: Found) -> None:
    try:
        practice.close()
    except Unavailable as refused:
        found.named.append(refused.cause)
    except Exception as bug:
        found.add(Condition.NEXT_START, [crash("closing", bug)])


def _look(house: House, acknowledged: Acknowledged, anchored: list[tuple[int, str]], found: Found) -> None:
    try:
        with looking.looking(house) as connection:
            found.add(Condition.CLEAN, looking.page_faults(connection))
            found.add(Condition.ACKNOWLEDGED, looking.not_once(connection, acknowledged.done))
            found.add(Condition.WHOLE, looking.ledger_faults(connection))
            found.add(Condition.WHOLE, looking.half_acts(connection))
            found.add(Condition.WHOLE, looking.attachment_faults(connection, house))
            found.add(Condition.CHAIN, looking.chain_faults(connection, anchored))
    except sa.exc.DatabaseError as error:
        found.add(Condition.CLEAN, [f"not readable past the program: {type(error).__name__}"])


def _next_start(house: House, acknowledged: Acknowledged, found: Found) -> None:
    """Start once more, send the command again that was cut off, and find it done once; leave an empty log."""
    try:
        practice = house.open()
        try:
            if practice.history.alarms:
                found.add(Condition.NEXT_START, ["alarms at the next start"])
            if acknowledged.cut is not None:
                act, command = acknowledged.cut
                practice.run(ACTIONS[act], command)
                acknowledged.done.append(command.command_id)
        finally:
            practice.close()
        _after_next_start(house, acknowledged, found)
    except Exception as bug:
        found.add(Condition.NEXT_START, [crash("starting next", bug)])


def _after_next_start(house: House, acknowledged: Acknowledged, found: Found) -> None:
    if house.paths.log.exists() and house.paths.log.stat().st_size:
        found.add(Condition.NEXT_START, ["the log is not empty after closing"])
    with looking.looking(house) as connection:
        found.add(Condition.NEXT_START, looking.not_once(connection, acknowledged.done))
        found.add(Condition.CHAIN, looking.chain_faults(connection, looking.anchors_in(house)))
        named = set(connection.execute(sa.select(Attachment.file_name)).scalars())
        found.add(Condition.NOTHING_LEFT, orphans(house, named))
