"""Texts of the papers."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "documents.character_shown_as_mark": (
        "A character has no letter in the shipped fonts and is printed as the mark {mark}."
    ),
    "documents.appointment_called_off": (
        "This appointment was cancelled or moved. Print the card of the new one."
    ),
    "documents.no_such_text": "There is no such text.",
    "documents.text_changed": "The text has changed since it was shown. Read it again.",
    "documents.too_many_lines": "At most {most} lines fit.",
    "unavailable.paper_disk_full": "The disk is full. Make room, or choose another place.",
    "unavailable.paper_not_saved": "It could not be saved there. Choose another place.",
    "unavailable.no_printer": "There is no printer on this PC.",
}
