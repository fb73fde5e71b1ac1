"""Texts of the record of who did what."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "documents.not_of_the_record": "This paper is not made from the record.",
    "record.too_many_at_once": "At most {most} lines are read at once.",
    "record.too_long_for_paper": (
        "These are more than {most} lines. Narrow them by patient, person or days, or export them."
    ),
    "record.not_a_question": "What was asked of the record cannot be understood. Choose the lines again.",
    "unavailable.export_not_written": (
        "The file could not be written there, and nothing of it is left. Check the space on the disk, or "
        "choose another place."
    ),
}
