"""Sections of the chart as the rooming screen reviews them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.chart.review.model import Section as Section
from app.core.ids import Id


@dataclass(frozen=True)
class ShownEntry:
    """One entry as it was on the screen."""

    table: str
    id: Id
    version: int


@dataclass(frozen=True)
class ShownSection:
    """A section as it was on the screen: what a review is signed for."""

    section: Section
    entries: tuple[ShownEntry, ...]


@dataclass(frozen=True)
class SectionState:
    """A section to review. `why_not` is the message id of why "no change" is not open to it, "" if it is."""

    section: Section
    entries: tuple[ShownEntry, ...]
    reviewed_at: datetime | None
    reviewed_by: str
    reviewed_in_visit: bool
    why_not: str


@dataclass(frozen=True)
class Reviewed:
    """What a review did: sections that were signed, and message ids of why the others were not."""

    done: tuple[Section, ...]
    refused: Mapping[str, str]


@dataclass(frozen=True)
class ReviewHabit:
    """How often a person signed "no change", and how often entry by entry, over a time."""

    name: str
    no_change: int
    reviewed: int
