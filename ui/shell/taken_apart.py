"""Values without their words: what is left of a view when every text, day and number in it is put elsewhere.

The words go into a list of texts, which can be sealed; the shape that stays says of what kind each part was
and which text belongs there. Functions and the practice's time zone stay as they are: they name nobody.
"""

from __future__ import annotations

import dataclasses
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

Shape = Callable[[list[str]], Any]
"""Given the texts, returns the value again."""
_WRITTEN: dict[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    str: (str, str),
    bytes: (lambda value: b64encode(value).decode("ascii"), b64decode),
    int: (str, int),
    float: (repr, float),
    date: (date.isoformat, date.fromisoformat),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    time: (time.isoformat, time.fromisoformat),
    Decimal: (str, Decimal),
    UUID: (str, UUID),
}


class TakingApart:
    """Takes values apart, one after the other, into shapes and one list of `texts`.

    What occurs twice is one object again when it is put together.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._known: dict[int, Shape] = {}
        self._alive: list[Any] = []

    def shape_of(self, value: Any) -> Shape:
        """Put the words of a value among the texts and return its shape."""
        written = _WRITTEN.get(type(value))
        if written is not None:
            return self._text(written[0](value), written[1])
        if isinstance(value, dict | tuple | list | set | frozenset) or _is_view(value):
            if id(value) not in self._known:
                self._known[id(value)] = _once(self._made_of_parts(value))
                self._alive.append(value)  # else another object could get its id
            return self._known[id(value)]
        return lambda _texts: value

    def done(self) -> None:
        """Let go of the values themselves."""
        self._known.clear()
        self._alive.clear()

    def _text(self, text: str, read: Callable[[str], Any]) -> Shape:
        number = len(self.texts)
        self.texts.append(text)
        return lambda texts: read(texts[number])

    def _made_of_parts(self, value: Any) -> Shape:
        kind = type(value)
        if isinstance(value, dict):
            pairs = [(self.shape_of(key), self.shape_of(each)) for key, each in value.items()]
            return lambda texts: kind((key(texts), each(texts)) for key, each in pairs)
        if _is_view(value):
            parts = {name: self.shape_of(each) for name, each in vars_of(value).items()}
            return lambda texts: _view(kind, {name: part(texts) for name, part in parts.items()})
        items = [self.shape_of(each) for each in value]
        if hasattr(kind, "_fields"):
            return lambda texts: kind(*(item(texts) for item in items))
        return lambda texts: kind(item(texts) for item in items)


def _is_view(value: Any) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type | Enum)


def vars_of(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, and what it worked out and kept."""
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {**fields, **getattr(value, "__dict__", {})}


def _view(kind: type, parts: dict[str, Any]) -> Any:
    made: Any = object.__new__(kind)
    for name, part in parts.items():
        object.__setattr__(made, name, part)
    return made


def _once(make: Shape) -> Shape:
    """Make it the first time and give the same one from then on."""
    made: list[Any] = []

    def shape(texts: list[str]) -> Any:
        if not made:
            made.append(make(texts))
        return made[0]

    return shape
