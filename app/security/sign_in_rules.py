"""What a practice may say in its table of policy about the sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.acts import Role
from app.core.findings import Finding, Message, Severity

_MOST_CODE_HOURS = 31 * 24
_MOST_ASKED_HOURS = 24


def sign_in_faults(table: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong: a role that is none, hours without an end."""
    faults = [
        Finding(
            Message("security.role_unknown", {"name": str(role)}), Severity.HARD_STOP, "second_step.roles"
        )
        for role in table["second_step"]["roles"]
        if role not in set(Role)
    ]
    limits = {
        "code.hours": (table["code"]["hours"], _MOST_CODE_HOURS),
        "second_step.asked_again_after_hours": (
            table["second_step"]["asked_again_after_hours"],
            _MOST_ASKED_HOURS,
        ),
    }
    return faults + [
        Finding(Message("fields.between", {"least": 1, "most": most}), Severity.HARD_STOP, name)
        for name, (hours, most) in limits.items()
        if not 1 <= hours <= most
    ]
