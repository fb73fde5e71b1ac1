"""The one text helper of paper: cleans, picks fonts, shapes, orders right-to-left text, breaks lines.

No markup is ever read from a text, so `<b>`, `<img src=...>` and `&amp;` are printed as they were typed. What
could deceive or vanish is printed as a visible mark: control characters, characters that reorder the line,
and characters that no shipped font has appear as their code point in brackets, and are named in findings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import NamedTuple

from app.core.findings import Finding, Message, Severity
from app.documents.bidi_order import begins_right_to_left, levels_of, visual_order
from app.documents.fonts import Glyph, Weight, face, face_for
from app.documents.pen import INK, Colour, Pen

_DROPPED = frozenset("\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff\ufe0e\ufe0f\r")
_JOINERS = frozenset("\u200c\u200d")
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACES = re.compile(r"[\t\u2000-\u2006\u2008-\u200a\u205f\u3000]")
_TIED_SPACES = re.compile(r"[\u2007\u202f]|(?<=\d) (?=(?:mg|mcg|g|kg|mL|ml|L|units?|%|lb|cm|mm|°[CF])\b)")
_ATOM = re.compile(r"\n| +|[^ \n]+")
_BREAK_AFTER = re.compile(
    r"(?<=[^\W\d]{3}[-/\u2013\u2014])(?=[^\W\d]{3})|(?<=[\u3000-\u9fff\uac00-\ud7af])|(?=[\u3400-\u9fff])"
)
_NO_BREAK_BEFORE = frozenset("\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a\u300d\u300f\u3011\uff09)]},.;:!?")
_KERNED = {"kern": True, "liga": True, "calt": False}
_TABULAR = {**_KERNED, "tnum": True}


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: size and line pitch in points, weight, colour, figures of one width or not."""

    size: float = 12
    pitch: float = 17
    weight: Weight = Weight.REGULAR
    colour: Colour = INK
    tabular: bool = False

    def scaled(self, factor: float) -> Style:
        """Return the same style, larger or smaller."""
        return replace(self, size=self.size * factor, pitch=self.pitch * factor)


class Span(NamedTuple):
    """A piece of text that differs from the style of its paragraph in weight or colour.

    `isolated` ones come from data: their direction is found for themselves and does not disturb the rest.
    """

    text: str
    weight: Weight | None = None
    colour: Colour | None = None
    isolated: bool = False


def clean(text: str) -> tuple[str, list[str]]:
    """Return the text as it can be printed, and the characters that had to be shown as marks.

    Canonically composed; joiners stay, invisible marks go, controls and reordering characters become
    "[U+202E]", every kind of space becomes a space, and a number is tied to its unit; a line feed stays.
    """
    shown: list[str] = []
    marks: list[str] = []
    for character in unicodedata.normalize("NFC", _TIED_SPACES.sub("\u00a0", _SPACES.sub(" ", text))):
        if character in _DROPPED:
            continue
        if character in "\n" or character in _JOINERS or _printable(character):
            shown.append(character)
        else:
            marks.append(character)
            shown.append(mark_of(character))
    return "".join(shown), marks


def _printable(character: str) -> bool:
    if unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co") or character in _REORDERING:
        return False
    return face_for(character, Weight.REGULAR) is not None


def mark_of(character: str) -> str:
    """Return the visible mark that stands for a character that cannot be printed: "[U+202E]"."""
    return f"[U+{ord(character):04X}]"


def unprintable(texts: Iterable[str]) -> list[Finding]:
    """Name each character in these texts that paper shows as a mark, once each, with its code point."""
    seen = dict.fromkeys(mark for text in texts for mark in clean(text)[1])
    return [
        Finding(Message("documents.character_shown_as_mark", {"mark": mark_of(mark)}), Severity.NOTE)
        for mark in seen
    ]


class Run(NamedTuple):
    """Characters of one line with one face, one colour and one direction, shaped."""

    font: str
    colour: Colour
    level: int
    glyphs: tuple[Glyph, ...]
    width: float


class Word(NamedTuple):
    """Runs that no line break may part, the space before them, and whether a line must end before them."""

    runs: tuple[Run, ...]
    width: float
    space: Run | None
    new_line: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: its runs from left to right and its width in points.

    `shift` is how far from the left a line of right-to-left text begins, so that it stands flush right.
    """

    runs: tuple[Run, ...]
    width: float
    style: Style
    shift: float = 0.0

    def paint(self, pen: Pen, x: float, y: float) -> None:
        """Paint the line with its base line at y."""
        for run in self.runs:
            pen.glyphs(x, y, run.font, self.style.size, run.colour, run.glyphs)
            x += run.width


@dataclass(slots=True)
class Typesetter:
    """Sets text for one document and remembers what could not be printed.

    Shaped words are kept for this document only, so that no name outlives it in memory.
    """

    right_to_left: bool = False
    marks: dict[str, None] = field(default_factory=dict)
    _shaped: dict[tuple[str, str, bool, bool], tuple[Glyph, ...]] = field(default_factory=dict)

    def findings(self) -> list[Finding]:
        """Name each character that was printed as a mark."""
        return unprintable(self.marks)

    def lines(self, text: str | Sequence[Span], style: Style, width: float) -> list[Line]:
        """Break a text into lines at most `width` points wide; a word that is too long is broken inside.

        Nothing is ever left out; an empty text gives no line.
        """
        spans = [Span(text, isolated=True)] if isinstance(text, str) else text
        words = self._words(spans, style)
        lines: list[list[Word]] = []
        room = 0.0
        for word in words:
            needed = word.width + (word.space.width if word.space else 0.0)
            if not lines or word.new_line or needed > room + 0.01:
                for part in self._fitting(word, width, style):
                    lines.append([part])
                    room = width - part.width
            else:
                lines[-1].append(word)
                room -= needed
        flush_right = isfinite(width) and self._flush_right(spans)
        return [self._ordered(line, style, width if flush_right else None) for line in lines]

    def _flush_right(self, spans: Sequence[Span]) -> bool:
        return self.right_to_left or (
            len(spans) == 1 and spans[0].isolated and begins_right_to_left(spans[0].text)
        )

    def line(self, text: str | Sequence[Span], style: Style) -> Line:
        """Set a text on one line however long it is."""
        set_lines = self.lines(text, style, float("inf"))
        return set_lines[0] if set_lines else Line((), 0.0, style)

    def _words(self, spans: Sequence[Span], style: Style) -> list[Word]:
        plain, owner = self._clean_spans(spans)
        levels = levels_of(plain, _isolates(owner, spans), self.right_to_left)
        words: list[Word] = []
        space: Run | None = None
        new_line = False
        for start, end in _atoms(plain):
            if plain[start] == "\n":
                if new_line:
                    words.append(Word((), 0.0, None, True))
                space, new_line = None, True
            elif plain[start] == " ":
                pieces = self._runs(plain, start, end, spans, owner, levels, style)
                space = pieces[0] if (words and not new_line) else None
            else:
                runs = tuple(self._runs(plain, start, end, spans, owner, levels, style))
                words.append(Word(runs, sum(run.width for run in runs), space, new_line))
                space, new_line = None, False
        return words

    def _clean_spans(self, spans: Sequence[Span]) -> tuple[str, list[int]]:
        pieces: list[str] = []
        owner: list[int] = []
        for index, span in enumerate(spans):
            shown, marks = clean(span.text)
            self.marks.update(dict.fromkeys(marks))
            pieces.append(shown)
            owner.extend([index] * len(shown))
        return "".join(pieces), owner

    def _runs(
        self,
        plain: str,
        start: int,
        end: int,
        spans: Sequence[Span],
        owner: list[int],
        levels: list[int],
        style: Style,
    ) -> list[Run]:
        runs: list[Run] = []
        at, key = start, None
        for index in range(start, end):
            span = spans[owner[index]]
            weight = span.weight or style.weight
            font = self._font(plain[index], weight, key[0] if key else None)
            new = (font, span.colour or style.colour, levels[index])
            if key is not None and new != key:
                runs.append(self._run(plain[at:index], key, style))
                at = index
            key = new
        if key is not None:
            runs.append(self._run(plain[at:end], key, style))
        return runs

    @staticmethod
    def _font(character: str, weight: Weight, before: str | None) -> str:
        joins = character in _JOINERS or unicodedata.category(character) == "Mn"
        if before is not None and joins and (character in _JOINERS or face(before).covers(character)):
            return before
        return face_for(character, weight) or f"Inter-{weight}"

    def _run(self, text: str, key: tuple[str, Colour, int], style: Style) -> Run:
        font, colour, level = key
        asked = (font, text, level % 2 == 1, style.tabular)
        glyphs = self._shaped.get(asked)
        if glyphs is None:
            features = _TABULAR if style.tabular else _KERNED
            glyphs = self._shaped[asked] = face(font).shape(text, level % 2 == 1, features)
        width = sum(glyph.advance for glyph in glyphs) * style.size / 1000
        return Run(font, colour, level, glyphs, width)

    def _fitting(self, word: Word, width: float, style: Style) -> list[Word]:
        """Return the word, or its parts if it is wider than the line."""
        if word.width <= width + 0.01:
            return [word._replace(space=None)]
        parts: list[Word] = []
        taken: list[Run] = []
        used = 0.0
        for run in word.runs:
            for piece in _clusters(run, style.size):
                if taken and used + piece.width > width:
                    parts.append(Word(tuple(taken), used, None, False))
                    taken, used = [], 0.0
                taken.append(piece)
                used += piece.width
        parts.append(Word(tuple(taken), used, None, False))
        return parts

    @staticmethod
    def _ordered(words: list[Word], style: Style, room: float | None) -> Line:
        runs = [run for word in words for run in ((word.space,) if word.space else ()) + word.runs]
        width = sum(run.width for run in runs)
        order = visual_order([run.level for run in runs])
        shift = 0.0 if room is None else max(0.0, room - width)
        return Line(tuple(runs[at] for at in order), width, style, shift)


def _isolates(owner: list[int], spans: Sequence[Span]) -> list[int]:
    """Return for each character the number of the isolate that it belongs to, 0 for the text around."""
    return [index + 1 if spans[index].isolated else 0 for index in owner]


def _atoms(plain: str) -> Iterable[tuple[int, int]]:
    """Yield where each word, run of spaces and line feed begins and ends."""
    for found in _ATOM.finditer(plain):
        start = found.start()
        for break_ in _BREAK_AFTER.finditer(plain, found.start() + 1, found.end()):
            at = break_.start()
            if start < at < found.end() and plain[at] not in _NO_BREAK_BEFORE:
                yield start, at
                start = at
        yield start, found.end()


def _clusters(run: Run, size: float) -> list[Run]:
    """Return the run cut where a reader would allow it: before each glyph that begins a cluster."""
    glyphs = run.glyphs if run.level % 2 == 0 else run.glyphs[::-1]
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        if groups and (not glyph.text or glyph.advance == 0):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [
        run._replace(
            glyphs=tuple(group if run.level % 2 == 0 else group[::-1]),
            width=sum(glyph.advance for glyph in group) * size / 1000,
        )
        for group in groups
    ]
