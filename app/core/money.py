"""Money is a whole number of United States cents; nothing is ever a binary fraction."""

from __future__ import annotations

import re
from typing import NewType

Cents = NewType("Cents", int)

_AMOUNT = re.compile(r"^\$?(?P<dollars>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<cents>\d{0,2}))?$")
_LARGEST = 99_999_999_99


def parse_money(text: str) -> Cents | None:
    """Return the cents in what a person typed ("63.20", "$1,063", ".5"), or None if it is no amount.

    Negative amounts are refused: a refund or an adjustment is an act of its own.
    """
    match = _AMOUNT.match(text.strip().replace(" ", ""))
    if match is None or not (match["dollars"] or match["cents"]):
        return None
    dollars = int((match["dollars"] or "0").replace(",", ""))
    cents = dollars * 100 + int((match["cents"] or "0").ljust(2, "0"))
    return Cents(cents) if cents <= _LARGEST else None


def money_text(cents: int) -> str:
    """Return cents as people read them: "$1,063.20", and "−$5.00" (minus sign U+2212) below zero."""
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    dollars, rest = divmod(abs(cents), 100)
    return f"{sign}${dollars:,}.{rest:02d}"
