"""What boards, panels and reports receive about visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.acts import Permission
from app.core.ids import Id

# Screens get the states here, for they never import a model.
from app.visits.model import VisitState as VisitState


@dataclass(frozen=True)
class VisitView:
    """A visit after an act. `skipped` are the states passed over by it, `undo_until` the end of easy undo.

    `state` is a word of VisitState. `looks_like` is the patient's name where another living chart bears it
    too, so that a message can tell them apart.
    """

    visit_id: Id
    version: int
    patient_id: Id
    patient_last_name: str
    patient_first_name: str
    appointment_id: Id | None
    state: str
    state_since: datetime
    room_id: Id | None
    room: str
    mask_needed: bool
    mask_given: bool
    handoff_note: str
    skipped: tuple[str, ...] = ()
    undo_until: datetime | None = None
    birth_date: date | None = None
    looks_like: str = ""


@dataclass(frozen=True)
class RoomTurned:
    """A room after it was turned over, and since when it stands so."""

    room_id: Id
    version: int
    state: str
    since: datetime


@dataclass(frozen=True)
class RoomCard:
    """A room on the board of rooms, and who is in it. `state` is a word of RoomState."""

    room_id: Id
    version: int
    name: str
    state: str
    since: datetime
    minutes: int
    out_of_service_reason: str
    visit_ids: tuple[Id, ...]
    patients: tuple[str, ...]


@dataclass(frozen=True)
class VisitStep:
    """One step of a visit's list. `undone`: taken back, or itself the taking back of another."""

    number: int
    state: str
    at: datetime
    by: str
    room: str
    reason: str
    skipped: tuple[str, ...]
    undone: bool


@dataclass(frozen=True)
class VisitRow:
    """One line of a day: an appointment, and its visit once there is one.

    `visit_id` is None and `state` "expected" until the patient came or is known not to come.
    `with_staff`: booked with the column of the clinical staff, such as a shot.
    `arrived_at` and `roomed_at` are first times, without steps that were taken back.
    """

    appointment_id: Id
    appointment_version: int
    visit_id: Id | None
    visit_version: int
    patient_id: Id
    last_name: str
    first_name: str
    preferred_name: str
    mrn: str
    birth_date: date | None
    sex: str
    language: str
    interpreter_needed: bool
    reason: str
    visit_type_id: Id
    visit_type: str
    colour: str
    needs_room: bool
    preparation: str
    provider_id: Id
    provider_short: str
    with_staff: bool
    room_id: Id | None
    room: str
    starts_at: datetime
    wall_start: str
    state: str
    state_since: datetime | None
    appointment_state: str
    walk_in: bool
    mask_needed: bool
    mask_given: bool
    handoff_note: str
    payer_coverage_id: Id | None
    self_pay: bool
    checklist: Mapping[str, Any]
    arrived_at: datetime | None
    roomed_at: datetime | None


@dataclass(frozen=True)
class NextAction:
    """The one next thing to do for a row: its id (also of its text), who may, its key, where it leads."""

    id: str
    permission: Permission
    key: str
    to: str
    room_id: Id | None = None
    room: str = ""


KEY_OF_STATE: Mapping[str, str] = {
    "arrived": "A",
    "ready_for_room": "Y",
    "rooming": "R",
    "ready_for_provider": "P",
    "with_provider": "W",
    "staff_work": "S",
    "ready_for_checkout": "C",
    "done": "D",
    "no_show": "N",
}
