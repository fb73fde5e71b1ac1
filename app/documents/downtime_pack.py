"""The downtime pack (SAFETY, "Backups"): schedule of the next days, face sheets, blank forms, in one PDF.

It leaves the encrypted file, so that it is encrypted itself: AES-256 by PDF 2.0 (ISO 32000-2, revision 6 of
the standard handler), which ReportLab does not write; pypdf puts the parts together and encrypts them.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from app.core.findings import Finding
from app.documents import face_sheet, schedule_of_the_day
from app.documents.blank_forms import blank_forms
from app.documents.page import Document, Furniture, Paper
from app.documents.sheet import STRONG
from app.documents.views import DowntimePack
from app.documents.words import Words

MOST_PASSWORD_BYTES = 127
"""What the standard handler takes of a password, in UTF-8."""


@dataclass(frozen=True)
class PackPdf:
    """The encrypted PDF, its pages, and what could not be printed as it was typed."""

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...]


def compose(view: DowntimePack, words: Words, password: str) -> PackPdf:
    """Return the pack, which opens with the password alone. Raises ValueError for one that cannot serve."""
    if not password or len(password.encode()) > MOST_PASSWORD_BYTES:
        raise ValueError("a pack has a password of at most 127 bytes")
    parts = [
        _cover(view, words),
        *(schedule_of_the_day.compose(day, words) for day in view.days),
        *(face_sheet.compose(one, words) for one in view.faces),
        *blank_forms(view.practice, words),
    ]
    findings = tuple(one for part in parts for one in part.findings)
    title = words.text("downtime_pack.title")
    return PackPdf(_encrypted(parts, title, password), sum(part.pages for part in parts), findings)


def _encrypted(parts: Sequence[Paper], title: str, password: str) -> bytes:
    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part.pdf)), import_outline=False)
    writer.metadata = {"/Title": title, "/Producer": "Daybook"}
    writer.encrypt(password, secrets.token_urlsafe(32), algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _cover(view: DowntimePack, words: Words) -> Paper:
    title = words.text("downtime_pack.title")
    about = words.text("downtime_pack.about", at=view.made_at)
    page = Document(words, Furniture(title, view.practice, view.document_id, about=about))
    page.letterhead(title, [words.text("downtime_pack.made", at=view.made_at)])
    page.sheet.paragraph(words.rich("downtime_pack.what", at=view.made_at))
    page.sheet.heading(words.text("downtime_pack.inside"))
    days = [words.headline("downtime_pack.day", day=one.day) for one in view.days]
    counted = words.counted("downtime_pack.faces", len(view.faces))
    page.sheet.bullets(
        [*(days or [words.text("downtime_pack.no_days")]), counted, words.text("downtime_pack.forms")]
    )
    page.sheet.paragraph(words.text("downtime_pack.private"), STRONG)
    for name, count in (("use", 3), ("after", 2)):
        page.sheet.heading(words.text(f"downtime_pack.{name}"))
        page.sheet.numbered([words.rich(f"downtime_pack.{name}_{number}") for number in range(1, count + 1)])
    return page.finish()
