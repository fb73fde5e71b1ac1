"""The two key files: damage that is mended, and copies that disagree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Unavailable
from app.store import slots
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.kdf import FLOOR
from app.store.keys import StoreKey
from app.store.slot_files import (
    CopyState,
    CopyTrouble,
    read_keys,
    repair,
    require_version,
    unlock,
    unlock_with_recovery,
    write_set,
)
from app.store.slot_text import seal
from tests.store.made_keys import (
    MARIA,
    PASSWORDS,
    PRACTICE,
    RECOVERY,
    STORE_KEY,
    forged,
    is_damaged,
    refusal,
    sign_in,
    write_both,
)


@pytest.fixture
def paths(tmp_path: Path) -> PracticePaths:
    made = PracticePaths(tmp_path / "practice")
    write_set(made, PRACTICE, STORE_KEY)
    return made


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


@pytest.mark.parametrize("refused_for", ["an older set", "a forged set"])
def test_a_refusal_after_the_key_was_found_wipes_it(
    paths: PracticePaths, monkeypatch: pytest.MonkeyPatch, refused_for: str
) -> None:
    wiped: list[StoreKey] = []
    monkeypatch.setattr(StoreKey, "wipe", lambda key: wiped.append(key))
    if refused_for == "a forged set":
        write_both(paths, forged(_raise_version))
    files = read_keys(paths)
    with pytest.raises(Unavailable):
        unlock(files, "maria", PASSWORDS["maria"], least_version=PRACTICE.version + 1)
    assert wiped == [STORE_KEY]
