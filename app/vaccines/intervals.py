"""What an interval is measured from, and the conflicts between vaccines (6.5 to 6.7, 7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.vaccines.answers import EvaluationStatus
from app.vaccines.history import Dose
from app.vaccines.patient_series import Patient, PatientSeries
from app.vaccines.schedule import Interval


def reference_date(interval: Interval, series: PatientSeries, patient: Patient, before: date) -> date | None:
    """Return the day from which an interval is measured (CALCDTINT-1, -2, -8, -9); None without one.

    `before` is the day of the dose under evaluation, or of the assessment.
    """
    if interval.from_previous:
        counted = [one for one in series.evaluated if one.counts_for_intervals]
        return counted[-1].dose.given if counted else None
    if interval.from_target_dose is not None:
        return series.given_for(interval.from_target_dose)
    if interval.from_most_recent:
        inadvertent = {one.dose for one in series.evaluated if one.inadvertent}
        given = [
            one.given
            for one in patient.history.doses
            if one.cvx in interval.from_most_recent and one.given < before and one not in inadvertent
        ]
        return max(given, default=None)
    observed = [
        one.observed
        for one in patient.history.observations
        if one.code == interval.from_observation and one.observed is not None
    ]
    return max(observed, default=None)


def conflict_ends(
    cvx: str, given: date | None, series: PatientSeries, patient: Patient, *, least: bool
) -> Iterator[tuple[Dose, date, date]]:
    """Give each earlier dose that conflicts with a vaccine: the dose, when the conflict begins and ends.

    `given` is the day of the dose under evaluation; without it every dose of the history counts. With `least`
    the shorter end holds after a dose that is valid, or that this series did not evaluate (CALCDTCONFLICT-2).
    """
    statuses = {one.dose: one.evaluation.status for one in series.evaluated}
    for earlier in patient.history.doses:
        if given is not None and earlier.given >= given:
            continue
        conflict = patient.schedule.conflicts.get((earlier.cvx, cvx))
        if conflict is None:
            continue
        shorter = least and statuses.get(earlier) in (None, EvaluationStatus.VALID)
        end = conflict.minimum_end if shorter else conflict.end
        yield earlier, conflict.begin.after(earlier.given), end.after(earlier.given)
