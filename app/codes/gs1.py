"""The GS1 codes on vials and boxes: product (01), expiry (17), lot (10), serial (21).

Source: GS1 General Specifications, section 3.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_SEPARATOR = "\x1d"
_SYMBOLOGY = re.compile(r"^\](?:d2|C1|Q3|e0)")
_FIXED = {"01": 14, "11": 6, "17": 6}
_FREE = {"10": 20, "21": 20}


@dataclass(frozen=True)
class Scan:
    """What a GS1 code says; "" or None for what it does not hold."""

    gtin: str = ""
    expiry: date | None = None
    lot: str = ""
    serial: str = ""


def read(text: str) -> Scan:
    """Return what a scanned text holds, identifiers in brackets or not; an empty scan if it is not GS1."""
    bare = _SYMBOLOGY.sub("", text.strip(" \r\n"))
    found = _bracketed(bare) if bare.startswith("(") else _plain(bare)
    if not found.get("01", "").isdecimal() or len(found["01"]) != 14:
        return Scan()
    return Scan(found["01"], _day(found.get("17", "")), found.get("10", ""), found.get("21", ""))


def _bracketed(text: str) -> dict[str, str]:
    return {
        identifier: value.strip(_SEPARATOR) for identifier, value in re.findall(r"\((\d\d)\)([^(]*)", text)
    }


def _plain(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while len(text) > 2:
        identifier, text = text[:2], text[2:]
        if identifier in _FIXED:
            found[identifier], text = text[: _FIXED[identifier]], text[_FIXED[identifier] :]
        elif identifier in _FREE:
            value, _, text = text.partition(_SEPARATOR)
            found[identifier] = value[: _FREE[identifier]]
        else:
            break
        text = text.lstrip(_SEPARATOR)
    return found


def _day(digits: str) -> date | None:
    """Return YYMMDD of this century as a day; day 00 means the last of the month."""
    if len(digits) != 6 or not digits.isdecimal():
        return None
    year, month, day = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
