"""Texts of the papers."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "documents.character_shown_as_mark": (
        "A character has no letter in the shipped fonts and is printed as the mark {mark}."
    ),
    "documents.no_such_text": "There is no such text.",
    "documents.text_changed": "The text has changed since it was shown. Read it again.",
    "documents.too_many_lines": "At most {most} lines fit.",
}
