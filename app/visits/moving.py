"""The steps that the acts about visits share; plain functions on a unit of work, without a permission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.people.model import Patient
from app.people.queries import look_alikes
from app.practice import fields
from app.practice.model import Room, RoomState, VisitType
from app.practice.soft_stops import stop_softly
from app.schedule.booking import agreed_state
from app.schedule.model import Appointment, AppointmentState
from app.store.work import Reading, Work
from app.visits import rules
from app.visits.model import Visit, VisitState, VisitStateChange
from app.visits.views import VisitView

_CANCELLED = {
    VisitState.CANCELLED_BY_PATIENT: AppointmentState.CANCELLED_BY_PATIENT,
    VisitState.CANCELLED_BY_PRACTICE: AppointmentState.CANCELLED_BY_PRACTICE,
}


@dataclass(frozen=True)
class Why:
    """What a person said: why a step is made, and why a soft stop is overridden."""

    reason: str = ""
    acknowledged: str = ""


def changes_of(reading: Reading, visit_id: Id) -> Sequence[VisitStateChange]:
    """Return every step of a visit in order, also those taken back."""
    return reading.session.scalars(
        sa.select(VisitStateChange)
        .where(VisitStateChange.visit_id == visit_id)
        .order_by(VisitStateChange.number)
    ).all()


def that_count(changes: Sequence[VisitStateChange]) -> list[VisitStateChange]:
    """Return the steps without those taken back and without the taking back."""
    taken_back = {change.undoes for change in changes if change.undoes is not None}
    return [change for change in changes if change.undoes is None and change.id not in taken_back]


def visit_of(reading: Reading, appointment_id: Id) -> Visit | None:
    """Return the visit of an appointment, or None; one entered in error is none."""
    return reading.session.scalars(
        sa.select(Visit)
        .where(Visit.appointment_id == appointment_id, Visit.state != VisitState.ENTERED_IN_ERROR)
        .order_by(Visit.id.desc())
        .limit(1)
    ).first()


def begin(work: Work, appointment: Appointment, state: VisitState) -> Visit:
    """Begin the visit of an appointment in a first state, or take up the one that was taken back."""
    visit = visit_of(work, appointment.id)
    if visit is None:
        visit = work.add(
            Visit(
                patient_id=appointment.patient_id,
                appointment_id=appointment.id,
                provider_id=appointment.provider_id,
                visit_type_id=appointment.visit_type_id,
                location_id=appointment.location_id,
                day=appointment.day,
                starts_at=appointment.starts_at,
                state=state,
                state_since=work.now,
                reason=appointment.reason,
            )
        )
    appointment.visit_begun = True
    put_step(work, visit, state)
    return visit


def put_step(
    work: Work,
    visit: Visit,
    state: VisitState,
    *,
    reason: str = "",
    undoes: Id | None = None,
    room_was: RoomState | None = None,
) -> VisitStateChange:
    """Add a step to a visit's list and let the visit stand there."""
    work.session.flush()
    number = len(changes_of(work, visit.id)) + 1
    visit.state, visit.state_since = state, work.now
    return work.add(
        VisitStateChange(
            patient_id=visit.patient_id,
            visit_id=visit.id,
            number=number,
            state=state,
            at=work.now,
            by=work.actor.person_id,
            room_id=visit.room_id,
            reason=reason,
            room_was=room_was,
            undoes=undoes,
        )
    )


def move(work: Work, visit: Visit, to: VisitState, room_id: Id | None, why: Why) -> None:
    """Move a visit on: rules, room, appointment, and the step.

    Raises RuleViolated, or NeedsAcknowledgement for a room that is taken or not clean.
    """
    seen = [change.state for change in that_count(changes_of(work, visit.id))]
    rules.check_move(visit.state, to, why.reason, seen)
    reason = fields.reason(why.reason)
    if reason:
        work.because(reason)
    room_was = _change_room(work, visit, to, room_id, why)
    put_step(work, visit, to, reason=reason, room_was=room_was)
    appointment_follows(work, visit, to, reason)


def change_room(work: Work, visit: Visit, room_id: Id, why: Why) -> None:
    """Take a patient who is in a room to another one; the state stays, its timer too."""
    if room_id == visit.room_id:
        raise RuleViolated("room_id", Message("visits.already_in_room"))
    since = visit.state_since
    room_was = _change_room(work, visit, visit.state, room_id, why)
    put_step(work, visit, visit.state, room_was=room_was)
    visit.state_since = since


def appointment_follows(work: Work, visit: Visit, to: VisitState, reason: str = "") -> None:
    """Let the appointment follow where a visit leaves the path or gives it back its say."""
    if visit.appointment_id is None:
        return
    appointment = work.get(Appointment, visit.appointment_id)
    if to in _CANCELLED:
        appointment.state, appointment.cancel_reason = _CANCELLED[to], reason
    elif to is VisitState.EXPECTED:
        appointment.state, appointment.cancel_reason = agreed_state(appointment), ""
        appointment.visit_begun = False
    elif to is VisitState.ENTERED_IN_ERROR:
        appointment.visit_begun = False
        if appointment.walk_in:
            appointment.state = AppointmentState.ENTERED_IN_ERROR


# -- rooms -------------------------------------------------------------------------------------------------


def _change_room(work: Work, visit: Visit, to: VisitState, room_id: Id | None, why: Why) -> RoomState | None:
    """Put the room right for a step; return how the room that was entered stood before."""
    stays = to in rules.IN_ROOM
    kind = work.get(VisitType, visit.visit_type_id) if visit.visit_type_id else None
    has_room = room_id is not None or visit.room_id is not None
    rules.check_room_needed(to, kind is not None and kind.needs_room, has_room)
    if stays and (room_id is None or room_id == visit.room_id):
        return None
    entered = _enterable(work, visit, room_id, why.acknowledged) if stays and room_id else None
    leave_room(work, visit)
    return None if entered is None else _enter(work, visit, entered)


def _enterable(work: Work, visit: Visit, room_id: Id, acknowledged: str) -> Room:
    room = work.get(Room, room_id)
    findings = rules.room_findings(room.state, _others_in(work, room_id, visit.id), room.name)
    stop_softly(work, findings, acknowledged)
    return room


def _enter(work: Work, visit: Visit, room: Room) -> RoomState:
    was = room.state
    visit.room_id = room.id
    set_room(work, room, RoomState.OCCUPIED)
    return was


def leave_room(work: Work, visit: Visit, left_as: RoomState = RoomState.TO_CLEAN) -> None:
    """Take a visit out of its room; the room is to be cleaned once the last patient has left it."""
    if visit.room_id is None:
        return
    if not _others_in(work, visit.room_id, visit.id):
        set_room(work, work.get(Room, visit.room_id), left_as)
    visit.room_id = None


def set_room(work: Work, room: Room, state: RoomState) -> None:
    """Give a room a state, and its timer the present."""
    if room.state is not state:
        room.state, room.state_since = state, work.now


def _others_in(work: Work, room_id: Id, visit_id: Id) -> int:
    others = sa.select(sa.func.count()).where(
        Visit.room_id == room_id, Visit.id != visit_id, Visit.state.in_(rules.IN_ROOM)
    )
    return work.session.scalar(others) or 0


# -- taking back -------------------------------------------------------------------------------------------


def take_back(work: Work, visit: Visit) -> None:
    """Take the last step of a visit back by a step of its own; room and timer are as they were.

    Raises RuleViolated unless the same person made it within the last 10 seconds.
    """
    counting = that_count(changes_of(work, visit.id))
    if len(counting) < 2:
        raise RuleViolated("", Message("visits.nothing_to_undo"))
    before, last = counting[-2:]
    if not rules.may_undo(last.by == work.actor.person_id, last.at, work.now):
        raise RuleViolated("", Message("visits.too_late_to_undo"))
    if last.room_id != before.room_id:
        leave_room(work, visit, last.room_was or RoomState.READY)
        if before.room_id is not None:
            _enter(work, visit, work.get(Room, before.room_id))
    put_step(work, visit, before.state, undoes=last.id)
    visit.state_since = _since(counting[:-1])
    appointment_follows(work, visit, before.state)


def _since(counting: Sequence[VisitStateChange]) -> datetime:
    """Return when the last state began; a change of rooms within it does not count."""
    since = counting[-1].at
    for change in reversed(counting):
        if change.state is not counting[-1].state:
            break
        since = change.at
    return since


def as_view(work: Work, visit: Visit, was: VisitState | None = None) -> VisitView:
    """Return a visit as screens see it after an act; `was` is where it stood before."""
    work.session.flush()
    patient = work.get(Patient, visit.patient_id)
    moved = was is not None and was is not visit.state
    return VisitView(
        visit_id=visit.id,
        version=visit.version,
        patient_id=visit.patient_id,
        patient_last_name=patient.last_name,
        patient_first_name=patient.first_name,
        appointment_id=visit.appointment_id,
        state=str(visit.state),
        state_since=visit.state_since,
        room_id=visit.room_id,
        room=work.get(Room, visit.room_id).name if visit.room_id else "",
        mask_needed=visit.mask_needed,
        mask_given=visit.mask_given,
        handoff_note=visit.handoff_note,
        skipped=tuple(str(state) for state in rules.skipped(was, visit.state)) if was else (),
        undo_until=work.now + rules.UNDO_WINDOW if moved else None,
        birth_date=patient.birth_date,
        looks_like=look_alikes(work, [patient.id]).get(patient.id, ""),
    )
