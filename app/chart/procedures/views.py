"""Procedures as the chart gets them."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id


@dataclass(frozen=True)
class ProcedureView:
    """One procedure; `status` is FHIR's word."""

    id: Id
    name: str
    code: Code | None
    status: str
    status_reason: str
    performed: PartialDate | None
    performed_text: str
    performer: str
    body_site: str
    reason: str
    outcome: str
    note: str
    source: str
    private_from_guardian: bool = False
