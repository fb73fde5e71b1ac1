"""Files kept with the practice: an encrypted file beside the database, and the row that names it.

The file is written and synced before the row that names it, and never changed; what no row names is swept.
"""

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Mapped, mapped_column

from app.core.errors import Unavailable
from app.core.ids import Id
from app.store.base import Record
from app.store.sealed_files import opened, place_of, write_sealed
from app.store.work import Work


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


def keep(
    work: Work, content: bytes, *, media_type: str, purpose: str, patient_id: Id | None = None
) -> Attachment:
    """Add the row that names a file: the one that the command made ready, else one written here and now.

    What may be large is made ready (`prepare` of the command), for others wait while an act writes. `purpose`
    says what it is for ("fhir", "photo"). Raises Unavailable when the disk does not take it.
    """
    file = work.staging.take(content) or write_sealed(work.attachments, content)
    return work.add(
        Attachment(
            patient_id=patient_id,
            file_name=file.name,
            key=file.key,
            size=file.size,
            sha256=file.sha256,
            media_type=media_type,
            purpose=purpose,
            made_at=work.now,
        )
    )


def read(folder: Path, attachment: Attachment) -> bytes:
    """Return a file's content. Raises Unavailable("attachment_missing" or "attachment_damaged")."""
    try:
        content = opened(place_of(folder, attachment.file_name).read_bytes(), attachment.key)
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
