"""The structure of a JSON text: is it nested too deep, and where exactly is its first fault.

`json` says neither the path nor how deep it will go, and its depth is bounded by the stack. So the
depth is measured on the bytes before anything is parsed, and when parsing has failed, a slow reader
walks the text once more to name line, column and path of the fault.
Source: RFC 8259 (one value, UTF-8, no NaN, unique names for interoperability).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import accumulate

_CHUNK = 1 << 20
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'"[]{}'))
_STEP = [1 if byte in b"[{" else -1 for byte in range(256)]
_TOKEN = re.compile(
    r"[ \t\n\r]*(?:"
    r'(?P<string>"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![0-9A-Za-z.+-])"
    r"|(?P<word>true|false|null)|(?P<nan>NaN|-?Infinity)|(?P<mark>[\[\]{},:]))"
)
_PLAIN_NAME = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,63}")
_HUGE = re.compile(r"[eE][+-]?[0-9]{7}")
_LONGEST_NUMBER = 1000
_LONGEST_PATH = 8


def deeper_than(data: bytes, limit: int) -> bool:
    """Return whether brackets outside of strings are nested deeper than `limit`, up to the first fault."""
    depth, inside, carry = 0, 0, b""
    for start in range(0, len(data), _CHUNK):
        part = carry + data[start : start + _CHUNK]
        whole = part.rstrip(b"\\")
        carry = b"\\" * ((len(part) - len(whole)) % 2)
        marks = whole.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NOT_STRUCTURE)
        pieces = marks.split(b'"')
        outside = b"".join(pieces[inside::2])
        inside ^= (len(pieces) - 1) & 1
        depths = list(accumulate(map(_STEP.__getitem__, outside), initial=depth))
        if max(depths) > limit:
            return True
        depth = depths[-1]
    return False


@dataclass(frozen=True)
class Fault:
    """The first thing wrong: a reason (the last part of a message id), where, and at what path."""

    reason: str
    line: int
    column: int
    path: str


@dataclass
class _Level:
    """An open object or array while walking; `place` is the member or the index being read."""

    closes: str
    names: set[str] = field(default_factory=set)
    place: str = ""
    index: int = 0


def find_fault(text: str, depth_limit: int) -> Fault | None:
    """Return the first fault of a JSON text, or None if there is none."""
    return _Walk(text, depth_limit).run()


class _Walk:
    """Reads tokens one after the other and keeps the way to each; never calls itself."""

    def __init__(self, text: str, depth_limit: int) -> None:
        self._text, self._limit = text, depth_limit
        self._levels: list[_Level] = []
        self._expect = "value"
        self._at = 0

    def run(self) -> Fault | None:
        while True:
            match = _TOKEN.match(self._text, self._at)
            if match is None:
                return self._at_end()
            kind = str(match.lastgroup)
            self._at = match.start(kind)
            reason = self._token(kind, match[kind])
            if reason:
                return self._fault(reason)
            self._at = match.end()

    def _at_end(self) -> Fault | None:
        rest = re.compile(r"[ \t\n\r]*").match(self._text, self._at)
        self._at = rest.end() if rest else self._at
        if self._at >= len(self._text):
            return None if self._expect == "end" else self._fault("truncated")
        if self._text[self._at] == '"' and '"' not in self._text[self._at + 1 :]:
            return self._fault("truncated")
        return self._fault("not_json")

    def _token(self, kind: str, token: str) -> str:
        if kind == "nan":
            return "not_a_number"
        if self._expect == "end":
            return "more_than_one_value"
        if kind == "number" and (len(token) > _LONGEST_NUMBER or _HUGE.search(token)):
            return "number_too_long"
        if kind == "mark":
            return self._mark(token)
        if kind == "string" and self._expect in ("name", "name or close"):
            return self._name(token)
        return self._value()

    def _mark(self, mark: str) -> str:
        if mark in "[{":
            return self._open(mark)
        if mark in "]}":
            return self._close(mark)
        if mark == ":":
            return self._step(":", "value")
        return self._comma()

    def _open(self, mark: str) -> str:
        if self._expect not in ("value", "value or close"):
            return "not_json"
        if len(self._levels) >= self._limit:
            return "too_deep"
        self._levels.append(_Level("}" if mark == "{" else "]"))
        self._expect = "name or close" if mark == "{" else "value or close"
        return ""

    def _close(self, mark: str) -> str:
        if not self._levels or self._levels[-1].closes != mark:
            return "not_json"
        if self._expect not in ("comma", "name or close", "value or close"):
            return "not_json"
        self._levels.pop()
        self._expect = "comma" if self._levels else "end"
        return ""

    def _comma(self) -> str:
        if self._expect != "comma":
            return "not_json"
        level = self._levels[-1]
        level.index += 1
        self._expect = "name" if level.closes == "}" else "value"
        return ""

    def _step(self, wanted: str, then: str) -> str:
        if self._expect != wanted:
            return "not_json"
        self._expect = then
        return ""

    def _name(self, token: str) -> str:
        level = self._levels[-1]
        name = json.loads(token)  # two spellings of one name are the same name
        level.place = name if _PLAIN_NAME.fullmatch(name) else "?"
        if name in level.names:
            return "duplicated_key"
        level.names.add(name)
        self._expect = ":"
        return ""

    def _value(self) -> str:
        if self._expect not in ("value", "value or close"):
            return "not_json"
        self._expect = "comma" if self._levels else "end"
        return ""

    def _fault(self, reason: str) -> Fault:
        start = self._text.rfind("\n", 0, self._at) + 1
        return Fault(reason, self._text.count("\n", 0, self._at) + 1, self._at - start + 1, self._path())

    def _path(self) -> str:
        path = ""
        for level in self._levels[:_LONGEST_PATH]:
            path += f"[{level.index}]" if level.closes == "]" else f".{level.place}" if level.place else ""
        return path.lstrip(".") + ("..." if len(self._levels) > _LONGEST_PATH else "")
