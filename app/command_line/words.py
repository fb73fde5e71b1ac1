"""The words of the command line, from its catalog in resources/words, by message id."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from app.core.findings import Message
from app.core.resources import resource


@cache
def _texts() -> Mapping[str, str]:
    catalog = resource("words", "command_line.en.toml").read_text("utf-8")
    return dict(_flat("", tomllib.loads(catalog)))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def say(message_id: str, **params: object) -> str:
    """Return a text of the catalog with its parameters. An id without a text is said as it is."""
    return said(Message(message_id, {name: str(value) for name, value in params.items()}))


def said(message: Message) -> str:
    """Return the text of a message; parameters are put in as they are, never read as anything else."""
    text = _texts().get(message.id, message.id)
    for name, value in message.params.items():
        text = text.replace("{" + name + "}", str(value))
    return text
