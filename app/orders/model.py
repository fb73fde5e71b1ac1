"""Orders, each with its authority; what was given, what was found."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, json_list, may_refer, refers, word


class OrderKind(StrEnum):
    """What is ordered, as far as its completion differs."""

    TEST = "test"
    INJECTION = "injection"
    VACCINE = "vaccine"
    IMAGING = "imaging"
    OTHER = "other"


class Authority(StrEnum):
    """On whose word the order stands (DUTIES, "Every order names its authority")."""

    STANDING = "standing"
    VERBAL = "verbal"
    PENDED = "pended"
    SIGNED = "signed"


class OrderState(StrEnum):
    """Where the order stands. A pended one can be neither collected nor given."""

    PENDED = "pended"
    ORDERED = "ordered"
    COLLECTED = "collected"
    COMPLETED = "completed"
    REVIEWED = "reviewed"
    REFUSED = "refused"
    NOT_DONE = "not_done"
    CANCELLED = "cancelled"


class ClinicalOrder(Entered, Coded, Record):
    """One order. `item` names its row of the policy `orders`, "" for one written in words.

    `criteria` are the criteria of the standing order that were met, as it words them. `findings` are the
    soft stops that were overridden, `acknowledged_reason` why. `diagnoses` as in a note.
    """

    __tablename__ = "clinical_order"
    __change__ = Kind.ORDER
    __table_args__ = (sa.Index("ix_clinical_order_state", "state"),)

    patient_id: Mapped[Id] = refers("patient.id")
    kind: Mapped[OrderKind] = word(OrderKind)
    item: Mapped[str] = mapped_column(default="")
    state: Mapped[OrderState] = word(OrderState)
    state_since: Mapped[datetime]
    authority: Mapped[Authority] = word(Authority)
    standing_number: Mapped[str] = mapped_column(default="")
    standing_version: Mapped[int | None] = mapped_column(default=None)
    criteria: Mapped[list[str]] = json_list()
    clinician_id: Mapped[Id | None] = mapped_column(default=None)  # who said it, or who is to sign it
    clinician_name: Mapped[str] = mapped_column(default="")
    read_back: Mapped[bool] = mapped_column(default=False)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)  # or co-signed, for a verbal one
    signed_by: Mapped[Id | None] = mapped_column(default=None)
    signed_by_name: Mapped[str] = mapped_column(default="")
    details: Mapped[str] = mapped_column(default="")  # dose, body part, question
    reason: Mapped[str] = mapped_column(default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    diagnoses: Mapped[list[Any]] = json_list()
    findings: Mapped[list[Any]] = json_list()
    acknowledged_reason: Mapped[str] = mapped_column(default="")
    collected_at: Mapped[datetime | None] = mapped_column(default=None)
    collected_by_name: Mapped[str] = mapped_column(default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by: Mapped[Id | None] = mapped_column(default=None)
    reviewed_by_name: Mapped[str] = mapped_column(default="")
    patient_told_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_reason: Mapped[str] = mapped_column(default="")  # why refused, not done or cancelled


class OrderResult(Record):
    """One reading of a test: what was found and what proves it. Only grows.

    `observations` is a list of observation ids; a correction names the reading before it.
    """

    __tablename__ = "order_result"
    __change__ = Kind.RESULT

    patient_id: Mapped[Id] = refers("patient.id")
    order_id: Mapped[Id] = refers("clinical_order.id")
    observations: Mapped[list[str]] = json_list()
    kit: Mapped[str] = mapped_column(default="")
    kit_lot: Mapped[str]
    kit_expires: Mapped[date]
    control_valid: Mapped[bool]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    read_at: Mapped[datetime]
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[Id | None] = may_refer("order_result.id")
    correction_reason: Mapped[str] = mapped_column(default="")


class Outcome(StrEnum):
    """Given, or why nothing was given."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_GIVEN = "not_given"


class Administration(Record):
    """One medicine or vaccine given, refused or not given. Only grows.

    `vis` is a list of {document, edition, given_on}; `immunization_id` its row in the immunization record.
    """

    __tablename__ = "administration"
    __change__ = Kind.ORDER

    patient_id: Mapped[Id] = refers("patient.id")
    order_id: Mapped[Id] = refers("clinical_order.id")
    immunization_id: Mapped[Id | None] = may_refer("immunization.id")
    outcome: Mapped[Outcome] = word(Outcome)
    reason: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    dose: Mapped[Decimal | None] = mapped_column(default=None)
    dose_unit: Mapped[str] = mapped_column(default="")
    site: Mapped[str] = mapped_column(default="")
    route: Mapped[str] = mapped_column(default="")
    lot: Mapped[str] = mapped_column(default="")
    maker: Mapped[str] = mapped_column(default="")
    ndc: Mapped[str] = mapped_column(default="")
    expires: Mapped[date | None] = mapped_column(default=None)
    vis: Mapped[list[Any]] = json_list()
    funding: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    watch_until: Mapped[datetime | None] = mapped_column(default=None)
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[Id | None] = may_refer("administration.id")
    correction_reason: Mapped[str] = mapped_column(default="")
