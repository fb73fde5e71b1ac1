"""Both sides of every limit of the policy table, and what is said of several values together."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.chart.vitals.known import child_pressures
from app.chart.vitals.limits import About, about, band_for, limits_of
from app.chart.vitals.measures import SPECS, Measure, Part
from app.chart.vitals.parsing import Typed, parse
from app.chart.vitals.rules import Earlier, Judgement, Known, Level, judge
from app.practice.policy import shipped_policy

TABLE = shipped_policy("vitals")
NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
ADULT = about(date(1958, 8, 12), NOW.date(), sex="F")
STEP = Decimal("0.1")
PARTS = [part for part in Part if part.value in TABLE]


def at_age(text: str) -> About:
    number, unit = text.split()
    if unit == "d":
        return about(NOW.date() - timedelta(days=int(number)), NOW.date(), sex="F")
    months = int(number) * (12 if unit == "a" else 1)
    place = NOW.year * 12 + NOW.month - 1 - months
    return about(date(place // 12, place % 12 + 1, NOW.day), NOW.date(), sex="F")


def rows() -> Iterator[tuple[Part, str, dict[str, Any], About]]:
    for part in PARTS:
        for name, row in TABLE[part.value].get("bands", {}).items():
            yield part, name, row, at_age(row["from"])
        if "pregnant" in TABLE[part.value]:
            row = TABLE[part.value]["pregnant"]
            yield part, "pregnant", row, about(date(1996, 1, 1), NOW.date(), sex="F", pregnant=True)


def edges() -> Iterator[Any]:
    """Each limit with the value on its outer side and the one on its inner side."""
    for part, band, row, who in rows():
        for level in ("abnormal", "critical"):
            for word, number in row.get(level, {}).items():
                if word in ("per_year", "years_at_most"):
                    continue
                edge = Decimal(str(number))
                if word == "below" and "per_year" in row[level]:
                    edge += row[level]["per_year"] * min(who.age_years, row[level]["years_at_most"])
                outer, inner = {
                    "below": (edge - STEP, edge),
                    "at_most": (edge, edge + STEP),
                    "above": (edge + STEP, edge),
                    "at_least": (edge, edge - STEP),
                }[word]
                yield pytest.param(part, who, level, outer, inner, id=f"{part.value}-{band}-{level}-{word}")


@pytest.mark.parametrize(("part", "who", "level", "outer", "inner"), list(edges()))
def test_each_limit_of_the_table_holds_on_both_sides(
    part: Part, who: About, level: str, outer: Decimal, inner: Decimal
) -> None:
    limit = getattr(limits_of(TABLE, part, who), level)
    assert limit.outside(outer) and not limit.outside(inner)


@pytest.mark.parametrize("part", PARTS)
def test_bands_leave_no_age_out_and_never_overlap(part: Part) -> None:
    bands = TABLE[part.value].get("bands", {})
    for days in [*range(0, 800, 7), *range(800, 40_000, 181)]:
        who = about(NOW.date() - timedelta(days=days), NOW.date())
        held = [name for name, row in bands.items() if band_for({name: row}, who)]
        youngest = part is Part.DIASTOLIC and who.age_months < 12
        assert len(held) == (0 if not bands or youngest else 1), (part, days, held)


@pytest.mark.parametrize("part", PARTS)
def test_every_row_names_its_source(part: Part) -> None:
    table = TABLE[part.value]
    named = [*table.get("bands", {}).values(), *table["implausible"].values()]
    assert all(len(row["source"]) > 10 for row in named)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_critical_is_abnormal_too_and_lies_within_what_is_plausible(part: Part) -> None:
    for _, band, _, who in [one for one in rows() if one[0] is part]:
        limits = limits_of(TABLE, part, who)
        for number in range(500):
            value = Decimal(number)
            if limits.critical.outside(value):
                assert limits.abnormal.outside(value), (band, number)


def typed(measure: Measure, text: str, unit: str = "") -> tuple[Typed, ...]:
    return parse(measure, text, unit)


def judged(*entries: tuple[Typed, ...], who: About = ADULT, **earlier: Any) -> Judgement:
    last = {Part(name): Earlier(Decimal(value), NOW - timedelta(days=90)) for name, value in earlier.items()}
    return judge([one for parts in entries for one in parts], Known(TABLE, who, NOW, last))


def said(judgement: Judgement) -> list[str]:
    return [one.message.id for one in judgement.findings]


M = Measure


@pytest.mark.parametrize(
    ("measure", "text", "unit", "level"),
    [
        (M.BLOOD_PRESSURE, "139/89", "", Level.NORMAL),
        (M.BLOOD_PRESSURE, "140/80", "", Level.ABNORMAL),
        (M.BLOOD_PRESSURE, "120/90", "", Level.ABNORMAL),
        (M.BLOOD_PRESSURE, "89/60", "", Level.ABNORMAL),
        (M.BLOOD_PRESSURE, "180/90", "", Level.CRITICAL),
        (M.BLOOD_PRESSURE, "150/120", "", Level.CRITICAL),
        (M.PULSE, "50", "", Level.NORMAL),
        (M.PULSE, "101", "", Level.ABNORMAL),
        (M.PULSE, "130", "", Level.ABNORMAL),
        (M.PULSE, "131", "", Level.CRITICAL),
        (M.RESPIRATIONS, "20", "", Level.NORMAL),
        (M.RESPIRATIONS, "30", "", Level.CRITICAL),
        (M.TEMPERATURE, "100.3", "[degF]", Level.NORMAL),
        (M.TEMPERATURE, "100.4", "[degF]", Level.ABNORMAL),
        (M.SPO2, "94", "", Level.ABNORMAL),
        (M.SPO2, "89", "", Level.CRITICAL),
    ],
)
def test_an_adult_is_flagged_as_the_field_flags(measure: M, text: str, unit: str, level: Level) -> None:
    levels = [one.level for one in judged(typed(measure, text, unit)).values]
    assert max(levels, key=list(Level).index) is level


def test_an_infant_of_89_days_with_a_fever_is_critical_and_one_of_90_days_is_flagged() -> None:
    hot = typed(M.TEMPERATURE, "100.4", "[degF]")
    levels = [judged(hot, who=at_age(age)).values[0].level for age in ("89 d", "90 d")]
    assert levels == [Level.CRITICAL, Level.ABNORMAL]
    cold = typed(M.TEMPERATURE, "96.7", "[degF]")
    assert judged(cold, who=at_age("30 d")).critical and not judged(cold, who=at_age("90 d")).flagged


def test_in_pregnancy_160_is_critical_and_to_be_repeated_in_15_minutes() -> None:
    mother = about(date(1996, 1, 1), NOW.date(), sex="F", pregnant=True)
    severe = judged(typed(M.BLOOD_PRESSURE, "160/100"), who=mother)
    assert severe.critical and severe.repeat_minutes == 15
    assert judged(typed(M.BLOOD_PRESSURE, "140/80"), who=mother).repeat_minutes == 5
    assert not judged(typed(M.BLOOD_PRESSURE, "160/100")).critical


def test_a_patients_own_target_flags_in_place_of_the_practices_limit() -> None:
    strict = about(date(1958, 8, 12), NOW.date(), targets={Part.SYSTOLIC: Decimal(130)})
    assert judged(typed(M.BLOOD_PRESSURE, "130/70"), who=strict).flagged
    assert not judged(typed(M.BLOOD_PRESSURE, "129/70"), who=strict).flagged
    loose = about(date(1958, 8, 12), NOW.date(), targets={Part.SYSTOLIC: Decimal(150)})
    assert not judged(typed(M.BLOOD_PRESSURE, "149/70"), who=loose).flagged
    assert judged(typed(M.BLOOD_PRESSURE, "181/70"), who=loose).critical


def test_a_childs_pressure_is_judged_by_sex_age_and_height() -> None:
    born = date(2020, 3, 2)
    tall = child_pressures("M", born, NOW.date(), Decimal(127))
    small = child_pressures("M", born, NOW.date(), Decimal(106))
    assert tall and small and tall.systolic > small.systolic
    who = about(born, NOW.date(), sex="M", child_pressures=small)
    just_at = judged(typed(M.BLOOD_PRESSURE, f"{small.systolic}/50"), who=who)
    assert just_at.flagged and not just_at.critical
    assert not judged(typed(M.BLOOD_PRESSURE, f"{small.systolic - 1}/50"), who=who).flagged
    assert judged(typed(M.BLOOD_PRESSURE, f"{small.systolic + 31}/50"), who=who).critical
    assert child_pressures("M", date(2012, 1, 1), NOW.date(), None) is None
    assert child_pressures("U", born, NOW.date(), None) is None


def test_two_signs_ask_one_question_in_place_of_four_chips() -> None:
    entries = [typed(M.TEMPERATURE, "100.9", "[degF]"), typed(M.PULSE, "104"), typed(M.RESPIRATIONS, "22")]
    asked = judged(*entries, typed(M.SPO2, "94"))
    assert said(asked) == ["vitals.sepsis", "vitals.abnormal"]
    assert asked.findings[0].message.params["signs"] == "temperature,pulse,respirations"
    assert asked.findings[0].message.params["temperature"] == "100.9"
    assert said(judged(entries[0])) == ["vitals.abnormal"]


def test_a_low_pressure_is_a_sign_and_a_high_one_is_not() -> None:
    fast = typed(M.PULSE, "110")
    assert said(judged(fast, typed(M.BLOOD_PRESSURE, "85/50"))) == ["vitals.sepsis"]
    assert "vitals.sepsis" not in said(judged(fast, typed(M.BLOOD_PRESSURE, "150/80")))


def test_both_numbers_of_a_pressure_share_a_chip_of_the_graver_level() -> None:
    assert said(judged(typed(M.BLOOD_PRESSURE, "182/95"))) == ["vitals.critical"]


def test_fahrenheit_in_a_celsius_field_is_recognised() -> None:
    told = judged(typed(M.TEMPERATURE, "98.6", "Cel"))
    assert said(told) == ["vitals.other_unit", "vitals.implausible", "vitals.abnormal"]
    assert told.findings[0].message.params["suggested_unit"] == "[degF]"
    assert [one.message.id for one in told.soft_stops] == ["vitals.other_unit", "vitals.implausible"]


def test_pounds_in_a_kilogram_field_are_recognised_with_and_without_a_last_weight() -> None:
    heavy = typed(M.WEIGHT, "158", "kg")
    assert "vitals.other_unit" in said(judged(heavy))
    assert "vitals.other_unit" in said(judged(heavy, weight="71.7"))
    assert "vitals.other_unit" not in said(judged(heavy, weight="155"))
    assert "vitals.other_unit" in said(judged(typed(M.WEIGHT, "72", "[lb_av]"), weight="71.7"))


def test_inches_in_a_centimetre_field_are_recognised() -> None:
    assert "vitals.other_unit" in said(judged(typed(M.HEIGHT, "64.5", "cm")))


def test_a_point_in_the_wrong_place_is_recognised() -> None:
    told = judged(typed(M.WEIGHT, "1584", "[lb_av]"), weight="71.8")
    assert told.findings[0].message.id == "vitals.ten_fold"
    assert told.findings[0].message.params["suggested"] == "158.4"
    assert "vitals.ten_fold" in said(judged(typed(M.RESPIRATIONS, "160")))


def test_height_and_weight_in_each_others_field_are_recognised() -> None:
    told = judged(typed(M.WEIGHT, "64.5", "[lb_av]"), typed(M.HEIGHT, "158.4", "[in_i]"))
    assert "vitals.height_weight_swapped" in said(told) and told.bmi is None


def test_a_systolic_not_above_the_diastolic_needs_a_reason() -> None:
    for text in ("80/120", "80/80"):
        assert [f.message.id for f in judged(typed(M.BLOOD_PRESSURE, text)).soft_stops] == [
            "vitals.systolic_below_diastolic"
        ]


def asked(judgement: Judgement) -> list[str]:
    return [one.message.id for one in judgement.soft_stops]


def test_a_large_change_of_weight_or_height_is_asked_about_and_a_smaller_one_told() -> None:
    heavy = judged(typed(M.WEIGHT, "250", "[lb_av]"), weight="64.7")
    assert asked(heavy) == ["vitals.changed_far"]
    assert heavy.findings[0].message.params["percent"] == 75
    some = judged(typed(M.WEIGHT, "79", "kg"), weight="71.7")
    assert said(some) == ["vitals.changed"] and not some.soft_stops
    assert asked(judged(typed(M.HEIGHT, "74", "[in_i]"), height="163.8")) == ["vitals.changed_far"]
    assert not judged(typed(M.HEIGHT, "65", "[in_i]"), height="163.8").findings


def test_a_unit_or_a_point_that_does_not_fit_the_last_value_is_asked_about() -> None:
    assert asked(judged(typed(M.WEIGHT, "158", "kg"), weight="71.7")) == ["vitals.other_unit"]
    assert asked(judged(typed(M.WEIGHT, "72", "[lb_av]"), weight="71.7")) == ["vitals.other_unit"]
    assert asked(judged(typed(M.WEIGHT, "15.8", "[lb_av]"), weight="71.7"))[0] == "vitals.ten_fold"
    assert asked(judged(typed(M.WEIGHT, "158", "kg"))) == []


def test_a_value_is_compared_with_the_visit_before_and_not_with_the_set_before() -> None:
    today = {Part.SYSTOLIC: Earlier(Decimal(195), NOW - timedelta(minutes=5))}
    last = {Part.SYSTOLIC: Earlier(Decimal(148), NOW - timedelta(days=30))}
    again = typed(M.BLOOD_PRESSURE, "150/96")
    assert "vitals.changed" in said(judge(again, Known(TABLE, ADULT, NOW, today)))
    assert "vitals.changed" not in said(judge(again, Known(TABLE, ADULT, NOW, today, last)))
    assert "vitals.changed" not in said(judge(again, Known(TABLE, ADULT, NOW, today, {})))


def test_a_weight_that_moved_more_than_a_tenth_is_told() -> None:
    assert "vitals.changed" in said(judged(typed(M.WEIGHT, "79", "kg"), weight="71.7"))
    assert "vitals.changed" not in said(judged(typed(M.WEIGHT, "78", "kg"), weight="71.7"))
    grown = judged(typed(M.WEIGHT, "24", "kg"), who=at_age("6 a"), weight="20")
    assert "vitals.changed" not in said(grown)


def test_an_old_value_is_no_ground_for_surprise() -> None:
    known = Known(TABLE, ADULT, NOW, {Part.WEIGHT: Earlier(Decimal(50), NOW - timedelta(days=500))})
    assert judge(typed(M.WEIGHT, "70", "kg"), known).findings == ()


def test_the_index_follows_from_weight_and_height_typed_or_last() -> None:
    weight, height = typed(M.WEIGHT, "158.4", "[lb_av]"), typed(M.HEIGHT, "64.5", "[in_i]")
    assert judged(weight, height).bmi == Decimal("26.8")
    assert judged(weight, height="163.83").bmi == Decimal("26.8")
    assert judged(weight).bmi is None
    assert judged(typed(M.WEIGHT, "20", "kg"), who=at_age("6 a"), height="110").bmi is None


def test_implausible_and_critical_together_still_alert_once_kept() -> None:
    told = judged(typed(M.SPO2, "45"))
    assert told.critical and told.soft_stops


@pytest.mark.parametrize("part", [part for part in PARTS if "implausible" in TABLE[part.value]])
def test_the_implausible_begins_beyond_its_limit_on_both_sides(part: Part) -> None:
    for row in TABLE[part.value]["implausible"].values():
        limit = limits_of(TABLE, part, at_age(row["from"])).implausible
        if "below" in row:
            edge = Decimal(str(row["below"]))
            assert limit.outside(edge - STEP) and not limit.outside(edge)
        if "above" in row:
            edge = Decimal(str(row["above"]))
            assert limit.outside(edge + STEP) and not limit.outside(edge)


def test_every_part_has_its_loinc_code() -> None:
    assert {part.value: spec.loinc for part, spec in SPECS.items()} == {
        "systolic": "8480-6",
        "diastolic": "8462-4",
        "pulse": "8867-4",
        "respirations": "9279-1",
        "temperature": "8310-5",
        "spo2": "59408-5",
        "oxygen_flow": "3151-8",
        "weight": "29463-7",
        "height": "8302-2",
        "head": "9843-4",
        "pain": "72514-3",
        "waist": "8280-0",
        "peak_flow": "33452-4",
        "glucose": "41653-7",
        "bmi": "39156-5",
    }
