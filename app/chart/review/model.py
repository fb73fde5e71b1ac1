"""The signed event "reviewed, no change" of a section of the chart."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, json_list, may_refer, refers, word


class Section(StrEnum):
    """The sections that are gone through at rooming."""

    ALLERGIES = "allergies"
    MEDICATIONS = "medications"
    PROBLEMS = "problems"
    PAST = "past"
    SURGICAL = "surgical"
    FAMILY = "family"
    SOCIAL = "social"
    REPRODUCTIVE = "reproductive"


class ReviewOutcome(StrEnum):
    """Gone through entry by entry, or found unchanged with one key (F6)."""

    REVIEWED = "reviewed"
    NO_CHANGE = "no_change"


class SectionReview(Record):
    """Who went through a section, when, and what was on the screen: [table, id, version] of each."""

    __tablename__ = "section_review"
    __change__ = Kind.HISTORY

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    section: Mapped[Section] = word(Section)
    outcome: Mapped[ReviewOutcome] = word(ReviewOutcome)
    shown: Mapped[list[Any]] = json_list()
    at: Mapped[datetime]
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")
