"""Ages and intervals of the schedule ("12 months - 4 days") and how they are added to a date.

Logic Specification for ACIP Recommendations 4.5, section 3 (date calculations): years are added first, then
months, then weeks and days; a day that its month does not have becomes the first of the next month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""What an empty begin and an empty end stand for, in the tables of the specification."""
_PART = re.compile(r"([+-]?)\s*(\d+)\s*(year|month|week|day)s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Years, months and days, each with its sign; weeks are seven days."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, start: date) -> date:
        """Return the day that lies this long after `start`; the calendar's ends hold."""
        months = start.year * 12 + start.month - 1 + self.years * 12 + self.months
        year, month = divmod(months, 12)
        if not date.min.year <= year < LAST_DAY.year:
            return LAST_DAY if year >= LAST_DAY.year else date.min
        try:
            found = date(year, month + 1, start.day)
        except ValueError:
            found = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        try:
            return found + timedelta(days=self.days)
        except OverflowError:
            return date.min


def parse_period(text: str) -> Period | None:
    """Read an age or interval of the schedule; None for an empty one. Raises ValueError for anything else."""
    text = text.strip()
    if not text or text.casefold() == "n/a":
        return None
    years = months = days = at = 0
    for part in _PART.finditer(text):
        if text[at : part.start()].strip():
            break
        at = part.end()
        number = int(part[2]) * (-1 if part[1] == "-" else 1)
        unit = part[3].lower()
        if unit == "year":
            years += number
        elif unit == "month":
            months += number
        else:
            days += number * (7 if unit == "week" else 1)
    if text[at:].strip():
        raise ValueError(f"not an age or interval: {text!r}")
    return Period(years, months, days)


def since(start: date, period: Period | None, empty: date) -> date:
    """Return the day after a period, or what an empty one stands for."""
    return empty if period is None else period.after(start)
