"""Comparing each record with its last image in the audit, so that a record changed outside an act is named.

The audit tells of a record when it is made (every field that is not empty) and when it changes (the fields
that did). Folded in order that is its last image, and the row of its table must say the same: so an old page
copied back, or a row edited with the key in hand, is found as the records that stood on it. Rows loaded at
once are proved together, by count and digest (`verify_loads`).

Not compared, for the audit does not tell of them: drafts, results of commands, the search index and the
sounds of names, running numbers, the file's own state. Their pages are proved by the cipher; an old page
among them is not found. Of a record whose audit rows were taken out, with all checkpoints and anchors
rewritten, nothing is left to compare: only paper and backups expose that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.core.findings import Finding
from app.core.progress import Progress
from app.store.stored_rows import StoredTable, audited_tables, id_text
from app.store.verify_findings import Found
from app.store.verify_loads import Loads
from app.store.verify_reading import PIECE, Picture, damage_or_stop

_INDEX = "ix_audit_record_id"
_IMAGES = (
    "SELECT record_id, record_kind, sequence, CAST(entry AS BLOB) FROM audit {hint}"
    " WHERE record_id IS NOT NULL ORDER BY record_id, sequence"
)
_HAS_INDEX = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = ?"
_THERE = "SELECT name FROM sqlite_master WHERE type = 'table'"
_MIGRATED = "SELECT coalesce(max(sequence), 0) FROM audit WHERE event = 'migration'"
_HOW_MANY = "SELECT coalesce(max(sequence), 0) FROM audit"
_ABSENT = object()


@dataclass
class Image:
    """One record as the audit tells it: what it says now, and for a loaded one what it said at first."""

    kind: str
    record_id: bytes
    created: bool
    sequence: int = 0
    began: int = 0
    """The row that told of it first."""
    after: dict[str, Any] = field(default_factory=dict)
    first: dict[str, Any] = field(default_factory=dict)

    def take(self, sequence: int, said: Mapping[str, Any]) -> None:
        """Fold one more row of the audit into it."""
        self.sequence, self.began = sequence, self.began or sequence
        for name, value in said.get("before", {}).items():
            self.first.setdefault(name, value)
        self.after.update(said["after"])


class RecordProof:
    """One pass over all records, in the order of their ids, a few thousand images in memory at a time."""

    def __init__(self, picture: Picture, progress: Progress) -> None:
        self._picture, self._progress = picture, progress
        known = audited_tables()
        self._ask = picture.ask
        there = {row[0] for row in self._ask(_THERE, ())}
        self._known = frozenset(known)
        self._migrated: int = self._ask(_MIGRATED, ())[0][0]
        self._tables = {name: table for name, table in known.items() if name in there}
        self._found, self._loads = Found(), Loads()
        self._damaged: set[str] = set()
        self.compared = 0

    def run(self) -> list[Finding]:
        """Return each record that is not what the audit says last of it. Raises Cancelled."""
        try:
            self._loads.read(self._ask, self._known)
            self._compare_all()
        except sqlcipher.DatabaseError as error:
            damage_or_stop(error, self._progress)
            self._found.add("file.table_unreadable", table="audit")
            return self._found.listed()
        self._loads.judge(self._found, self._damaged)
        return self._found.listed()

    def _compare_all(self) -> None:
        total = self._ask(_HOW_MANY, ())[0][0]
        images: dict[bytes, Image] = {}
        after, seen = b"", 0
        for image in self._images():
            if len(images) == PIECE:
                last = next(reversed(images))
                self._compare(images, after, last)
                after, seen = last, seen + len(images)
                images = {}
                self._progress.step(min(seen, total), total)
            images[image.record_id] = image
        self._compare(images, after, None)
        self._progress.step(total, total)

    def _images(self) -> Iterator[Image]:
        indexed = self._ask(_HAS_INDEX, (_INDEX,))[0][0]
        hint = f"INDEXED BY {_INDEX}" if indexed else ""
        image: Image | None = None
        for record_id, kind, sequence, entry in self._picture.stream(_IMAGES.format(hint=hint)):
            said = _said(entry)
            if said is None:
                continue
            if image is None or image.record_id != record_id:
                if image is not None:
                    yield image
                image = Image(kind, record_id, created="id" in said["after"])
            image.take(sequence, said)
        if image is not None:
            yield image

    # -- the rows of the tables between two ids -------------------------------------------------------------

    def _compare(self, images: dict[bytes, Image], after: bytes, last: bytes | None) -> None:
        for table in self._tables.values():
            if table.name in self._damaged:
                continue
            try:
                for number, row in enumerate(self._between(table, after, last)):
                    self._compare_row(table, row, images)
                    if number % PIECE == 0:
                        self._progress.check()
            except sqlcipher.DatabaseError as error:
                damage_or_stop(error, self._progress)
                self._damaged.add(table.name)
                self._found.add("file.table_unreadable", table=table.name)
        for image in images.values():
            if image.kind not in self._damaged:
                self._miss(image)

    def _between(self, table: StoredTable, after: bytes, last: bytes | None) -> Iterator[Any]:
        if last is None:
            return self._picture.stream(f"{table.selected} WHERE id > ? ORDER BY id", (after,))
        statement = f"{table.selected} WHERE id > ? AND id <= ? ORDER BY id"
        return self._picture.stream(statement, (after, last))

    def _compare_row(self, table: StoredTable, row: Any, images: dict[bytes, Image]) -> None:
        image = images.get(row[0])
        own = image is not None and image.kind == table.name
        if own:
            del images[row[0]]
            self.compared += 1
        try:
            plain = table.plain_row(row)
        except (ValueError, TypeError):
            self._differs(table.name, row[0], image.sequence if image and own else 0, "")
            return
        if image is None or not own:
            self._loads.take(table.name, row[0], plain)
            return
        wrong = _first_difference(plain, image, table.defaults, self._migrated)
        if wrong:
            self._differs(table.name, row[0], image.sequence, wrong)
        elif not image.created:
            self._loads.take(table.name, row[0], {**plain, **image.first})

    def _differs(self, table: str, record_id: bytes, sequence: int, column: str) -> None:
        self._found.add(
            "audit.record_differs", table=table, id=_shown(record_id), column=column, sequence=sequence
        )

    def _miss(self, image: Image) -> None:
        known = image.kind in self._known
        message = "audit.record_missing" if known else "audit.record_of_unknown_table"
        shown = _shown(image.record_id)
        self._found.add(message, table=image.kind, id=shown, sequence=image.sequence)


def _said(entry: bytes) -> dict[str, Any] | None:
    """Return what a row of the audit says; None for one that was changed, which the chain names."""
    try:
        said = json.loads(entry)
        before, after = said.get("before", {}), said["after"]
        return said if isinstance(before, dict) and isinstance(after, dict) else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _shown(record_id: Any) -> str:
    return id_text(record_id) if isinstance(record_id, bytes) and len(record_id) == 16 else "?"


def _first_difference(
    plain: Mapping[str, Any], image: Image, defaults: Mapping[str, Any], migrated: int
) -> str:
    """Return the first field in which a stored row differs from its last image, or "".

    A created record's image leaves out what was empty then. A column that is never empty and that the image
    does not know is younger than the record, and holds its default. What was recorded before the row
    `migrated` does not tell each version; there the version may be a later one.
    """
    after = image.after
    for name, value in plain.items():
        expected = after.get(name, _ABSENT)
        if expected is _ABSENT:
            if image.created and value is not None and value != defaults.get(name, _ABSENT):
                return name
        elif expected != value or type(expected) is not type(value):
            untold = name == "version" and image.began <= migrated and value > expected
            if not untold:
                return name
    return ""
