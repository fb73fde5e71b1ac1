"""Diagnosis codes: find by code, search as you type, and check a code against the release of a day."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from app.codes import shelf
from app.codes.tables import Table
from app.codes.words import WordIndex, plain
from app.core.coding import ICD10CM, Code
from app.core.findings import Finding, Message

_LIKE_A_CODE = re.compile(r"[A-Za-z](?:\d[0-9A-Za-z]?|[A-Za-z]\d)?(?:\.?[0-9A-Za-z]{0,4})?")
_MOST_TERMS = 20  # no code has more lay terms than count
_LATER = re.compile(r"subsequent encounter|sequela")


@dataclass(frozen=True)
class IcdCode:
    """One diagnosis code; only a billable one may stand on a claim. `chapter` is its chapter's number."""

    code: str
    title: str
    short_title: str
    billable: bool
    chapter: str
    release: str

    def coding(self) -> Code:
        """Return the code to store, with title and release."""
        return Code(ICD10CM, self.code, self.title, self.release)


@dataclass(frozen=True)
class Chapter:
    """A chapter of ICD-10-CM with its first and last category."""

    number: str
    first: str
    last: str
    title: str


class _Codes:
    """One release: the rows in code order, and an index over the same rows in the order of usefulness."""

    def __init__(self, table: Table, words: Table) -> None:
        self.table = table
        terms = [(term, tuple(codes.split())) for term, codes in words.rows()]
        common = Counter(code for _, codes in terms for code in codes)
        keys = [_usefulness(line, common) for line in table.lines]
        self.by_place = array("I", sorted(range(len(keys)), key=keys.__getitem__))
        self.place = array("I", bytes(4 * len(keys)))
        for place, row in enumerate(self.by_place):
            self.place[row] = place
        self.titles = WordIndex(table.lines[row].split("\t")[3] for row in self.by_place)
        terms.sort(
            key=lambda term: len(term[0].split())
        )  # stable: the order of the list decides between equals
        self.terms = WordIndex(term for term, _ in terms)
        self.term_codes = [codes for _, codes in terms]

    def rows_from(self, code: str) -> range:
        """Return the rows whose code begins with `code`."""
        lines = self.table.lines
        return range(bisect_left(lines, code), bisect_left(lines, code + "\U0010ffff"))

    def row_of(self, code: str) -> int | None:
        """Return the row of exactly this code."""
        row = bisect_left(self.table.lines, code + "\t")
        found = row < len(self.table) and self.table.lines[row].startswith(code + "\t")
        return row if found else None

    def view(self, row: int) -> IcdCode:
        """Return a row as a value."""
        code, billable, chapter, title, short = self.table.row(row)
        return IcdCode(code, title, short or title, billable == "1", chapter, self.table.release)

    def hits(self, typed: str, limit: int) -> Iterator[int]:
        """Give rows, best first, possibly more than once: by code, by lay term, by words of the title."""
        if _LIKE_A_CODE.fullmatch(typed):
            yield from self._by_code(with_point(typed), limit)
        if len(plain(typed).strip()) > 1:
            for term in self.terms.search(typed, limit):
                yield from (row for code in self.term_codes[term] if (row := self.row_of(code)) is not None)
            yield from (self.by_place[place] for place in self.titles.search(typed, limit))

    def _by_code(self, code: str, limit: int) -> Iterable[int]:
        rows = self.rows_from(code)
        if len(code) < 2:
            return rows[:limit]
        exact = [row for row in rows[:1] if self.view(row).billable and self.view(row).code == code]
        return exact + nsmallest(limit, rows, key=self.place.__getitem__)


def search(text: str, limit: int = 20, day: date | None = None) -> list[IcdCode]:
    """Return codes for what was typed: a code's beginning with or without point, or words in any order.

    Codes in daily use come first, then billable before headings, then shorter titles. Lay words are known
    ("high blood pressure", "flu"). `day` chooses the release in force on a date of service.
    """
    codes = _codes(day)
    rows = dict.fromkeys(codes.hits(" ".join(text.split()), limit))
    return [codes.view(row) for row in list(rows)[:limit]]


def find(code: str, day: date | None = None) -> IcdCode | None:
    """Return one code, written with or without its point, or None."""
    codes = _codes(day)
    row = codes.row_of(with_point(code.strip()))
    return None if row is None else codes.view(row)


def valid_on(code: str, day: date) -> list[Finding]:
    """Return what is to be said about a code on a date of service; never a stop.

    Findings: codes.icd10cm.unknown (not in the release used), codes.icd10cm.not_billable,
    codes.release_lapsed (the newest release here does not cover the day).
    """
    found, edition = find(code, day), shelf.current().edition("icd10cm", day)
    said = []
    if found is None:
        said.append(Message("codes.icd10cm.unknown", {"code": code, "release": edition.release}))
    elif not found.billable:
        said.append(Message("codes.icd10cm.not_billable", {"code": found.code}))
    if not edition.covers(day):
        said.append(
            Message("codes.release_lapsed", {"set": "ICD-10-CM", "release": edition.release, "day": day})
        )
    return [Finding(message) for message in said]


def chapters() -> tuple[Chapter, ...]:
    """Return the chapters in their order."""
    return tuple(
        Chapter(number.lstrip("0"), first, last, title)
        for number, first, last, title in shelf.current().table("icd10cm_chapters").rows()
    )


def with_point(code: str) -> str:
    """Return a typed code as it is printed: "e119" as "E11.9"."""
    bare = code.upper().replace(".", "")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def warm() -> None:
    """Read the list and build its index (about half a second), so that the first search does not wait."""
    _codes(None)


def _codes(day: date | None) -> _Codes:
    here = shelf.current()
    path = here.edition("icd10cm", day).path
    return here.made(
        ("icd10cm", path), lambda: _Codes(here.table("icd10cm", day), here.table("icd10cm_words"))
    )


def _usefulness(line: str, common: Counter[str]) -> int:
    """Return a number, smaller for a code in daily use, a billable one, a first visit, a short title."""
    code, billable, _, title, _ = line.split("\t")
    group = _MOST_TERMS - min(common[code], _MOST_TERMS)
    return ((group * 2 + (billable != "1")) * 2 + (_LATER.search(title) is not None)) * 1000 + len(title)
