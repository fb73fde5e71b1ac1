"""The words of the Record section: kinds, spans of time, moments."""

from __future__ import annotations

from datetime import datetime

from app.reports.record.views import Happening
from app.reports.record.words import happening_word as catalog_word
from ui.common.fields import day_text
from ui.common.words import time_words
from ui.practice.words import words as practice_words
from ui.theme.tokens import Tone

HAPPENING_TONES: dict[Happening, Tone] = {
    **dict.fromkeys(Happening, Tone.NEUTRAL),
    Happening.CHANGED: Tone.ACCENT,
    Happening.SIGNED: Tone.ACCENT,
    Happening.PRINTED: Tone.INFO,
    Happening.EXPORTED: Tone.INFO,
    Happening.IMPORTED: Tone.INFO,
    Happening.UNDONE: Tone.WARNING,
    Happening.OVERRIDDEN: Tone.WARNING,
    Happening.REFUSED: Tone.WARNING,
    Happening.BREAK_GLASS: Tone.WARNING,
    Happening.KEYS: Tone.VIOLET,
    Happening.STAFF: Tone.VIOLET,
}


def words(text: str, count: int = -1) -> str:
    """Return a text of this place in the staff's language."""
    return practice_words(text, count)


def happening_word(happening: Happening) -> str:
    """Return the word for a sort of line."""
    return catalog_word(happening)


def moment_words(at: datetime) -> str:
    """Return day and time to the second, as an auditor needs them: "03/02/2026 9:00:07 AM"."""
    hour = at.hour % 12 or 12
    half = time_words(at).rpartition(" ")[2]
    return f"{day_text(at.date())} {hour}:{at.minute:02d}:{at.second:02d} {half}"
