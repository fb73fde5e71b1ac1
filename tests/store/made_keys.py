"""A made-up practice with two people and a recovery key, for the tests of the key files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import Unavailable
from app.core.ids import new_id
from app.store import slots
from app.store.files import PracticePaths
from app.store.kdf import FLOOR
from app.store.keys import StoreKey
from app.store.recovery import RecoveryKey
from app.store.slot_files import Unlocked, read_keys, unlock
from app.store.slot_text import read_sealed, seal
from app.store.slots import PersonLabel, SlotSet

Forgery = Callable[[dict[str, Any]], None]

MARIA = PersonLabel(new_id(), "maria", "Maria R.", "medical_assistant")
JAMES = PersonLabel(new_id(), "james", "James T.", "front_desk")
PASSWORDS = {"maria": "four grey herons", "james": "seventeen paper boats"}
STORE_KEY = StoreKey.generate()
RECOVERY = RecoveryKey.generate()


def _practice() -> SlotSet:
    made = slots.new_set(new_id(), "Riverside Family Practice", schema=1, least_program="0.1.0")
    for label in (MARIA, JAMES):
        made = slots.add_person(made, STORE_KEY, label, PASSWORDS[label.login], FLOOR)
    return slots.set_recovery(made, STORE_KEY, RECOVERY)


PRACTICE = _practice()  # made once: each slot costs a derivation


def sign_in(paths: PracticePaths, login: str = "maria", password: str | None = None) -> Unlocked:
    return unlock(read_keys(paths), login, PASSWORDS[login] if password is None else password)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Unavailable) as refused:
        call()
    return refused.value.cause


def forged(change: Forgery, source: SlotSet = PRACTICE) -> bytes:
    """Return the file as someone without the key would rewrite it: any content, the checksum made right."""
    found = json.loads(seal(source, STORE_KEY))
    change(found)
    found.pop("checksum")
    found["checksum"] = hashlib.sha256(_text(found)).hexdigest()
    return _text(found) + b"\n"


def _text(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def is_damaged(raw: bytes) -> bool:
    try:
        read_sealed(raw)
    except ValueError:
        return True
    return False


def write_both(paths: PracticePaths, raw: bytes) -> None:
    paths.keys.write_bytes(raw)
    paths.keys2.write_bytes(raw)
