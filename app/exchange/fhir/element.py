"""Strict reading of one JSON object of a resource: the right type, the right number, or `Unfit`.

Each element remembers what was read of it, so that what was not read can be named, and refuses a
modifier extension: R4 says that a reader that does not understand one must not use the element.
Source: HL7 FHIR R4, 2.5.2 (modifier extensions), 2.24 (data types).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn, TypeVar, cast

from app.core.dates import PartialDate
from app.core.findings import Message, Param
from app.exchange.fhir.read import JsonObject

T = TypeVar("T")
V = TypeVar("V")
_WHEN = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(?P<zone>Z|[+-](0\d|1[0-4]):[0-5]\d)?)?)?)?",
    re.ASCII,
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?", re.ASCII)
# Half a character and the null character: no encoding and no database takes them.
_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")
_DAY_LENGTH = 10
_MOST_DIGITS = 40
# These hold nothing that a record could lose: identity and labels are read by the mapping itself,
# the narrative repeats the data.
_ACCOUNTED = frozenset({"resourceType", "id", "meta", "text", "implicitRules", "language", "fhir_comments"})
_PART_ACCOUNTED = frozenset({"id", "fhir_comments"})


class Unfit(Exception):
    """A resource that cannot be safely read: the reason and the path in the resource, never its content."""

    def __init__(self, reason: str, path: str, **params: Param) -> None:
        super().__init__(reason)
        self.message, self.path = Message(f"exchange.fhir.{reason}", params), path


@dataclass
class Reading:
    """What is shared while one resource is read: values met before, notes, and what stays unread."""

    shared: dict[Any, Any] = field(default_factory=dict)
    notes: list[tuple[str, Message]] = field(default_factory=list)
    left: dict[str, None] = field(default_factory=dict)

    def same(self, value: V) -> V:
        """Return the one copy of an equal value, so that repeated codes cost memory once."""
        return cast(V, self.shared.setdefault(value, value))


class Element:
    """One object, read by name. Every reader raises Unfit for a wrong type."""

    __slots__ = ("_data", "_name", "_parent", "_read", "reading")

    def __init__(
        self, data: JsonObject, reading: Reading, name: str = "", parent: Element | None = None
    ) -> None:
        self._data, self.reading, self._name, self._parent = data, reading, name, parent
        self._read: set[str] = set()
        for modifier in ("modifierExtension", "implicitRules"):
            if data.get(modifier):
                raise Unfit("modifier_not_understood", self.path(modifier))

    def path(self, name: str = "") -> str:
        """Return the place of a member, as "component[1].code.text"."""
        parts = [self._name, name] if self._name else [name]
        if self._parent is not None:
            return self._parent.path(".".join(part for part in parts if part))
        return ".".join(part for part in parts if part)

    def has(self, name: str) -> bool:
        return self._data.get(name) is not None

    def names(self) -> tuple[str, ...]:
        """Return the names of members that are there."""
        return tuple(name for name, value in self._data.items() if value is not None)

    def unfit(self, name: str, reason: str, **params: Param) -> NoReturn:
        raise Unfit(reason, self.path(name), **params)

    def note(self, name: str, reason: str, **params: Param) -> None:
        """Tell of something kept, but not as it should be."""
        self.reading.notes.append((self.path(name), Message(f"exchange.fhir.{reason}", params)))

    def _take(self, name: str) -> Any:
        self._read.add(name)
        return self._data.get(name)

    # Single values.

    def text(self, name: str) -> str:
        """Return a string, or "" where there is none."""
        value = self._take(name)
        return "" if value is None else self._checked_text(name, value)

    def need_text(self, name: str) -> str:
        return self.text(name) or self.unfit(name, "missing")

    def _checked_text(self, name: str, value: object) -> str:
        if not isinstance(value, str):
            self.unfit(name, "wrong_type", wanted="string")
        if _UNSTORABLE.search(value):
            self.unfit(name, "text_not_unicode")
        return value

    def flag(self, name: str) -> bool | None:
        value = self._take(name)
        if value is not None and not isinstance(value, bool):
            self.unfit(name, "wrong_type", wanted="boolean")
        return value

    def integer(self, name: str) -> int | None:
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.unfit(name, "wrong_type", wanted="integer")
        if abs(value) >= 2**31:
            self.unfit(name, "number_out_of_range")
        return value

    def number(self, name: str) -> Decimal | None:
        """Return a number exactly as written."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.unfit(name, "wrong_type", wanted="decimal")
        exact = Decimal(value)
        if len(exact.as_tuple().digits) > _MOST_DIGITS or abs(exact.adjusted()) > _MOST_DIGITS:
            self.unfit(name, "number_out_of_range")
        return exact

    def when(self, name: str) -> PartialDate | None:
        """Return a date or time with the precision it has."""
        return self._when_of(name, self.text(name))

    def _when_of(self, name: str, text: str) -> PartialDate | None:
        if not text:
            return None
        match = _WHEN.fullmatch(text)
        if match is None:
            self.unfit(name, "not_a_date")
        if len(text) > _DAY_LENGTH and not match["zone"]:
            self.note(name, "time_without_zone")
        try:
            return PartialDate(text)
        except ValueError:
            self.unfit(name, "not_a_date")

    def whens(self, name: str) -> tuple[PartialDate, ...]:
        found = (self._when_of(name, text) for text in self.texts(name))
        return tuple(when for when in found if when is not None)

    def day(self, name: str) -> PartialDate | None:
        """Return a date without a time."""
        found = self.when(name)
        if found is not None and len(found.value) > _DAY_LENGTH:
            self.unfit(name, "wrong_type", wanted="date")
        return found

    def clock(self, name: str) -> str:
        """Return a time of day."""
        text = self.text(name)
        if text and not _CLOCK.fullmatch(text):
            self.unfit(name, "not_a_time")
        return text

    def one_of(self, name: str, allowed: frozenset[str]) -> str:
        """Return a code of a fixed list, or "" where there is none."""
        code = self.text(name)
        if code and code not in allowed:
            self.unfit(name, "unknown_code")
        return code

    def need_one_of(self, name: str, allowed: frozenset[str]) -> str:
        return self.one_of(name, allowed) or self.unfit(name, "missing")

    # Parts and lists.

    def one(self, name: str, read: Callable[[Element], T]) -> T | None:
        """Return one part, or None."""
        value = self._take(name)
        return None if value is None else self._part(name, value, read)

    def need(self, name: str, read: Callable[[Element], T]) -> T:
        found = self.one(name, read)
        return self.unfit(name, "missing") if found is None else found

    def many(self, name: str, read: Callable[[Element], T]) -> tuple[T, ...]:
        """Return the parts of a list, in order."""
        values = self._list(name)
        return tuple([self._part(f"{name}[{at}]", value, read) for at, value in enumerate(values)])

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the strings of a list; a place that only has extensions is passed over."""
        values = self._list(name)
        found = [(f"{name}[{at}]", value) for at, value in enumerate(values) if value is not None]
        return tuple([self._checked_text(place, value) for place, value in found])

    def _list(self, name: str) -> list[Any]:
        values = self._take(name)
        if values is None:
            return []
        if not isinstance(values, list):
            self.unfit(name, "wrong_type", wanted="list")
        return values

    def _part(self, place: str, value: object, read: Callable[[Element], T]) -> T:
        if not isinstance(value, dict):
            self.unfit(place, "wrong_type", wanted="object")
        part = Element(value, self.reading, place, self)
        result = read(part)
        part.close()
        return result

    def choice(self, stem: str, readers: Mapping[str, Callable[[str], T]]) -> T | None:
        """Return the value of a choice such as value[x]; `readers` maps "Quantity" to its reader.

        Two of them, or one of a type that is not known here, is Unfit: it would be read as no value.
        """
        size = len(stem)
        there = [name for name in self.names() if name.startswith(stem) and name[size : size + 1].isupper()]
        if len(there) > 1:
            self.unfit(stem, "more_than_one_value_of_choice")
        if not there:
            return None
        reader = readers.get(there[0][size:])
        return self.unfit(stem, "type_not_understood") if reader is None else reader(there[0])

    def ignore_rest(self) -> None:
        """Take the rest of the part as read: it says nothing of the patient."""
        self._read.update(self._data)

    def leave(self, label: str) -> None:
        """Leave the whole part to the original, named by `label` among what was not read."""
        self.ignore_rest()
        self.reading.left[label] = None

    def close(self) -> None:
        """Note what was not read, by its path without positions."""
        accounted = _ACCOUNTED if self._parent is None else _PART_ACCOUNTED
        unread = self._data.keys() - self._read - accounted
        for name in unread:
            if self._data[name] is not None:
                self.reading.left[re.sub(r"\[\d+\]", "", self.path(_plain(name)))] = None


def _plain(name: str) -> str:
    return name if re.fullmatch(r"_?[A-Za-z]{1,64}", name) else "?"
