"""Languages that a patient speaks or reads (ISO 639)."""

from __future__ import annotations

from dataclasses import dataclass

from app.codes import shelf, systems
from app.core.coding import Code

# Often spoken in the United States (American Community Survey, language spoken at home); shown first.
_COMMON = ("en", "es", "zh", "tl", "vi", "ar", "fr", "ko", "ru", "pt", "ht", "hi", "de", "pl", "so")


@dataclass(frozen=True)
class Language:
    """One language; `code` is the BCP 47 tag: two letters where ISO 639 has them, else three."""

    code: str
    name: str
    alpha3: str
    bibliographic: str
    release: str = ""

    def coding(self) -> Code:
        """Return the language as a code to store."""
        return Code(systems.LANGUAGE, self.code, self.name, self.release)


def all() -> tuple[Language, ...]:
    """Return all languages: those most spoken in the United States first, then by name."""
    here = shelf.current()
    return here.made(("languages",), lambda: _read(here))


def find(code: str) -> Language | None:
    """Return the language of a BCP 47 or ISO 639 code ("es", "spa", "es-MX", "fre"), or None."""
    tag = code.lower().replace("_", "-").partition("-")[0]
    return next((one for one in all() if tag in (one.code, one.alpha3, one.bibliographic)), None)


def search(text: str, limit: int = 10) -> list[Language]:
    """Return languages with a word that begins with the text."""
    asked = text.strip().lower()
    found = (one for one in all() if any(word.startswith(asked) for word in one.name.lower().split()))
    return list(found)[:limit] if asked else []


def _read(here: shelf.Shelf) -> tuple[Language, ...]:
    table = here.table("languages")
    found = [
        Language(alpha2 or alpha3, name, alpha3, bibliographic, table.release)
        for alpha3, name, alpha2, bibliographic in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: (_place(one.code), one.name)))


def _place(code: str) -> int:
    return _COMMON.index(code) if code in _COMMON else len(_COMMON)
