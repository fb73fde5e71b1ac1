"""What may be booked where: overlaps, hours, blocks, and how a day's columns are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Param, Severity
from app.core.ids import Id
from app.schedule.wall_time import minute_of, nearest_instant

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_MINUTES = 12 * 60


@dataclass(frozen=True)
class Span:
    """A time from `start` up to, not including, `end`; instants."""

    start: datetime
    end: datetime

    @staticmethod
    def of(start: datetime, minutes: int) -> Span:
        return Span(start, start + timedelta(minutes=minutes))

    def meets(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Taken:
    """An appointment that holds its time."""

    id: Id
    patient_id: Id
    provider_id: Id
    room_id: Id | None
    span: Span


@dataclass(frozen=True)
class Blocked:
    """A time of one provider that is not for booking."""

    kind: str
    span: Span


@dataclass(frozen=True)
class Wanted:
    """The time asked for; `instead_of` is the appointment that it replaces or changes."""

    patient_id: Id
    provider_id: Id
    room_id: Id | None
    span: Span
    instead_of: Id | None = None


def hours_of(hours: Mapping[str, Any], day: date) -> list[tuple[int, int]]:
    """Return the open times of a day in minutes on the wall, from {"mon": [["08:00", "17:00"]]}."""
    return [(minute_of(start), minute_of(end)) for start, end in hours.get(WEEKDAYS[day.weekday()], [])]


def is_closed(hours: Mapping[str, Any], days: Iterable[date], start: int, end: int) -> bool:
    """Say whether the practice is open on none of some days between two minutes on the wall."""
    return not any(opens < end and start < closes for day in days for opens, closes in hours_of(hours, day))


def open_spans(hours: Mapping[str, Any], day: date, zone: ZoneInfo) -> list[Span]:
    """Return the open times of a day as instants."""
    return [
        Span(nearest_instant(day, start, zone), nearest_instant(day, end, zone))
        for start, end in hours_of(hours, day)
    ]


def check_minutes(minutes: int) -> None:
    """Raise RuleViolated unless the length is 1 minute to 12 hours."""
    if not 0 < minutes <= LONGEST_MINUTES:
        raise RuleViolated("minutes", Message("schedule.length_out_of_range", {"most": LONGEST_MINUTES}))


def check_not_past(starts_at: datetime, now: datetime) -> None:
    """Raise RuleViolated for a time that has gone by; the minute that runs has not."""
    if starts_at < now.replace(second=0, microsecond=0):
        raise RuleViolated("wall_start", Message("schedule.in_the_past"))


def overlap_findings(
    wanted: Wanted,
    taken: Iterable[Taken],
    blocked: Iterable[Blocked],
    open_times: Iterable[Span],
    zone: ZoneInfo,
) -> list[Finding]:
    """Return what speaks against a time, each a soft stop with the field it belongs to.

    `blocked` are the provider's own blocks. Parameters are wall times and kinds, never names.
    """
    others = [one for one in taken if one.id != wanted.instead_of and one.span.meets(wanted.span)]
    found = [
        *_busy("schedule.provider_busy", "provider_id", _with_provider(wanted, others), zone),
        *_busy("schedule.room_busy", "room_id", _in_room(wanted, others), zone),
        *_busy("schedule.patient_busy", "patient_id", _of_patient(wanted, others), zone),
    ]
    if not any(open_time.holds(wanted.span) for open_time in open_times):
        found.append(_soft("schedule.outside_hours", "wall_start"))
    for block in blocked:
        if block.span.meets(wanted.span):
            found.append(_soft("schedule.in_block", "wall_start", kind=block.kind))
    return found


def _with_provider(wanted: Wanted, others: Iterable[Taken]) -> Iterator[Taken]:
    return (one for one in others if one.provider_id == wanted.provider_id)


def _in_room(wanted: Wanted, others: Iterable[Taken]) -> Iterator[Taken]:
    return (one for one in others if wanted.room_id is not None and one.room_id == wanted.room_id)


def _of_patient(wanted: Wanted, others: Iterable[Taken]) -> Iterator[Taken]:
    return (one for one in others if one.patient_id == wanted.patient_id)


def _busy(message: str, field: str, others: Iterable[Taken], zone: ZoneInfo) -> list[Finding]:
    return [
        _soft(
            message,
            field,
            start=one.span.start.astimezone(zone).time(),
            end=one.span.end.astimezone(zone).time(),
        )
        for one in others
    ]


def _soft(message: str, field: str, **params: Param) -> Finding:
    return Finding(Message(message, params), Severity.SOFT_STOP, field)


def block_applies(
    on: date | None, weekday: int | None, valid_from: date | None, valid_to: date | None, day: date
) -> bool:
    """Say whether a block with these facts covers part of a day."""
    if on is not None:
        return on == day
    began = valid_from is None or valid_from <= day
    ended = valid_to is not None and valid_to < day
    return weekday == day.weekday() and began and not ended


def check_block(on: date | None, weekday: int | None, minutes: int) -> None:
    """Raise RuleViolated unless a block is on one day or on one weekday, and of a length that fits a day."""
    if (on is None) == (weekday is None):
        raise RuleViolated("day", Message("schedule.block_day_or_weekday"))
    if weekday is not None and not 0 <= weekday <= 6:
        raise RuleViolated("weekday", Message("schedule.block_day_or_weekday"))
    if not 0 < minutes <= 24 * 60:
        raise RuleViolated("minutes", Message("schedule.length_out_of_range", {"most": 24 * 60}))


def gaps(within: Sequence[tuple[int, int]], busy: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what is left free of some times when others are taken; all as (start, end) in minutes."""
    free = list(within)
    for start, end in busy:
        free = [piece for one in free for piece in _cut(one, start, end)]
    return free


def _cut(free: tuple[int, int], start: int, end: int) -> list[tuple[int, int]]:
    if end <= free[0] or start >= free[1]:
        return [free]
    return [piece for piece in ((free[0], start), (end, free[1])) if piece[0] < piece[1]]


def lanes(times: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return for each time, sorted by start, its lane and how many lanes its cluster of overlaps needs."""
    placed: list[int] = []
    widths: list[int] = []
    ends: list[int] = []
    cluster = 0
    for index, (start, end) in enumerate(times):
        if ends and start >= max(ends):
            widths += [len(ends)] * (index - cluster)
            ends, cluster = [], index
        lane = next((place for place, busy_until in enumerate(ends) if busy_until <= start), len(ends))
        ends[lane : lane + 1] = [end]
        placed.append(lane)
    widths += [len(ends)] * (len(times) - cluster)
    return list(zip(placed, widths, strict=True))
