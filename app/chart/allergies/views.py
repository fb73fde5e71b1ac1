"""Allergies as the banner, the rooming screen and paper get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from app.chart.allergies.model import AllergyKind as AllergyKind
from app.chart.allergies.model import AllergyStatus as AllergyStatus
from app.chart.allergies.model import Certainty as Certainty
from app.chart.allergies.model import Severity as Severity
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id


class AllergyKnowledge(StrEnum):
    """What is known: never asked is not the same as none."""

    NOT_ASKED = "not_asked"
    NONE_KNOWN = "none_known"
    LISTED = "listed"


class Withheld(Enum):
    """Stands for the allergies of a chart that does not open to who asks: neither any nor none is said."""

    NOT_SHOWN = "not_shown"


BannerAllergies = tuple[str, ...] | Withheld | None
"""Of one patient: the substances that stand, () where none are known, None while nobody has asked."""


@dataclass(frozen=True)
class AllergyView:
    """One allergy. `substance` and `reaction` are what a person reads."""

    id: Id
    version: int
    substance: str
    code: Code | None
    kind: str
    is_class: bool
    reaction: str
    severity: str
    certainty: str
    status: str
    intolerance: bool
    onset: PartialDate | None
    note: str
    source: str
    recorded_at: datetime
    recorded_by: str
    private_from_guardian: bool = False


@dataclass(frozen=True)
class AllergyList:
    """A patient's allergies: active ones first, and whether anybody asked."""

    knowledge: AllergyKnowledge
    entries: tuple[AllergyView, ...]
    asked_at: datetime | None
    asked_by: str
