from decimal import Decimal
from statistics import NormalDist

import pytest

from app.codes import shelf, vitals
from app.codes.growth import Sex
from app.codes.vitals import Guideline, Pressure


@pytest.mark.parametrize(
    ("measure", "months", "low", "high"),
    [
        ("heart_rate", 0, "70", "190"),
        ("heart_rate", 1, "80", "160"),
        ("heart_rate", 12, "80", "130"),
        ("heart_rate", 12 * 40, "60", "100"),
        ("temperature", 5, "36.1", "37.2"),
    ],
)
def test_ranges_by_age(measure: str, months: int, low: str, high: str) -> None:
    found = vitals.range_for(measure, months)
    assert found is not None
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


def test_a_range_may_have_one_limit_or_not_exist() -> None:
    infant = vitals.range_for("resp_rate", 1)
    assert infant is not None and infant.low is None and infant.high == 59
    assert vitals.range_for("resp_rate", 12 * 10) is None
    assert vitals.range_for("unheard_of", 1) is None


@pytest.mark.parametrize(
    ("sex", "age", "column", "printed"),
    # NHLBI Fourth Report, table 3 and 4: systolic 95th percentile at the 50th height percentile.
    [(Sex.MALE, 5, 50, 112), (Sex.FEMALE, 10, 50, 119), (Sex.MALE, 17, 50, 136)],
)
def test_a_printed_limit_has_its_percentile(sex: Sex, age: int, column: int, printed: int) -> None:
    found = vitals.pressure_percentile(Pressure.SYSTOLIC, sex, Decimal(age), 0.0, Decimal(printed))
    assert found == pytest.approx(95, abs=1)


def test_the_formula_reproduces_the_printed_table() -> None:
    """The print cuts to whole mmHg, so the figure of the formula lies at most 1.01 above it."""
    sd = {(row[0], row[1]): float(row[-1]) for row in shelf.current().table("child_bp_coefficients").rows()}
    for guideline, sex, age, percentile, height, systolic, _ in (
        shelf.current().table("child_bp_table").rows()
    ):
        if guideline != "nhlbi2004":
            continue
        z = NormalDist().inv_cdf(int(height) / 100)
        found = vitals.pressure_percentile(Pressure.SYSTOLIC, Sex(sex), Decimal(age), z, Decimal(systolic))
        assert found is not None
        missing = (NormalDist().inv_cdf(int(percentile) / 100) - NormalDist().inv_cdf(found / 100)) * sd[
            sex, "SBP"
        ]
        assert -1.01 <= missing <= 1.01


@pytest.mark.parametrize("age", ["0.9", "18", "-1"])
def test_outside_1_to_17_years_there_is_no_percentile(age: str) -> None:
    assert vitals.pressure_percentile(Pressure.SYSTOLIC, Sex.MALE, Decimal(age), 0.0, Decimal(100)) is None


def test_a_taller_child_may_have_a_higher_pressure() -> None:
    short, tall = (
        vitals.pressure_percentile(Pressure.DIASTOLIC, Sex.FEMALE, Decimal(8), z, Decimal(75))
        for z in (-2.0, 2.0)
    )
    assert short is not None and tall is not None and short > tall


def test_the_table_of_2017_by_the_nearest_height() -> None:
    found = vitals.child_pressures(Sex.MALE, 5, 48)
    assert [(one.percentile, one.systolic, one.diastolic) for one in found] == [
        (50, 94, 53),
        (90, 106, 65),
        (95, 109, 69),
    ]
    assert vitals.child_pressures(Sex.MALE, 5, 51) == found
    older = vitals.child_pressures(Sex.MALE, 5, 50, Guideline.NHLBI_2004)
    assert [one.percentile for one in older] == [50, 90, 95, 99]
    assert vitals.child_pressures(Sex.MALE, 40, 50) == ()
