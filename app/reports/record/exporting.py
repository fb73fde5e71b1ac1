"""The record in a file: a table for a spreadsheet, or the chain itself, with which a stranger proves it.

The table (CSV, UTF-8 with a byte order mark, CRLF) has one row for each line asked for; no cell of it is a
formula. The chain (JSON lines, UTF-8) has a head line and then every row of the record from the first to the
last: its number, its canonical text as stored, and its hash, which is SHA-256 over the hash before (32 bytes)
and that text. What the head line calls "genesis" stands before the first row.
"""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from app.core.errors import Unavailable
from app.reports.record import words
from app.reports.record.lines import lines_of
from app.reports.record.views import RecordHead, RecordLine
from app.store.audit import GENESIS, AuditRow
from app.store.base import canonical_json
from app.store.work import Reading

CHAIN_FORMAT = "daybook audit 1"
_FORMULA = ("=", "+", "-", "@", "|", "%", "\t", "\r")
_COLUMNS = ("number", "time", "person", "patient", "mrn", "kind", "what", "more", "reason", "where")
_OWNER_ONLY = 0o600


class Format(StrEnum):
    """What the file is for: reading and sorting, or proving."""

    TABLE = "csv"
    CHAIN = "jsonl"


def head_text(form: Format, head: RecordHead, practice: str) -> str:
    """Return what a file begins with; `head` is the last line of the record that goes into it."""
    if form is Format.CHAIN:
        told = {
            "format": CHAIN_FORMAT,
            "practice": practice,
            "genesis": GENESIS.hex(),
            "rows": head.number,
            "head": head.hash,
        }
        return canonical_json(told) + "\n"
    return "\ufeff" + _row(words.catalog()["column"][name] for name in _COLUMNS)


def export_text(reading: Reading, numbers: Sequence[int], form: Format) -> str:
    """Return the text of some lines (of the chain: of some rows), in this order."""
    if form is Format.CHAIN:
        return "".join(_chain_rows(reading, numbers))
    return "".join(_row(_cells(line)) for line in lines_of(reading, numbers))


def _chain_rows(reading: Reading, numbers: Sequence[int]) -> Iterable[str]:
    if not numbers:
        return
    chosen = sa.select(AuditRow.sequence, AuditRow.entry, AuditRow.hash).where(
        AuditRow.sequence.between(numbers[0], numbers[-1])
    )
    for row in reading.session.connection().execute(chosen.order_by(AuditRow.sequence)):
        told = {"sequence": row.sequence, "entry": row.entry, "hash": row.hash.hex()}
        yield canonical_json(told) + "\n"


def _cells(line: RecordLine) -> Iterable[str]:
    yield str(line.number)
    yield f"{line.at:%Y-%m-%d %H:%M:%S}"
    yield from (line.person, line.patient, line.mrn, words.happening_word(line.happening), line.what)
    yield from (line.more, line.reason, line.where)


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([safe(cell) for cell in cells])
    return out.getvalue()


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return "'" + cell if cell.lstrip(" \ufeff").startswith(_FORMULA) else cell


class ExportFile:
    """A file being written beside its place, for its owner only; it gets its name when it is whole.

    Use: `write` piece by piece, then `finish`, or `discard`, after which nothing is left of it. Each raises
    Unavailable (disk full, no such place) and leaves nothing either.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f".{path.name}.part")
        self._handle = -1

    def write(self, text: str) -> None:
        """Add text at the end."""
        try:
            if self._handle < 0:
                self._part.unlink(missing_ok=True)
                self._handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            left = memoryview(text.encode())
            while left:
                left = left[os.write(self._handle, left) :]
        except OSError as error:
            self.discard()
            raise Unavailable("export_not_written") from error

    def finish(self) -> None:
        """Put the file in its place, over one of the same name."""
        try:
            os.fsync(self._handle)
            os.close(self._handle)
            self._handle = -1
            self._part.replace(self.path)
        except OSError as error:
            self.discard()
            raise Unavailable("export_not_written") from error

    def discard(self) -> None:
        """Leave nothing of the file; what was at its place stays."""
        with suppress(OSError):
            if self._handle >= 0:
                os.close(self._handle)
        self._handle = -1
        with suppress(OSError):
            self._part.unlink(missing_ok=True)
