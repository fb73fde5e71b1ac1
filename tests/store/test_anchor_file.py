"""Anchors: written whole, and believed only with the right code."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Unavailable
from app.core.ids import new_id
from app.store.anchor_file import (
    Anchor,
    AnchorReading,
    AnchorState,
    anchor_paths,
    read_anchor,
    write_anchor,
)
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.keys import StoreKey

PRACTICE = new_id()
KEY = StoreKey.generate()
HEAD = Anchor(41_752, bytes(range(32)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice.anchor"


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, sequence: int, digest: bytes
) -> None:
    path = tmp_path_factory.mktemp("anchor") / "practice.anchor"
    anchor = Anchor(sequence, digest)
    write_anchor(path, PRACTICE, anchor, KEY)
    assert read_anchor(path, PRACTICE, KEY) == AnchorReading(path, AnchorState.OK, anchor)


def test_a_later_anchor_replaces_the_earlier_one(path: Path) -> None:
    write_anchor(path, PRACTICE, HEAD, KEY)
    later = Anchor(HEAD.sequence + 1, bytes(32))
    write_anchor(path, PRACTICE, later, KEY)
    assert read_anchor(path, PRACTICE, KEY).anchor == later


def test_the_two_lie_beside_the_practice_and_on_the_pc(tmp_path: Path) -> None:
    paths = PracticePaths(tmp_path / "practice")
    beside, machine = anchor_paths(paths, PRACTICE, tmp_path / "state")
    assert beside == paths.anchor
    assert machine == tmp_path / "state" / "anchors" / f"{PRACTICE}.anchor"
    write_anchor(machine, PRACTICE, HEAD, KEY)
    assert read_anchor(machine, PRACTICE, KEY).anchor == HEAD
    if os.name == "posix":
        assert stat.S_IMODE(machine.parent.stat().st_mode) == 0o700
    assert anchor_paths(paths, PRACTICE)[1].name == f"{PRACTICE}.anchor"
    assert tmp_path not in anchor_paths(paths, PRACTICE)[1].parents


def test_an_absent_anchor_and_one_that_cannot_be_read(path: Path) -> None:
    assert read_anchor(path, PRACTICE, KEY).state is AnchorState.ABSENT
    path.mkdir()
    assert read_anchor(path, PRACTICE, KEY).state is AnchorState.UNREADABLE


def test_another_key_or_practice_does_not_prove_it(path: Path) -> None:
    write_anchor(path, PRACTICE, HEAD, KEY)
    for practice, key in ((PRACTICE, StoreKey.generate()), (new_id(), KEY)):
        assert read_anchor(path, practice, key) == AnchorReading(path, AnchorState.BAD_CODE)


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("sequence", HEAD.sequence - 1, AnchorState.BAD_CODE),
        ("sequence", 0, AnchorState.BAD_CODE),
        ("hash", "00" * 32, AnchorState.BAD_CODE),
        ("code", "00" * 32, AnchorState.BAD_CODE),
        ("sequence", -1, AnchorState.DAMAGED),
        ("sequence", 2**63, AnchorState.DAMAGED),
        ("sequence", True, AnchorState.DAMAGED),
        ("sequence", "7", AnchorState.DAMAGED),
        ("sequence", 7.0, AnchorState.DAMAGED),
        ("hash", "00" * 31, AnchorState.DAMAGED),
        ("hash", "zz" * 32, AnchorState.DAMAGED),
        ("hash", "AB" * 32, AnchorState.DAMAGED),  # a bit of the case flipped: nobody wrote it so
        ("hash", None, AnchorState.DAMAGED),
        ("code", "00", AnchorState.DAMAGED),
        ("format", "daybook-keys", AnchorState.DAMAGED),
        ("format_version", 2, AnchorState.DAMAGED),
    ],
)
def test_each_changed_field_is_seen(path: Path, name: str, value: object, state: AnchorState) -> None:
    write_anchor(path, PRACTICE, HEAD, KEY)
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    assert read_anchor(path, PRACTICE, KEY) == AnchorReading(path, state)


@given(st.binary(max_size=400) | st.sampled_from([b"[" * 4000, b"1", b"null", b" " * 5000, b"{}"]))
def test_any_bytes_are_damage_and_never_an_exception(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("anchor") / "practice.anchor"
    path.write_bytes(raw)
    assert read_anchor(path, PRACTICE, KEY).state is AnchorState.DAMAGED


@given(st.data())
def test_no_flipped_bit_is_believed_with_another_content(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("anchor") / "practice.anchor"
    write_anchor(path, PRACTICE, HEAD, KEY)
    raw = bytearray(path.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(raw)
    assert read_anchor(path, PRACTICE, KEY).anchor in (None, HEAD)


def test_a_cut_anchor_is_damage(path: Path) -> None:
    write_anchor(path, PRACTICE, HEAD, KEY)
    raw = path.read_bytes().rstrip()
    for length in range(len(raw)):
        path.write_bytes(raw[:length])
        assert read_anchor(path, PRACTICE, KEY).state is AnchorState.DAMAGED


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable) as refused:
        write_anchor(tmp_path / "file" / "anchors" / "a.anchor", PRACTICE, HEAD, KEY)
    assert refused.value.cause in (Cause.FOLDER_MISSING, Cause.WRITE_FAILED)


def test_a_head_out_of_bounds_cannot_be_made() -> None:
    for sequence, digest in ((-1, bytes(32)), (2**63, bytes(32)), (0, bytes(31))):
        with pytest.raises(ValueError, match="32 bytes"):
            Anchor(sequence, digest)
