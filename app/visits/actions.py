"""What staff do along a visit: move it, take it back, room it, mask, hand off, tick off, turn rooms over."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.practice import fields
from app.practice.model import Room, RoomState
from app.schedule.model import LIVE, Appointment
from app.store.work import Work
from app.visits import rules
from app.visits.model import Visit, VisitState
from app.visits.moving import Why, as_view, begin, change_room, move, set_room, take_back
from app.visits.views import RoomTurned, VisitView

LONGEST_NOTE = 2000


@dataclass(frozen=True, kw_only=True)
class MoveVisit(Command):
    """One step of a visit. `reason` where the step asks why; `acknowledged_reason` for a room soft stop."""

    visit_id: Id
    version: int
    to: VisitState
    room_id: Id | None = None
    reason: str = ""
    acknowledged_reason: str = ""


@action(Permission.MOVE_VISIT)
def move_visit(work: Work, command: MoveVisit) -> VisitView:
    """Move a visit to a state. Raises RuleViolated, NeedsAcknowledgement, Stale, NotFound."""
    visit = work.change(Visit, command.visit_id, command.version)
    was = visit.state
    why = Why(command.reason, command.acknowledged_reason)
    if command.to is VisitState.NO_SHOW:
        rules.check_no_show(visit.starts_at, work.now)
    move(work, visit, command.to, command.room_id, why)
    return as_view(work, visit, was)


@dataclass(frozen=True, kw_only=True)
class UndoMove(Command):
    """Take the last step of a visit back, as the one who made it, within 10 seconds."""

    visit_id: Id
    version: int


@action(Permission.MOVE_VISIT)
def undo_move(work: Work, command: UndoMove) -> VisitView:
    """Take a step back by a step of its own; timer and room are as they were."""
    visit = work.change(Visit, command.visit_id, command.version)
    take_back(work, visit)
    return as_view(work, visit)


@dataclass(frozen=True, kw_only=True)
class RoomPatient(Command):
    """Take a patient to a room, named by its id or as typed ("5"); `mask_given` says it in the same act."""

    visit_id: Id
    version: int
    room_id: Id | None = None
    room_number: str = ""
    mask_given: bool = False
    acknowledged_reason: str = ""


@action(Permission.ROOM_PATIENT, chart=False)  # the way through the house is no chart
def room_patient(work: Work, command: RoomPatient) -> VisitView:
    """Begin rooming in a room; who is in a room already changes rooms and keeps the state and its timer."""
    visit = work.change(Visit, command.visit_id, command.version)
    was = visit.state
    room_id = command.room_id or _room_typed(work, command.room_number)
    why = Why(acknowledged=command.acknowledged_reason)
    visit.mask_given = visit.mask_given or command.mask_given
    if was in rules.IN_ROOM and room_id is not None and visit.room_id is not None:
        change_room(work, visit, room_id, why)
    else:
        move(work, visit, VisitState.ROOMING, room_id, why)
    return as_view(work, visit, was)


def _room_typed(work: Work, typed: str) -> Id | None:
    if not typed.strip():
        return None
    rooms = work.session.execute(sa.select(Room.id, Room.name).where(Room.active).order_by(Room.position))
    found: list[Id] = [row.id for row in rooms if rules.names_room(row.name, typed)]
    if len(found) != 1:
        raise RuleViolated("room_number", Message("visits.no_such_room", {"room": typed.strip()[:20]}))
    return found[0]


@dataclass(frozen=True, kw_only=True)
class GiveMask(Command):
    """The patient was given a mask; `given` False takes it back."""

    visit_id: Id
    version: int
    given: bool = True


@action(Permission.MOVE_VISIT)
def give_mask(work: Work, command: GiveMask) -> VisitView:
    """Note that a mask was given. A mask given is a mask that was needed."""
    visit = work.change(Visit, command.visit_id, command.version)
    visit.mask_given = command.given
    visit.mask_needed = visit.mask_needed or command.given
    return as_view(work, visit)


@dataclass(frozen=True, kw_only=True)
class SetHandoffNote(Command):
    """What the next person at this visit should know; shown on the row."""

    visit_id: Id
    version: int
    note: str


@action(Permission.MOVE_VISIT)
def set_handoff_note(work: Work, command: SetHandoffNote) -> VisitView:
    """Write the hand-off note in place of what stood there; the audit keeps both."""
    if len(command.note) > LONGEST_NOTE:
        raise RuleViolated("note", Message("visits.note_too_long", {"most": LONGEST_NOTE}))
    visit = work.change(Visit, command.visit_id, command.version)
    visit.handoff_note = fields.free_text("note", command.note, most=LONGEST_NOTE)
    return as_view(work, visit)


@dataclass(frozen=True, kw_only=True)
class SetChecklistPoint(Command):
    """One point of a visit's checklist: done, open again, or left open for a reason."""

    visit_id: Id
    version: int
    point: str
    done: bool = True
    reason: str = ""


@action(Permission.MOVE_VISIT)
def set_checklist_point(work: Work, command: SetChecklistPoint) -> VisitView:
    """Tick a point off, open it again, or keep why it stays open."""
    visit = work.change(Visit, command.visit_id, command.version)
    if command.point == "identity":
        raise RuleViolated("point", Message("visits.identity_at_check_in"))
    points = dict(visit.checklist)
    points.pop(command.point, None)
    reason = fields.reason(command.reason)
    if command.done or reason:
        points[command.point] = reason or True
    visit.checklist = points
    return as_view(work, visit)


@dataclass(frozen=True, kw_only=True)
class MarkNoShow(Command):
    """Somebody expected did not come; the version is the appointment's."""

    appointment_id: Id
    version: int


@action(Permission.MOVE_VISIT)
def mark_no_show(work: Work, command: MarkNoShow) -> VisitView:
    """Begin and end the visit of somebody who did not come. Raises RuleViolated before the agreed time."""
    appointment = work.change(Appointment, command.appointment_id, command.version)
    if appointment.state not in LIVE or appointment.visit_begun:
        raise RuleViolated("", Message("visits.not_expected"))
    rules.check_no_show(appointment.starts_at, work.now)
    return as_view(work, begin(work, appointment, VisitState.NO_SHOW), VisitState.EXPECTED)


@dataclass(frozen=True, kw_only=True)
class UndoNoShow(Command):
    """It was a slip: the person is still expected. Later than 10 seconds it takes a reason."""

    visit_id: Id
    version: int
    reason: str = ""


@action(Permission.MOVE_VISIT)
def undo_no_show(work: Work, command: UndoNoShow) -> VisitView:
    """Give a no-show back to the list of those expected."""
    visit = work.change(Visit, command.visit_id, command.version)
    was = visit.state
    if was is not VisitState.NO_SHOW:
        raise RuleViolated("", Message("visits.not_a_no_show"))
    reason = command.reason or ("undo" if work.now - visit.state_since <= rules.UNDO_WINDOW else "")
    move(work, visit, VisitState.EXPECTED, None, Why(reason))
    return as_view(work, visit, was)


@dataclass(frozen=True, kw_only=True)
class LeftWithoutBeingSeen(Command):
    """The patient went before a provider saw them, and why as far as it is known."""

    visit_id: Id
    version: int
    reason: str


@action(Permission.MOVE_VISIT)
def left_without_being_seen(work: Work, command: LeftWithoutBeingSeen) -> VisitView:
    """End a visit whose patient left; the room is to be cleaned."""
    visit = work.change(Visit, command.visit_id, command.version)
    was = visit.state
    move(work, visit, VisitState.LEFT_WITHOUT_BEING_SEEN, None, Why(command.reason))
    return as_view(work, visit, was)


@dataclass(frozen=True, kw_only=True)
class EnterVisitInError(Command):
    """This visit never was: wrong patient, or made twice."""

    visit_id: Id
    version: int
    reason: str


@action(Permission.MOVE_VISIT)
def enter_visit_in_error(work: Work, command: EnterVisitInError) -> VisitView:
    """Mark a visit as entered in error; nothing is deleted, and its appointment speaks again."""
    visit = work.change(Visit, command.visit_id, command.version)
    was = visit.state
    move(work, visit, VisitState.ENTERED_IN_ERROR, None, Why(command.reason))
    return as_view(work, visit, was)


@dataclass(frozen=True, kw_only=True)
class RoomReady(Command):
    """A room was cleaned."""

    room_id: Id
    version: int


@action(Permission.MOVE_VISIT)
def room_ready(work: Work, command: RoomReady) -> RoomTurned:
    """Put a room that was to be cleaned back to ready. Out of service: `practice.block_room`, `open_room`."""
    room = work.change(Room, command.room_id, command.version)
    rules.check_room_ready(room.state)
    set_room(work, room, RoomState.READY)
    work.session.flush()
    return RoomTurned(room.id, room.version, str(room.state), room.state_since)
