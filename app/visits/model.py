"""A visit: one patient, one day, one list of states that only grows."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.practice.model import RoomState
from app.store.base import Record, json_map, may_refer, refers, word, word_or_none


class VisitState(StrEnum):
    """Where a visit stands (DUTIES, "Visit states")."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    READY_FOR_ROOM = "ready_for_room"
    ROOMING = "rooming"
    READY_FOR_PROVIDER = "ready_for_provider"
    WITH_PROVIDER = "with_provider"
    STAFF_WORK = "staff_work"
    READY_FOR_CHECKOUT = "ready_for_checkout"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED_BY_PATIENT = "cancelled_by_patient"
    CANCELLED_BY_PRACTICE = "cancelled_by_practice"
    LEFT_WITHOUT_BEING_SEEN = "left_without_being_seen"
    ENTERED_IN_ERROR = "entered_in_error"


class Visit(Record):
    """One visit. `state` repeats the last row of `visit_state_change`, written in the same act.

    A visit begins when the patient arrives, or is known not to come; until then the appointment says that
    somebody is expected (DECISIONS, "A visit begins at the door"). One that was taken back to Expected says
    nothing: its appointment speaks again.

    An imported encounter is a visit too: `source` names the import, and it has its period, not our states.
    """

    __tablename__ = "visit"
    __change__ = Kind.VISIT
    __table_args__ = (sa.Index("ix_visit_day", "day"),)

    patient_id: Mapped[Id] = refers("patient.id")
    appointment_id: Mapped[Id | None] = may_refer("appointment.id")
    provider_id: Mapped[Id | None] = may_refer("provider.id")
    visit_type_id: Mapped[Id | None] = may_refer("visit_type.id")
    location_id: Mapped[Id | None] = may_refer("location.id")
    room_id: Mapped[Id | None] = may_refer("room.id")
    day: Mapped[date]
    starts_at: Mapped[datetime]  # the agreed time, or the arrival of a walk-in
    state: Mapped[VisitState] = word(VisitState)
    state_since: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    mask_needed: Mapped[bool] = mapped_column(default=False)  # fever, cough or rash was told
    mask_given: Mapped[bool] = mapped_column(default=False)
    handoff_note: Mapped[str] = mapped_column(default="")
    payer_coverage_id: Mapped[Id | None] = may_refer("coverage.id")
    self_pay: Mapped[bool] = mapped_column(default=False)
    private_from_guardian: Mapped[bool] = mapped_column(default=False)
    checklist: Mapped[dict[str, Any]] = json_map()  # check-in and checkout points: name → true, or a reason
    source: Mapped[str] = mapped_column(default="")
    imported: Mapped[dict[str, Any]] = json_map()  # class, type, period and text of an imported encounter


class VisitStateChange(Record):
    """One step of a visit: to which state, in which room, when, by whom, and why where a reason was asked.

    Rows are only added. One that takes another back names it in `undoes`: the pair counts for nothing in
    timers and reports. `room_was` is how the room stood when the patient went in, to put it back so.
    """

    __tablename__ = "visit_state_change"
    __table_args__ = (sa.UniqueConstraint("visit_id", "number"),)

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id] = refers("visit.id")
    number: Mapped[int]
    state: Mapped[VisitState] = word(VisitState)
    at: Mapped[datetime]
    by: Mapped[Id]
    room_id: Mapped[Id | None] = may_refer("room.id")
    reason: Mapped[str] = mapped_column(default="")
    room_was: Mapped[RoomState | None] = word_or_none(RoomState)
    undoes: Mapped[Id | None] = may_refer("visit_state_change.id")
