"""The medicine list, and each time that someone went through it with the patient."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, json_list, may_refer, refers, word, word_or_none


class MedicationStatus(StrEnum):
    """Whether a medicine stands on the list today. `not_to_be_given` is an order against it."""

    ACTIVE = "active"
    STOPPED = "stopped"
    COMPLETED = "completed"
    ON_HOLD = "on_hold"
    NOT_TO_BE_GIVEN = "not_to_be_given"
    UNKNOWN = "unknown"


class Taking(StrEnum):
    """What the patient says about taking it."""

    TAKING = "taking"
    NOT_TAKING = "not_taking"
    DIFFERENTLY = "differently"


class Medication(Correctable, Entered, Coded, Record):
    """A medicine of the patient. `text` is the drug as a person reads it; `moieties` are what it is made of.

    `status_given` is the status word of an import as it came (FHIR), "" for what was entered here.
    """

    __tablename__ = "medication"
    __change__ = Kind.MEDICATION

    patient_id: Mapped[Id] = refers("patient.id")
    rxnorm: Mapped[str] = mapped_column(default="")
    moieties: Mapped[list[str]] = json_list()
    strength: Mapped[str] = mapped_column(default="")
    sig: Mapped[str] = mapped_column(default="")
    dosages: Mapped[list[Any]] = json_list()  # structured dosages of an import, as given
    as_needed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    prescriber: Mapped[str] = mapped_column(default="")
    status: Mapped[MedicationStatus] = word(MedicationStatus)
    status_given: Mapped[str] = mapped_column(default="")
    intent: Mapped[str] = mapped_column(default="")
    reported: Mapped[bool] = mapped_column(default=False)  # told, not prescribed by us
    started: Mapped[PartialDate | None] = mapped_column(default=None)
    ended: Mapped[PartialDate | None] = mapped_column(default=None)
    stop_reason: Mapped[str] = mapped_column(default="")
    taking: Mapped[Taking | None] = word_or_none(Taking)
    taking_note: Mapped[str] = mapped_column(default="")
    last_taken: Mapped[PartialDate | None] = mapped_column(default=None)
    last_taken_text: Mapped[str] = mapped_column(default="")


class MedicationReview(Record):
    """One reconciliation: what was on the list and how each is taken. `takes_none` is an explicit statement.

    `lines` is a list of [medication id, version, taking].
    """

    __tablename__ = "medication_review"
    __change__ = Kind.MEDICATION

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id | None] = may_refer("visit.id")
    at: Mapped[datetime]
    by: Mapped[Id]
    by_name: Mapped[str] = mapped_column(default="")
    takes_none: Mapped[bool] = mapped_column(default=False)
    lines: Mapped[list[Any]] = json_list()
