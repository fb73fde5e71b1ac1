"""The demo day is half done whenever somebody looks: by day, at night, on a Sunday, at the clock's change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.demo.hours import USUAL, demo_day, week_of, working_days
from app.demo.parts import coming_parts, past_parts, today_parts
from app.demo.patients import make_patients
from app.practice.rules import checked_hours
from app.visits.model import VisitState
from tests.demo.conftest import TUESDAY, ZONE

PATIENTS = make_patients(TUESDAY, 120, "test")
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
moments = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def test_a_weekday_morning_keeps_the_usual_hours() -> None:
    assert demo_day(datetime(2026, 3, 3, 9, 46, tzinfo=ZONE), ZONE).hours == USUAL


@pytest.mark.parametrize("hour", [0, 5, 7, 16, 20, 23])
def test_outside_them_the_day_opens_around_now(hour: int) -> None:
    day = demo_day(datetime(2026, 3, 3, hour, 30, tzinfo=ZONE), ZONE)
    (start, end), *_ = day.spans
    assert start <= day.now <= end
    assert checked_hours(week_of(day))["tue"] != [["08:00", "12:00"], ["13:00", "17:00"]]


def test_a_sunday_is_an_open_day() -> None:
    day = demo_day(datetime(2026, 3, 8, 10, 0, tzinfo=ZONE), ZONE)
    assert week_of(day)["sun"]
    assert week_of(day)["mon"] == USUAL


@given(moments)
def test_at_any_moment_the_plan_lies_within_the_day(now: datetime) -> None:
    day = demo_day(now, ZONE)
    parts = today_parts(day, PATIENTS, "test")
    assert 38 <= len(parts) <= 44
    assert {part.state for part in parts} == set(VisitState)
    for part in parts:
        assert part.starts_at.astimezone(ZONE).date() == day.day
        for at in (part.arrived, part.since):
            assert at is None or day.midnight <= at <= now
        if part.arrived and part.since:
            assert part.arrived <= part.since
        if part.state is VisitState.NO_SHOW:
            assert part.since is not None and part.starts_at <= part.since
    seen = [part for part in parts if part.state is not VisitState.EXPECTED]
    assert 0.4 < len(seen) / len(parts) < 0.7


@given(moments)
def test_nobody_has_two_parts_on_a_day(now: datetime) -> None:
    parts = today_parts(demo_day(now, ZONE), PATIENTS, "test")
    assert len({part.patient.number for part in parts}) == len(parts)


def test_the_days_around_are_working_days() -> None:
    past = past_parts(TUESDAY, ZONE, PATIENTS, "test", 1.0)
    coming = coming_parts(TUESDAY, ZONE, PATIENTS, "test", 1.0)
    assert {part.day for part in past} == set(working_days(TUESDAY, -1, 5))
    assert len({part.day for part in coming}) == 10
    assert all(part.day.weekday() < 5 for part in (*past, *coming))
    assert any(part.state is VisitState.NO_SHOW for part in past)


@pytest.mark.parametrize("today", [date(2026, 3, 8) + timedelta(days=n) for n in range(7)])
def test_the_last_five_working_days_lie_within_the_week_that_the_staff_act(today: date) -> None:
    assert (today - min(working_days(today, -1, 5))).days <= 7
    assert (max(working_days(today, 1, 10)) - today).days <= 14


def test_people_are_the_same_for_the_same_day_and_seed() -> None:
    assert make_patients(TUESDAY, 120, "test") == PATIENTS
    assert make_patients(TUESDAY, 120, "other") != PATIENTS


def test_wall_times_in_another_zone() -> None:
    day = demo_day(datetime(2026, 3, 3, 18, 0, tzinfo=UTC), ZoneInfo("America/Los_Angeles"))
    assert day.day == TUESDAY
    assert day.hours == USUAL
