"""What must hold for any history, and some histories that a clinic knows by heart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vaccines.answers import Assessment, EvaluationStatus, GroupAnswer, SeriesStatus
from app.vaccines.engine import assess
from app.vaccines.history import Dose, Gender, History, Observation
from app.vaccines.release import shipped_schedule

SCHEDULE = shipped_schedule()
BORN, TODAY = date(2024, 6, 1), date(2025, 11, 10)
CVX = sorted(SCHEDULE.associations)
DTAP, PEDIARIX, MMR, VARICELLA, HEP_B = "20", "110", "03", "21", "08"


def child(*doses: tuple[date, str], today: date = TODAY, observed: tuple[str, ...] = ()) -> History:
    given = tuple(Dose(day, cvx) for day, cvx in doses)
    return History(BORN, Gender.FEMALE, today, given, tuple(Observation(code) for code in observed))


def group(assessment: Assessment, name: str) -> GroupAnswer:
    return next(one for one in assessment.groups if one.vaccine_group == name)


def test_a_newborn_is_due_for_hepatitis_b_today_and_for_measles_in_a_year() -> None:
    told = assess(child(today=BORN), SCHEDULE)
    assert group(told, "HepB").forecast.earliest == BORN
    measles = group(told, "MMR").forecast
    assert (measles.status, measles.dose_number) == (SeriesStatus.NOT_COMPLETE, 1)
    assert measles.earliest == measles.recommended == date(2025, 6, 1)


def test_a_dose_too_young_says_when_the_earliest_valid_day_was() -> None:
    told = group(assess(child((date(2025, 5, 26), MMR)), SCHEDULE), "MMR")
    for one in told.evaluations:
        assert one.status is EvaluationStatus.NOT_VALID
        assert [reason.id for reason in one.reasons] == ["vaccines.too_young"]
        assert one.reasons[0].params["earliest"] == date(2025, 5, 28)  # four days before the first birthday


def test_a_combination_counts_for_each_of_its_antigens() -> None:
    told = assess(child((date(2024, 8, 1), PEDIARIX)), SCHEDULE)
    evaluated = {one.antigen: one.status for each in told.groups for one in each.evaluations}
    assert evaluated == dict.fromkeys(
        ("Diphtheria", "Tetanus", "Pertussis", "HepB", "Polio"), EvaluationStatus.VALID
    )


@pytest.mark.parametrize(("days", "status"), [(27, EvaluationStatus.NOT_VALID), (28, EvaluationStatus.VALID)])
def test_two_live_vaccines_keep_their_distance(days: int, status: EvaluationStatus) -> None:
    first = date(2025, 7, 1)
    told = assess(child((first, MMR), (first + timedelta(days=days), VARICELLA)), SCHEDULE)
    (varicella,) = group(told, "Varicella").evaluations
    assert varicella.status is status


def test_evidence_of_immunity_and_contraindications_end_the_forecast() -> None:
    immune = group(assess(child(observed=("020",)), SCHEDULE), "Varicella").forecast.status
    kept_off = group(assess(child(observed=("007",)), SCHEDULE), "Varicella").forecast.status
    assert SeriesStatus.IMMUNE in (
        immune,
        group(
            assess(child(observed=tuple(f"{code:03}" for code in range(18, 26))), SCHEDULE), "Varicella"
        ).forecast.status,
    )
    assert kept_off is SeriesStatus.CONTRAINDICATED


def test_what_contradicts_the_schedule_is_told_and_counts_for_nothing() -> None:
    wrong = child((date(2024, 5, 1), MMR), (date(2026, 1, 1), MMR), (date(2025, 7, 1), "998"))
    told = assess(wrong, SCHEDULE)
    assert sorted(one.id for one in told.findings) == [
        "vaccines.before_birth", "vaccines.not_given_yet", "vaccines.unknown_cvx",
    ]  # fmt: skip
    assert told.groups == assess(child(), SCHEDULE).groups


def test_a_spoilt_dose_is_sub_standard_and_is_repeated() -> None:
    spoilt = replace(child(), doses=(Dose(date(2025, 7, 1), MMR, sub_standard=True),))
    told = group(assess(spoilt, SCHEDULE), "MMR")
    assert {one.status for one in told.evaluations} == {EvaluationStatus.SUB_STANDARD}
    assert told.forecast.dose_number == 1


# -- properties ---------------------------------------------------------------------------------------------

births = st.dates(date(1930, 1, 1), TODAY)
doses = st.lists(st.tuples(st.integers(-30, 36_000), st.sampled_from(CVX)), max_size=12)
observed = st.lists(st.sampled_from(sorted(SCHEDULE.observations)), max_size=4, unique=True)


def history(born: date, given: list[tuple[int, str]], codes: list[str], gender: Gender) -> History:
    made = tuple(Dose(born + timedelta(days=days), cvx) for days, cvx in given)
    return History(born, gender, TODAY, made, tuple(Observation(code) for code in codes))


@given(births, doses, observed, st.sampled_from(Gender), st.randoms(use_true_random=False))
def test_any_history_is_answered_the_same_in_any_order_and_not_before_birth(
    born: date, given: list[tuple[int, str]], codes: list[str], gender: Gender, chance: Random
) -> None:
    whole = history(born, given, codes, gender)
    told = assess(whole, SCHEDULE)
    mixed = list(whole.doses)
    chance.shuffle(mixed)
    assert assess(replace(whole, doses=tuple(mixed)), SCHEDULE).groups == told.groups
    for one in told.groups:
        days = (one.forecast.earliest, one.forecast.recommended, one.forecast.past_due)
        assert all(day is None or day >= born for day in days)
        earliest, recommended, past_due = days
        assert earliest is None or (recommended is not None and recommended >= earliest)
        assert past_due is None or (earliest is not None and past_due >= earliest)


LIVE = {cvx for pair in SCHEDULE.conflicts for cvx in pair}


@given(st.dates(date(2015, 1, 1), date(2025, 1, 1)), st.integers(0, 300), st.sampled_from(CVX))
def test_a_dose_for_another_disease_changes_nothing_here(born: date, days: int, cvx: str) -> None:
    before = (Dose(born, HEP_B), Dose(born + timedelta(days=40), HEP_B))
    plain = History(born, Gender.MALE, TODAY, before)
    more = replace(plain, doses=(*before, Dose(born + timedelta(days=days), cvx)))
    told, with_it = assess(plain, SCHEDULE), assess(more, SCHEDULE)
    touched = {each.antigen for each in SCHEDULE.associations[cvx]}
    for one, other in zip(told.groups, with_it.groups, strict=True):
        if not touched & set(SCHEDULE.vaccine_groups[one.vaccine_group].antigens) and cvx not in LIVE:
            assert one == other
