"""What the widgets of a window hold as values of Python: taken away for the lock, put back after it.

Qt knows only a part of what a screen shows. Rows of tables, appointments drawn on a day, the words of chips
are attributes of our own classes; a locked window must not hold them either.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractItemModel, QBuffer, QByteArray, QIODevice, QObject, SignalInstance
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from ui.common.desk import Desk, Ticket
from ui.shell.taken_apart import vars_of

Put = Callable[[Any], None]
Taken = tuple[Put, Any]
"""How a value is put back, and the value: plain, so that it can be sealed. The first holds no text."""

_LEAVES = (str, bytes, int, float, date, time, timedelta, Decimal, UUID, Enum, type(None))
OPAQUE = (FunctionType, MethodType, BuiltinFunctionType, partial, ZoneInfo)
"""What is kept as it is within a value: it says nothing of a patient by itself."""
_LISTS = (tuple, list, set, frozenset)
_PLACES = ("today", "calendar", "patient", "billing", "inbox", "results", "handouts", "logs", "reports")
_ROOMS = (*(f"ui.{room}." for room in (*_PLACES, "practice", "common")), "ui.shell.palette")
"""Whose objects hold what a screen shows; those of the rest of the shell hold the program."""
_DULL = (bool, int, float, type(None), FunctionType, MethodType, UUID, SignalInstance)
"""Most of what an object holds, and nothing in it to take."""
_ICON = 64
"""Pixels: a picture that is no larger is an icon of ours."""


def take_values(things: Iterable[QObject]) -> Iterator[Taken]:
    """Take what these hold, and the objects of our own classes that hang on them."""
    seen: set[int] = set()
    waiting: list[object] = list(things)
    while waiting:
        holder = waiting.pop()
        held = getattr(holder, "__dict__", None)
        if id(holder) in seen or not isinstance(held, dict):
            continue
        seen.add(id(holder))
        counts, frozen = isinstance(holder, QAbstractItemModel), _is_frozen(holder)
        for name, value in list(held.items()):
            if type(value) in _DULL and not (counts and type(value) is int):
                continue
            taken = _taken(holder, name, value) if not frozen else None
            if taken is not None:
                yield taken
            else:
                waiting += _holders_in(value)


def _holders_in(value: object) -> list[object]:
    """Return the objects of our classes that a value is or contains; widgets come anyway."""
    if isinstance(value, QObject):
        return [value] if isinstance(value, QAbstractItemModel) else []
    if isinstance(value, dict | tuple | list | set | frozenset):
        parts = value.values() if isinstance(value, dict) else value
        return [one for each in parts if type(each) not in _DULL for one in _holders_in(each)]
    if isinstance(value, type | Enum | Desk | Ticket) or not type(value).__module__.startswith(_ROOMS):
        return []
    return [value]


def _is_frozen(value: object) -> bool:
    """Return whether it is a value: others may hold the same one, so it is replaced and never emptied."""
    settings = getattr(value, "__dataclass_params__", None)
    return settings is not None and bool(settings.frozen)


def _taken(holder: object, name: str, value: object) -> Taken | None:
    if isinstance(value, QPixmap | QImage):
        return _picture(holder, name, value)
    if isinstance(value, QObject):
        return None
    if isinstance(holder, QAbstractItemModel) and type(value) is int:
        _set(holder, name, 0)  # a count of rows goes with the rows
        return lambda kept: _set(holder, name, kept), value
    if not (_has_text(value) and is_sealable(value)):
        return None
    # Never emptied in place: a command on its way to the writer may hold the same list or mapping.
    _set(holder, name, _nothing_like(value))
    return lambda kept: _set(holder, name, kept), value


def _set(holder: object, name: str, value: object) -> None:
    holder.__dict__[name] = value  # also where the holder is frozen


def _nothing_like(value: Any) -> Any:
    """Return a value of the same kind without its words and lists: a layout may still ask for its size."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str | bytes):
        return type(value)()
    if isinstance(value, dict | tuple | list | set | frozenset):
        return type(value)() if type(value) in (dict, *_LISTS) else None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        empty = copy(value)
        for kept in set(getattr(empty, "__dict__", {})) - {field.name for field in dataclasses.fields(value)}:
            del empty.__dict__[kept]
        for field in dataclasses.fields(value):
            object.__setattr__(empty, field.name, _nothing_like(getattr(value, field.name)))
        return empty
    return value


def _picture(holder: object, name: str, picture: QPixmap | QImage) -> Taken | None:
    """Take a picture as the bytes of a PNG: a patient's photo, a page of a preview."""
    if max(picture.width(), picture.height()) <= _ICON:
        return None
    kind, ratio = type(picture), picture.devicePixelRatio()
    _set(holder, name, kind())

    def put(png: Any) -> None:
        made = kind()
        made.loadFromData(png)
        made.setDevicePixelRatio(ratio)
        _set(holder, name, made)

    return put, png_of(picture)


def png_of(picture: QPixmap | QImage) -> bytes:
    """Return a picture as the bytes of a PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = picture.toImage() if isinstance(picture, QPixmap) else picture
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())


def is_sealable(value: object) -> bool:
    """Return whether a value is made of plain values, views and functions only: it is sealed whole."""
    if isinstance(value, (*_LEAVES, *OPAQUE)):
        return True
    if isinstance(value, dict | tuple | list | set | frozenset):
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        return all(is_sealable(each) for each in parts)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return all(is_sealable(each) for each in vars_of(value).values())
    return False


def _has_text(value: object) -> bool:
    """Return whether there is something to take: text that is not empty, or a view, which has some."""
    if type(value) in (str, bytes):
        return bool(value)
    if type(value) in _DULL or isinstance(value, Enum | QObject):
        return False
    if isinstance(value, dict):
        return any(_has_text(one) for pair in value.items() for one in pair)
    if isinstance(value, _LISTS):
        return any(_has_text(each) for each in value)
    return dataclasses.is_dataclass(value) and not isinstance(value, type)
