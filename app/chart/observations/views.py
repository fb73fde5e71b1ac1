"""Results as the chart gets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.dates import PartialDate
from app.core.ids import Id


@dataclass(frozen=True)
class ObservationView:
    """One result as a person reads it: `shown` with `unit`, or why there is none; parts name their panel.

    `flag` is "", "abnormal" or "critical"; `interpretation` HL7's letter as recorded or imported.
    """

    id: Id
    parent_id: Id | None
    name: str
    loinc: str
    category: str
    status: str
    effective: PartialDate | None
    effective_at: datetime | None
    shown: str
    unit: str
    value: Decimal | None
    comparator: str
    interpretation: str
    flag: str
    reference: str
    absent_reason: str
    performer: str
    source: str
    private_from_guardian: bool = False
