"""The encrypted files that one act writes beside the database: all of them, or none."""

from types import TracebackType

import sqlalchemy as sa

from app.core.ids import Id
from app.store import attachments
from app.store.attachments import Attachment
from app.store.sealed_files import place_of
from app.store.work import Reading, Work


def kept_original(reading: Reading, sha256: str, purpose: str) -> Id | None:
    """Return the id of the row of a whole file that came before, by the SHA-256 of it."""
    same = (Attachment.sha256 == bytes.fromhex(sha256), Attachment.purpose == purpose)
    return reading.session.scalars(sa.select(Attachment.id).where(*same)).first()


class KeptFiles:
    """Keeps files for one act. Leaving it by an error takes away those that it wrote.

    What an error of the commit itself leaves behind no row names, and the store sweeps it.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._names: list[str] = []

    def __enter__(self) -> "KeptFiles":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for name in self._names:
                place_of(self._work.attachments, name).unlink(missing_ok=True)

    def keep(self, content: bytes, *, media_type: str, purpose: str, patient_id: Id | None = None) -> Id:
        """Write a file and return the id of its row. Raises Unavailable when the disk does not take it."""
        kept = attachments.keep(
            self._work,
            content,
            media_type=media_type,
            purpose=purpose,
            patient_id=patient_id,
        )
        self._names.append(kept.file_name)
        self._work.session.flush()
        return kept.id

    def original(self, content: bytes, sha256: str, purpose: str) -> Id:
        """Keep a whole file as it was read, once, however often it comes."""
        there = kept_original(self._work, sha256, purpose)
        if there is not None:
            return there
        packed = content.startswith(b"\x1f\x8b")
        media_type = "application/gzip" if packed else "application/fhir+json"
        return self.keep(content, media_type=media_type, purpose=purpose)
