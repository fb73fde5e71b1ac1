"""Finding rows by words: any order, each typed word the beginning of a word of the row."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from heapq import nsmallest

_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_POSSESSIVE = re.compile(r"['’]s\b")
_LAST = "\U0010ffff"
# Words that stand in most titles and tell nothing; "a" stays, for "hepatitis A".
STOP_WORDS = frozenset(["and", "by", "due", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


def plain(text: str) -> str:
    """Return the text in lower case, without accents, and "Crohn's" as "crohn"."""
    lowered = text.lower()
    if not lowered.isascii():
        parts = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(part for part in parts if not unicodedata.combining(part))
    return _POSSESSIVE.sub("", lowered) if "s" in lowered else lowered


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text ("12.5" is one), without stop words."""
    return [word for word in _WORD.findall(plain(text)) if word not in STOP_WORDS]


class WordIndex:
    """An index over texts that are given best first; a hit is the number of its text."""

    def __init__(self, texts: Iterable[str]) -> None:
        posted: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, text in enumerate(texts):
            for word in set(words_of(text)):
                posted[word].append(number)
        self._posted = dict(posted)
        self._words = sorted(self._posted)

    def search(self, typed: str, limit: int) -> list[int]:
        """Return up to `limit` hits, best first: all words whole, then words as beginnings."""
        asked = words_of(typed)
        if not asked or limit < 1:
            return []
        whole = self._meet([self._whole(word) for word in asked], limit)
        if len(whole) == limit:
            return whole
        begun = self._meet([self._begun(word) for word in asked], limit + len(whole))
        seen = set(whole)
        return (whole + [hit for hit in begun if hit not in seen])[:limit]

    def _whole(self, word: str) -> list[array[int]]:
        return [self._posted[word]] if word in self._posted else []

    def _begun(self, word: str) -> list[array[int]]:
        first, last = bisect_left(self._words, word), bisect_left(self._words, word + _LAST)
        return [self._posted[found] for found in self._words[first:last]]

    @staticmethod
    def _meet(columns: list[list[array[int]]], limit: int) -> list[int]:
        """Return the smallest numbers that stand in at least one list of every column."""
        if len(columns) == 1 and len(columns[0]) == 1:
            return list(columns[0][0][:limit])
        columns = sorted(columns, key=lambda lists: sum(map(len, lists)))
        hits = set().union(*columns[0])
        for lists in columns[1:]:
            if not hits:
                break
            hits = set().union(*(hits.intersection(numbers) for numbers in lists))
        return nsmallest(limit, hits)
