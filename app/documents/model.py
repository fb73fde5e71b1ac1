"""What goes home: the visit's words for the patient, who approved a text, and each paper that was printed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, json_list, may_refer, refers


class HomeInstructions(Record):
    """What the patient takes home in words, one row for a visit: lists of lines as they will be printed."""

    __tablename__ = "home_instructions"
    __change__ = Kind.DOCUMENT
    __table_args__ = (sa.UniqueConstraint("visit_id"),)

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id] = mapped_column(sa.ForeignKey("visit.id"))
    found: Mapped[list[str]] = json_list()
    to_do: Mapped[list[str]] = json_list()
    call_911: Mapped[list[str]] = json_list()
    call_us: Mapped[list[str]] = json_list()
    written_by_name: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class TextReview(Record):
    """A clinician of the practice approved a standing text by name. Another text needs another approval.

    `text` names it ("handout.flu", "after_visit_summary"); `sha256` is of its words.
    """

    __tablename__ = "text_review"
    __change__ = Kind.DOCUMENT
    __table_args__ = (sa.UniqueConstraint("text", "language", "sha256"),)

    text: Mapped[str]
    language: Mapped[str]
    sha256: Mapped[str]
    reviewed_by: Mapped[Id]
    reviewed_by_name: Mapped[str]
    at: Mapped[datetime]


class PrintedPaper(Record):
    """A paper that was printed or saved: which, for whom, in which language, how many pages. Only grows.

    `subject` holds what is needed to make it again (an appointment's id, a handout's key). `document_id` is
    what the bar code on its pages says, so that a paper that comes back is known; labels carry none.
    """

    __tablename__ = "printed_paper"
    __change__ = Kind.DOCUMENT

    patient_id: Mapped[Id | None] = may_refer("patient.id")
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    kind: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    pages: Mapped[int]
    copies: Mapped[int] = mapped_column(default=1)
    includes_private: Mapped[bool] = mapped_column(default=False)
    large_print: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[Id | None] = mapped_column(default=None, index=True)
    unprintable: Mapped[list[Any]] = json_list()
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(default="")
