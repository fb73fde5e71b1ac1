"""What may stand in a field, whoever types it: pure functions that return the value as kept, or refuse it.

Each takes the field's name for the message beside it and raises `RuleViolated`. An empty text passes
(whether a field may be empty is the form's rule), unless the function says otherwise. Texts keep what looks
like markup: it is text, and whoever draws it escapes it.
"""

from __future__ import annotations

import re
import unicodedata
from zoneinfo import available_timezones

from app.codes.shelf import current
from app.core.errors import RuleViolated
from app.core.findings import Message, Param
from app.core.texts import is_hidden

LINE, BLOCK, REASON = 120, 4000, 300  # characters

_SPACES = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)", re.ASCII)
_PHONE = re.compile(r"^\+?[\d\s().\-/]+$", re.ASCII)
_EXTENSION = re.compile(r"(?i)\s*(?:x|ext\.?|extension)\s*(\d{1,6})\s*$", re.ASCII)
_NANP = re.compile(r"^[2-9]\d\d[2-9]\d{6}$", re.ASCII)
_EMAIL = re.compile(r"^[^\s@<>(),;:\"\[\]\\]+@[^\s@<>(),;:\"\[\]\\.]+(\.[^\s@<>(),;:\"\[\]\\.]+)+$")
_SHOWN = re.compile(r"^\+1(\d{3})(\d{3})(\d{4})(?:;ext=(\d+))?$")
_WALL_TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$", re.ASCII)


def refuse(field: str, message: str, **params: Param) -> RuleViolated:
    """Return the refusal to raise for a field, with a message id of `fields`."""
    return RuleViolated(field, Message(f"fields.{message}", params))


def line(field: str, text: str, *, most: int = LINE, required: bool = False) -> str:
    """Return a text of one line: blanks folded and stripped, letters composed (NFC)."""
    return _checked(field, _SPACES.sub(" ", _composed(text)).strip(), most, required)


def free_line(field: str, text: str, *, most: int = LINE, required: bool = False) -> str:
    """Return one line of free text; a full card number is refused (it must never be kept)."""
    return _no_card(field, line(field, text, most=most, required=required))


def reason(text: str, field: str = "reason") -> str:
    """Return why something was done, in one line of free text."""
    return free_line(field, text, most=REASON)


def free_text(field: str, text: str, *, most: int = BLOCK) -> str:
    """Return free text of several lines; a full card number is refused."""
    lines = _BLANKS.sub(" ", _composed(text).replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return _no_card(field, _checked(field, "\n".join(one.strip() for one in lines).strip(), most, False))


def searched(text: str) -> str:
    """Return a search as the record keeps it: one line, its beginning, without what could not be shown."""
    shown = "".join(letter for letter in _composed(text) if not is_hidden(letter))
    return _SPACES.sub(" ", shown).strip()[:LINE]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _checked(field: str, text: str, most: int, required: bool) -> str:
    if any(is_hidden(letter) for letter in text):
        raise refuse(field, "hidden_character")
    if len(text) > most:
        raise refuse(field, "too_long", most=most, length=len(text))
    if required and not text:
        raise refuse(field, "required")
    return text


def _no_card(field: str, text: str) -> str:
    if looks_like_card(text):
        raise refuse(field, "card_number")
    return text


def looks_like_card(text: str) -> bool:
    """Say whether a text holds 13 to 19 digits with the check digit of a payment card (ISO/IEC 7812)."""
    numbers = (re.sub(r"\D", "", found) for found in _CARD.findall(text))
    return any(number[0] in "23456" and luhn(number) for number in numbers)


def luhn(digits: str) -> bool:
    """Say whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def phone(field: str, text: str) -> str:
    """Return a telephone number as E.164 ("+19375550188", with ";ext=12"), "" for none.

    Ten digits are read as a number of the North American plan, where area and exchange never begin with 0
    or 1; any other number needs "+" and its country code.
    """
    text = line(field, text, most=40)
    extension = _EXTENSION.search(text)
    number = text[: extension.start()] if extension else text
    if not number:
        return ""
    if not _PHONE.match(number):
        raise refuse(field, "phone")
    return _e164(field, number) + (f";ext={extension.group(1)}" if extension else "")


def _e164(field: str, number: str) -> str:
    digits = re.sub(r"\D", "", number)
    if number.startswith("+") and not digits.startswith("1"):
        if not 8 <= len(digits) <= 15:
            raise refuse(field, "phone")
        return f"+{digits}"
    national = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    if len(national) == 7:
        raise refuse(field, "phone_area_code")
    if not _NANP.match(national):
        raise refuse(field, "phone")
    return f"+1{national}"


def phone_text(kept: str) -> str:
    """Return a kept number as staff read it: "(937) 555-0188 ext. 12"; one from abroad as it is kept."""
    shown = _SHOWN.match(kept)
    if not shown:
        return kept
    area, exchange, last, extension = shown.groups()
    return f"({area}) {exchange}-{last}" + (f" ext. {extension}" if extension else "")


def zip_code(field: str, text: str) -> str:
    """Return a ZIP code as "45402" or "45402-1234"."""
    digits = re.sub(r"[\s-]", "", line(field, text, most=12))
    if digits and not re.fullmatch(r"\d{5}(\d{4})?", digits, re.ASCII):
        raise refuse(field, "zip")
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else digits


def state(field: str, text: str) -> str:
    """Return a state, territory or military region by its postal code; its name is understood too."""
    typed = line(field, text, most=40)
    known = current().made("fields.state", _states)
    if typed and typed.casefold() not in known:
        raise refuse(field, "state")
    return known.get(typed.casefold(), "")


def _states() -> dict[str, str]:
    rows = list(current().table("us_states").rows())
    return {row[0].casefold(): row[0] for row in rows} | {row[1].casefold(): row[0] for row in rows}


def email(field: str, text: str) -> str:
    """Return an address for electronic mail; only its form is checked (RFC 5321: 254 characters)."""
    address = line(field, text, most=254)
    if address and not _EMAIL.match(address):
        raise refuse(field, "email")
    return address


def npi(field: str, text: str) -> str:
    """Return a National Provider Identifier: ten digits, the last a check digit over 80840 and the others.

    Source: 45 CFR 162.406 and the CMS standard for the NPI check digit.
    """
    digits = re.sub(r"\s", "", line(field, text, most=20))
    if digits and not (re.fullmatch(r"[12]\d{9}", digits, re.ASCII) and luhn(f"80840{digits}")):
        raise refuse(field, "npi")
    return digits


def zone(field: str, text: str) -> str:
    """Return the name of a time zone of the IANA database."""
    name = line(field, text, required=True)
    if name not in available_timezones():
        raise refuse(field, "zone")
    return name


def wall_time(field: str, text: str) -> str:
    """Return a time of day as "08:30"."""
    time = line(field, text, required=True)
    if not _WALL_TIME.match(time):
        raise refuse(field, "wall_time")
    return time


def between(field: str, number: int, least: int, most: int) -> int:
    """Return a whole number within its limits, both included."""
    if not least <= number <= most:
        raise refuse(field, "between", least=least, most=most)
    return number
