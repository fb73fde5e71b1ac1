"""How a visit may move, what each step asks, what its timers say (DUTIES, "Visit states")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from app.core.acts import Permission
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.practice.model import RoomState
from app.visits.model import VisitState
from app.visits.views import KEY_OF_STATE, NextAction

S = VisitState
UNDO_WINDOW = timedelta(seconds=10)

PATH = (
    S.EXPECTED,
    S.ARRIVED,
    S.READY_FOR_ROOM,
    S.ROOMING,
    S.READY_FOR_PROVIDER,
    S.WITH_PROVIDER,
    S.STAFF_WORK,
    S.READY_FOR_CHECKOUT,
    S.DONE,
)
WAITING = frozenset({S.ARRIVED, S.READY_FOR_ROOM})
IN_ROOM = frozenset({S.ROOMING, S.READY_FOR_PROVIDER, S.WITH_PROVIDER, S.STAFF_WORK})
IN_HOUSE = WAITING | IN_ROOM | {S.READY_FOR_CHECKOUT}
NOT_SEEN = frozenset({S.NO_SHOW, S.CANCELLED_BY_PATIENT, S.CANCELLED_BY_PRACTICE, S.LEFT_WITHOUT_BEING_SEEN})
_BACK_AND_FORTH = frozenset({S.READY_FOR_PROVIDER, S.WITH_PROVIDER, S.STAFF_WORK})
_OPTIONAL = frozenset({S.STAFF_WORK})  # passing it over leaves no gap


class Step(StrEnum):
    """What a move asks for."""

    FREE = "free"  # one key, no question
    WHY = "why"  # a reason
    CHECK_IN = "check_in"  # only the check-in does it: it asks for two identifiers
    NEVER = "never"


def _off_the_path() -> dict[tuple[VisitState, VisitState], Step]:
    before_provider = (S.ARRIVED, S.READY_FOR_ROOM, S.ROOMING, S.READY_FOR_PROVIDER)
    steps = {
        (S.EXPECTED, S.NO_SHOW): Step.FREE,
        (S.EXPECTED, S.CANCELLED_BY_PATIENT): Step.WHY,
        (S.EXPECTED, S.CANCELLED_BY_PRACTICE): Step.WHY,
        (S.NO_SHOW, S.EXPECTED): Step.WHY,
        (S.NO_SHOW, S.ARRIVED): Step.CHECK_IN,
        (S.CANCELLED_BY_PATIENT, S.EXPECTED): Step.WHY,
        (S.CANCELLED_BY_PRACTICE, S.EXPECTED): Step.WHY,
        (S.LEFT_WITHOUT_BEING_SEEN, S.ARRIVED): Step.WHY,
        (S.LEFT_WITHOUT_BEING_SEEN, S.READY_FOR_ROOM): Step.WHY,
    }
    steps |= {(state, S.CANCELLED_BY_PRACTICE): Step.WHY for state in before_provider}
    steps |= {(state, S.LEFT_WITHOUT_BEING_SEEN): Step.WHY for state in (*before_provider, S.STAFF_WORK)}
    steps |= {(state, S.ENTERED_IN_ERROR): Step.WHY for state in S if state is not S.ENTERED_IN_ERROR}
    return steps


_OFF_THE_PATH = _off_the_path()


def step(was: VisitState, to: VisitState) -> Step:
    """Return what a move asks for. Along the path any number of states may be passed over."""
    if was not in PATH or to not in PATH:
        return _OFF_THE_PATH.get((was, to), Step.NEVER)
    if was is to:
        return Step.NEVER
    if was is S.EXPECTED:
        return Step.CHECK_IN if to is S.ARRIVED else Step.NEVER
    if to is S.EXPECTED:
        return Step.WHY if was in WAITING else Step.NEVER
    if PATH.index(to) > PATH.index(was) or (was in _BACK_AND_FORTH and to in _BACK_AND_FORTH):
        return Step.FREE
    return Step.WHY


def check_move(was: VisitState, to: VisitState, reason: str, seen: Iterable[VisitState] = ()) -> None:
    """Raise RuleViolated unless the move may be made as asked; `seen` are all states it was in."""
    asks = step(was, to)
    if was is to:
        raise RuleViolated("to", Message("visits.already_there", {"state": to}))
    if asks is Step.NEVER:
        raise RuleViolated("to", Message("visits.no_such_move", {"was": was, "to": to}))
    if asks is Step.CHECK_IN:
        raise RuleViolated("to", Message("visits.check_in_first"))
    if to is S.LEFT_WITHOUT_BEING_SEEN and S.WITH_PROVIDER in seen:
        raise RuleViolated("to", Message("visits.was_seen"))
    if asks is Step.WHY and not reason.strip():
        raise RuleViolated("reason", Message("visits.say_why", {"was": was, "to": to}))


def skipped(was: VisitState, to: VisitState) -> tuple[VisitState, ...]:
    """Return the states that a step forward passed over: gaps in the times of reports."""
    if was not in PATH or to not in PATH:
        return ()
    between = PATH[PATH.index(was) + 1 : PATH.index(to)]
    return tuple(state for state in between if state not in _OPTIONAL)


def check_no_show(starts_at: datetime, now: datetime) -> None:
    """Raise RuleViolated while the agreed time has not come."""
    if now < starts_at:
        raise RuleViolated("", Message("visits.not_yet_late"))


def may_undo(by_same_person: bool, made_at: datetime, now: datetime) -> bool:
    """Say whether a step can be taken back with one key: by who made it, for 10 seconds."""
    return by_same_person and now - made_at <= UNDO_WINDOW


# -- rooms -------------------------------------------------------------------------------------------------


def room_findings(state: RoomState, others: int, room: str) -> list[Finding]:
    """Return what speaks against taking a patient into a room. Raises RuleViolated: out of service.

    Several patients in a room are a soft stop: brothers and sisters come together.
    """
    room = door_number(room)
    if state is RoomState.OUT_OF_SERVICE:
        raise RuleViolated("room_id", Message("visits.room_out_of_service", {"room": room}))
    if others or state is RoomState.OCCUPIED:
        return [Finding(Message("visits.room_occupied", {"room": room}), Severity.SOFT_STOP, "room_id")]
    if state is RoomState.TO_CLEAN:
        return [Finding(Message("visits.room_to_clean", {"room": room}), Severity.SOFT_STOP, "room_id")]
    return []


def check_room_needed(to: VisitState, needs_room: bool, has_room: bool) -> None:
    """Raise RuleViolated for rooming a visit that needs a room without one."""
    if to is S.ROOMING and needs_room and not has_room:
        raise RuleViolated("room_id", Message("visits.room_needed"))


def check_room_ready(state: RoomState) -> None:
    """Raise RuleViolated unless a room waits to be cleaned."""
    if state is not RoomState.TO_CLEAN:
        raise RuleViolated("", Message("visits.room_not_to_clean", {"state": state}))


def door_number(name: str) -> str:
    """Return what is written after the word room: "5" for the room "Room 5", "Lab" for the room "Lab"."""
    first, _, rest = name.strip().partition(" ")
    return rest if first.casefold() == "room" and rest else name


def names_room(name: str, typed: str) -> bool:
    """Say whether "5" or "room 5" means the room of this name ("5", "Room 5")."""
    wanted, own = typed.casefold().split(), name.casefold().split()
    return bool(wanted) and (wanted == own or wanted == own[-1:] or wanted[-1:] == own)


# -- timers ------------------------------------------------------------------------------------------------


def minutes_between(start: datetime, now: datetime) -> int:
    """Return the full minutes that have gone by; a clock set back gives 0."""
    return max(int((now - start).total_seconds() // 60), 0)


def waiting_since(
    state: VisitState, state_since: datetime | None, arrived_at: datetime | None
) -> datetime | None:
    """Return from when a row's timer runs: from the door in the waiting room, else from the last step."""
    if state in WAITING:
        return arrived_at or state_since
    return state_since if state in IN_ROOM or state is S.READY_FOR_CHECKOUT else None


def over_threshold(
    state: VisitState,
    since: datetime | None,
    roomed_at: datetime | None,
    now: datetime,
    warn_after_minutes: Mapping[str, int],
) -> str:
    """Return the threshold that a visit has passed ("arrived", "ready_for_provider", "in_room"), or ""."""
    own = warn_after_minutes.get(state)
    if own is not None and since is not None and now - since >= timedelta(minutes=own):
        return str(state)
    in_room = warn_after_minutes.get("in_room")
    if in_room is None or state not in IN_ROOM or roomed_at is None:
        return ""
    return "in_room" if now - roomed_at >= timedelta(minutes=in_room) else ""


def late_minutes(
    state: VisitState, starts_at: datetime, now: datetime, late_after_minutes: int
) -> int | None:
    """Return how late somebody expected is, once that is later than allowed; Late is computed, never kept."""
    late = minutes_between(starts_at, now)
    return late if state is S.EXPECTED and late >= late_after_minutes and now > starts_at else None


def median_wait(waits: Sequence[tuple[datetime | None, datetime | None]]) -> int | None:
    """Return the median of minutes from door to room, of visits that had both; None when none had.

    Those still waiting are not in it: how long they will have waited is not known yet.
    """
    whole = [(room - door).total_seconds() / 60 for door, room in waits if door and room and room >= door]
    return round(median(whole)) if whole else None


# -- what comes next ---------------------------------------------------------------------------------------

_NEXT: Mapping[VisitState, tuple[str, Permission, VisitState]] = {
    S.EXPECTED: ("check_in", Permission.CHECK_IN, S.ARRIVED),
    S.NO_SHOW: ("check_in", Permission.CHECK_IN, S.ARRIVED),
    S.ARRIVED: ("room", Permission.ROOM_PATIENT, S.ROOMING),
    S.READY_FOR_ROOM: ("room", Permission.ROOM_PATIENT, S.ROOMING),
    S.ROOMING: ("ready_for_provider", Permission.MOVE_VISIT, S.READY_FOR_PROVIDER),
    S.READY_FOR_PROVIDER: ("with_provider", Permission.MOVE_VISIT, S.WITH_PROVIDER),
    S.WITH_PROVIDER: ("ready_for_checkout", Permission.MOVE_VISIT, S.READY_FOR_CHECKOUT),
    S.STAFF_WORK: ("ready_for_checkout", Permission.MOVE_VISIT, S.READY_FOR_CHECKOUT),
    S.READY_FOR_CHECKOUT: ("check_out", Permission.CHECK_OUT, S.DONE),
}


# A visit with the clinical staff (a flu shot) waits for no provider; one put there by mistake comes back.
_NEXT_OF_STAFF: Mapping[VisitState, tuple[str, Permission, VisitState]] = {
    **_NEXT,
    S.ROOMING: ("staff_work", Permission.MOVE_VISIT, S.STAFF_WORK),
    S.READY_FOR_PROVIDER: ("staff_work", Permission.MOVE_VISIT, S.STAFF_WORK),
}


def next_action(state: VisitState, *, mask_first: bool, with_staff: bool = False) -> NextAction | None:
    """Return the one next thing to do, None when nothing is left; a mask comes before the room.

    `with_staff` is a visit with the column of the clinical staff.
    """
    path = _NEXT_OF_STAFF if with_staff else _NEXT
    if state not in path:
        return None
    name, permission, to = path[state]
    name = "mask_and_room" if mask_first and state in WAITING else name
    return NextAction(f"visits.next.{name}", permission, KEY_OF_STATE[to], str(to))
