"""A series as it stands for one patient: its target doses, what each dose was worth, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.vaccines.answers import Evaluation, EvaluationStatus, Forecast, SeriesStatus
from app.vaccines.history import Dose, History
from app.vaccines.periods import FIRST_DAY, LAST_DAY, Period
from app.vaccines.schedule import AntigenSeries, Schedule, SeriesDose


class TargetDoseStatus(StrEnum):
    """What has become of a target dose (6.10, 6.2)."""

    NOT_SATISFIED = "Not Satisfied"
    SATISFIED = "Satisfied"
    SKIPPED = "Skipped"


@dataclass(slots=True)
class TargetDose:
    """A series dose that is to be reached; `given` is the dose that satisfied it."""

    series_dose: SeriesDose
    status: TargetDoseStatus = TargetDoseStatus.NOT_SATISFIED
    given: date | None = None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A dose of the history with its evaluation; an inadvertent one counts for no interval (6.5)."""

    dose: Dose
    evaluation: Evaluation
    inadvertent: bool = False

    @property
    def counts_for_intervals(self) -> bool:
        """Whether the next interval is measured from it (CALCDTINT-1)."""
        counted = (EvaluationStatus.VALID, EvaluationStatus.NOT_VALID)
        return self.evaluation.status in counted and not self.inadvertent


@dataclass(slots=True)
class Patient:
    """One patient under assessment: the history, the schedule, and the doses by antigen, oldest first.

    `completed(antigen, group)` says whether a series of that group is complete; skips ask for it (table 6-7).
    """

    history: History
    schedule: Schedule
    records: dict[str, list[Dose]]
    completed: Callable[[str, str], bool]
    _ages: dict[Period, date] = field(default_factory=dict)

    def at_age(self, age: Period | None, empty: date) -> date:
        """Return the day on which the patient reaches an age."""
        if age is None:
            return empty
        if age not in self._ages:
            self._ages[age] = age.after(self.history.birth_date)
        return self._ages[age]

    def is_between(self, day: date, begin: Period | None, end: Period | None) -> bool:
        """Say whether the patient is of an age from `begin` to before `end` on a day."""
        return self.at_age(begin, FIRST_DAY) <= day < self.at_age(end, LAST_DAY)


@dataclass(slots=True)
class PatientSeries:
    """A relevant patient series, filled in chapter by chapter."""

    series: AntigenSeries
    targets: list[TargetDose]
    evaluated: list[Evaluated] = field(default_factory=list)
    forecast: Forecast = field(default_factory=lambda: Forecast(SeriesStatus.NOT_COMPLETE))
    next_target: TargetDose | None = None
    """The target dose that the forecast is for."""

    @property
    def valid_doses(self) -> int:
        """Return the number of valid doses (SELECTB-21)."""
        return sum(one.status is TargetDoseStatus.SATISFIED for one in self.targets)

    @property
    def is_complete(self) -> bool:
        """Whether the series is complete (SELECTB-6)."""
        return self.forecast.status is SeriesStatus.COMPLETE

    @property
    def is_in_process(self) -> bool:
        """Whether it was begun and is not complete (SELECTB-16)."""
        return self.valid_doses > 0 and self.forecast.status is SeriesStatus.NOT_COMPLETE

    def given_for(self, number: int) -> date | None:
        """Return when the target dose of this number was satisfied (CALCDTINT-2)."""
        found = [
            one.given for one in self.targets if one.series_dose.number == number and one.given is not None
        ]
        return found[-1] if found else None


def organized(history: History, schedule: Schedule) -> dict[str, list[Dose]]:
    """Return the doses by antigen, oldest first (4.2): a vaccine of several antigens counts for each."""
    found: dict[str, list[Dose]] = {}
    for dose in sorted(history.doses, key=lambda one: (one.given, one.cvx, one.mvx)):
        for each in schedule.associations.get(dose.cvx, ()):
            begin = each.begin_age.after(history.birth_date) if each.begin_age else FIRST_DAY
            end = each.end_age.after(history.birth_date) if each.end_age else LAST_DAY
            if begin <= dose.given < end:
                found.setdefault(each.antigen, []).append(dose)
    return found
