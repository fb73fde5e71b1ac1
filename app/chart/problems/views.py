"""Problems as screens and paper get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.chart.problems.model import ProblemStatus as ProblemStatus
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id


@dataclass(frozen=True)
class ProblemView:
    """One problem; `status` is "active", "inactive", "resolved" or "unknown"."""

    id: Id
    version: int
    problem: str
    code: Code | None
    icd10: str
    category: str
    status: str
    severity: str
    onset: PartialDate | None
    onset_text: str
    abated: PartialDate | None
    note: str
    source: str
    recorded_at: datetime
    recorded_by: str
    private_from_guardian: bool = False
