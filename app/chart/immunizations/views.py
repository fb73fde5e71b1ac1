"""The immunization record as the chart and paper get it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.chart.immunizations.model import ImmunizationSource as ImmunizationSource
from app.chart.immunizations.model import ImmunizationStatus as ImmunizationStatus
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id


@dataclass(frozen=True)
class ImmunizationView:
    """One dose, or one that was not given. `counts` says that it counts as given (CDC: told doses do not)."""

    id: Id
    version: int
    vaccine: str
    code: Code | None
    status: ImmunizationStatus
    status_reason: str
    occurred: PartialDate | None
    occurred_text: str
    origin: ImmunizationSource
    counts: bool
    dose: Decimal | None
    dose_unit: str
    site: str
    route: str
    lot: str
    maker: str
    expires: date | None
    vis: tuple[Mapping[str, str], ...]
    performer: str
    note: str
    source: str
    private_from_guardian: bool = False
