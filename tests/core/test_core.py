from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.changes import Change, ChangeBus, Kind, Verb
from app.core.clock import SetClock
from app.core.dates import Age, PartialDate, Precision, age_in_years, clinic_age, parse_day
from app.core.errors import Cancelled, RuleViolated
from app.core.ids import _Generator, new_id
from app.core.money import money_text, parse_money
from app.core.progress import Progress
from app.core.quantities import Quantity, convert, number_text, rounded

TODAY = date(2026, 3, 3)


def test_ids_rise_even_when_the_clock_goes_back() -> None:
    made = _Generator()
    ids = [made.make(ms) for ms in [1000, 1000, 900, 5, *([1000] * 9000), 1001]]
    assert ids == sorted(set(ids))


def test_an_id_is_a_version_7_uuid() -> None:
    assert new_id().version == 7
    assert new_id().variant == "specified in RFC 4122"


@pytest.mark.parametrize(
    "typed", ["8/12/1958", "8 12 58", "08121958", "081258", "1958-08-12", "Aug 12, 1958", "12 august 1958"]
)
def test_a_birth_date_is_understood_as_people_type_it(typed: str) -> None:
    assert parse_day(typed, TODAY) == date(1958, 8, 12)


@pytest.mark.parametrize("typed", ["", "13/13/1958", "8/12", "2/30/2001", "8/12/958", "x y z", "8/12/19580"])
def test_no_date_is_made_of_nonsense(typed: str) -> None:
    assert parse_day(typed, TODAY) is None


def test_a_two_digit_year_is_never_in_the_future() -> None:
    assert parse_day("3/3/26", TODAY) == date(2026, 3, 3)
    assert parse_day("3/4/26", TODAY) == date(1926, 3, 4)


@given(st.integers(min_value=0, max_value=99_999_999_99))
def test_money_survives_text(cents: int) -> None:
    assert parse_money(money_text(cents)) == cents


@pytest.mark.parametrize("typed", ["", "-5", "1.234", "1,00", "abc", "$", ".", "100000000.00"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    assert parse_money(typed) is None


def test_money_below_zero_has_a_minus_sign() -> None:
    assert money_text(-500) == "−$5.00"


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_pounds_and_kilograms_are_one_weight(pounds: Decimal) -> None:
    there = convert(Quantity(pounds, "[lb_av]"), "kg")
    assert rounded(convert(there, "[lb_av]").value, 6) == rounded(pounds, 6)


def test_temperature_converts_by_definition() -> None:
    assert convert(Quantity(Decimal("100.4"), "[degF]"), "Cel") == Quantity(Decimal(38), "Cel")
    assert convert(Quantity(Decimal(37), "Cel"), "[degF]") == Quantity(Decimal("98.6"), "[degF]")


def test_a_unit_of_another_kind_is_refused() -> None:
    with pytest.raises(RuleViolated):
        convert(Quantity(Decimal(1), "kg"), "cm")


def test_numbers_are_shown_without_exponent() -> None:
    assert number_text(Decimal("1E+2")) == "100"
    assert number_text(Decimal("98.60")) == "98.6"


def test_partial_dates_know_what_they_can_mean() -> None:
    assert PartialDate("1999").precision is Precision.YEAR
    assert PartialDate("2000-02").latest() == date(2000, 2, 29)
    assert PartialDate("1999-05-02T10:00:00Z").precision is Precision.INSTANT
    for bad in ["99", "1999-13", "1999-5-2", "1999-05-02T25:00"]:
        with pytest.raises(ValueError):
            PartialDate(bad)


def test_age_is_told_as_a_clinic_tells_it() -> None:
    assert clinic_age(date(2026, 2, 20), TODAY) == Age(11, "day")
    assert clinic_age(date(2026, 1, 1), TODAY) == Age(8, "week")
    assert clinic_age(date(2024, 6, 1), TODAY) == Age(21, "month")
    assert age_in_years(date(2004, 2, 29), date(2026, 2, 28)) == 21


def test_the_bus_tells_whoever_listens() -> None:
    bus, heard = ChangeBus(), []
    stop = bus.subscribe(heard.append)
    change = frozenset({Change(Kind.VISIT, new_id(), Verb.CREATED)})
    bus.publish(change)
    bus.publish(frozenset())
    stop()
    bus.publish(change)
    assert heard == [change]


def test_a_cancelled_act_stops_at_its_next_step() -> None:
    progress = Progress()
    progress.step(1, 2)
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.step(2, 2)


def test_a_set_clock_stands_still() -> None:
    clock = SetClock(datetime(2026, 3, 3, 9, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(minutes=5))
    assert clock.now().minute == 5
