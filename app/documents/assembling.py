"""Facts of the chart as paper says them: privacy first, then plain words."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from app.chart.allergies.queries import allergy_list, counts
from app.chart.allergies.views import AllergyKnowledge
from app.chart.observations.latest import standing
from app.chart.observations.model import Observation
from app.chart.problems.queries import problem_list
from app.chart.review.content import last_review
from app.chart.review.model import Section
from app.chart.vitals.measures import PART_OF_LOINC
from app.chart.vitals.queries import COLUMNS, value_view, visit_vitals
from app.chart.vitals.views import Part, VitalValue
from app.core.ids import Id
from app.core.quantities import number_text
from app.documents.model import TextReview
from app.documents.views import (
    Allergy,
    ListStatus,
    Person,
    Practice,
    Review,
    Vital,
    VitalKind,
)
from app.documents.words import words_for
from app.people.model import Patient
from app.people.names import full_name
from app.people.queries import flags_of
from app.people.views import PatientFlag
from app.practice.fields import phone_text
from app.practice.queries import settings_record
from app.store.work import Reading

_UNITS = {
    "mm[Hg]": "mmHg",
    "/min": "/min",
    "Cel": "°C",
    "[degF]": "°F",
    "%": "%",
    "kg": "kg",
    "[lb_av]": "lb",
    "cm": "cm",
    "[in_i]": "in",
    "kg/m2": "kg/m²",
    "L/min": "L/min",
    "mg/dL": "mg/dL",
}
_ALLERGIES = {
    AllergyKnowledge.LISTED: ListStatus.LISTED,
    AllergyKnowledge.NONE_KNOWN: ListStatus.NONE_KNOWN,
    AllergyKnowledge.NOT_ASKED: ListStatus.NOT_REVIEWED,
}


def letterhead(reading: Reading) -> Practice:
    """Return whose paper it is."""
    told = settings_record(reading)
    place = ", ".join(part for part in (told.city, f"{told.state} {told.zip}".strip()) if part)
    return Practice(told.name, tuple(line for line in (told.street, place) if line), phone_text(told.phone))


def person(patient: Patient) -> Person:
    """Return the patient as every page names them."""
    name = full_name(patient.last_name, patient.first_name, patient.middle_name, patient.suffix)
    return Person(name, patient.birth_date, patient.mrn)


def paper_language(patient: Patient, wanted: str = "") -> str:
    """Return the language of a patient's paper: the one wanted or their own; English where there is none."""
    return words_for(wanted or patient.language or "en").language


def wall(reading: Reading, instant: datetime) -> datetime:
    """Return an instant as the practice's clock shows it, without a zone."""
    return instant.astimezone(reading.zone).replace(tzinfo=None)


def allergies(reading: Reading, patient_id: Id, *, private: bool) -> tuple[tuple[Allergy, ...], ListStatus]:
    """Return the allergies that count today, and whether anybody asked; `NOT_SHOWN` where all are private."""
    found = allergy_list(reading, patient_id)
    standing = [one for one in found.entries if counts(one)]
    shown = [one for one in standing if private or not one.private_from_guardian]
    hidden = bool(standing) and not shown
    status = ListStatus.NOT_SHOWN if hidden else _ALLERGIES[found.knowledge]
    return tuple(Allergy(one.substance, one.reaction) for one in shown), status


_KINDS = {
    "pulse": VitalKind.PULSE,
    "respirations": VitalKind.RESPIRATIONS,
    "temperature": VitalKind.TEMPERATURE,
    "spo2": VitalKind.OXYGEN,
    "weight": VitalKind.WEIGHT,
    "height": VitalKind.HEIGHT,
    "head": VitalKind.HEAD,
    "bmi": VitalKind.BMI,
    "waist": VitalKind.WAIST,
    "pain": VitalKind.PAIN,
    "peak_flow": VitalKind.PEAK_FLOW,
    "glucose": VitalKind.GLUCOSE,
}


def problems(reading: Reading, patient_id: Id, *, private: bool) -> tuple[tuple[str, ...], ListStatus]:
    """Return the active problems; nobody can have said that there are none before somebody went over them."""
    active = problem_list(reading, patient_id, active_only=True)
    shown = tuple(one.problem for one in active if private or not one.private_from_guardian)
    if active:
        return shown, ListStatus.LISTED if shown else ListStatus.NOT_SHOWN
    gone_over = last_review(reading, patient_id, Section.PROBLEMS) is not None
    return (), ListStatus.NONE_KNOWN if gone_over else ListStatus.NOT_REVIEWED


def is_minor(reading: Reading, patient: Patient) -> bool:
    """Say whether the patient is a child in law today, so that a guardian may read the papers."""
    return PatientFlag.MINOR in flags_of(patient, reading.today)


def vitals(reading: Reading, visit_id: Id, *, private: bool) -> tuple[Vital, ...]:
    """Return the last value of each measure of a visit, in the unit it was entered in."""
    kept_off = frozenset[Id]() if private else _private_values(reading, visit_id)
    sets = [one.values for one in visit_vitals(reading, visit_id).sets] or [_imported(reading, visit_id)]
    shown = [[one for one in values if one.id not in kept_off] for values in sets]
    last = {one.part: one for values in shown for one in values if one.value is not None}
    lines = [*_pressure(shown)]
    lines += [_vital(_KINDS[str(part)], value) for part, value in last.items() if str(part) in _KINDS]
    order = list(VitalKind)
    return tuple(sorted(lines, key=lambda one: order.index(one.kind)))


def _private_values(reading: Reading, visit_id: Id) -> frozenset[Id]:
    asked = sa.select(Observation.id).where(Observation.visit_id == visit_id)
    return frozenset(reading.session.scalars(asked.where(Observation.private_from_guardian)))


def _imported(reading: Reading, visit_id: Id) -> tuple[VitalValue, ...]:
    """Return the signs of a visit that an import brought: single values, not sets as they are taken here."""
    asked = sa.select(*COLUMNS).where(
        Observation.visit_id == visit_id, Observation.loinc.in_(tuple(PART_OF_LOINC)), standing()
    )
    return tuple(value_view(row) for row in reading.session.execute(asked.order_by(Observation.effective_at)))


def _pressure(sets: Iterable[Iterable[VitalValue]]) -> list[Vital]:
    taken = [{one.part: one for one in values if one.value is not None} for values in sets]
    pairs = [(one.get(Part.SYSTOLIC), one.get(Part.DIASTOLIC)) for one in taken]
    whole = [(high, low) for high, low in pairs if high is not None and low is not None]
    if not whole:
        return []
    high, low = whole[-1]
    return [Vital(VitalKind.BLOOD_PRESSURE, f"{_number(high)} / {_number(low)}", "mmHg")]


def _number(value: VitalValue) -> str:
    """Return a number as it was entered, or as it came."""
    try:
        return number_text(Decimal(value.entered or str(value.value)))
    except ArithmeticError:
        return value.entered


def _vital(kind: VitalKind, value: VitalValue) -> Vital:
    unit = value.entered_unit or value.unit
    return Vital(kind, _number(value), _UNITS.get(unit, unit.strip("{}")))


def review_of(reading: Reading, text: str, language: str, sha256: str) -> Review:
    """Return who of the practice approved a standing text in these very words."""
    chosen = sa.select(TextReview).where(
        TextReview.text == text, TextReview.language == language, TextReview.sha256 == sha256
    )
    found = reading.session.scalars(chosen).one_or_none()
    if found is None:
        return Review()
    return Review(found.reviewed_by_name, found.at.astimezone(reading.zone).date())
