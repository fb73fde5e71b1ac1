"""The words on paper, from the catalogs in resources/words: by id, with typed placeholders, in one language.

A catalog text may hold `**strong words**` and placeholders that name their type: `{provider}` text,
`{day:long_day}`, `{amount:money}`, `{count:number}`. Values are never read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from app.documents.fonts import Weight
from app.documents.formats import Formats, formats_for
from app.documents.resources import WORDS, read_toml
from app.documents.text import Span

Value = str | int | date | datetime

LANGUAGES = ("en", "es")
_PIECE = re.compile(r"(?P<strong>\*\*)|\{(?P<name>[a-z0-9_]+)(?::(?P<type>[a-z_]+))?\}")


class WordsFault(Exception):
    """A fault of the program: an unknown id, a missing value or one of the wrong type; names no value."""


@dataclass(frozen=True)
class Words:
    """One language: its texts and how it writes dates, times, money and numbers."""

    language: str
    texts: dict[str, str]
    formats: Formats

    def text(self, id: str, /, **values: Value) -> str:
        """Return the text without its marks of emphasis. Raises WordsFault."""
        return "".join(span.text for span in self.rich(id, **values))

    def rich(self, id: str, /, **values: Value) -> list[Span]:
        """Return the text as spans: strong words bold, values isolated. Raises WordsFault."""
        template = self.texts.get(id)
        if template is None:
            raise WordsFault(f"no text {id} in {self.language}")
        return list(self._spans(id, template, values))

    def headline(self, id: str, /, **values: Value) -> str:
        """Return the text with a capital at its start, whatever value it begins with. Raises WordsFault."""
        said = self.text(id, **values)
        return said[:1].upper() + said[1:]

    def counted(self, id: str, count: int, /, **values: Value) -> str:
        """Return the text for one or for another number of things: ids `<id>.one` and `<id>.other`."""
        return self.text(f"{id}.{'one' if count == 1 else 'other'}", count=count, **values)

    def _spans(self, id: str, template: str, values: dict[str, Value]) -> Iterator[Span]:
        strong, at = False, 0
        for piece in _PIECE.finditer(template):
            weight = Weight.BOLD if strong else None
            if piece.start() > at:
                yield Span(template[at : piece.start()], weight)
            at = piece.end()
            if piece["strong"]:
                strong = not strong
            else:
                yield Span(self._value(id, piece["name"], piece["type"], values), weight, isolated=True)
        if at < len(template):
            yield Span(template[at:], Weight.BOLD if strong else None)

    def _value(self, id: str, name: str, kind: str | None, values: dict[str, Value]) -> str:
        if name not in values:
            raise WordsFault(f"text {id} needs {name}")
        value = values[name]
        try:
            return self.formats.write(kind or "text", value)
        except TypeError:
            raise WordsFault(f"text {id} needs another type for {name}") from None


def placeholders(template: str) -> set[tuple[str, str]]:
    """Return the names and types that a template asks for."""
    return {(p["name"], p["type"] or "text") for p in _PIECE.finditer(template) if p["name"]}


@cache
def words_for(language: str) -> Words:
    """Return the words of a language ("es", "es-US"); English for one that has no catalog yet."""
    base = language.split("-")[0].lower()
    chosen = base if base in LANGUAGES else LANGUAGES[0]
    texts = dict(_flat("", read_toml(WORDS / f"documents.{chosen}.toml")))
    return Words(chosen, texts, formats_for(chosen))


def _flat(prefix: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", str(value)
