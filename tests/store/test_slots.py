"""The key slots: who gets in, who does not, and what every change to the two files leads to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import RuleViolated, Unavailable
from app.core.ids import new_id
from app.store import kdf, slots
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.kdf import DEFAULT, FLOOR, KdfCost, calibrate, derive, password_bytes
from app.store.keys import StoreKey
from app.store.recovery import RecoveryKey
from app.store.slot_files import (
    CopyState,
    CopyTrouble,
    Unlocked,
    read_keys,
    repair,
    require_program,
    require_version,
    unlock,
    unlock_with_recovery,
    write_set,
)
from app.store.slot_text import _canonical, _checksum, read_sealed, seal
from app.store.slots import PersonLabel, RecoveryState, SlotSet

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


@pytest.fixture
def paths(tmp_path: Path) -> PracticePaths:
    made = PracticePaths(tmp_path / "practice")
    write_set(made, PRACTICE, STORE_KEY)
    return made


def sign_in(paths: PracticePaths, login: str = "maria", password: str | None = None) -> Unlocked:
    return unlock(read_keys(paths), login, PASSWORDS[login] if password is None else password)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Unavailable) as refused:
        call()
    return refused.value.cause


def forged(change: Callable[[dict[str, Any]], None], source: SlotSet = PRACTICE) -> bytes:
    """Return the file as someone without the key would rewrite it: any content, the checksum made right."""
    found = json.loads(seal(source, STORE_KEY))
    change(found)
    body = {name: value for name, value in found.items() if name != "checksum"}
    return _canonical({**body, "checksum": _checksum(body)}) + b"\n"


def is_damaged(raw: bytes) -> bool:
    try:
        read_sealed(raw)
    except ValueError:
        return True
    return False


def write_both(paths: PracticePaths, raw: bytes) -> None:
    paths.keys.write_bytes(raw)
    paths.keys2.write_bytes(raw)


# -- signing in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [MARIA, JAMES])
def test_each_person_opens_with_their_own_password(paths: PracticePaths, label: PersonLabel) -> None:
    opened = sign_in(paths, label.login)
    assert opened.store_key == STORE_KEY
    assert opened.person_id == label.person_id
    assert opened.slots == PRACTICE
    assert opened.troubles == ()


def test_both_copies_are_the_same_bytes(paths: PracticePaths) -> None:
    assert paths.keys.read_bytes() == paths.keys2.read_bytes() == seal(PRACTICE, STORE_KEY)


def test_the_sign_in_screen_knows_practice_and_people_before(paths: PracticePaths) -> None:
    shown = read_keys(paths).shown
    assert shown.practice_name == "Riverside Family Practice"
    assert [person.label for person in shown.people] == [MARIA, JAMES]


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("maria", ""),
        ("maria", PASSWORDS["james"]),
        ("maria", PASSWORDS["maria"] + " "),
        ("maria", PASSWORDS["maria"].upper()),
        ("maria", "\ud800" + PASSWORDS["maria"]),
        ("maria", "x" * 1025),
        ("nobody", PASSWORDS["maria"]),
        ("", ""),
    ],
)
def test_another_password_or_login_is_a_wrong_password(
    paths: PracticePaths, login: str, password: str
) -> None:
    assert refusal(lambda: sign_in(paths, login, password)) == Cause.WRONG_PASSWORD


def test_a_refusal_shows_neither_login_nor_password(paths: PracticePaths) -> None:
    with pytest.raises(Unavailable) as refused:
        sign_in(paths, "maria", "\ud800 secret words")
    assert "secret" not in f"{refused.value!r} {refused.value.message} {refused.value.__cause__!r}"
    assert "maria" not in f"{refused.value!r} {refused.value.message}"


def test_a_login_is_found_in_any_case_and_a_password_in_any_composition(paths: PracticePaths) -> None:
    label = PersonLabel(new_id(), "  Zoë ", "Zoë B.", "nurse")
    made = slots.add_person(PRACTICE, STORE_KEY, label, "caf\u00e9 \ufb01nest hour", FLOOR)
    write_set(paths, made, STORE_KEY)
    assert sign_in(paths, "ZOE\u0308", "cafe\u0301 finest hour").person_id == label.person_id


def test_nothing_of_a_secret_is_in_the_file(paths: PracticePaths) -> None:
    import base64

    raw = paths.keys.read_bytes()
    for secret in (STORE_KEY.reveal(), STORE_KEY.slot_set_key(), RECOVERY.reveal()):
        assert base64.b64encode(secret) not in raw
        assert secret.hex().encode() not in raw
    assert not any(password.encode() in raw for password in PASSWORDS.values())
    assert not any(RECOVERY.group(place).encode() in raw for place in range(8))


# -- changes of the set --------------------------------------------------------------------------------


def test_a_changed_password_opens_and_the_old_one_does_not(paths: PracticePaths) -> None:
    changed = slots.rewrap(PRACTICE, STORE_KEY, MARIA.person_id, "a dozen tin drums", FLOOR)
    write_set(paths, changed, STORE_KEY)
    assert sign_in(paths, "maria", "a dozen tin drums").store_key == STORE_KEY
    assert refusal(lambda: sign_in(paths)) == Cause.WRONG_PASSWORD
    assert sign_in(paths, "james").slots.version == PRACTICE.version + 1
    old, new = PRACTICE.by_login("maria"), changed.by_login("maria")
    assert old is not None
    assert new is not None
    assert (new.slot.slot_id, new.slot.version) == (old.slot.slot_id, old.slot.version + 1)
    assert new.slot.salt != old.slot.salt
    assert new.slot.nonce != old.slot.nonce


def test_a_removed_person_is_out_of_both_copies_at_once(paths: PracticePaths) -> None:
    write_set(paths, slots.remove_person(PRACTICE, MARIA.person_id), STORE_KEY)
    assert refusal(lambda: sign_in(paths)) == Cause.WRONG_PASSWORD
    assert b"maria" not in paths.keys.read_bytes() + paths.keys2.read_bytes()
    assert sign_in(paths, "james").store_key == STORE_KEY


def test_a_new_name_or_login_needs_no_password(paths: PracticePaths) -> None:
    renamed = replace(MARIA, login="Maria.R", name="Maria Rivera")
    write_set(paths, slots.relabel(PRACTICE, renamed), STORE_KEY)
    opened = sign_in(paths, "maria.r", PASSWORDS["maria"])
    assert opened.slots.by_person(MARIA.person_id) is not None
    assert opened.slots.by_login("maria") is None


def test_each_change_raises_the_version() -> None:
    steps = [
        slots.remove_person(PRACTICE, MARIA.person_id),
        slots.relabel(PRACTICE, replace(MARIA, role="owner")),
        slots.describe(PRACTICE, practice_name="Hillside"),
        slots.describe(PRACTICE, schema=2, least_program="0.2.0"),
        slots.mark_recovery_used(PRACTICE),
    ]
    assert [step.version - PRACTICE.version for step in steps] == [1] * len(steps)
    assert (steps[3].schema, steps[3].least_program, steps[3].practice_name) == (
        2,
        "0.2.0",
        PRACTICE.practice_name,
    )


@pytest.mark.parametrize(
    ("label", "field"),
    [
        (replace(MARIA, person_id=new_id()), "login"),
        (replace(MARIA, login="other"), "login"),
        (replace(MARIA, person_id=new_id(), login="MARIA "), "login"),
        (PersonLabel(new_id(), "", "Ann", "nurse"), "login"),
        (PersonLabel(new_id(), "two words", "Ann", "nurse"), "login"),
        (PersonLabel(new_id(), "a" * 65, "Ann", "nurse"), "login"),
        (PersonLabel(new_id(), "a\x00b", "Ann", "nurse"), "login"),
        (PersonLabel(new_id(), "ann", "", "nurse"), "name"),
        (PersonLabel(new_id(), "ann", "Ann\nSmith", "nurse"), "name"),
        (PersonLabel(new_id(), "ann", "\ud800", "nurse"), "name"),
        (PersonLabel(new_id(), "ann", "A" * 201, "nurse"), "name"),
        (PersonLabel(new_id(), "ann", "Ann", ""), "role"),
    ],
)
def test_people_who_cannot_be_added(label: PersonLabel, field: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        slots.add_person(PRACTICE, STORE_KEY, label, "four grey herons", FLOOR)
    assert refused.value.field == field


def test_people_without_a_slot_cannot_be_changed() -> None:
    for call in (
        lambda: slots.rewrap(PRACTICE, STORE_KEY, new_id(), "four grey herons", FLOOR),
        lambda: slots.relabel(PRACTICE, PersonLabel(new_id(), "ann", "Ann", "nurse")),
    ):
        with pytest.raises(RuleViolated):
            call()
    with pytest.raises(RuleViolated):
        slots.relabel(PRACTICE, replace(MARIA, login="james"))
    with pytest.raises(RuleViolated):
        slots.new_set(new_id(), "", schema=1, least_program="0.1.0")
    with pytest.raises(RuleViolated):
        slots.describe(PRACTICE, practice_name="\n")


# -- the recovery key ----------------------------------------------------------------------------------


def test_the_recovery_key_opens_as_nobody(paths: PracticePaths) -> None:
    opened = unlock_with_recovery(read_keys(paths), RECOVERY)
    assert opened.store_key == STORE_KEY
    assert opened.person_id is None


def test_another_or_a_replaced_recovery_key_does_not_open(paths: PracticePaths) -> None:
    files = read_keys(paths)
    assert refusal(lambda: unlock_with_recovery(files, RecoveryKey.generate())) == Cause.WRONG_RECOVERY_KEY
    replacement = RecoveryKey.generate()
    write_set(paths, slots.set_recovery(PRACTICE, STORE_KEY, replacement), STORE_KEY)
    assert refusal(lambda: unlock_with_recovery(read_keys(paths), RECOVERY)) == Cause.WRONG_RECOVERY_KEY
    assert unlock_with_recovery(read_keys(paths), replacement).store_key == STORE_KEY


def test_a_practice_without_recovery_key_says_so(paths: PracticePaths) -> None:
    bare = replace(PRACTICE, recovery=None)
    write_set(paths, bare, STORE_KEY)
    assert refusal(lambda: unlock_with_recovery(read_keys(paths), RECOVERY)) == Cause.NO_RECOVERY_KEY
    assert refusal(lambda: slots.mark_recovery_used(bare)) == Cause.NO_RECOVERY_KEY
    assert refusal(lambda: slots.confirm_recovery(bare, STORE_KEY, ("", ""))) == Cause.NO_RECOVERY_KEY
    assert sign_in(paths).store_key == STORE_KEY


def test_two_groups_typed_back_confirm_it_and_their_codes_go(paths: PracticePaths) -> None:
    assert PRACTICE.recovery is not None
    assert PRACTICE.recovery.state is RecoveryState.UNCONFIRMED
    typed = tuple(RECOVERY.group(asked.place).lower() + " " for asked in PRACTICE.recovery.asked)
    confirmed = slots.confirm_recovery(PRACTICE, STORE_KEY, typed)
    assert confirmed.recovery is not None
    assert confirmed.recovery.state is RecoveryState.CONFIRMED
    assert confirmed.recovery.asked == ()
    write_set(paths, confirmed, STORE_KEY)
    opened = unlock_with_recovery(read_keys(paths), RECOVERY)
    assert opened.slots.recovery == confirmed.recovery
    used = slots.mark_recovery_used(opened.slots)
    assert used.recovery is not None
    assert used.recovery.state is RecoveryState.USED
    assert refusal(lambda: slots.confirm_recovery(used, STORE_KEY, typed)) == Cause.NO_RECOVERY_KEY


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_wrong_group_is_named_by_its_place(wrong: int) -> None:
    assert PRACTICE.recovery is not None
    asked = PRACTICE.recovery.asked
    typed = [RECOVERY.group(group.place) for group in asked]
    typed[wrong] = "0000" if typed[wrong] != "0000" else "1111"
    for answers in (tuple(typed), tuple(typed[:wrong])):
        with pytest.raises(RuleViolated) as refused:
            slots.confirm_recovery(PRACTICE, STORE_KEY, answers)
        place = asked[wrong].place
        assert refused.value.message.params == {"line": place // 2 + 1, "group": place % 2 + 1}


# -- damage and mending --------------------------------------------------------------------------------


def test_missing_keys_are_named(paths: PracticePaths) -> None:
    paths.keys.unlink()
    paths.keys2.unlink()
    with pytest.raises(Unavailable) as refused:
        read_keys(paths)
    assert refused.value.cause == Cause.KEYS_MISSING
    assert refused.value.message.params == {"file": "practice.keys"}


@pytest.mark.parametrize("name", ["keys", "keys2"])
@pytest.mark.parametrize(
    ("content", "state"),
    [
        (None, CopyState.MISSING),
        (b"", CopyState.DAMAGED),
        (b"{" * 100_000, CopyState.DAMAGED),
        (b"[" * 100_000, CopyState.DAMAGED),
        (b"null\n", CopyState.DAMAGED),
        (b'{"a":NaN}\n', CopyState.DAMAGED),
        (b'{"a":1e999}\n', CopyState.DAMAGED),
        (b'{"a":1,"a":1}\n', CopyState.DAMAGED),
        (b'{"a":' + b"9" * 10_000 + b"}\n", CopyState.DAMAGED),
        (b"\xff\xfe\x00", CopyState.DAMAGED),
        (b" " * (4 * 1024 * 1024 + 1), CopyState.DAMAGED),
    ],
)
def test_one_lost_copy_is_mended_from_the_other(
    paths: PracticePaths, name: str, content: bytes | None, state: CopyState
) -> None:
    broken: Path = getattr(paths, name)
    if content is None:
        broken.unlink()
    else:
        broken.write_bytes(content)
    files = read_keys(paths)
    assert (broken.read_bytes() if broken.exists() else None) == content  # reading changes nothing
    opened = unlock(files, "maria", PASSWORDS["maria"])
    assert repair(opened, paths) == (CopyTrouble(broken.name, state),)
    assert broken.read_bytes() == seal(PRACTICE, STORE_KEY)
    assert read_keys(paths).copies[0].state is read_keys(paths).copies[1].state is CopyState.SOUND


def test_two_damaged_copies_are_damaged_keys(paths: PracticePaths) -> None:
    write_both(paths, seal(PRACTICE, STORE_KEY)[:-20])
    assert refusal(lambda: read_keys(paths)) == Cause.KEYS_DAMAGED
    paths.keys.unlink()
    assert refusal(lambda: read_keys(paths)) == Cause.KEYS_DAMAGED


def test_a_copy_that_cannot_be_read_is_passed_over(paths: PracticePaths) -> None:
    paths.keys.unlink()
    paths.keys.mkdir()
    assert sign_in(paths).troubles == (CopyTrouble("practice.keys", CopyState.UNREADABLE),)
    paths.keys2.unlink()
    paths.keys2.mkdir()
    assert refusal(lambda: read_keys(paths)) == Cause.FILE_UNREADABLE


def test_every_cut_of_the_file_is_seen() -> None:
    raw = seal(PRACTICE, STORE_KEY)
    for length in range(len(raw)):
        assert is_damaged(raw[:length])


@settings(max_examples=400)
@given(st.data())
def test_every_flipped_bit_is_seen_without_a_password(data: st.DataObject) -> None:
    raw = bytearray(seal(PRACTICE, STORE_KEY))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert is_damaged(bytes(raw))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_as_damage(raw: bytes) -> None:
    assert is_damaged(raw)


# -- copies that disagree ------------------------------------------------------------------------------


@pytest.mark.parametrize("newer_in", ["keys", "keys2"])
def test_a_write_cut_between_the_copies_leaves_the_newer_one(paths: PracticePaths, newer_in: str) -> None:
    changed = slots.rewrap(PRACTICE, STORE_KEY, MARIA.person_id, "a dozen tin drums", FLOOR)
    getattr(paths, newer_in).write_bytes(seal(changed, STORE_KEY))
    assert refusal(lambda: sign_in(paths)) == Cause.WRONG_PASSWORD  # the old one, still in the older copy
    opened = sign_in(paths, "maria", "a dozen tin drums")
    older = paths.keys2 if newer_in == "keys" else paths.keys
    assert opened.slots == changed
    assert repair(opened, paths) == (CopyTrouble(older.name, CopyState.OLDER),)
    assert older.read_bytes() == seal(changed, STORE_KEY)


def test_a_removed_person_does_not_come_back_by_one_old_copy(paths: PracticePaths) -> None:
    old = paths.keys.read_bytes()
    write_set(paths, slots.remove_person(PRACTICE, MARIA.person_id), STORE_KEY)
    paths.keys2.write_bytes(old)
    assert refusal(lambda: sign_in(paths)) == Cause.WRONG_PASSWORD
    assert sign_in(paths, "james").troubles == (CopyTrouble("practice.keys.2", CopyState.OLDER),)


def _raise_version(found: dict[str, Any]) -> None:
    found["set"]["version"] += 5


def test_a_forged_newer_copy_loses_and_is_reported(paths: PracticePaths) -> None:
    paths.keys.write_bytes(forged(_raise_version))
    opened = sign_in(paths)
    assert opened.slots == PRACTICE
    assert repair(opened, paths) == (CopyTrouble("practice.keys", CopyState.CHANGED),)
    assert paths.keys.read_bytes() == seal(PRACTICE, STORE_KEY)


def test_a_whole_foreign_set_in_one_copy_does_not_shut_the_owner_out(paths: PracticePaths) -> None:
    other = slots.new_set(PRACTICE.practice_id, "Riverside", schema=1, least_program="0.1.0")
    other = slots.add_person(other, StoreKey.generate(), MARIA, "somebody else's words", FLOOR)
    paths.keys.write_bytes(seal(replace(other, version=99), StoreKey.generate()))
    opened = sign_in(paths)
    assert opened.store_key == STORE_KEY
    assert opened.troubles == (CopyTrouble("practice.keys", CopyState.CHANGED),)


def test_an_older_set_in_both_copies_is_refused_by_what_the_database_knows(paths: PracticePaths) -> None:
    files = read_keys(paths)
    known = PRACTICE.version + 1
    assert (
        refusal(lambda: unlock(files, "maria", PASSWORDS["maria"], least_version=known)) == Cause.KEYS_OLDER
    )
    opened = unlock(files, "maria", PASSWORDS["maria"], least_version=PRACTICE.version)
    assert refusal(lambda: require_version(opened.slots, known)) == Cause.KEYS_OLDER
    require_version(opened.slots, PRACTICE.version)
    assert unlock_with_recovery(files, RECOVERY).slots.version < known  # the recovery key is excepted


# -- tampering, with the checksum made right -------------------------------------------------------------


def _in_set(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        found["set"][name] = value

    return change


def _in_person(index: int, name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        found["set"]["people"][index][name] = value

    return change


def _in_slot(index: int, name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        found["set"]["people"][index]["slot"][name] = value

    return change


def _swap(name: str) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        first, second = found["set"]["people"]
        first[name], second[name] = second[name], first[name]

    return change


def _drop(found: dict[str, Any]) -> None:
    del found["set"]["people"][1]


def _drop_recovery(found: dict[str, Any]) -> None:
    found["set"]["recovery"] = None


def _confirm(found: dict[str, Any]) -> None:
    found["set"]["recovery"]["state"] = "confirmed"


def _other_code(found: dict[str, Any]) -> None:
    found["code"] = "A" * 43 + "="


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (_raise_version, Cause.KEYS_CHANGED),
        (_other_code, Cause.KEYS_CHANGED),
        (_drop, Cause.KEYS_CHANGED),
        (_drop_recovery, Cause.KEYS_CHANGED),
        (_confirm, Cause.KEYS_CHANGED),
        (_in_set("practice_name", "Elsewhere"), Cause.KEYS_CHANGED),
        (_in_set("schema", 2), Cause.KEYS_CHANGED),
        (_in_set("least_program", "0.0.1"), Cause.KEYS_CHANGED),
        (_in_set("practice_id", str(new_id())), Cause.SLOT_DAMAGED),
        (_in_person(0, "name", "Dr. Somebody"), Cause.KEYS_CHANGED),
        (_in_person(0, "role", "owner"), Cause.KEYS_CHANGED),
        (_in_person(1, "role", "owner"), Cause.KEYS_CHANGED),
        (_in_person(0, "login", "other"), Cause.WRONG_PASSWORD),
        (_in_person(0, "person_id", str(new_id())), Cause.SLOT_DAMAGED),
        (_in_slot(0, "slot_id", str(new_id())), Cause.SLOT_DAMAGED),
        (_in_slot(0, "version", 2), Cause.SLOT_DAMAGED),
        (_in_slot(1, "version", 2), Cause.KEYS_CHANGED),
        (_in_slot(0, "nonce", "A" * 16), Cause.SLOT_DAMAGED),
        (_in_slot(0, "wrapped", "A" * 64), Cause.SLOT_DAMAGED),
        (_in_slot(0, "salt", "A" * 21 + "A=="), Cause.WRONG_PASSWORD),
        (_in_slot(0, "check", "A" * 21 + "A=="), Cause.WRONG_PASSWORD),
        (_in_slot(0, "passes", 3), Cause.WRONG_PASSWORD),
        (_in_slot(0, "memory_kib", 20 * 1024), Cause.WRONG_PASSWORD),
        (_in_slot(0, "lanes", 2), Cause.WRONG_PASSWORD),
        (_swap("slot"), Cause.WRONG_PASSWORD),
        (_swap("login"), Cause.WRONG_PASSWORD),
        (_swap("person_id"), Cause.SLOT_DAMAGED),
        (_swap("name"), Cause.KEYS_CHANGED),
    ],
)
def test_each_changed_field_in_both_copies_refuses(
    paths: PracticePaths, change: Callable[[dict[str, Any]], None], cause: Cause
) -> None:
    write_both(paths, forged(change))
    assert refusal(lambda: sign_in(paths)) == cause


@pytest.mark.parametrize(
    "change", [_swap("slot"), _swap("login"), _in_slot(0, "passes", 3), _in_slot(0, "version", 2)]
)
def test_what_looks_wrong_in_one_copy_opens_by_the_other(
    paths: PracticePaths, change: Callable[[dict[str, Any]], None]
) -> None:
    paths.keys.write_bytes(forged(change))
    assert sign_in(paths).troubles == (CopyTrouble("practice.keys", CopyState.CHANGED),)


def test_a_slot_moved_under_another_person_never_opens_as_that_person(paths: PracticePaths) -> None:
    """The password of Maria on her slot under James's name: found out by what the slot is bound to."""

    def change(found: dict[str, Any]) -> None:
        found["set"]["people"][1]["slot"] = found["set"]["people"][0]["slot"]
        del found["set"]["people"][0]

    write_both(paths, forged(change))
    assert refusal(lambda: sign_in(paths, "james", PASSWORDS["maria"])) == Cause.SLOT_DAMAGED


def test_a_slot_of_an_earlier_password_put_back_refuses(paths: PracticePaths) -> None:
    changed = slots.rewrap(PRACTICE, STORE_KEY, MARIA.person_id, "a dozen tin drums", FLOOR)
    old = json.loads(seal(PRACTICE, STORE_KEY))["set"]["people"][0]["slot"]
    write_both(paths, forged(_in_person(0, "slot", old), changed))
    assert refusal(lambda: sign_in(paths)) == Cause.KEYS_CHANGED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 19 * 1024 - 1),
        ("memory_kib", 1024 * 1024 + 1),
        ("memory_kib", 2**40),
        ("memory_kib", -1),
        ("memory_kib", True),
        ("memory_kib", "65536"),
        ("passes", 1),
        ("passes", 33),
        ("passes", 2**31),
        ("lanes", 0),
        ("lanes", 5),
        ("salt", ""),
        ("salt", "AAAA"),
        ("salt", "*" * 24),
        ("salt", None),
        ("nonce", "A" * 20),
        ("wrapped", "A" * 60),
        ("check", "A" * 21 + "B=="),  # the same bytes written another way
        ("slot_id", "maria"),
        ("slot_id", "{00000000-0000-0000-0000-000000000000}"),
        ("version", -1),
        ("version", 2**60),
        ("extra", 1),
    ],
)
def test_absurd_values_are_damage_and_cost_nothing(
    paths: PracticePaths, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setattr(kdf, "hash_secret_raw", None)  # no derivation is even begun
    write_both(paths, forged(_in_slot(0, name, value)))
    assert refusal(lambda: read_keys(paths)) == Cause.KEYS_DAMAGED


@pytest.mark.parametrize(
    "change",
    [
        _in_set("people", {}),
        _in_set("people", [1]),
        _in_set("version", "7"),
        _in_set("schema", None),
        _in_set("least_program", "soon"),
        _in_set("least_program", "0.1.0\n"),
        _in_set("practice_name", "a\nb"),
        _in_set("practice_name", 7),
        _in_set("extra", 1),
        _in_set("recovery", []),
        _in_person(0, "login", "MARIA"),
        _in_person(0, "login", "james"),
        _in_person(0, "person_id", str(JAMES.person_id)),
        _in_person(0, "name", "x" * 201),
        lambda found: found["set"]["recovery"].update(state="maybe"),
        lambda found: found["set"]["recovery"]["asked"][0].update(place=8),
        lambda found: found["set"]["recovery"].update(slot=found["set"]["people"][0]["slot"]),
        lambda found: found.update(code="AAAA"),
        lambda found: found.update(format="other"),
        lambda found: found.update(more=1),
        lambda found: found.pop("set"),
    ],
)
def test_other_shapes_are_damage(paths: PracticePaths, change: Callable[[dict[str, Any]], None]) -> None:
    write_both(paths, forged(change))
    assert refusal(lambda: read_keys(paths)) == Cause.KEYS_DAMAGED


# -- later programs ------------------------------------------------------------------------------------


def test_a_later_form_is_newer_and_not_damaged(paths: PracticePaths) -> None:
    def change(found: dict[str, Any]) -> None:
        found["format_version"] = 2
        found["set"] = {"other": "shape"}

    write_both(paths, forged(change))
    assert refusal(lambda: read_keys(paths)) == Cause.NEWER


@pytest.mark.parametrize(
    ("least", "schema", "refused"),
    [
        ("0.1.0", 1, False),
        ("0.1", 1, False),
        ("0.0.9", 0, False),
        ("0.1.1", 1, True),
        ("0.10.0", 1, True),
        ("1", 1, True),
        ("0.1.0", 2, True),
    ],
)
def test_a_practice_of_a_later_program_is_refused(least: str, schema: int, refused: bool) -> None:
    made = replace(PRACTICE, least_program=least, schema=schema)
    if refused:
        assert refusal(lambda: require_program(made, program="0.1.0", schema=1)) == Cause.NEWER
    else:
        require_program(made, program="0.1.0", schema=1)


# -- what a derivation costs -----------------------------------------------------------------------------


def test_the_default_and_floor_are_those_agreed() -> None:
    assert KdfCost(64 * 1024, 3, 1) == DEFAULT
    assert KdfCost(19 * 1024, 2, 1) == FLOOR
    assert DEFAULT.acceptable
    assert FLOOR.acceptable


@given(st.integers(-1, 2**21), st.integers(-1, 64), st.integers(-1, 8))
def test_no_acceptable_cost_is_below_the_floor_or_beyond_reason(memory: int, passes: int, lanes: int) -> None:
    if KdfCost(memory, passes, lanes).acceptable:
        assert memory >= FLOOR.memory_kib
        assert passes >= FLOOR.passes
        assert memory * passes <= 4 * 1024 * 1024  # 4 GiB to go over: about 22 s on the PC measured


def test_a_cost_out_of_bounds_is_not_derived() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        derive(b"secret", bytes(16), KdfCost(8, 1, 1))


def test_the_derivation_is_that_of_every_released_version() -> None:
    derived = derive(password_bytes("correct\u00a0horse"), bytes(range(16)), FLOOR)
    again = derive(b"correct horse", bytes(range(16)), FLOOR)
    assert derived == again
    assert (derived.key.hex()[:16], derived.check.hex()[:16]) == ("d7519a4fab25d6b7", "2f98486e06084d67")
    assert "key=" not in repr(derived)


@pytest.mark.parametrize(
    ("default_seconds", "least", "most"),
    [(0.05, 0.5, 1.0), (0.1, 0.5, 1.0), (0.3, 0.5, 1.0), (0.6, 0.5, 1.0), (3.0, 3.0, 3.0)],
)
def test_calibration_lands_between_half_a_second_and_one(
    default_seconds: float, least: float, most: float
) -> None:
    def seconds(cost: KdfCost) -> float:
        work = cost.memory_kib * cost.passes / (DEFAULT.memory_kib * DEFAULT.passes)
        return default_seconds * work

    found = calibrate(seconds_of=seconds)
    assert found.acceptable
    assert found >= DEFAULT
    assert least <= seconds(found) <= most


def test_calibration_takes_the_floor_only_without_memory() -> None:
    def no_memory(_: KdfCost) -> float:
        raise MemoryError

    def little_memory(cost: KdfCost) -> float:
        if cost > DEFAULT:
            raise MemoryError
        return 0.1

    assert calibrate(seconds_of=no_memory) == FLOOR
    assert calibrate(seconds_of=little_memory) == DEFAULT


def test_calibration_measures_real_derivations() -> None:
    assert calibrate(slowest=0.0) == DEFAULT
