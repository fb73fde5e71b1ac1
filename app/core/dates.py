"""Dates as a practice uses them: typed in many ways, known to the year only, told as an age."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TOKEN = re.compile(r"\d+|[a-z]+")


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True)
class PartialDate:
    """A date as precise as it was told: "1999", "1999-05", "1999-05-02" or an instant in ISO 8601."""

    value: str

    @property
    def precision(self) -> Precision:
        by_length = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
        return by_length.get(len(self.value), Precision.INSTANT)

    def earliest(self) -> date:
        """Return the first day that this date can mean."""
        parts = [int(part) for part in self.value[:10].split("-")]
        year, month, day = (*parts, 1, 1)[:3]
        return date(year, month, day)

    def latest(self) -> date:
        """Return the last day that this date can mean."""
        first = self.earliest()
        if self.precision is Precision.YEAR:
            return first.replace(month=12, day=31)
        if self.precision is Precision.MONTH:
            return first.replace(day=monthrange(first.year, first.month)[1])
        return first

    def __post_init__(self) -> None:
        if not re.match(r"^\d{4}(-\d\d(-\d\d(T.+)?)?)?$", self.value):
            raise ValueError("not a partial date")
        self.earliest()
        if len(self.value) > 10:
            datetime.fromisoformat(self.value)


def parse_day(text: str, today: date) -> date | None:
    """Return the day a person typed in any usual United States form, or None.

    Takes "8/12/1958", "8 12 58", "08121958", "081258", "1958-08-12", "aug 12 1958", "12 aug 1958".
    A two-digit year is the latest one that is not after `today` (a birth date is never in the future).
    """
    tokens = _TOKEN.findall(text.lower())
    if len(tokens) == 1 and tokens[0].isdigit():
        tokens = _split_digits(tokens[0])
    if len(tokens) != 3:
        return None
    return _day_of(tokens, today)


def parse_expiry(text: str, today: date) -> date | None:
    """Return the last day of use that a package prints, or None.

    Takes a day as `parse_day` does, and a month with its year ("12/2027", "12/27", "2027-12", "dec 2027"),
    which means the last day of that month (CDC, Vaccine Storage and Handling Toolkit, "Expiration Dates").
    A two-digit year is one of this century of `today`.
    """
    tokens = _TOKEN.findall(text.lower())
    if len(tokens) == 2:
        return _end_of_month(tokens, today)
    if len(tokens) == 3 and len(tokens[0]) < 4 and len(tokens[2]) == 2:
        tokens[2] = f"{today.year // 100}{tokens[2]}"
    return _day_of(tokens, today) if len(tokens) == 3 else parse_day(text, today)


def _end_of_month(tokens: list[str], today: date) -> date | None:
    month, year = reversed(tokens) if len(tokens[0]) == 4 and tokens[0].isdigit() else tokens
    if month[:3] in _MONTHS:
        month = str(_MONTHS.index(month[:3]) + 1)
    if not (month.isdigit() and year.isdigit() and len(year) in (2, 4)):
        return None
    whole = int(year) if len(year) == 4 else today.year // 100 * 100 + int(year)
    try:
        return date(whole, int(month), monthrange(whole, int(month))[1])
    except ValueError:
        return None


def _split_digits(digits: str) -> list[str]:
    if len(digits) in (6, 8):
        return [digits[:2], digits[2:4], digits[4:]]
    return [digits]


def _day_of(tokens: list[str], today: date) -> date | None:
    words = [token for token in tokens if token.isalpha()]
    numbers = [token for token in tokens if token.isdigit()]
    if len(words) == 1 and words[0][:3] in _MONTHS and len(numbers) == 2:
        month, (day, year) = str(_MONTHS.index(words[0][:3]) + 1), (numbers[0], numbers[1])
    elif len(numbers) == 3 and len(numbers[0]) == 4:
        year, month, day = numbers
    elif len(numbers) == 3:
        month, day, year = numbers
    else:
        return None
    try:
        return date(_full_year(year, int(month), int(day), today), int(month), int(day))
    except ValueError:
        return None


def _full_year(year: str, month: int, day: int, today: date) -> int:
    if len(year) == 4:
        return int(year)
    if len(year) != 2:
        raise ValueError("a year has two or four digits")
    guess = today.year // 100 * 100 + int(year)
    return guess - 100 if (guess, month, day) > (today.year, today.month, today.day) else guess


def age_in_years(birth: date, on: date) -> int:
    """Return full years of age; someone born on February 29 has the birthday on March 1 of common years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def age_in_months(birth: date, on: date) -> int:
    """Return full months of age."""
    return (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)


@dataclass(frozen=True)
class Age:
    """An age in the unit a clinic says it: days under 4 weeks, weeks under 3 months, months under 2 years."""

    number: int
    unit: str


def clinic_age(birth: date, on: date) -> Age:
    """Return the age on a day as a clinic tells it; `unit` is "day", "week", "month" or "year"."""
    days, months = (on - birth).days, age_in_months(birth, on)
    if days < 28:
        return Age(max(days, 0), "day")
    if months < 3:
        return Age(days // 7, "week")
    if months < 24:
        return Age(months, "month")
    return Age(age_in_years(birth, on), "year")
