"""From the time on the wall to the instant, right over both changes of the clock.

An appointment is agreed in wall time. On the night the clock goes forward some wall times do not exist, on
the night it goes back some come twice; neither is guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.errors import RuleViolated
from app.core.findings import Message

MINUTES_A_DAY = 24 * 60
_WALL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_LONGEST_GAP = timedelta(hours=24)  # Samoa left out a whole day in 2011


def zone_of(name: str) -> ZoneInfo:
    """Return a zone by its IANA name. Raises RuleViolated for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RuleViolated("zone", Message("schedule.zone_unknown")) from error


def wall_of(text: str) -> time:
    """Return "09:15" as a time. Raises RuleViolated for anything else."""
    found = _WALL.fullmatch(text)
    if found is None:
        raise RuleViolated("wall_start", Message("schedule.time_unreadable"))
    return time(int(found[1]), int(found[2]))


def minute_of(text: str) -> int:
    """Return "09:15" as minutes since the midnight on the wall: 555. "24:00" is the end of the day."""
    if text == "24:00":
        return MINUTES_A_DAY
    wall = wall_of(text)
    return wall.hour * 60 + wall.minute


def wall_text(minute: int) -> str:
    """Return 555 as "09:15"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def does_exist(day: date, wall: time, zone: ZoneInfo) -> bool:
    """Say whether the clock shows this time on this day at all."""
    local = datetime.combine(day, wall, tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)


def comes_twice(day: date, wall: time, zone: ZoneInfo) -> bool:
    """Say whether the clock shows this time on this day twice."""
    first = datetime.combine(day, wall, tzinfo=zone)
    return does_exist(day, wall, zone) and first.utcoffset() != first.replace(fold=1).utcoffset()


def next_existing(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the first wall time at or after this one that exists, naive."""
    local = datetime.combine(day, wall)
    if does_exist(day, wall, zone):
        return local
    last = local + _LONGEST_GAP
    while local < last and not does_exist(local.date(), local.time(), zone):
        local += timedelta(minutes=1)
    return local


def instant_of(day: date, wall_start: str, zone_name: str, fold: int | None = None) -> datetime:
    """Return the instant of an agreed wall time, in UTC.

    `fold` 0 is the first, 1 the second of two equal times, None: nobody was asked yet. Raises RuleViolated
    with the next time that exists, or with the question which of the two is meant.
    """
    zone, wall = zone_of(zone_name), wall_of(wall_start)
    if not does_exist(day, wall, zone):
        following = next_existing(day, wall, zone).time()
        raise RuleViolated("wall_start", Message("schedule.time_does_not_exist", {"next": following}))
    if fold is None and comes_twice(day, wall, zone):
        raise RuleViolated("fold", Message("schedule.time_comes_twice", {"time": wall}))
    return datetime.combine(day, wall, tzinfo=zone).replace(fold=fold or 0).astimezone(UTC)


def nearest_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return an instant for the edge of hours or of a block: the next that exists, the first of two."""
    if minute >= MINUTES_A_DAY:
        day, minute = day + timedelta(days=1), minute - MINUTES_A_DAY
    local = next_existing(day, time(minute // 60, minute % 60), zone)
    return local.replace(tzinfo=zone).astimezone(UTC)


def wall_minute(instant: datetime, zone: ZoneInfo) -> int:
    """Return where the clock stood at an instant, in minutes since midnight."""
    local = instant.astimezone(zone)
    return local.hour * 60 + local.minute
