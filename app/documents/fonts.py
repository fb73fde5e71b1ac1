"""The faces on paper: which font has a character, how a run of text is shaped into glyphs.

Widths and offsets are in thousandths of the type size. The libraries that parse and shape are imported when
the first page is made, so that the start of the program does not pay for them.
"""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from app.documents.resources import FONTS


class Weight(StrEnum):
    """The weights that a text can ask for; a script without that weight falls back to its regular face."""

    REGULAR = "Regular"
    SEMIBOLD = "SemiBold"
    BOLD = "Bold"
    ITALIC = "Italic"


class Glyph(NamedTuple):
    """One shaped glyph: its number in the font, advance and offsets, and the text that it stands for."""

    number: int
    advance: float
    dx: float
    dy: float
    text: str


_MAIN = "Inter"
_LAST = "DroidSansFallbackFull"
_KOREAN = "NanumGothicCoding"
_WITH_BOLD = frozenset({"Arabic", "Hebrew", "Devanagari"})

# First code points of Unicode blocks and the script whose face prints them ("" = the main, then the last).
_BLOCKS: tuple[tuple[int, str], ...] = (
    (0x0000, ""),
    (0x0530, "Armenian"),
    (0x0590, "Hebrew"),
    (0x0600, "Arabic"),
    (0x0700, ""),
    (0x0750, "Arabic"),
    (0x0780, ""),
    (0x08A0, "Arabic"),
    (0x0900, "Devanagari"),
    (0x0980, "Bengali"),
    (0x0A00, "Gurmukhi"),
    (0x0A80, "Gujarati"),
    (0x0B00, ""),
    (0x0B80, "Tamil"),
    (0x0C00, "Telugu"),
    (0x0C80, "Kannada"),
    (0x0D00, "Malayalam"),
    (0x0D80, "Sinhala"),
    (0x0E00, "Thai"),
    (0x0E80, "Lao"),
    (0x0F00, ""),
    (0x1000, "Myanmar"),
    (0x10A0, "Georgian"),
    (0x1100, _KOREAN),
    (0x1200, "Ethiopic"),
    (0x13A0, ""),
    (0x1780, "Khmer"),
    (0x1800, ""),
    (0x19E0, "Khmer"),
    (0x1A00, ""),
    (0x1C90, "Georgian"),
    (0x1CC0, ""),
    (0x1CD0, "Devanagari"),
    (0x1D00, ""),
    (0x2D00, "Georgian"),
    (0x2D30, ""),
    (0x2D80, "Ethiopic"),
    (0x2DE0, ""),
    (0x3130, _KOREAN),
    (0x3190, ""),
    (0xA8E0, "Devanagari"),
    (0xA900, ""),
    (0xA960, _KOREAN),
    (0xA980, ""),
    (0xA9E0, "Myanmar"),
    (0xAA00, ""),
    (0xAA60, "Myanmar"),
    (0xAA80, ""),
    (0xAB00, "Ethiopic"),
    (0xAB30, ""),
    (0xAC00, _KOREAN),
    (0xD7FC, ""),
    (0xFB13, "Armenian"),
    (0xFB1D, "Hebrew"),
    (0xFB50, "Arabic"),
    (0xFE00, ""),
    (0xFE70, "Arabic"),
    (0xFF00, ""),
)
_STARTS = tuple(start for start, _ in _BLOCKS)


class Face:
    """One font file, parsed: coverage, metrics, shaping, and the subset that a page embeds."""

    def __init__(self, name: str) -> None:
        import uharfbuzz
        from reportlab.pdfbase.ttfonts import TTFontFace

        self.name = name
        self.parsed: Any = TTFontFace(str(FONTS / f"{name}.ttf"))
        self._shaper = uharfbuzz
        self._font: Any = uharfbuzz.Font(uharfbuzz.Face((FONTS / f"{name}.ttf").read_bytes()))
        self._to_thousandths: float = 1000 / self._font.face.upem

    def covers(self, character: str) -> bool:
        """Return whether the font has a glyph for this character."""
        return ord(character) in self.parsed.charToGlyph

    def width_of_glyph(self, number: int) -> float:
        """Return the advance that the font file itself gives to a glyph."""
        advance: int = self.parsed.hmetrics[number][0]
        return advance * self._to_thousandths

    def shape(self, text: str, right_to_left: bool, features: Mapping[str, bool]) -> tuple[Glyph, ...]:
        """Return the glyphs of `text` from left to right as they are painted."""
        buffer = self._shaper.Buffer()
        buffer.cluster_level = self._shaper.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        self._shaper.shape(self._font, buffer, dict(features))
        clusters = [info.cluster for info in buffer.glyph_infos]
        texts = _text_of_clusters(text, clusters)
        scale = self._to_thousandths
        return tuple(
            Glyph(
                info.codepoint, place.x_advance * scale, place.x_offset * scale, place.y_offset * scale, said
            )
            for info, place, said in zip(buffer.glyph_infos, buffer.glyph_positions, texts, strict=True)
        )

    def subset(self, numbers: list[int]) -> bytes:
        """Return a TrueType file with only these glyphs; the n-th of them has number n + 1 in it.

        Works on a shallow copy, because the parser keeps a reading position and pages are made on a pool.
        """
        own = copy.copy(self.parsed)
        own.charToGlyph = {number: number for number in numbers}
        data: bytes = own.makeSubset(numbers)
        return data


def _text_of_clusters(text: str, clusters: list[int]) -> list[str]:
    """Return for each glyph the characters that it stands for; the later ones of a cluster for none."""
    starts = [*sorted(set(clusters)), len(text)]
    ends = dict(pairwise(starts))
    said: list[str] = []
    seen: set[int] = set()
    for cluster in clusters:
        said.append("" if cluster in seen else text[cluster : ends[cluster]])
        seen.add(cluster)
    return said


@cache
def face(name: str) -> Face:
    """Return the font file of that name, parsed once in a process."""
    return Face(name)


def _script(character: str) -> str:
    return _BLOCKS[bisect_right(_STARTS, ord(character)) - 1][1]


def _candidates(script: str, weight: Weight) -> list[str]:
    names = [f"{_MAIN}-{weight}"]
    if script == _KOREAN:
        names.insert(0, _KOREAN)
    elif script:
        heavy = weight in (Weight.BOLD, Weight.SEMIBOLD) and script in _WITH_BOLD
        names.insert(0, f"NotoSans{script}-{'Bold' if heavy else 'Regular'}")
    return [*names, _LAST]


@cache
def face_for(character: str, weight: Weight) -> str | None:
    """Return the name of the shipped font that prints this character, or None if there is none."""
    return next((n for n in _candidates(_script(character), weight) if face(n).covers(character)), None)
