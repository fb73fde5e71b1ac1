"""Orders as the visit, the clinician's list, the checkout and paper get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.core.coding import Code
from app.core.findings import Message
from app.core.ids import Id
from app.orders.catalog import Catalog as Catalog
from app.orders.catalog import Item as Item
from app.orders.catalog import ResultSpec as ResultSpec
from app.orders.catalog import StandingOrder as StandingOrder
from app.orders.model import Authority as Authority
from app.orders.model import OrderKind as OrderKind
from app.orders.model import OrderState as OrderState
from app.orders.model import Outcome as Outcome


@dataclass(frozen=True)
class SavedOrder:
    """An order as it was kept."""

    id: Id
    version: int
    state: OrderState


@dataclass(frozen=True)
class ResultLine:
    """One value of a test as a person reads it; `interpretation` is HL7's letter."""

    observation_id: Id
    name: str
    loinc: str
    value: str
    unit: str
    interpretation: str


@dataclass(frozen=True)
class ResultView:
    """One reading of a test with what proves it; `corrects`: it takes the place of another."""

    values: tuple[ResultLine, ...]
    kit: str
    kit_lot: str
    kit_expires: date
    read_at: datetime
    by: str
    corrects: bool
    correction_reason: str


@dataclass(frozen=True)
class VisGiven:
    """An information statement that was given: document, edition, day."""

    document: str
    edition: date
    given_on: date


@dataclass(frozen=True)
class ShotView:
    """What was given, refused or not given."""

    outcome: Outcome
    reason: str
    product: str
    dose: Decimal | None
    dose_unit: str
    site: str
    route: str
    lot: str
    maker: str
    expires: date | None
    vis: tuple[VisGiven, ...]
    at: datetime
    watch_until: datetime | None
    by: str
    ndc: str = ""
    corrects: bool = False
    correction_reason: str = ""


@dataclass(frozen=True)
class OrderView:
    """One order. `authority_words` are the standing order's number and version, or the clinician's name."""

    id: Id
    version: int
    patient_id: Id
    visit_id: Id | None
    kind: OrderKind
    item: str
    name: str
    details: str
    reason: str
    urgent: bool
    state: OrderState
    state_since: datetime
    authority: Authority
    authority_words: str
    criteria: tuple[str, ...]
    needs_signature: bool
    clinician_id: Id | None
    clinician: str
    ordered_by: str
    ordered_at: datetime
    signed_by: str
    signed_at: datetime | None
    collected_at: datetime | None
    reviewed_by: str
    reviewed_at: datetime | None
    ended_reason: str
    results: tuple[ResultView, ...] = ()
    shots: tuple[ShotView, ...] = ()
    private_from_guardian: bool = False


@dataclass(frozen=True)
class VisitOrders:
    """How many orders of a visit stand where: for the board and for what is open at checkout."""

    to_collect: int = 0
    to_result: int = 0
    to_sign: int = 0
    to_review: int = 0
    done: int = 0


@dataclass(frozen=True)
class ChargeFact:
    """What a completed order proposes to bill: an item of the fee schedule, how many units, for what."""

    order_id: Id
    item: str
    units: int
    diagnoses: tuple[Code, ...]
    done_on: date


@dataclass(frozen=True)
class DrugCheck:
    """What is to be said of a drug before it is ordered: soft stops."""

    findings: tuple[Message, ...]
    moieties: tuple[str, ...]


@dataclass(frozen=True)
class ToSign:
    """An order or prescription that waits for a clinician; `verbal` ones until the end of the day."""

    id: Id
    version: int
    patient_id: Id
    visit_id: Id | None
    name: str
    verbal: bool
    prescription: bool
    since: datetime
    details: Mapping[str, str]
