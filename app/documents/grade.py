"""The reading grade of a text: how many years of school it asks for.

English by Flesch-Kincaid (Kincaid and others, 1975), Spanish by Crawford (1984). Both are meant for whole
texts; each line counts as at least one sentence. Numbers count as one word of one syllable.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?|\d[\d.,:/-]*\d|\d")
_SENTENCE = re.compile(r"[.!?]+(?=\s|$)|\n")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_COUNTED = {
    "area": 3,
    "being": 2,
    "create": 2,
    "diabetes": 4,
    "fluid": 2,
    "fluids": 2,
    "idea": 3,
    "people": 2,
}
_SPANISH_STRONG = "aeoáéóíú"


def grade(text: str, language: str) -> float:
    """Return the grade of the text, one decimal. Raises KeyError for a language without a formula."""
    measure = {"en": _flesch_kincaid, "es": _crawford}[language]
    return round(measure(text), 1)


def words_and_sentences(text: str) -> tuple[list[str], int]:
    """Return the words of a text and how many sentences they stand in."""
    words = _WORD.findall(text)
    sentences = sum(1 for part in _SENTENCE.split(text) if _WORD.search(part))
    return words, max(1, sentences)


def _flesch_kincaid(text: str) -> float:
    words, sentences = words_and_sentences(text)
    syllables = sum(english_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _crawford(text: str) -> float:
    """Return Crawford's grade: from sentences and syllables in each hundred words."""
    words, sentences = words_and_sentences(text)
    syllables = sum(spanish_syllables(word) for word in words)
    hundred = 100 / len(words)
    return -0.205 * sentences * hundred + 0.049 * syllables * hundred - 3.407


def english_syllables(word: str) -> int:
    """Return how many syllables an English word has, by its vowel groups and silent endings."""
    plain = word.lower().replace("\u2019", "'").split("'")[0]
    if not plain.isalpha():
        return 1
    if plain in _COUNTED:
        return _COUNTED[plain]
    count = len(_ENGLISH_VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if re.search(r"[^aeiouydt]ed$", plain) and count > 1:
        count -= 1
    if re.search(r"[^aeiouyszxcg]es$|[^chsx]hes$", plain) and not plain.endswith(("les",)) and count > 1:
        count -= 1
    if re.search(r"ia[^n]|io(?!n)|[^q]ua[lt]|eo(?!u)|ie[nt]|uou", plain):
        count += 1
    return max(1, count)


def spanish_syllables(word: str) -> int:
    """Return how many syllables a Spanish word has: two strong or accented vowels never share one."""
    plain = re.sub(r"([gq])u(?=[eiéí])", r"\1", word.lower()).replace("\u00fc", "u")
    if not plain.isalpha():
        return 1
    plain = re.sub(r"y$", "i", plain)
    count, before = 0, ""
    for letter in plain:
        if letter in "aeiouáéíóú":
            apart = before not in "aeiouáéíóú" or before == "" or _hiatus(before, letter)
            count += apart
        before = letter
    return max(1, count)


def _hiatus(one: str, other: str) -> bool:
    return (one in _SPANISH_STRONG and other in _SPANISH_STRONG) or one == other
