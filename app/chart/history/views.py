"""Histories as the rooming screen and paper get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.chart.history.model import HistoryKind as HistoryKind
from app.chart.history.model import Pregnancy as Pregnancy
from app.chart.history.model import TobaccoUse as TobaccoUse
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id


@dataclass(frozen=True)
class HistoryLine:
    """One line of the past, surgical or family history."""

    id: Id
    version: int
    kind: str
    text: str
    code: Code | None
    happened: PartialDate | None
    relative: str
    age_at_onset: int | None
    note: str
    source: str
    recorded_at: datetime
    recorded_by: str
    private_from_guardian: bool = False


@dataclass(frozen=True)
class SocialView:
    """Habits and work. `pack_years` is packs a day times years, None where either is not known."""

    id: Id
    version: int
    tobacco: str
    packs_per_day: Decimal | None
    years_smoked: Decimal | None
    pack_years: Decimal | None
    quit: PartialDate | None
    other_tobacco: str
    alcohol: str
    drinks_per_week: Decimal | None
    drugs: str
    occupation: str
    note: str
    recorded_at: datetime
    recorded_by: str
    private_from_guardian: bool = False


@dataclass(frozen=True)
class ReproductiveView:
    """Last period and pregnancies; `pregnancy` is "", "pregnant", "not_pregnant" or "unknown"."""

    id: Id
    version: int
    last_period: PartialDate | None
    last_period_note: str
    pregnancy: str
    due_on: date | None
    delivered_on: date | None
    pregnancies: int | None
    births: int | None
    breastfeeding: bool
    recorded_at: datetime
    recorded_by: str
    private_from_guardian: bool = False


@dataclass(frozen=True)
class Histories:
    """All histories of a patient; None for one that nobody has entered."""

    past: tuple[HistoryLine, ...]
    surgical: tuple[HistoryLine, ...]
    family: tuple[HistoryLine, ...]
    social: SocialView | None
    reproductive: ReproductiveView | None


@dataclass(frozen=True)
class StoryView:
    """Why the patient came. `review_of_systems` maps a system to (answer, text)."""

    id: Id
    version: int
    complaint: str
    illness: str
    review_of_systems: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    recorded_by: str = ""
