"""Alerts as the interruption, the clinician's list and the board get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.findings import Message
from app.core.ids import Id


@dataclass(frozen=True)
class AlertView:
    """An open alert without name or value. `room` is where to go; `level` "critical", "flagged" or "told".

    `mine` says that it is for the person who asks, `interrupts` that it shall interrupt, `escalated` that
    nobody took it in time (then it is back with its sender too).
    """

    id: Id
    version: int
    level: str
    patient_id: Id
    visit_id: Id
    room: str
    raised_at: datetime
    raised_by: str
    escalates_at: datetime | None
    escalated: bool
    mine: bool
    interrupts: bool


@dataclass(frozen=True)
class AlertDetails:
    """What an alert is about, read in the chart: the findings, or what the assistant wrote."""

    id: Id
    level: str
    findings: tuple[Message, ...]
    words: str
    raised_at: datetime
    raised_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str


@dataclass(frozen=True)
class Told:
    """An alert that was sent."""

    alert_id: Id
    to_account_id: Id | None
