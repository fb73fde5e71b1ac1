"""Reports of tests, and documents with their pages."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, json_list, may_refer, refers


class Report(Correctable, Entered, Coded, Record):
    """A report that gathers results. `results` is a list of observation ids; `pages` of attachment ids."""

    __tablename__ = "report"
    __change__ = Kind.RESULT

    patient_id: Mapped[Id] = refers("patient.id")
    status: Mapped[str] = mapped_column(default="final")
    category: Mapped[str] = mapped_column(default="")
    effective: Mapped[PartialDate | None] = mapped_column(default=None)
    effective_end: Mapped[PartialDate | None] = mapped_column(default=None)
    issued: Mapped[PartialDate | None] = mapped_column(default=None)
    performer: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    conclusion_codings: Mapped[list[Any]] = json_list()
    results: Mapped[list[str]] = json_list()
    pages: Mapped[list[str]] = json_list()
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by_name: Mapped[str] = mapped_column(default="")


class Document(Correctable, Entered, Coded, Record):
    """A document of the chart: its text where it has one, its file as an encrypted attachment."""

    __tablename__ = "document"
    __change__ = Kind.DOCUMENT

    patient_id: Mapped[Id] = refers("patient.id")
    title: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="current")
    category: Mapped[str] = mapped_column(default="")
    dated: Mapped[PartialDate | None] = mapped_column(default=None)
    author: Mapped[str] = mapped_column(default="")
    content_type: Mapped[str] = mapped_column(default="")
    content_text: Mapped[str] = mapped_column(default="")
    attachment_id: Mapped[Id | None] = may_refer("attachment.id")
    relations: Mapped[list[Any]] = json_list()  # [what it does, document id or reference]
