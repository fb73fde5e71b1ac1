"""HCPCS level II codes and modifiers (supplies, drugs given in the office, services)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import chain

from app.codes import shelf
from app.codes.tables import Table
from app.codes.words import WordIndex
from app.core.coding import HCPCS, Code
from app.core.findings import Finding, Message

_LIKE_A_CODE = re.compile(r"[A-Za-z][0-9]{0,4}")


@dataclass(frozen=True)
class HcpcsCode:
    """One code; `long` is empty where no long text is at hand; `last_day` None means still in force."""

    code: str
    short: str
    long: str
    last_day: date | None
    release: str

    def coding(self) -> Code:
        """Return the code to store."""
        return Code(HCPCS, self.code, self.long or self.short, self.release)


@dataclass(frozen=True)
class Modifier:
    """A two-character level II modifier."""

    code: str
    text: str
    release: str

    def coding(self) -> Code:
        """Return the modifier to store."""
        return Code(HCPCS, self.code, self.text, self.release)


class _Codes:
    def __init__(self, table: Table) -> None:
        self.all = [_code(values, table.release) for values in table.rows()]
        self.all.sort(key=lambda one: (one.last_day is not None, len(one.short), one.code))
        self.by_code = {one.code: one for one in self.all}
        self.words = WordIndex(f"{one.short} {one.long}" for one in self.all)


def search(text: str, limit: int = 20) -> list[HcpcsCode]:
    """Return codes whose code begins with the text, then those whose words do, in any order."""
    typed, codes = text.strip(), _codes()
    by_code: list[HcpcsCode] = []
    if _LIKE_A_CODE.fullmatch(typed):
        by_code = sorted(
            (one for one in codes.all if one.code.startswith(typed.upper())), key=lambda one: one.code
        )
    by_words = (codes.all[place] for place in codes.words.search(typed, limit)) if len(typed) > 1 else ()
    return list(dict.fromkeys(chain(by_code[:limit], by_words)))[:limit]


def find(code: str) -> HcpcsCode | None:
    """Return one code, or None."""
    return _codes().by_code.get(code.strip().upper())


def valid_on(code: str, day: date) -> list[Finding]:
    """Return what is to be said about a code on a date of service; never a stop.

    Findings: codes.hcpcs.unknown, codes.hcpcs.ended (its last day is past).
    """
    found = find(code)
    if found is None:
        return [Finding(Message("codes.hcpcs.unknown", {"code": code}))]
    if found.last_day is not None and found.last_day < day:
        return [Finding(Message("codes.hcpcs.ended", {"code": found.code, "day": found.last_day}))]
    return []


def modifiers() -> tuple[Modifier, ...]:
    """Return all level II modifiers."""
    table = shelf.current().table("hcpcs_modifiers")
    return tuple(Modifier(code, text, table.release) for code, text in table.rows())


def warm() -> None:
    """Read the list and build its index, so that the first search does not wait."""
    _codes()


def _codes() -> _Codes:
    here = shelf.current()
    return here.made(("hcpcs",), lambda: _Codes(here.table("hcpcs")))


def _code(values: tuple[str, ...], release: str) -> HcpcsCode:
    code, short, long, last_day, own_release = values
    return HcpcsCode(
        code, short, long, date.fromisoformat(last_day) if last_day else None, own_release or release
    )
