"""Documents and reports as the chart gets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.dates import PartialDate
from app.core.ids import Id


class FileState(StrEnum):
    """How a document's file is, as far as can be seen without reading it."""

    NONE = "none"
    THERE = "there"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class DocumentFile:
    """The file of a document, as it came."""

    content: bytes
    media_type: str
    title: str


@dataclass(frozen=True)
class DocumentLine:
    """A document: its text where it has one, and its file by the id of the attachment.

    `received_at` is when it came into the chart.
    """

    id: Id
    version: int
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
    file: FileState = FileState.NONE
    category: str = ""
    received_at: datetime | None = None


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
