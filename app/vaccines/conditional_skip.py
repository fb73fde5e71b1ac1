"""Section 6.2: whether a target dose can be skipped, when a dose is evaluated and when one is forecast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.vaccines.answers import EvaluationStatus
from app.vaccines.patient_series import Evaluated, Patient, PatientSeries
from app.vaccines.periods import FIRST_DAY, LAST_DAY
from app.vaccines.schedule import (
    ConditionalSkip,
    ConditionType,
    Context,
    CountLogic,
    SeriesDose,
    SkipCondition,
    SkipSet,
)

_COMPARE: dict[CountLogic, Callable[[int, int], bool]] = {
    CountLogic.GREATER_THAN: lambda count, than: count > than,
    CountLogic.EQUAL: lambda count, to: count == to,
    CountLogic.LESS_THAN: lambda count, than: count < than,
}


def can_be_skipped(
    dose: SeriesDose, series: PatientSeries, patient: Patient, context: Context, reference: date
) -> SkipSet | None:
    """Return the set of conditions by which a dose is skipped on the reference date; None where it is needed.

    The reference date is the dose's day, the day of assessment, or the earliest date (CONDSKIP-2). What was
    evaluated so far counts.
    """
    for skip in dose.skips:
        if skip.context in (context, Context.BOTH):
            found = _met(skip, series, patient, reference)
            if found is not None:
                return found
    return None


def _met(skip: ConditionalSkip, series: PatientSeries, patient: Patient, reference: date) -> SkipSet | None:
    """Tables 6-10 and 6-11."""
    holding = [one for one in skip.sets if one.validity.holds(reference)]
    met = [one for one in holding if _set_is_met(one, series, patient, reference)]
    enough = len(met) == len(holding) if skip.all_of else bool(met)
    return met[0] if met and enough else None


def _set_is_met(one: SkipSet, series: PatientSeries, patient: Patient, reference: date) -> bool:
    results = (_is_met(condition, series, patient, reference) for condition in one.conditions)
    return all(results) if one.all_of else any(results)


def _is_met(condition: SkipCondition, series: PatientSeries, patient: Patient, reference: date) -> bool:
    if condition.type is ConditionType.AGE:
        return patient.is_between(reference, condition.begin_age, condition.end_age)
    if condition.type is ConditionType.COMPLETED_SERIES:
        antigen = series.series.antigen
        return any(patient.completed(antigen, group) for group in condition.series_groups)
    if condition.type is ConditionType.INTERVAL:
        if not series.evaluated or condition.interval is None:
            return False
        return reference >= condition.interval.after(series.evaluated[-1].dose.given)
    counted = sum(_counts(one, condition, patient) for one in series.evaluated)
    return _COMPARE[condition.count_logic](counted, condition.dose_count)


def _counts(one: Evaluated, condition: SkipCondition, patient: Patient) -> bool:
    """CONDSKIP-1: whether a dose is one of those to be counted."""
    given = one.dose.given
    return (
        (not condition.cvx or one.dose.cvx in condition.cvx)
        and patient.is_between(given, condition.begin_age, condition.end_age)
        and (condition.start or FIRST_DAY) <= given < (condition.end or LAST_DAY)
        and (not condition.valid_only or one.evaluation.status is EvaluationStatus.VALID)
    )
