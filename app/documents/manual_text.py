"""The manual: chapters written for this project, one TOML file for each in resources/manual.

A chapter has sections; a section is a list of parts in order: `text` (a paragraph), `points`, `steps` (in
order), `warning` (a framed paragraph) or `head` and `rows` (a table, `widths` in shares). `**strong**` marks
keys and the words on the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.documents.resources import RESOURCES, read_toml

MANUAL = RESOURCES / "manual"
CHAPTERS = (
    "installing",
    "people_and_sign_in",
    "keys_and_recovery",
    "lock_and_sensitive_charts",
    "documents",
    "the_record",
    "backup_and_restore",
    "newer_version",
    "what_is_protected",
    "safeguards",
)
"""The chapters in their order; a key is the name of the file without its language."""

_STRONG = re.compile(r"\*\*")


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text; a warning stands in a frame."""

    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list; `numbered` when its order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `widths` are shares of the line, one for each column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Part = Passage | Points | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `key` names a section that a page of the program leads to."""

    heading: str
    parts: tuple[Part, ...]
    key: str = ""

    def lines(self) -> list[str]:
        """Return all that is said here as plain text, a piece for each place where one line of it stands."""
        return [plain(one) for one in (self.heading, *(said for part in self.parts for said in _said(part)))]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of the manual."""

    key: str
    title: str
    summary: str
    sections: tuple[Section, ...]


def plain(text: str) -> str:
    """Return a text of the manual without its marks of emphasis."""
    return _STRONG.sub("", text)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Return a text of the manual as pieces, each with whether it is strong."""
    for number, piece in enumerate(_STRONG.split(text)):
        if piece:
            yield piece, number % 2 == 1


@cache
def load_chapter(key: str, language: str = "en") -> Chapter:
    """Return a chapter. Raises KeyError for one that is not shipped."""
    if key not in CHAPTERS:
        raise KeyError(key)
    file = read_toml(MANUAL / f"{key}.{language}.toml")
    sections = tuple(
        Section(one["heading"], tuple(_part(part) for part in one["part"]), one.get("key", ""))
        for one in file["section"]
    )
    return Chapter(key, file["title"], file["summary"], sections)


def manual(language: str = "en") -> tuple[Chapter, ...]:
    """Return the whole manual."""
    return tuple(load_chapter(key, language) for key in CHAPTERS)


def _part(file: dict[str, Any]) -> Part:
    match file:
        case {"text": str(text)}:
            return Passage(text)
        case {"warning": str(text)}:
            return Passage(text, warning=True)
        case {"points": list(items)}:
            return Points(tuple(items))
        case {"steps": list(items)}:
            return Points(tuple(items), numbered=True)
        case {"head": list(head), "rows": list(rows)}:
            widths = tuple(file.get("widths", [1] * len(head)))
            return Table(tuple(head), tuple(tuple(row) for row in rows), widths)
    raise ValueError(f"a part of the manual with {', '.join(file)}")


def _said(part: Part) -> list[str]:
    match part:
        case Passage():
            return [part.text]
        case Points():
            return list(part.items)
        case Table():
            return [cell for row in (part.head, *part.rows) for cell in row]
