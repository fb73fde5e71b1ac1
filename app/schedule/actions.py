"""What staff do to the calendar: book, move, confirm, change, cancel, take back, and block times."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.practice import fields
from app.practice.model import Provider, VisitType
from app.schedule.booking import Place, agreed_state, check_place, live, overbook, place_of, put
from app.schedule.calendar import applies_on, block_view, blocked_on, days_from, taken_between, view_of
from app.schedule.model import Appointment, AppointmentState, Block, BlockKind
from app.schedule.rules import check_block
from app.schedule.views import AppointmentView, BlockView
from app.schedule.wall_time import wall_of
from app.store.work import Work

_DAYS_LOOKED_AT = 90  # appointments that a new weekly block would cover are counted this far


@dataclass(frozen=True, kw_only=True)
class BookAppointment(Command):
    """A new appointment, in wall time of the practice. `minutes` None: as long as the type of visit is.

    `fold` is asked for only where the clock shows the time twice that night.
    """

    patient_id: Id
    provider_id: Id
    visit_type_id: Id
    day: date
    wall_start: str
    fold: int | None = None
    minutes: int | None = None
    room_id: Id | None = None
    location_id: Id | None = None
    reason: str = ""
    note: str = ""
    acknowledged_reason: str = ""


@action(Permission.BOOK)
def book_appointment(work: Work, command: BookAppointment) -> AppointmentView:
    """Book a time. Raises NeedsAcknowledgement for an overlap, RuleViolated for a time that cannot be."""
    kind = work.get(VisitType, command.visit_type_id)
    place = Place(
        patient_id=command.patient_id,
        provider_id=command.provider_id,
        visit_type_id=command.visit_type_id,
        day=command.day,
        wall_start=command.wall_start,
        zone=work.zone.key,
        fold=command.fold,
        minutes=kind.minutes if command.minutes is None else command.minutes,
        room_id=command.room_id,
    )
    starts_at, why = check_place(work, place, command.acknowledged_reason)
    made = put(
        work,
        place,
        starts_at,
        location_id=command.location_id,
        reason=fields.reason(command.reason),
        note=fields.free_line("note", command.note, most=fields.REASON),
        overlap_reason=why,
    )
    return view_of(work, _kept(work, made))


@dataclass(frozen=True, kw_only=True)
class UndoBooking(Command):
    """Take back an appointment that was booked by a slip."""

    appointment_id: Id
    version: int


@action(Permission.BOOK)
def undo_booking(work: Work, command: UndoBooking) -> AppointmentView:
    """Mark an appointment as entered in error: nobody called it off, so it is not counted as cancelled."""
    appointment = live(work, command.appointment_id, command.version)
    appointment.state = AppointmentState.ENTERED_IN_ERROR
    return view_of(work, appointment.id)


@dataclass(frozen=True, kw_only=True)
class MoveAppointment(Command):
    """Another time, and what else moves with it; None keeps what was agreed. `no_room` takes the room off."""

    appointment_id: Id
    version: int
    day: date
    wall_start: str
    fold: int | None = None
    provider_id: Id | None = None
    minutes: int | None = None
    room_id: Id | None = None
    no_room: bool = False
    acknowledged_reason: str = ""


@action(Permission.BOOK)
def move_appointment(work: Work, command: MoveAppointment) -> AppointmentView:
    """Move an appointment: the old one stays as rescheduled and names the new one, which is returned.

    A confirmation was for the old time and does not move with it.
    """
    old = live(work, command.appointment_id, command.version)
    place = replace(
        place_of(old),
        day=command.day,
        wall_start=command.wall_start,
        fold=command.fold,
        zone=work.zone.key,
        provider_id=command.provider_id or old.provider_id,
        minutes=old.minutes if command.minutes is None else command.minutes,
        room_id=None if command.no_room else command.room_id or old.room_id,
    )
    starts_at, why = check_place(work, place, command.acknowledged_reason, old.id)
    kept = {"location_id": old.location_id, "reason": old.reason, "note": old.note, "overlap_reason": why}
    new_id = _kept(work, put(work, place, starts_at, **kept))
    old.state, old.moved_to = AppointmentState.RESCHEDULED, new_id
    return view_of(work, new_id)


def _kept(work: Work, appointment: Appointment) -> Id:
    work.session.flush()
    return appointment.id


@dataclass(frozen=True, kw_only=True)
class UndoMove(Command):
    """Take a move back; `appointment_id` and `version` are those of the new appointment."""

    appointment_id: Id
    version: int
    acknowledged_reason: str = ""


@action(Permission.BOOK)
def undo_move(work: Work, command: UndoMove) -> AppointmentView:
    """Give the old time back, if it is still free (else a soft stop); the new one was entered in error."""
    new = live(work, command.appointment_id, command.version)
    shown = view_of(work, new.id)
    if shown.moved_from is None:
        raise RuleViolated("", Message("schedule.not_moved"))
    old = work.get(Appointment, shown.moved_from)
    _, old.overlap_reason = check_place(work, place_of(old), command.acknowledged_reason, new.id, past=True)
    new.state = AppointmentState.ENTERED_IN_ERROR
    old.state, old.moved_to = agreed_state(old), None
    return view_of(work, old.id)


@dataclass(frozen=True, kw_only=True)
class ChangeAppointment(Command):
    """Other facts of an appointment at the same time; None leaves one as it is. `no_room` takes it off."""

    appointment_id: Id
    version: int
    provider_id: Id | None = None
    visit_type_id: Id | None = None
    minutes: int | None = None
    room_id: Id | None = None
    no_room: bool = False
    reason: str | None = None
    note: str | None = None
    acknowledged_reason: str = ""


@action(Permission.BOOK)
def change_appointment(work: Work, command: ChangeAppointment) -> AppointmentView:
    """Change who, what, how long, where or why; overlaps are looked for when it takes other time or space."""
    appointment = live(work, command.appointment_id, command.version)
    before = place_of(appointment)
    place = replace(
        before,
        provider_id=command.provider_id or before.provider_id,
        visit_type_id=command.visit_type_id or before.visit_type_id,
        minutes=before.minutes if command.minutes is None else command.minutes,
        room_id=None if command.no_room else command.room_id or before.room_id,
    )
    if replace(place, visit_type_id=before.visit_type_id) != before:
        _, appointment.overlap_reason = check_place(work, place, command.acknowledged_reason, appointment.id)
    work.get(VisitType, place.visit_type_id)
    for name in ("provider_id", "visit_type_id", "minutes", "room_id"):
        setattr(appointment, name, getattr(place, name))
    appointment.reason = appointment.reason if command.reason is None else fields.reason(command.reason)
    if command.note is not None:
        appointment.note = fields.free_line("note", command.note, most=fields.REASON)
    return view_of(work, appointment.id)


@dataclass(frozen=True, kw_only=True)
class ConfirmAppointment(Command):
    """The patient said that they come; `confirmed` False takes it back."""

    appointment_id: Id
    version: int
    confirmed: bool = True


@action(Permission.BOOK)
def confirm_appointment(work: Work, command: ConfirmAppointment) -> AppointmentView:
    """Note that the patient confirmed, or that this was a slip."""
    appointment = live(work, command.appointment_id, command.version)
    appointment.confirmed_at = work.now if command.confirmed else None
    appointment.state = agreed_state(appointment)
    return view_of(work, appointment.id)


class CancelledBy(StrEnum):
    """Who called it off; they are counted apart."""

    PATIENT = "patient"
    PRACTICE = "practice"


_CANCELLED = {
    CancelledBy.PATIENT: AppointmentState.CANCELLED_BY_PATIENT,
    CancelledBy.PRACTICE: AppointmentState.CANCELLED_BY_PRACTICE,
}


@dataclass(frozen=True, kw_only=True)
class CancelAppointment(Command):
    """Call an appointment off, and why."""

    appointment_id: Id
    version: int
    by: CancelledBy
    reason: str


@action(Permission.BOOK)
def cancel_appointment(work: Work, command: CancelAppointment) -> AppointmentView:
    """Cancel an appointment whose visit has not begun; the reason is kept and counted."""
    if not command.reason.strip():
        raise RuleViolated("reason", Message("fields.required"))
    appointment = live(work, command.appointment_id, command.version)
    appointment.state = _CANCELLED[command.by]
    appointment.cancel_reason = fields.reason(command.reason)
    work.because(appointment.cancel_reason)
    return view_of(work, appointment.id)


@dataclass(frozen=True, kw_only=True)
class UndoCancel(Command):
    """Take a cancellation back."""

    appointment_id: Id
    version: int
    acknowledged_reason: str = ""


@action(Permission.BOOK)
def undo_cancel(work: Work, command: UndoCancel) -> AppointmentView:
    """Give a cancelled appointment its time back, if it is still free (else a soft stop)."""
    appointment = work.change(Appointment, command.appointment_id, command.version)
    if appointment.state not in _CANCELLED.values():
        raise RuleViolated("", Message("schedule.not_cancelled"))
    _, appointment.overlap_reason = check_place(
        work, place_of(appointment), command.acknowledged_reason, appointment.id, past=True
    )
    appointment.state, appointment.cancel_reason = agreed_state(appointment), ""
    return view_of(work, appointment.id)


# -- blocks ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AddBlock(Command):
    """A time of a provider that is not for booking: on one `day`, or each week on `weekday` (0 is Monday)."""

    provider_id: Id
    kind: BlockKind
    wall_start: str
    minutes: int
    day: date | None = None
    weekday: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    acknowledged_reason: str = ""


@action(Permission.BOOK)
def add_block(work: Work, command: AddBlock) -> BlockView:
    """Block a time. Appointments that stand in it are a soft stop: they stay until somebody moves them."""
    check_block(command.day, command.weekday, command.minutes)
    work.get(Provider, command.provider_id)
    wall_of(command.wall_start)
    weekly = command.weekday is not None
    block = Block(
        provider_id=command.provider_id,
        kind=command.kind,
        day=command.day,
        weekday=command.weekday,
        wall_start=command.wall_start,
        minutes=command.minutes,
        valid_from=command.valid_from or (work.today if weekly else None),
        valid_to=command.valid_to,
        note=fields.free_line("note", command.note, most=fields.REASON),
    )
    overbook(work, _covered(work, block), command.acknowledged_reason)
    work.add(block)
    work.session.flush()
    return block_view(block)


def _covered(work: Work, block: Block) -> list[Finding]:
    first = block.day or max(block.valid_from or work.today, work.today)
    last = block.day or min(block.valid_to or date.max, first + timedelta(days=_DAYS_LOOKED_AT))
    spans = [
        blocked_on(block, day, work.zone).span for day in days_from(first, last) if applies_on(block, day)
    ]
    count = sum(
        taken.provider_id == block.provider_id and any(taken.span.meets(span) for span in spans)
        for taken in taken_between(work, first, last)
    )
    message = Message("schedule.appointments_in_block", {"count": count})
    return [Finding(message, Severity.SOFT_STOP, "wall_start")] if count else []


@dataclass(frozen=True, kw_only=True)
class RemoveBlock(Command):
    """Open a blocked time again: a weekly one from `from_day` on (None: it was a mistake altogether)."""

    block_id: Id
    version: int
    from_day: date | None = None
    reason: str = ""


@action(Permission.BOOK)
def remove_block(work: Work, command: RemoveBlock) -> None:
    """End a weekly block, or mark a block as entered in error; the days gone by keep theirs."""
    block = work.change(Block, command.block_id, command.version)
    if block.weekday is not None and command.from_day is not None:
        block.valid_to = command.from_day - timedelta(days=1)
    else:
        block.entered_in_error = fields.reason(command.reason) or "removed"
    work.because(fields.reason(command.reason))
