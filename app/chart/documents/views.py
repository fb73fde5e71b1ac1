"""Documents and reports as the chart gets them."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.dates import PartialDate
from app.core.ids import Id


@dataclass(frozen=True)
class DocumentLine:
    """A document: its text where it has one, and its file by the id of the attachment."""

    id: Id
    title: str
    kind: str
    status: str
    dated: PartialDate | None
    author: str
    content_type: str
    text: str
    attachment_id: Id | None
    source: str
    private_from_guardian: bool = False


@dataclass(frozen=True)
class ReportLine:
    """A report with its conclusion, the observations it gathers, and its pages by attachment."""

    id: Id
    title: str
    status: str
    category: str
    effective: PartialDate | None
    performer: str
    conclusion: str
    results: tuple[Id, ...]
    pages: tuple[Id, ...]
    source: str
    private_from_guardian: bool = False
