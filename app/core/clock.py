"""Where the time comes from. Rules take a time; only the unit of work asks a clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable


class Clock(Protocol):
    """Tells the present instant, aware, in UTC."""

    def now(self) -> datetime: ...


@runtime_checkable
class SteadyClock(Protocol):
    """A clock that also knows how much time has really passed, whatever it is set to."""

    def now(self) -> datetime: ...

    def elapsed(self) -> timedelta: ...


class SystemClock:
    """The clock of the PC."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def elapsed(self) -> timedelta:
        """Return the time since some moment, which nobody sets; where the system tells, sleep counts."""
        clock = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
        return timedelta(seconds=time.monotonic() if clock is None else time.clock_gettime(clock))


class SetClock:
    """A clock that stands where it was set: for the demo practice, the walk and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        self._now = instant.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self._now += by
