"""The column types and the base of every mapped record.

SQLite's STRICT tables know four types only, so each type here says how it is kept there, and has a variant
for the PostgreSQL server on which a practice with several PCs will run the same program. No model names a
type of SQLAlchemy itself.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as PyDecimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.core.changes import Kind
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id, new_id
from app.core.money import Cents

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
E = TypeVar("E", bound=StrEnum)


def is_postgresql(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"


class IdColumn(TypeDecorator[Id]):
    """A UUID version 7: 16 bytes; `uuid` on PostgreSQL."""

    impl = sa.LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Uuid() if is_postgresql(dialect) else sa.LargeBinary())

    def process_bind_param(self, value: Id | None, dialect: Dialect) -> Any:
        return value if value is None or is_postgresql(dialect) else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> Id | None:
        return value if value is None or is_postgresql(dialect) else Id(bytes=value)


class InstantColumn(TypeDecorator[datetime]):
    """An instant: whole microseconds since 1970 in UTC. A naive datetime is refused."""

    impl = sa.Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.BigInteger() if is_postgresql(dialect) else sa.Integer())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else instant_number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND


def instant_number(value: datetime) -> int:
    """Return an aware instant as whole microseconds since 1970. Raises ValueError for a naive one."""
    if value.tzinfo is None:
        raise ValueError("an instant must know its zone")
    return (value - _EPOCH) // _MICROSECOND


class DayColumn(TypeDecorator[date]):
    """A calendar day: ISO 8601 text; `date` on PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Date() if is_postgresql(dialect) else sa.Text())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value if value is None or is_postgresql(dialect) else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return value if value is None or is_postgresql(dialect) else date.fromisoformat(value)


class PartialDateColumn(TypeDecorator[PartialDate]):
    """A date with its precision, as the text that carries both."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        return None if value is None else PartialDate(value)


class DecimalColumn(TypeDecorator[PyDecimal]):
    """An exact number, as the text of it ("98.60" stays "98.60")."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: PyDecimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> PyDecimal | None:
        return None if value is None else PyDecimal(value)


class FlagColumn(TypeDecorator[bool]):
    """Yes or no: 1 or 0; `boolean` on PostgreSQL."""

    impl = sa.Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Boolean() if is_postgresql(dialect) else sa.Integer())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        return value if value is None or is_postgresql(dialect) else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class JsonColumn(TypeDecorator[Any]):
    """Lists and maps of plain values: canonical JSON text; `jsonb` on PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.JSONB() if is_postgresql(dialect) else sa.Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return value if value is None or is_postgresql(dialect) else canonical_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return value if value is None or is_postgresql(dialect) else json.loads(value)


class CodeColumn(TypeDecorator[Code]):
    """A code with its system, display and release, as a JSON list in this order."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Code | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return canonical_json([value.system, value.code, value.display, value.release])

    def process_result_value(self, value: str | None, dialect: Dialect) -> Code | None:
        return None if value is None else Code(*json.loads(value))


class WordColumn(TypeDecorator[E], Generic[E]):
    """One word of a closed list (a StrEnum), as text."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self.words(value)


def canonical_json(value: Any) -> str:
    """Return the one text of a plain value: keys sorted, no spaces, no escapes of letters, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


class Base(DeclarativeBase):
    """The registry of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Id: IdColumn(),
        Cents: sa.Integer().with_variant(sa.BigInteger(), "postgresql"),
        int: sa.Integer().with_variant(sa.BigInteger(), "postgresql"),
        str: sa.Text(),
        bytes: sa.LargeBinary(),
        datetime: InstantColumn(),
        date: DayColumn(),
        PartialDate: PartialDateColumn(),
        PyDecimal: DecimalColumn(),
        bool: FlagColumn(),
        Code: CodeColumn(),
    }
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


@event.listens_for(sa.Table, "after_parent_attach")
def _strict(table: sa.Table, metadata: Any) -> None:
    if metadata is Base.metadata:
        table.dialect_options["sqlite"]["strict"] = True


class Record(Base):
    """A record with an id and a version that rises by one with each change.

    `__change__` is the kind under which screens hear of it (None: they never do); `__audited__` is False only
    for what is no part of the record (drafts, the search index, results of commands).
    """

    __abstract__ = True
    __change__: ClassVar[Kind | None] = None
    __audited__: ClassVar[bool] = True
    __may_be_deleted__: ClassVar[bool] = False

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id, sort_order=-2)
    version: Mapped[int] = mapped_column(nullable=False, sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Correctable:
    """For what was entered and may turn out wrong: it stays, marked "entered in error", with the reason."""

    entered_in_error: Mapped[str | None] = mapped_column(default=None)


def word(words: type[E]) -> Mapped[E]:
    """Return a column for a closed list of words."""
    return mapped_column(WordColumn(words))


def word_or_none(words: type[E]) -> Mapped[E | None]:
    """Return a column for a closed list of words that may be unknown."""
    return mapped_column(WordColumn(words), default=None)


def json_list() -> Mapped[list[Any]]:
    """Return a column for a list of plain values. Replace the list to change it."""
    return mapped_column(JsonColumn(), default=list)


def json_map() -> Mapped[dict[str, Any]]:
    """Return a column for a map of plain values. Replace the map to change it."""
    return mapped_column(JsonColumn(), default=dict)


def refers(target: str) -> Mapped[Id]:
    """Return a reference to another table's id ("patient.id"), indexed; nothing is deleted, so no cascade."""
    return mapped_column(sa.ForeignKey(target), index=True)


def may_refer(target: str) -> Mapped[Id | None]:
    """Return a reference that may be absent."""
    return mapped_column(sa.ForeignKey(target), index=True, default=None)


def plain_value(value: Any) -> Any:
    """Return a column value as audit and canonical JSON write it."""
    if isinstance(value, Id):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return instant_number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PyDecimal):
        return str(value)
    if isinstance(value, PartialDate):
        return value.value
    if isinstance(value, Code):
        return [value.system, value.code, value.display, value.release]
    return value


def all_tables() -> Sequence[sa.Table]:
    """Return every table of the models that have been imported, each after those that it refers to."""
    return Base.metadata.sorted_tables
