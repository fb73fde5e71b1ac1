"""Histories: past, surgical, family, social, pregnancies, and the patient's story of this visit."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, json_map, refers, word, word_or_none


class HistoryKind(StrEnum):
    """Which history an entry belongs to."""

    PAST = "past"
    SURGICAL = "surgical"
    FAMILY = "family"


class HistoryEntry(Correctable, Entered, Coded, Record):
    """One line of a history. `relative` and `age_at_onset` are for the family's."""

    __tablename__ = "history_entry"
    __change__ = Kind.HISTORY

    patient_id: Mapped[Id] = refers("patient.id")
    kind: Mapped[HistoryKind] = word(HistoryKind)
    happened: Mapped[PartialDate | None] = mapped_column(default=None)
    relative: Mapped[str] = mapped_column(default="")
    age_at_onset: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")


class TobaccoUse(StrEnum):
    """Smoking status, as the ONC value set tells it."""

    NEVER = "never"
    FORMER = "former"
    SOME_DAYS = "some_days"
    EVERY_DAY = "every_day"
    UNKNOWN = "unknown"


class SocialHistory(Entered, Record):
    """What the patient told about habits and work: one row for a patient, changed in place."""

    __tablename__ = "social_history"
    __change__ = Kind.HISTORY
    __table_args__ = (sa.UniqueConstraint("patient_id"),)

    patient_id: Mapped[Id] = mapped_column(sa.ForeignKey("patient.id"))
    tobacco: Mapped[TobaccoUse] = word(TobaccoUse)
    packs_per_day: Mapped[Decimal | None] = mapped_column(default=None)
    years_smoked: Mapped[Decimal | None] = mapped_column(default=None)
    quit: Mapped[PartialDate | None] = mapped_column(default=None)
    other_tobacco: Mapped[str] = mapped_column(default="")
    alcohol: Mapped[str] = mapped_column(default="")
    drinks_per_week: Mapped[Decimal | None] = mapped_column(default=None)
    drugs: Mapped[str] = mapped_column(default="")
    occupation: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class Pregnancy(StrEnum):
    """Whether the patient is pregnant, as told or tested."""

    NOT_PREGNANT = "not_pregnant"
    PREGNANT = "pregnant"
    UNKNOWN = "unknown"


class ReproductiveHistory(Entered, Record):
    """Last period and pregnancies: one row for a patient. `delivered_on` starts the six weeks after birth."""

    __tablename__ = "reproductive_history"
    __change__ = Kind.HISTORY
    __table_args__ = (sa.UniqueConstraint("patient_id"),)

    patient_id: Mapped[Id] = mapped_column(sa.ForeignKey("patient.id"))
    last_period: Mapped[PartialDate | None] = mapped_column(default=None)
    last_period_note: Mapped[str] = mapped_column(default="")
    pregnancy: Mapped[Pregnancy | None] = word_or_none(Pregnancy)
    due_on: Mapped[date | None] = mapped_column(default=None)
    delivered_on: Mapped[date | None] = mapped_column(default=None)
    pregnancies: Mapped[int | None] = mapped_column(default=None)
    births: Mapped[int | None] = mapped_column(default=None)
    breastfeeding: Mapped[bool] = mapped_column(default=False)


class VisitStory(Entered, Record):
    """Why the patient came, in the patient's words, and how the illness began: one row for a visit.

    `review_of_systems` maps a system ("chest") to [answer, text].
    """

    __tablename__ = "visit_story"
    __change__ = Kind.HISTORY
    __table_args__ = (sa.Index("ux_visit_story_visit", "visit_id", unique=True),)

    patient_id: Mapped[Id] = refers("patient.id")
    complaint: Mapped[str] = mapped_column(default="")
    illness: Mapped[str] = mapped_column(default="")
    review_of_systems: Mapped[dict[str, Any]] = json_map()
