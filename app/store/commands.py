"""Results of commands: the same command sent twice acts once and gets the first answer again."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, get_type_hints

import sqlalchemy as sa
from cattrs.preconf.json import JsonConverter, make_converter
from sqlalchemy.orm import Mapped, mapped_column

from app.core.acts import Command
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.store.base import Base, canonical_json
from app.store.engine import allowed_changes


class CommandResult(Base):
    """What a command was, by hash, and what it gave, as JSON of the view; written in its transaction."""

    __tablename__ = "command_result"

    id: Mapped[Id] = mapped_column(primary_key=True)
    act: Mapped[str]
    payload_hash: Mapped[bytes]
    result: Mapped[str]
    at: Mapped[datetime]


def _make_converter() -> JsonConverter:
    converter = make_converter(forbid_extra_keys=True)
    for kind, read in ((Decimal, Decimal), (Id, Id)):
        converter.register_unstructure_hook(kind, str)
        converter.register_structure_hook(kind, lambda value, _type, read=read: read(value))
    converter.register_unstructure_hook(date, lambda value: value.isoformat())
    converter.register_structure_hook(date, lambda value, _type: date.fromisoformat(value))
    converter.register_unstructure_hook(datetime, lambda value: value.isoformat())
    converter.register_structure_hook(datetime, lambda value, _type: datetime.fromisoformat(value))
    converter.register_unstructure_hook(Message, _message_to_plain)
    converter.register_structure_hook(Message, lambda value, _type: _message_from_plain(value))
    return converter


_PARAMS: dict[str, tuple[type[Any], Callable[[str], Any]]] = {  # a datetime is a date too: it stands first
    "datetime": (datetime, datetime.fromisoformat),
    "date": (date, date.fromisoformat),
    "time": (time, time.fromisoformat),
    "decimal": (Decimal, Decimal),
}


def _message_to_plain(message: Message) -> dict[str, Any]:
    """Write a message so that its parameters come back as what they were: a text formats a day as a day."""
    return {"id": message.id, "params": {name: _param_to_plain(one) for name, one in message.params.items()}}


def _param_to_plain(value: Any) -> Any:
    for word, (kind, _) in _PARAMS.items():
        if isinstance(value, kind):
            return {word: str(value) if word == "decimal" else value.isoformat()}
    return value


def _message_from_plain(plain: dict[str, Any]) -> Message:
    return Message(plain["id"], {name: _param_from_plain(one) for name, one in plain["params"].items()})


def _param_from_plain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((word, text),) = value.items()
    return _PARAMS[word][1](text)


_converter = _make_converter()


def to_plain(value: Any) -> Any:
    """Return a frozen dataclass (or any plain value) as JSON-ready values."""
    return _converter.unstructure(value)


def from_plain(value: Any, kind: Any) -> Any:
    """Return plain values as the type they were made of."""
    return _converter.structure(value, kind)


def payload_hash(command: Command) -> bytes:
    """Return SHA-256 over the canonical JSON of a command; what it only carries has its own hash in it."""
    said = {
        one.name: to_plain(getattr(command, one.name))
        for one in fields(command)
        if not one.metadata.get("carried")
    }
    return hashlib.sha256(canonical_json(said).encode()).digest()


@cache
def _result_type(function: Callable[..., Any]) -> Any:
    return get_type_hints(function)["return"]


NOT_DONE: Any = object()


def earlier_result(
    connection: sa.Connection, command: Command, act: str, function: Callable[..., Any]
) -> Any:
    """Return what this command gave before, or `NOT_DONE`. Raises RuleViolated for another payload."""
    row = connection.execute(
        sa.select(CommandResult.act, CommandResult.payload_hash, CommandResult.result).where(
            CommandResult.id == command.command_id
        )
    ).first()
    if row is None:
        return NOT_DONE
    if row.act != act or row.payload_hash != payload_hash(command):
        raise RuleViolated("", Message("core.command_reused"))
    return from_plain(json.loads(row.result), _result_type(function))


def keep_result(connection: sa.Connection, command: Command, act: str, result: Any, at: datetime) -> None:
    """Write down what a command gave, in its own transaction."""
    row = {
        "id": command.command_id,
        "act": act,
        "payload_hash": payload_hash(command),
        "result": canonical_json(to_plain(result)),
        "at": at,
    }
    with allowed_changes(connection):
        connection.execute(sa.insert(CommandResult), row)
