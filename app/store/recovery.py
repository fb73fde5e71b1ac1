"""The recovery key: 160 random bits on a sheet of paper, in letters that survive being typed.

Crockford's base32 (0-9, A-Z without I, L, O, U), four lines of two groups of four characters and a check
group of two: `7ZK3-M0QA-4X`. A check group finds every single wrong character, every swap of neighbours
and every line in another line's place.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Self

from app.core.errors import RuleViolated
from app.core.findings import Message

KEY_BITS = 160
LINES = 4
GROUPS_PER_LINE = 2
GROUPS = LINES * GROUPS_PER_LINE
GROUP_CHARACTERS = 4
_CHECK_CHARACTERS = 2
_DATA_CHARACTERS = GROUPS_PER_LINE * GROUP_CHARACTERS
_LINE_CHARACTERS = _DATA_CHARACTERS + _CHECK_CHARACTERS
_LINE_BITS = KEY_BITS // LINES

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212.,:;_/|]+")
# What the sheet prints around a line comes along when its text is copied: "1. 7ZK3 M0QA check 4X".
_PRINTED_AROUND = re.compile(r"(?:^|(?<=\s))(?:[1-4]\.(?=\s)|check(?=\s))", re.IGNORECASE)
# A prime just below 32²: no single wrong character and no swap of neighbours is a multiple of it.
_CHECK_MODULUS = 1021


class RecoveryKey:
    """A recovery key in memory; its text is on the sheet only, never in a representation or an error."""

    __slots__ = ("_bytes",)

    def __init__(self, content: bytes) -> None:
        if len(content) * 8 != KEY_BITS:
            raise ValueError("a recovery key has 20 bytes")
        self._bytes = bytearray(content)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BITS // 8))

    def reveal(self) -> bytes:
        """Return the 20 bytes, for wrapping or opening the recovery slot and nothing else."""
        return bytes(self._bytes)

    def lines(self) -> tuple[str, ...]:
        """Return the four lines of the sheet, each two groups and a check group joined by hyphens."""
        return tuple(_line_text(number, value) for number, value in enumerate(self._line_values()))

    def code_text(self) -> str:
        """Return the text of the QR code: the four lines in one, which `parse` reads."""
        return "-".join(self.lines())

    def group(self, place: int) -> str:
        """Return the group at `place`, 0 to 7, counted along the lines without the check groups."""
        return "".join(_characters(value, _DATA_CHARACTERS) for value in self._line_values())[
            place * GROUP_CHARACTERS : (place + 1) * GROUP_CHARACTERS
        ]

    def wipe(self) -> None:
        """Overwrite the key with zeros."""
        self._bytes[:] = bytes(len(self._bytes))

    def _line_values(self) -> list[int]:
        number = int.from_bytes(self._bytes, "big")
        return [(number >> (KEY_BITS - _LINE_BITS * (i + 1))) & ((1 << _LINE_BITS) - 1) for i in range(LINES)]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RecoveryKey):
            return NotImplemented
        return secrets.compare_digest(self._bytes, other._bytes)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "RecoveryKey(hidden)"


class RecoveryKeyMistyped(RuleViolated):
    """The typed key cannot be right; `lines` are the wrong ones, 1 to 4, or empty when the length is off."""

    def __init__(self, message_id: str, lines: tuple[int, ...]) -> None:
        super().__init__("recovery_key", Message(message_id, {"lines": ", ".join(map(str, lines))}))
        self.lines = lines


@dataclass(frozen=True)
class GroupPlace:
    """Where a group stands on the sheet, as a person counts: line 1 to 4, group 1 or 2."""

    line: int
    group: int


def group_place(place: int) -> GroupPlace:
    """Return where the group numbered 0 to 7 stands on the sheet."""
    return GroupPlace(place // GROUPS_PER_LINE + 1, place % GROUPS_PER_LINE + 1)


def groups_to_confirm() -> tuple[int, int]:
    """Choose two different groups, 0 to 7 in rising order, that are typed back from the printed sheet."""
    first, second = sorted(secrets.SystemRandom().sample(range(GROUPS), 2))
    return first, second


def plain_characters(typed: str) -> str:
    """Return what was meant: capitals, without separators, O as 0, I and L as 1."""
    return _SEPARATORS.sub("", _PRINTED_AROUND.sub("", typed)).upper().translate(_READ_AS)


class LineCheck(StrEnum):
    """What one typed line is: not all there yet, right, of another place on the sheet, mistyped."""

    UNFINISHED = "unfinished"
    RIGHT = "right"
    OTHER_PLACE = "other_place"
    WRONG = "wrong"


def check_line(number: int, typed: str) -> LineCheck:
    """Judge line `number`, 1 to 4, by its own checksum; nothing else of the key is needed."""
    line = plain_characters(typed)
    if len(line) < _LINE_CHARACTERS and _VALUE.keys() >= set(line):
        return LineCheck.UNFINISHED
    if _line_holds(number - 1, line):
        return LineCheck.RIGHT
    elsewhere = any(_line_holds(place, line) for place in range(LINES))
    return LineCheck.OTHER_PLACE if elsewhere else LineCheck.WRONG


def lines_of_whole(typed: str) -> tuple[str, ...] | None:
    """Return the four lines of a key that was pasted or scanned at once, as the sheet writes them."""
    whole = plain_characters(typed)
    if len(whole) != LINES * _LINE_CHARACTERS:
        return None
    cuts = (0, GROUP_CHARACTERS, _DATA_CHARACTERS, _LINE_CHARACTERS)
    rows = (whole[start : start + _LINE_CHARACTERS] for start in range(0, len(whole), _LINE_CHARACTERS))
    return tuple("-".join(row[a:b] for a, b in pairwise(cuts)) for row in rows)


def parse(typed: str) -> RecoveryKey:
    """Read a recovery key as somebody typed, pasted or scanned it.

    Raises RecoveryKeyMistyped, which names the wrong lines.
    """
    lines = _split(typed)
    wrong = tuple(number + 1 for number, line in enumerate(lines) if not _line_holds(number, line))
    if wrong:
        raise RecoveryKeyMistyped("store.recovery_key.line_wrong", wrong)
    number = 0
    for line in lines:
        number = number << _LINE_BITS | _number(line[:_DATA_CHARACTERS])
    return RecoveryKey(number.to_bytes(KEY_BITS // 8, "big"))


def _split(typed: str) -> list[str]:
    rows = [row for row in map(plain_characters, typed.splitlines()) if row]
    if len(rows) == LINES:
        return rows
    whole = "".join(rows)
    if len(whole) != LINES * _LINE_CHARACTERS:
        raise RecoveryKeyMistyped("store.recovery_key.length", ())
    return [whole[start : start + _LINE_CHARACTERS] for start in range(0, len(whole), _LINE_CHARACTERS)]


def _line_holds(number: int, line: str) -> bool:
    if len(line) != _LINE_CHARACTERS or not _VALUE.keys() >= set(line):
        return False
    return _number(line[_DATA_CHARACTERS:]) == _check(number, _number(line[:_DATA_CHARACTERS]))


def _line_text(number: int, value: int) -> str:
    data = _characters(value, _DATA_CHARACTERS)
    groups = [data[i : i + GROUP_CHARACTERS] for i in range(0, _DATA_CHARACTERS, GROUP_CHARACTERS)]
    return "-".join([*groups, _characters(_check(number, value), _CHECK_CHARACTERS)])


def _check(number: int, value: int) -> int:
    return (value * LINES + number) % _CHECK_MODULUS


def _number(characters: str) -> int:
    value = 0
    for character in characters:
        value = value << 5 | _VALUE[character]
    return value


def _characters(value: int, length: int) -> str:
    return "".join(_ALPHABET[(value >> 5 * (length - 1 - i)) & 31] for i in range(length))
