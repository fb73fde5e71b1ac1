"""The door of every act: a text with a character that nobody could see is refused at its field."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from app.core.acts import Command
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.texts import holds_hidden


def refuse_hidden(command: Command) -> None:
    """Refuse a command that holds a control, a character that turns the direction, or half of one.

    What a command only carries (a file that was read) is not typed by anybody and passes; so does a text that
    its act cleans (a search). Raises RuleViolated with the field as forms name it: "last_name",
    "contacts.0.phone".
    """
    for field, text in _texts(command, ""):
        if holds_hidden(text):
            raise RuleViolated(field, Message("fields.hidden_character"))


def _texts(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield at, value
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _texts(one, f"{at}.{place}")
    elif is_dataclass(value):
        for one in fields(value):
            if not one.metadata.get("carried") and not one.metadata.get("cleaned"):
                yield from _texts(getattr(value, one.name), f"{at}.{one.name}" if "." in at else one.name)
