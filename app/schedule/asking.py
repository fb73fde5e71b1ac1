"""A wish for a time in plain words, read into a question: "in 2 weeks, mornings", "next tue pm", "6/12".

Each reader takes its words out of the text; what is left at the end names a provider or a type of visit, or
is the reason. Dates are read as they are written in the United States: 6/12 is June 12.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import partial

from app.core.ids import Id
from app.schedule.asking_days import DAY_READERS, Days, Read
from app.schedule.views import WHOLE_DAY, TimeQuestion

_CLOCK = r"(\d{1,2})(?::(\d\d))?\s*(a\.?m\b\.?|p\.?m\b\.?|a\b|p\b)?"
_NOT_A_DATE = (
    r"(?!\s*(?:\d|[/:]|st\b|nd\b|rd\b|th\b|days?\b|d\b|w\b|wks?\b|weeks?\b|mos?\b|months?\b|years?\b))"
)
_FILLERS = frozenset(
    """a an the in on at for with to of and or please appointment appt appts opening openings slot slots time
    times first next available avail soonest earliest any anyone anytime whenever dr dr. doctor see seen him
    her them need needs wants want book find some one provider visit from now""".split()  # noqa: SIM905
)
_ALIKE = 0.8  # of difflib: "tody" and "today" have 0.89, "monthly" begins with a word and is none
_TIME_WORDS = tuple(
    """today tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april
    june july august september october november december week month year morning afternoon evening noon
    weeks months mornings afternoons next""".split()  # noqa: SIM905
)
_SHORT_WORDS = {
    "bp": "blood pressure",
    "f/u": "follow-up",
    "fu": "follow-up",
    "followup": "follow-up",
    "follow up": "follow-up",
    "wcc": "well child",
    "dm": "diabetes",
}


@dataclass(frozen=True)
class Named:
    """Something that words may name: a provider or a type of visit. `minutes` is a type's length."""

    id: Id
    name: str
    minutes: int = 0


@dataclass
class _Wish:
    """What was read so far."""

    days: Days
    from_minute: int = 0
    to_minute: int = WHOLE_DAY
    near_minute: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Vocabulary:
    """What names mean in this practice."""

    providers: Sequence[Named] = ()
    visit_types: Sequence[Named] = ()


@dataclass(frozen=True)
class _Pattern:
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], _Wish], None]


def read_question(text: str, today: date, names: Vocabulary, search_days: int = 28) -> TimeQuestion:
    """Return what somebody who types `text` on a day asks for; no words ask for the first opening of all."""
    wish = _Wish(Days(today))
    rest = _shortened(f" {text.lower().replace(',', ' ').replace(';', ' ')} ")
    for pattern in _PATTERNS:
        rest = _take(pattern, rest, wish)
    for day_pattern, read_days in DAY_READERS:
        rest = re.sub(day_pattern, partial(_read_days, read_days, wish.days), rest)
    provider, rest = _named(rest, names.providers)
    kind, rest = _named(rest, names.visit_types)
    first, last, target = wish.days.window(search_days)
    question = TimeQuestion(first, last, target, weekdays=tuple(sorted(wish.days.weekdays)))
    left = [word for word in rest.split() if word not in _FILLERS]
    unclear, meant = _slip(left)
    return replace(
        question,
        from_minute=wish.from_minute,
        to_minute=wish.to_minute,
        near_minute=wish.near_minute,
        provider_id=provider.id if provider else None,
        visit_type_id=kind.id if kind else None,
        minutes=wish.minutes or (kind.minutes if kind else None),
        reason=" ".join(word for word in left if word != unclear),
        exact_days=wish.days.exact,
        unclear=unclear,
        meant=meant,
    )


def _slip(words: Sequence[str]) -> tuple[str, str]:
    """Return the first word that nearly is a word for a time, and that word: "tody", "today"."""
    for word in words:
        near = [] if word.startswith(_TIME_WORDS) else get_close_matches(word, _TIME_WORDS, 1, _ALIKE)
        if near and len(word) > 3:
            return word, near[0]
    return "", ""


def _read_days(read: Read, days: Days, found: re.Match[str]) -> str:
    return read(found, days)


def _shortened(text: str) -> str:
    for short, long in _SHORT_WORDS.items():
        text = re.sub(rf"(?<!\S){re.escape(short)}(?!\S)", long, text)
    return text


def _take(pattern: _Pattern, text: str, wish: _Wish) -> str:
    def read(found: re.Match[str]) -> str:
        pattern.read(found, wish)
        return " "

    return pattern.pattern.sub(read, text)


def _named(text: str, names: Sequence[Named]) -> tuple[Named | None, str]:
    """Return the name that most words of the text belong to, and the text without them."""
    words = [word for word in re.findall(r"[\w'-]+", text) if word not in _FILLERS and not word.isdigit()]
    best: tuple[int, int, Named, list[str]] | None = None
    for named in names:
        parts = [part for part in re.findall(r"[\w'-]+", named.name.lower()) if part not in _FILLERS]
        hits = [word for word in words if any(_fits(word, part) for part in parts)]
        if hits and (best is None or (len(hits), -len(parts)) > (best[0], best[1])):
            best = (len(hits), -len(parts), named, hits)
    if best is None:
        return None, text
    for word in best[3]:
        text = re.sub(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])", " ", text)
    return best[2], text


def _fits(word: str, part: str) -> bool:
    """A word names what it equals, or begins with three letters or more."""
    singular = word.removesuffix("s")
    return word == part or (len(singular) >= 3 and part.startswith(singular))


# -- times of the day --------------------------------------------------------------------------------------


def _minute(hour: str, minute: str | None, half: str | None) -> int:
    """Read a clinic's hour: without a.m. or p.m., 1 to 6 is the afternoon and 7 to 12 the day."""
    number = int(hour) % 24
    if half and half[0] == "p" and number < 12:
        number += 12
    elif half and half[0] == "a" and number == 12:
        number = 0
    elif not half and 1 <= number <= 6:
        number += 12
    return number * 60 + int(minute or 0)


def _after(found: re.Match[str], wish: _Wish) -> None:
    wish.from_minute = max(wish.from_minute, _minute(*found.groups()[-3:]))


def _before(found: re.Match[str], wish: _Wish) -> None:
    wish.to_minute = min(wish.to_minute, _minute(*found.groups()[-3:]))


def _between(found: re.Match[str], wish: _Wish) -> None:
    start, end = found.groups()[-6:-3], found.groups()[-3:]
    wish.from_minute, wish.to_minute = _minute(*start), _minute(*end)
    if wish.from_minute >= wish.to_minute:  # "11-2pm", "9 to 11pm" of a morning
        wish.from_minute = _minute(start[0], start[1], start[2] or "am")


def _at(found: re.Match[str], wish: _Wish) -> None:
    wish.near_minute = _minute(*found.groups()[-3:])


def _part(start: int, end: int) -> Callable[[re.Match[str], _Wish], None]:
    def read(_found: re.Match[str], wish: _Wish) -> None:
        wish.from_minute = max(wish.from_minute, start)
        wish.to_minute = min(wish.to_minute, end)

    return read


def _length(found: re.Match[str], wish: _Wish) -> None:
    number, unit = found.group(1), found.group(2)
    count = 1 if number in ("a", "an") else int(number)
    wish.minutes = count * 60 if unit.startswith("h") else count


def _compiled(pattern: str, read: Callable[[re.Match[str], _Wish], None]) -> _Pattern:
    return _Pattern(re.compile(rf"(?<![\w/-]){pattern}(?![\w/])"), read)


_NOON = 12 * 60
_PATTERNS = (
    _compiled(r"(?:for )?(\d+)[ -]?(minutes?|mins?)", _length),
    _compiled(r"for (an?|\d) (hours?|hrs?)", _length),
    _compiled(r"early (?:mornings?|am)", _part(0, 9 * 60 + 30)),
    _compiled(r"late (?:mornings?|am)", _part(10 * 60, _NOON)),
    _compiled(r"early (?:afternoons?|pm)", _part(_NOON, 14 * 60 + 30)),
    _compiled(r"late (?:afternoons?|pm|day|in the day)", _part(15 * 60, WHOLE_DAY)),
    _compiled(r"after lunch", _part(13 * 60, WHOLE_DAY)),
    _compiled(r"before lunch", _part(0, _NOON)),
    _compiled(r"after school", _part(15 * 60, WHOLE_DAY)),
    _compiled(r"after work", _part(16 * 60, WHOLE_DAY)),
    _compiled(r"(?:after|past) noon", _part(_NOON, WHOLE_DAY)),
    _compiled(r"before noon", _part(0, _NOON)),
    _compiled(rf"(?:between|from) {_CLOCK} (?:and|to|until|till) {_CLOCK}{_NOT_A_DATE}", _between),
    _compiled(rf"{_CLOCK} ?(?:-|–|to) ?{_CLOCK}{_NOT_A_DATE}", _between),
    _compiled(rf"(?:after|from|past|not before) {_CLOCK}{_NOT_A_DATE}", _after),
    _compiled(rf"(?:before|until|till|by|no later than) {_CLOCK}{_NOT_A_DATE}", _before),
    _compiled(rf"(?:at|around|about|@) ?{_CLOCK}{_NOT_A_DATE}", _at),
    _compiled(r"(?:at )?(\d{1,2})(?::(\d\d))? ?(a\.?m\.?|p\.?m\.?|a|p)", _at),
    _compiled(r"(\d{1,2}):(\d\d)()", _at),
    _compiled(r"(?:at |around )?(?:noon|midday|lunch ?time)", _part(11 * 60 + 30, 13 * 60 + 30)),
    _compiled(r"(?:in the )?(?:mornings?|a\.?m\.?|a\.m)", _part(0, _NOON)),
    _compiled(r"(?:in the )?(?:afternoons?|p\.?m\.?|p\.m)", _part(_NOON, WHOLE_DAY)),
    _compiled(r"(?:in the )?evenings?", _part(17 * 60, WHOLE_DAY)),
)
