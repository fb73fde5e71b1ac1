"""What changed in a record, before and after, in words: money, dates in the practice's zone, names."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core.acts import Permission
from app.core.ids import Id
from app.core.money import money_text
from app.documents.formats import formats_for
from app.reports.record import words
from app.reports.record.lines import Names, wall
from app.reports.record.sensitive import is_clinical, is_secret
from app.reports.record.views import FieldChange, RecordChange
from app.store.base import Base, CodeColumn, DayColumn, FlagColumn, IdColumn, InstantColumn, WordColumn
from app.store.work import Reading

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_OF_THE_STORE = frozenset({"id", "version", "name_key", "patient_id"})
_NAMED = ("room", "provider", "visit_type", "location")
_PEOPLE_FIELDS = ("by", "account_id", "person_id")


def people_in(images: Iterable[Mapping[str, Any]]) -> set[Id]:
    """Return the ids of people that stand in before and after, so that their names are asked for at once."""
    return {UUID(value) for field, value in _values(images) if _names_person(field) and _is_id(value)}


def patients_in(images: Iterable[Mapping[str, Any]]) -> set[Id]:
    """Return the ids of patients that stand in before and after."""
    found = {UUID(value) for field, value in _values(images) if field == "merged_into" and _is_id(value)}
    return found | {UUID(one["patient"]) for one in images if one.get("patient")}


def _values(images: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Any]]:
    for said in images:
        for side in ("before", "after"):
            yield from said.get(side, {}).items()


def _names_person(field: str) -> bool:
    return field in _PEOPLE_FIELDS or field.endswith(("_by", "_account_id")) or field == "clinician_id"


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36


class Readable:
    """Says what fields said; `names` are those of the people and patients in question."""

    def __init__(self, reading: Reading, names: Names) -> None:
        self._reading, self._names = reading, names
        self._may_see = self._sees_chart = reading.may(Permission.SEE_CHART)
        self._formats = formats_for("en")
        self.hidden = False

    def change(self, said: Mapping[str, Any]) -> RecordChange:
        """Return one changed record of the audit in words."""
        table = said["record"][0]
        before, after = said.get("before", {}), said.get("after", {})
        fields = [name for name in dict.fromkeys([*before, *after]) if name not in _OF_THE_STORE]
        fields = [name for name in fields if name.removesuffix("_name") not in fields or name[-5:] != "_name"]
        patient = UUID(said["patient"]) if said.get("patient") else None
        self._sees_chart = self._may_see and (patient is None or self._reading.may_open(patient))
        return RecordChange(
            words.table_word(table),
            not before,
            self._names.patient(patient)[0],
            tuple(self._field(table, name, before.get(name), after.get(name)) for name in fields),
        )

    def _field(self, table: str, name: str, before: Any, after: Any) -> FieldChange:
        word = words.field_word(name)
        if is_clinical(table, name) and not self._sees_chart:
            self.hidden = True
            return FieldChange(word, words.say("hidden"), words.say("hidden"), hidden=True)
        return FieldChange(word, self.value(table, name, before), self.value(table, name, after))

    def value(self, table: str, field: str, value: Any) -> str:
        """Return what a field said; "" where it said nothing."""
        if value is None or value in ("", [], {}):
            return ""
        if is_secret(field):
            return words.say("secret")
        column = _columns(table).get(field)
        if field.endswith("cents") and isinstance(value, int):
            return money_text(value)
        if isinstance(value, str) and column is not None and isinstance(column.type, IdColumn):
            return self._named(column, field, value)
        return self._of_type(None if column is None else column.type, value)

    def _of_type(self, kind: Any, value: Any) -> str:
        if isinstance(kind, InstantColumn) and isinstance(value, int):
            at = _EPOCH + timedelta(microseconds=value)
            return self._formats.write("moment", wall(self._reading, at))
        if isinstance(kind, DayColumn) and isinstance(value, str):
            return self._formats.write("day", date.fromisoformat(value))
        if isinstance(kind, FlagColumn) or isinstance(value, bool):
            return words.say("yes" if value else "no")
        if isinstance(kind, CodeColumn) and isinstance(value, list):
            return f"{value[2]} ({value[1]})" if value[2] else str(value[1])
        if isinstance(kind, WordColumn):
            return words.written_out(str(value))
        return plain(value)

    def _named(self, column: Any, field: str, value: str) -> str:
        target = next((key.column.table.name for key in column.foreign_keys), "")
        if _names_person(field) or target == "account":
            return self._names.person(UUID(value))
        if field == "merged_into" or target == "patient":
            name, mrn = self._names.patient(UUID(value))
            return f"{name}, MRN {mrn}" if name else words.say("another", kind="patient")
        if target in _NAMED:
            return self._name_of(target, UUID(value))
        known = words.table_word(target).lower() if target else words.written_out(_kind(field)).lower()
        return words.say("another", kind=known)

    def _name_of(self, table: str, record_id: Id) -> str:
        its = Base.metadata.tables[table].columns
        found = self._reading.session.execute(sa.select(its.name).where(its.id == record_id))
        return found.scalar_one_or_none() or words.say("another", kind=words.table_word(table).lower())


def _kind(field: str) -> str:
    return field.removesuffix("_id")


@cache
def _columns(table: str) -> Mapping[str, Any]:
    known = Base.metadata.tables.get(table)
    return {} if known is None else dict(known.columns.items())


def plain(value: Any) -> str:
    """Return a plain value as text: lists by semicolons, maps by their names, nested ones in brackets."""
    if isinstance(value, bool):
        return words.say("yes" if value else "no")
    if isinstance(value, dict):
        told = {key: inner for key, inner in value.items() if inner not in (None, "", [], {})}
        return "; ".join(f"{words.detail_word(key)}: {_inner(inner)}" for key, inner in told.items())
    if isinstance(value, list):
        return "; ".join(_inner(inner) for inner in value)
    return str(value)


def _inner(value: Any) -> str:
    text = plain(value)
    return f"({text})" if isinstance(value, (dict, list)) and len(value) > 1 else text


def parsed(entry: str) -> Mapping[str, Any]:
    """Return what an entry of the audit says."""
    said: Mapping[str, Any] = json.loads(entry)
    return said
