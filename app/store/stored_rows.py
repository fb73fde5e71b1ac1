"""Records as they are stored, turned into the plain values that the audit and canonical JSON write.

Verification compares a million of them, so this goes from the driver's values straight to plain ones.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa

from app.core.ids import Id
from app.store.base import (
    Base,
    CodeColumn,
    FlagColumn,
    IdColumn,
    JsonColumn,
    Record,
    canonical_json,
    plain_value,
)

Plain = Callable[[Any], Any]


def id_text(value: bytes) -> str:
    """Return an id as text, from its 16 bytes. Raises ValueError for other bytes."""
    digits = value.hex()
    if len(digits) != 32:
        return str(Id(bytes=value))
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _plain_of(column: Any) -> Plain | None:
    """Return how a stored value becomes a plain one; None where it is one already."""
    kind = column.type
    if isinstance(kind, IdColumn):
        return id_text
    if isinstance(kind, FlagColumn):
        return bool
    if isinstance(kind, JsonColumn | CodeColumn):
        return json.loads
    if isinstance(kind, sa.LargeBinary):
        return bytes.hex
    return None


def _default_of(column: Any) -> Any:
    """Return the plain value that rows older than the column got, or None."""
    made = column.default
    if made is not None and made.is_scalar:
        return plain_value(made.arg)
    if made is not None and made.is_callable:
        name = getattr(made.arg, "__name__", "")
        return {"list": [], "dict": {}}.get(name)
    return None


@dataclass(frozen=True)
class StoredTable:
    """One audited table: the names that the audit uses for its columns, and how each becomes plain."""

    name: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    plain: tuple[Plain | None, ...]
    defaults: Mapping[str, Any]
    """For columns that are never empty: what a row older than the column has there."""

    @cached_property
    def selected(self) -> str:
        """The columns, the id first, for a SELECT; to be followed by a condition on `id`."""
        named = ", ".join(f'"{one}"' for one in self.columns)
        return f'SELECT {named} FROM "{self.name}"'  # noqa: S608 - names from the models

    def plain_row(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return a stored row as plain values by field. Raises ValueError or TypeError for what is none."""
        return {
            name: value if value is None or make is None else make(value)
            for name, make, value in zip(self.fields, self.plain, row, strict=True)
        }


def stored_table(kind: type[Record]) -> StoredTable:
    """Return how records of a kind are stored."""
    pairs = [(one.key, one.columns[0]) for one in sa.inspect(kind).column_attrs]
    pairs.sort(key=lambda pair: pair[1].name != "id")
    return StoredTable(
        name=kind.__tablename__,
        fields=tuple(key for key, _column in pairs),
        columns=tuple(column.name for _key, column in pairs),
        plain=tuple(_plain_of(column) for _key, column in pairs),
        defaults={key: _default_of(column) for key, column in pairs if not column.nullable},
    )


@cache
def _import_all_models() -> None:
    """Let every room's records be known, also those that this process had no need of so far."""
    rooms = importlib.import_module(__name__.split(".")[0])
    for found in pkgutil.walk_packages(rooms.__path__, rooms.__name__ + "."):
        if found.name.endswith(".model"):
            importlib.import_module(found.name)


def audited_tables() -> dict[str, StoredTable]:
    """Return every table whose records the audit tells of, by name."""
    _import_all_models()
    kinds = [one.class_ for one in Base.registry.mappers]
    audited = [kind for kind in kinds if issubclass(kind, Record) and kind.__audited__]
    return {kind.__tablename__: stored_table(kind) for kind in audited}


# -- loaded rows: proved together --------------------------------------------------------------------------

_MODULUS = 1 << 256


def row_digest(row: Mapping[str, Any], fields: Sequence[str]) -> int:
    """Return SHA-256 over what a stored row says in these fields, as a number."""
    said = canonical_json([row.get(one) for one in fields])
    return int.from_bytes(hashlib.sha256(said.encode()).digest(), "big")


def added(total: int, digest: int) -> int:
    """Add a row's digest to that of the rows so far; the order of the rows does not matter."""
    return (total + digest) % _MODULUS


@dataclass(frozen=True)
class LoadProof:
    """What the audit keeps of rows loaded at once: how many, between which ids, and their common digest."""

    table: str
    rows: int
    first: str
    last: str
    fields: tuple[str, ...]
    digest: str

    def told(self) -> dict[str, Any]:
        """Return it as details of the audit's row."""
        return {
            "table": self.table,
            "rows": self.rows,
            "first": self.first,
            "last": self.last,
            "fields": list(self.fields),
            "digest": self.digest,
        }


_ASKED_AT_ONCE = 500


def prove_load(connection: sa.Connection, kind: type[Record], ids: Sequence[Id]) -> LoadProof:
    """Return the proof of rows as they were stored a moment ago, read back from the database."""
    table, cursor = stored_table(kind), connection.connection.cursor()
    fields = tuple(sorted(table.fields))
    total = count = 0
    for start in range(0, len(ids), _ASKED_AT_ONCE):
        asked = [one.bytes for one in ids[start : start + _ASKED_AT_ONCE]]
        marks = ", ".join("?" * len(asked))
        for row in cursor.execute(f"{table.selected} WHERE id IN ({marks})", asked):
            total, count = added(total, row_digest(table.plain_row(row), fields)), count + 1
    cursor.close()
    return LoadProof(table.name, count, str(min(ids)), str(max(ids)), fields, f"{total:064x}")
