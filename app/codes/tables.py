"""The project's own file for a list of public facts: tab-separated text with a header, packed with gzip.

    daybook-table 1
    set<TAB>icd10cm            facts about the list, one a line: set, release, publisher, licence, notice,
    rows<TAB>98186             valid_from, valid_to, made_from; the number of rows is always the last one
                               an empty line
    code<TAB>billable<TAB>...  the columns
    A00<TAB>0<TAB>...          the rows, in an order that the importer fixes

The text is the same on every machine for the same source. The packed bytes hold no time and no file name.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import Unavailable
from app.core.findings import Message

FIRST_LINE = "daybook-table 1"
HEADER_BYTES = 8192
LARGEST_TABLE = 200_000_000  # a packed file that unpacks to more is not one of ours


@dataclass(frozen=True)
class Table:
    """A list as read: facts, column names, and rows as lines that are split only when they are asked for."""

    facts: Mapping[str, str]
    columns: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def release(self) -> str:
        """The publisher's release ("2026-04-01"); "" if the list has none."""
        return self.facts.get("release", "")

    def __len__(self) -> int:
        return len(self.lines)

    def row(self, number: int) -> tuple[str, ...]:
        """Return one row, one text for each column."""
        return tuple(self.lines[number].split("\t"))

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Go through all rows in the order of the file."""
        return (tuple(line.split("\t")) for line in self.lines)


def damaged(path: Path) -> Unavailable:
    """Return the error for a table file that is cut off, altered or not a table at all."""
    return Unavailable("codes_damaged", Message("codes.table_damaged", {"file": path.name}))


def table_text(facts: Mapping[str, str], columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return the text of a table; a value must not hold a tab or a line break (ValueError)."""
    lines = [_line(row) for row in rows]
    head = [_line(fact) for fact in facts.items() if fact[0] != "rows"]
    return "\n".join([FIRST_LINE, *head, f"rows\t{len(lines)}", "", _line(columns), *lines, ""])


def packed(text: str) -> bytes:
    """Return the text as gzip without time or name, so that the same text gives the same bytes."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as stream:
        stream.write(text.encode())
    return out.getvalue()


def unpacked(path: Path) -> str:
    """Return the text of a table file (".tsv.gz", or ".tsv" for the lists that are written by hand).

    Raises Unavailable("codes_damaged") when it is cut off, altered, too large or not UTF-8.
    """
    try:
        with _opened(path) as stream:
            data = stream.read(LARGEST_TABLE + 1)
        if len(data) > LARGEST_TABLE:
            raise damaged(path)
        return data.decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise damaged(path) from error


def read_facts(path: Path) -> dict[str, str]:
    """Return only the facts at the head of a table file, without reading its rows."""
    try:
        with _opened(path) as stream:
            head = stream.read(HEADER_BYTES).decode(errors="ignore")
    except (OSError, EOFError, zlib.error) as error:
        raise damaged(path) from error
    return _facts(head.partition("\n\n")[0], path)


def read_table(path: Path) -> Table:
    """Read a table file; raises Unavailable("codes_damaged") when it is not whole."""
    head, gap, body = unpacked(path).partition("\n\n")
    facts = _facts(head, path)
    columns, *lines = body.split("\n")
    if not gap or not lines or lines.pop() != "" or str(len(lines)) != facts.get("rows"):
        raise damaged(path)
    return Table(facts, tuple(columns.split("\t")), tuple(lines))


def _opened(path: Path) -> io.BufferedIOBase:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _facts(head: str, path: Path) -> dict[str, str]:
    first, *lines = head.split("\n")
    pairs = [line.partition("\t") for line in lines]
    if first != FIRST_LINE or not all(gap for _, gap, _ in pairs):
        raise damaged(path)
    return {name: value for name, _, value in pairs}


def _line(values: Iterable[str]) -> str:
    texts = tuple(values)
    if any(character in text for text in texts for character in "\t\n\r"):
        raise ValueError("a value holds a tab or a line break")
    return "\t".join(texts)
