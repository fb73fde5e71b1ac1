"""The clinician's note: versions of its text, signatures and addenda, each of which only grows."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Correctable, Record, json_list, json_map, may_refer, refers, word


class NoteState(StrEnum):
    """Where a note stands. A signed one whose author needs it waits for a second signature."""

    UNSIGNED = "unsigned"
    TO_COSIGN = "to_cosign"
    SIGNED = "signed"


class Note(Correctable, Record):
    """A note of a visit. What was signed stands in its signature, and is repeated here for billing.

    `diagnoses` is a list of [code, title, release] in the order chosen.
    """

    __tablename__ = "note"
    __change__ = Kind.NOTE
    __table_args__ = (sa.Index("ix_note_state", "state"),)

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    author_id: Mapped[Id | None] = mapped_column(default=None)
    author_name: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    title: Mapped[str] = mapped_column(default="")
    template: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[NoteState] = word(NoteState)
    started_at: Mapped[datetime]
    cosigner_id: Mapped[Id | None] = mapped_column(default=None)
    level: Mapped[str] = mapped_column(default="")
    diagnoses: Mapped[list[Any]] = json_list()
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    private_from_guardian: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    imported: Mapped[dict[str, Any]] = json_map()


class NoteVersion(Record):
    """The text as it was saved once. Only grows."""

    __tablename__ = "note_version"
    __table_args__ = (sa.UniqueConstraint("note_id", "number"),)

    patient_id: Mapped[Id] = refers("patient.id")
    note_id: Mapped[Id] = refers("note.id")
    number: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")


class SignatureRole(StrEnum):
    """Who signs: the author, or the clinician who answers for the author."""

    AUTHOR = "author"
    COSIGNER = "cosigner"


class NoteSignature(Record):
    """What was signed, by whom and when; the text's SHA-256 ties it to the version. Only grows."""

    __tablename__ = "note_signature"
    __change__ = Kind.NOTE

    patient_id: Mapped[Id] = refers("patient.id")
    note_id: Mapped[Id] = refers("note.id")
    role: Mapped[SignatureRole] = word(SignatureRole)
    text_number: Mapped[int]  # the version of the text
    text_sha256: Mapped[str]
    level: Mapped[str] = mapped_column(default="")
    diagnoses: Mapped[list[Any]] = json_list()
    at: Mapped[datetime]
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")


class NoteAddendum(Record):
    """What was added after signing. Only grows."""

    __tablename__ = "note_addendum"
    __change__ = Kind.NOTE

    patient_id: Mapped[Id] = refers("patient.id")
    note_id: Mapped[Id] = refers("note.id")
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")
