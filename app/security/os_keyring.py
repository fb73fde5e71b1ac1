"""A slot on this PC that opens with a PIN after a restart: off unless the practice's policy allows it.

The store key is wrapped by two things together: the person's PIN (Argon2id) and 32 random bytes that only the
keyring of the system keeps. The wrapped key lies in the state folder of this PC, never beside the practice.
Neither half opens anything, and nobody comes in without typing. Whoever controls the person's account on this
PC has the random half and the file, and can try PINs as fast as their machine derives keys; so the PIN is
longer here, and the slot ends after some days, five wrong tries, or any change of the person's key slot.

`keyring` raises on a machine without a secret service: then there is no such slot, and the password is used.
"""

from __future__ import annotations

import base64
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from platformdirs import user_state_path

from app.core.errors import RuleViolated, Unavailable
from app.core.findings import Message
from app.core.ids import Id
from app.security.pin import TRIES, PinOwner, pin_trouble, require_pin
from app.store.files import atomic_write, read_bounded
from app.store.kdf import DEFAULT, SALT_BYTES, KdfCost, derive
from app.store.keys import KEY_BYTES, StoreKey

SERVICE = "daybook"
LEAST_DIGITS = 8
_FORMAT, _VERSION = "daybook-pc-slot", 1
_MOST_BYTES = 8192
_NONCE_BYTES = 12


def _backend() -> Any:
    import keyring  # loaded when it is wanted: it looks for every backend there is

    return keyring


def available() -> bool:
    """Tell whether this PC has a keyring that can keep a secret."""
    try:
        found = _backend().get_keyring()
        return bool(getattr(found, "priority", 0) > 0) and "fail" not in type(found).__module__
    except Exception:  # a keyring that cannot even be asked is none; whatever it raises is its own kind
        return False


def place_of(practice_id: Id, login: str, state_folder: Path | None) -> Path:
    """Return where the slot of a person on this PC lies."""
    folder = user_state_path("daybook", appauthor=False) if state_folder is None else state_folder
    name = base64.b32encode(login.encode()).decode().rstrip("=").lower()
    return folder / "slots" / f"{practice_id}.{name}.slot"


@dataclass(frozen=True)
class PcSlot:
    """A slot as it lies on this PC. Nothing in it is secret without the PIN and the keyring."""

    owner: PinOwner
    until: datetime
    tries_left: int
    cost: KdfCost
    salt: bytes
    nonce: bytes
    wrapped: bytes

    @property
    def account(self) -> str:
        """The name under which the keyring holds the other half."""
        return f"{self.owner.practice_id}/{self.owner.person_id}"


def require_long_pin(pin: str) -> None:
    """Raise RuleViolated for a PIN that is too easy, or too short to be kept on a PC."""
    require_pin(pin)
    if len(pin) < LEAST_DIGITS:
        raise RuleViolated("pin", Message("pin.length_on_pc", {"least": LEAST_DIGITS}))


def keep_slot(
    owner: PinOwner,
    store_key: StoreKey,
    pin: str,
    now: datetime,
    days: int,
    state_folder: Path | None,
    *,
    cost: KdfCost = DEFAULT,
) -> None:
    """Write a slot for a person on this PC, and its other half into the keyring. Slow: a key is derived.

    Raises RuleViolated (PIN) and Unavailable (keyring).
    """
    require_long_pin(pin)
    half = secrets.token_bytes(KEY_BYTES)
    bare = PcSlot(
        owner=owner,
        until=now.astimezone(UTC) + timedelta(days=days),
        tries_left=TRIES,
        cost=cost,
        salt=secrets.token_bytes(SALT_BYTES),
        nonce=secrets.token_bytes(_NONCE_BYTES),
        wrapped=b"",
    )
    cipher = AESGCM(_key_of(bare, pin, half))
    wrapped = cipher.encrypt(bare.nonce, store_key.reveal(), _bound(bare))
    try:
        _backend().set_password(SERVICE, bare.account, base64.b64encode(half).decode())
    except Exception as error:  # each keyring raises its own kinds
        raise Unavailable("keyring") from error
    place = place_of(owner.practice_id, owner.login, state_folder)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    atomic_write(place, _text(bare, wrapped, TRIES))


def read_slot(practice_id: Id, login: str, state_folder: Path | None, now: datetime) -> PcSlot | None:
    """Return the slot of a person on this PC, if there is one that may still be tried."""
    try:
        raw = read_bounded(place_of(practice_id, login, state_folder), _MOST_BYTES)
        slot = None if raw is None else _read(raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
    if slot is None or slot.owner.practice_id != practice_id or slot.owner.login != login:
        return None
    return slot if slot.tries_left > 0 and now < slot.until else None


def open_slot(slot: PcSlot, pin: str, state_folder: Path | None) -> StoreKey:
    """Return the store key. Raises Unavailable: pin wrong (`left`), pin gone. Slow: a key is derived.

    The try is counted on the disk before it is made; the right PIN gives the tries back.
    """
    place = place_of(slot.owner.practice_id, slot.owner.login, state_folder)
    left = slot.tries_left - 1
    atomic_write(place, _text(slot, slot.wrapped, left))
    try:
        half = base64.b64decode(_backend().get_password(SERVICE, slot.account) or "")
        found = AESGCM(_key_of(slot, pin, half)).decrypt(slot.nonce, slot.wrapped, _bound(slot))
    except InvalidTag:
        if left == 0:
            remove_slot(slot, state_folder)
            raise pin_trouble("pin_gone") from None
        raise pin_trouble("pin_wrong", left=left) from None
    except Exception:  # the keyring is locked, gone, or was emptied
        raise pin_trouble("pin_gone") from None
    atomic_write(place, _text(slot, slot.wrapped, TRIES))
    return StoreKey(found)


def remove_slot(slot: PcSlot, state_folder: Path | None) -> bool:
    """Remove both halves of a slot; say whether the file is gone."""
    with suppress(
        Exception
    ):  # there is none, or no keyring: the half that lies in the file goes all the same
        _backend().delete_password(SERVICE, slot.account)
    place = place_of(slot.owner.practice_id, slot.owner.login, state_folder)
    try:
        place.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def remove_slots(practice_id: Id, state_folder: Path | None) -> list[str]:
    """Remove every slot of a practice on this PC; return the names of files that could not be removed."""
    left = []
    folder = place_of(practice_id, "", state_folder).parent
    for place in sorted(folder.glob(f"{practice_id}.*.slot")):
        try:
            slot = _read(read_bounded(place, _MOST_BYTES) or b"")
            remove_slot(slot, state_folder)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        try:
            place.unlink(missing_ok=True)
        except OSError:
            left.append(place.name)
    return left


def _key_of(slot: PcSlot, pin: str, half: bytes) -> bytes:
    if len(half) != KEY_BYTES:
        raise ValueError("the half in the keyring")
    typed = derive(pin.encode("utf-8", "replace")[:64], slot.salt, slot.cost).key
    return HKDF(hashes.SHA256(), KEY_BYTES, half, b"daybook/1/pc-slot").derive(typed)


def _bound(slot: PcSlot) -> bytes:
    one, cost = slot.owner, slot.cost
    ids = [str(one.practice_id), str(one.person_id), one.login, str(one.slot_id), one.slot_version]
    said = ["daybook/1/pc-slot", *ids, slot.until.isoformat(), cost.memory_kib, cost.passes, cost.lanes]
    return json.dumps(said, separators=(",", ":")).encode()


def _text(slot: PcSlot, wrapped: bytes, tries_left: int) -> bytes:
    one = slot.owner
    fields = {
        "format": _FORMAT,
        "format_version": _VERSION,
        "practice_id": str(one.practice_id),
        "person_id": str(one.person_id),
        "login": one.login,
        "slot_id": str(one.slot_id),
        "slot_version": one.slot_version,
        "until": slot.until.isoformat(),
        "tries_left": tries_left,
        "cost": [slot.cost.memory_kib, slot.cost.passes, slot.cost.lanes],
        "salt": slot.salt.hex(),
        "nonce": slot.nonce.hex(),
        "wrapped": wrapped.hex(),
    }
    return json.dumps(fields).encode() + b"\n"


def _read(raw: bytes) -> PcSlot:
    found = json.loads(raw)
    if found["format"] != _FORMAT or found["format_version"] != _VERSION:
        raise ValueError("format")
    cost = KdfCost(*(int(number) for number in found["cost"]))
    if not cost.acceptable:
        raise ValueError("cost")
    owner = PinOwner(
        Id(found["practice_id"]),
        Id(found["person_id"]),
        str(found["login"]),
        Id(found["slot_id"]),
        int(found["slot_version"]),
    )
    return PcSlot(
        owner=owner,
        until=datetime.fromisoformat(found["until"]).astimezone(UTC),
        tries_left=min(int(found["tries_left"]), TRIES),
        cost=cost,
        salt=bytes.fromhex(found["salt"]),
        nonce=bytes.fromhex(found["nonce"]),
        wrapped=bytes.fromhex(found["wrapped"]),
    )
