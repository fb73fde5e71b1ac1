"""Key files that somebody rewrote, with the checksum made right: every field is held by something."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.ids import new_id
from app.store import kdf, slots
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.kdf import FLOOR
from app.store.slot_files import (
    CopyState,
    CopyTrouble,
    read_keys,
    write_set,
)
from app.store.slot_text import seal
from tests.store.made_keys import (
    JAMES,
    MARIA,
    PASSWORDS,
    PRACTICE,
    STORE_KEY,
    Forgery,
    forged,
    refusal,
    sign_in,
    write_both,
)


@pytest.fixture
def paths(tmp_path: Path) -> PracticePaths:
    made = PracticePaths(tmp_path / "practice")
    write_set(made, PRACTICE, STORE_KEY)
    return made


def _raise_version(found: dict[str, Any]) -> None:
    found["set"]["version"] += 5


def _in_set(name: str, value: object) -> Forgery:
    def change(found: dict[str, Any]) -> None:
        found["set"][name] = value

    return change


def _in_person(index: int, name: str, value: object) -> Forgery:
    def change(found: dict[str, Any]) -> None:
        found["set"]["people"][index][name] = value

    return change


def _in_slot(index: int, name: str, value: object) -> Forgery:
    def change(found: dict[str, Any]) -> None:
        found["set"]["people"][index]["slot"][name] = value

    return change


def _swap(name: str) -> Forgery:
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
    paths: PracticePaths, change: Forgery, cause: Cause
) -> None:
    write_both(paths, forged(change))
    assert refusal(lambda: sign_in(paths)) == cause


@pytest.mark.parametrize(
    "change", [_swap("slot"), _swap("login"), _in_slot(0, "passes", 3), _in_slot(0, "version", 2)]
)
def test_what_looks_wrong_in_one_copy_opens_by_the_other(paths: PracticePaths, change: Forgery) -> None:
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
def test_other_shapes_are_damage(paths: PracticePaths, change: Forgery) -> None:
    write_both(paths, forged(change))
    assert refusal(lambda: read_keys(paths)) == Cause.KEYS_DAMAGED
