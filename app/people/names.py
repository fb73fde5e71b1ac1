"""Names as they are compared, heard and shown: folded letters, sounds, familiar forms of given names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from jellyfish import jaro_winkler_similarity, metaphone

from app.practice.policy import shipped_policy
from app.store.search import folded

# Letters that Unicode does not take apart, as they are typed on a keyboard without them.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_PART = re.compile(r"[^\W_]+")
_ALIKE = 0.9  # Jaro-Winkler: one slip of the pen in a name of five letters or more
# Surname particles tell nothing by themselves.
_PARTICLES = frozenset(
    (
        "al",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "la",
        "las",
        "le",
        "los",
        "mc",
        "o",
        "st",
        "van",
        "von",
        "y",
    )
)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return a name without case, accents and special letters ("Đặng" → "dang")."""
    return folded(text).translate(_LETTERS)


def parts(name: str) -> tuple[str, ...]:
    """Return the words of a name ("García-López" → "garcia", "lopez"; "O'Brien" → "o", "brien")."""
    return tuple(_PART.findall(plain(name)))


def joined(name: str) -> str:
    """Return a name as one word ("O'Brien" → "obrien")."""
    return "".join(parts(name))


def surnames(last_name: str) -> frozenset[str]:
    """Return what a person may give as surname: the whole as one word, and each part that is a name."""
    telling = {part for part in parts(last_name) if part not in _PARTICLES}
    return frozenset(telling | {joined(last_name)}) - {""}


def name_key(last_name: str, first_name: str) -> str:
    """Return "last first" as patients are ordered and look-alikes are found."""
    return " ".join([*parts(last_name), *parts(first_name)])


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return how a folded word sounds in English (Metaphone); a word in another script sounds as itself."""
    return metaphone(word) or word if word.isascii() else word


def alike(one: str, other: str) -> bool:
    """Say whether two folded words are spelled nearly the same."""
    return min(len(one), len(other)) >= 4 and jaro_winkler_similarity(one, other) >= _ALIKE


@cache
def _nicknames() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """The full names of each form, and all forms of each full name."""
    full: dict[str, set[str]] = {}
    forms: dict[str, frozenset[str]] = {}
    for name, short in shipped_policy("nicknames")["names"].items():
        forms[joined(name)] = frozenset(map(joined, [name, *short]))
        for form in forms[joined(name)]:
            full.setdefault(form, set()).add(joined(name))
    return {form: frozenset(names) for form, names in full.items()}, forms


def full_names(first_name: str) -> frozenset[str]:
    """Return the full names that a given name may stand for ("Sue" → susan, susanna, suzanne), and itself."""
    first = first_part(first_name)
    return (_nicknames()[0].get(first, frozenset()) | {first}) - {""}


def familiar_forms(first_name: str) -> frozenset[str]:
    """Return every form under which a person of this given name may be looked for."""
    forms = _nicknames()[1]
    return frozenset(form for name in full_names(first_name) for form in forms.get(name, {name}))


def first_part(first_name: str) -> str:
    """Return the first word of a given name, folded ("Mary Ann" → "mary"); "" for none."""
    return (parts(first_name) or ("",))[0]


def sounds(last_names: frozenset[str], first_name: str) -> frozenset[str]:
    """Return the sound of each pair of surname and full given name, as candidates are looked up by."""
    heard = {sound(name) for name in full_names(first_name)}
    return frozenset(f"{sound(last)} {first}" for last in last_names for first in heard)


def list_name(last: str, first: str, middle: str = "", suffix: str = "") -> str:
    """Return a name as lists and the banner show it: "Lee, Susan M.", "Hall, John Q., Jr."."""
    initial = f"{middle[0]}." if middle else ""
    given = " ".join(part for part in (first, initial) if part)
    return ", ".join(part for part in (last, given, suffix) if part)


def full_name(last: str, first: str, middle: str = "", suffix: str = "") -> str:
    """Return a name as a letter says it: "Susan M. Lee", "John Q. Hall, Jr."."""
    initial = f"{middle[0]}." if middle else ""
    name = " ".join(part for part in (first, initial, last) if part)
    return f"{name}, {suffix}" if suffix else name
