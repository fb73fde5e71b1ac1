"""Reading of FHIR files: which files, how large, how deep, and whether it is JSON that means one thing.

Limits hold while reading, so that a hostile file costs no more than they allow. A refusal is a
`Refused` with a message id, parameters without patient data, and the place.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import stat
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, NoReturn

from app.core.errors import DaybookError
from app.core.findings import Message, Param
from app.exchange.fhir.structure import deeper_than, find_fault

JsonObject = dict[str, Any]
_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
_ENDINGS = (".json", ".json.gz", ".gz", ".fhir")


@dataclass(frozen=True)
class Limits:
    """`size` in bytes before and after unpacking, `depth` of nesting, `memory` of the child in bytes."""

    size: int = 100_000_000
    depth: int = 64
    memory: int = 3 * 2**30


class Refused(DaybookError):
    """A file that is not taken: why, and at which path, line and column (from 1; 0 means nothing)."""

    def __init__(self, reason: str, path: str = "", line: int = 0, column: int = 0, **params: Param) -> None:
        super().__init__(Message(f"exchange.fhir.{reason}", params))
        self.path, self.line, self.column = path, line, column


@dataclass(frozen=True)
class FilesFound:
    """The files to read in a stable order, and what lay beside them and is passed over."""

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...] = ()


@dataclass(frozen=True)
class FileRead:
    """A parsed file; `sha256` and `size` are of the file as it lies on the disk."""

    sha256: str
    size: int
    content: JsonObject


def find_files(paths: Iterable[Path]) -> FilesFound:
    """Return the files to read: each file named, and of each folder those below it named .json, .gz or .fhir.

    Files stand in the order of the paths given, those of a folder by their path; each stands once.
    """
    found: dict[Path, None] = {}
    passed_over: dict[Path, None] = {}
    for path in paths:
        for file in sorted(_below(path)) if path.is_dir() else [path]:
            wanted = file == path or (file.name.lower().endswith(_ENDINGS) and not file.name.startswith("."))
            (found if wanted else passed_over)[file] = None
    return FilesFound(tuple(found), tuple(path for path in passed_over if path not in found))


def _below(folder: Path) -> Iterable[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in names)


def read_file(path: Path, limits: Limits | None = None) -> FileRead:
    """Read, unpack and parse one file. Raises Refused."""
    limits = limits or Limits()
    digest, size, data = _read(path, limits)
    return FileRead(digest, size, parse(data, limits))


def _read(path: Path, limits: Limits) -> tuple[str, int, bytes]:
    try:
        # Asked before opening: opening a pipe waits for whoever writes to it.
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused("not_a_file")
        with path.open("rb") as file:
            raw = _up_to(file, limits.size)
    except OSError as trouble:
        raise Refused("cannot_read", cause=type(trouble).__name__) from None
    return hashlib.sha256(raw).hexdigest(), len(raw), _unpacked(raw, limits)


def _up_to(file: IO[bytes] | gzip.GzipFile, limit: int) -> bytes:
    """Return the whole of a stream, of which no more than the limit is ever held."""
    held = bytearray()
    while part := file.read(min(_CHUNK, limit + 1 - len(held))):
        held += part
        if len(held) > limit:
            raise Refused("too_large", limit_mb=limit // 1_000_000)
    return bytes(held)


def _unpacked(raw: bytes, limits: Limits) -> bytes:
    if not raw.startswith(_GZIP):
        return raw
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            return _up_to(file, limits.size)
    except (OSError, EOFError, zlib.error) as trouble:
        raise Refused("gzip_truncated" if isinstance(trouble, EOFError) else "gzip_damaged") from None


def parse(data: bytes, limits: Limits | None = None) -> JsonObject:
    """Parse JSON bytes whose top is one object; numbers with a point or exponent become Decimal.

    Raises Refused for text that is not UTF-8 (a UTF-8 byte order mark is passed over), for nesting
    past the limit, for anything that is not JSON (NaN too), for a name twice in one object.
    """
    limits = limits or Limits()
    text = _decoded(data)
    if deeper_than(data, limits.depth):
        _refuse_with_place(text, limits, "too_deep")
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as fault:
        _refuse_with_place(text, limits, "not_json", fault.lineno, fault.colno)
    except (ValueError, ArithmeticError, RecursionError):
        _refuse_with_place(text, limits, "not_json")
    if not isinstance(content, dict):
        raise Refused("not_an_object")
    return content


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF8_MARK):
        data = data[len(_UTF8_MARK) :]
    if not data.strip():
        raise Refused("empty")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - data.rfind(b"\n", 0, fault.start)
        raise Refused("not_utf8", line=line, column=column) from None


def _once(pairs: list[tuple[str, Any]]) -> JsonObject:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name twice")
    return content


def _no_constant(_: str) -> NoReturn:
    raise ValueError("not a number")


def _refuse_with_place(text: str, limits: Limits, reason: str, line: int = 0, column: int = 0) -> NoReturn:
    fault = find_fault(text, limits.depth)
    if fault is None:
        raise Refused(reason, "", line, column) from None
    raise Refused(fault.reason, fault.path, fault.line, fault.column) from None
