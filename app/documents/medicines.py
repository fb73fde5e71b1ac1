"""The medicines of a summary: what this visit made new, changed or stopped, and what stays as it was.

New and changed are read from the record of who did what, not from today's list alone: a summary printed again
next month still says what its own visit did, and what an import brought is never new.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.chart.medications.model import Medication, MedicationReview, MedicationStatus
from app.chart.medications.queries import medication_list
from app.chart.medications.views import MedicationKnowledge, MedicationView
from app.chart.review.model import Section, SectionReview
from app.core.ids import Id
from app.documents.views import ListStatus, Medicine, MedicineChange
from app.store.audit import AuditRow
from app.store.work import Reading
from app.visits.model import Visit

_STATUS = {
    MedicationKnowledge.LISTED: ListStatus.LISTED,
    MedicationKnowledge.TAKES_NONE: ListStatus.NONE_KNOWN,
    MedicationKnowledge.NOT_ASKED: ListStatus.NOT_REVIEWED,
}
_DOSE = ("sig", "strength")
_ORDER = list(MedicineChange)


@dataclass(frozen=True)
class _Past:
    """How a line of the list stood before the day of a visit: whether it was there, and what it was."""

    made_that_day: bool = False
    first: dict[str, Any] = field(default_factory=dict)


def medicines(
    reading: Reading, patient_id: Id, visit: Visit | None, *, private: bool
) -> tuple[tuple[Medicine, ...], ListStatus]:
    """Return every active medicine, and those that the visit stopped: new, changed and stopped ones first.

    Without a visit nothing is new. Where all is private, the status says that there is more than is shown.
    """
    found = medication_list(reading, patient_id)
    lines = [(_change(reading, one, visit), one) for one in found.active]
    if visit is not None:
        lines += [(MedicineChange.STOP, one) for one in found.past if _stopped_in(reading, one, visit)]
    shown = [(change, one) for change, one in lines if private or not one.private_from_guardian]
    shown.sort(key=lambda pair: _ORDER.index(pair[0]))
    said = tuple(_medicine(change, one) for change, one in shown)
    return said, _status(reading, found.knowledge, visit, hidden=bool(found.active) and not _active(shown))


def _active(shown: list[tuple[MedicineChange, MedicationView]]) -> bool:
    return any(change is not MedicineChange.STOP for change, _one in shown)


def _status(
    reading: Reading, knowledge: MedicationKnowledge, visit: Visit | None, *, hidden: bool
) -> ListStatus:
    """Say what the list is; a summary also says when the visit did not go over it."""
    if hidden:
        return ListStatus.NOT_SHOWN
    if knowledge is MedicationKnowledge.LISTED and visit is not None and not _gone_over(reading, visit):
        return ListStatus.NOT_REVIEWED
    return _STATUS[knowledge]


def _gone_over(reading: Reading, visit: Visit) -> bool:
    """Say whether somebody went through the list with the patient: line by line, or found it unchanged."""
    begins, ends = _day_of(reading, visit)
    kinds = ((MedicationReview, sa.true()), (SectionReview, SectionReview.section == Section.MEDICATIONS))
    for kind, condition in kinds:
        then = sa.or_(kind.visit_id == visit.id, sa.and_(kind.at >= begins, kind.at < ends))
        asked = sa.select(kind.id).where(kind.patient_id == visit.patient_id, then, condition)
        if reading.session.scalar(asked.limit(1)) is not None:
            return True
    return False


def _day_of(reading: Reading, visit: Visit) -> tuple[datetime, datetime]:
    begins = datetime.combine(visit.day, time.min, reading.zone)
    return begins, datetime.combine(visit.day + timedelta(days=1), time.min, reading.zone)


def _within(reading: Reading, at: datetime, visit: Visit) -> bool:
    begins, ends = _day_of(reading, visit)
    return begins <= at < ends


def _imported(one: MedicationView) -> bool:
    """Say whether a line stands as an import brought it: nobody here has touched it."""
    return bool(one.source) and not one.recorded_by


def _stopped_in(reading: Reading, one: MedicationView, visit: Visit) -> bool:
    stopped = one.status == MedicationStatus.STOPPED and not _imported(one)
    return stopped and _within(reading, one.recorded_at, visit)


def _change(reading: Reading, one: MedicationView, visit: Visit | None) -> MedicineChange:
    if visit is None or _imported(one):
        return MedicineChange.NO_CHANGE
    entered_in = reading.session.scalar(sa.select(Medication.visit_id).where(Medication.id == one.id))
    past = _past(reading, one.id, visit)
    if entered_in == visit.id and not one.source:
        told = past.first.get("reported", one.reported)
        return MedicineChange.NO_CHANGE if told else MedicineChange.NEW
    now = {"sig": one.sig, "strength": one.strength}
    differs = any(past.first.get(name, now[name]) != now[name] for name in _DOSE)
    return MedicineChange.CHANGED if differs and not past.made_that_day else MedicineChange.NO_CHANGE


def _past(reading: Reading, medication_id: Id, visit: Visit) -> _Past:
    """Return what the record tells of a line on the day of the visit: the first value before each change."""
    begins, ends = _day_of(reading, visit)
    rows = reading.session.scalars(
        sa.select(AuditRow.entry)
        .where(AuditRow.record_id == medication_id, AuditRow.at >= begins, AuditRow.at < ends)
        .order_by(AuditRow.sequence)
    )
    made, first = False, dict[str, Any]()
    for entry in map(json.loads, rows):
        made = made or ("after" in entry and "before" not in entry)
        first = {**entry.get("before", {}), **first}
    return _Past(made, first)


def _medicine(change: MedicineChange, one: MedicationView) -> Medicine:
    how = one.stop_reason if change is MedicineChange.STOP else one.sig
    return Medicine(change, _name(one), how, one.reason)


def _name(one: MedicationView) -> str:
    """Return drug and strength; an import may have told the strength in the drug's own name."""
    named = one.strength and one.strength.casefold() in one.drug.casefold()
    return one.drug if named else f"{one.drug} {one.strength}".strip()
