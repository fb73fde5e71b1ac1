"""Who is still expected or still here when the money of a day is about to be locked."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.findings import Finding, Message, Severity
from app.frontdesk.day_close.views import StillHere
from app.frontdesk.rules import group_of
from app.frontdesk.views import Group
from app.people.model import Patient
from app.schedule.model import LIVE, Appointment
from app.store.work import Reading
from app.visits.model import Visit, VisitState

_GONE = (Group.DONE, Group.NOT_SEEN)


def still_here(reading: Reading, day: date) -> tuple[StillHere, ...]:
    """Return the visits of a day that may still bring money: expected, waiting, in rooms, at checkout."""
    booked = (
        sa.select(Appointment.starts_at, Patient.last_name, Patient.first_name, Patient.mrn)
        .join(Patient, Patient.id == Appointment.patient_id)
        .where(Appointment.day == day, Appointment.state.in_(LIVE), Appointment.visit_begun.is_(False))
    )
    begun = (
        sa.select(Visit.starts_at, Patient.last_name, Patient.first_name, Patient.mrn, Visit.state)
        .join(Patient, Patient.id == Visit.patient_id)
        .where(Visit.day == day, Visit.source == "", Visit.state != VisitState.EXPECTED)
    )
    found: list[tuple[Any, Group]] = []
    found += [(row, Group.EXPECTED) for row in reading.session.execute(booked)]
    found += [(row, group_of(row.state)) for row in reading.session.execute(begun)]
    lines = [
        StillHere(row.starts_at, f"{row.last_name}, {row.first_name}", row.mrn, str(group))
        for row, group in found
        if group not in _GONE
    ]
    return tuple(sorted(lines, key=lambda one: (one.group, one.at, one.mrn)))


def stops(here: tuple[StillHere, ...]) -> list[Finding]:
    """Return one soft stop for each stage in which somebody is, with how many; who it is, the screen says."""
    counts = {group: sum(one.group == str(group) for one in here) for group in Group}
    return [
        Finding(
            Message(f"frontdesk.day_close.still_{group}", {"number": number}), Severity.SOFT_STOP, str(group)
        )
        for group, number in counts.items()
        if number
    ]
