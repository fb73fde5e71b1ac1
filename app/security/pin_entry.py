"""Coming in with a PIN: what a password would open anew, the PIN gives back from this process's memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.core.errors import Unavailable
from app.security.os_keyring import PcSlot, open_slot, remove_slot
from app.security.pin import TRIES, PinOwner, PinUnlock, pin_trouble
from app.security.sign_in import Door, admit
from app.store.attempts import Attempts
from app.store.causes import Cause, trouble
from app.store.engine import look_before_opening
from app.store.keys import StoreKey
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

    A wrong try is kept in `FILE.attempts`, for the record. A PIN whose slot has changed meanwhile (a new
    password, a new store key) is wiped.

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
        return _enter(door, kept.owner, store_key, attempts)
    except Unavailable:  # what was true of the practice then is not true any more
        kept.wipe()
        raise


def enter_with_pc_slot(
    door: Door, slot: PcSlot, pin: str, now: Callable[[], datetime], state_folder: Path | None
) -> Unlocked:
    """Open with the slot that this PC keeps; the lock is held by the caller. Raises as `enter_with_pin`."""
    attempts = Attempts(door.paths)
    seconds = attempts.wait_seconds(slot.owner.login, now())
    if seconds > 0:
        raise trouble(Cause.WAIT, door.paths.file.name, seconds=int(seconds) + 1)
    try:
        store_key = open_slot(slot, pin, state_folder)
    except Unavailable:
        attempts.record_failure(slot.owner.login, now())
        raise
    try:
        return _enter(door, slot.owner, store_key, attempts)
    except Unavailable:
        remove_slot(slot, state_folder)
        raise


def _enter(door: Door, owner: PinOwner, store_key: StoreKey, attempts: Attempts) -> Unlocked:
    try:
        unlocked = unlock_with_key(door.keys, store_key, owner.person_id)
        if pin_owner(unlocked.slots, owner.login) != owner:
            raise pin_trouble("pin_gone")
        key_hex = store_key.database_key_hex()
        look_before_opening(door.paths.file, key_hex, lambda found: admit(found, unlocked))
    except BaseException:
        store_key.wipe()
        raise
    attempts.clear(owner.login)
    repair(unlocked, door.paths)
    return unlocked
