"""Watching the PC's clock while a practice is open: a jump forward stands in the record.

A clock set back is told by the record itself, also over a restart (`audit.append`): the next row is older
than the last. One set forward while the practice is closed cannot be told from time that passed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.core.clock import Clock, SteadyClock
from app.store.audit import JUMP

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ClockWatch:
    """Compares the wall with the time that really passed; `jumped` hears of each jump forward."""

    def __init__(self, clock: Clock, jumped: Callable[[timedelta], None]) -> None:
        self._clock = clock if isinstance(clock, SteadyClock) else None
        self._jumped = jumped
        self._ahead = self._now_ahead()

    def look(self) -> None:
        """Look now; called after each commit."""
        ahead = self._now_ahead()
        by, self._ahead = ahead - self._ahead, ahead
        if by >= JUMP:
            self._jumped(by)

    def _now_ahead(self) -> timedelta:
        """Return how far the wall is ahead of the steady time; only its changes mean something."""
        if self._clock is None:
            return timedelta()
        return self._clock.now() - _EPOCH - self._clock.elapsed()
