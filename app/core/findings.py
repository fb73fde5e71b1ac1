"""What a rule has to say: message ids with typed parameters; `ui` and `documents` hold the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

Param = str | int | Decimal | date | datetime | time


@dataclass(frozen=True)
class Message:
    """A message id ("visits.already_arrived") and the values that its text needs.

    A `time` is one on the wall of the practice; an instant is a `datetime`.
    """

    id: str
    params: Mapping[str, Param] = field(default_factory=dict)


class Severity(StrEnum):
    """How much a finding asks of the person: read it, give a reason, or stop."""

    NOTE = "note"
    SOFT_STOP = "soft_stop"
    HARD_STOP = "hard_stop"


@dataclass(frozen=True)
class Finding:
    """One result of a check: what, how grave, and the field it belongs to ("" for the whole)."""

    message: Message
    severity: Severity = Severity.NOTE
    field: str = ""
