"""When a section may be found unchanged with one key (DUTIES C1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One entry of a section as it stands. `same_as` is what makes two entries one fact."""

    table: str
    id: str
    version: int
    imported: bool
    recorded_at: datetime
    same_as: str = ""


@dataclass(frozen=True)
class Content:
    """A section as it stands, and when somebody last went through it."""

    entries: tuple[Entry, ...]
    reviewed_at: datetime | None
    contradicts: bool = False  # "none known" beside something that is listed


def why_not(content: Content) -> str:
    """Return the message id of why the section cannot be found unchanged, "" if it can.

    Never for an empty section, one that nobody ever went through, one with entries that came by import since,
    or one that contradicts itself.
    """
    if not content.entries:
        return "review.empty"
    if content.contradicts or max(Counter(one.same_as for one in content.entries).values()) > 1:
        return "review.conflicting"
    if content.reviewed_at is None:
        return "review.imported" if any(one.imported for one in content.entries) else "review.never"
    if any(one.imported and one.recorded_at > content.reviewed_at for one in content.entries):
        return "review.imported"
    return ""
