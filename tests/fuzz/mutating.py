"""Bytes as a failing disk, a bad transfer or an enemy would change them."""

from __future__ import annotations

import random

_ODD = (
    b"\x00", b"\xff" * 8, b"%", b"{", b"[" * 200, b'"', b"-1", b"99999999999999999999", b"1e999", b"NaN",
    b"\xed\xa0\x80", b"\xe2\x80\xae", b"<b>", b"&amp;", b"endobj", b"/Length 2147483647", b"obj", b"stream\n",
)  # fmt: skip


def mutated(content: bytes, others: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Return the content with one to eight faults; a piece of another file may be among them."""
    changed = bytearray(content)
    for _fault in range(chance.choice((1, 1, 2, 4, 8))):
        _one(changed, others, chance)
    return bytes(changed)


def _one(changed: bytearray, others: tuple[bytes, ...], chance: random.Random) -> None:
    at = chance.randrange(len(changed) + 1)
    length = chance.choice((1, 2, 4, 16, 256, 4096))
    match chance.randrange(7):
        case 0 if changed:
            changed[min(at, len(changed) - 1)] ^= 1 << chance.randrange(8)
        case 1:
            changed[at:at] = chance.choice(_ODD)
        case 2:
            del changed[at : at + length]
        case 3:
            changed[at:at] = changed[at : at + length] * chance.choice((1, 3, 50))
        case 4:
            del changed[at:]
        case 5:
            other = chance.choice(others)
            start = chance.randrange(len(other))
            changed[at : at + length] = other[start : start + length]
        case _:
            changed[at : at + length] = chance.randbytes(min(length, 64))
