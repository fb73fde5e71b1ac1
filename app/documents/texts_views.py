"""What screens receive about the words on paper and what was printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.core.ids import Id


@dataclass(frozen=True)
class InstructionsView:
    """What a patient takes home in words, line by line; `version` 0: nothing is written yet."""

    version: int = 0
    found: tuple[str, ...] = ()
    to_do: tuple[str, ...] = ()
    call_911: tuple[str, ...] = ()
    call_us: tuple[str, ...] = ()
    written_by: str = ""


@dataclass(frozen=True)
class PrintedLine:
    """One paper that was printed: its kind, and what makes it again."""

    kind: str
    subject: str
    visit_id: Id | None
    language: str
    pages: int
    at: datetime
    by: str


@dataclass(frozen=True)
class StandingText:
    """A standing text of the practice's paper; `reviewed_by` "" means: not yet reviewed."""

    text: str
    language: str
    sha256: str
    reviewed_by: str
    reviewed_on: date | None
