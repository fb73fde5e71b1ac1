"""A one-time code: the way in of a person who has no password, for some hours.

24 characters of Crockford's base32 in eight groups of three: 110 random bits, which nobody guesses however
often the key files are tried, and two that check them, so that a slip of the finger is told at once and
counts as no try.
"""

from __future__ import annotations

import secrets
from typing import Self

from app.core.errors import RuleViolated
from app.core.findings import Message
from app.store.recovery import plain_characters

GROUPS = 8
GROUP_CHARACTERS = 3
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_CHECK_CHARACTERS = 2
_CHARACTERS = GROUPS * GROUP_CHARACTERS
_DATA_CHARACTERS = _CHARACTERS - _CHECK_CHARACTERS
# A prime below 32²: no single wrong character and no swap of neighbours is a multiple of it.
_CHECK_MODULUS = 1021


class OneTimeCode:
    """A code in memory; its text is on the slip only, never in a representation or an error."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def generate(cls) -> Self:
        data = "".join(secrets.choice(_ALPHABET) for _ in range(_DATA_CHARACTERS))
        return cls(data + _check(data))

    def groups(self) -> tuple[str, ...]:
        """Return the eight groups as the slip shows them."""
        steps = range(0, _CHARACTERS, GROUP_CHARACTERS)
        return tuple(self._text[start : start + GROUP_CHARACTERS] for start in steps)

    def text(self) -> str:
        """Return the groups joined by hyphens, as one line and as the content of a QR code."""
        return "-".join(self.groups())

    def secret(self) -> bytes:
        """Return what is derived from, for wrapping or opening a slot and nothing else."""
        return self._text.encode("ascii")

    def __repr__(self) -> str:
        return "OneTimeCode(hidden)"


def read_code(typed: str) -> OneTimeCode:
    """Read a code as somebody typed it: any case, with or without separators, O as 0, I and L as 1.

    Raises RuleViolated (field "code") for what can be no code of Daybook: too short, too long, mistyped.
    """
    plain = plain_characters(typed[:200])
    if len(plain) != _CHARACTERS:
        params = {"groups": GROUPS, "characters": GROUP_CHARACTERS}
        raise RuleViolated("code", Message("security.code.length", params))
    data = plain[:_DATA_CHARACTERS]
    if not _VALUE.keys() >= set(plain) or plain[_DATA_CHARACTERS:] != _check(data):
        raise RuleViolated("code", Message("security.code.mistyped"))
    return OneTimeCode(plain)


def _check(data: str) -> str:
    value = 0
    for character in data:
        value = (value * 32 + _VALUE[character]) % _CHECK_MODULUS
    value = value * 32 * 32 % _CHECK_MODULUS
    return _ALPHABET[value >> 5] + _ALPHABET[value & 31]
