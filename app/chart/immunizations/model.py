"""The immunization record: given here, given elsewhere, told, refused."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, json_list, refers, word


class ImmunizationStatus(StrEnum):
    """What happened."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_GIVEN = "not_given"


class ImmunizationSource(StrEnum):
    """Where the fact comes from: a written, dated record counts; what is only told does not (CDC)."""

    GIVEN_HERE = "given_here"
    WRITTEN_RECORD = "written_record"
    REGISTRY = "registry"
    TOLD = "told"
    UNKNOWN = "unknown"


class Immunization(Correctable, Entered, Coded, Record):
    """One vaccine dose, or one that was not given and why. `cvx` repeats the CVX code.

    `vis` is a list of {document, edition, given_on}; `protocol` the doses of a series as an import gave them.
    """

    __tablename__ = "immunization"
    __change__ = Kind.IMMUNIZATION

    patient_id: Mapped[Id] = refers("patient.id")
    cvx: Mapped[str] = mapped_column(default="")
    status: Mapped[ImmunizationStatus] = word(ImmunizationStatus)
    status_reason: Mapped[str] = mapped_column(default="")
    occurred: Mapped[PartialDate | None] = mapped_column(default=None)
    occurred_text: Mapped[str] = mapped_column(default="")
    origin: Mapped[ImmunizationSource] = word(ImmunizationSource)
    dose: Mapped[Decimal | None] = mapped_column(default=None)
    dose_unit: Mapped[str] = mapped_column(default="")
    site: Mapped[str] = mapped_column(default="")
    route: Mapped[str] = mapped_column(default="")
    lot: Mapped[str] = mapped_column(default="")
    maker: Mapped[str] = mapped_column(default="")
    mvx: Mapped[str] = mapped_column(default="")
    ndc: Mapped[str] = mapped_column(default="")
    expires: Mapped[date | None] = mapped_column(default=None)
    vis: Mapped[list[Any]] = json_list()
    funding: Mapped[str] = mapped_column(default="")
    eligibility: Mapped[str] = mapped_column(default="")
    performer: Mapped[str] = mapped_column(default="")
    protocol: Mapped[list[Any]] = json_list()
    subpotent: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
