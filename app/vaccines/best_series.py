"""Chapter 8: which of the relevant series of an antigen the patient is best served by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from app.vaccines.answers import EvaluationStatus, SeriesStatus
from app.vaccines.patient_series import Patient, PatientSeries, TargetDose, TargetDoseStatus
from app.vaccines.periods import LAST_DAY
from app.vaccines.schedule import SeriesType


def prioritized_series(group: list[PatientSeries], patient: Patient) -> PatientSeries | None:
    """Return the one prioritized series of a series group (8.1 to 8.7)."""
    scorable = [one for one in group if _is_scorable(one, group, patient)]
    defaults = [one for one in group if one.series.default]
    complete = [one for one in scorable if one.is_complete]
    in_process = [one for one in scorable if one.is_in_process]
    if not scorable:
        return defaults[0] if len(defaults) == 1 else None
    if len(scorable) == 1:
        return scorable[0]
    if len(complete) == 1:
        return complete[0]
    if complete:
        return _best_scored(complete, _score_complete, patient)
    if len(in_process) == 1:
        return in_process[0]
    if in_process:
        return _best_scored(in_process, _score_in_process, patient)
    if len(defaults) == 1:
        return defaults[0]
    begun = [one for one in scorable if one.valid_doses]  # immune, contraindicated or aged out
    if begun:
        return _best_scored(begun, _score_complete, patient)
    return _best_scored(scorable, _score_no_valid_doses, patient)


def best_series(prioritized: Iterable[PatientSeries]) -> list[PatientSeries]:
    """Return the best series among the prioritized ones of an antigen, one for each group (8.8)."""
    found = list(prioritized)
    return [one for one in found if _is_best(one, [other for other in found if other is not one])]


def _is_best(one: PatientSeries, others: list[PatientSeries]) -> bool:
    """Table 8-14."""
    equivalent = [other for other in others if other.series.group in one.series.equivalent_groups]
    if one.is_complete:
        return True
    if any(other.is_complete for other in equivalent) or one.series.type is SeriesType.EVALUATION_ONLY:
        return False
    if one.series.type is SeriesType.RISK:
        return True
    return not any(other.series.type is SeriesType.RISK for other in equivalent)


# -- 8.1 ----------------------------------------------------------------------------------------------------


def _is_scorable(one: PatientSeries, group: list[PatientSeries], patient: Patient) -> bool:
    """SELECTSCORE-2."""
    if one.series.type is SeriesType.EVALUATION_ONLY:
        return one.is_complete
    if not _is_candidate(one, group):
        return False
    if one.series.type is SeriesType.RISK:
        return one.series.priority <= min(other.series.priority for other in group)  # "A" is the highest
    valid = [each.dose.given for each in one.evaluated if each.evaluation.status is EvaluationStatus.VALID]
    if valid:
        return min(valid) < patient.at_age(one.series.maximum_age_to_start, LAST_DAY)
    nobody_begun = all(not other.valid_doses for other in group)
    return nobody_begun and not any(other.series.default for other in group)


def _is_candidate(one: PatientSeries, group: list[PatientSeries]) -> bool:
    """SELECTB-24: a contraindicated series only where all of the group are."""
    if one.forecast.status is not SeriesStatus.CONTRAINDICATED:
        return True
    return all(other.forecast.status is SeriesStatus.CONTRAINDICATED for other in group)


# -- 8.4 to 8.7 ---------------------------------------------------------------------------------------------

_Score = Callable[[PatientSeries, list[PatientSeries], Patient], int]


def _best_scored(group: list[PatientSeries], score: _Score, patient: Patient) -> PatientSeries:
    """SELECTBEST-1 and -2."""
    return min(group, key=lambda one: (-score(one, group, patient), one.series.preference))


def _points(true: bool, shared: bool, points: int) -> int:
    """Return what a condition is worth: nothing where two or more series meet it."""
    if not true:
        return -points
    return 0 if shared else points


def _score_complete(one: PatientSeries, group: list[PatientSeries], _patient: Patient) -> int:
    """Table 8-7."""
    return _most_valid_doses(one, group, 1)


def _score_in_process(one: PatientSeries, group: list[PatientSeries], patient: Patient) -> int:
    """Table 8-9."""
    all_valid = all(each.evaluation.status is EvaluationStatus.VALID for each in one.evaluated)
    score = 2 if one.series.product and all_valid else -2
    completable = [other for other in group if _is_completable(other, patient)]
    score += 3 if one in completable else -3
    score += _most_valid_doses(one, group, 2)
    left = {id(other): _not_satisfied(other) for other in group}
    fewest = [other for other in group if left[id(other)] == min(left.values())]
    score += _points(one in fewest, len(fewest) > 1, 2)
    finish = {id(other): _finish_date(other) for other in completable}
    first = [other for other in completable if finish[id(other)] == min(finish.values())]
    return score + _points(one in first, len(first) > 1, 1)


def _score_no_valid_doses(one: PatientSeries, group: list[PatientSeries], patient: Patient) -> int:
    """Table 8-11."""
    starts = [other.forecast.earliest for other in group if other.forecast.earliest is not None]
    first = [other for other in group if starts and other.forecast.earliest == min(starts)]
    score = _points(one in first, len(first) > 1, 1)
    score += 1 if _is_completable(one, patient) else -1
    return score + (-1 if one.series.product else 1)


def _most_valid_doses(one: PatientSeries, group: list[PatientSeries], points: int) -> int:
    most = max(other.valid_doses for other in group)
    return _points(one.valid_doses == most, sum(other.valid_doses == most for other in group) > 1, points)


def _not_satisfied(one: PatientSeries) -> int:
    return sum(each.status is TargetDoseStatus.NOT_SATISFIED for each in one.targets)


def _is_completable(one: PatientSeries, patient: Patient) -> bool:
    """SELECTB-3."""
    if one.forecast.earliest is None:
        return False
    return _finish_date(one) < _maximum_age(one.targets[-1], patient)


def _maximum_age(target: TargetDose, patient: Patient) -> date:
    today = patient.history.assessed
    age = next((each for each in target.series_dose.ages if each.validity.holds(today)), None)
    return LAST_DAY if age is None else patient.at_age(age.maximum, LAST_DAY)


def _finish_date(one: PatientSeries) -> date:
    """SELECTB-12: the earliest date, and then the least interval of each dose that is left."""
    day = one.forecast.earliest or LAST_DAY
    left = [each for each in one.targets if each.status is TargetDoseStatus.NOT_SATISFIED]
    for target in left[1:]:
        intervals = (each.minimum for each in target.series_dose.intervals if each.minimum is not None)
        day = max((each.after(day) for each in intervals), default=day)
    return day
