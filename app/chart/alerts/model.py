"""Alerts: a value that needs a clinician, and what the assistant tells one."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Correctable, Record, json_list, may_refer, refers, word


class AlertLevel(StrEnum):
    """Critical interrupts; flagged stands in the clinician's list; told was sent by a person (Tell)."""

    CRITICAL = "critical"
    FLAGGED = "flagged"
    TOLD = "told"


class Alert(Correctable, Record):
    """One alert about a visit. `to_account_id` None means the visit's clinician, else all of them.

    `findings` are message ids with parameters; they are read only in the chart, never in the interruption.
    """

    __tablename__ = "alert"
    __change__ = Kind.ALERT
    __table_args__ = (sa.Index("ix_alert_acknowledged_at", "acknowledged_at"),)

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id] = refers("visit.id")
    vitals_set_id: Mapped[Id | None] = may_refer("vitals_set.id")
    level: Mapped[AlertLevel] = word(AlertLevel)
    findings: Mapped[list[Any]] = json_list()
    words: Mapped[str] = mapped_column(default="")  # what the assistant wrote with Tell
    raised_at: Mapped[datetime]
    raised_by: Mapped[Id]
    raised_by_name: Mapped[str] = mapped_column(default="")
    to_account_id: Mapped[Id | None] = mapped_column(default=None)
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_by: Mapped[Id | None] = mapped_column(default=None)
    acknowledged_by_name: Mapped[str] = mapped_column(default="")
