"""What the practice's own facts must obey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.practice import fields
from app.practice.model import RoomState
from app.practice.views import OpenHours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COLOURS = ("accent", "info", "violet")  # tokens of the theme; red and amber are for what needs attention


def hours_of(hours: Mapping[str, Any], weekday: str) -> tuple[OpenHours, ...]:
    """Return the open stretches of a weekday as kept in the settings."""
    return tuple(OpenHours(start, end) for start, end in hours.get(weekday, ()))


def checked_hours(hours: Mapping[str, Sequence[OpenHours]]) -> dict[str, list[list[str]]]:
    """Return opening hours as they are kept. Raises RuleViolated for a wrong day, time or order."""
    for day in hours:
        if day not in WEEKDAYS:
            raise RuleViolated("hours", Message("practice.weekday"))
    return {day: _stretches(f"hours.{day}", hours[day]) for day in WEEKDAYS if hours.get(day)}


def _stretches(field: str, stretches: Sequence[OpenHours]) -> list[list[str]]:
    times = [fields.wall_time(field, time) for one in stretches for time in (one.start, one.end)]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise RuleViolated(field, Message("practice.hours_order"))
    return [times[place : place + 2] for place in range(0, len(times), 2)]


def checked_minutes(minutes: int) -> int:
    """Return the length of a visit: whole minutes, 5 to 480, in steps of 5 as the calendar draws them."""
    fields.between("minutes", minutes, 5, 480)
    if minutes % 5:
        raise RuleViolated("minutes", Message("practice.minutes_step"))
    return minutes


def checked_colour(colour: str) -> str:
    """Return a colour of the calendar, a token of the theme."""
    if colour not in COLOURS:
        raise RuleViolated("colour", Message("practice.colour"))
    return colour


def checked_tax_id(text: str) -> str:
    """Return an employer identification number as "12-3456789", "" for none."""
    digits = fields.line("tax_id", text, most=20).replace("-", "").replace(" ", "")
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) == 9):
        raise RuleViolated("tax_id", Message("practice.tax_id"))
    return f"{digits[:2]}-{digits[2:]}" if digits else ""


def may_leave_service(state: RoomState) -> None:
    """Refuse to take a room out of service while a patient is in it."""
    if state is RoomState.OCCUPIED:
        raise RuleViolated("", Message("practice.room_occupied"))


def not_in_the_past(day: date, today: date) -> None:
    """Refuse a policy that would change what was decided on days gone by."""
    if day < today:
        raise RuleViolated("valid_from", Message("practice.policy_past"))


# What may be asked before a visit goes on; `frontdesk.handing` answers each.
ASKED_BEFORE = frozenset({"vitals", "note", "orders", "results", "shots"})


def flow_faults(flow: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with thresholds of the board, each 1 to 600 minutes, and with what is asked."""
    limits = {
        "late_after_minutes": flow["late_after_minutes"],
        **{f"warn_after_minutes.{stage}": minutes for stage, minutes in flow["warn_after_minutes"].items()},
    }
    unknown = [
        Finding(
            Message("practice.policy_unknown", {"name": str(word)}), Severity.HARD_STOP, f"ask_before.{to}"
        )
        for to, asked in flow["ask_before"].items()
        for word in asked
        if word not in ASKED_BEFORE
    ]
    return unknown + [
        Finding(Message("fields.between", {"least": 1, "most": 600}), Severity.HARD_STOP, name)
        for name, minutes in limits.items()
        if not (isinstance(minutes, int) and 1 <= minutes <= 600)
    ]
