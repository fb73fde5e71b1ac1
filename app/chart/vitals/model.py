"""A set of vital signs: what one person took from one patient at one time."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Correctable, Record, refers


class VitalsSet(Correctable, Record):
    """One of the sets of a visit; its values are observations that name it. Numbers begin at 1."""

    __tablename__ = "vitals_set"
    __change__ = Kind.OBSERVATION
    __table_args__ = (sa.UniqueConstraint("visit_id", "number"),)

    patient_id: Mapped[Id] = refers("patient.id")
    visit_id: Mapped[Id] = refers("visit.id")
    number: Mapped[int]
    taken_at: Mapped[datetime]
    taken_by: Mapped[Id]
    taken_by_name: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    repeat_due_at: Mapped[datetime | None] = mapped_column(default=None)  # take the pressure again by then


class PatientTarget(Correctable, Record):
    """A clinician's own limit for a patient ("130 systolic"), which flags in place of the practice's.

    `part` is the name of a vital sign's part; one row for each, changed in place.
    """

    __tablename__ = "patient_target"
    __change__ = Kind.OBSERVATION
    __table_args__ = (sa.UniqueConstraint("patient_id", "part"),)

    patient_id: Mapped[Id] = mapped_column(sa.ForeignKey("patient.id"))
    part: Mapped[str]
    at_least: Mapped[Decimal]
    set_at: Mapped[datetime]
    set_by_name: Mapped[str] = mapped_column(default="")
