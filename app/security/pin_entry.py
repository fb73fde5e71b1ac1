"""Coming in with a PIN: what a password would open anew, the PIN gives back from this process's memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.core.errors import Unavailable
from app.security.pin import TRIES, PinOwner, PinUnlock, pin_trouble
from app.security.sign_in import Door, admit
from app.store.attempts import Attempts
from app.store.causes import Cause, trouble
from app.store.engine import look_before_opening
from app.store.slot_files import Unlocked, repair, unlock_with_key
from app.store.slots import SlotSet


def pin_owner(slots: SlotSet, login: str) -> PinOwner:
    """Return for whom a PIN would unlock. Raises Unavailable (wrong password) for nobody."""
    person = slots.by_login(login)
    if person is None:
        raise trouble(Cause.WRONG_PASSWORD)
    label, slot = person.label, person.slot
    return PinOwner(slots.practice_id, label.person_id, label.login, slot.slot_id, slot.version)


def enter_with_pin(door: Door, kept: PinUnlock, pin: str, now: Callable[[], datetime]) -> Unlocked:
    """Open with the PIN and let the database admit the person; the lock is held by the caller.

    A wrong try is kept in `FILE.attempts`, for the record. A PIN whose slot has changed
    meanwhile (a new password, a new store key) is wiped.

    Raises Unavailable: pin wrong, pin gone, no longer active, and all that the files can be.
    """
    attempts = Attempts(door.paths)
    try:
        store_key = kept.unlock(pin)
    except Unavailable:
        if kept.tries_left < TRIES:
            attempts.record_failure(kept.owner.login, now())
        raise
    try:
        unlocked = unlock_with_key(door.keys, store_key, kept.owner.person_id)
        if pin_owner(unlocked.slots, kept.owner.login) != kept.owner:
            raise pin_trouble("pin_gone")
        key_hex = store_key.database_key_hex()
        look_before_opening(door.paths.file, key_hex, lambda found: admit(found, unlocked))
    except BaseException as error:
        store_key.wipe()
        if isinstance(error, Unavailable):  # what was true of the practice then is not true any more
            kept.wipe()
        raise
    attempts.clear(kept.owner.login)
    repair(unlocked, door.paths)
    return unlocked
