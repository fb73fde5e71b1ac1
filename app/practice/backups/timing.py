"""When something about backups is due, for whoever makes it beside the window: no file is read here."""

from __future__ import annotations

from datetime import datetime, tzinfo

from app.practice.backups.rules import RETRY, age_level, is_due, lies_ahead, next_due
from app.practice.backups.rules import rehearsal_due as rehearsal_due
from app.practice.backups.views import AgeLevel as AgeLevel
from app.practice.backups.views import BackupStatus


def backup_due(status: BackupStatus, zone: tzinfo, now: datetime, copied: datetime | None = None) -> bool:
    """Say whether a time of the schedule has passed without a backup, or without a copy made while locked.

    Where the newest one is damaged, the next one is owed at once.
    """
    if status.damaged is not None and status.plan.times.times:
        return True
    moments = [
        one
        for one in (status.verified.made_at if status.verified else None, copied)
        if one and not lies_ahead(one, now)
    ]
    made = max(moments, default=None)
    return is_due(status.plan.times.times, zone, now, made, status.since)


def level_now(status: BackupStatus, now: datetime) -> AgeLevel:
    """Return how the backups are to be told: red where the newest is damaged, else by age."""
    if status.damaged is not None:
        return AgeLevel.RED
    made = status.verified.made_at if status.verified else None
    return age_level(made, status.since, now, status.plan.times, target=bool(status.plan.target))


def pack_due(status: BackupStatus, zone: tzinfo, now: datetime) -> bool:
    """Say whether a downtime pack should be written; none is before its password was chosen."""
    if not status.plan.has_pack_password:
        return False
    made = status.pack.at if status.pack else None
    return is_due(status.plan.times.pack_times, zone, now, made, status.since)


def next_backup(status: BackupStatus, zone: tzinfo, now: datetime) -> datetime | None:
    """Return when the next backup of the schedule is."""
    return next_due(status.plan.times.times, zone, now)


def retry_after(tried: datetime) -> datetime:
    """Return when what failed is tried again."""
    return tried + RETRY
