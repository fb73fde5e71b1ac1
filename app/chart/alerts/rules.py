"""Whom an alert reaches, when it goes further, and who may take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.chart.alerts.model import AlertLevel
from app.core.acts import CLINICIANS, Actor, Role
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id

MAY_TAKE_CRITICAL = CLINICIANS | {Role.RN, Role.LPN}


@dataclass(frozen=True)
class Raised:
    """What decides an alert's way."""

    level: AlertLevel
    raised_at: datetime
    raised_by: Id
    to: Id | None


def escalates_at(alert: Raised, after_seconds: int) -> datetime | None:
    """Return when an alert goes to all clinicians and back to its sender; only a critical one does."""
    if alert.level is not AlertLevel.CRITICAL:
        return None
    return alert.raised_at + timedelta(seconds=after_seconds)


def escalated(alert: Raised, now: datetime, after_seconds: int) -> bool:
    """Say whether nobody took it in time."""
    due = escalates_at(alert, after_seconds)
    return due is not None and now >= due


def reaches(alert: Raised, actor: Actor, now: datetime, after_seconds: int) -> bool:
    """Say whether an alert is for this person now: the one it names; all clinicians where it names none.

    Once escalated it is for every clinician, and for the person who raised it.
    """
    clinician = bool(actor.roles & CLINICIANS)
    if alert.to == actor.person_id or (alert.to is None and clinician):
        return True
    return escalated(alert, now, after_seconds) and (clinician or alert.raised_by == actor.person_id)


def interrupts(alert: Raised, actor: Actor, now: datetime, after_seconds: int) -> bool:
    """Say whether to interrupt this person: for critical values only."""
    return alert.level is AlertLevel.CRITICAL and reaches(alert, actor, now, after_seconds)


def may_take(alert: Raised, actor: Actor) -> None:
    """Refuse that an assistant takes a critical alert: a clinician or nurse has to see it."""
    if alert.level is AlertLevel.CRITICAL and not actor.roles & MAY_TAKE_CRITICAL:
        raise RuleViolated("", Message("alerts.clinician_only"))
