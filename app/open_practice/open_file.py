"""The parts of an open practice that its staff's keys, its backups and its history all work on."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.acts import Actor, Role
from app.core.errors import NotPermitted
from app.core.findings import Finding
from app.core.ids import Id, new_id
from app.open_practice.setting import Setting
from app.security.key_ring import KeyRing
from app.store import audit
from app.store.anchoring import Anchors
from app.store.audit import Entry, Head
from app.store.causes import Cause, trouble
from app.store.clock_watch import ClockWatch
from app.store.engine import Database
from app.store.files import PracticePaths
from app.store.keys import StoreKey
from app.store.slots import SlotSet
from app.store.work import Reading, Surroundings, Work


@dataclass
class OpenFile:
    """An open file with the person signed in: its key and key files, database, anchors, and who acts.

    What happens to the file itself (a sign-in, a change of keys, a backup) is no act of a room: it enters
    the record here.
    """

    paths: PracticePaths
    key: StoreKey
    ring: KeyRing
    database: Database
    anchors: Anchors
    around: Surroundings
    actor: Actor
    setting: Setting
    second_step_due: bool = False
    """Whether the person must still prove, or set up, the second step: until then nothing is done."""
    disagreements: tuple[Finding, ...] = ()
    """What anchors said of the record when it was opened, until the owner accepted its history."""
    before_closing: list[Callable[[], None]] = field(default_factory=list)
    """What must have let the file go before it is closed."""

    def __post_init__(self) -> None:
        self._watch = ClockWatch(self.setting.clock, self._clock_jumped)
        self.around.committed = self._committed

    def _committed(self, head: Head) -> None:
        self.anchors.note(head)
        self._watch.look()

    def _clock_jumped(self, by: timedelta) -> None:
        self.append([audit.clock_jump(self.setting.clock.now(), self.actor, by)])

    def require_second_step(self) -> None:
        """Raise Unavailable (second step due) while it is still to be proved."""
        if self.second_step_due:
            raise trouble(Cause.SECOND_STEP_DUE)

    @property
    def practice_id(self) -> Id:
        return self.ring.slots.practice_id

    @property
    def practice_name(self) -> str:
        return self.ring.slots.practice_name

    def work(self, *, origin: str = "") -> Work:
        """Return a unit of work of the person signed in."""
        self.require_second_step()
        return Work(self.actor, self.around, origin=origin)

    def reading(self, session: Session) -> Reading:
        """Return a reading of the person signed in."""
        return Reading(session, self.actor, self.around)

    def require_owner(self, act: str) -> None:
        """Raise NotPermitted for anyone but an owner."""
        self.require_second_step()
        if Role.OWNER not in self.actor.roles:
            raise NotPermitted(act)

    def close(self) -> None:
        """Anchor, fold the log in, close every handle and wipe the keys, each though another one failed.

        Raises Unavailable where the disk did not take the last of it.
        """
        for stop in self.before_closing:
            stop()
        with ExitStack() as each:
            each.callback(self.key.wipe)
            each.callback(self.database.close)
            each.callback(self.anchors.close)

    def record(self, event: str, *, checkpoint: bool = True, **details: Any) -> None:
        """Write an event that is no act (sign-in, lock, backup), with a checkpoint, and anchor it at once."""
        self.append([self.event(event, details)], checkpoint=checkpoint)
        self.anchors.write_now()

    def append(self, entries: list[Entry], *, checkpoint: bool = False) -> None:
        """Add rows to the record in a transaction of their own."""
        with self.database.writing, self.database.writer.begin() as connection:
            head = audit.append(connection, entries, checkpoint=checkpoint)
        self._committed(head)

    def change_keys(self, slots: SlotSet, event: str, **details: Any) -> None:
        """Write the key files and the event in one transaction; cut off, the next sign-in tells of it."""
        with self.database.writing, self.database.writer.begin() as connection:
            head = audit.append(connection, [self.event(event, details)], checkpoint=True)
            self.ring.keep(slots, connection)
        self.anchors.note(head)
        self.anchors.write_now()

    def event(self, event: str, details: dict[str, Any]) -> Entry:
        """Return the row of an event of the person signed in, for a transaction of the caller's."""
        now = self.setting.clock.now()
        kept = {name: value for name, value in details.items() if value}
        return Entry(event=event, act="", act_id=new_id(), at=now, actor=self.actor, details=kept)
