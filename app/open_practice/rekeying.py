"""A new store key for a practice: for a hostile leaver, or a key that others may have seen.

Only the owner who does it keeps a password, for only that one is typed now. Everybody else comes in with a
one-time code (why codes and no sealed public keys: DECISIONS, "A new store key").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.ids import Id
from app.core.progress import Progress
from app.documents.sign_in_slips import CodeSlip, render_code_slips
from app.documents.words import words_for
from app.open_practice.backing_up import BackingUp
from app.open_practice.history import History
from app.open_practice.open_file import OpenFile
from app.security.key_ring import PendingKey
from app.security.model import Account
from app.store import audit
from app.store.anchor_file import AnchorReading, AnchorState
from app.store.audit import AuditRow, Head
from app.store.files import PracticeLock, read_bounded
from app.store.keys import StoreKey
from app.store.one_time_code import OneTimeCode
from app.store.recovery import RecoveryKey
from app.store.rekey_swapping import RekeySwap
from app.store.rekeying import NewKey, prepare
from app.store.rekeying_causes import RekeyCause, rekey_trouble
from app.store.slots import (
    PersonLabel,
    SlotSet,
    give_code,
    put_recovery_in_force,
    remove_person,
    rewrap,
    set_recovery,
)

EVENT = "store_key_changed"
_ACT = "practice.change_store_key"
_MOST_ANCHOR = 4096
CODE_DAYS = 7
"""How long the codes open: the staff come in one by one, some of them after a week-end."""


@dataclass(frozen=True)
class PersonCode:
    """A person's way in after the change: the code is told to them and to nobody else."""

    label: PersonLabel
    code: OneTimeCode

    @property
    def login(self) -> str:
        return self.label.login

    @property
    def name(self) -> str:
        return self.label.name


@dataclass(frozen=True)
class Rekeyed:
    """What was done: who comes in with which code now, and the number of the new audit key."""

    codes: tuple[PersonCode, ...]
    codes_until: datetime
    audit_key: int


class Rekeying:
    """Changes the store key of an open practice, which is closed afterwards."""

    def __init__(self, file: OpenFile, lock: PracticeLock, history: History, backups: BackingUp) -> None:
        self._file, self._lock, self._history, self._backups = file, lock, history, backups

    def require(self) -> None:
        """Refuse whoever is no owner, and a practice whose record is in doubt: a new file would hide it.

        Raises NotPermitted and Unavailable (rekey history in doubt).
        """
        self._file.require_second_step()
        self._file.require_owner(_ACT)
        if self._history.alarms:
            raise rekey_trouble(RekeyCause.HISTORY_IN_DOUBT)

    def change(
        self,
        password: str,
        pending: PendingKey,
        typed: tuple[str, ...] | None,
        progress: Progress | None = None,
    ) -> Rekeyed:
        """Put the practice under a new store key and close it; from then on nothing old opens it.

        `pending` is the new recovery key; `typed` are its groups read back from the sheet (None: they are
        asked for at the next sign-in). Slow, half a minute for a GB; never on the GUI thread, and nothing
        else can be done meanwhile.

        Raises NotPermitted, RuleViolated (a group is wrong), Unavailable and Cancelled: then the practice is
        under its old key, except after `rekey_unfinished`, which the next opening finishes.
        """
        self.require()
        file = self._file
        recovery = RecoveryKey(pending.key.reveal()) if typed is None else pending.proved(typed)
        file.ring.prove(file.actor.person_id, password, file.setting.clock.now)
        give = set_recovery if typed is None else put_recovery_in_force
        with file.ring.changing, file.database.writing, StoreKey.generate() as key:
            codes = self._codes()
            until = file.setting.clock.now() + timedelta(days=CODE_DAYS)
            slots = give(_under(file, key, password, codes, until), key, recovery)
            recovery.wipe()
            made = self._change(NewSet(key, slots, codes), progress or Progress())
        pending.wipe()
        return Rekeyed(tuple(codes.values()), until, made)

    def _change(self, new: NewSet, progress: Progress) -> int:
        """Make the new files and put them in place; return the number of the new audit key."""
        file, numbers = self._file, list[int]()
        file.anchors.write_now()  # from here on they stand still: nothing is committed

        def enter(connection: sa.Connection, number: int) -> Head:
            numbers.append(number)
            return audit.append(connection, [file.event(EVENT, self._told(new, number))], checkpoint=True)

        swap, now = RekeySwap.at(file.paths), file.setting.clock.now()
        prepare(swap, file.key, NewKey(store_key=new.key, slots=new.slots, enter=enter, now=now), progress)
        self._swap(swap)
        return numbers[0]

    def _told(self, new: NewSet, number: int) -> dict[str, object]:
        digests = [_digest(one) for one in self._file.anchors.read() if one.anchor is not None]
        codes_for = [str(person_id) for person_id in new.codes]
        return {"audit_key": number, "codes_for": codes_for, "anchors_before": digests}

    def slips(self, done: Rekeyed) -> bytes:
        """Return a slip for each person who got a code, as one PDF. The practice may be closed by then."""
        file = self._file
        until = done.codes_until.astimezone(file.around.zone)
        return render_code_slips(
            [
                CodeSlip(file.practice_name, one.name, one.login, one.code.groups(), until)
                for one in done.codes
            ],
            words_for("en"),
        )

    def _codes(self) -> dict[Id, PersonCode]:
        """Draw a code for everyone who may sign in, but for who is signed in."""
        with Session(self._file.database.reader) as session:
            active = set(session.scalars(sa.select(Account.id).where(Account.active)))
        labels = [person.label for person in self._file.ring.slots.people]
        return {
            one.person_id: PersonCode(one, OneTimeCode.generate())
            for one in labels
            if one.person_id in active and one.person_id != self._file.actor.person_id
        }

    def _swap(self, swap: RekeySwap) -> None:
        """Close the old database, then go forward only."""
        file = self._file
        self._backups.close()
        file.anchors.close()
        file.database.close()
        try:
            swap.ready()
            swap.finish()
        finally:
            swap.give_up()  # which it does not, once the files are noted as whole
            file.key.wipe()
            self._lock.close()


@dataclass(frozen=True)
class NewSet:
    """The new key, the slots that open it, and the codes of those whose password nobody knows."""

    key: StoreKey
    slots: SlotSet
    codes: Mapping[Id, PersonCode]


def _under(
    file: OpenFile, key: StoreKey, password: str, codes: Mapping[Id, PersonCode], until: datetime
) -> SlotSet:
    """Return the slots of the open practice under a new key; whoever has no code gets none."""
    slots, own = file.ring.slots, file.actor.person_id
    for person in slots.people:
        person_id = person.label.person_id
        if person_id == own:
            slots = rewrap(slots, key, own, password, person.slot.cost)
        elif person_id in codes:
            slots = give_code(slots, key, person.label, codes[person_id].code, until)
        else:
            slots = remove_person(slots, person_id)
    return slots


def _digest(anchor: AnchorReading) -> str:
    return hashlib.sha256(read_bounded(anchor.path, _MOST_ANCHOR) or b"").hexdigest()


def forget_replaced_anchor(file: OpenFile) -> None:
    """Remove an anchor of this PC that the last change of the store key left under the old key.

    It lies outside the practice's folder, so it cannot move together with the files; the record of the new
    database names its exact content, and nothing else is taken for it.
    """
    stale = [one for one in file.anchors.read() if one.state is AnchorState.BAD_CODE]
    if stale:
        named = _anchors_before(file)
        for one in stale:
            if _digest(one) in named:
                one.path.unlink(missing_ok=True)


def _anchors_before(file: OpenFile) -> frozenset[str]:
    asked = sa.select(AuditRow.entry).where(AuditRow.event == EVENT).order_by(AuditRow.sequence.desc())
    with file.database.reader.connect() as connection:
        entry = connection.execute(asked.limit(1)).scalar_one_or_none()
    return frozenset(json.loads(entry)["details"].get("anchors_before", [])) if entry else frozenset()
