"""Records of an import as plain JSON and back, exactly: each value names its type, nothing is guessed."""

from __future__ import annotations

import base64
import dataclasses
from decimal import Decimal
from typing import Any

from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.errors import Unavailable
from app.exchange.fhir import people_records, records, values
from app.exchange.fhir.records import Record

_TYPE = "="
_KINDS: dict[str, Any] = {
    name: kind
    for module in (values, records, people_records)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
} | {"Code": Code, "PartialDate": PartialDate}
_FIELDS = {kind: dataclasses.fields(kind) for kind in _KINDS.values()}


def written(value: Any) -> Any:
    """Return a record, or any value in one, as JSON-ready values; what was not given is left out."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, tuple):
        return [written(one) for one in value]
    if isinstance(value, Decimal):
        return {_TYPE: "Decimal", "value": str(value)}
    if isinstance(value, bytes):
        return {_TYPE: "bytes", "value": base64.b64encode(value).decode()}
    given = {one.name: getattr(value, one.name) for one in _FIELDS[type(value)]}
    return {
        _TYPE: type(value).__name__,
        **{name: written(one) for name, one in given.items() if _is_told(one)},
    }


def _is_told(value: Any) -> bool:
    return value is not None and value != () and value != ""


def read_back(plain: Any) -> Any:
    """Return what `written` was given. Raises Unavailable for what it did not write."""
    if isinstance(plain, list):
        return tuple(read_back(one) for one in plain)
    if not isinstance(plain, dict):
        return plain
    name = plain.get(_TYPE)
    if name == "Decimal":
        return Decimal(plain["value"])
    if name == "bytes":
        return base64.b64decode(plain["value"])
    kind = _KINDS.get(str(name))
    if kind is None:
        raise Unavailable("attachment_damaged")
    given = {key: read_back(one) for key, one in plain.items() if key != _TYPE}
    # A text that was not given is "" wherever it has no default of its own.
    missing = {
        one.name: _empty(one.type)
        for one in _FIELDS[kind]
        if one.name not in given and one.default is dataclasses.MISSING
    }
    return kind(**missing, **given)


def _empty(declared: Any) -> Any:
    text = str(declared)
    return "" if text == "str" or declared is str else () if text.startswith("tuple") else None


def read_record(plain: Any) -> Record:
    """Return a record that was written. Raises Unavailable if it is none."""
    record = read_back(plain)
    if not isinstance(record, Record):
        raise Unavailable("attachment_damaged")
    return record
