"""Texts of what may stand in a field, whoever types it: each says what to type instead."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "fields.required": "This is needed.",
    "fields.too_long": "At most {most} characters fit here; this has {length}.",
    "fields.hidden_character": "There is a character here that cannot be shown. Type it anew.",
    "fields.card_number": "This looks like a full card number, which is never kept. Type four digits of it.",
    "fields.phone": "Not a telephone number. Type ten digits, such as (937) 555-0188.",
    "fields.phone_area_code": "The area code is missing. Type ten digits, such as (937) 555-0188.",
    "fields.zip": "Not a ZIP code. Type five digits, or nine.",
    "fields.state": "No such state. Type its two letters, such as OH, or its name.",
    "fields.email": "Not an e-mail address. Type it like name@example.com.",
    "fields.npi": "Not an NPI: ten digits, the last of them a check digit. Look at the card again.",
    "fields.zone": "There is no such time zone. Write it like America/New_York.",
    "fields.wall_time": "Not a time of day. Type it like 08:30.",
    "fields.between": "Type a number from {least} to {most}.",
}
