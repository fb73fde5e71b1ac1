"""Observations: vital signs, results, scores and social facts, each with the value as entered and as kept."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.chart.model import Coded, Entered
from app.core.changes import Kind
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, json_list, json_map, may_refer, word, word_or_none


class ValueKind(StrEnum):
    """What the value is (FHIR's value[x]); `other` is kept in `value_details` as it was given."""

    NONE = "none"
    QUANTITY = "quantity"
    CODE = "code"
    TEXT = "text"
    FLAG = "flag"
    INTEGER = "integer"
    RANGE = "range"
    RATIO = "ratio"
    SERIES = "series"
    TIME = "time"
    DATE = "date"
    PERIOD = "period"


class Flag(StrEnum):
    """How a value stood against the practice's limits when it was recorded."""

    ABNORMAL = "abnormal"
    CRITICAL = "critical"


class Observation(Correctable, Entered, Coded, Record):
    """One thing observed. `value` is canonical in `unit` (UCUM); `entered_value` and `entered_unit` as typed.

    `loinc` repeats the LOINC code for look-up, "" without one. A panel is a row without value whose parts
    name it by `parent_id`. `effective` is as precise as the source, `effective_at` orders.
    `absent_reason` says why there is no value. Ranges and interpretations as lists of plain values.
    """

    __tablename__ = "observation"
    __change__ = Kind.OBSERVATION
    __table_args__ = (
        sa.Index("ix_observation_patient_loinc_at", "patient_id", "loinc", "effective_at"),
        sa.Index("ix_observation_loinc", "loinc"),
    )

    patient_id: Mapped[Id] = mapped_column(sa.ForeignKey("patient.id"))
    parent_id: Mapped[Id | None] = may_refer("observation.id")
    vitals_set_id: Mapped[Id | None] = may_refer("vitals_set.id")
    loinc: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")  # FHIR: vital-signs, laboratory, social-history ...
    status: Mapped[str] = mapped_column(default="final")
    effective_at: Mapped[datetime | None] = mapped_column(default=None)
    effective: Mapped[PartialDate | None] = mapped_column(default=None)
    effective_end: Mapped[PartialDate | None] = mapped_column(default=None)
    issued: Mapped[PartialDate | None] = mapped_column(default=None)
    value_kind: Mapped[ValueKind] = word(ValueKind)
    value: Mapped[Decimal | None] = mapped_column(default=None)
    unit: Mapped[str] = mapped_column(default="")
    comparator: Mapped[str] = mapped_column(default="")
    entered_value: Mapped[str] = mapped_column(default="")
    entered_unit: Mapped[str] = mapped_column(default="")
    value_code: Mapped[Code | None] = mapped_column(default=None)
    value_codings: Mapped[list[Any]] = json_list()
    value_text: Mapped[str] = mapped_column(default="")
    value_details: Mapped[dict[str, Any]] = json_map()  # range, ratio, series, period as given
    absent_reason: Mapped[str] = mapped_column(default="")
    interpretation: Mapped[str] = mapped_column(default="")  # HL7 v3: N, L, H, LL, HH, A, AA ...
    interpretations: Mapped[list[Any]] = json_list()
    reference_low: Mapped[Decimal | None] = mapped_column(default=None)
    reference_high: Mapped[Decimal | None] = mapped_column(default=None)
    reference_text: Mapped[str] = mapped_column(default="")
    reference_ranges: Mapped[list[Any]] = json_list()
    method: Mapped[str] = mapped_column(default="")
    body_site: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = json_map()  # position, cuff, rhythm, clothed, device ...
    performer: Mapped[str] = mapped_column(default="")
    flag: Mapped[Flag | None] = word_or_none(Flag)  # None: within the limits, or not judged
