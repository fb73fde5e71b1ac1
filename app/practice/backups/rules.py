"""When a backup is due, and when its age alarms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.practice.backups.views import AgeLevel, BackupTimes

MOST_TIMES = 12
RETRY = timedelta(minutes=10)
"""How long after a backup that failed the next try is made."""
AHEAD = timedelta(minutes=5)
"""How far a clock may be ahead that is still right enough."""
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_LOOK_BACK_DAYS = 8


def checked_times(field: str, typed: Sequence[str]) -> tuple[str, ...]:
    """Return wall times in order, each once ("9:30" becomes "09:30"). Raises RuleViolated."""
    found = [_TIME.fullmatch(one.strip()) for one in typed if one.strip()]
    if not all(found):
        raise RuleViolated(field, Message("practice.backup_time"))
    times = sorted({f"{int(one[1]):02}:{one[2]}" for one in found if one})
    if len(times) > MOST_TIMES:
        raise RuleViolated(field, Message("practice.backup_too_many_times", {"most": MOST_TIMES}))
    return tuple(times)


def times_of(content: Mapping[str, Any]) -> BackupTimes:
    """Return the schedule of a table of policy, as shipped and as the practice laid over it."""
    schedule, alarm, pack = content["schedule"], content["alarm"], content["downtime_pack"]
    return BackupTimes(
        times=checked_times("schedule.times", schedule["times"]),
        on_exit=bool(schedule["on_exit"]),
        warning_hours=int(alarm["warning_hours"]),
        red_hours=int(alarm["red_hours"]),
        rehearse_days=int(content["rehearsal"]["every_days"]),
        pack_times=checked_times("downtime_pack.times", pack["times"]),
        pack_days=int(pack["days"]),
    )


def backup_faults(content: Mapping[str, Any]) -> Sequence[Finding]:
    """Return what is wrong with the practice's own table `backup` beyond its shape."""
    try:
        told = times_of(content)
    except RuleViolated as wrong:
        return [Finding(wrong.message, Severity.HARD_STOP, wrong.field)]
    if told.red_hours <= told.warning_hours:
        return [Finding(Message("practice.backup_alarm_order"), Severity.HARD_STOP, "alarm.red_hours")]
    return []


def latest_due(times: Sequence[str], zone: tzinfo, now: datetime) -> datetime | None:
    """Return the latest moment up to now for which the schedule names a time; None for an empty schedule."""
    today = now.astimezone(zone).date()
    moments = [
        moment
        for back in range(_LOOK_BACK_DAYS)
        for one in times
        if (moment := _moment(today - timedelta(days=back), one, zone)) <= now
    ]
    return max(moments, default=None)


def next_due(times: Sequence[str], zone: tzinfo, now: datetime) -> datetime | None:
    """Return the first moment after now for which the schedule names a time."""
    today = now.astimezone(zone).date()
    moments = [_moment(today + timedelta(days=on), one, zone) for on in (0, 1, 2) for one in times]
    return min((one for one in moments if one > now), default=None)


def _moment(day: date, wall: str, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(wall), zone)


def lies_ahead(moment: datetime, now: datetime) -> bool:
    """Say whether the clock must have been ahead when this was noted."""
    return moment > now + AHEAD


def is_due(times: Sequence[str], zone: tzinfo, now: datetime, made: datetime | None, since: datetime) -> bool:
    """Say whether a time of the schedule has passed for which nothing was made, also while the PC was off.

    A practice that never had a backup owes the first one at the first such time after it began. What lies
    ahead of the clock, which was ahead then, does not count: else nothing would be made until that moment.
    """
    moment = latest_due(times, zone, now)
    reference = next((one for one in (made, since) if one and not lies_ahead(one, now)), None)
    return moment is not None and (reference is None or moment > reference)


def age_level(
    made: datetime | None, since: datetime, now: datetime, times: BackupTimes, *, target: bool
) -> AgeLevel:
    """Return how the age of the newest verified backup is to be told (SAFETY: 24 h warn, 48 h red).

    One that lies ahead of the clock has no age and does not count.
    """
    age = now - (made if made and not lies_ahead(made, now) else since)
    if age >= timedelta(hours=times.red_hours):
        return AgeLevel.RED
    if not target:
        return AgeLevel.NO_TARGET
    return AgeLevel.WARNING if age >= timedelta(hours=times.warning_hours) else AgeLevel.FINE


def rehearsal_due(rehearsed: datetime | None, since: datetime, now: datetime, times: BackupTimes) -> bool:
    """Say whether the monthly rehearsal should be offered."""
    return now - (rehearsed or since) >= timedelta(days=times.rehearse_days)
