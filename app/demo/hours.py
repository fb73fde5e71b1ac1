"""When the demo practice is open on the demo day: always long enough around now for a day half done.

The program runs on the real clock, and somebody may look at it at night or on a Sunday. Then that weekday
gets opening hours of its own around now, within the day: nothing of the day can lie beyond midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.practice.views import OpenHours
from app.schedule.rules import WEEKDAYS
from app.schedule.wall_time import minute_of, nearest_instant, wall_minute, wall_text

USUAL = (OpenHours("08:00", "12:00"), OpenHours("13:00", "17:00"))
GRID = timedelta(minutes=5)
_BEFORE, _AFTER = 75, 150  # open minutes that a half-done day needs before now and after it
_OWN_BEFORE, _OWN_AFTER, _QUARTER = 165, 420, 15
_LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True)
class DemoDay:
    """The demo day as instants: its first and last moment, its open times, and now."""

    day: date
    zone: ZoneInfo
    now: datetime
    midnight: datetime
    hours: tuple[OpenHours, ...]

    @property
    def spans(self) -> tuple[tuple[datetime, datetime], ...]:
        return open_spans(self.day, self.zone, self.hours)

    @property
    def minutes_before(self) -> float:
        """Return how many minutes of the day there are before now, from a little before it opens."""
        first = max(self.midnight, min(self.spans[0][0], self.now) - timedelta(minutes=6))
        return max((self.now - first).total_seconds() / 60, 0.0)

    def within(self, instant: datetime) -> datetime:
        """Return the grid's time at an instant, moved into this day where it lies beyond."""
        end = nearest_instant(self.day + timedelta(days=1), 0, self.zone) - GRID
        return min(max(on_grid(instant), self.midnight), on_grid(end))

    def slots_after(self) -> list[datetime]:
        """Return the times after now that may be booked, five minutes apart; at least one."""
        found = []
        for start, end in self.spans:
            at = on_grid(start)
            while at < end:
                if at > self.now:
                    found.append(at)
                at += GRID
        return found or [self.within(self.now)]


def open_spans(
    day: date, zone: ZoneInfo, hours: tuple[OpenHours, ...]
) -> tuple[tuple[datetime, datetime], ...]:
    """Return open times of a day as instants."""
    return tuple(
        (nearest_instant(day, minute_of(one.start), zone), nearest_instant(day, minute_of(one.end), zone))
        for one in hours
    )


def on_grid(instant: datetime) -> datetime:
    """Return the last full five minutes."""
    seconds = int(instant.timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(GRID.total_seconds()), UTC)


def demo_day(now: datetime, zone: ZoneInfo) -> DemoDay:
    """Return the day of an instant with the hours that it needs."""
    day = now.astimezone(zone).date()
    hours = USUAL if day.weekday() < 5 and _is_enough(day, now, zone) else _own_hours(now, zone)
    return DemoDay(day, zone, now, nearest_instant(day, 0, zone), hours)


def _is_enough(day: date, now: datetime, zone: ZoneInfo) -> bool:
    spans = open_spans(day, zone, USUAL)
    before = sum(max((min(end, now) - start).total_seconds(), 0) for start, end in spans) / 60
    after = sum(max((end - max(start, now)).total_seconds(), 0) for start, end in spans) / 60
    return before >= _BEFORE and after >= _AFTER


def _own_hours(now: datetime, zone: ZoneInfo) -> tuple[OpenHours, ...]:
    minute = wall_minute(now, zone)
    start = max(minute - _OWN_BEFORE, 0) // _QUARTER * _QUARTER
    end = min(-(-(minute + _OWN_AFTER) // _QUARTER) * _QUARTER, _LAST_MINUTE)
    return (OpenHours(wall_text(start), wall_text(end)),)


def week_of(day: DemoDay) -> dict[str, tuple[OpenHours, ...]]:
    """Return the practice's opening hours by weekday: Monday to Friday as usual, the demo day as it needs."""
    week = dict.fromkeys(WEEKDAYS[:5], USUAL)
    return {**week, WEEKDAYS[day.day.weekday()]: day.hours}


def working_days(first: date, step: int, count: int) -> list[date]:
    """Return so many days from Monday to Friday, from the day after `first` on, forwards or back."""
    found: list[date] = []
    day = first
    while len(found) < count:
        day += timedelta(days=step)
        if day.weekday() < 5:
            found.append(day)
    return found
