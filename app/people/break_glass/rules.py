"""When an emergency opening is open, what a practice may say about it, and who may judge one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from app.core.findings import Finding, Message, Severity

LONGEST_MINUTES = 60
_MOST_VISIT_DAYS = 31


class Use(Protocol):
    """The times of one opening."""

    @property
    def begun_at(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...


def is_open(use: Use, now: datetime) -> bool:
    """Say whether an opening still counts; a clock set back before its beginning closes it."""
    return use.ended_at is None and use.begun_at <= now < use.until


def ended_at(use: Use, now: datetime) -> datetime | None:
    """Return when an opening ended, None while it is open."""
    return use.ended_at or (use.until if now >= use.until else None)


def break_glass_faults(table: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with a practice's own table: longer than 60 minutes, visits without an end."""
    most = {"minutes": LONGEST_MINUTES, "visit_clinician_days": _MOST_VISIT_DAYS}
    return [
        Finding(Message("fields.between", {"least": 1, "most": top}), Severity.HARD_STOP, name)
        for name, top in most.items()
        if not 1 <= table[name] <= top
    ]
