"""The keys of an open practice: who has a slot, and the recovery key. A change rewrites both copies."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa

from app.core.errors import RuleViolated, Unavailable
from app.core.findings import Message
from app.core.ids import Id
from app.store.attempts import Attempts
from app.store.causes import Cause, trouble
from app.store.files import PracticePaths
from app.store.kdf import password_bytes
from app.store.keys import StoreKey
from app.store.recovery import GroupPlace, RecoveryKey, group_place, groups_to_confirm, plain_characters
from app.store.slot_files import Unlocked, read_keys, write_set
from app.store.slots import (
    RecoveryState,
    SlotSet,
    confirm_recovery,
    put_recovery_in_force,
    remove_person,
    unwrap_person,
)
from app.store.state import write_slot_set_version


class PendingKey:
    """A new recovery key while its sheet is printed and read back. Until then the earlier sheet opens."""

    def __init__(self) -> None:
        self._key: RecoveryKey | None = RecoveryKey.generate()
        self._asked = groups_to_confirm()

    @property
    def key(self) -> RecoveryKey:
        """The key. Raises Unavailable (key wiped) once it was forgotten."""
        if self._key is None:
            raise trouble(Cause.KEY_WIPED)
        return self._key

    @property
    def places(self) -> tuple[GroupPlace, ...]:
        """The places of the groups to type back."""
        return tuple(group_place(place) for place in self._asked)

    def proved(self, typed: tuple[str, ...]) -> RecoveryKey:
        """Return the key if the groups are those of the sheet, as a copy that no `wipe` empties meanwhile.

        Raises RuleViolated, which names the wrong group, and Unavailable (key wiped).
        """
        key = RecoveryKey(self.key.reveal())
        answers = (*typed, *[""] * len(self._asked))
        for place, answer in zip(self._asked, answers, strict=False):
            if not secrets.compare_digest(plain_characters(answer).encode(), key.group(place).encode()):
                where = group_place(place)
                params = {"line": where.line, "group": where.group}
                raise RuleViolated("recovery_group", Message("store.recovery_key.group_wrong", params))
        return key

    def wipe(self) -> None:
        """Forget the key: from now on the sheet is waste paper, unless it is in force."""
        key, self._key = self._key, None
        if key is not None:
            key.wipe()


class KeyRing:
    """The slot set of an open practice and the store key that authenticates it.

    Whoever changes the set holds `changing` from reading `slots` until `keep` has returned.
    """

    def __init__(self, paths: PracticePaths, unlocked: Unlocked) -> None:
        self._paths, self.store_key = paths, unlocked.store_key
        self.slots = unlocked.slots
        self.changing = threading.Lock()

    def keep(self, slots: SlotSet, connection: sa.Connection) -> None:
        """Write both copies, then let the database remember the version, within the caller's transaction.

        When it fails in between, what is newest on the disk is what holds from then on. Raises Unavailable.
        """
        try:
            write_set(self._paths, slots, self.store_key)
        except Unavailable:
            self._take_up_newest()
            raise
        self.slots = slots
        write_slot_set_version(connection, slots.version)

    def _take_up_newest(self) -> None:
        with suppress(Unavailable):
            found = read_keys(self._paths).candidates
            newest = next((one for one in found if one.is_authentic(self.store_key)), None)
            if newest is not None and newest.slots.version > self.slots.version:
                self.slots = newest.slots

    def without_strangers(self, there: Collection[Id]) -> SlotSet:
        """Return the set without the slots of people who are not among those who have an account."""
        slots = self.slots
        for person in slots.people:
            if person.label.person_id not in there:
                slots = remove_person(slots, person.label.person_id)
        return slots

    def write(self, slots: SlotSet) -> None:
        """Write both copies alone, to put right what a failed change left; the database stays behind."""
        self.slots = slots
        write_set(self._paths, slots, self.store_key)

    # -- the recovery key -----------------------------------------------------------------------------------

    @property
    def asked(self) -> tuple[int, ...]:
        """The places of the groups to type back from a sheet that nobody confirmed, 0 to 7."""
        recovery = self.slots.recovery
        if recovery is None or recovery.state is not RecoveryState.UNCONFIRMED:
            return ()
        return tuple(asked.place for asked in recovery.asked)

    @property
    def needs_new_recovery(self) -> bool:
        """Whether the recovery key was used, or there is none, so that a new one is due before other work."""
        return self.slots.recovery is None or self.slots.recovery.state is RecoveryState.USED

    def confirmed(self, typed: tuple[str, ...]) -> SlotSet:
        """Return the set with its recovery key confirmed. Raises RuleViolated, which names a wrong group."""
        return confirm_recovery(self.slots, self.store_key, typed)

    def with_recovery(self, pending: PendingKey, typed: tuple[str, ...]) -> SlotSet:
        """Return the set with the new recovery key in force, if its sheet was read back rightly."""
        key = pending.proved(typed)
        try:
            return put_recovery_in_force(self.slots, self.store_key, key)
        finally:
            key.wipe()

    # -- the person signed in -------------------------------------------------------------------------------

    def prove(self, person_id: Id, password: str, now: Callable[[], datetime]) -> None:
        """Ask a person who is signed in for their password once more, waiting as at the sign-in.

        Raises Unavailable: wait (`seconds`), wrong password, slot damaged.
        """
        person = self.slots.by_person(person_id)
        if person is None:
            raise trouble(Cause.WRONG_PASSWORD)
        attempts = Attempts(self._paths)
        seconds = attempts.wait_seconds(person.label.login, now())
        if seconds > 0:
            raise trouble(Cause.WAIT, self._paths.file.name, seconds=int(seconds) + 1)
        outcome = unwrap_person(self.slots, person, password_bytes(password))
        if not isinstance(outcome, StoreKey):
            attempts.record_failure(person.label.login, now())
            raise trouble(Cause.WRONG_PASSWORD)
        outcome.wipe()
        attempts.clear(person.label.login)
