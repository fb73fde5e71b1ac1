"""The store key: what it gives, and that it never shows."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Unavailable
from app.store.causes import Cause
from app.store.keys import KEY_BYTES, StoreKey, authentication_code, is_authentic

RAW = bytes(range(1, 33))


def derived(key: StoreKey) -> list[bytes]:
    return [
        bytes.fromhex(key.database_key_hex()),
        key.slot_set_key(),
        key.anchor_key(),
        key.backup_key(),
    ]


def test_the_derived_keys_are_those_of_every_released_version() -> None:
    """RFC 5869 with these labels, computed apart; another result would shut every practice out."""
    import hashlib
    import hmac

    pseudo_random = hmac.new(bytes(32), RAW, hashlib.sha256).digest()
    expected = [
        hmac.new(pseudo_random, b"daybook/1/" + label + b"\x01", hashlib.sha256).digest()
        for label in (b"database", b"slot-set", b"anchor", b"backup")
    ]
    assert derived(StoreKey(RAW)) == expected


def test_the_database_key_is_64_hex_digits() -> None:
    digits = StoreKey.generate().database_key_hex()
    assert len(digits) == 64
    assert set(digits) <= set("0123456789abcdef")


def test_a_short_database_key_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoreKey, "_derive", lambda *_: b"\xab" * 31)
    with pytest.raises(RuntimeError) as refused:
        StoreKey(RAW).database_key_hex()
    assert "abab" not in str(refused.value)


@given(st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES))
def test_every_use_has_its_own_key_and_none_is_the_store_key(raw: bytes) -> None:
    keys = derived(StoreKey(raw))
    assert len({*keys, raw}) == 5


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_another_length_is_refused_without_showing_the_bytes(length: int) -> None:
    with pytest.raises(ValueError, match=r"^a store key has 32 bytes$"):
        StoreKey(b"\x41" * length)


def test_it_never_shows() -> None:
    key = StoreKey(RAW)
    shown = f"{key!r} {key} {[key]} {format(key)}"
    assert shown == "StoreKey(hidden) StoreKey(hidden) [StoreKey(hidden)] StoreKey(hidden)"
    try:
        key.reveal()
        raise RuntimeError("made up")
    except RuntimeError as error:
        text = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert RAW.hex() not in text
    assert "\\x01\\x02\\x03" not in text


@pytest.mark.parametrize("copying", [pickle.dumps, copy.copy, copy.deepcopy, hash])
def test_it_is_not_copied_or_hashed_behind_our_back(copying: object) -> None:
    assert callable(copying)
    with pytest.raises(TypeError):
        copying(StoreKey(RAW))


def test_a_wiped_key_is_zeros_and_refuses_every_use() -> None:
    key = StoreKey(RAW)
    inside = key._bytes
    second = key.copy()
    key.wipe()
    key.wipe()
    assert inside == bytes(32)
    assert key.wiped
    assert repr(key) == "StoreKey(wiped)"
    for use in (
        key.database_key_hex,
        key.slot_set_key,
        key.anchor_key,
        key.backup_key,
        key.reveal,
        key.copy,
    ):
        with pytest.raises(Unavailable) as refused:
            use()
        assert refused.value.cause == Cause.KEY_WIPED
    assert second.reveal() == RAW


def test_leaving_the_block_wipes() -> None:
    with StoreKey.generate() as key:
        assert not key.wiped
    assert key.wiped


def test_keys_compare_by_content() -> None:
    assert StoreKey(RAW) == StoreKey(RAW)
    assert StoreKey(RAW) != StoreKey.generate()
    assert StoreKey(RAW) != RAW


@given(st.binary(), st.binary(min_size=1), st.integers(0, 255))
def test_a_code_holds_for_its_message_and_key_only(message: bytes, key: bytes, place: int) -> None:
    code = authentication_code(key, message)
    assert is_authentic(key, message, code)
    changed = bytearray(code)
    changed[place // 8] ^= 1 << place % 8
    assert not is_authentic(key, message, bytes(changed))
    assert not is_authentic(key, message + b"\x00", code)
    assert not is_authentic(key, message, code[:-1])
