"""What tells the same resource again, and how it is named in a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from app.exchange.fhir.records import Record, Source

_SAFE_ID = re.compile(r"[A-Za-z0-9\-._]{1,128}")
Number = tuple[str, str]
NO_NUMBERS: frozenset[Number] = frozenset()


def named(source: Source) -> str:
    """Return how a report calls a resource: "Claim/42", or by its place where it has no sound id."""
    if _SAFE_ID.fullmatch(source.id):
        return f"{source.type}/{source.id}"
    return f"{source.type}, entry {source.entry}"


def numbers(record: Record) -> list[Number]:
    """Return type and "system|value" of each identifier that says whose number it is."""
    return [
        (record.source.type, f"{one.system}|{one.value}")
        for one in record.identifiers
        if one.system and one.value
    ]


def shared_numbers(records: Iterable[Record]) -> frozenset[Number]:
    """Return the identifiers that several resources of one bundle carry with different content.

    Laboratories give one number to a whole set of results. Such a number does not tell one resource.
    """
    content: dict[Number, set[str]] = {}
    for record in records:
        for number in numbers(record):
            content.setdefault(number, set()).add(record.source.sha256)
    return frozenset(number for number, different in content.items() if len(different) > 1)


def identity(record: Record, shared: Set[Number] = NO_NUMBERS) -> str:
    """Return what tells the same resource again: its identifier, its full URL, type and id, its content."""
    source = record.source
    own = next((text for number in numbers(record) if number not in shared for text in number[1:]), "")
    if own or source.full_url:
        return own or source.full_url
    return f"{source.type}/{source.id}" if source.id else f"sha256:{source.sha256}"


def identities(records: Iterable[Record]) -> dict[str, str]:
    """Return the identity of each of one patient's resources of a bundle, by its key in the bundle."""
    records = list(records)
    shared = shared_numbers(records)
    return {record.source.key: identity(record, shared) for record in records}
