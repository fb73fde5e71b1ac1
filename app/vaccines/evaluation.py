"""Chapter 6: what each dose given is worth for the target doses of a series."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.core.findings import Message, Param
from app.vaccines.answers import Evaluation, EvaluationStatus
from app.vaccines.conditional_skip import can_be_skipped
from app.vaccines.history import Dose
from app.vaccines.intervals import conflict_ends, reference_date
from app.vaccines.patient_series import Evaluated, Patient, PatientSeries, TargetDose, TargetDoseStatus
from app.vaccines.periods import FIRST_DAY, LAST_DAY, since
from app.vaccines.schedule import Context, SeriesDose, SeriesDoseVaccine


@dataclass(slots=True)
class _Step:
    """The answer of one section: whether the dose passes, and what there is to say."""

    passes: bool = True
    reasons: list[Message] = field(default_factory=list)
    extraneous: bool = False


def evaluate(series: PatientSeries, patient: Patient) -> None:
    """Hold each dose of the antigen, oldest first, against the next target dose (4.4)."""
    at = 0
    for dose in patient.records.get(series.series.antigen, ()):
        if dose.sub_standard:
            _note(series, dose, EvaluationStatus.SUB_STANDARD, [Message("vaccines.sub_standard")], 0)
            continue
        at = _skip(series, at, patient, dose.given)
        if at == len(series.targets):
            _note(series, dose, EvaluationStatus.EXTRANEOUS, [Message("vaccines.series_was_complete")], 0)
            continue
        target = series.targets[at]
        if _satisfies(series, target, dose, patient):
            target.status, target.given = TargetDoseStatus.SATISFIED, dose.given
            at += 1
            if target.series_dose.recurring:  # it comes again until a skip leads on to the next one
                series.targets.insert(at, TargetDose(target.series_dose))


def _skip(series: PatientSeries, at: int, patient: Patient, given: date) -> int:
    while at < len(series.targets):
        dose = series.targets[at].series_dose
        if can_be_skipped(dose, series, patient, Context.EVALUATION, given) is None:
            break
        series.targets[at].status = TargetDoseStatus.SKIPPED
        at += 1
    return at


def _note(
    series: PatientSeries,
    dose: Dose,
    status: EvaluationStatus,
    reasons: list[Message],
    number: int,
    *,
    inadvertent: bool = False,
) -> None:
    told = Evaluation(dose.given, dose.cvx, series.series.antigen, status, tuple(reasons), number)
    series.evaluated.append(Evaluated(dose, told, inadvertent))


def _satisfies(series: PatientSeries, target: TargetDose, dose: Dose, patient: Patient) -> bool:
    """6.3 to 6.10: note what the dose is worth, and say whether it satisfies the target dose."""
    wanted = target.series_dose
    if dose.cvx in wanted.inadvertent:
        reason = [Message("vaccines.inadvertent")]
        _note(series, dose, EvaluationStatus.NOT_VALID, reason, wanted.number, inadvertent=True)
        return False
    age = _age(wanted, dose, patient)
    if age.extraneous:
        _note(series, dose, EvaluationStatus.EXTRANEOUS, age.reasons, wanted.number)
        return False
    steps = (
        age,
        _intervals(wanted, dose, series, patient),
        _conflict(dose, series, patient),
        _vaccine(wanted, dose, patient) if age.passes else _Step(),  # too young for it says it already
    )
    passes = all(step.passes for step in steps)
    reasons = [one for step in steps if step.passes == passes for one in step.reasons]
    status = EvaluationStatus.VALID if passes else EvaluationStatus.NOT_VALID
    _note(series, dose, status, reasons, wanted.number)
    return passes


def _age(wanted: SeriesDose, dose: Dose, patient: Patient) -> _Step:
    """6.4: the age at which it was given."""
    for age in wanted.ages:
        if not age.validity.holds(dose.given):
            continue
        absolute = patient.at_age(age.absolute_minimum, FIRST_DAY)
        if dose.given < absolute:
            return _Step(False, [Message("vaccines.too_young", {"given": dose.given, "earliest": absolute})])
        if dose.given >= patient.at_age(age.maximum, LAST_DAY):
            latest = patient.at_age(age.maximum, LAST_DAY)
            return _Step(False, [Message("vaccines.too_old", {"given": dose.given, "before": latest})], True)
        if dose.given < patient.at_age(age.minimum, FIRST_DAY):
            return _Step(reasons=[Message("vaccines.age_grace")])
    return _Step()


def _intervals(wanted: SeriesDose, dose: Dose, series: PatientSeries, patient: Patient) -> _Step:
    """6.5 and 6.6: all preferable intervals, or else all allowable ones."""
    preferable = _preferable_intervals(wanted, dose, series, patient)
    if preferable.passes or not wanted.allowable_intervals:
        return preferable
    for one in wanted.allowable_intervals:
        start = reference_date(one, series, patient, dose.given)
        if one.validity.holds(dose.given) and start is not None:
            earliest = since(start, one.absolute_minimum, FIRST_DAY)
            if dose.given < earliest:
                return preferable
    return _Step(reasons=[Message("vaccines.allowable_interval")])


def _preferable_intervals(wanted: SeriesDose, dose: Dose, series: PatientSeries, patient: Patient) -> _Step:
    found = _Step()
    for one in wanted.intervals:
        start = reference_date(one, series, patient, dose.given)
        if not one.validity.holds(dose.given) or start is None:
            continue
        earliest = since(start, one.absolute_minimum, FIRST_DAY)
        if dose.given < earliest:
            params = {"given": dose.given, "since": start, "earliest": earliest}
            found.passes = False
            found.reasons.append(Message("vaccines.too_soon", params))
        elif dose.given < since(start, one.minimum, FIRST_DAY):
            found.reasons.append(Message("vaccines.interval_grace"))
    return found


def _conflict(dose: Dose, series: PatientSeries, patient: Patient) -> _Step:
    """6.7: too close to another vaccine."""
    for earlier, begins, ends in conflict_ends(dose.cvx, dose.given, series, patient, least=True):
        if begins <= dose.given < ends:
            params: dict[str, Param] = {"cvx": earlier.cvx, "since": earlier.given, "earliest": ends}
            return _Step(False, [Message("vaccines.conflict", params)])
    return _Step()


def _vaccine(wanted: SeriesDose, dose: Dose, patient: Patient) -> _Step:
    """6.8 and 6.9: a preferable vaccine, or else an allowable one."""
    if any(_is_of(one, dose, patient) for one in (*wanted.preferable_vaccines, *wanted.allowable_vaccines)):
        return _Step()
    return _Step(False, [Message("vaccines.wrong_vaccine", {"cvx": dose.cvx})])


def _is_of(one: SeriesDoseVaccine, dose: Dose, patient: Patient) -> bool:
    """Say whether a dose is this vaccine at its age; a maker is asked for only where both are known."""
    of_maker = not (one.mvx and dose.mvx) or one.mvx == dose.mvx
    return one.cvx == dose.cvx and of_maker and patient.is_between(dose.given, one.begin_age, one.end_age)
