"""The outline of an appointment that is being moved or made longer, before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.schedule.views import ScheduleEntry
from ui.calendar.placing import Placed, PlacedDay

LONGEST = 12 * 60


@dataclass(frozen=True)
class Ghost:
    """Where an appointment would stand if it were let go now; `resizing`: only its length changes.

    `home` is where it was taken up: day, column, position, minutes.
    """

    entry: ScheduleEntry
    day: date
    column: int
    start: int
    minutes: int
    home: tuple[date, int, int, int]
    resizing: bool = False

    @property
    def as_placed(self) -> Placed:
        return Placed(self.start, self.minutes, entry=self.entry)

    @property
    def moved(self) -> bool:
        return (self.day, self.column, self.start, self.minutes) != self.home

    def at(self, day: PlacedDay, column: int, start: int) -> Ghost:
        """Return it at another column and position, kept within the day."""
        column = min(max(column, 0), len(day.columns) - 1)
        start = min(max(start, 0), max(day.clock.length - self.minutes, 0))
        return replace(self, day=day.clock.day, column=column, start=start)

    def until(self, end: int, step: int) -> Ghost:
        """Return it with another end; it is never shorter than one step."""
        return replace(self, minutes=min(max(end - self.start, step), LONGEST))


def ghost_of(item: Placed, day: date, column: int, *, resizing: bool = False) -> Ghost | None:
    """Return the outline of an appointment that may be moved: one whose visit has not begun."""
    if item.entry is None or item.entry.visit_begun:
        return None
    home = (day, column, item.start, item.minutes)
    return Ghost(item.entry, day, column, item.start, item.minutes, home, resizing)


def snapped(position: int, step: int) -> int:
    """Return the step of the grid nearest to a position."""
    return round(position / step) * step
