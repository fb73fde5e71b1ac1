"""A visit with the appointment that it came from, for what reads the lines of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.core.ids import Id, new_id
from app.practice.model import CopayKind, Location, VisitType
from app.schedule.model import Appointment, AppointmentState
from app.visits.model import Visit, VisitState
from tests.chart.people import patient
from tests.support.bare import MONDAY


def booked(there: Any, state: VisitState, *, patient_id: Id | None = None, minutes: int = 0) -> Id:
    """Put an appointment and its visit there; without a patient a new one comes. Returns the visit's id."""
    practice = there.practice
    kind = VisitType(
        id=new_id(),
        name="Sick visit",
        minutes=20,
        copay_kind=next(iter(CopayKind)),
        note_template="sick_visit",
    )
    practice.write(kind)
    if patient_id is None:
        someone = patient(last_name="Ito", first_name="Kenji")
        practice.write(someone)
        patient_id = someone.id
    appointment = Appointment(
        id=new_id(),
        patient_id=patient_id,
        provider_id=there.provider_id,
        visit_type_id=kind.id,
        location_id=practice.all(Location)[0].id,
        day=date(2026, 3, 2),
        wall_start="09:00",
        zone="America/New_York",
        minutes=20,
        starts_at=MONDAY,
        state=AppointmentState.CONFIRMED,
        visit_begun=True,
        booked_at=MONDAY,
        booked_by=new_id(),
    )
    practice.write(appointment)
    visit = Visit(
        id=new_id(),
        patient_id=patient_id,
        appointment_id=appointment.id,
        provider_id=there.provider_id,
        visit_type_id=kind.id,
        room_id=there.room_id,
        day=date(2026, 3, 2),
        starts_at=MONDAY,
        state=state,
        state_since=MONDAY - timedelta(minutes=minutes),
        reason="Sore throat and cough",
    )
    practice.write(visit)
    found: Id = visit.id
    return found
