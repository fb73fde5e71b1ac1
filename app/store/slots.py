"""The key slots of a practice: who can open it, and the store key wrapped for each of them.

A slot set is a value. Each change returns a new one with a higher version; `slot_files` writes and reads
it. Names, logins and roles of staff stand in it unencrypted, for the sign-in screen; nothing of patients.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.store.causes import Cause, trouble
from app.store.kdf import FLOOR, SALT_BYTES, KdfCost, derive, password_bytes
from app.store.keys import KEY_BYTES, StoreKey, authentication_code
from app.store.one_time_code import OneTimeCode
from app.store.recovery import RecoveryKey, group_place, groups_to_confirm, plain_characters

NONCE_BYTES = 12
WRAPPED_BYTES = KEY_BYTES + 16
LONGEST_LOGIN = 64
LONGEST_LABEL = 200
MOST_PEOPLE = 1000

_RECOVERY = "recovery"
_UNSHOWABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True)
class Slot:
    """The store key wrapped for one secret: Argon2id, then AES-256-GCM.

    `version` counts the rewraps of this slot. The cost is authenticated with the wrapped key, and read
    from a file only within the bounds of `KdfCost`. `until` stands in the slot of a one-time code only: the
    second (UTC, since 1970) from which on it opens nothing, authenticated with the wrapped key.
    """

    slot_id: Id
    version: int
    cost: KdfCost
    salt: bytes
    check: bytes
    nonce: bytes
    wrapped: bytes
    until: int | None = None


@dataclass(frozen=True)
class PersonLabel:
    """Who a slot belongs to, as the sign-in screen shows it before anything is open."""

    person_id: Id
    login: str
    name: str
    role: str


@dataclass(frozen=True)
class PersonSlot:
    label: PersonLabel
    slot: Slot


class RecoveryState(StrEnum):
    """Whether two groups were typed back from the paper, or the key was used and must be replaced."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    USED = "used"


@dataclass(frozen=True)
class AskedGroup:
    """A group of the sheet to be typed back, and its code under the slot-set key, kept until confirmed."""

    place: int
    code: bytes


@dataclass(frozen=True)
class RecoverySlot:
    state: RecoveryState
    asked: tuple[AskedGroup, ...]
    slot: Slot


@dataclass(frozen=True)
class SlotSet:
    """All slots of a practice, and what a program must know before it opens the database.

    `version` rises with every change; the database remembers it, so that an older set is refused.
    `schema` is the database's schema number; `least_program` the oldest program ("0.1.0") that may open it.
    """

    practice_id: Id
    practice_name: str
    schema: int
    least_program: str
    version: int
    people: tuple[PersonSlot, ...] = ()
    recovery: RecoverySlot | None = None

    def by_login(self, login: str) -> PersonSlot | None:
        """Return the person with this login, typed in any case, or None."""
        wanted = normal_login(login)
        return next((person for person in self.people if person.label.login == wanted), None)

    def by_person(self, person_id: Id) -> PersonSlot | None:
        return next((person for person in self.people if person.label.person_id == person_id), None)


def normal_login(login: str) -> str:
    """Return the login as stored and compared: NFKC, case folded, without blanks around it."""
    return unicodedata.normalize("NFKC", login).casefold().strip()


def is_login(login: str) -> bool:
    """Tell whether this is a login in its stored form: 1 to 64 characters, no blanks, nothing unshowable."""
    return (
        0 < len(login) <= LONGEST_LOGIN
        and login == normal_login(login)
        and not any(character.isspace() for character in login)
        and is_label(login)
    )


def is_label(text: str) -> bool:
    """Tell whether a name can be shown: 1 to 200 characters, no control characters or half characters."""
    return 0 < len(text) <= LONGEST_LABEL and _UNSHOWABLE.isdisjoint(map(unicodedata.category, text))


def new_set(practice_id: Id, practice_name: str, *, schema: int, least_program: str) -> SlotSet:
    """Return the set of a new practice, which nobody can open yet. Raises RuleViolated for the name."""
    _require_label("practice_name", practice_name)
    return SlotSet(practice_id, practice_name, schema, least_program, version=1)


def add_person(
    slots: SlotSet, store_key: StoreKey, label: PersonLabel, password: str, cost: KdfCost
) -> SlotSet:
    """Return the set with a slot for one more person.

    Raises RuleViolated: login or name not usable, login or person already there.
    """
    label = replace(label, login=normal_login(label.login))
    _require_person(slots, label)
    slot = _wrap(slots.practice_id, str(label.person_id), store_key, password_bytes(password), cost)
    return _changed(slots, people=(*slots.people, PersonSlot(label, slot)))


def give_code(
    slots: SlotSet, store_key: StoreKey, label: PersonLabel, code: OneTimeCode, until: datetime
) -> SlotSet:
    """Return the set in which this person comes in by a one-time code; a password of theirs opens no more.

    Its bits cannot be guessed, so the derivation costs the floor. Raises RuleViolated as `add_person`.
    """
    label = replace(label, login=normal_login(label.login))
    old = slots.by_person(label.person_id)
    _require_person(replace(slots, people=tuple(one for one in slots.people if one is not old)), label)
    slot = _wrap(
        slots.practice_id,
        str(label.person_id),
        store_key,
        code.secret(),
        FLOOR,
        replaces=old.slot if old else None,
        until=int(until.timestamp()),
    )
    if old is None:
        return _changed(slots, people=(*slots.people, PersonSlot(label, slot)))
    return _with_person(slots, PersonSlot(label, slot))


def with_people_of(slots: SlotSet, earlier: SlotSet) -> SlotSet:
    """Return the newest set with the people and slots of an earlier one: a change that did not come to be."""
    return _changed(past_version(earlier, slots.version))


def past_version(slots: SlotSet, version: int) -> SlotSet:
    """Return the set so that its next change is newer than `version` (an older set that came back to use)."""
    return replace(slots, version=max(slots.version, version))


def remove_person(slots: SlotSet, person_id: Id) -> SlotSet:
    """Return the set without this person; unchanged but for its version if they had no slot."""
    left = tuple(person for person in slots.people if person.label.person_id != person_id)
    return _changed(slots, people=left)


def rewrap(slots: SlotSet, store_key: StoreKey, person_id: Id, password: str, cost: KdfCost) -> SlotSet:
    """Return the set with this person's new password (or cost). Raises RuleViolated if they have no slot."""
    old = _require_slot(slots, person_id)
    slot = _wrap(
        slots.practice_id, str(person_id), store_key, password_bytes(password), cost, replaces=old.slot
    )
    return _with_person(slots, PersonSlot(old.label, slot))


def relabel(slots: SlotSet, label: PersonLabel) -> SlotSet:
    """Return the set with another login, name or role for a person. Raises RuleViolated as `add_person`."""
    label = replace(label, login=normal_login(label.login))
    old = _require_slot(slots, label.person_id)
    others = replace(slots, people=tuple(person for person in slots.people if person is not old))
    _require_person(others, label)
    return _with_person(slots, PersonSlot(label, old.slot))


def describe(
    slots: SlotSet,
    *,
    practice_name: str | None = None,
    schema: int | None = None,
    least_program: str | None = None,
) -> SlotSet:
    """Return the set with another name of the practice, or the needs of a migrated database."""
    if practice_name is not None:
        _require_label("practice_name", practice_name)
    return _changed(
        slots,
        practice_name=slots.practice_name if practice_name is None else practice_name,
        schema=slots.schema if schema is None else schema,
        least_program=slots.least_program if least_program is None else least_program,
    )


def set_recovery(slots: SlotSet, store_key: StoreKey, recovery_key: RecoveryKey) -> SlotSet:
    """Return the set with this recovery key, unconfirmed, in place of any earlier one.

    160 random bits cannot be guessed, so the derivation costs the floor. Which two groups will be asked
    for is chosen here, and only their codes are kept: the other 120 bits are nowhere but on the sheet.
    """
    replaces = slots.recovery.slot if slots.recovery else None
    slot = _wrap(slots.practice_id, _RECOVERY, store_key, recovery_key.reveal(), FLOOR, replaces=replaces)
    asked = tuple(
        AskedGroup(place, _group_code(slots.practice_id, slot, store_key, place, recovery_key.group(place)))
        for place in groups_to_confirm()
    )
    return _changed(slots, recovery=RecoverySlot(RecoveryState.UNCONFIRMED, asked, slot))


def confirm_recovery(slots: SlotSet, store_key: StoreKey, typed: tuple[str, ...]) -> SlotSet:
    """Return the set with the recovery key confirmed, if the groups asked for were typed back rightly.

    `typed` answers `slots.recovery.asked` in its order. Raises Unavailable (no recovery key to confirm)
    and RuleViolated, which names the line and group that is wrong.
    """
    recovery = slots.recovery
    if recovery is None or recovery.state is not RecoveryState.UNCONFIRMED:
        raise trouble(Cause.NO_RECOVERY_KEY)
    answers = (*typed, *[""] * len(recovery.asked))
    for asked, answer in zip(recovery.asked, answers, strict=False):
        code = _group_code(slots.practice_id, recovery.slot, store_key, asked.place, plain_characters(answer))
        if not secrets.compare_digest(code, asked.code):
            place = group_place(asked.place)
            params = {"line": place.line, "group": place.group}
            raise RuleViolated("recovery_group", Message("store.recovery_key.group_wrong", params))
    return _changed(slots, recovery=RecoverySlot(RecoveryState.CONFIRMED, (), recovery.slot))


def put_recovery_in_force(slots: SlotSet, store_key: StoreKey, recovery_key: RecoveryKey) -> SlotSet:
    """Return the set with a recovery key whose sheet was read back already; the earlier one opens nothing."""
    made = set_recovery(slots, store_key, recovery_key)
    slot = made.recovery.slot if made.recovery else None
    return made if slot is None else replace(made, recovery=RecoverySlot(RecoveryState.CONFIRMED, (), slot))


def mark_recovery_used(slots: SlotSet) -> SlotSet:
    """Return the set that says the recovery key was used, so that a new one is due before other work."""
    if slots.recovery is None:
        raise trouble(Cause.NO_RECOVERY_KEY)
    return _changed(slots, recovery=RecoverySlot(RecoveryState.USED, (), slots.recovery.slot))


class Unwrapping(StrEnum):
    """Why a slot did not give its key: another secret, or the right one on a changed or damaged slot."""

    WRONG_SECRET = "wrong_secret"  # noqa: S105 - the name of an outcome
    DAMAGED = "damaged"


def unwrap_person(slots: SlotSet, person: PersonSlot, secret: bytes) -> StoreKey | Unwrapping:
    """Try `secret` on a person's slot. The set is not checked yet: see `slot_files.unlock`."""
    return _unwrap(slots.practice_id, str(person.label.person_id), person.slot, secret)


def unwrap_recovery(slots: SlotSet, recovery: RecoverySlot, secret: bytes) -> StoreKey | Unwrapping:
    """Try `secret` on the recovery slot. The set is not checked yet: see `slot_files`."""
    return _unwrap(slots.practice_id, _RECOVERY, recovery.slot, secret)


def _wrap(
    practice_id: Id,
    owner: str,
    store_key: StoreKey,
    secret: bytes,
    cost: KdfCost,
    replaces: Slot | None = None,
    until: int | None = None,
) -> Slot:
    salt = secrets.token_bytes(SALT_BYTES)
    derived = derive(secret, salt, cost)
    bare = Slot(
        slot_id=replaces.slot_id if replaces else new_id(),
        version=replaces.version + 1 if replaces else 1,
        cost=cost,
        salt=salt,
        check=derived.check,
        nonce=secrets.token_bytes(NONCE_BYTES),
        wrapped=b"",
        until=until,
    )
    bound = _bound_to(practice_id, owner, bare)
    return replace(bare, wrapped=AESGCM(derived.key).encrypt(bare.nonce, store_key.reveal(), bound))


def _unwrap(practice_id: Id, owner: str, slot: Slot, secret: bytes) -> StoreKey | Unwrapping:
    derived = derive(secret, slot.salt, slot.cost)
    if not secrets.compare_digest(derived.check, slot.check):
        return Unwrapping.WRONG_SECRET
    try:
        found = AESGCM(derived.key).decrypt(slot.nonce, slot.wrapped, _bound_to(practice_id, owner, slot))
    except InvalidTag:
        return Unwrapping.DAMAGED
    return StoreKey(found)


def _bound_to(practice_id: Id, owner: str, slot: Slot) -> bytes:
    """Return what a wrapped key is authenticated with, so that it opens in this place only."""
    return json.dumps(
        [
            "daybook/1/slot",
            str(practice_id),
            str(slot.slot_id),
            owner,
            [slot.cost.memory_kib, slot.cost.passes, slot.cost.lanes],
            slot.version,
            *([] if slot.until is None else ["until", slot.until]),
        ],
        separators=(",", ":"),
    ).encode()


def _group_code(practice_id: Id, slot: Slot, store_key: StoreKey, place: int, group: str) -> bytes:
    message = json.dumps(
        ["daybook/1/recovery-group", str(practice_id), str(slot.slot_id), slot.version, place, group]
    )
    return authentication_code(store_key.slot_set_key(), message.encode())


def _changed(slots: SlotSet, **fields: object) -> SlotSet:
    return replace(slots, version=slots.version + 1, **fields)  # type: ignore[arg-type]


def _with_person(slots: SlotSet, changed: PersonSlot) -> SlotSet:
    return _changed(
        slots,
        people=tuple(
            changed if person.label.person_id == changed.label.person_id else person
            for person in slots.people
        ),
    )


def _require_slot(slots: SlotSet, person_id: Id) -> PersonSlot:
    person = slots.by_person(person_id)
    if person is None:
        raise RuleViolated("login", Message("store.slots.no_slot"))
    return person


def _require_person(slots: SlotSet, label: PersonLabel) -> None:
    if not is_login(label.login):
        raise RuleViolated("login", Message("store.slots.login_unusable", {"most": LONGEST_LOGIN}))
    _require_label("name", label.name)
    _require_label("role", label.role)
    if slots.by_login(label.login) or slots.by_person(label.person_id):
        raise RuleViolated("login", Message("store.slots.login_taken"))
    if len(slots.people) >= MOST_PEOPLE:
        raise RuleViolated("login", Message("store.slots.too_many_people", {"most": MOST_PEOPLE}))


def _require_label(field: str, text: str) -> None:
    if not is_label(text):
        raise RuleViolated(field, Message("store.slots.name_unusable", {"most": LONGEST_LABEL}))
