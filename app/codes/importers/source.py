"""Reading what a publisher ships: CSV, pipe-delimited, fixed-width; plain or gzip; always UTF-8 and bounded.

Every trouble is an `ImportRefused` with file and line. Nothing of a refused source is kept.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.core.errors import DaybookError
from app.core.findings import Message, Param

LARGEST_SOURCE = 3_000_000_000  # RXNSAT.RRF of a full RxNorm release is the largest file read here
LONGEST_LINE = 100_000


class ImportRefused(DaybookError):
    """A source that cannot be imported: which file, which line (0 for the whole file), and why."""

    def __init__(self, reason: str, file: str, line: int = 0, **params: Param) -> None:
        super().__init__(Message(f"codes.import.{reason}", {"file": file, "line": line, **params}))
        self.reason, self.file, self.line = reason, file, line

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class Row:
    """One record of a source with the place it came from."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def refused(self, reason: str, column: str) -> ImportRefused:
        """Return the error that this row's column is not what it must be."""
        return ImportRefused(reason, self.file, self.line, column=column)

    def needed(self, column: str) -> str:
        """Return a value that must not be empty."""
        if not self.values[column]:
            raise self.refused("value_missing", column)
        return self.values[column]

    def number(self, column: str) -> str:
        """Return a decimal number as the publisher wrote it, without blanks."""
        text = self.needed(column)
        try:
            finite = abs(float(text)) < float("inf")
        except ValueError:
            finite = False
        if not finite or "_" in text:
            raise self.refused("not_a_number", column)
        return text

    def optional_number(self, column: str) -> str:
        """Return a decimal number, or "" where the publisher left it out."""
        return self.number(column) if self.values[column] else ""

    def day(self, column: str) -> str:
        """Return a date as ISO text; takes 2025-07-01, 20250701, 2025/07/01, 7/1/2025; a time is dropped."""
        text = self.values[column].split(" ")[0].split("T")[0]
        if not text:
            return ""
        try:
            return _day(text).isoformat()
        except ValueError as error:
            raise self.refused("not_a_date", column) from error


def _day(text: str) -> date:
    if "/" in text:
        first, second, third = (int(part) for part in text.split("/"))
        return date(first, second, third) if first > 31 else date(third, first, second)
    return date.fromisoformat(text)


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Give the lines of a source with their numbers, from 1; refuses what is not whole UTF-8 text."""
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            size = 0
            while data := stream.readline(LONGEST_LINE + 1):
                number += 1
                size += len(data)
                if len(data) > LONGEST_LINE or size > LARGEST_SOURCE:
                    raise ImportRefused("too_large", path.name, number)
                text = data.decode("utf-8-sig" if number == 1 else "utf-8")
                if "\0" in text:
                    raise ImportRefused("not_text", path.name, number)
                yield number, text
    except UnicodeDecodeError as error:
        raise ImportRefused("not_utf8", path.name, number) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImportRefused("damaged", path.name, number) from error
    except OSError as error:
        raise ImportRefused("unreadable", path.name, number) from error
    if number == 0:
        raise ImportRefused("empty", path.name)


def first_line(path: Path) -> str:
    """Return the first line of a source without its line break."""
    lines = lines_of(path)
    return next(lines)[1].rstrip("\r\n")


def csv_rows(path: Path, columns: Sequence[str], delimiter: str = ",") -> Iterator[Row]:
    """Read a CSV whose header names at least `columns` (letter case and blanks around do not matter)."""
    reader = csv.reader((text for _, text in lines_of(path)), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = next((name for name in columns if name.lower() not in header), None)
        if missing is not None:
            raise ImportRefused("column_missing", path.name, 1, column=missing)
        places = {name: header.index(name.lower()) for name in columns}
        for values in reader:
            if values:
                yield _row(path, reader.line_num, values, len(header), places)
    except csv.Error as error:
        raise ImportRefused("not_csv", path.name, reader.line_num) from error


def delimited_rows(path: Path, columns: Sequence[str], mark: str = "|") -> Iterator[Row]:
    """Read lines without a header and without quoting, as CDC and NLM ship them; one value for each column.

    A mark that ends the line (as in RRF) is allowed.
    """
    places = {name: place for place, name in enumerate(columns) if name}
    for number, text in lines_of(path):
        values = text.rstrip("\r\n").split(mark)
        if values == [""]:
            continue
        if len(values) == len(columns) + 1 and values[-1] == "":
            values.pop()
        yield _row(path, number, values, len(columns), places)


def _row(path: Path, line: int, values: Sequence[str], width: int, places: Mapping[str, int]) -> Row:
    if len(values) != width:
        raise ImportRefused("wrong_number_of_values", path.name, line, expected=width, found=len(values))
    return Row(path.name, line, {name: " ".join(values[place].split()) for name, place in places.items()})


def one_of(sources: Sequence[Path], *parts: str) -> Path:
    """Return the only source whose file name holds one of the parts, in any letter case."""
    found = [path for path in sources if any(part in path.name.lower() for part in parts)]
    if len(found) != 1:
        raise ImportRefused("source_missing" if not found else "source_twice", parts[0])
    return found[0]
