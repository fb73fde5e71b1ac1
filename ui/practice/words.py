"""The words in which this place names roles, kinds, colours and weekdays."""

from __future__ import annotations

from app.core.acts import Role
from ui.common.wording import tr
from ui.theme.tokens import Tone

CONTEXT = "practice"

ROLES: dict[str, str] = {
    Role.OWNER: "Owner",
    Role.PHYSICIAN: "Physician",
    Role.NP_PA: "NP or PA",
    Role.RN: "Registered nurse",
    Role.LPN: "Practical nurse",
    Role.MEDICAL_ASSISTANT: "Medical assistant",
    Role.FRONT_DESK: "Front desk",
    Role.BILLER: "Biller",
    Role.AUDITOR: "Auditor",
    Role.WALL_BOARD: "Wall board",
}
KINDS = {"physician": "Physician", "np_pa": "NP or PA", "staff": "Clinical staff"}
COLOURS = {"accent": "Green", "info": "Blue", "violet": "Violet"}
TONES = {"accent": Tone.ACCENT, "info": Tone.INFO, "violet": Tone.VIOLET}
COPAYS = {
    "office": "Office copay",
    "preventive": "Preventive: none due",
    "post_op": "After an operation",
    "none": "No copay",
}
SYSTEMS = {"cpt": "CPT", "hcpcs": "HCPCS", "own": "Own code"}
WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
VITALS = {
    "blood_pressure": "Blood pressure",
    "pulse": "Pulse",
    "respirations": "Respirations",
    "temperature": "Temperature",
    "oxygen": "Oxygen",
    "weight": "Weight",
    "height": "Height",
    "head": "Head circumference",
    "waist": "Waist",
    "pain": "Pain",
    "peak_flow": "Peak flow",
    "glucose": "Glucose",
}


def words(text: str, count: int = -1) -> str:
    """Return a text of this place in the staff's language."""
    return tr(CONTEXT, text, count)


def word_of(table: dict[str, str], value: str) -> str:
    """Return the word of a value; one that no table knows is shown as it is."""
    return words(table[value]) if value in table else value


def choices(table: dict[str, str]) -> list[tuple[str, str]]:
    """Return pairs of value and word, for fields that offer a choice."""
    return [(str(value), words(word)) for value, word in table.items()]
