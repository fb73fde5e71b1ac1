"""The free times of some days, and which of them are worth offering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from app.core.ids import Id
from app.schedule.rules import Span
from app.schedule.views import Offer, TimeQuestion
from app.schedule.wall_time import does_exist, minute_of, nearest_instant, wall_of, wall_text


@dataclass(frozen=True)
class Column:
    """One provider whose time can be offered; those that the patient usually sees come first."""

    id: Id
    short_name: str


@dataclass(frozen=True)
class Calendar:
    """What is known of the days asked for. `busy` and `open_times` are instants by provider and by day."""

    zone: ZoneInfo
    now: datetime
    step: int
    busy: Mapping[tuple[Id, date], Sequence[Span]]
    open_times: Mapping[date, Sequence[Span]]


def days_in_order(question: TimeQuestion) -> list[date]:
    """Return the days asked for, those from the target on first, then those ahead of it, nearest first."""
    count = (question.last_day - question.first_day).days + 1
    days = [question.first_day + timedelta(days=number) for number in range(count)]
    if question.weekdays:
        days = [day for day in days if day.weekday() in question.weekdays]
    from_target = [day for day in days if day >= question.target]
    return from_target + [day for day in reversed(days) if day < question.target]


def offers(question: TimeQuestion, minutes: int, columns: Sequence[Column], known: Calendar) -> list[Offer]:
    """Return up to `question.limit` offers, the best first: one of each day, then a second, and so on."""
    by_day = [_of_day(question, day, minutes, columns, known) for day in days_in_order(question)]
    chosen = islice(_in_turn(by_day), question.limit)
    return sorted(chosen, key=lambda offer: _rank(question, offer))


def _in_turn(by_day: Sequence[Iterator[Offer]]) -> Iterator[Offer]:
    """Give the first of each day, then the second of each: no day is searched further than is needed."""
    days = list(by_day)
    while days:
        with_more = []
        for day in days:
            for offer in islice(day, 1):
                with_more.append(day)
                yield offer
        days = with_more


def _rank(question: TimeQuestion, offer: Offer) -> tuple[bool, date, int]:
    near, start = question.near_minute, minute_of(offer.wall_start)
    return offer.day < question.target, offer.day, start if near is None else abs(start - near)


def _of_day(
    question: TimeQuestion, day: date, minutes: int, columns: Sequence[Column], known: Calendar
) -> Iterator[Offer]:
    """Give the offers of a day that do not overlap each other, the usual provider's first."""
    given: list[Span] = []
    for column in columns:
        for start in _starts(question, day, minutes, known):
            instant = nearest_instant(day, start, known.zone)
            span = Span.of(instant, minutes)
            if any(span.meets(other) for other in given) or not _is_free(span, column.id, day, known):
                continue
            given.append(span)
            yield Offer(day, wall_text(start), minutes, column.id, column.short_name)


def _starts(question: TimeQuestion, day: date, minutes: int, known: Calendar) -> Iterable[int]:
    """Return the starts on the grid in the part of the day asked for, nearest to a time that was named."""
    last = min(question.to_minute - minutes, 24 * 60 - 1)
    first = -(-question.from_minute // known.step) * known.step
    starts = [
        start
        for start in range(first, last + 1, known.step)
        if does_exist(day, wall_of(wall_text(start)), known.zone)
    ]
    near = question.near_minute
    return starts if near is None else sorted(starts, key=lambda start: (abs(start - near), start))


def _is_free(span: Span, provider_id: Id, day: date, known: Calendar) -> bool:
    is_open = any(open_time.holds(span) for open_time in known.open_times.get(day, ()))
    busy = known.busy.get((provider_id, day), ())
    return is_open and span.start >= known.now and not any(span.meets(other) for other in busy)
