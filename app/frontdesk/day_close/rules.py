"""The drawer count, the day's differences, and who may lock the money of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.core.errors import RuleViolated
from app.core.findings import Message

MOST_PIECES = 10_000


def counted(pieces: Sequence[tuple[int, int]], allowed: Sequence[int]) -> int:
    """Return the cents of a count of (face value in cents, how many), each face value once."""
    values = [value for value, _ in pieces]
    if len(set(values)) != len(values) or not set(values) <= set(allowed):
        raise RuleViolated("pieces", Message("frontdesk.day_close.pieces"))
    if not all(0 <= count <= MOST_PIECES for _, count in pieces):
        raise RuleViolated("pieces", Message("fields.between", {"least": 0, "most": MOST_PIECES}))
    return sum(value * count for value, count in pieces)


def may_close(day: date, today: date, locked: bool) -> None:
    """Refuse to lock a day twice, or one that has not come."""
    if locked:
        raise RuleViolated("", Message("billing.day_locked", {"day": day}))
    if day > today:
        raise RuleViolated("", Message("frontdesk.day_close.not_come", {"day": day}))


def count_is_there(counted_at_all: bool, stale: bool) -> None:
    """Refuse to lock a day whose drawer nobody counted, or took money after the count."""
    if not counted_at_all:
        raise RuleViolated("pieces", Message("frontdesk.day_close.count_first"))
    if stale:
        raise RuleViolated("pieces", Message("frontdesk.day_close.count_again"))


def card_batch_is_there(batch: int | None, expected: int) -> None:
    """Refuse to lock a day with card payments without the total of the terminal's batch."""
    if batch is None and expected:
        raise RuleViolated("card_batch_cents", Message("frontdesk.day_close.card_batch"))


def difference_has_reason(differences: Sequence[int], reason: str) -> None:
    """Ask why where cash, checks or cards differ from the ledger."""
    if any(differences) and not reason.strip():
        raise RuleViolated("difference_reason", Message("frontdesk.day_close.difference_reason"))


def two_people(same: bool, reason: str) -> None:
    """Ask that one counts and another checks; where the practice is that small, it says so."""
    if same and not reason.strip():
        raise RuleViolated("same_person_reason", Message("frontdesk.day_close.two_people"))
