"""Files kept with the practice: readable with their key, and only as they were written."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.errors import Unavailable
from app.store.attachments import Attachment, keep, read, sweep
from app.store.sealed_files import PIECE, Staging, opened, place_of, sealed, write_sealed
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
    file.unlink()
    with pytest.raises(Unavailable) as gone:
        read(folder, kept)
    assert gone.value.cause == "attachment_missing"


def swept(practice: BarePractice) -> int:
    with Session(practice.around.database.reader) as session:
        return sweep(practice.around.attachments, session)


def test_only_our_own_files_that_no_row_names_are_swept(practice: BarePractice, tmp_path: Path) -> None:
    assert swept(practice) == 0  # no folder yet
    practice.within(lambda work: keep(work, b"kept", media_type="text/plain", purpose="test"))
    folder = practice.around.attachments
    (kept,) = folder.glob("??/*")
    assert swept(practice) == 0
    orphan = write_sealed(folder, b"never named")
    cut = folder / "ab" / f".ab{'0' * 30}.{'1' * 16}.new"
    foreign = [folder / "notes.txt", folder / "ab" / "Thumbs.db", folder / "abc" / ("ab" + "0" * 30)]
    for file in (cut, *foreign):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"made up")
    assert swept(practice) == 2
    assert not place_of(folder, orphan.name).exists()
    assert not cut.exists()
    assert kept.exists()
    assert all(one.exists() for one in foreign)
    assert swept(practice) == 0


def test_a_disk_that_lets_nothing_be_removed_keeps_nobody_out(
    practice: BarePractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sealed(practice.around.attachments, b"never named")

    def refuses(self: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuses)
    assert swept(practice) == 0


def test_what_was_made_ready_is_taken_once_and_else_removed(tmp_path: Path) -> None:
    staging, content = Staging(tmp_path), bytes(100)
    staging.write(content)
    staging.write(bytes(bytearray(7)))
    taken = staging.take(content)
    assert taken is not None
    assert staging.take(content) is None
    assert staging.take(b"another") is None
    staging.clear()
    assert [one.name for one in tmp_path.glob("??/*")] == [taken.name]


@pytest.mark.skipif(os.name != "posix", reason="modes of folders are of POSIX systems")
def test_their_folders_are_open_to_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "practice.attachments"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)  # as an earlier program made it
    file = write_sealed(folder, b"made up")
    for one in (folder, place_of(folder, file.name).parent):
        assert one.stat().st_mode & 0o777 == 0o700
