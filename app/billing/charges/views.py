"""What screens and documents get to see of charges, diagnoses and prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# The words that forms take; screens get them here, for they never import a model.
from app.billing.model import ChargeSource as ChargeSource
from app.billing.model import ChargeStatus as ChargeStatus
from app.billing.model import CodeSystem as CodeSystem
from app.core.findings import Finding
from app.core.ids import Id


@dataclass(frozen=True)
class Fee:
    """A code of the fee schedule with the practice's words and price; `example`: the price as shipped.

    `valid_from` is the day since when the practice's own price holds, None for a shipped one.
    """

    system: CodeSystem
    code: str
    wording: str
    unit_cents: int
    modifiers: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    order_items: tuple[str, ...] = ()
    level: bool = False
    global_days: int = 0
    example: bool = False
    valid_from: date | None = None


@dataclass(frozen=True)
class ChargeLine:
    """One charge of a visit. `pointers` are letters of the visit's diagnoses; money in cents.

    `may_change` is False for what is posted, and for the level, which is the clinician's.
    """

    id: Id
    version: int
    system: CodeSystem
    code: str
    wording: str
    modifiers: tuple[str, ...]
    units: int
    fee_cents: int
    pointers: tuple[str, ...]
    source: ChargeSource
    status: ChargeStatus
    is_level: bool
    may_change: bool
    example_price: bool
    posted_day: date | None = None


@dataclass(frozen=True)
class DiagnosisLine:
    """One diagnosis of a visit by its letter on the bill."""

    letter: str
    code: str
    title: str
    release: str = ""


@dataclass(frozen=True)
class VisitCharges:
    """The charges of a visit, its diagnoses, and what the claim checks found."""

    visit_id: Id
    service_day: date
    charges: tuple[ChargeLine, ...]
    diagnoses: tuple[DiagnosisLine, ...]
    findings: tuple[Finding, ...]
    total_cents: int
    level_by: str = ""  # who chose the level

    @property
    def drafts(self) -> tuple[ChargeLine, ...]:
        """Return the charges that are not posted yet."""
        return tuple(one for one in self.charges if one.status is ChargeStatus.DRAFT)
