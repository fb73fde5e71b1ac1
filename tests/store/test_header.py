"""What is refused before any database call, and stays as it was."""

from __future__ import annotations

import random
import secrets
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Unavailable
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.header import PAGE_SIZE, Header, _looks_encrypted, check_header
from app.store.keys import StoreKey


@pytest.fixture
def paths(tmp_path: Path) -> PracticePaths:
    return PracticePaths(tmp_path / "practice")


def cause_of(paths: PracticePaths) -> str:
    before = sorted(paths.file.parent.iterdir())
    content = paths.file.read_bytes() if paths.file.is_file() else None
    with pytest.raises(Unavailable) as refused:
        check_header(paths)
    assert sorted(paths.file.parent.iterdir()) == before
    assert content is None or paths.file.read_bytes() == content
    return refused.value.cause


def test_whole_pages_of_ciphertext_pass(paths: PracticePaths) -> None:
    paths.file.write_bytes(secrets.token_bytes(3 * PAGE_SIZE))
    assert check_header(paths) == Header(3 * PAGE_SIZE, log=False)


def test_a_missing_file_and_a_folder(paths: PracticePaths) -> None:
    assert cause_of(paths) == Cause.FILE_MISSING
    paths.file.mkdir()
    assert cause_of(paths) == Cause.FILE_IS_FOLDER


def test_a_file_behind_a_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable) as refused:
        check_header(PracticePaths(tmp_path / "file" / "practice"))
    assert refused.value.cause == Cause.FILE_UNREADABLE


def test_an_empty_file(paths: PracticePaths) -> None:
    paths.file.touch()
    assert cause_of(paths) == Cause.FILE_EMPTY


def test_a_real_unencrypted_database(paths: PracticePaths) -> None:
    connection = sqlite3.connect(paths.file)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    assert cause_of(paths) == Cause.FILE_PLAIN


@pytest.mark.parametrize("size", [1, 63, 64, 512, PAGE_SIZE - 1, PAGE_SIZE + 1, 3 * PAGE_SIZE - 512])
def test_a_truncated_file(paths: PracticePaths, size: int) -> None:
    paths.file.write_bytes(secrets.token_bytes(size))
    paths.keys2.touch()
    assert cause_of(paths) == Cause.FILE_TRUNCATED


@pytest.mark.parametrize("size", [1, 63, 64, 512, PAGE_SIZE - 1, PAGE_SIZE + 1, 3 * PAGE_SIZE - 512])
def test_random_bytes_with_no_keys_beside_them_are_no_practice(paths: PracticePaths, size: int) -> None:
    paths.file.write_bytes(secrets.token_bytes(size))
    assert cause_of(paths) == Cause.FILE_FOREIGN


def test_a_torn_last_page_is_let_through_while_the_log_still_holds_it(paths: PracticePaths) -> None:
    paths.file.write_bytes(secrets.token_bytes(2 * PAGE_SIZE + 512))
    paths.keys.touch()
    paths.log.write_bytes(bytes(32))
    assert cause_of(paths) == Cause.FILE_TRUNCATED
    paths.log.write_bytes(bytes(32 + PAGE_SIZE))
    assert check_header(paths) == Header(2 * PAGE_SIZE + 512, log=True)


@pytest.mark.parametrize(
    "start",
    [b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\x1f\x8b\x08", b"7z\xbc\xaf"],
)
def test_the_file_of_another_program(paths: PracticePaths, start: bytes) -> None:
    paths.file.write_bytes(start + secrets.token_bytes(PAGE_SIZE - len(start)))
    assert cause_of(paths) == Cause.FILE_FOREIGN


@pytest.mark.parametrize("content", [bytes(PAGE_SIZE), b"Dear all, the rota of next week. " * 200, bytes(64)])
def test_text_and_zeros_are_no_practice(paths: PracticePaths, content: bytes) -> None:
    paths.file.write_bytes(content)
    assert cause_of(paths) == Cause.FILE_FOREIGN


@given(st.integers(0, 2**32))
def test_ciphertext_of_any_length_is_never_called_foreign(seed: int) -> None:

    source = random.Random(seed)
    assert _looks_encrypted(source.randbytes(source.randint(1, PAGE_SIZE)))


def test_a_real_encrypted_database_passes(paths: PracticePaths) -> None:
    connection = sqlcipher.connect(str(paths.file))
    connection.execute(f"PRAGMA key = \"x'{StoreKey.generate().database_key_hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    size = paths.file.stat().st_size
    assert check_header(paths) == Header(size, log=False)
    paths.anchor.touch()
    with paths.file.open("r+b") as stream:
        stream.truncate(size - 1000)
    assert cause_of(paths) == Cause.FILE_TRUNCATED
