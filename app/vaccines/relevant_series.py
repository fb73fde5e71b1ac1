"""Chapter 5: which series of the schedule are relevant for a patient."""

from __future__ import annotations

from app.vaccines.patient_series import Patient, PatientSeries, TargetDose
from app.vaccines.schedule import Antigen, AntigenSeries, Indication, SeriesType


def relevant_series(antigen: Antigen, patient: Patient) -> list[PatientSeries]:
    """Return the relevant patient series of an antigen (5.1, table 5-5)."""
    return [
        PatientSeries(series, [TargetDose(one) for one in series.doses])
        for series in antigen.series
        if is_relevant(series, patient)
    ]


def is_relevant(series: AntigenSeries, patient: Patient) -> bool:
    """Say whether a series is for this patient: by gender, and by an indication where it is one of risk."""
    if series.genders and patient.history.gender not in series.genders:
        return False
    return series.type is not SeriesType.RISK or any(applies(one, patient) for one in series.indications)


def applies(indication: Indication, patient: Patient) -> bool:
    """Say whether an indication applies on the day of assessment (table 5-4)."""
    history = patient.history
    of_age = patient.is_between(history.assessed, indication.begin_age, indication.end_age)
    return of_age and history.has(indication.code)
