"""Files kept with the practice: each encrypted under its own random key, in pieces that cannot be swapped.

The file is written and synced before the row that names it, and never changed; what no row names is swept.
Format: 64 KiB pieces of plain text, each AES-256-GCM with the nonce (piece number, 11 bytes; 1 if it is the
last, 1 byte), so that no piece can be dropped, doubled, moved or cut off.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Mapped, mapped_column

from app.core.errors import Unavailable
from app.core.ids import Id
from app.store.base import Record
from app.store.files import atomic_write
from app.store.work import Work

PIECE = 64 * 1024
_TAG = 16


class Attachment(Record):
    """What a file is, where it lies, and its key. `size` in bytes and `sha256` are of the plain content."""

    __tablename__ = "attachment"

    patient_id: Mapped[Id | None] = mapped_column(index=True)  # no reference: the store knows no patients
    file_name: Mapped[str]  # random, two letters of it are the folder
    key: Mapped[bytes]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(index=True)
    media_type: Mapped[str]
    purpose: Mapped[str]
    made_at: Mapped[datetime]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def sealed(content: bytes, key: bytes) -> bytes:
    """Return content encrypted in pieces under a 32-byte key."""
    cipher, pieces = AESGCM(key), range(0, max(len(content), 1), PIECE)
    return b"".join(
        cipher.encrypt(_nonce(number, start == pieces[-1]), content[start : start + PIECE], None)
        for number, start in enumerate(pieces)
    )


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


def keep(
    work: Work, folder: Path, content: bytes, *, media_type: str, purpose: str, patient_id: Id | None = None
) -> Attachment:
    """Write a file beside the database and add the row that names it.

    `purpose` says what it is for ("fhir_import", "photo"). Raises Unavailable when the disk does not take it.
    """
    name, key = secrets.token_hex(16), os.urandom(32)
    place = _place(folder, name)
    place.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(place, sealed(content, key))
    return work.add(
        Attachment(
            patient_id=patient_id,
            file_name=name,
            key=key,
            size=len(content),
            sha256=hashlib.sha256(content).digest(),
            media_type=media_type,
            purpose=purpose,
            made_at=work.now,
        )
    )


def _place(folder: Path, name: str) -> Path:
    return folder / name[:2] / name


def read(folder: Path, attachment: Attachment) -> bytes:
    """Return a file's content. Raises Unavailable("attachment_missing" or "attachment_damaged")."""
    try:
        content = opened(_place(folder, attachment.file_name).read_bytes(), attachment.key)
    except FileNotFoundError as error:
        raise Unavailable("attachment_missing") from error
    if hashlib.sha256(content).digest() != attachment.sha256:
        raise Unavailable("attachment_damaged")
    return content


def sweep(folder: Path, named: set[str]) -> int:
    """Remove files that no row names (an act was undone after its file was written); return how many."""
    orphans = [file for file in folder.glob("??/*") if file.name not in named]
    for orphan in orphans:
        orphan.unlink()
    return len(orphans)
