"""The standing texts on paper: what a clinician of the practice approves by name, word for word."""

import hashlib
from functools import cache

from app.documents.handouts import HANDOUT_KEYS
from app.documents.resources import HANDOUTS
from app.documents.words import LANGUAGES, words_for

SUMMARY = "after_visit_summary"
STANDING_TEXTS = tuple(
    (text, language)
    for text in (SUMMARY, *(f"handout.{key}" for key in HANDOUT_KEYS))
    for language in LANGUAGES
)


@cache
def digest_of(text: str, language: str) -> str:
    """Return SHA-256 of a standing text's words; when a word changes, an approval no longer covers it."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    if text == SUMMARY:
        words = words_for(chosen).texts
        said = "\n".join(f"{name}={words[name]}" for name in sorted(words) if name.startswith(SUMMARY))
        return hashlib.sha256(said.encode()).hexdigest()
    content = (HANDOUTS / f"{text.removeprefix('handout.')}.{chosen}.toml").read_bytes()
    return hashlib.sha256(content).hexdigest()
