"""The slot set as text: one line of canonical JSON in `FILE.keys`, with a checksum and a code.

The checksum tells a damaged copy from a sound one before anybody has typed a password. The code (HMAC by
the slot-set key) tells an authentic set from one that somebody wrote, once the store key is known.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from app.core.ids import Id
from app.store.kdf import CHECK_BYTES, SALT_BYTES, KdfCost
from app.store.keys import MAC_BYTES, StoreKey, authentication_code, is_authentic
from app.store.recovery import GROUPS
from app.store.slots import (
    MOST_PEOPLE,
    NONCE_BYTES,
    WRAPPED_BYTES,
    AskedGroup,
    PersonLabel,
    PersonSlot,
    RecoverySlot,
    RecoveryState,
    Slot,
    SlotSet,
    is_label,
    is_login,
)

FORMAT = "daybook-keys"
FORMAT_VERSION = 2
"""Form 2 knows slots of one-time codes; form 1, without them, is read as well."""
MOST_BYTES = 4 * 1024 * 1024

_MOST_NUMBER = 1 << 53
_PROGRAM_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}", re.ASCII)


class NewerForm(Exception):
    """A sound file in a form that only a later program knows."""


@dataclass(frozen=True)
class SealedSet:
    """A slot set as it was read: its exact bytes, its content, and its code, which is still to be checked."""

    raw: bytes
    slots: SlotSet
    code: bytes

    def is_authentic(self, store_key: StoreKey) -> bool:
        return is_authentic(store_key.slot_set_key(), _canonical(_set_fields(self.slots)), self.code)


def seal(slots: SlotSet, store_key: StoreKey) -> bytes:
    """Return the bytes of `FILE.keys` for this set."""
    fields = _set_fields(slots)
    code = authentication_code(store_key.slot_set_key(), _canonical(fields))
    body = {"format": FORMAT, "format_version": FORMAT_VERSION, "code": _text(code), "set": fields}
    return _canonical({**body, "checksum": _checksum(body)}) + b"\n"


def read_sealed(raw: bytes) -> SealedSet:
    """Read the bytes of one copy. Raises ValueError if they are damaged, NewerForm for a later form."""
    try:
        found = json.loads(raw, object_pairs_hook=_no_repeats, parse_constant=_refuse, parse_float=_refuse)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(found, dict) or _canonical(found) + b"\n" != raw:
        raise ValueError("not in canonical form")
    body = {name: value for name, value in found.items() if name != "checksum"}
    if found.get("checksum") != _checksum(body) or found.get("format") != FORMAT:
        raise ValueError("checksum or format")
    if _number(found, "format_version") > FORMAT_VERSION:
        raise NewerForm
    _exactly(body, "format", "format_version", "code", "set")
    return SealedSet(raw, _read_set(_object(body, "set")), _binary(body, "code", MAC_BYTES))


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _checksum(body: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()


def _set_fields(slots: SlotSet) -> dict[str, object]:
    recovery = slots.recovery
    return {
        "practice_id": str(slots.practice_id),
        "practice_name": slots.practice_name,
        "schema": slots.schema,
        "least_program": slots.least_program,
        "version": slots.version,
        "people": [
            {
                "person_id": str(person.label.person_id),
                "login": person.label.login,
                "name": person.label.name,
                "role": person.label.role,
                "slot": _slot_fields(person.slot),
            }
            for person in slots.people
        ],
        "recovery": None
        if recovery is None
        else {
            "state": recovery.state.value,
            "asked": [{"place": asked.place, "code": _text(asked.code)} for asked in recovery.asked],
            "slot": _slot_fields(recovery.slot),
        },
    }


def _slot_fields(slot: Slot) -> dict[str, object]:
    return {
        "slot_id": str(slot.slot_id),
        "version": slot.version,
        "memory_kib": slot.cost.memory_kib,
        "passes": slot.cost.passes,
        "lanes": slot.cost.lanes,
        "salt": _text(slot.salt),
        "check": _text(slot.check),
        "nonce": _text(slot.nonce),
        "wrapped": _text(slot.wrapped),
        **({} if slot.until is None else {"until": slot.until}),
    }


def _read_set(found: Mapping[str, object]) -> SlotSet:
    _exactly(
        found, "practice_id", "practice_name", "schema", "least_program", "version", "people", "recovery"
    )
    least_program = _string(found, "least_program")
    if not _PROGRAM_VERSION.fullmatch(least_program):
        raise ValueError("least_program")
    slots = SlotSet(
        practice_id=_id(found, "practice_id"),
        practice_name=_label(found, "practice_name"),
        schema=_number(found, "schema"),
        least_program=least_program,
        version=_number(found, "version"),
        people=tuple(_read_person(item) for item in _list(found, "people")),
        recovery=None if found["recovery"] is None else _read_recovery(_object(found, "recovery")),
    )
    _refuse_doubles(slots)
    return slots


def _refuse_doubles(slots: SlotSet) -> None:
    ids = [person.slot.slot_id for person in slots.people]
    if slots.recovery:
        ids.append(slots.recovery.slot.slot_id)
    for values in (
        ids,
        [person.label.login for person in slots.people],
        [person.label.person_id for person in slots.people],
    ):
        if len(set(values)) != len(values):
            raise ValueError("repeated slot, login or person")
    if len(slots.people) > MOST_PEOPLE:
        raise ValueError("too many people")


def _read_person(item: object) -> PersonSlot:
    found = _as_object(item)
    _exactly(found, "person_id", "login", "name", "role", "slot")
    login = _string(found, "login")
    if not is_login(login):
        raise ValueError("login")
    label = PersonLabel(_id(found, "person_id"), login, _label(found, "name"), _label(found, "role"))
    slot = _object(found, "slot")
    return PersonSlot(label, _read_slot(slot, _number(slot, "until") if "until" in slot else None))


def _read_recovery(found: Mapping[str, object]) -> RecoverySlot:
    _exactly(found, "state", "asked", "slot")
    asked = tuple(_read_asked(item) for item in _list(found, "asked"))
    return RecoverySlot(RecoveryState(_string(found, "state")), asked, _read_slot(_object(found, "slot")))


def _read_asked(item: object) -> AskedGroup:
    found = _as_object(item)
    _exactly(found, "place", "code")
    place = _number(found, "place")
    if place >= GROUPS:
        raise ValueError("place")
    return AskedGroup(place, _binary(found, "code", MAC_BYTES))


_SLOT = ("slot_id", "version", "memory_kib", "passes", "lanes", "salt", "check", "nonce", "wrapped")


def _read_slot(found: Mapping[str, object], until: int | None = None) -> Slot:
    _exactly(found, *_SLOT, *(() if until is None else ("until",)))
    cost = KdfCost(_number(found, "memory_kib"), _number(found, "passes"), _number(found, "lanes"))
    if not cost.acceptable:
        raise ValueError("cost of key derivation")
    return Slot(
        slot_id=_id(found, "slot_id"),
        version=_number(found, "version"),
        cost=cost,
        salt=_binary(found, "salt", SALT_BYTES),
        check=_binary(found, "check", CHECK_BYTES),
        nonce=_binary(found, "nonce", NONCE_BYTES),
        wrapped=_binary(found, "wrapped", WRAPPED_BYTES),
        until=until,
    )


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated name")
    return found


def _refuse(_: str) -> NoReturn:
    raise ValueError("not a number of this form")


def _exactly(found: Mapping[str, object], *names: str) -> None:
    if set(found) != set(names):
        raise ValueError("names")


def _as_object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("object expected")
    return value


def _object(found: Mapping[str, object], name: str) -> Mapping[str, object]:
    return _as_object(found.get(name))


def _list(found: Mapping[str, object], name: str) -> list[object]:
    value = found[name]
    if not isinstance(value, list):
        raise ValueError(name)
    return value


def _string(found: Mapping[str, object], name: str) -> str:
    value = found[name]
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _label(found: Mapping[str, object], name: str) -> str:
    text = _string(found, name)
    if not is_label(text):
        raise ValueError(name)
    return text


def _number(found: Mapping[str, object], name: str) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_NUMBER:
        raise ValueError(name)
    return value


def _id(found: Mapping[str, object], name: str) -> Id:
    text = _string(found, name)
    value = UUID(text)
    if str(value) != text:
        raise ValueError(name)
    return value


def _binary(found: Mapping[str, object], name: str, length: int) -> bytes:
    text = _string(found, name)
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(name) from None
    if len(value) != length or _text(value) != text:
        raise ValueError(name)
    return value


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
