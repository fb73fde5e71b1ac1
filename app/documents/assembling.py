"""Facts of the chart as paper says them: privacy first, then plain words."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from app.chart.allergies.queries import allergy_list, counts
from app.chart.allergies.views import AllergyKnowledge
from app.chart.medications.queries import medication_list
from app.chart.medications.views import MedicationKnowledge, MedicationView
from app.chart.vitals.queries import visit_vitals
from app.chart.vitals.views import Part, VitalsSetView, VitalValue
from app.core.ids import Id
from app.core.quantities import number_text
from app.documents.model import TextReview
from app.documents.views import (
    Allergy,
    ListStatus,
    Medicine,
    MedicineChange,
    Person,
    Practice,
    Review,
    Vital,
    VitalKind,
)
from app.people.model import Patient
from app.people.names import full_name
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
_MEDICINES = {
    MedicationKnowledge.LISTED: ListStatus.LISTED,
    MedicationKnowledge.TAKES_NONE: ListStatus.NONE_KNOWN,
    MedicationKnowledge.NOT_ASKED: ListStatus.NOT_REVIEWED,
}


def letterhead(reading: Reading) -> Practice:
    """Return whose paper it is."""
    told = settings_record(reading)
    place = " ".join(part for part in (f"{told.city},".strip(","), told.state, told.zip) if part)
    return Practice(told.name, tuple(line for line in (told.street, place) if line), phone_text(told.phone))


def person(patient: Patient) -> Person:
    """Return the patient as every page names them."""
    name = full_name(patient.last_name, patient.first_name, patient.middle_name, patient.suffix)
    return Person(name, patient.birth_date, patient.mrn)


def wall(reading: Reading, instant: datetime) -> datetime:
    """Return an instant as the practice's clock shows it, without a zone."""
    return instant.astimezone(reading.zone).replace(tzinfo=None)


def allergies(reading: Reading, patient_id: Id, *, private: bool) -> tuple[tuple[Allergy, ...], ListStatus]:
    """Return the allergies that count today, and whether anybody asked."""
    found = allergy_list(reading, patient_id)
    lines = [one for one in found.entries if counts(one) and (private or not one.private_from_guardian)]
    return tuple(Allergy(one.substance, one.reaction) for one in lines), _ALLERGIES[found.knowledge]


def medicines(
    reading: Reading, patient_id: Id, since: datetime | None, *, private: bool
) -> tuple[tuple[Medicine, ...], ListStatus]:
    """Return every active medicine, and those stopped since the visit began: new and stopped ones first."""
    found = medication_list(reading, patient_id)
    stopped = [one for one in found.past if since is not None and _ended_since(one, since)]
    lines = [
        *[(_change(one, since), one) for one in found.active],
        *[(MedicineChange.STOP, one) for one in stopped],
    ]
    shown = [(change, one) for change, one in lines if private or not one.private_from_guardian]
    order = list(MedicineChange)
    shown.sort(key=lambda pair: order.index(pair[0]))
    return tuple(_medicine(change, one) for change, one in shown), _MEDICINES[found.knowledge]


def _change(one: MedicationView, since: datetime | None) -> MedicineChange:
    new = since is not None and one.recorded_at >= since and not one.reported
    return MedicineChange.NEW if new else MedicineChange.NO_CHANGE


def _ended_since(one: MedicationView, since: datetime) -> bool:
    return one.ended is not None and one.ended.latest() >= since.date()


def _medicine(change: MedicineChange, one: MedicationView) -> Medicine:
    how = one.stop_reason if change is MedicineChange.STOP else one.sig
    return Medicine(change, f"{one.drug} {one.strength}".strip(), how, one.reason)


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


def vitals(reading: Reading, visit_id: Id) -> tuple[Vital, ...]:
    """Return the last value of each measure of a visit, in the unit it was entered in."""
    sets = visit_vitals(reading, visit_id).sets
    last = {value.part: value for one in sets for value in one.values if value.value is not None}
    lines = [*_pressure(sets)]
    lines += [_vital(_KINDS[str(part)], value) for part, value in last.items() if str(part) in _KINDS]
    order = list(VitalKind)
    return tuple(sorted(lines, key=lambda one: order.index(one.kind)))


def _pressure(sets: Iterable[VitalsSetView]) -> list[Vital]:
    pairs = [(one.of(Part.SYSTOLIC), one.of(Part.DIASTOLIC)) for one in sets]
    taken = [(high, low) for high, low in pairs if high and low and high.value and low.value]
    if not taken:
        return []
    high, low = taken[-1]
    value = f"{number_text(Decimal(high.entered))} / {number_text(Decimal(low.entered))}"
    return [Vital(VitalKind.BLOOD_PRESSURE, value, "mmHg")]


def _vital(kind: VitalKind, value: VitalValue) -> Vital:
    unit = value.entered_unit or value.unit
    return Vital(kind, value.entered or str(value.value), _UNITS.get(unit, unit.strip("{}")))


def review_of(reading: Reading, text: str, language: str, sha256: str) -> Review:
    """Return who of the practice approved a standing text in these very words."""
    chosen = sa.select(TextReview).where(
        TextReview.text == text, TextReview.language == language, TextReview.sha256 == sha256
    )
    found = reading.session.scalars(chosen).one_or_none()
    if found is None:
        return Review()
    return Review(found.reviewed_by_name, found.at.astimezone(reading.zone).date())
