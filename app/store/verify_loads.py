"""Rows that were loaded at once: the audit has their number and a common digest, not an image of each.

A load names its table, how many rows it brought, their first and last id, and the sum of the digests of the
rows as they were stored. Ranges of loads that overlap are proved together. What was loaded before the audit
kept digests is proved by count alone. A wrong load is located to its row in the audit, not to one record.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.ids import Id
from app.store.stored_rows import added, id_text, row_digest
from app.store.verify_findings import Found
from app.store.verify_reading import Ask

_LOADS = "SELECT sequence, CAST(entry AS BLOB) FROM audit WHERE event = 'load' ORDER BY sequence"


@dataclass(frozen=True)
class Load:
    """One load as the audit tells it. Without a digest only its number of rows is known."""

    sequence: int
    table: str
    rows: int
    first: bytes = b""
    last: bytes = b"\xff" * 17
    fields: tuple[str, ...] = ()
    digest: int | None = None


@dataclass
class Together:
    """Loads of one table whose ids lie among each other, and the rows found where they lie."""

    first: bytes
    last: bytes
    loads: list[Load]
    rows: int = 0
    total: int = 0

    @property
    def expected_rows(self) -> int:
        return sum(one.rows for one in self.loads)

    @property
    def digest(self) -> int | None:
        """The sum of the loads' digests; None where one has none, or they tell of different fields."""
        if len({one.fields for one in self.loads}) != 1:
            return None
        total = 0
        for one in self.loads:
            if one.digest is None:
                return None
            total = added(total, one.digest)
        return total


def load_of(sequence: int, details: Mapping[str, Any]) -> Load:
    """Return a load from what its row in the audit says."""
    if "digest" not in details:
        return Load(sequence, details["table"], details["rows"])
    return Load(
        sequence,
        details["table"],
        details["rows"],
        Id(details["first"]).bytes,
        Id(details["last"]).bytes,
        tuple(details["fields"]),
        int(details["digest"], 16),
    )


def put_together(loads: Iterable[Load]) -> list[Together]:
    """Return the loads of one table by their ranges of ids, those that overlap in one."""
    groups: list[Together] = []
    for one in sorted(loads, key=lambda load: load.first):
        if groups and one.first <= groups[-1].last:
            groups[-1].loads.append(one)
            groups[-1].last = max(groups[-1].last, one.last)
        else:
            groups.append(Together(one.first, one.last, [one]))
    return groups


@dataclass
class Loads:
    """All loads of the record. Rows that no act made are counted where they belong, or named."""

    by_table: dict[str, list[Together]] = field(default_factory=dict)
    strangers: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def read(self, ask: Ask, tables: Container[str]) -> None:
        """Take in what the audit tells of these tables."""
        told: dict[str, list[Load]] = defaultdict(list)
        for sequence, entry in ask(_LOADS, ()):
            try:
                one = load_of(sequence, json.loads(entry)["details"])
            except (ValueError, TypeError, KeyError):
                continue  # a row that was changed: the chain names it
            if one.table in tables:
                told[one.table].append(one)
        self.by_table = {table: put_together(loads) for table, loads in told.items()}

    def take(self, table: str, record_id: bytes, plain: Mapping[str, Any]) -> None:
        """Take in a row that no act made, as it was when it was loaded."""
        groups = self.by_table.get(table, [])
        place = bisect_right(groups, record_id, key=lambda one: one.first) - 1
        if place < 0 or record_id > groups[place].last:
            self._stranger(table, record_id)
            return
        group = groups[place]
        group.rows += 1
        if group.loads[0].fields:
            group.total = added(group.total, row_digest(plain, group.loads[0].fields))

    def _stranger(self, table: str, record_id: bytes) -> None:
        if len(self.strangers[table]) < 200:
            self.strangers[table].append(record_id)

    def judge(self, found: Found, damaged: set[str]) -> None:
        """Name each row that no act and no load brought, and each load that is not what it was."""
        for table, ids in self.strangers.items():
            for one in ids:
                found.add("audit.record_unknown", table=table, id=id_text(one))
        for table, groups in self.by_table.items():
            for group in groups:
                if table not in damaged:
                    _judge_group(found, table, group)


def _judge_group(found: Found, table: str, group: Together) -> None:
    sequence, digest = group.loads[0].sequence, group.digest
    if group.rows != group.expected_rows:
        found.add(
            "audit.load_count",
            table=table,
            sequence=sequence,
            rows=group.expected_rows,
            found=group.rows,
        )
    elif digest is not None and group.total != digest:
        found.add("audit.load_differs", table=table, sequence=sequence, rows=group.rows)
