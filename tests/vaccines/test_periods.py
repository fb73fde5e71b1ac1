"""Ages and intervals as the schedule writes them, and how they are added to a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vaccines.periods import LAST_DAY, Period, parse_period, since


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("6 weeks - 4 days", Period(days=38)),
        ("12 months - 4 days", Period(months=12, days=-4)),
        ("19 months + 4 weeks", Period(months=19, days=28)),
        ("1 year", Period(years=1)),
        ("0 days", Period()),
        ("", None),
        ("n/a", None),
    ],
)
def test_it_is_read_as_it_is_written(text: str, period: Period | None) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize("text", ["soon", "6 weeks or so", "- weeks", "6"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an age"):
        parse_period(text)


@pytest.mark.parametrize(
    ("start", "text", "day"),
    [
        (date(2024, 1, 31), "1 month", date(2024, 3, 1)),  # February has no 31st: the first of the next month
        (date(2024, 2, 29), "1 year", date(2025, 3, 1)),
        (date(2023, 12, 15), "1 month", date(2024, 1, 15)),
        (date(2024, 5, 4), "12 months - 4 days", date(2025, 4, 30)),
        (date(2024, 5, 4), "4 weeks", date(2024, 6, 1)),
    ],
)
def test_it_is_added_as_the_specification_says(start: date, text: str, day: date) -> None:
    assert since(start, parse_period(text), LAST_DAY) == day


@given(st.dates(), st.integers(-200, 1200), st.integers(-4000, 4000), st.integers(-40000, 40000))
def test_no_day_is_out_of_the_calendar(start: date, years: int, months: int, days: int) -> None:
    assert date.min <= Period(years, months, days).after(start) <= date.max
