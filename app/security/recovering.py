"""Coming in with the recovery sheet, when every password is lost.

It follows the order of a sign-in, with two exceptions that SAFETY makes for this key alone: an older slot
set is accepted, and an owner who is no longer active where no other is. Both enter the record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.acts import Role
from app.core.errors import Unavailable
from app.core.ids import Id
from app.security.model import Account
from app.security.sign_in import Door, require_known
from app.security.views import OwnerView
from app.store.attempts import RECOVERY_KEY, Attempts
from app.store.causes import Cause, trouble
from app.store.engine import look_before_opening
from app.store.kdf import KdfCost
from app.store.recovery import RecoveryKey
from app.store.slot_files import Unlocked, unlock_with_recovery
from app.store.slots import (
    PersonLabel,
    SlotSet,
    add_person,
    mark_recovery_used,
    past_version,
    remove_person,
    rewrap,
)


@dataclass(frozen=True)
class Inside:
    """What the sheet opened: the key, who may come in by it, and what the database knows of the slots.

    `closed` are the people whose account is no longer active. Whoever holds this wipes the store key.
    """

    unlocked: Unlocked
    owners: tuple[OwnerView, ...]
    closed: frozenset[Id]
    known_version: int

    @property
    def older(self) -> bool:
        """Whether the slot set is older than the one that the database remembers."""
        return self.unlocked.slots.version < self.known_version

    def owner(self, person_id: Id) -> OwnerView:
        """Return one of those who may come in. Raises Unavailable (no owner) for anyone else."""
        found = next((one for one in self.owners if one.person_id == person_id), None)
        if found is None:
            raise trouble(Cause.NO_OWNER)
        return found

    def told(self, owner: OwnerView) -> dict[str, Any]:
        """Return what the record says of this use, besides who, when and where."""
        slots = self.unlocked.slots
        older = {"found": slots.version, "known": self.known_version} if self.older else None
        return {"older_keys": older, "account_reopened": not owner.active}


def enter_with_sheet(door: Door, recovery_key: RecoveryKey, now: Callable[[], datetime]) -> Inside:
    """Open the recovery slot and see whom the database knows as owners; the lock is held by the caller.

    Raises Unavailable: wait (`seconds`), wrong or no recovery key, no owner, and all that the files can be.
    """
    attempts = Attempts(door.paths)
    seconds = attempts.wait_seconds(RECOVERY_KEY, now())
    if seconds > 0:
        raise trouble(Cause.WAIT, door.paths.file.name, seconds=int(seconds) + 1)
    try:
        unlocked = unlock_with_recovery(door.keys, recovery_key)
    except Unavailable as refused:
        if refused.cause == Cause.WRONG_RECOVERY_KEY:
            attempts.record_failure(RECOVERY_KEY, now())
        raise
    found: list[Inside] = []
    try:
        look_before_opening(
            door.paths.file,
            unlocked.store_key.database_key_hex(),
            lambda connection: found.append(_look(connection, unlocked)),
        )
    except BaseException:
        unlocked.store_key.wipe()
        raise
    attempts.clear(RECOVERY_KEY)
    return found[0]


def _look(connection: sa.Connection, unlocked: Unlocked) -> Inside:
    state = require_known(connection, unlocked)
    columns = (
        Account.id,
        Account.login,
        Account.name,
        Account.short_name,
        Account.role_names,
        Account.active,
    )
    rows = connection.execute(sa.select(*columns).order_by(Account.name)).all()
    owners = [
        OwnerView(row.id, row.login, row.name, row.short_name, tuple(map(Role, row.role_names)), row.active)
        for row in rows
        if Role.OWNER in row.role_names
    ]
    may_come = [one for one in owners if one.active] or owners
    if not may_come:
        raise trouble(Cause.NO_OWNER)
    closed = frozenset(row.id for row in rows if not row.active)
    return Inside(unlocked, tuple(may_come), closed, state.slot_set_version)


def recovered_slots(inside: Inside, label: PersonLabel, password: str, cost: KdfCost) -> SlotSet:
    """Return the set with the owner's new password, newer than any before, its recovery key marked used.

    An older set may know people who have left: their slots go. Slow: a key is derived.
    """
    store_key = inside.unlocked.store_key
    slots = past_version(inside.unlocked.slots, inside.known_version)
    for person in slots.people:
        one = person.label
        gone = one.person_id in inside.closed or one.login == label.login
        if gone and one.person_id != label.person_id:
            slots = remove_person(slots, one.person_id)
    if slots.by_person(label.person_id) is None:
        slots = add_person(slots, store_key, label, password, cost)
    else:
        slots = rewrap(slots, store_key, label.person_id, password, cost)
    return mark_recovery_used(slots)
