"""Chapter 9: the forecasts of antigens put together into that of their vaccine group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.vaccines.answers import Forecast, SeriesStatus
from app.vaccines.forecast import VACCINES_CONTRAINDICATED
from app.vaccines.patient_series import Patient, PatientSeries
from app.vaccines.schedule import VaccineGroup

_ORDER = (
    SeriesStatus.CONTRAINDICATED,
    SeriesStatus.AGED_OUT,
    SeriesStatus.NOT_RECOMMENDED,
    SeriesStatus.NOT_COMPLETE,
)

_RANK = {
    status: rank
    for rank, status in enumerate(
        (
            SeriesStatus.NOT_COMPLETE,
            SeriesStatus.COMPLETE,
            SeriesStatus.IMMUNE,
            SeriesStatus.CONTRAINDICATED,
            SeriesStatus.NOT_RECOMMENDED,
            SeriesStatus.AGED_OUT,
        )
    )
}


def group_forecast(group: VaccineGroup, best: list[PatientSeries], patient: Patient) -> Forecast:
    """Return the forecast of a vaccine group from the best series of its antigens (9.1 to 9.3).

    Only series of one type are blended. Where the group has several forecasts, the one to be told is what is
    due first, then what protects, then why nothing is due.
    """
    if len(group.antigens) == 1:
        forecasts = [one.forecast for one in best]
    else:
        kinds = dict.fromkeys(one.series.type for one in best)
        forecasts = [
            _blended(group, [one for one in best if one.series.type is kind], patient) for kind in kinds
        ]
    return min(forecasts, key=lambda one: (_RANK[one.status], one.earliest or date.max))


def _blended(group: VaccineGroup, blended: list[PatientSeries], patient: Patient) -> Forecast:
    """9.3: the forecast of several antigens."""
    blended = [one for one in blended if not _lacks_a_vaccine(one)] or blended
    status = _status([one.forecast for one in blended])
    reasons = tuple(reason for one in blended for reason in one.forecast.reasons)
    if status is not SeriesStatus.NOT_COMPLETE:
        return Forecast(status, reasons=reasons)
    due = [one for one in blended if one.forecast.status is SeriesStatus.NOT_COMPLETE]
    dated = [one.forecast for one in due]
    earliest = _earliest(group, due, patient)
    recommended = _first(one.recommended for one in dated)
    past_due = _first(one.past_due for one in dated)
    numbers = [one.dose_number for one in dated]
    return Forecast(
        status,
        min(numbers) if group.administer_full else max(numbers),
        earliest,
        _later(recommended, earliest),
        _later(past_due, earliest) if past_due else None,
        _first(one.latest for one in dated),
        tuple(dict.fromkeys(cvx for one in dated for cvx in one.vaccines)),
        tuple(dict.fromkeys(text for one in dated for text in one.guidance)),
        reasons,
    )


def _lacks_a_vaccine(one: PatientSeries) -> bool:
    """Say whether every vaccine of a series is contraindicated, but not its antigen.

    Then the other antigens of the group go on with vaccines that lack this one: tetanus and diphtheria
    without pertussis (CDC's test case 2016-UC-0003), where table 9-4 alone would call the whole group
    contraindicated.
    """
    return any(reason.id == VACCINES_CONTRAINDICATED for reason in one.forecast.reasons)


def _status(forecasts: list[Forecast]) -> SeriesStatus:
    """Table 9-4."""
    found = {one.status for one in forecasts}
    for status in _ORDER:
        if status in found:
            return status
    return SeriesStatus.IMMUNE if found == {SeriesStatus.IMMUNE} else SeriesStatus.COMPLETE


def _earliest(group: VaccineGroup, due: list[PatientSeries], patient: Patient) -> date | None:
    """MULTIANTVG-1."""
    days = [one.forecast.earliest for one in due if one.forecast.earliest is not None]
    if not any(_has_priority(one) for one in due):
        return max(days, default=None)
    given = [dose.given for antigen in group.antigens for dose in patient.records.get(antigen, ())]
    return max([min(days), *given])


def _has_priority(one: PatientSeries) -> bool:
    """FORECASTPRIORITY-1."""
    intervals = one.next_target.series_dose.intervals if one.next_target is not None else ()
    return bool(intervals) and all(each.overrides for each in intervals)


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)
