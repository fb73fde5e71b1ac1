"""Texts of what a single field refuses, whichever room it belongs to."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "fields.required": "This is needed.",
    "fields.too_long": "Too long: {length} characters, at most {most} fit.",
    "fields.between": "Type a number from {least} to {most}.",
    "fields.hidden_character": "Here is a character that cannot be seen. Type it again instead of pasting.",
    "fields.card_number": "This looks like a full card number, which is never kept. Type four digits.",
    "fields.phone": "Not a phone number. Type ten digits, such as (937) 555-0142.",
    "fields.phone_area_code": "This area code does not exist. Check the first three digits.",
    "fields.email": "Not an e-mail address. Type it as name@place.org.",
    "fields.zip": "Not a ZIP code. Type five digits, or nine.",
    "fields.state": "Not a state. Type its two letters, such as OH.",
    "fields.npi": "Not an NPI: its check digit does not fit. Type the ten digits again.",
    "fields.wall_time": "Not a time of day. Type it as 8:30 AM or 13:15.",
    "fields.zone": "This time zone is not known. Choose one from the list.",
}
