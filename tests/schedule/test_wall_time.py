"""From the wall to the instant: no appointment moves or vanishes when the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.core.errors import RuleViolated
from app.schedule.wall_time import (
    comes_twice,
    does_exist,
    instant_of,
    minute_of,
    nearest_instant,
    wall_minute,
    wall_of,
    wall_text,
)

NEW_YORK = "America/New_York"
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("day", "wall", "zone", "instant"),
    [
        (date(2026, 3, 7), "09:00", NEW_YORK, datetime(2026, 3, 7, 14, 0, tzinfo=UTC)),
        (SPRING, "01:59", NEW_YORK, datetime(2026, 3, 8, 6, 59, tzinfo=UTC)),
        (SPRING, "03:00", NEW_YORK, datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        (SPRING, "09:00", NEW_YORK, datetime(2026, 3, 8, 13, 0, tzinfo=UTC)),
        (AUTUMN, "00:59", NEW_YORK, datetime(2026, 11, 1, 4, 59, tzinfo=UTC)),
        (AUTUMN, "02:00", NEW_YORK, datetime(2026, 11, 1, 7, 0, tzinfo=UTC)),
        (AUTUMN, "09:00", NEW_YORK, datetime(2026, 11, 1, 14, 0, tzinfo=UTC)),
        (SPRING, "02:30", "America/Phoenix", datetime(2026, 3, 8, 9, 30, tzinfo=UTC)),
        (AUTUMN, "01:30", "America/Phoenix", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        (SPRING, "02:30", "Pacific/Honolulu", datetime(2026, 3, 8, 12, 30, tzinfo=UTC)),
        (SPRING, "04:00", "America/Los_Angeles", datetime(2026, 3, 8, 11, 0, tzinfo=UTC)),
        (SPRING, "09:00", "America/Puerto_Rico", datetime(2026, 3, 8, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_one_instant(day: date, wall: str, zone: str, instant: datetime) -> None:
    assert instant_of(day, wall, zone) == instant


@pytest.mark.parametrize("wall", ["02:00", "02:01", "02:30", "02:59"])
def test_a_time_that_the_clock_skips_is_refused_with_the_next_that_exists(wall: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        instant_of(SPRING, wall, NEW_YORK)
    assert refused.value.field == "wall_start"
    assert refused.value.message.id == "schedule.time_does_not_exist"
    assert refused.value.message.params == {"next": time(3)}


@pytest.mark.parametrize("wall", ["01:00", "01:30", "01:59"])
def test_a_time_that_comes_twice_asks_which(wall: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        instant_of(AUTUMN, wall, NEW_YORK)
    assert (refused.value.field, refused.value.message.id) == ("fold", "schedule.time_comes_twice")
    assert refused.value.message.params == {"time": wall_of(wall)}


def test_the_two_equal_times_are_an_hour_apart() -> None:
    first, second = (instant_of(AUTUMN, "01:30", NEW_YORK, fold) for fold in (0, 1))
    assert second - first == timedelta(hours=1)
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_arizona_keeps_one_clock_all_year() -> None:
    phoenix = ZoneInfo("America/Phoenix")
    for day in (SPRING, AUTUMN):
        assert does_exist(day, time(2, 30), phoenix)
        assert not comes_twice(day, time(1, 30), phoenix)


@pytest.mark.parametrize("text", ["", "9", "9.15", "25:00", "12:60", "noon", "-1:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(RuleViolated):
        wall_of(text)


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc/passwd"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(RuleViolated):
        instant_of(SPRING, "09:00", zone)


def test_an_edge_of_hours_in_the_gap_is_the_next_time_that_exists() -> None:
    zone = ZoneInfo(NEW_YORK)
    assert nearest_instant(SPRING, 150, zone) == instant_of(SPRING, "03:00", NEW_YORK)
    assert nearest_instant(SPRING, 24 * 60, zone) == instant_of(date(2026, 3, 9), "00:00", NEW_YORK)


@given(
    some.dates(date(2024, 1, 1), date(2032, 12, 31)),
    some.integers(0, 24 * 60 - 1),
    some.sampled_from(
        [NEW_YORK, "America/Phoenix", "America/Adak", "America/St_Johns", "Australia/Lord_Howe"]
    ),
    some.sampled_from([0, 1]),
)
def test_an_instant_shows_the_wall_time_it_was_made_of(day: date, minute: int, name: str, fold: int) -> None:
    zone, wall = ZoneInfo(name), wall_text(minute)
    assert minute_of(wall) == minute
    if does_exist(day, wall_of(wall), zone):
        instant = instant_of(day, wall, name, fold)
        assert wall_minute(instant, zone) == minute
        assert instant.astimezone(zone).date() == day
