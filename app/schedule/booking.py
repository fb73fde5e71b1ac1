"""The steps that the acts of the schedule share: is the time free, put it there, take it away.

They are plain functions on a unit of work, so that an act of another room (a walk-in) can take the same steps
under its own permission.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core.acts import Permission
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message
from app.core.ids import Id
from app.people.model import Patient
from app.practice.model import Provider, Room, VisitType
from app.practice.soft_stops import stop_softly
from app.schedule.calendar import (
    applies_on,
    blocked_on,
    blocks_between,
    main_location,
    practice_hours,
    taken_between,
)
from app.schedule.model import LIVE, Appointment, AppointmentState
from app.schedule.rules import Span, Wanted, check_minutes, check_not_past, open_spans, overlap_findings
from app.schedule.wall_time import instant_of, zone_of
from app.store.work import Reading, Work


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an appointment is to stand in the calendar."""

    patient_id: Id
    provider_id: Id
    visit_type_id: Id
    day: date
    wall_start: str
    zone: str
    fold: int | None
    minutes: int
    room_id: Id | None = None


def soft_stops(reading: Reading, place: Place, starts_at: datetime, instead_of: Id | None) -> list[Finding]:
    """Return what speaks against a place."""
    zone = zone_of(place.zone)
    wanted = Wanted(
        place.patient_id, place.provider_id, place.room_id, Span.of(starts_at, place.minutes), instead_of
    )
    blocks = [
        blocked_on(block, place.day, zone)
        for block in blocks_between(reading, place.day, place.day)
        if block.provider_id == place.provider_id and applies_on(block, place.day)
    ]
    return overlap_findings(
        wanted,
        taken_between(reading, place.day, place.day),
        blocks,
        open_spans(practice_hours(reading), place.day, zone),
        zone,
    )


def overbook(work: Work, findings: Sequence[Finding], reason: str) -> str:
    """Return why findings were overridden ("" for none). Raises NeedsAcknowledgement, or NotPermitted."""
    kept = stop_softly(work, findings, reason)
    if kept:
        work.require(Permission.OVERBOOK, "schedule.overbook")
    return kept


def check_place(
    work: Work, place: Place, reason: str, instead_of: Id | None = None, *, past: bool = False
) -> tuple[datetime, str]:
    """Return the instant of a free place and why a soft stop was overridden.

    `past`: what stood there already may stay or come back although its time has begun.

    Raises RuleViolated (no such time, in the past, not active), NeedsAcknowledgement, NotPermitted, NotFound.
    """
    starts_at = _checked_start(work, place, past=past)
    return starts_at, overbook(work, soft_stops(work, place, starts_at, instead_of), reason)


def _checked_start(work: Work, place: Place, *, past: bool) -> datetime:
    check_minutes(place.minutes)
    _check_patient(work.get(Patient, place.patient_id))
    if not work.get(Provider, place.provider_id).active:
        raise RuleViolated("provider_id", Message("schedule.provider_inactive"))
    if place.room_id is not None and not work.get(Room, place.room_id).active:
        raise RuleViolated("room_id", Message("schedule.room_inactive"))
    starts_at = instant_of(place.day, place.wall_start, place.zone, place.fold)
    if not past:
        check_not_past(starts_at, work.now)
    return starts_at


def _check_patient(patient: Patient) -> None:
    if patient.merged_into is not None or patient.entered_in_error is not None:
        raise RuleViolated("patient_id", Message("schedule.chart_closed"))


def put(work: Work, place: Place, starts_at: datetime, **more: object) -> Appointment:
    """Put an appointment into the calendar."""
    return work.add(
        Appointment(
            patient_id=place.patient_id,
            provider_id=place.provider_id,
            visit_type_id=place.visit_type_id,
            location_id=more.pop("location_id", None) or main_location(work),
            room_id=place.room_id,
            day=place.day,
            wall_start=place.wall_start,
            zone=place.zone,
            fold=place.fold or 0,
            minutes=place.minutes,
            starts_at=starts_at,
            state=AppointmentState.BOOKED,
            booked_at=work.now,
            booked_by=work.actor.person_id,
            **more,
        )
    )


def put_walk_in(work: Work, patient_id: Id, provider_id: Id, visit_type_id: Id, reason: str) -> Appointment:
    """Put a patient who stands at the desk into the calendar, now; what the time overlaps is kept with it."""
    local = work.now.astimezone(work.zone)
    place = Place(
        patient_id=patient_id,
        provider_id=provider_id,
        visit_type_id=visit_type_id,
        day=local.date(),
        wall_start=local.strftime("%H:%M"),
        zone=work.zone.key,
        fold=local.fold,
        minutes=work.get(VisitType, visit_type_id).minutes,
    )
    starts_at = _checked_start(work, place, past=True)
    overlaps = soft_stops(work, place, starts_at, None)
    why = ", ".join(dict.fromkeys(finding.message.id for finding in overlaps))
    return put(work, place, starts_at, walk_in=True, visit_begun=True, reason=reason, overlap_reason=why)


def live(work: Work, appointment_id: Id, version: int) -> Appointment:
    """Return an appointment that holds its time and has no visit yet, in order to change it.

    Raises RuleViolated, Stale, NotFound.
    """
    appointment = work.change(Appointment, appointment_id, version)
    if appointment.state not in LIVE:
        raise RuleViolated("", Message("schedule.not_live", {"state": appointment.state}))
    if appointment.visit_begun:
        raise RuleViolated("", Message("schedule.visit_begun"))
    return appointment


def agreed_state(appointment: Appointment) -> AppointmentState:
    """Return what an appointment goes back to when a cancellation or a move is undone."""
    confirmed = appointment.confirmed_at is not None
    return AppointmentState.CONFIRMED if confirmed else AppointmentState.BOOKED


def place_of(appointment: Appointment) -> Place:
    """Return where an appointment stands."""
    return Place(
        patient_id=appointment.patient_id,
        provider_id=appointment.provider_id,
        visit_type_id=appointment.visit_type_id,
        day=appointment.day,
        wall_start=appointment.wall_start,
        zone=appointment.zone,
        fold=appointment.fold,
        minutes=appointment.minutes,
        room_id=appointment.room_id,
    )
