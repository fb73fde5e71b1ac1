"""Whether a picture is whole: a decoder shows a cut one as grey, and nobody would notice what is missing.

Only where the data ends is looked at (ITU-T T.81 annex B, PNG third edition 5.3, TIFF 6.0 section 2).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # within scans 0 is stuffing, D0 to D7 are restarts
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_SCAN, _END = 0xDA, 0xD9
_OFFSETS, _COUNTS = (273, 324), (279, 325)  # of strips, of tiles
_MOST_DIRECTORIES = 2_000


def is_whole(content: bytes) -> bool:
    """Say whether all the data of a JPEG, PNG or TIFF is there, which its head promises."""
    if content.startswith(b"\xff\xd8"):
        return _jpeg_ends(content)
    if content.startswith(b"\x89PNG"):
        return _png_ends(content)
    return _tiff_holds_its_data(content)


def _jpeg_ends(content: bytes) -> bool:
    at = 2
    while (found := _MARKER.search(content, at)) is not None:
        marker, at = content[found.start() + 1], found.end()
        if marker == _END:
            return True
        if marker not in _BARE:
            if at + 2 > len(content):
                return False
            at += int.from_bytes(content[at : at + 2], "big")
    return False


def _png_ends(content: bytes) -> bool:
    at = 8
    while at + 12 <= len(content):
        (size,) = struct.unpack_from(">I", content, at)
        if content[at + 4 : at + 8] == b"IEND":
            return True
        at += 12 + size
    return False


def _tiff_holds_its_data(content: bytes) -> bool:
    try:
        return all(end <= len(content) for end in _ends_of_data(content))
    except struct.error:
        return False


def _ends_of_data(content: bytes) -> Iterator[int]:
    """Yield where each strip and tile ends. Raises struct.error where a directory itself is cut off."""
    order = "<" if content[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", content, 4)
    for _directory in range(_MOST_DIRECTORIES):
        if not at:
            return
        (count,) = struct.unpack_from(f"{order}H", content, at)
        places: list[int] = []
        sizes: list[int] = []
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            (tag,) = struct.unpack_from(f"{order}H", content, entry)
            if tag in _OFFSETS:
                places = _numbers(content, order, entry)
            elif tag in _COUNTS:
                sizes = _numbers(content, order, entry)
        yield from (place + size for place, size in zip(places, sizes, strict=False))
        yield from places
        (at,) = struct.unpack_from(f"{order}I", content, at + 2 + 12 * count)


def _numbers(content: bytes, order: str, entry: int) -> list[int]:
    """Return the values of an entry of type SHORT or LONG, which lie in it or where it points."""
    kind, count = struct.unpack_from(f"{order}HI", content, entry + 2)
    letter, size = ("H", 2) if kind == 3 else ("I", 4)
    at = entry + 8
    if count * size > 4:
        (at,) = struct.unpack_from(f"{order}I", content, at)
    if at + count * size > len(content):
        raise struct.error
    return list(struct.unpack_from(f"{order}{count}{letter}", content, at))
