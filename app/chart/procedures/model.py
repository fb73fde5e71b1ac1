"""Procedures that were done, here or elsewhere."""

from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, refers


class Procedure(Correctable, Entered, Coded, Record):
    """One procedure. `status` is FHIR's word ("completed", "not-done"); `performed_text` for ages, words."""

    __tablename__ = "procedure"
    __change__ = Kind.PROCEDURE

    patient_id: Mapped[Id] = refers("patient.id")
    status: Mapped[str] = mapped_column(default="completed")
    status_reason: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    performed: Mapped[PartialDate | None] = mapped_column(default=None)
    performed_end: Mapped[PartialDate | None] = mapped_column(default=None)
    performed_text: Mapped[str] = mapped_column(default="")
    performer: Mapped[str] = mapped_column(default="")
    body_site: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
