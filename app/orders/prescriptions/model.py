"""Prescriptions: prepared by staff or clinician, signed by a clinician, sent in one of three ways."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, json_list, may_refer, refers, word, word_or_none


class PrescriptionState(StrEnum):
    """Prepared by staff, signed by a clinician, sent; or cancelled with a reason."""

    PREPARED = "prepared"
    SIGNED = "signed"
    SENT = "sent"
    CANCELLED = "cancelled"


class SentHow(StrEnum):
    """How it left the practice."""

    OTHER_SYSTEM = "other_system"
    PHONED = "phoned"
    PRINTED = "printed"


class Prescription(Entered, Coded, Record):
    """One prescription. `text` is the drug; `medication_id` its row in the medicine list once it is signed.

    `findings` are the soft stops (allergy class, duplicate) that were overridden with `acknowledged_reason`.
    """

    __tablename__ = "prescription"
    __change__ = Kind.ORDER
    __table_args__ = (sa.Index("ix_prescription_state", "state"),)

    patient_id: Mapped[Id] = refers("patient.id")
    medication_id: Mapped[Id | None] = may_refer("medication.id")
    rxnorm: Mapped[str] = mapped_column(default="")
    moieties: Mapped[list[str]] = json_list()
    strength: Mapped[str] = mapped_column(default="")
    sig: Mapped[str]
    quantity: Mapped[Decimal]
    quantity_unit: Mapped[str] = mapped_column(default="")
    refills: Mapped[int]
    days_supply: Mapped[int | None] = mapped_column(default=None)
    substitution_allowed: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(default="")
    pharmacy: Mapped[str] = mapped_column(default="")
    state: Mapped[PrescriptionState] = word(PrescriptionState)
    findings: Mapped[list[Any]] = json_list()
    acknowledged_reason: Mapped[str] = mapped_column(default="")
    clinician_id: Mapped[Id | None] = mapped_column(default=None)  # who is to sign
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    signed_by: Mapped[Id | None] = mapped_column(default=None)
    signed_by_name: Mapped[str] = mapped_column(default="")
    sent_how: Mapped[SentHow | None] = word_or_none(SentHow)
    sent_to: Mapped[str] = mapped_column(default="")
    sent_reference: Mapped[str] = mapped_column(default="")
    sent_read_back: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_by_name: Mapped[str] = mapped_column(default="")
    cancel_reason: Mapped[str] = mapped_column(default="")
