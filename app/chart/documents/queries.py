"""A patient's documents and reports."""

import sqlalchemy as sa

from app.chart.documents.model import Document, Report
from app.chart.documents.views import DocumentFile, DocumentLine, FileState, ReportLine
from app.core.acts import Permission, query
from app.core.errors import NotFound
from app.core.ids import Id
from app.store import attachments
from app.store.attachments import Attachment
from app.store.work import Reading


@query(Permission.SEE_CHART, recorded=True)
def documents(reading: Reading, patient_id: Id) -> tuple[DocumentLine, ...]:
    """Return the documents that stand, the newest first."""
    reading.saw(patient_id)
    rows = reading.session.scalars(
        sa.select(Document)
        .where(Document.patient_id == patient_id, Document.entered_in_error.is_(None))
        .order_by(Document.dated.desc(), Document.id.desc())
    )
    return tuple(
        DocumentLine(
            row.id,
            row.version,
            row.title or row.text,
            row.text,
            row.status,
            row.dated,
            row.author,
            row.content_type,
            row.content_text,
            row.attachment_id,
            row.source,
            row.private_from_guardian,
            _file_state(reading, row.attachment_id),
            row.category,
            row.recorded_at,
        )
        for row in rows
    )


def _file_state(reading: Reading, attachment_id: Id | None) -> FileState:
    if attachment_id is None:
        return FileState.NONE
    found = attachments.standing(reading.attachments, reading.get(Attachment, attachment_id))
    return FileState(found)


@query(Permission.SEE_CHART, recorded=True)
def document_file(reading: Reading, document_id: Id) -> DocumentFile:
    """Return a document's file as it came.

    Raises NotFound for a document without one, Unavailable("attachment_missing" or "attachment_damaged").
    """
    document = reading.get(Document, document_id)
    reading.saw(document.patient_id, document=str(document_id))
    if document.attachment_id is None:
        raise NotFound("attachment", document_id)
    kept = reading.get(Attachment, document.attachment_id)
    title = document.title or document.text
    return DocumentFile(attachments.read(reading.attachments, kept), kept.media_type, title)


@query(Permission.SEE_CHART, recorded=True)
def reports(reading: Reading, patient_id: Id) -> tuple[ReportLine, ...]:
    """Return the reports that stand, the newest first."""
    reading.saw(patient_id)
    rows = reading.session.scalars(
        sa.select(Report)
        .where(Report.patient_id == patient_id, Report.entered_in_error.is_(None))
        .order_by(Report.effective.desc(), Report.id.desc())
    )
    return tuple(
        ReportLine(
            row.id,
            row.text,
            row.status,
            row.category,
            row.effective,
            row.performer,
            row.conclusion,
            tuple(Id(one) for one in row.results),
            tuple(Id(one) for one in row.pages),
            row.source,
            row.private_from_guardian,
        )
        for row in rows
    )
