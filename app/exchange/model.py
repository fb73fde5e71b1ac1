"""What came from outside: each resource with its identity, and what waits for a person to decide."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import Id
from app.store.base import Record, json_list, json_map, may_refer, refers, word


class ImportedResource(Record):
    """One resource that an import brought: its identity at the source, its content, the record made of it.

    `identity` is "system|value" of its first identifier, else its full URL, else type and id, else its
    content. `sha256` is of its content: the same identity with the same content is known, with other content
    it is held. `details` keeps where it stood at the source (id, version, security), and what the columns of
    the record have no place for; `also` in it are ids of further rows made of the same resource.
    """

    __tablename__ = "imported_resource"
    __table_args__ = (
        sa.Index("ix_imported_resource_identity", "identity"),
        sa.Index("ix_imported_resource_patient_id", "patient_id"),
    )

    patient_id: Mapped[Id] = mapped_column(sa.ForeignKey("patient.id"))
    type: Mapped[str]
    identity: Mapped[str]
    sha256: Mapped[str]
    attachment_id: Mapped[Id] = refers("attachment.id")
    record_table: Mapped[str] = mapped_column(default="")
    record_id: Mapped[Id | None] = mapped_column(default=None)
    details: Mapped[dict[str, Any]] = json_map()
    at: Mapped[datetime]


class HoldState(StrEnum):
    """Whether someone has decided about a held patient yet."""

    OPEN = "open"
    SAME_PERSON = "same_person"
    NEW_PERSON = "new_person"
    LEFT_OUT = "left_out"


class HeldPatient(Record):
    """What waits for a decision: a patient who seems to be here already, or records that differ from ours.

    Nothing of it is stored as data until someone decides. `candidates` are ids of patients, the likeliest
    first; `reason` is a message id; `person` is what helps to tell the person, and what waits by type.
    The mapped records lie in the encrypted attachment `records_id`.
    """

    __tablename__ = "held_patient"
    __table_args__ = (sa.UniqueConstraint("file_sha256", "patient_key"),)

    file: Mapped[str]
    file_sha256: Mapped[str]
    patient_key: Mapped[str]
    name: Mapped[str]
    born: Mapped[str] = mapped_column(default="")
    person: Mapped[dict[str, Any]] = json_map()
    records: Mapped[int]
    reason: Mapped[str]
    candidates: Mapped[list[Any]] = json_list()
    original_id: Mapped[Id] = refers("attachment.id")
    records_id: Mapped[Id] = refers("attachment.id")
    state: Mapped[HoldState] = word(HoldState)
    patient_id: Mapped[Id | None] = may_refer("patient.id")
    held_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
