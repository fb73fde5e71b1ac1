"""What the tables of policy are called, what each decides, and which of them stand in this place."""

from __future__ import annotations

from ui.practice.policy_paths import name_text
from ui.practice.words import words

TITLES = {
    "alerts": ("Questions before an act", "When one is passed over so often that it stops nobody"),
    "backup": ("Backups", "When they are made, how many stay, when their age alarms"),
    "billing": ("Money at the desk", "Refunds, returned checks, what the drawer count asks for"),
    "break_glass": ("Emergency access", "How long a sensitive chart stays open in an emergency"),
    "check_in": ("Check-in", "When insurance is looked at again, which signatures are needed"),
    "copay": ("What is due", "The first rule whose payer and kind of visit fit"),
    "flow": ("Waiting times", "After how many minutes a timer of the board turns"),
    "keys": ("Keys on a PC", "Whether a PIN may be kept on a PC after Daybook was closed"),
    "notes": ("Notes", "How notes begin, and the short words that become longer text"),
    "orders": ("Orders", "What the office orders, and its standing orders"),
    "privacy": ("Privacy", "From what age on a patient has no guardian to keep things from"),
    "respiratory": ("Mask, room now", "Words in a reason that put the patient before all others"),
    "schedule": ("Finding a time", "The grid of offers and how far is looked"),
    "sign_in": ("Sign-in", "How long a one-time code opens, and who must use an authenticator"),
    "vitals": ("Vital signs", "Limits by age: implausible, abnormal, critical"),
}
# Prices have a section of their own; a new practice's defaults and nicknames are read as they shipped.
ELSEWHERE = frozenset({"fees", "new_practice", "nicknames"})


def table_title(name: str) -> str:
    """Return what a table is called."""
    return words(TITLES[name][0]) if name in TITLES else name_text(name)


def table_about(name: str) -> str:
    """Return what a table decides."""
    return words(TITLES[name][1]) if name in TITLES else ""
