"""Files kept with the practice: readable with their key, and only as they were written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Unavailable
from app.store.attachments import Attachment, keep, read, sweep
from app.store.sealed_files import PIECE, opened, sealed
from tests.support.bare import BarePractice

KEY = bytes(range(32))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_content_comes_back(size: int) -> None:
    content = bytes(size)
    assert opened(sealed(content, KEY), KEY) == content


@given(st.integers(min_value=0), st.integers(0, 7))
def test_one_changed_bit_is_noticed(place: int, bit: int) -> None:
    damaged = bytearray(sealed(b"made up" * 10, KEY))
    damaged[place % len(damaged)] ^= 1 << bit
    with pytest.raises(Unavailable):
        opened(bytes(damaged), KEY)


@pytest.mark.parametrize("cut", [0, PIECE + 16, 2 * (PIECE + 16)])
def test_a_cut_or_swapped_file_is_noticed(cut: int) -> None:
    whole = sealed(bytes(3 * PIECE), KEY)
    with pytest.raises(Unavailable):
        opened(whole[:cut], KEY)
    step = PIECE + 16
    with pytest.raises(Unavailable):
        opened(whole[step : 2 * step] + whole[:step] + whole[2 * step :], KEY)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


def test_a_kept_file_is_not_in_the_clear_and_reads_back(practice: BarePractice, tmp_path: Path) -> None:
    folder = tmp_path / "attachments"
    practice.within(lambda work: keep(work, b"MARKER", media_type="text/plain", purpose="test"))
    (kept,) = practice.all(Attachment)
    assert read(folder, kept) == b"MARKER"
    (file,) = folder.glob("??/*")
    assert b"MARKER" not in file.read_bytes()
    assert sweep(folder, {file.name}) == 0
    assert sweep(folder, set()) == 1
    with pytest.raises(Unavailable) as gone:
        read(folder, kept)
    assert gone.value.cause == "attachment_missing"
