"""What may be typed into the strip, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chart.vitals.measures import SPECS, Measure, Part, parts_of
from app.chart.vitals.parsing import parse
from app.core.errors import RuleViolated
from app.core.quantities import Quantity, convert

TYPED = [
    (Measure.BLOOD_PRESSURE, "120/80", "", ["120", "80"]),
    (Measure.BLOOD_PRESSURE, " 132 / 84 ", "", ["132", "84"]),
    (Measure.BLOOD_PRESSURE, "120 80", "", ["120", "80"]),
    (Measure.BLOOD_PRESSURE, "120-80", "", ["120", "80"]),
    (Measure.BLOOD_PRESSURE, "90/p", "", ["90"]),
    (Measure.TEMPERATURE, "98.6", "[degF]", ["37"]),
    (Measure.TEMPERATURE, "37,2", "Cel", ["37.2"]),
    (Measure.TEMPERATURE, "98.6 F", "Cel", ["37"]),
    (Measure.TEMPERATURE, "37 °C", "[degF]", ["37"]),
    (Measure.WEIGHT, "70", "kg", ["70"]),
    (Measure.WEIGHT, "10 lb", "kg", ["4.5359237"]),
    (Measure.WEIGHT, "8 lb 6 oz", "kg", ["3.79883609875"]),
    (Measure.WEIGHT, "3400 g", "[lb_av]", ["3.4"]),
    (Measure.HEIGHT, "5'4\"", "cm", ["162.56"]),
    (Measure.HEIGHT, "5 ft 4.5 in", "cm", ["163.83"]),
    (Measure.HEIGHT, "5' 4", "cm", ["162.56"]),
    (Measure.HEIGHT, "1.7 m", "[in_i]", ["170"]),
    (Measure.SPO2, "98 %", "", ["98"]),
    (Measure.PAIN, "3/10", "", ["3"]),
    (Measure.PULSE, "７２", "", ["72"]),
]


@pytest.mark.parametrize(("measure", "text", "unit", "values"), TYPED)
def test_usual_ways_of_writing_are_read(measure: Measure, text: str, unit: str, values: list[str]) -> None:
    assert [one.value for one in parse(measure, text, unit)] == [Decimal(value) for value in values]


REFUSED = [
    (Measure.TEMPERATURE, "98.6", "", "vitals.unit"),
    (Measure.WEIGHT, "158", "", "vitals.unit"),
    (Measure.WEIGHT, "158 cm", "kg", "vitals.unit"),
    (Measure.WEIGHT, "11 stone", "kg", "vitals.unit"),
    (Measure.HEIGHT, "5 kg 4 oz", "cm", "vitals.unit"),
    (Measure.HEIGHT, "5 ft 4 cm", "cm", "vitals.unit"),
    (Measure.BLOOD_PRESSURE, "120", "", "vitals.pressure_form"),
    (Measure.BLOOD_PRESSURE, "120/80/60", "", "vitals.pressure_form"),
    (Measure.BLOOD_PRESSURE, "130/", "", "vitals.pressure_form"),
    (Measure.BLOOD_PRESSURE, "abc", "", "vitals.pressure_form"),
    (Measure.BLOOD_PRESSURE, "98.6 72", "", "vitals.pressure_form"),
    (Measure.BLOOD_PRESSURE, "1 3284", "", "vitals.pressure_form"),
    (Measure.PULSE, "-72", "", "vitals.number"),
    (Measure.PULSE, "1e3", "", "vitals.unit"),
    (Measure.PULSE, "NaN", "", "vitals.number"),
    (Measure.PAIN, "11", "", "vitals.beyond_scale"),
    (Measure.SPO2, "101", "", "vitals.beyond_scale"),
]


@pytest.mark.parametrize(("measure", "text", "unit", "message"), REFUSED)
def test_what_cannot_be_read_is_refused_beside_its_field(
    measure: Measure, text: str, unit: str, message: str
) -> None:
    with pytest.raises(RuleViolated) as refused:
        parse(measure, text, unit)
    assert (refused.value.field, refused.value.message.id) == (measure.value, message)


@given(
    st.sampled_from(Measure), st.text(max_size=40), st.sampled_from(["", "kg", "[lb_av]", "Cel", "cm", "x"])
)
def test_no_text_does_worse_than_being_refused(measure: Measure, text: str, unit: str) -> None:
    try:
        typed = parse(measure, text, unit)
    except RuleViolated as refused:
        assert refused.field == measure.value
    else:
        assert {one.part for one in typed} <= set(parts_of(measure))
        assert all(one.value.is_finite() and one.value >= -274 for one in typed)


SMALL = st.decimals(min_value=1, max_value=900, places=2)
CONVERTED = [(part, unit) for part in Part if part is not Part.BMI for unit in SPECS[part].units]


@given(st.sampled_from(CONVERTED), SMALL)
def test_a_unit_comes_back_as_it_was_typed(unit_of: tuple[Part, str], number: Decimal) -> None:
    part, unit = unit_of
    if part in (Part.SYSTOLIC, Part.DIASTOLIC):
        return
    if part in (Part.PAIN, Part.SPO2):
        number = number / 100
    typed = parse(Measure(part.value), format(number, "f"), unit)[0]
    assert typed.entered_unit == unit
    back = convert(Quantity(typed.value, SPECS[part].unit), unit).value
    assert abs(back - Decimal(typed.entered)) < Decimal("1e-18")
