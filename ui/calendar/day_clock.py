"""The clock of one day, in minutes that really pass: a day has 23, 24 or 25 hours.

A *position* counts minutes since the day began. It is what the day view is laid out on, so that the night
on which the clock skips an hour shows none, and the night on which an hour comes twice shows it twice.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class WallTime:
    """What the clock on the wall shows: minutes since its midnight; `fold` 1 is the second of two equal."""

    minute: int
    fold: int = 0

    @property
    def text(self) -> str:
        """The time as commands take it: "09:15"."""
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


@dataclass(frozen=True)
class _Stretch:
    """A part of the day in which the clock runs evenly."""

    position: int
    wall: WallTime
    length: int


@dataclass(frozen=True)
class DayClock:
    """How the clock runs on one day of a practice's zone."""

    day: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The instant at which the day begins."""
        return datetime.combine(self.day, datetime.min.time(), tzinfo=self.zone).astimezone(UTC)

    @cached_property
    def length(self) -> int:
        """How many minutes the day has."""
        following = DayClock(self.day + timedelta(days=1), self.zone)
        return round((following.start - self.start) / _STEP)

    @cached_property
    def _stretches(self) -> tuple[_Stretch, ...]:
        marks = [0, *self._jumps(), self.length]
        return tuple(_Stretch(first, self._shown_at(first), last - first) for first, last in pairwise(marks))

    def _jumps(self) -> list[int]:
        """Return the positions at which the clock is put forward or back."""
        quarters = range(0, self.length, 15)
        return [
            self._exact_jump(quarter)
            for quarter in quarters
            if self._offset(quarter) != self._offset(min(quarter + 15, self.length))
        ]

    def _exact_jump(self, before: int) -> int:
        first = self._offset(before)
        return next(minute for minute in range(before, before + 16) if self._offset(minute) != first)

    def _offset(self, position: int) -> timedelta | None:
        return self._local(position).utcoffset()

    def _local(self, position: int) -> datetime:
        return (self.start + position * _STEP).astimezone(self.zone)

    def _shown_at(self, position: int) -> WallTime:
        local = self._local(position)
        return WallTime(local.hour * 60 + local.minute, local.fold)

    def wall_at(self, position: int) -> WallTime:
        """Return what the clock shows at a position of the day; the end of the day is 24:00."""
        starts = [stretch.position for stretch in self._stretches]
        stretch = self._stretches[max(bisect_right(starts, position) - 1, 0)]
        minute = stretch.wall.minute + position - stretch.position
        return WallTime(minute, stretch.wall.fold if self.comes_twice(minute) else 0)

    def position(self, minute: int, fold: int = 0) -> int:
        """Return where a wall time stands; one that the clock skips stands at the next that exists."""
        found = [
            stretch.position + minute - stretch.wall.minute
            for stretch in self._stretches
            if stretch.wall.minute <= minute < stretch.wall.minute + stretch.length
        ]
        if found:
            return found[min(fold, len(found) - 1)]
        later = [stretch.position for stretch in self._stretches if stretch.wall.minute > minute]
        return later[0] if later else self.length

    def comes_twice(self, minute: int) -> bool:
        """Say whether the clock shows this time twice on this day."""
        return self.position(minute, 0) != self.position(minute, 1)

    def zone_name(self, position: int) -> str:
        """Return the short name of the time in force ("EST"), to tell two equal times apart."""
        return self._local(position).tzname() or ""

    @cached_property
    def hours(self) -> tuple[int, ...]:
        """The positions at which the clock shows a full hour."""
        return tuple(at for at in range(self.length) if self.wall_at(at).minute % 60 == 0)

    def now(self, moment: datetime) -> int | None:
        """Return the position of a moment, or None when it is on another day."""
        position = int((moment.astimezone(UTC) - self.start) / _STEP)
        return position if 0 <= position < self.length else None


@lru_cache(maxsize=64)
def day_clock(day: date, zone: str) -> DayClock:
    """Return the clock of a day in a zone given by its IANA name."""
    return DayClock(day, ZoneInfo(zone))
