"""Encrypted files beside the database, each under its own random key, in pieces that cannot be swapped.

Format: 64 KiB pieces of plain text, each AES-256-GCM with the nonce (piece number, 11 bytes; 1 if it is the
last, 1 byte), so that no piece can be dropped, doubled, moved or cut off.
"""

import hashlib
import os
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import Unavailable
from app.store.causes import write_trouble
from app.store.files import atomic_write, sync_folder

PIECE = 64 * 1024
_TAG = 16
_OWN_FOLDER = 0o700  # how many files there are, and of what size, is nobody else's


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def sealed(content: bytes, key: bytes) -> bytes:
    """Return content encrypted in pieces under a 32-byte key."""
    cipher, pieces = AESGCM(key), range(0, max(len(content), 1), PIECE)
    return b"".join(
        cipher.encrypt(_nonce(number, start == pieces[-1]), content[start : start + PIECE], None)
        for number, start in enumerate(pieces)
    )


def sealed_size(size: int) -> int:
    """Return how many bytes a content of `size` bytes takes once it is sealed."""
    return size + _TAG * max(1, -(-size // PIECE))


def opened(sealed_bytes: bytes, key: bytes) -> bytes:
    """Return the plain content. Raises Unavailable("attachment_damaged") if a bit of it is not as written."""
    return b"".join(_pieces(sealed_bytes, key))


def _pieces(sealed_bytes: bytes, key: bytes) -> Iterator[bytes]:
    cipher, step = AESGCM(key), PIECE + _TAG
    starts = range(0, max(len(sealed_bytes), 1), step)
    for number, start in enumerate(starts):
        piece = sealed_bytes[start : start + step]
        try:
            yield cipher.decrypt(_nonce(number, start == starts[-1]), piece, None)
        except InvalidTag as error:
            raise Unavailable("attachment_damaged") from error


@dataclass(frozen=True)
class SealedFile:
    """A file as it was written: its random name, its key; SHA-256 and size (bytes) of the plain content."""

    name: str
    key: bytes
    sha256: bytes
    size: int


def place_of(folder: Path, name: str) -> Path:
    """Return where the file of this name lies: two letters of it are the folder."""
    return folder / name[:2] / name


def write_sealed(folder: Path, content: bytes) -> SealedFile:
    """Encrypt and write a file, synced on return. Raises Unavailable when the disk does not take it."""
    name, key = secrets.token_hex(16), os.urandom(32)
    place = place_of(folder, name)
    try:
        for part in (folder, place.parent):
            _make_folder(part)
    except OSError as error:
        raise write_trouble(error, folder.name) from error
    atomic_write(place, sealed(content, key))
    return SealedFile(name, key, hashlib.sha256(content).digest(), len(content))


def _make_folder(folder: Path) -> None:
    """Make a folder, its name on the disk on return: else the synced files in it could be lost with it."""
    try:
        folder.mkdir(mode=_OWN_FOLDER)
    except FileExistsError:
        if os.name == "posix" and folder.stat().st_mode & 0o077:
            folder.chmod(_OWN_FOLDER)  # one of an earlier program, or copied here
        return
    sync_folder(folder.parent)


class Staging:
    """What an act needs that takes long, made ready before the writer is taken: files, and things read.

    The act takes what was written for a content by that very object. What it did not take is removed at the
    end; what it took and did not commit, at the next opening of the practice.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: defaultdict[int, list[tuple[bytes, SealedFile]]] = defaultdict(list)
        self.things: dict[Any, Any] = {}

    def write(self, content: bytes) -> None:
        """Write a file that the act will presumably keep. Raises Unavailable."""
        self._written[id(content)].append((content, write_sealed(self._folder, content)))

    def take(self, content: bytes) -> SealedFile | None:
        """Return the file written for this content, once; the act's row is to name it."""
        written = self._written.get(id(content))
        return written.pop()[1] if written else None

    def clear(self) -> None:
        """Remove what was not taken."""
        for written in self._written.values():
            while written:
                with suppress(OSError):  # then the next opening removes it
                    place_of(self._folder, written.pop()[1].name).unlink(missing_ok=True)
