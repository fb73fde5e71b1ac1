"""Emergency openings of sensitive charts, each with its review."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, refers, word_or_none


class EmergencyEnd(StrEnum):
    """How an opening ended before its time: by the person, or because the sign-in that began it was over."""

    BY_HAND = "by_hand"
    ANOTHER_SIGN_IN = "another_sign_in"


class ReviewOutcome(StrEnum):
    """What somebody else found about an emergency opening."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    TO_FOLLOW_UP = "to_follow_up"


class BreakGlass(Record):
    """One person opened one sensitive chart in an emergency: why, from when until when, and its review.

    It counts for the sign-in `session_id` alone. Where `ended` is None it ends, or ended, at `until`.
    """

    __tablename__ = "break_glass"
    __change__ = Kind.PATIENT

    patient_id: Mapped[Id] = refers("patient.id")
    person_id: Mapped[Id]
    person_name: Mapped[str]
    session_id: Mapped[Id]
    reason: Mapped[str]
    begun_at: Mapped[datetime]
    until: Mapped[datetime]
    ended: Mapped[EmergencyEnd | None] = word_or_none(EmergencyEnd)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[ReviewOutcome | None] = word_or_none(ReviewOutcome)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by: Mapped[Id | None] = mapped_column(default=None)
    reviewed_by_name: Mapped[str] = mapped_column(default="")
    review_note: Mapped[str] = mapped_column(default="")
