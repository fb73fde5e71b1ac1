"""Files kept with the practice: an encrypted file beside the database, and the row that names it.

The file is written and synced before the row that names it, and never changed; what no row names is swept.
"""

import hashlib
import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.errors import Unavailable
from app.core.ids import Id
from app.store.base import Record
from app.store.sealed_files import opened, place_of, sealed_size, write_sealed
from app.store.work import Work

_OURS = re.compile(r"[0-9a-f]{32}|\.[0-9a-f]{32}\.[0-9a-f]{16}\.new")


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
    except OSError as error:
        raise Unavailable("attachment_damaged") from error
    if hashlib.sha256(content).digest() != attachment.sha256:
        raise Unavailable("attachment_damaged")
    return content


def standing(folder: Path, attachment: Attachment) -> str:
    """Return "there", "missing" or "damaged" (another size than it was written with), without reading it."""
    try:
        size = place_of(folder, attachment.file_name).stat().st_size
    except OSError:
        return "missing"
    return "there" if size == sealed_size(attachment.size) else "damaged"


def sweep(folder: Path, session: Session) -> int:
    """Remove files that no row names (an act was cut off or undone after its file was written); count them.

    Only while no act can run, and for a database that is known to be the newest: an older one does not name
    what came since. Files that are not of our naming stay. Names are compared only where the numbers of files
    and rows differ, so that opening a practice does not wait. Trouble of the disk is left for the next time.
    """
    swept = 0
    with suppress(OSError):
        files = _files_of(folder)
        if len(files) == session.scalar(sa.select(sa.func.count(Attachment.id))):
            return 0
        named = set(session.scalars(sa.select(Attachment.file_name)))
        for name in files.keys() - named:
            Path(files[name]).unlink()
            swept += 1
    return swept


def _files_of(folder: Path) -> dict[str, str]:
    """Return our files by name, those that were being written as the program was cut off among them."""
    if not folder.is_dir():
        return {}
    parts = [one.path for one in os.scandir(folder) if len(one.name) == 2 and one.is_dir()]
    return {one.name: one.path for part in parts for one in os.scandir(part) if _OURS.fullmatch(one.name)}
