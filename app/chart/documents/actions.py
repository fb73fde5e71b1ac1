"""Keeping files of others in a chart: outside records, scans, pictures; and taking one out again."""

import hashlib
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.chart.documents.model import Document
from app.chart.entering import Saved, entered, withdraw
from app.core.acts import Command, Permission, action
from app.core.dates import PartialDate
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.practice import fields
from app.practice.soft_stops import stop_softly
from app.store import attachments
from app.store.attachments import Attachment
from app.store.sealed_files import Staging
from app.store.work import Reading, Work

MEDIA_TYPES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
"""How the files begin that are taken in, and what they are; the screen looked at each in a child process."""

LARGEST = 50_000_000  # bytes
_HEAD = 1024  # a PDF may have something before its head (ISO 32000-1, annex H)


def media_type_of(content: bytes) -> str:
    """Return what a file is by how it begins, "" for what is not taken in."""
    found = next((kind for head, kind in MEDIA_TYPES.items() if content.startswith(head)), "")
    return found or ("application/pdf" if b"%PDF-" in content[:_HEAD] else "")


@dataclass(frozen=True, kw_only=True)
class AddDocument(Command):
    """A file for the chart. `sha256` (hexadecimal) stands for the content in the command's hash."""

    patient_id: Id
    visit_id: Id | None = None
    title: str
    category: str = ""
    dated: PartialDate | None = None
    author: str = ""
    private_from_guardian: bool = False
    sha256: str
    content: bytes = field(metadata={"carried": True}, repr=False)
    acknowledged_reason: str = ""

    def prepare(self, _reading: Reading, staging: Staging) -> None:
        """Write the file ahead, so that no other act waits for it."""
        staging.write(self.content)


@action(Permission.RECORD_CHART)
def add_document(work: Work, command: AddDocument) -> Saved:
    """Keep a file in the chart, as it came, encrypted.

    Raises RuleViolated for a file of another kind, NeedsAcknowledgement for one that the chart holds already.
    """
    kind = _kind(command)
    stop_softly(work, _there_already(work, command), command.acknowledged_reason)
    document = Document(
        patient_id=command.patient_id,
        title=fields.free_line("title", command.title, most=200, required=True),
        category=fields.free_line("category", command.category, most=80),
        dated=command.dated,
        author=fields.free_line("author", command.author, most=120),
        content_type=kind,
        **entered(work, command.patient_id, command.visit_id, private=command.private_from_guardian),
    )
    kept = attachments.keep(
        work, command.content, media_type=kind, purpose="document", patient_id=command.patient_id
    )
    work.session.flush()
    document.attachment_id = kept.id
    work.add(document)
    work.session.flush()
    return Saved(document.id, document.version)


def _there_already(work: Work, command: AddDocument) -> list[Finding]:
    held = (
        sa.select(Document.title)
        .join(Attachment, Attachment.id == Document.attachment_id)
        .where(Document.patient_id == command.patient_id, Document.entered_in_error.is_(None))
        .where(Attachment.sha256 == bytes.fromhex(command.sha256))
    )
    title = work.session.scalars(held.limit(1)).first()
    if title is None:
        return []
    return [Finding(Message("chart.document_there", {"title": title}), Severity.SOFT_STOP, "file")]


def _kind(command: AddDocument) -> str:
    kind = media_type_of(command.content)
    if not kind:
        raise RuleViolated("file", Message("chart.document_type"))
    if len(command.content) > LARGEST:
        raise RuleViolated("file", Message("chart.document_size", {"most": LARGEST // 1_000_000}))
    if hashlib.sha256(command.content).hexdigest() != command.sha256:
        raise RuleViolated("file", Message("chart.document_changed"))
    return kind


@dataclass(frozen=True, kw_only=True)
class WithdrawDocument(Command):
    """A document that does not belong here, and why; its file stays."""

    document_id: Id
    version: int
    reason: str


@action(Permission.RECORD_CHART)
def withdraw_document(work: Work, command: WithdrawDocument) -> Saved:
    """Mark a document as entered in error. Raises RuleViolated without a reason, Stale."""
    document = work.change(Document, command.document_id, command.version)
    withdraw(document, command.reason)
    work.because(fields.reason(command.reason))
    work.session.flush()
    return Saved(document.id, document.version)
