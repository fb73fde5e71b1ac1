"""The assessment of one patient: a pure function of history, schedule and day.

It follows the "Logic Specification for ACIP Recommendations" 4.5 of the CDC, chapter by chapter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.core.findings import Message, Param
from app.vaccines.answers import Assessment, Evaluation, EvaluationStatus, GroupAnswer
from app.vaccines.best_series import best_series, prioritized_series
from app.vaccines.evaluation import evaluate
from app.vaccines.forecast import forecast
from app.vaccines.history import Dose, History
from app.vaccines.patient_series import Patient, PatientSeries, organized
from app.vaccines.periods import FIRST_DAY
from app.vaccines.relevant_series import relevant_series
from app.vaccines.schedule import Antigen, Schedule, VaccineGroup
from app.vaccines.vaccine_groups import group_forecast


def assess(history: History, schedule: Schedule) -> Assessment:
    """Evaluate every dose and forecast every vaccine group. Whatever the doses say, it raises nothing."""
    findings = [*_contradictions(history, schedule)]
    history = replace(history, doses=tuple(one for one in history.doses if _may_count(one, history)))
    assessing = _Assessing(history, schedule)
    groups = (assessing.group(one) for one in schedule.vaccine_groups.values())
    return Assessment(schedule.release, tuple(one for one in groups if one is not None), tuple(findings))


class _Assessing:
    """The series of the antigens as they are asked for: one skip may ask for the series of another group."""

    def __init__(self, history: History, schedule: Schedule) -> None:
        self._schedule = schedule
        records = organized(history, schedule)
        self._patient = Patient(history, schedule, records, self._is_completed)
        self._series: dict[tuple[str, str], list[PatientSeries]] = {}

    def group(self, group: VaccineGroup) -> GroupAnswer | None:
        """Return the answer for a vaccine group, None where no series of it is relevant."""
        best = [one for name in group.antigens for one in self._best(self._schedule.antigens.get(name))]
        if not best:
            return None
        told = group_forecast(group, best, self._patient)
        names = tuple(one.series.name for one in best)
        return GroupAnswer(group.name, told, names, tuple(_evaluations(best)))

    def _best(self, antigen: Antigen | None) -> list[PatientSeries]:
        if antigen is None:
            return []
        groups = dict.fromkeys(one.group for one in antigen.series)
        found = (prioritized_series(self._group_of(antigen, name), self._patient) for name in groups)
        prioritized = [one for one in found if one is not None]
        of_age = [one for one in prioritized if self._has_begun(one)]
        return best_series(of_age or prioritized)

    def _has_begun(self, one: PatientSeries) -> bool:
        """Say whether a series is the patient's by now: a later one of the antigen waits until its age."""
        begins = self._patient.at_age(one.series.minimum_age_to_start, FIRST_DAY)
        return one.valid_doses > 0 or self._patient.history.assessed >= begins

    def _group_of(self, antigen: Antigen, group: str) -> list[PatientSeries]:
        """Return the evaluated and forecast series of a series group."""
        key = antigen.name, group
        if key not in self._series:
            self._series[key] = []  # what is asked for while it is made is not complete
            found = [one for one in relevant_series(antigen, self._patient) if one.series.group == group]
            for one in found:
                evaluate(one, self._patient)
                forecast(one, antigen, self._patient)
            self._series[key] = found
        return self._series[key]

    def _is_completed(self, antigen: str, group: str) -> bool:
        return any(one.is_complete for one in self._group_of(self._schedule.antigens[antigen], group))


_WORTH = (
    EvaluationStatus.VALID,
    EvaluationStatus.NOT_VALID,
    EvaluationStatus.EXTRANEOUS,
    EvaluationStatus.SUB_STANDARD,
)


def _evaluations(best: list[PatientSeries]) -> Iterator[Evaluation]:
    """Give each dose once for each antigen, as the one of the best series to which it is worth most."""
    found: dict[tuple[str, int], Evaluation] = {}
    for one in best:
        for number, each in enumerate(one.evaluated):
            key = one.series.antigen, number
            told = found.setdefault(key, each.evaluation)
            if _WORTH.index(each.evaluation.status) < _WORTH.index(told.status):
                found[key] = each.evaluation
    yield from found.values()


def _may_count(dose: Dose, history: History) -> bool:
    return history.birth_date <= dose.given <= history.assessed


def _contradictions(history: History, schedule: Schedule) -> list[Message]:
    """Return what the record says against itself or the schedule; each is shown, none is skipped silently."""
    found = []
    for dose in history.doses:
        params: dict[str, Param] = {"cvx": dose.cvx, "given": dose.given}
        if dose.given < history.birth_date:
            found.append(Message("vaccines.before_birth", params))
        elif dose.given > history.assessed:
            found.append(Message("vaccines.not_given_yet", params))
        if dose.cvx not in schedule.associations:
            found.append(Message("vaccines.unknown_cvx", params))
    return found
