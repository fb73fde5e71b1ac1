from decimal import Decimal
from itertools import pairwise
from math import exp, isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codes import growth, shelf
from app.codes.growth import Chart, Lms, Measure, Sex


def test_the_formula_at_the_published_example() -> None:
    """CDC's own example: a boy of 9.5 months with 9.7 kg stands at z 0.207."""
    assert round(Lms(-0.1600954, 9.476500305, 0.11218624).z_score(9.7), 3) == 0.207


def test_the_median_is_z_zero_and_the_50th_percentile() -> None:
    stands = growth.standing(Measure.WEIGHT, Sex.MALE, 0, Decimal("3.3464"))
    assert stands is not None
    assert (stands.z, stands.percentile, stands.chart) == (0.0, 50.0, Chart.WHO)


@pytest.mark.parametrize(
    ("measure", "sex", "months", "value", "z"),
    [
        # WHO 2006, simplified z-score tables: birth weight and length at -2, -1, 1, 2 SD.
        (Measure.WEIGHT, Sex.MALE, 0, "2.459", -2),
        (Measure.WEIGHT, Sex.MALE, 0, "5.031", 3),
        (Measure.WEIGHT, Sex.MALE, 0, "3.859", 1),
        (Measure.LENGTH, Sex.FEMALE, 0, "45.4", -2),
        (Measure.LENGTH, Sex.FEMALE, 0, "52.9", 2),
    ],
)
def test_who_standard_deviations(measure: Measure, sex: Sex, months: float, value: str, z: int) -> None:
    stands = growth.standing(measure, sex, months, Decimal(value))
    assert stands is not None
    assert stands.z == pytest.approx(z, abs=0.02)


@pytest.mark.parametrize(
    ("value", "percentile"),
    # CDC 2000, BMI for age, boys of 24 months: the printed percentiles.
    [("14.73731947", 5), ("15.74164233", 25), ("16.57502768", 50), ("18.16219473", 85), ("19.33801062", 95)],
)
def test_cdc_percentiles(value: str, percentile: float) -> None:
    stands = growth.standing(Measure.BMI, Sex.MALE, 24, Decimal(value))
    assert stands is not None
    assert stands.chart is Chart.CDC
    assert stands.percentile == pytest.approx(percentile, abs=0.001)


def test_who_applies_before_24_months_and_cdc_from_there() -> None:
    assert (growth.chart_for(23.99), growth.chart_for(24)) == (Chart.WHO, Chart.CDC)


def test_between_two_rows_the_parameters_go_in_proportion() -> None:
    low, high, middle = (growth.lms(Chart.CDC, Measure.BMI, Sex.MALE, x) for x in (24.5, 25.5, 25))
    assert low is not None and high is not None and middle is not None
    assert middle.m == pytest.approx((low.m + high.m) / 2)


def test_a_larger_child_stands_higher_and_the_sign_says_so() -> None:
    small, large = (growth.standing(Measure.LENGTH, Sex.FEMALE, 120, Decimal(cm)) for cm in (125, 150))
    assert small is not None and large is not None
    assert small.z < 0 < large.z


@pytest.mark.parametrize(
    ("measure", "months"),
    [(Measure.WEIGHT, -1), (Measure.WEIGHT, 241), (Measure.HEAD, 36.6), (Measure.BMI, 600)],
)
def test_outside_the_tables_there_is_no_standing(measure: Measure, months: float) -> None:
    assert growth.standing(measure, Sex.MALE, months, Decimal(20)) is None


@pytest.mark.parametrize("value", ["0", "-3"])
def test_a_value_that_cannot_be_has_no_standing(value: str) -> None:
    assert growth.standing(Measure.WEIGHT, Sex.MALE, 6, Decimal(value)) is None


def test_weight_for_length_goes_by_length() -> None:
    stands = growth.weight_for_length(Sex.MALE, 12, Decimal("75.0"), Decimal("9.5"))
    assert stands is not None and abs(stands.z) < 0.3
    assert growth.weight_for_length(Sex.MALE, 12, Decimal("200"), Decimal("9.5")) is None
    older = growth.weight_for_length(Sex.FEMALE, 30, Decimal("90"), Decimal("13"))
    assert older is not None and older.chart is Chart.CDC
    with pytest.raises(ValueError, match="by length"):
        growth.standing(Measure.WEIGHT_FOR_LENGTH, Sex.MALE, 12, Decimal("9.5"))


def test_a_power_of_zero_is_the_logarithm() -> None:
    at = Lms(0.0, 10.0, 0.1)
    assert at.z_score(12) == pytest.approx(log(1.2) / 0.1)
    assert at.value_at(1) == pytest.approx(10 * exp(0.1))
    near = Lms(1e-7, 10.0, 0.1)
    assert near.z_score(12) == pytest.approx(at.z_score(12), rel=1e-5)


@given(st.floats(-3, 3), st.floats(1, 200), st.floats(0.02, 0.2), st.floats(-3, 3))
def test_value_and_z_score_are_each_others_reverse(
    power: float, median: float, spread: float, z: float
) -> None:
    at = Lms(power, median, spread)
    if 1 + power * spread * z > 0.01:
        assert isclose(at.z_score(at.value_at(z)), z, abs_tol=1e-6)


def test_a_curve_is_drawn_in_months_and_rises() -> None:
    points = growth.curve(Chart.WHO, Measure.WEIGHT, Sex.FEMALE, 97)
    assert points[0][0] == 0 and points[-1][0] > 60
    assert all(a[0] < b[0] for a, b in pairwise(points))
    median = dict(growth.curve(Chart.CDC, Measure.WEIGHT, Sex.MALE, 50))
    assert median[24] == pytest.approx(12.67, abs=0.01)


def test_every_row_of_both_tables_gives_its_median_back() -> None:
    for chart in Chart:
        for _, _, _, power, median, spread in shelf.current().table(chart).rows():
            at = Lms(float(power), float(median), float(spread))
            assert abs(at.z_score(float(median))) < 1e-12
            assert at.z_score(at.value_at(1.5)) == pytest.approx(1.5)
