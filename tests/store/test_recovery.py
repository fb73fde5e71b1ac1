"""The recovery key on paper and typed back by a tired person."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.recovery import (
    GROUPS,
    GroupPlace,
    RecoveryKey,
    RecoveryKeyMistyped,
    group_place,
    groups_to_confirm,
    parse,
    plain_characters,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
keys = st.binary(min_size=20, max_size=20).map(RecoveryKey)


@given(keys)
def test_what_is_printed_is_read_back(key: RecoveryKey) -> None:
    assert [len(line) for line in key.lines()] == [12] * 4
    assert set("".join(key.lines())) <= {*ALPHABET, "-"}
    assert parse("\n".join(key.lines())) == key
    assert parse(key.code_text()) == key


@given(keys, st.data())
def test_it_is_read_as_people_type(key: RecoveryKey, data: st.DataObject) -> None:
    spoken = str.maketrans({"0": "o", "1": data.draw(st.sampled_from("iIlL"))})
    typed = key.code_text().translate(spoken)
    typed = typed.lower() if data.draw(st.booleans()) else typed
    typed = typed.replace("-", data.draw(st.sampled_from(["", " ", "\u2013", " - ", "\n", "\t", "\u00a0"])))
    assert parse(f"  {typed}\r\n") == key


@given(keys, st.integers(0, 39), st.sampled_from(ALPHABET))
def test_each_single_wrong_character_names_its_line(key: RecoveryKey, place: int, other: str) -> None:
    typed = list(key.code_text().replace("-", ""))
    if typed[place] == other:
        return
    typed[place] = other
    with pytest.raises(RecoveryKeyMistyped) as refused:
        parse("".join(typed))
    assert refused.value.lines == (place // 10 + 1,)
    assert refused.value.field == "recovery_key"
    assert refused.value.message.params == {"lines": str(place // 10 + 1)}


@given(keys, st.integers(0, 39))
def test_each_swap_of_neighbours_is_found(key: RecoveryKey, place: int) -> None:
    typed = list(key.code_text().replace("-", ""))
    if place % 10 == 9 or typed[place] == typed[place + 1]:
        return
    typed[place], typed[place + 1] = typed[place + 1], typed[place]
    with pytest.raises(RecoveryKeyMistyped) as refused:
        parse("".join(typed))
    assert refused.value.lines == (place // 10 + 1,)


@given(keys)
def test_lines_in_another_order_are_found(key: RecoveryKey) -> None:
    for order in itertools.permutations(range(4)):
        if order == (0, 1, 2, 3):
            continue
        with pytest.raises(RecoveryKeyMistyped) as refused:
            parse("\n".join(key.lines()[i] for i in order))
        assert refused.value.lines == tuple(i + 1 for i in range(4) if order[i] != i)


def test_a_line_too_short_or_too_long_is_named() -> None:
    lines = list(RecoveryKey.generate().lines())
    for wrong in (lines[2][:-1], lines[2] + "A"):
        with pytest.raises(RecoveryKeyMistyped) as refused:
            parse("\n".join([*lines[:2], wrong, lines[3]]))
        assert refused.value.lines == (3,)


@pytest.mark.parametrize("typed", ["", "----", "ABCD", "A" * 39, "A" * 41, "A\nB", "x" * 100_000])
def test_another_length_in_one_piece_names_no_line(typed: str) -> None:
    with pytest.raises(RecoveryKeyMistyped) as refused:
        parse(typed)
    assert refused.value.lines == ()
    assert refused.value.message.id == "store.recovery_key.length"


@given(st.text())
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        parse(typed)
    except RecoveryKeyMistyped as refused:
        assert "store.recovery_key." in str(refused)


def test_it_never_shows_and_can_be_wiped() -> None:
    key = RecoveryKey.generate()
    assert f"{key} {key!r}" == "RecoveryKey(hidden) RecoveryKey(hidden)"
    assert key != RecoveryKey.generate()
    assert key != key.reveal()
    key.wipe()
    assert key.reveal() == bytes(20)
    with pytest.raises(TypeError):
        hash(key)
    with pytest.raises(ValueError, match="20 bytes"):
        RecoveryKey(bytes(19))


def test_groups_are_counted_along_the_lines() -> None:
    key = RecoveryKey.generate()
    printed = [group for line in key.lines() for group in line.split("-")[:2]]
    assert [key.group(place) for place in range(GROUPS)] == printed
    assert group_place(0) == GroupPlace(1, 1)
    assert group_place(7) == GroupPlace(4, 2)


def test_two_different_groups_are_chosen_and_every_pair_comes() -> None:
    seen = {groups_to_confirm() for _ in range(2000)}
    assert seen == set(itertools.combinations(range(GROUPS), 2))


def test_typed_groups_lose_their_disguise() -> None:
    assert plain_characters(" o1-iL \u2013 zq ") == "0111ZQ"
