"""Chapter 7: whether a series asks for another dose, when, and with which vaccines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.findings import Message
from app.vaccines.answers import Forecast, SeriesStatus
from app.vaccines.conditional_skip import can_be_skipped
from app.vaccines.intervals import conflict_ends, reference_date
from app.vaccines.patient_series import Patient, PatientSeries, TargetDose, TargetDoseStatus
from app.vaccines.periods import LAST_DAY, Period
from app.vaccines.schedule import Age, Antigen, Context, Contraindication, Interval, SeriesDose, Validity

VACCINES_CONTRAINDICATED = "vaccines.all_vaccines_contraindicated"
_ALWAYS = Age(None, None, None, None, None, Validity())


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates that a target dose asks for; None where the schedule says nothing."""

    minimum_age: date | None
    maximum_age: date
    earliest_recommended_age: date | None
    latest_recommended_age: date | None
    intervals: tuple[tuple[date, Interval], ...]
    conflict_end: date | None

    def of_intervals(self, kind: str) -> date | None:
        """Return the latest of the interval dates of a kind (`minimum`, `earliest_recommended`, ...)."""
        found = []
        for start, interval in self.intervals:
            length: Period | None = getattr(interval, kind)
            if length is not None:
                found.append(length.after(start))
        return max(found, default=None)


def forecast(series: PatientSeries, antigen: Antigen, patient: Patient) -> None:
    """Fill in the forecast of an evaluated series (7.1 to 7.6)."""
    at = next(
        (number for number, one in enumerate(series.targets) if one.status is TargetDoseStatus.NOT_SATISFIED),
        len(series.targets),
    )
    reference = patient.history.assessed
    while True:
        at = _skip(series, at, patient, reference)
        series.next_target = series.targets[at] if at < len(series.targets) else None
        series.forecast = _forecast_of(series, series.next_target, antigen, patient)
        earliest = series.forecast.earliest
        if series.next_target is None or earliest is None or earliest <= reference:
            return
        wanted = series.next_target.series_dose
        if can_be_skipped(wanted, series, patient, Context.FORECAST, earliest) is None:  # 7.6
            return
        series.targets[at].status = TargetDoseStatus.SKIPPED
        at += 1


def _skip(series: PatientSeries, at: int, patient: Patient, reference: date) -> int:
    while at < len(series.targets):
        wanted = series.targets[at].series_dose
        if can_be_skipped(wanted, series, patient, Context.FORECAST, reference) is None:
            return at
        series.targets[at].status = TargetDoseStatus.SKIPPED
        at += 1
    return at


def _forecast_of(
    series: PatientSeries, target: TargetDose | None, antigen: Antigen, patient: Patient
) -> Forecast:
    """7.4, table 7-10: whether another dose is needed; with its dates if so."""
    if target is None:
        if series.valid_doses:
            return Forecast(SeriesStatus.COMPLETE, reasons=(Message("vaccines.series_complete"),))
        return Forecast(SeriesStatus.NOT_RECOMMENDED, reasons=(Message("vaccines.past_history"),))
    immune = evidence_of_immunity(antigen, patient)
    if immune is not None:
        return Forecast(SeriesStatus.IMMUNE, reasons=(immune,))
    against = contraindicated(series, antigen, patient)
    if against is not None:
        return Forecast(SeriesStatus.CONTRAINDICATED, reasons=(against,))
    wanted, today = target.series_dose, patient.history.assessed
    if wanted.season_end is not None and today > wanted.season_end:
        past = Message("vaccines.past_season", {"ended": wanted.season_end})
        return Forecast(SeriesStatus.NOT_RECOMMENDED, reasons=(past,))
    dates = _dates(wanted, series, patient)
    earliest = _candidate_earliest(wanted, dates, series, patient)
    if today >= dates.maximum_age or earliest >= dates.maximum_age:
        reason = "vaccines.too_old_now" if today >= dates.maximum_age else "vaccines.cannot_finish"
        return Forecast(SeriesStatus.AGED_OUT, reasons=(Message(reason, {"before": dates.maximum_age}),))
    return _dated(wanted, dates, earliest, series, antigen, patient)


# -- immunity and contraindications -------------------------------------------------------------------------


def evidence_of_immunity(antigen: Antigen, patient: Patient) -> Message | None:
    """7.2, table 7-3: why the patient is taken for immune, if so."""
    history = patient.history
    for code in sorted(antigen.immunity_codes):
        if history.has(code):
            return Message("vaccines.immune_by_history", {"observation": code})
    for born in antigen.birth_date_immunity:
        excluded = any(history.has(code) for code in born.exclusions)
        there = not born.country or history.birth_country in ("", born.country)
        if history.birth_date < born.before and not excluded and there:
            return Message("vaccines.immune_by_birth", {"before": born.before})
    return None


def contraindicated(series: PatientSeries, antigen: Antigen, patient: Patient) -> Message | None:
    """7.3, table 7-7: what speaks against the whole series, if anything does."""
    today = patient.history.assessed
    for one in antigen.contraindications:
        if patient.history.has(one.code) and patient.is_between(today, one.begin_age, one.end_age):
            return Message("vaccines.contraindicated", {"observation": one.code})
    preferable = {one.cvx for dose in series.series.doses for one in dose.preferable_vaccines}
    against = {cvx: code for cvx in preferable if (code := _vaccine_against(cvx, antigen, patient))}
    if preferable and len(against) == len(preferable):
        return Message(VACCINES_CONTRAINDICATED, {"observation": min(against.values())})
    return None


def _vaccine_against(cvx: str, antigen: Antigen, patient: Patient) -> str:
    """Table 7-6: the observation that speaks against one vaccine, "" without one."""
    for one in antigen.vaccine_contraindications:
        if patient.history.has(one.code) and _names(one, cvx, patient):
            return one.code
    return ""


def _names(one: Contraindication, cvx: str, patient: Patient) -> bool:
    today = patient.history.assessed
    return any(
        vaccine.cvx == cvx and patient.is_between(today, vaccine.begin_age, vaccine.end_age)
        for vaccine in one.vaccines
    )


# -- dates --------------------------------------------------------------------------------------------------


def _dates(wanted: SeriesDose, series: PatientSeries, patient: Patient) -> _Dates:
    today = patient.history.assessed
    age = next((one for one in wanted.ages if one.validity.holds(today)), _ALWAYS)

    def at(one: Period | None) -> date | None:
        return None if one is None else patient.at_age(one, LAST_DAY)

    return _Dates(
        at(age.minimum),
        at(age.maximum) or LAST_DAY,
        at(age.earliest_recommended),
        at(age.latest_recommended),
        tuple(_measured(wanted, series, patient)),
        max(_forecast_conflict_ends(wanted, series, patient), default=None),
    )


def _measured(wanted: SeriesDose, series: PatientSeries, patient: Patient) -> Iterator[tuple[date, Interval]]:
    today = patient.history.assessed
    for one in wanted.intervals:
        start = reference_date(one, series, patient, LAST_DAY)
        if one.validity.holds(today) and start is not None:
            yield start, one


def _forecast_conflict_ends(wanted: SeriesDose, series: PatientSeries, patient: Patient) -> Iterator[date]:
    forecast_types = {one.cvx for one in wanted.preferable_vaccines if one.forecast}
    for cvx in forecast_types or {one.cvx for one in wanted.preferable_vaccines}:
        for _earlier, _begins, ends in conflict_ends(cvx, None, series, patient, least=False):
            yield ends


def _candidate_earliest(wanted: SeriesDose, dates: _Dates, series: PatientSeries, patient: Patient) -> date:
    """FORECASTDTCAN-1."""
    given = [one.dose.given for one in series.evaluated]
    candidates = (
        dates.minimum_age,
        dates.of_intervals("minimum"),
        dates.conflict_end,
        wanted.season_start,
        max(given, default=None),
    )
    return max((one for one in candidates if one is not None), default=patient.history.birth_date)


def _dated(
    wanted: SeriesDose,
    dates: _Dates,
    earliest: date,
    series: PatientSeries,
    antigen: Antigen,
    patient: Patient,
) -> Forecast:
    """7.5: the dates, the vaccines by name, the guidance, and why."""
    recommended = dates.earliest_recommended_age or dates.of_intervals("earliest_recommended") or earliest
    late = dates.latest_recommended_age or dates.of_intervals("latest_recommended")
    past_due = None if late is None else max(earliest, late - timedelta(days=1))
    latest = None if dates.maximum_age == LAST_DAY else dates.maximum_age - timedelta(days=1)
    due = max(earliest, recommended)
    return Forecast(
        SeriesStatus.NOT_COMPLETE,
        _dose_number(wanted, series),
        earliest,
        due,
        past_due,
        latest,
        tuple(_recommended_vaccines(wanted, earliest, due, antigen, patient)),
        series.series.guidance,
        (Message("vaccines.next_dose", {"series": series.series.name, "dose": wanted.number}),),
    )


def _dose_number(wanted: SeriesDose, series: PatientSeries) -> int:
    """FORECASTDN-1: within a season only what was given in it counts."""
    satisfied = [one for one in series.targets if one.status is TargetDoseStatus.SATISFIED and one.given]
    if wanted.season_start is None:
        return 1 + sum(one.series_dose.season_start is None for one in satisfied)
    start = wanted.season_start
    return 1 + sum(one.given is not None and one.given >= start for one in satisfied)


def _recommended_vaccines(
    wanted: SeriesDose, earliest: date, due: date, antigen: Antigen, patient: Patient
) -> Iterator[str]:
    """FORECASTRECVAC-1."""
    for one in wanted.preferable_vaccines:
        of_age = any(patient.is_between(day, one.begin_age, one.end_age) for day in (earliest, due))
        if one.forecast and of_age and not _vaccine_against(one.cvx, antigen, patient):
            yield one.cvx
