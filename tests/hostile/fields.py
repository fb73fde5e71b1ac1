"""Where text may be typed into a command, and the same command with another text there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from app.core.dates import PartialDate

Path = tuple[str | int, ...]

# Texts that nobody types: they name a table, a code system, a place in a form or a record.
NAMES = frozenset({"system", "release", "scope", "where", "screen", "language", "name_key", "sha256"})


def text_paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Return where a value holds text, through nested values and tuples."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield at
    elif is_dataclass(value) and not isinstance(value, type | PartialDate):
        for one in fields(value):
            if one.name != "command_id" and one.name not in NAMES:
                yield from text_paths(getattr(value, one.name), (*at, one.name))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from text_paths(inner, (*at, place))


def with_text(value: Any, path: Path, text: str) -> Any:
    """Return the value with another text at a place."""
    if not path:
        return text
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return tuple(with_text(one, rest, text) if at == step else one for at, one in enumerate(value))
    return replace(value, **{step: with_text(getattr(value, step), rest, text)})


def text_at(value: Any, path: Path) -> str:
    """Return the text at a place."""
    for step in path:
        value = value[step] if isinstance(step, int) else getattr(value, step)
    return str(value)


def field_name(path: Path) -> str:
    """Return the place as a person reads it, places in a list left out: "contacts.name"."""
    return ".".join(step for step in path if isinstance(step, str))
