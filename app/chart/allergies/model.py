"""Allergies and intolerances, and the explicit statement that none are known."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, json_list, may_refer, refers, word


class AllergyKind(StrEnum):
    """What kind of substance it is."""

    DRUG = "drug"
    FOOD = "food"
    ENVIRONMENT = "environment"
    VACCINE_COMPONENT = "vaccine_component"
    OTHER = "other"


class Severity(StrEnum):
    """How bad the worst reaction was."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure it is."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class AllergyStatus(StrEnum):
    """Whether it counts today."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    RESOLVED = "resolved"
    UNKNOWN = "unknown"


class Allergy(Correctable, Entered, Coded, Record):
    """One substance that the patient does not tolerate. `is_class` means a class ("penicillins").

    `reaction` is what a person reads ("hives"); `reactions` keeps the reactions of an import as given.
    """

    __tablename__ = "allergy"
    __change__ = Kind.ALLERGY

    patient_id: Mapped[Id] = refers("patient.id")
    kind: Mapped[AllergyKind] = word(AllergyKind)
    is_class: Mapped[bool] = mapped_column(default=False)
    intolerance: Mapped[bool] = mapped_column(default=False)
    reaction: Mapped[str] = mapped_column(default="")
    reactions: Mapped[list[Any]] = json_list()
    severity: Mapped[Severity] = word(Severity)
    certainty: Mapped[Certainty] = word(Certainty)
    criticality: Mapped[str] = mapped_column(default="")
    status: Mapped[AllergyStatus] = word(AllergyStatus)
    onset: Mapped[PartialDate | None] = mapped_column(default=None)
    onset_text: Mapped[str] = mapped_column(default="")
    last_occurrence: Mapped[PartialDate | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")


class AllergyReview(Record):
    """Someone asked. `no_known_allergies` is explicit; it stands until an allergy is entered."""

    __tablename__ = "allergy_review"
    __change__ = Kind.ALLERGY

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    at: Mapped[datetime]
    by: Mapped[Id | None] = mapped_column(default=None)
    by_name: Mapped[str] = mapped_column(default="")
    no_known_allergies: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
