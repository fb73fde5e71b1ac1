"""The words for days in a wish for a time: "in 2 weeks", "next tue", "6/12", "the week of March 16"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rsday|rs|r|urday)?(s)?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (("a", "an", "one"), ("two", "couple"), ("three", "few"), ("four",), ("five",), ("six",), ("seven",)),
        1,
    )
    for word in words
}
_COUNT = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_FROM_NOW = r"(?: from (?:now|today)| out| later)"
_UNIT = r"(days?|d|weeks?|wks?|w|months?|mos?|m|years?|yrs?|y)"
_FARTHEST_YEARS = 10


@dataclass
class Days:
    """The days read so far. `window` gives what they come to."""

    today: date
    first: date | None = None
    last: date | None = None
    target: date | None = None
    exact: bool = True
    weekdays: set[int] = field(default_factory=set)
    coming: date | None = None

    def on(self, day: date) -> str:
        self.first = self.last = self.target = day
        return " "

    def within(self, first: date, last: date) -> str:
        first = max(first, self.today)
        self.first, self.last, self.target = first, max(first, last), first
        return " "

    def around(self, target: date) -> str:
        """A window about a day: some days after it are as good, fewer days ahead of it nearly so."""
        ahead = (target - self.today).days
        self.first = target - timedelta(days=min(ahead // 7, 7))
        self.last = target + timedelta(days=min(max(ahead // 3, 3), 14))
        self.target, self.exact = target, False
        return " "

    def window(self, search_days: int) -> tuple[date, date, date]:
        """Return first day, last day and target. A weekday alone is the next one; none is from today on."""
        if self.first is not None and self.last is not None and self.target is not None:
            return self._wide_enough(self.first, self.last, self.target)
        if self.coming is not None and len(self.weekdays) == 1:
            return self.coming, self.coming, self.coming
        self.exact = False
        return self.today, self.today + timedelta(days=search_days), self.today

    def _wide_enough(self, first: date, last: date, target: date) -> tuple[date, date, date]:
        if self.weekdays and not self.exact and (last - first).days < 6:
            last = first + timedelta(days=6)  # "in 3 days, tuesday"
        return first, last, target


Read = Callable[[re.Match[str], Days], str]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]


def _ahead(today: date, count: int, unit: str) -> date:
    if unit[0] == "d":
        return today + timedelta(days=count)
    if unit[0] == "w":
        return today + timedelta(weeks=count)
    return _months_ahead(today, count * 12 if unit[0] == "y" else count)


def _months_ahead(today: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _in(found: re.Match[str], days: Days) -> str:
    return days.around(_ahead(days.today, _number(found.group(1)), found.group(2)))


def _in_range(found: re.Match[str], days: Days) -> str:
    low, high, unit = int(found.group(1)), int(found.group(2)), found.group(3)
    return days.within(_ahead(days.today, low, unit), _ahead(days.today, high, unit))


def _in_weeks_noted(found: re.Match[str], days: Days) -> str:
    return days.around(days.today + timedelta(weeks=int(found.group(1))))


def _within(found: re.Match[str], days: Days) -> str:
    days.exact = False
    return days.within(days.today, _ahead(days.today, _number(found.group(1)), found.group(2)))


def _numeric(found: re.Match[str], days: Days) -> str:
    return _date(found.group(0), int(found.group(1)), int(found.group(2)), found.group(3), days)


def _iso(found: re.Match[str], days: Days) -> str:
    return _date(found.group(0), int(found.group(2)), int(found.group(3)), found.group(1), days)


def _month_day(found: re.Match[str], days: Days) -> str:
    month = _MONTHS.index(found.group(1)[:3]) + 1
    return _date(found.group(0), month, int(found.group(2)), found.group(3), days)


def _day_month(found: re.Match[str], days: Days) -> str:
    month = _MONTHS.index(found.group(2)[:3]) + 1
    return _date(found.group(0), month, int(found.group(1)), None, days)


def _date(text: str, month: int, day: int, year: str | None, days: Days) -> str:
    """Read a date; without a year the next one that comes. What is no date stays in the text."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else _years_from(days.today)
    for candidate in years:
        with suppress(ValueError):
            meant = date(candidate, month, day)
            if (year or meant >= days.today) and abs(candidate - days.today.year) <= _FARTHEST_YEARS:
                return days.on(meant)
    return text


def _years_from(today: date) -> list[int]:
    return list(range(today.year, today.year + 9))  # February 29 may be eight years away


def _week_of(found: re.Match[str], days: Days) -> str:
    if _date(found.group(0), int(found.group(1)), int(found.group(2)), None, days) != " ":
        return found.group(0)
    return _week_about(days)


def _week_of_month_day(found: re.Match[str], days: Days) -> str:
    if _month_day(found, days) != " ":
        return found.group(0)
    return _week_about(days)


def _week_about(days: Days) -> str:
    day = days.target or days.today
    monday = day - timedelta(days=day.weekday())
    return days.within(monday, monday + timedelta(days=6))


def _the_nth(found: re.Match[str], days: Days) -> str:
    for months in range(12):
        first = _months_ahead(days.today.replace(day=1), months)
        with suppress(ValueError):
            meant = first.replace(day=int(found.group(1)))
            if meant >= days.today:
                return days.on(meant)
    return found.group(0)


def _month(found: re.Match[str], days: Days) -> str:
    part, month = found.group(1), _MONTHS.index(found.group(2)[:3]) + 1
    year = days.today.year + (month < days.today.month)
    length = monthrange(year, month)[1]
    first, last = {
        "early": (1, 10),
        "mid": (11, 20),
        "late": (21, length),
        "end of": (length - 6, length),
    }.get(part or "", (1, length))
    return days.within(date(year, month, first), date(year, month, last))


def _plain_day(ahead: int) -> Read:
    return lambda _found, days: days.on(days.today + timedelta(days=ahead))


def _week(ahead: int) -> Read:
    def read(_found: re.Match[str], days: Days) -> str:
        monday = days.today + timedelta(days=7 * ahead - days.today.weekday())
        return days.within(monday, monday + timedelta(days=6))

    return read


def _whole_month(ahead: int) -> Read:
    def read(_found: re.Match[str], days: Days) -> str:
        first = _months_ahead(days.today.replace(day=1), ahead)
        return days.within(first, _months_ahead(first, 1) - timedelta(days=1))

    return read


def _end_of_week(_found: re.Match[str], days: Days) -> str:
    monday = days.today - timedelta(days=days.today.weekday())
    return days.within(monday + timedelta(days=3), monday + timedelta(days=4))


def _end_of_month(_found: re.Match[str], days: Days) -> str:
    last = _months_ahead(days.today.replace(day=1), 1) - timedelta(days=1)
    return days.within(last - timedelta(days=6), last)


def _soonest(_found: re.Match[str], days: Days) -> str:
    return " "


def _weekday(found: re.Match[str], days: Days) -> str:
    """Read a weekday: plain the next from tomorrow on, "this" of this week, "next" of the week to come."""
    word, weekday = found.group(1), _WEEKDAYS.index(found.group(2))
    days.weekdays.add(weekday)
    if found.group(3) or word == "every":
        days.coming, days.exact = None, False
        return " "
    ahead = (weekday - days.today.weekday()) % 7
    if word == "next":
        ahead = weekday - days.today.weekday() + 7
    elif word != "this" and ahead == 0:
        ahead = 7
    days.coming = days.today + timedelta(days=ahead) if len(days.weekdays) == 1 else None
    return " "


def _weekend_free(_found: re.Match[str], days: Days) -> str:
    days.weekdays |= set(range(5))
    return " "


def _weekend(found: re.Match[str], days: Days) -> str:
    """Read "this weekend" and "next weekend" as their two days, a bare one as any Saturday or Sunday."""
    if found.group(1) in ("this", "next"):
        saturday = days.today + timedelta(days=5 - days.today.weekday() + 7 * (found.group(1) == "next"))
        return days.within(saturday, saturday + timedelta(days=1))
    days.weekdays |= {5, 6}
    return " "


def _bounded(pattern: str) -> str:
    return rf"(?<![\w/-])(?:{pattern})(?![\w/-])"


DAY_READERS: tuple[tuple[str, Read], ...] = tuple(
    (_bounded(pattern), read)
    for pattern, read in (
        (
            r"asap|a\.s\.a\.p\.?|soonest|earliest|as soon as possible|(?:first|next) (?:available|opening)",
            _soonest,
        ),
        (r"the day after tomorrow|day after tomorrow", _plain_day(2)),
        (r"tomorrow|tmrw|tmw|tom", _plain_day(1)),
        (r"today|now", _plain_day(0)),
        (r"(?:in )?(\d{1,2})/52", _in_weeks_noted),
        (rf"(?:in )?(\d{{1,2}}) ?(?:-|–|to|or) ?(\d{{1,2}}) ?{_UNIT}(?: from (?:now|today))?", _in_range),
        (rf"within (?:the next )?{_COUNT} ?{_UNIT}", _within),
        (
            rf"(?:in |after )?(?:about )?(?:a )?{_COUNT}(?: of)? ?-?{_UNIT}{_FROM_NOW}?",
            _in,
        ),
        (r"(?:the )?week of (\d{1,2})/(\d{1,2})", _week_of),
        (rf"(?:the )?week of {_MONTH}\.? (\d{{1,2}})()", _week_of_month_day),
        (r"(?:on )?(\d{4})-(\d\d)-(\d\d)", _iso),
        (r"(?:on )?(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?", _numeric),
        (rf"(?:on )?{_MONTH}\.? (\d{{1,2}})(?:st|nd|rd|th)?(?: (\d{{4}}))?", _month_day),
        (rf"(?:on )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}", _day_month),
        (r"(?:on )?the (\d{1,2})(?:st|nd|rd|th)", _the_nth),
        (rf"(?:in )?(?:(early|mid|late|end of)[ -])?{_MONTH}", _month),
        (r"end of (?:the )?week", _end_of_week),
        (r"end of (?:the )?month", _end_of_month),
        (r"this week", _week(0)),
        (r"next week", _week(1)),
        (r"week after next", _week(2)),
        (r"this month", _whole_month(0)),
        (r"next month", _whole_month(1)),
        (r"(?:on )?weekdays?", _weekend_free),
        (r"(?:on |over )?(?:(this|next|the|any) )?weekends?", _weekend),
        (rf"(?:on )?(?:(next|this|every) )?{_WEEKDAY}", _weekday),
    )
)
