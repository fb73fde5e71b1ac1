"""A patient's documents and reports."""

import sqlalchemy as sa

from app.chart.documents.model import Document, Report
from app.chart.documents.views import DocumentLine, ReportLine
from app.core.acts import Permission, query
from app.core.ids import Id
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
        )
        for row in rows
    )


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
