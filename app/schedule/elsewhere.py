"""Where else to look when the time asked for has nothing: later where it is full, around it where closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.schedule.finding import days_in_order
from app.schedule.rules import is_closed
from app.schedule.views import WHOLE_DAY, Offer, TimeQuestion

Hours = Mapping[str, Any]
_AROUND = (2, 4, 8, 16)  # days before and after a closed one, each tried when the fewer had nothing
_WEEK = 7


def later(question: TimeQuestion, today: date, search_days: int) -> TimeQuestion:
    """Return the same question about the days that follow."""
    first = max(question.last_day + timedelta(days=1), today)
    return replace(
        question,
        first_day=first,
        last_day=max(question.last_day, today) + timedelta(days=search_days),
    )


def is_closed_then(question: TimeQuestion, hours: Hours) -> bool:
    """Say whether the practice is open on none of the days at the time asked for."""
    start, end = question.from_minute, question.to_minute
    if question.near_minute is not None:
        start, end = max(start, question.near_minute), min(end, question.near_minute + 1)
    return is_closed(hours, days_in_order(question), start, end)


def around_closed(
    question: TimeQuestion, hours: Hours, today: date, search_days: int
) -> Iterator[TimeQuestion]:
    """Ask about the days around the first day asked for, farther and farther away from it.

    Where the practice is never open at that time of day, the times nearest to it are asked for.
    """
    middle = _first_day(question)
    week = [middle + timedelta(days=number) for number in range(_WEEK)]
    question = replace(question, target=middle, weekdays=())
    if is_closed(hours, week, question.from_minute, question.to_minute):
        near = question.from_minute or question.to_minute
        question = replace(question, from_minute=0, to_minute=WHOLE_DAY, near_minute=near)
    for days in sorted({*_AROUND, search_days}):
        first, last = (middle + timedelta(days=number) for number in (-days, days))
        yield replace(question, first_day=max(first, today), last_day=max(last, today))


def nearest_first(question: TimeQuestion, found: Sequence[Offer]) -> list[Offer]:
    """Return offers by how many days they are from the first day asked for; of two as near, the later."""
    middle = _first_day(question)
    return sorted(found, key=lambda offer: (abs((offer.day - middle).days), offer.day < middle))


def _first_day(question: TimeQuestion) -> date:
    return next(iter(days_in_order(question)), question.target)
