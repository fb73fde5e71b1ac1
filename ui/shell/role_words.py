"""Roles and names as the sign-in screen shows them."""

from __future__ import annotations

import re

from app.core.acts import Role
from ui.common.wording import tr

_ROLES = {
    Role.OWNER: "owner",
    Role.PHYSICIAN: "clinician",
    Role.NP_PA: "clinician",
    Role.RN: "nurse",
    Role.LPN: "nurse",
    Role.MEDICAL_ASSISTANT: "medical assistant",
    Role.FRONT_DESK: "front desk",
    Role.BILLER: "biller",
    Role.AUDITOR: "auditor",
    Role.WALL_BOARD: "wall board",
}
_TITLES = frozenset({"dr", "dr.", "mr", "mr.", "ms", "ms.", "mrs", "mrs."})


def role_words(role: str) -> str:
    """Return what a role is called on the sign-in screen; an unknown one is shown as it is."""
    known = {str(each): words for each, words in _ROLES.items()}
    return tr("roles", known[role]) if role in known else role


def initials_of(name: str) -> str:
    """Return one or two initials of a short name: "Maria R., CMA" is MR, "Dr. Okafor" is O."""
    before = name.split(",")[0]
    words = [word for word in re.split(r"[\s\-]+", before) if word and word.casefold() not in _TITLES]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
