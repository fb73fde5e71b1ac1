"""What two databases differ in, and the statements that make an older one like the models."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlcipher3 import dbapi2 as sqlcipher

from app.store.base import all_tables

_DIALECT = sqlite.dialect()
_OWN = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_index\\_%' ESCAPE '\\'"
_CHECK = re.compile(r"CHECK \((?:[^()]|\([^()]*\))*\)")


class ByHand(Exception):
    """Differences that no statement made from the models can bridge without a decision."""


@dataclass
class Shape:
    """A table as the database knows it; column defaults are left out, for only steps have them."""

    strict: bool
    columns: dict[str, tuple[str, bool, int]]
    keys: set[tuple[str, str, str, str]] = field(default_factory=set)
    uniques: set[tuple[str, ...]] = field(default_factory=set)
    checks: list[str] = field(default_factory=list)


@dataclass
class Whole:
    """All tables, and the texts of indexes, triggers and virtual tables by name."""

    tables: dict[str, Shape]
    indexes: dict[str, str]
    triggers: dict[str, str]
    virtual: dict[str, str]


def normal(sql: str) -> str:
    """Return a statement without differences of white space and quotes."""
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip()


def made_by(statements: Iterable[str]) -> Any:
    """Return a database in memory in which the statements have run."""
    connection = sqlcipher.connect(":memory:", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    return connection


def look(connection: Any) -> Whole:
    """Read what a database is made of; `connection` is one of the driver's."""
    rows = connection.execute(f"SELECT type, name, sql FROM sqlite_master WHERE {_OWN}").fetchall()
    texts = {kind: {name: normal(sql or "") for one, name, sql in rows if one == kind} for kind in _KINDS}
    virtual = {name: sql for name, sql in texts["table"].items() if sql.startswith("CREATE VIRTUAL")}
    plain = {name: sql for name, sql in texts["table"].items() if name not in {*virtual, "alembic_version"}}
    shapes = {name: _shape(connection, name, sql) for name, sql in plain.items()}
    return Whole(shapes, texts["index"], texts["trigger"], virtual)


_KINDS = ("table", "index", "trigger")


def _shape(connection: Any, table: str, sql: str) -> Shape:
    def asked(pragma: str, of: str = table) -> Any:
        return connection.execute(f"SELECT * FROM pragma_{pragma}(?)", (of,)).fetchall()

    columns = {
        name: (kind, bool(required), key) for _, name, kind, required, _, key, *_ in asked("table_xinfo")
    }
    keys = {
        (source, target, to, on_delete)
        for _, _, target, source, to, _, on_delete, _ in asked("foreign_key_list")
    }
    own = [name for _, name, _, origin, _ in asked("index_list") if origin == "u"]
    uniques = {tuple(row[2] for row in asked("index_info", name)) for name in own}
    ((*_, strict),) = asked("table_list")
    return Shape(bool(strict), columns, keys, uniques, sorted(_CHECK.findall(sql)))


def differences(found: Whole, wanted: Whole) -> list[str]:
    """Return in what two databases differ, one line each; empty if they are alike."""
    told = []
    for what in ("tables", "indexes", "triggers", "virtual"):
        there, meant = getattr(found, what), getattr(wanted, what)
        told += [f"{what}: {name} is too much" for name in sorted({*there} - {*meant})]
        told += [f"{what}: {name} is missing" for name in sorted({*meant} - {*there})]
        told += [
            f"{what}: {name} is {there[name]} and should be {meant[name]}"
            for name in sorted({*there} & {*meant})
            if there[name] != meant[name]
        ]
    return told


def bridge(found: Whole, wanted: Whole) -> list[str]:
    """Return the statements that add to an older database what the models have more.

    What a statement cannot add without touching rows (a changed or removed column, a new constraint on an
    older table, a removed table or trigger) is left as it is: the comparison afterwards tells of it. Raises
    ByHand for a new column that needs a value and names none.
    """
    made = []
    for table in all_tables():
        there = found.tables.get(table.name)
        if there is None:
            made.append(text_of(CreateTable(table)))
        else:
            new = [one for one in table.columns if one.name not in there.columns]
            made += [_added(one) for one in new]
        made += _indexes(table, found)
    return [*made, *_triggers(found, wanted)]


def _indexes(table: sa.Table, found: Whole) -> list[str]:
    made = []
    for sql in sorted(text_of(CreateIndex(index)) for index in table.indexes):
        name = normal(sql).split(" ON ")[0].split()[-1]
        if found.indexes.get(name) == normal(sql):
            continue
        made += [f"DROP INDEX {name}"] * (name in found.indexes)
        made.append(sql)
    return made


def _triggers(found: Whole, wanted: Whole) -> list[str]:
    made = [sql for name, sql in wanted.virtual.items() if name not in found.virtual]
    for name, sql in wanted.triggers.items():
        if found.triggers.get(name) != sql:
            made += [f"DROP TRIGGER {name}"] * (name in found.triggers)
            made.append(sql)
    return made


def _added(column: sa.Column[Any]) -> str:
    quoted = _DIALECT.identifier_preparer.format_column(column)
    table = _DIALECT.identifier_preparer.format_table(column.table)
    kind = _DIALECT.type_compiler_instance.process(column.type)
    text = f"ALTER TABLE {table} ADD COLUMN {quoted} {kind}"
    if not column.nullable:
        text += f" NOT NULL DEFAULT {_default(column)}"
    for key in column.foreign_keys:
        name = f"fk_{column.table.name}_{column.name}"
        target = key.column
        text += f" CONSTRAINT {name} REFERENCES {target.table.name} ({target.name})"
    return text


def _default(column: sa.Column[Any]) -> str:
    """Return the value that rows of before get: the server's default, else the plain one of the model."""
    if column.server_default is not None:
        given: Any = column.server_default
        return str(given.arg)
    value = _value(column)
    bind = column.type.bind_processor(_DIALECT)
    stored = bind(value) if bind is not None else value
    if isinstance(stored, str):
        return "'" + stored.replace("'", "''") + "'"
    return str(int(stored))


def _value(column: sa.Column[Any]) -> Any:
    default: Any = column.default
    if default is not None and default.is_scalar:
        return default.arg
    if default is not None and getattr(default.arg, "__name__", "") in ("list", "dict"):
        return [] if default.arg.__name__ == "list" else {}
    raise ByHand(f"{column.table.name}.{column.name} must have a value: which do the rows there get?")


def text_of(clause: CreateTable | CreateIndex) -> str:
    """Return a statement of the models as SQLite reads it."""
    lines = str(clause.compile(dialect=_DIALECT)).strip().splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def joined(statements: Sequence[str]) -> str:
    """Return the text of a step's file: statements with an empty line between."""
    return "".join(f"{one}\n\n" for one in statements)[:-1]
