"""The problem list."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, refers, word


class ProblemStatus(StrEnum):
    """Whether the problem is there today (FHIR condition-clinical, gathered)."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    RESOLVED = "resolved"
    UNKNOWN = "unknown"


class Problem(Correctable, Entered, Coded, Record):
    """A problem or diagnosis. `icd10` repeats its ICD-10-CM code, "" without one.

    `category` as FHIR has it: "problem-list-item" or "encounter-diagnosis"; `onset_text` for ages and words.
    """

    __tablename__ = "problem"
    __change__ = Kind.PROBLEM

    patient_id: Mapped[Id] = refers("patient.id")
    icd10: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="problem-list-item")
    status: Mapped[ProblemStatus] = word(ProblemStatus)
    verification: Mapped[str] = mapped_column(default="confirmed")
    severity: Mapped[str] = mapped_column(default="")
    onset: Mapped[PartialDate | None] = mapped_column(default=None)
    onset_text: Mapped[str] = mapped_column(default="")
    abated: Mapped[PartialDate | None] = mapped_column(default=None)
    abated_text: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
