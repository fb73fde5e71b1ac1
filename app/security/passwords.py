"""What a password must be: long enough and not guessable. No composition rules, no expiry.

Aligned with NIST SP 800-63B: length, a list of common ones, words of the context, and nothing else.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise

from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.resources import resource

LEAST_LENGTH = 12
MOST_LENGTH = 128

_MOST_LOOKED_AT = 1024
_UNUSABLE = frozenset({"Cc", "Cs"})
_LOOKALIKES = str.maketrans("0134578@$!|", "oieastbasil")
_SHORTEST_OWN_WORD = 4
_ENOUGH_BESIDES = 8
_SHORTEST_PERIOD = 8
_FEWEST_DIFFERENT = 5
_RUN_SHARE = 0.7
_LEAST_SHARE = 3  # a short word among many digits and signs does not make them common
_KEYBOARD = (
    "1234567890-=",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    *("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/"),
    "azertyuiop",
    "qwertzuiop",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
)


def password_problem(password: str, login: str, practice_name: str) -> Message | None:
    """Return what is wrong with a new password, or None if it may be used.

    Length counts characters after NFKC, as the derivation of the key sees them. The message never
    holds any part of the password.
    """
    if len(password) > _MOST_LOOKED_AT:
        return Message("security.password.too_long", {"most": MOST_LENGTH})
    if not _UNUSABLE.isdisjoint(map(unicodedata.category, password)):
        return Message("security.password.unusable")
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < LEAST_LENGTH:
        return Message("security.password.too_short", {"least": LEAST_LENGTH})
    if len(normal) > MOST_LENGTH:
        return Message("security.password.too_long", {"most": MOST_LENGTH})
    return _guessable(normal.casefold(), login, practice_name)


def require_password(password: str, login: str, practice_name: str) -> None:
    """Refuse a new password that `password_problem` objects to. Raises RuleViolated (field "password")."""
    problem = password_problem(password, login, practice_name)
    if problem is not None:
        raise RuleViolated("password", problem)


def _guessable(folded: str, login: str, practice_name: str) -> Message | None:
    if _is_pattern(folded):
        return Message("security.password.pattern")
    if _is_common(folded):
        return Message("security.password.common")
    if _is_mostly_own_names(folded, login, practice_name):
        return Message("security.password.own_name")
    return None


def _is_pattern(folded: str) -> bool:
    """Tell whether it is a short piece repeated, a few characters, or mostly runs along keys or alphabet."""
    if len(set(folded)) < _FEWEST_DIFFERENT or _period(folded) < _SHORTEST_PERIOD:
        return True
    pairs = list(pairwise(folded))
    return sum(pair in _neighbours() for pair in pairs) >= _RUN_SHARE * len(pairs)


def _period(text: str) -> int:
    """Return the length of the shortest piece that, repeated, gives the text; its own length if none does."""
    for length in range(1, len(text) // 2 + 1):
        if (text[:length] * (len(text) // length + 1))[: len(text)] == text:
            return length
    return len(text)


@cache
def _neighbours() -> frozenset[tuple[str, str]]:
    forward = {pair for row in _KEYBOARD for pair in pairwise(row)}
    backward = {(second, first) for first, second in forward}
    same = {(character, character) for row in _KEYBOARD for character in row}
    return frozenset(forward | backward | same)


def _is_common(folded: str) -> bool:
    """Tell whether, digits and signs apart, it is one or two listed words, also with 0 for o and the like."""
    cores = {_letters(folded), *(_letters(part.translate(_LOOKALIKES)) for part in _inner(folded))}
    return any(len(core) * _LEAST_SHARE >= len(folded) and _is_listed(core) for core in cores)


def _is_listed(core: str) -> bool:
    words = blocklist()
    if core in words or core[: _period(core)] in words:
        return True
    return any(core[:cut] in words and core[cut:] in words for cut in range(1, len(core)))


def _is_mostly_own_names(folded: str, login: str, practice_name: str) -> bool:
    left = _letters_and_digits(folded)
    whole = len(left)
    for name in _own_names(login, practice_name):
        left = left.replace(name, "")
    return len(left) < min(whole, _ENOUGH_BESIDES)


def _own_names(login: str, practice_name: str) -> list[str]:
    """Return the names to look for, the longest first, so that the whole name goes before its words."""
    texts = [login, practice_name, *practice_name.split()]
    names = {_letters_and_digits(unicodedata.normalize("NFKC", text).casefold()) for text in texts}
    return sorted(
        (name for name in names if len(name) >= _SHORTEST_OWN_WORD), key=lambda name: (-len(name), name)
    )


@cache
def blocklist() -> frozenset[str]:
    """Return the listed words: common passwords and words of a clinic, lower case, letters only."""
    lines = resource("security", "blocklist.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


def _letters_and_digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _inner(text: str) -> tuple[str, ...]:
    """Return the text whole, without the digits and signs behind it, and without those around it."""
    places = [place for place, character in enumerate(text) if character.isalpha()]
    return (text, text[: places[-1] + 1], text[places[0] : places[-1] + 1]) if places else (text,)
